import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { formatPorts } from '../../src/model/port.ts';
import { TOP_100_TCP, TOP_1000_TCP } from '../../src/model/top-ports.ts';

for (const [count, ports] of [
  [100, TOP_100_TCP],
  [1000, TOP_1000_TCP],
] as const) {
  test(`top-${count} is the installed nmap's list`, () => {
    // Without a target nmap sends nothing.
    const { stdout } = spawnSync('nmap', ['-v', '-oX', '-', '--top-ports', `${count}`], { encoding: 'utf8' });
    assert.equal(/protocol="tcp"[^>]*services="([^"]*)"/.exec(stdout)?.[1], formatPorts(ports));
  });
}

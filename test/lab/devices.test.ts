import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { check, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  server: { number: 9, ipv6: false, services: [sshd()] },
  laptop: { number: 10, ipv6: false },
  tablet: { number: 11, ipv6: false },
  printer: { number: 12, ipv6: false },
  thief: { number: 13, ipv6: false },
  camera: { number: 14, ipv6: false },
} as const;

type Device = Exclude<keyof typeof PLANS, 'scanner'>;

const MACS: Readonly<Record<Device, string>> = {
  server: '00:1a:2b:00:00:01',
  laptop: '00:1a:2b:00:00:02',
  tablet: '00:1a:2b:00:00:03',
  printer: '00:1a:2b:00:00:04',
  thief: '00:1a:2b:00:00:05',
  camera: '00:1a:2b:00:00:06',
};

describe('devices on one link, whose hardware addresses nmap sees', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    for (const [name, mac] of Object.entries(MACS)) ip(name as Device, 'link', 'set', 'eth0', 'address', mac);
    ip('camera', 'link', 'set', 'eth0', 'down');
  });
  after(() => lab?.stop());

  function ip(name: keyof typeof PLANS, ...args: readonly string[]): void {
    run(['ip', '-n', lab.hosts[name].netns, ...args]);
  }

  /** @returns events and conflicts, each with the device that it is about */
  async function news(): Promise<readonly string[]> {
    ip('scanner', 'neigh', 'flush', 'all');
    const targets = 'office:\n  hosts: [10.77.0.8/29]\n  assume: discover\n  allow: [22/tcp]';
    const devices = `devices:\n  - name: printer\n    mac: ${MACS.printer}\n    address: 10.77.0.12\n`;
    const policy = policyOf({ ports: '{tcp: [22]}', defaults: ['noise-window: 0m'], targets });
    const args = ['--state', join(lab.folder, 'state.jsonl')];
    const checked = await check(`${policy}${devices}`, { folder: lab.folder, netns: lab.hosts.scanner.netns, args });
    const { memory, findings } = judged(checked);
    const names = new Map(Object.entries(MACS).map(([name, mac]) => [mac, name]));
    return [
      ...(memory?.events ?? []).map(({ event, id }) => `${event} ${names.get(id.slice(-17)) ?? id}`),
      ...findings.map(({ code, address }) => `${code} ${address}`),
    ].sort();
  }

  test('are new, moved, gone and in conflict in the run in which they are, once', async () => {
    assert.deepEqual(await news(), []);
    ip('camera', 'link', 'set', 'eth0', 'up');
    assert.deepEqual(await news(), ['new camera']);
    ip('laptop', 'address', 'del', '10.77.0.10/16', 'dev', 'eth0');
    ip('laptop', 'address', 'add', '10.77.0.15/16', 'dev', 'eth0');
    ip('tablet', 'link', 'set', 'eth0', 'down');
    assert.deepEqual(await news(), ['gone tablet', 'moved laptop']);
    ip('printer', 'link', 'set', 'eth0', 'down');
    ip('thief', 'address', 'del', '10.77.0.13/16', 'dev', 'eth0');
    ip('thief', 'address', 'add', '10.77.0.12/16', 'dev', 'eth0');
    assert.deepEqual(await news(), ['address-conflict 10.77.0.12', 'gone printer', 'moved thief']);
    assert.deepEqual(await news(), ['address-conflict 10.77.0.12']);
  });
});

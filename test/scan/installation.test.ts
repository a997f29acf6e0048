import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installationOf } from '../../src/scan/installation.ts';

const folder = mkdtempSync(join(tmpdir(), 'installation-'));
after(() => rmSync(folder, { recursive: true }));

test('another program, another path, and another data file are another installation', async () => {
  const [program, other, data] = [join(folder, 'nmap'), join(folder, 'other'), join(folder, 'data')];
  const probes = join(data, 'nmap-service-probes');
  const script = join(data, 'scripts', 'a.nse');
  mkdirSync(join(data, 'scripts'), { recursive: true });
  const write = (file: string, text: string, second: number) => {
    writeFileSync(file, text);
    utimesSync(file, second, second);
  };
  for (const file of [program, other, probes, script]) write(file, 'one', 1);
  const began = await installationOf({ program, data });
  assert.equal(await installationOf({ program, data }), began);
  assert.notEqual(await installationOf({ program: other, data }), began);
  for (const file of [program, probes, script]) {
    write(file, 'two', 2);
    assert.notEqual(await installationOf({ program, data }), began, file);
    write(file, 'one', 1);
    assert.equal(await installationOf({ program, data }), began, file);
  }
  write(join(data, 'nmap-payloads'), 'one', 1);
  assert.notEqual(await installationOf({ program, data }), began);
});

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DATA_FOLDERS } from '../../src/nmap/command-line.ts';
import { SERVICE_PROBES, withShorterWaits } from '../../src/nmap/service-probes.ts';

const INSTALLED = DATA_FOLDERS.map((folder) => join(folder, SERVICE_PROBES)).find(existsSync);

describe("a copy of nmap's probes with shorter waits", { skip: INSTALLED === undefined }, () => {
  const installed = INSTALLED === undefined ? '' : readFileSync(INSTALLED, 'latin1');
  const copy = (wait: number): string => withShorterWaits(installed, wait) ?? assert.fail('not as expected');
  const others = (text: string) => text.split('\n').filter((line) => !/^(?:totalwaitms|tcpwrappedms)/.test(line));

  test('has every probe and match line as they are, and a wait for each probe', () => {
    const lines = copy(1_234).split('\n');
    assert.deepEqual(others(copy(1_234)), others(installed));
    const probes = lines.filter((line) => line.startsWith('Probe ')).length;
    assert.equal(lines.filter((line) => line === 'totalwaitms 1234').length, probes);
    assert.equal(lines.filter((line) => line.startsWith('totalwaitms')).length, probes);
    assert.ok(lines.includes('tcpwrappedms 1234'));
  });

  test('never waits longer than nmap itself', () => {
    const waits = copy(60_000)
      .split('\n')
      .filter((line) => /^t\w+ms/.test(line));
    assert.ok(waits.includes('totalwaitms 6000') && waits.includes('tcpwrappedms 3000'));
  });

  test('is not made of a file that is cut, empty, or another one', () => {
    const own = 'Probe TCP NULL q||\ntotalwaitms 6000\nmatch ssh m|^SSH-|\n';
    for (const text of [
      '',
      own,
      installed.replaceAll('Probe ', 'Query '),
      installed.replace('totalwaitms 6000', 'totalwaitms soon'),
    ]) {
      assert.equal(withShorterWaits(text, 1_000), null);
    }
    assert.equal(withShorterWaits(installed.slice(0, 20_000), 1_000), null);
  });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { assertNeverPass, REPORT_OPTIONS } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { workspace } from '../support/workspace.ts';
import { checkFiles, HONEST_FILE, PAIR_POLICY, POLICY } from './box.ts';

const packed = gzipSync(HONEST_FILE);
const corrupted = Buffer.from(packed);
corrupted.writeUInt32LE(0xdeadbeef, packed.length - 8);
const flipped = Buffer.from(packed);
flipped[40] = (flipped[40] ?? 0) ^ 0xff;

const host = { address: '127.0.0.1', open: { 80: 'http' } } as const;
const other = (file: string) => HONEST_FILE.replaceAll('127.0.0.1', file);

/** The honest file as if it had been made so many seconds later. */
function shifted(seconds: number): string {
  return HONEST_FILE.replaceAll(/(?<= (?:start|end|starttime|endtime|time)=")\d+/g, (time) =>
    String(Number(time) + seconds),
  );
}

/** The port is seen to be open; what serves it is not known. */
const CUT_AFTER_STATE = HONEST_FILE.slice(0, HONEST_FILE.indexOf('<service'));

interface Row {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly status: 1 | 2 | 3;
  readonly policy?: string;
}

const ROWS: readonly Row[] = [
  { name: 'an empty file', files: { 'a.xml': '' }, status: 3 },
  { name: 'a file of one space', files: { 'a.xml': ' ' }, status: 3 },
  { name: 'garbage', files: { 'a.xml': 'nothing that anybody could read' }, status: 2 },
  { name: 'bytes that are no text', files: { 'a.xml': Buffer.from([0x3c, 0xff, 0xfe, 0x80]) }, status: 3 },
  { name: 'a gzip file that is cut short', files: { 'a.xml.gz': packed.subarray(0, packed.length - 20) }, status: 3 },
  {
    name: 'a gzip file without its last byte',
    files: { 'a.xml.gz': packed.subarray(0, packed.length - 1) },
    status: 3,
  },
  { name: 'a gzip file that is nothing but its head', files: { 'a.xml.gz': packed.subarray(0, 10) }, status: 3 },
  { name: 'a gzip file whose checksum is wrong', files: { 'a.xml.gz': corrupted }, status: 3 },
  { name: 'a gzip file with one byte changed', files: { 'a.xml.gz': flipped }, status: 3 },
  { name: 'gzip in gzip', files: { 'a.xml.gz': gzipSync(packed) }, status: 3 },
  { name: "masscan's XML", files: { 'a.xml': HONEST_FILE.replace('scanner="nmap"', 'scanner="masscan"') }, status: 2 },
  { name: "another program's XML", files: { 'a.xml': '<testsuite tests="1"/>' }, status: 2 },
  { name: 'a policy', files: { 'a.xml': POLICY }, status: 2 },
  {
    name: 'a scan of other ports',
    files: {
      'a.xml': nmapXml({
        asked: '8080',
        hosts: [{ address: '127.0.0.1', folded: { state: 'closed', ports: '8080' } }],
      }),
    },
    status: 3,
  },
  {
    name: 'a scan of fewer ports',
    files: { 'a.xml': nmapXml({ asked: '80', versions: true, hosts: [host] }) },
    status: 3,
  },
  { name: 'a scan of another host', files: { 'a.xml': other('127.0.0.9') }, status: 3 },
  { name: 'a scan of no host', files: { 'a.xml': nmapXml({ asked: '22,80,443,8000-8003', hosts: [] }) }, status: 3 },
  { name: 'a scan of one of two hosts', files: { 'a.xml': HONEST_FILE }, policy: PAIR_POLICY, status: 3 },
  {
    name: 'two scans of the same one of two hosts',
    files: { 'a.xml': HONEST_FILE, 'b.xml': HONEST_FILE },
    policy: PAIR_POLICY,
    status: 3,
  },
  {
    name: 'a good file and one that is cut short',
    files: { 'a.xml': HONEST_FILE, 'b.xml': other('127.0.0.2').slice(0, -12) },
    policy: PAIR_POLICY,
    status: 3,
  },
  {
    name: 'a scan of a host under another name',
    files: { 'a.xml': HONEST_FILE },
    policy: POLICY.replace('[127.0.0.1]', '[localhost]'),
    status: 3,
  },
  { name: 'a scan of the day before yesterday', files: { 'a.xml': shifted(-2 * 86_400) }, status: 3 },
  { name: 'a scan of tomorrow', files: { 'a.xml': shifted(86_400) }, status: 3 },
  {
    name: 'a scan of no time',
    files: { 'a.xml': HONEST_FILE.replaceAll(/ (?:start|end)(?:time)?="\d+"/g, '') },
    status: 3,
  },
  {
    name: 'a scan of long ago that shows an open port',
    files: { 'a.xml': shifted(-86_400 * 4_000).replaceAll(/(?<=portid=)"80"/g, '"8000"') },
    status: 1,
  },
  { name: 'a scan without </nmaprun>', files: { 'a.xml': HONEST_FILE.replace('</nmaprun>', '') }, status: 3 },
  { name: 'a scan without <finished>', files: { 'a.xml': HONEST_FILE.replace(/<finished.*/, '') }, status: 3 },
  {
    name: 'a scan that finished with an error',
    files: { 'a.xml': HONEST_FILE.replace('exit="success"', 'exit="error"') },
    status: 3,
  },
  {
    name: 'a scan cut between the state and the service of a port that is allowed',
    files: { 'a.xml': CUT_AFTER_STATE },
    status: 3,
  },
  {
    name: 'a scan cut between the state and the service of a port that nothing allows',
    files: { 'a.xml': CUT_AFTER_STATE.replace('portid="80"', 'portid="8003"') },
    status: 1,
  },
  {
    name: 'a scan without service detection, where a service is required',
    files: { 'a.xml': HONEST_FILE.replace(/<service.*\/>/, '') },
    status: 1,
  },
];

describe('results made elsewhere', { concurrency: 3 }, () => {
  test('pass if they prove the required coverage, plain and packed', async () => {
    assert.equal((await checkFiles({ 'a.xml': HONEST_FILE })).status, 0);
    assert.equal((await checkFiles({ 'a.xml.gz': packed })).status, 0);
    const both = await checkFiles(
      { 'a.xml': HONEST_FILE, 'b.xml.gz': gzipSync(other('127.0.0.2')) },
      { policy: PAIR_POLICY },
    );
    assert.equal(both.status, 0, both.stdout);
  });

  for (const { name, files, status, policy = POLICY } of ROWS) {
    test(`do not pass: ${name}`, async () => {
      const ended = await checkFiles(files, { policy });
      await assertNeverPass(ended, ended.folder, status);
    });
  }

  test('do not pass with a warning either, where the service of a port is cut off', async () => {
    const ended = await checkFiles({ 'a.xml': CUT_AFTER_STATE }, { options: ['--on-incomplete', 'warn'] });
    await assertNeverPass(ended, ended.folder, 3);
  });

  test('do not pass, wherever a line breaks off', async () => {
    const lines = HONEST_FILE.trimEnd().split('\n');
    await Promise.all(
      lines.map(async (_, index) => {
        const ended = await checkFiles({ 'a.xml': lines.slice(0, index).join('\n') });
        await assertNeverPass(ended, ended.folder, 3);
      }),
    );
  });

  for (const [name, file] of [
    ['a file that is not there', 'none.xml'],
    ['a folder', '.'],
    ['a device', '/dev/null'],
    ['no name at all', ''],
    ['a pipe that nobody writes to', 'pipe'],
  ] as const) {
    test(`are refused: ${name}`, async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY });
      if (file === 'pipe') execFileSync('mkfifo', [join(folder, file)]);
      const ended = await spawnBundle(CLI, ['check', '--scan-xml', file, ...REPORT_OPTIONS], { cwd: folder });
      await assertNeverPass(ended, folder, 2);
    });
  }
});

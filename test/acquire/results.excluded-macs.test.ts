import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { check } from '../../src/pipeline.ts';
import { nmapXml } from '../support/nmap-xml.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const KEPT = '00:1a:2b:3c:4d:5e';
const OTHER = '00:1a:2b:3c:4d:5f';
const ADDRESS = '192.0.2.11';

const POLICY = `version: 1
environment: test
targets:
  office:
    hosts: [192.0.2.10, ${ADDRESS}]
    ports: {tcp: [443]}
    exclude: [${KEPT}]
`;

/** A file of results: what it says of the address. */
interface File {
  readonly mac?: string;
  readonly isOpen?: boolean;
  readonly isDown?: boolean;
  readonly hoursAgo?: number;
}

function fileOf({ mac, isOpen = false, isDown = false, hoursAgo = 0 }: File): string {
  const closed = { 443: { state: 'closed', reason: 'reset' } };
  const seen = isOpen ? { open: { 443: '' } } : { listed: closed };
  const host = { address: ADDRESS, ...(mac === undefined ? {} : { mac }) };
  const other = { address: '192.0.2.10', mac: OTHER, listed: closed };
  const hosts = [other, isDown ? { ...host, status: 'down' as const } : { ...host, ...seen }];
  return nmapXml({ asked: '443', at: new Date(NOW.getTime() - hoursAgo * HOUR), hosts });
}

async function judge(files: readonly File[]) {
  const documents = new Map(files.map((file, index) => [`${index}.xml`, fileOf(file)]));
  const request = {
    ...{ policyFile: 'policy.yml', authorizationFrom: null, stateFile: null, targets: [], failOn: null, nmap: null },
    ...({ onIncomplete: 'fail', install: 'never', timeout: 1_000, maxAge: 24 * HOUR } as const),
    scanXml: [...documents.keys()],
  };
  const { verdict, coverage } = await check(request, {
    ...{ now: () => NOW, resolve: async () => [], environment: { path: '', home: '' } },
    ...{ signal: new AbortController().signal, emit: () => {}, say: () => {}, progress: () => {} },
    ...{ saveMemory: () => {}, readUsed: () => assert.fail('no policy is used') },
    inputFile: () => assert.fail('nothing is scanned'),
    keepScan: () => assert.fail('nothing is scanned'),
    readStateFile: async () => null,
    readPolicy: async () => Buffer.from(POLICY),
    openResults: async (file) => chunksOf(documents.get(file) ?? ''),
  });
  return [verdict, coverage.excluded.flatMap(({ addresses }) => addresses)];
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const LEFT_OUT = ['pass', [ADDRESS]];
const JUDGED = ['fail', []];

describe('an address with an excluded hardware address', () => {
  test('is left out if all files in which it is up show that hardware address', async () => {
    assert.deepEqual(await judge([{ mac: KEPT, isOpen: true }]), LEFT_OUT);
    assert.deepEqual(
      await judge([
        { mac: KEPT, hoursAgo: 22 },
        { mac: KEPT, isOpen: true },
      ]),
      LEFT_OUT,
    );
    assert.deepEqual(await judge([{ mac: KEPT, isOpen: true }, { isDown: true }]), LEFT_OUT);
  });

  test('is judged if another file shows the host without a hardware address, or with another one', async () => {
    for (const mac of [undefined, OTHER]) {
      const now: File = { isOpen: true, ...(mac === undefined ? {} : { mac }) };
      assert.deepEqual(await judge([now]), JUDGED);
      assert.deepEqual(await judge([{ mac: KEPT, hoursAgo: 22 }, now]), JUDGED);
      assert.deepEqual(await judge([now, { mac: KEPT, hoursAgo: 22 }]), JUDGED);
      // What is too old proves nothing but what it saw open.
      assert.deepEqual(await judge([{ ...now, hoursAgo: 25 }, { mac: KEPT }]), JUDGED);
    }
  });
});

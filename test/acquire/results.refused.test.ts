import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkOutcome } from '../../src/edge/outcome.ts';
import type { Report } from '../../src/model/report.ts';
import { readState } from '../../src/state/read.ts';
import { prune, remember } from '../../src/state/remember.ts';
import { NO_STATE } from '../../src/state/state.ts';
import { writeState } from '../../src/state/write.ts';
import { nmapXml, type ScannedHost } from '../support/nmap-xml.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const YEARS = 700 * 24 * HOUR;
const ALARM = '00:1a:2b:00:00:01';

/** @returns results of a scan that ended so many milliseconds ago */
function scan(address: string, age: number, host: Omit<ScannedHost, 'address'> = {}): string {
  const closed = { folded: { state: 'closed' as const, ports: '22,80' } };
  return nmapXml({ asked: '22,80', at: new Date(NOW.getTime() - age), hosts: [{ address, ...closed, ...host }] });
}

function refusedOptions(xml: string): string {
  return xml.replace('nmap -sS', 'nmap -sS --host-timeout 1ms --exclude-ports 22');
}

/** @param state the file that an earlier run wrote; null: the first run; absent: the run has no memory */
async function judge(
  policy: string,
  files: readonly string[],
  state?: Buffer | null,
  targets: readonly string[] = [],
): Promise<Report> {
  const names = files.map((_, index) => `${index}.xml`);
  const outcome = await checkOutcome(
    {
      ...{ policyFile: 'p.yml', authorizationFrom: null, targets, failOn: null, onIncomplete: 'fail' },
      ...{ install: 'never', nmap: null, timeout: HOUR, maxAge: 24 * HOUR, scanXml: names },
      stateFile: state === undefined ? null : 'state',
    },
    {
      now: () => NOW,
      resolve: async () => [],
      environment: { path: '', home: '' },
      signal: new AbortController().signal,
      emit: () => {},
      say: () => {},
      progress: () => {},
      inputFile: () => assert.fail('nothing is scanned'),
      keepScan: () => assert.fail('nothing is scanned'),
      saveMemory: () => {},
      readStateFile: async () =>
        state === undefined || state === null ? null : { bytes: state.length, pieces: [state] },
      readUsed: () => assert.fail('no policy is used'),
      readPolicy: async () => Buffer.from(`version: 1\ndefaults:\n  ports: {tcp: [22, 80]}\n${policy}`),
      openResults: async (name) => textOf(files[names.indexOf(name)] ?? assert.fail(name)),
    },
  );
  assert.ok(outcome.kind === 'report', JSON.stringify(outcome));
  return outcome;
}

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** @returns the file that the run leaves behind */
function fileOf(report: Report, before: Buffer | null = null): Buffer {
  const state = before === null ? NO_STATE : readState([before], 'state', NOW);
  return Buffer.from([...writeState(prune(remember(state, report), 90, report.finishedAt))].join(''));
}

function codes({ findings }: Report): readonly string[] {
  return findings.map(({ code }) => code).sort();
}

const NAMES = 'targets:\n  a: {hosts: [www.example.com]}\n  b: {hosts: [192.0.2.1]}\n';

function devices(device: string, hosts = '192.0.2.1'): string {
  return `  grace: 2h\ndevices: [{name: alarm, ${device}, required: true}]\ntargets:\n  a: {hosts: [${hosts}]}\n`;
}

/** Results that the gate refuses to count, each made from results of another scan. */
const REFUSED: readonly (readonly [why: string, make: (host: Omit<ScannedHost, 'address'>) => string])[] = [
  ['too old', (host) => scan('192.0.2.1', YEARS, host)],
  ['from the future', (host) => scan('192.0.2.1', -YEARS, host)],
  ['made with refused options', (host) => refusedOptions(scan('192.0.2.1', 60_000, host))],
];

describe('results that prove nothing', () => {
  for (const [why, make] of REFUSED) {
    test(`resolve no name: ${why}`, async () => {
      const report = await judge(NAMES, [scan('192.0.2.1', 60_000), make({ name: 'www.example.com' })]);
      assert.deepEqual([report.verdict, report.exitCode], ['inconclusive', 3]);
      const reasons = report.coverage.unobserved.map(({ target, reason }) => `${target} ${reason.code}`);
      assert.deepEqual(reasons, ['a name-unresolved']);
    });

    test(`give no host the lines of an unselected target: ${why}`, async () => {
      const policy = NAMES.replace('www.example.com]', '$&, allow: [22/tcp]');
      const open = { open: { 22: '' }, folded: { state: 'closed' as const, ports: '80' } };
      const files = [scan('192.0.2.1', 60_000, open)];
      const alone = await judge(policy, files, undefined, ['b']);
      const report = await judge(policy, [...files, make({ ...open, name: 'www.example.com' })], undefined, ['b']);
      assert.deepEqual([report.exitCode, codes(report)], [alone.exitCode, codes(alone)]);
      assert.notEqual(report.exitCode, 0);
    });

    test(`say of no host which device it is, in this run or a later one: ${why}`, async () => {
      const policy = `  unknown-devices: fail\n${devices(`mac: '${ALARM}'`)}`;
      const fresh = scan('192.0.2.1', 60_000);
      const report = await judge(policy, [fresh, make({ mac: ALARM })], null);
      assert.deepEqual([report.exitCode, codes(report)], [1, ['missing-device', 'unknown-device']]);
      const next = await judge(policy, [fresh], fileOf(report));
      assert.deepEqual([next.exitCode, codes(next)], [1, ['missing-device', 'unknown-device']]);
    });

    test(`show with an open port no device that is gone: ${why}`, async () => {
      const policy = devices('address: 192.0.2.1').replace('192.0.2.1]}', '192.0.2.1], allow: [22/tcp]}');
      const silent = scan('192.0.2.1', 60_000, { folded: { state: 'filtered', ports: '22,80' } });
      const open = make({ open: { 22: '' }, folded: { state: 'closed', ports: '80' } });
      assert.deepEqual(codes(await judge(policy, [silent])), ['missing-device']);
      assert.ok(codes(await judge(policy, [silent, open])).includes('missing-device'));
    });

    test(`show nobody that a host is up: ${why}`, async () => {
      const policy = 'targets:\n  a: {hosts: [192.0.2.1], profile: discovery}\n';
      assert.equal((await judge(policy, [scan('192.0.2.1', 60_000)])).exitCode, 0);
      const report = await judge(policy, [make({})]);
      assert.deepEqual([report.verdict, report.exitCode], ['inconclusive', 3]);
      assert.deepEqual(
        report.coverage.unobserved.map(({ address, reason }) => `${address} ${reason.code}`),
        ['192.0.2.1 not-accounted'],
      );
    });

    test(`are named in a notice: ${why}`, async () => {
      const { notices } = await judge(NAMES, [scan('192.0.2.1', 60_000, { name: 'www.example.com' }), make({})]);
      assert.equal(notices.filter((text) => text.startsWith('Results that prove nothing: 1.xml ')).length, 1);
    });
  }

  test('count for a name if valid results show it too', async () => {
    const named = { name: 'www.example.com' };
    const report = await judge(NAMES, [scan('192.0.2.1', 60_000, named), scan('192.0.2.1', YEARS, named)]);
    assert.deepEqual([report.verdict, report.exitCode], ['pass', 0]);
  });
});

describe('the date of a run that judges results', () => {
  const policy = 'targets:\n  a: {hosts: [192.0.2.1]}\n';

  test('is no date of other hosts, and never in the future', async () => {
    for (const other of [scan('198.51.100.7', -YEARS), scan('198.51.100.7', YEARS)]) {
      const report = await judge(policy, [scan('192.0.2.1', 60_000), other], null);
      assert.equal(report.exitCode, 0);
      assert.deepEqual(report.observedAt, new Date(NOW.getTime() - 61_000));
      assert.equal((await judge(policy, [scan('192.0.2.1', 60_000)], fileOf(report))).exitCode, 0);
    }
    const ahead = await judge(policy, [scan('192.0.2.1', -120_000)], null);
    assert.deepEqual(ahead.observedAt, NOW);
  });

  test('is that of the oldest results that count: younger ones renew no grace', async () => {
    const two = devices(`mac: '${ALARM}'`, '192.0.2.1, 192.0.2.2');
    const seen = scan('192.0.2.1', 20 * HOUR, { mac: ALARM });
    const gone = [scan('192.0.2.1', 60_000), scan('192.0.2.2', 60_000)];
    for (const younger of [scan('192.0.2.2', 0), scan('198.51.100.7', 0)]) {
      const report = await judge(two, [seen, younger], null);
      const next = await judge(two, gone, fileOf(report));
      assert.deepEqual([next.exitCode, codes(next)], [1, ['missing-device']]);
    }
  });
});

test('a host that nmap was told is up, and that never answered, is not known to be up', async () => {
  const policy = 'targets:\n  a: {hosts: [192.0.2.1], profile: discovery}\n';
  const silent = scan('192.0.2.1', 60_000, { folded: { state: 'filtered', ports: '22,80' } });
  assert.equal((await judge(policy, [silent])).exitCode, 3);
  assert.equal((await judge(policy, [silent.replace('reason="user-set"', 'reason="echo-reply"')])).exitCode, 0);
  const cut = scan('192.0.2.1', 60_000).replace(/<finished.*/, '');
  assert.equal((await judge(policy, [cut])).exitCode, 3);
});

describe('results that show a name in the other family alone', () => {
  const other = scan('2001:db8::1', 60_000, { name: 'www.example.com' });

  test('resolve no name', async () => {
    const policy = 'targets:\n  a: {hosts: [192.0.2.1, www.example.com], families: [ipv4]}\n';
    const report = await judge(policy, [scan('192.0.2.1', 60_000), other]);
    assert.deepEqual([report.verdict, report.exitCode], ['inconclusive', 3]);
    const reasons = report.coverage.unobserved.map(({ host, reason }) => `${host} ${reason.code}`);
    assert.deepEqual(reasons, ['www.example.com name-unresolved']);
  });

  test('leave open whether a host is one that an unselected target forbids a port of', async () => {
    const policy =
      'targets:\n  a: {hosts: [www.example.com], families: [ipv4], forbid: [22/tcp]}\n' +
      '  b: {hosts: [192.0.2.1, "2001:db8::1"], allow: [22/tcp]}\n';
    const open = { open: { 22: '' }, folded: { state: 'closed' as const, ports: '80' } };
    const report = await judge(policy, [scan('192.0.2.1', 60_000, open), other], undefined, ['b']);
    assert.deepEqual([report.verdict, report.exitCode], ['inconclusive', 3]);
    const reasons = report.coverage.unobserved.map(({ host, reason }) => `${host} ${reason.code}`);
    assert.deepEqual(reasons, ['www.example.com name-unresolved']);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from './command.ts';
import { type Check, type Checked, check, judged, reasons, startCheck } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { programsIn } from './namespaces.ts';
import { policyOf } from './policy.ts';

/** A scanner for each test: what is left behind in its namespace is that test's. */
const PLANS = {
  term: { number: 2 },
  int: { number: 3 },
  late: { number: 4 },
  killed: { number: 5 },
  walled: { number: 11 },
} as const;

/** Milliseconds from a signal to the last report: less than the runner's 7.5 s. */
const END_LIMIT = 5_000;

describe('a run that is stopped', { concurrency: 4 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
    // All ports of a host that drops take minutes.
    lab.firewall('walled', { input: 'tcp dport 1-65535 drop' });
  });
  after(() => lab?.stop());

  const long = (): string => policyOf({ ports: '{tcp: all}', targets: `walled:\n  hosts: [${lab.hosts.walled.ipv4}]` });

  async function startScanning(scanner: keyof typeof PLANS): Promise<Check> {
    const { netns } = lab.hosts[scanner];
    const gate = startCheck(long(), { folder: lab.folder, netns });
    await until('nmap scans', 30_000, () => /sweep 1 of/.test(gate.said()) && programsIn(netns).includes('nmap'));
    await sleep(500);
    return gate;
  }

  function assertInconclusive(checked: Checked, reason: string): void {
    const report = judged(checked);
    assert.deepEqual([checked.status, report.verdict, reasons(report)], [3, 'inconclusive', [reason]]);
    // The ports that are worth most are asked first, and may be settled by then.
    assert.ok(report.coverage.answered <= 200, `${report.coverage.answered} ports answered`);
    assert.equal(checked.sarif.runs[0]?.invocations?.[0]?.executionSuccessful, false);
    assert.match(checked.stdout, /^INCONCLUSIVE /m);
    assert.match(checked.summary, /inconclusive/i);
  }

  /** The guard of the scanner ends when the gate has ended: a moment later, on a busy machine. */
  async function assertNothingLeft(netns: string): Promise<void> {
    assert.ok(!programsIn(netns).includes('nmap'));
    await until('every program has ended', 2_000, () => programsIn(netns).length === 0);
  }

  for (const [signal, scanner] of [
    ['SIGTERM', 'term'],
    ['SIGINT', 'int'],
  ] as const) {
    test(`${signal} ends it soon, with reports that say inconclusive and no nmap left`, async () => {
      const gate = await startScanning(scanner);
      const asked = Date.now();
      process.kill(gate.pid, signal);
      const checked = await gate.ended;
      const took = Date.now() - asked;
      assertInconclusive(checked, 'scan-interrupted');
      await assertNothingLeft(lab.hosts[scanner].netns);
      assert.ok(took < END_LIMIT, `it took ${took} ms`);
    });
  }

  test('a time budget ends it likewise', async () => {
    const { netns } = lab.hosts.late;
    const started = Date.now();
    const checked = await check(long(), { folder: lab.folder, netns, args: ['--timeout', '3s'] });
    const took = Date.now() - started;
    assertInconclusive(checked, 'scan-timeout');
    await assertNothingLeft(netns);
    assert.ok(took < 3_000 + END_LIMIT, `it took ${took} ms`);
  });

  test('killed outright, it takes nmap with it within 3 s', async () => {
    const { netns } = lab.hosts.killed;
    const gate = await startScanning('killed');
    process.kill(gate.pid, 'SIGKILL');
    await assert.rejects(gate.ended, /no report\.json/);
    await until('nmap ends', 3_000, () => programsIn(netns).length === 0);
  });
});

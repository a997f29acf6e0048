import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { type Answers, type FakeNmap, invocations, writeFakeNmap } from '../support/fake-nmap.ts';
import { REPORT_OPTIONS, REPORTS } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { POLICY } from './box.ts';

/** 8000 is open, and no line allows it. */
const ANSWERS: Answers = {
  sweep: nmapXml({
    asked: '22,80,443,8000-8003',
    hosts: [
      { address: '127.0.0.1', folded: { state: 'closed', ports: '22,443,8001-8003' }, open: { 80: '', 8000: '' } },
    ],
  }),
  identify: nmapXml({
    asked: '80,8000',
    versions: true,
    hosts: [{ address: '127.0.0.1', open: { 80: 'http', 8000: 'http' } }],
  }),
};
const FIRST = "if (calls('sweep') === 1) await say(SWEEP); else";

interface Row {
  readonly name: string;
  readonly fake: FakeNmap;
  /** How often the scanner has been called when the signal comes; null: the time budget ends the run. */
  readonly calls: number | null;
  readonly policy?: string;
  readonly status: 1 | 3;
  readonly says: RegExp | null;
}

const INTERRUPTED = { status: 3, says: /The run was interrupted/ } as const;

const ROWS: readonly Row[] = [
  { name: 'in the sweep', fake: { sweep: 'await say(SWEEP); await hang()' }, calls: 2, ...INTERRUPTED },
  { name: 'in the identification', fake: { identify: 'await hang()' }, calls: 3, ...INTERRUPTED },
  {
    name: 'in the patient identification',
    fake: {
      identify:
        "if (calls('identify') > 1) await hang(); else await say(IDENTIFY.replaceAll('name=\"http\"', " +
        '\'name="tcpwrapped"\'))',
    },
    calls: 4,
    ...INTERRUPTED,
  },
  { name: 'in the confirmation', fake: { sweep: `${FIRST} await hang()` }, calls: 4, ...INTERRUPTED },
  {
    name: 'in the confirmation, when it had said half',
    fake: { sweep: `${FIRST} { await say(SWEEP.slice(0, SWEEP.length / 2)); await hang(); }` },
    calls: 4,
    ...INTERRUPTED,
  },
  {
    name: 'by its time budget, in the confirmation',
    fake: { sweep: `${FIRST} await hang()` },
    calls: null,
    status: 3,
    says: /The time budget ran out/,
  },
  {
    name: 'in the sweep, of a policy that wants no confirmation',
    fake: { sweep: 'await say(SWEEP); await hang()' },
    calls: 2,
    policy: POLICY.replace('defaults:', 'defaults:\n  confirm: false'),
    status: 1,
    says: /The run was interrupted/,
  },
  {
    name: 'not at all, while only the confirmation fails',
    fake: { sweep: `${FIRST} process.exitCode = 1` },
    calls: null,
    status: 1,
    says: null,
  },
];

describe('what would fail the build, in a run that is stopped', { concurrency: 3 }, () => {
  for (const { name, fake, calls, policy = POLICY, status, says } of ROWS) {
    test(
      `${status === 3 ? 'is not confirmed, listed, and no pass whatever on-incomplete says' : 'counts'}: ` + name,
      async () => {
        const folder = await workspace({ 'exposure-policy.yml': policy });
        const nmap = await writeFakeNmap(folder, fake, ANSWERS);
        const options = ['--nmap', nmap, '--on-incomplete', 'warn', ...(calls === null ? ['--timeout', '6s'] : [])];
        const ended = await spawnBundle(CLI, ['check', ...options, ...REPORT_OPTIONS], {
          cwd: folder,
          running: async (pid) => {
            if (calls === null) return;
            for (let tries = 0; tries < 200 && (await invocations(folder)).length < calls; tries++) await wait(50);
            await wait(300);
            process.kill(pid, 'SIGINT');
          },
        });
        assert.equal(ended.status, status, ended.stdout);
        const report = JSON.parse((await textOf(join(folder, REPORTS.json))) ?? '{}');
        assert.equal(report.verdict, status === 1 ? 'fail' : 'inconclusive');
        const gaps: readonly { reason: string; ports: string }[] = report.coverage.unobserved;
        assert.equal(
          gaps.some(({ reason, ports }) => reason === 'not-confirmed' && ports === '8000'),
          status === 3,
          JSON.stringify(gaps),
        );
        if (status === 3) assert.match(ended.stdout, /Seen open once, and not confirmed: 127\.0\.0\.1 8000\/tcp/);
        if (says === null) assert.doesNotMatch(ended.stdout, /interrupted|ran out/);
        else assert.match(ended.stdout, says);
        assert.doesNotMatch(ended.stdout, /0 times/);
      },
    );
  }
});

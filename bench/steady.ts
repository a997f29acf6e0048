import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import type { JsonReport } from '../src/report/json-schema.ts';
import { startBenchLab } from './lab.ts';
import { CLI, record } from './measure.ts';
import { openOf, policyFor, reportOf } from './scanners.ts';
import { makeTargets } from './targets.ts';
import { runTrial } from './trial.ts';

/**
 * Whether the verdict is the same every time: fifty whole checks of the same hosts, on a path that loses 3 % of all
 * packets each way. Verdict, findings and hosts must be the same to the byte; clock times and how the sweep went may
 * differ.
 */
const RUNS = 50;
const PATH = { delay: 20, loss: 0.03 };
const LIMIT = 600;

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: `${RUNS}` },
    hosts: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '3' },
  },
});
const [runs, hosts, lanes] = [Number(options.runs), Number(options.hosts), Number(options.lanes)];

ensurePackages(BENCH_PACKAGES);
/**
 * Laboratories side by side: the same addresses, each in namespaces of its own. They disturb each other, which makes it
 * harder.
 */
const labs: Awaited<ReturnType<typeof startBenchLab>>[] = [];
try {
  for (let lane = 0; lane < lanes; lane++) labs.push(await startBenchLab(makeTargets(hosts)));
  const open = (labs[0]?.targets ?? []).reduce((sum, target) => sum + target.open.length, 0);
  /** Each different outcome, and how often it came. */
  const outcomes = new Map<string, number>();
  const seconds: number[] = [];
  let begun = 0;
  const travel = async (lab: (typeof labs)[number]): Promise<void> => {
    lab.firewall('drop');
    const path = lab.path(PATH);
    while (begun < runs) {
      const run = begun++;
      const folder = join(lab.folder, `run-${run}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'exposure-policy.yml'), policyFor({ targets: lab.targets, family: 'ipv4' }));
      const argv = [process.execPath, CLI, 'check', '--install', 'never', '--format', 'json'];
      const cost = await runTrial(argv, path, folder, LIMIT);
      const report = reportOf({ folder });
      const outcome = JSON.stringify(decided(report), null, 1);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      seconds.push(cost.wallSeconds);
      const found = `${openOf(report).size} of ${open} open, ${report.findings.length} findings`;
      console.log(
        `${run + 1}. ${report.verdict}, ${found}, ${cost.wallSeconds.toFixed(1)} s; ${outcomes.size} different so far`,
      );
      rmSync(folder, { recursive: true, force: true });
    }
  };
  await Promise.all(labs.map(travel));
  const [[usual, times], ...others] = [...outcomes].sort(([, a], [, b]) => b - a) as [
    [string, number],
    ...[string, number][],
  ];
  for (const [other, count] of others) console.log(`${count} of ${runs} runs differ:\n${differences(usual, other)}`);
  const complete = (JSON.parse(usual) as ReturnType<typeof decided>).coverage.unobserved.length === 0;
  if (runs >= RUNS) record('steady', { runs, hosts, lanes, open, path: PATH, alike: times, complete, seconds });
  console.log(`${times} of ${runs} alike`);
  if (others.length > 0 || !complete) process.exitCode = 1;
} finally {
  for (const lab of labs) lab.stop();
}

/** What a run decided, without the time it took and how it went about it. */
function decided({ verdict, exitCode, coverage, findings, hosts }: JsonReport) {
  return { verdict, exitCode, coverage, findings, hosts };
}

/** The lines that only one of two texts has, a few of them. */
function differences(usual: string, other: string): string {
  const [before, after] = [usual.split('\n'), other.split('\n')];
  const only = (lines: readonly string[], rest: readonly string[], sign: string): readonly string[] => {
    const known = new Set(rest);
    return lines.filter((line) => !known.has(line)).map((line) => `${sign} ${line.trim()}`);
  };
  return [...only(before, after, '-'), ...only(after, before, '+')].slice(0, 20).join('\n');
}

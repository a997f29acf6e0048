import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import { type BenchLab, startBenchLab } from './lab.ts';
import { CLI, record } from './measure.ts';
import { bundleSweep, openOf, policyFor, reportOf, sweepResult, sweepTask } from './scanners.ts';
import { makeTargets } from './targets.ts';
import { type Cost, runTrial } from './trial.ts';

/**
 * Whether a rate that a policy sets is kept, on the wire: one host, all TCP ports, at most 2,000 packets a second, on a
 * path that loses nothing. A cable counts every packet that leaves, and the most that left within any one second.
 */
const RATE = 2_000;
/** A twentieth more: the cable tells the time when it is given a core, not when the packet was sent. */
const MOST_IN_A_SECOND = RATE * 1.05;
/** Every port twice, and a tenth more for the ports that are asked in every chunk. */
const MOST_A_PORT = 2.2;
const REQUIRED = 65_535;
const DELAY = 20;
const LIMIT = 900;

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab(makeTargets(1));
try {
  lab.firewall('drop');
  const runs = { sweep: await sweep(lab), check: await check(lab) };
  for (const [name, { cost, found }] of Object.entries(runs)) {
    const aPort = cost.sent / REQUIRED;
    console.log(`${name}: ${found} of ${lab.targets[0]?.open.length} open ports in ${cost.wallSeconds.toFixed(1)} s`);
    console.log(`  ${aPort.toFixed(2)} packets a port${name === 'sweep' ? ` (at most ${MOST_A_PORT})` : ''}`);
    console.log(
      `  ${cost.path?.busiestSecond} packets in the busiest second (at most ${MOST_IN_A_SECOND}); the cable was ${cost.path?.latest} ms late`,
    );
  }
  record('rate', {
    rate: RATE,
    required: REQUIRED,
    ...Object.fromEntries(
      Object.entries(runs).map(([name, { cost, found }]) => [
        name,
        {
          found,
          packetsAPort: cost.sent / REQUIRED,
          busiestSecond: cost.path?.busiestSecond,
          seconds: cost.wallSeconds,
        },
      ]),
    ),
  });
  const kept = Object.values(runs).every(({ cost }) => (cost.path?.busiestSecond ?? 0) <= MOST_IN_A_SECOND);
  const all = Object.values(runs).every(({ found }) => found === lab.targets[0]?.open.length);
  if (!kept || !all || runs.sweep.cost.sent / REQUIRED > MOST_A_PORT) process.exitCode = 1;
} finally {
  lab.stop();
}

interface Run {
  readonly cost: Cost;
  readonly found: number;
}

async function sweep(lab: BenchLab): Promise<Run> {
  const [folder, place] = [join(lab.folder, 'sweep'), lab.path({ delay: DELAY }, 'cable')];
  mkdirSync(folder);
  const task = sweepTask({ targets: lab.targets, family: 'ipv4' }, RATE);
  writeFileSync(join(folder, 'task.json'), JSON.stringify(task));
  const cost = await runTrial([process.execPath, await bundleSweep(lab.folder), 'task.json'], place, folder, LIMIT);
  return { cost, found: sweepResult({ folder }).open.length };
}

async function check(lab: BenchLab): Promise<Run> {
  const [folder, place] = [join(lab.folder, 'check'), lab.path({ delay: DELAY }, 'cable')];
  mkdirSync(folder);
  writeFileSync(join(folder, 'exposure-policy.yml'), policyFor({ targets: lab.targets, family: 'ipv4' }, RATE));
  const args = ['check', '--install', 'never', '--format', 'json'];
  const cost = await runTrial([process.execPath, CLI, ...args], place, folder, LIMIT);
  return { cost, found: openOf(reportOf({ folder })).size };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import { type BenchLab, startBenchLab } from './lab.ts';
import { record } from './measure.ts';
import { bundleSweep, sweepResult, sweepTask } from './scanners.ts';
import { type Firewall, makeTargets } from './targets.ts';
import { runTrial } from './trial.ts';

/**
 * Whether late answers are heard: all TCP ports of one host, at round trips that nmap's usual patience is too short
 * for, of a host that drops what it does not offer and of one that refuses it. Every open port has to be found, and
 * nothing left in doubt.
 */
const ROUND_TRIPS = [300, 650, 1_200, 2_500];
const FIREWALLS: readonly Firewall[] = ['drop', 'closed'];
const RATE = 20_000;
const LIMIT = 900;

const { values: options } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab(makeTargets(1));
try {
  const child = await bundleSweep(lab.folder);
  const runs = [];
  for (const firewall of FIREWALLS) {
    for (const roundTrip of ROUND_TRIPS) {
      if (options.only.length > 0 && !options.only.includes(`${firewall}-${roundTrip}`)) continue;
      const run = await sweep(lab, child, firewall, roundTrip);
      runs.push(run);
      console.log(
        `${firewall}, ${roundTrip} ms: ${run.found} of ${run.open} open ports in ${run.seconds.toFixed(1)} s, ${run.unobserved} gaps, ${run.falsePositives} false`,
      );
    }
  }
  if (options.only.length === 0) record('slow', { rate: RATE, ports: 65_535, runs });
  if (runs.some((run) => run.found < run.open || run.unobserved > 0 || run.falsePositives > 0)) process.exitCode = 1;
} finally {
  lab.stop();
}

async function sweep(
  { folder, targets, firewall: put, path }: BenchLab,
  child: string,
  firewall: Firewall,
  roundTrip: number,
) {
  const own = join(folder, `${firewall}-${roundTrip}`);
  mkdirSync(own);
  put(firewall);
  const place = path({ delay: roundTrip / 2 }, 'cable');
  writeFileSync(join(own, 'task.json'), JSON.stringify(sweepTask({ targets, family: 'ipv4' }, RATE)));
  const cost = await runTrial([process.execPath, child, 'task.json'], place, own, LIMIT);
  const { open, unobserved, sweeps } = sweepResult({ folder: own });
  const planted = new Set(targets.flatMap((target) => target.open.map((port) => `${target.ipv4} ${port}`)));
  const found = open.filter((port) => planted.has(port)).length;
  const [record] = sweeps;
  return {
    ...{ firewall, roundTrip, open: planted.size, found, falsePositives: open.length - found, unobserved },
    ...{
      seconds: cost.wallSeconds,
      packets: cost.sent,
      passes: record?.passes,
      missed: record?.missed,
      patient: record?.patient,
    },
  };
}

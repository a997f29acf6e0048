import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import type { SweepRecord } from '../src/model/observation.ts';
import { type BenchLab, startBenchLab } from './lab.ts';
import { CLI, record } from './measure.ts';
import { bundleSweep, openOf, policyFor, reportOf, sweepResult, sweepTask } from './scanners.ts';
import { type Firewall, makeTargets } from './targets.ts';
import { type Cost, runTrial } from './trial.ts';

/**
 * Whether late answers are heard: all TCP ports of one host, at round trips that nmap's usual patience is too short
 * for, of a host that drops what it does not offer and of one that refuses it. Every open port has to be found, and
 * nothing left in doubt: by the sweep alone, and by a whole check, whose findings have to be the open ports that its
 * policy does not allow.
 */
const ROUND_TRIPS = [300, 650, 1_200, 2_500];
const FIREWALLS: readonly Firewall[] = ['drop', 'closed'];
const RATE = 20_000;
const LIMIT = 900;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    what: { type: 'string', multiple: true, default: [] },
  },
});

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab(makeTargets(1));
try {
  const child = await bundleSweep(lab.folder);
  const runs = [];
  for (const firewall of FIREWALLS) {
    for (const roundTrip of ROUND_TRIPS) {
      if (options.only.length > 0 && !options.only.includes(`${firewall}-${roundTrip}`)) continue;
      for (const what of ['sweep', 'check'] as const) {
        if (options.what.length > 0 && !options.what.includes(what)) continue;
        const run = await (what === 'sweep' ? sweep(lab, child, firewall, roundTrip) : check(lab, firewall, roundTrip));
        runs.push(run);
        console.log(
          [
            `${what}: ${firewall}, ${roundTrip} ms: ${run.found} of ${run.open} open ports in ` +
              `${run.seconds.toFixed(1)} s`,
            `${run.unobserved} gaps, ${run.falsePositives} false`,
            ...(run.verdict === null ? [] : [`${run.verdict} verdict`]),
          ].join(', '),
        );
      }
    }
  }
  if (options.only.length + options.what.length === 0) record('slow', { rate: RATE, ports: 65_535, runs });
  if (
    runs.some((run) => run.found < run.open || run.unobserved > 0 || run.falsePositives > 0 || run.verdict === 'wrong')
  )
    process.exitCode = 1;
} finally {
  lab.stop();
}

async function sweep(lab: BenchLab, child: string, firewall: Firewall, roundTrip: number) {
  const { own, place } = prepare(lab, 'sweep', firewall, roundTrip);
  const { targets } = lab;
  writeFileSync(join(own, 'task.json'), JSON.stringify(sweepTask({ targets, family: 'ipv4' }, RATE)));
  const cost = await runTrial([process.execPath, child, 'task.json'], place, own, LIMIT);
  const { open, unobserved, sweeps } = sweepResult({ folder: own });
  return { what: 'sweep', firewall, roundTrip, unobserved, verdict: null, ...resultOf(lab, open, sweeps[0], cost) };
}

/** The policy allows nine of the ports: all others that are open, and nothing else, are findings. */
async function check(lab: BenchLab, firewall: Firewall, roundTrip: number) {
  const { own, place } = prepare(lab, 'check', firewall, roundTrip);
  const { targets } = lab;
  writeFileSync(join(own, 'exposure-policy.yml'), policyFor({ targets, family: 'ipv4' }, RATE));
  const command = [process.execPath, CLI, 'check', '--install', 'never', '--format', 'json'];
  const cost = await runTrial(command, place, own, LIMIT);
  const report = reportOf({ folder: own });
  const unexpected = targets.flatMap(({ ipv4, open, declared }) =>
    open.filter((port) => !declared.includes(port)).map((port) => `unexpected-port ${ipv4} ${port}`),
  );
  const found = report.findings.map(({ code, host, port }) => `${code} ${host} ${port}`);
  const isRight = cost.status === 1 && found.sort().join() === unexpected.sort().join();
  return {
    ...{ what: 'check', firewall, roundTrip, unobserved: report.coverage.unobserved.length },
    ...{ verdict: isRight ? 'right' : 'wrong', ...resultOf(lab, [...openOf(report)], report.sweeps[0], cost) },
  };
}

function prepare({ folder, firewall: put, path }: BenchLab, what: string, firewall: Firewall, roundTrip: number) {
  const own = join(folder, `${what}-${firewall}-${roundTrip}`);
  mkdirSync(own);
  put(firewall);
  return { own, place: path({ delay: roundTrip / 2 }, 'cable') };
}

function resultOf(
  { targets }: BenchLab,
  open: readonly string[],
  sweep: Pick<SweepRecord, 'passes' | 'missed' | 'silentRetry'> | undefined,
  { wallSeconds, sent }: Cost,
) {
  const planted = new Set(targets.flatMap((target) => target.open.map((port) => `${target.ipv4} ${port}`)));
  const found = open.filter((port) => planted.has(port)).length;
  return {
    ...{ open: planted.size, found, falsePositives: open.length - found, seconds: wallSeconds, packets: sent },
    ...{ passes: sweep?.passes, missed: sweep?.missed, silentRetry: sweep?.silentRetry },
  };
}

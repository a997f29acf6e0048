import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import { type BenchLab, startBenchLab } from './lab.ts';
import { CLI, record } from './measure.ts';
import { bundleSweep, openOf, policyFor, reportOf, sweepResult, sweepTask } from './scanners.ts';
import { makeTargets } from './targets.ts';
import { type Cost, runTrial } from './trial.ts';

/**
 * Whether a rate that a policy sets is kept, on the wire, in every step: one host on a path that loses nothing. A cable
 * counts every packet that leaves, and the most that left within any one second. At 100 packets a second the ports are
 * few, so that all steps fit into minutes.
 */
const RATES = [
  { rate: 100, ports: 1_000 },
  { rate: 1_000, ports: 65_535 },
  { rate: 20_000, ports: 65_535 },
] as const;
/** A twentieth more: the cable tells the time when it is given a core, not when the packet was sent. */
const TOLERATED = 1.05;
/** Every port twice, and a tenth more for the ports that are asked in every chunk. */
const MOST_A_PORT = 2.2;
const DELAY = 20;
const LIMIT = 900;
const REQUIRED = 65_535;

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab(makeTargets(1));
try {
  lab.firewall('drop');
  const { values } = parseArgs({ options: { rate: { type: 'string', multiple: true, default: [] } } });
  const rates = RATES.filter(({ rate }) => values.rate.length === 0 || values.rate.includes(`${rate}`));
  const runs: Told[] = [];
  for (const { rate, ports } of rates) {
    if (ports === REQUIRED) runs.push(told('sweep', rate, ports, await sweep(lab, rate)));
    runs.push(told('check', rate, ports, await check(lab, rate, ports)));
  }
  if (rates.length === RATES.length) record('rate', { runs });
  if (runs.some(({ isKept }) => !isKept)) process.exitCode = 1;
} finally {
  lab.stop();
}

interface Run {
  readonly cost: Cost;
  readonly found: number;
  readonly open: number;
}

interface Told {
  readonly what: 'sweep' | 'check';
  readonly rate: number;
  readonly ports: number;
  readonly found: number;
  readonly open: number;
  readonly packetsAPort: number;
  readonly busiestSecond: number;
  readonly seconds: number;
  readonly isKept: boolean;
}

/** @returns what a run shows, for the record; and says it */
function told(what: Told['what'], rate: number, ports: number, { cost, found, open }: Run): Told {
  const packetsAPort = cost.sent / ports;
  const busiestSecond = cost.path?.busiestSecond ?? Number.NaN;
  const isKept =
    busiestSecond <= rate * TOLERATED && found === open && (what === 'check' || packetsAPort <= MOST_A_PORT);
  console.log(
    `${what} at ${rate} packets a second: ${found} of ${open} open ports in ${cost.wallSeconds.toFixed(1)} s, ` +
      `${packetsAPort.toFixed(2)} packets a port, ${busiestSecond} packets in the busiest second; ` +
      `the cable was ${cost.path?.latest} ms late${isKept ? '' : ': NOT KEPT'}`,
  );
  return { what, rate, ports, found, open, packetsAPort, busiestSecond, seconds: cost.wallSeconds, isKept };
}

async function sweep(lab: BenchLab, rate: number): Promise<Run> {
  const [folder, place] = [join(lab.folder, `sweep-${rate}`), lab.path({ delay: DELAY }, 'cable')];
  mkdirSync(folder);
  const task = sweepTask({ targets: lab.targets, family: 'ipv4' }, rate);
  writeFileSync(join(folder, 'task.json'), JSON.stringify(task));
  const cost = await runTrial([process.execPath, await bundleSweep(lab.folder), 'task.json'], place, folder, LIMIT);
  return { cost, found: sweepResult({ folder }).open.length, open: openAmong(lab, REQUIRED) };
}

async function check(lab: BenchLab, rate: number, ports: number): Promise<Run> {
  const [folder, place] = [join(lab.folder, `check-${rate}`), lab.path({ delay: DELAY }, 'cable')];
  mkdirSync(folder);
  const task = { targets: lab.targets, family: 'ipv4', most: ports } as const;
  writeFileSync(join(folder, 'exposure-policy.yml'), policyFor(task, rate));
  const args = ['check', '--install', 'never', '--format', 'json'];
  const cost = await runTrial([process.execPath, CLI, ...args], place, folder, LIMIT);
  return { cost, found: openOf(reportOf({ folder })).size, open: openAmong(lab, ports) };
}

function openAmong({ targets }: BenchLab, ports: number): number {
  return targets.reduce((sum, { open }) => sum + open.filter((port) => port <= ports).length, 0);
}

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
 * few, so that all steps fit into minutes. Without delay nothing spreads the packets of services that answer at once.
 * `most`: packets a port that a sweep sends. Every port twice, and a tenth more for the ports that are asked in every
 * chunk; where it takes only seconds, silent ports once more, with a long wait.
 */
const RATES = [
  { rate: 100, ports: 1_000, delay: 20, most: null },
  { rate: 1_000, ports: 20_000, delay: 0, most: null },
  { rate: 1_000, ports: 65_535, delay: 20, most: 2.2 },
  { rate: 20_000, ports: 65_535, delay: 20, most: 3.2 },
] as const;
/** A twentieth more: the cable tells the time when it is given a core, not when the packet was sent. */
const TOLERATED = 1.05;
const LIMIT = 900;
const REQUIRED = 65_535;

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab(makeTargets(1));
try {
  lab.firewall('drop');
  const { values } = parseArgs({ options: { rate: { type: 'string', multiple: true, default: [] } } });
  const rates = RATES.filter(({ rate }) => values.rate.length === 0 || values.rate.includes(`${rate}`));
  const runs: Told[] = [];
  for (const one of rates) {
    if (one.most !== null) runs.push(told('sweep', one, await sweep(lab, one)));
    runs.push(told('check', one, await check(lab, one)));
  }
  if (rates.length === RATES.length) record('rate', { runs });
  if (runs.some(({ isKept }) => !isKept)) process.exitCode = 1;
} finally {
  lab.stop();
}

type Setting = (typeof RATES)[number];

interface Run {
  readonly cost: Cost;
  readonly found: number;
  readonly open: number;
}

interface Told {
  readonly what: 'sweep' | 'check';
  readonly rate: number;
  readonly ports: number;
  /** Milliseconds each way. */
  readonly delay: number;
  readonly found: number;
  readonly open: number;
  readonly packetsAPort: number;
  readonly busiestSecond: number;
  readonly seconds: number;
  readonly isKept: boolean;
}

/** @returns what a run shows, for the record; and says it */
function told(what: Told['what'], { rate, ports, delay, most }: Setting, { cost, found, open }: Run): Told {
  const packetsAPort = cost.sent / ports;
  const busiestSecond = cost.path?.busiestSecond ?? Number.NaN;
  const isKept =
    busiestSecond <= rate * TOLERATED && found === open && (what === 'check' || packetsAPort <= (most ?? 0));
  console.log(
    `${what} at ${rate} packets a second, delay ${delay} ms: ${found} of ${open} open ports in ` +
      `${cost.wallSeconds.toFixed(1)} s, ${packetsAPort.toFixed(2)} packets a port, ` +
      `${busiestSecond} packets in the busiest second; ` +
      `the cable was ${cost.path?.latest} ms late${isKept ? '' : ': NOT KEPT'}`,
  );
  return { what, rate, ports, delay, found, open, packetsAPort, busiestSecond, seconds: cost.wallSeconds, isKept };
}

async function sweep(lab: BenchLab, { rate, delay }: Setting): Promise<Run> {
  const [folder, place] = [join(lab.folder, `sweep-${rate}`), lab.path({ delay }, 'cable')];
  mkdirSync(folder);
  const task = sweepTask({ targets: lab.targets, family: 'ipv4' }, rate);
  writeFileSync(join(folder, 'task.json'), JSON.stringify(task));
  const cost = await runTrial([process.execPath, await bundleSweep(lab.folder), 'task.json'], place, folder, LIMIT);
  return { cost, found: sweepResult({ folder }).open.length, open: openAmong(lab, REQUIRED) };
}

async function check(lab: BenchLab, { rate, ports, delay }: Setting): Promise<Run> {
  const [folder, place] = [join(lab.folder, `check-${rate}-${delay}`), lab.path({ delay }, 'cable')];
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

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { parseArgs } from 'node:util';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import { CONDITIONS, type Condition } from './conditions.ts';
import { type BenchLab, type LabTarget, startBenchLab } from './lab.ts';
import { ROOT, today } from './measure.ts';
import { keepRow, type Row, type Trial } from './results.ts';
import { type Answer, findScanners, type Scanner, type Task, USAGE_FILE } from './scanners.ts';
import { line } from './table.ts';
import { makeTargets } from './targets.ts';
import { type Cost, runTrial } from './trial.ts';

/**
 * Every scanner under every condition, three times in turn: wall time, packets, CPU, memory, and what was found of what
 * was planted. Each result is kept at once. See bench/README.md for the options.
 */
const RUNS = 3;
/** Seconds after which a scanner is stopped; and beyond which one run is enough, unless it is said how many. */
const LIMIT = 450;
const QUICK_LIMIT = 60;
const LONG = 120;
/** Milliseconds between two runs: late answers of one are not to be the next one's. */
const PAUSE = 1_000;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string' },
    limit: { type: 'string' },
    list: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});
const runs = Number(options.runs ?? (options.quick ? 1 : RUNS));
const limit = Number(options.limit ?? (options.quick ? QUICK_LIMIT : LIMIT));
/** What was cut short is not to take the place of what was measured in full. */
const isKept = options.record || (!options.quick && options.runs === undefined && options.limit === undefined);
for (const [name, value] of Object.entries({ runs, limit })) {
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a number above 0`);
}

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab(makeTargets(Math.max(...CONDITIONS.map(({ hosts }) => hosts))));
try {
  const { scanners, unavailable } = await findScanners(lab.folder);
  for (const { id, reason } of unavailable) console.log(`${id} is not available here: ${reason}`);
  for (const condition of CONDITIONS) {
    const taking = scanners.filter((scanner) => scanner.takes(condition) && isWanted(condition, scanner));
    if (taking.length === 0) continue;
    console.log(`${condition.id}: ${condition.title}; ${condition.hosts} hosts, ${condition.family}`);
    if (options.list) for (const { id } of taking) console.log(`  ${condition.id}/${id}`);
    else
      await measure(lab, condition, taking, (row) => {
        if (isKept) keepRow(row, CONDITIONS, scanners, unavailable);
      });
  }
} finally {
  lab.stop();
}

/** `--only drop`, `--only drop/nmap`, `--only /nmap`; several are several. */
function isWanted(condition: Condition, scanner: Scanner): boolean {
  const named = options.only.some((one) => {
    const [place = '', who = ''] = one.split('/');
    return (place === '' || place === condition.id) && (who === '' || who === scanner.id);
  });
  if (options.only.length > 0) return named;
  return !options.quick || (condition.charted && !scanner.slow);
}

/** In turn, not one after the other: what disturbs the machine for a while disturbs all. */
async function measure(
  lab: BenchLab,
  condition: Condition,
  scanners: readonly Scanner[],
  keep: (row: Row) => void,
): Promise<void> {
  const targets = lab.targets.slice(0, condition.hosts);
  const planted = portsOf(targets, condition, ({ open }) => open);
  const declared = portsOf(targets, condition, (target) => target.declared);
  const done = new Map<Scanner, readonly Trial[]>();
  lab.firewall(condition.firewall);
  for (let round = 0; round < runs; round++) {
    for (const scanner of scanners) {
      const before = done.get(scanner) ?? [];
      if (options.runs === undefined && before.some(({ wallSeconds }) => wallSeconds > LONG)) continue;
      const folder = join(lab.folder, `${condition.id}-${scanner.id}-${round}`);
      mkdirSync(folder);
      const task = { targets, family: condition.family, folder };
      const argv = scanner.command(task);
      const place = lab.path(condition.path);
      const cost = await runTrial(argv, place, folder, limit, { EXPOSURE_GATE_USAGE: join(folder, USAGE_FILE) });
      const trial = compare(cost, scanner, task, planted, declared);
      const trials = [...before, trial];
      done.set(scanner, trials);
      const row: Row = {
        condition: condition.id,
        scanner: scanner.id,
        title: scanner.title,
        version: scanner.version,
        command: argv.join(' ').replaceAll(`${lab.folder}/`, '').replaceAll(`${ROOT}/`, '').replace(execPath, 'node'),
        date: today(),
        hosts: targets.length,
        path: place.by,
        open: planted.size,
        undeclared: planted.size - declared.size,
        trials,
      };
      keep(row);
      console.log(`  ${line(trial, row)}`);
      rmSync(folder, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** @returns `address port` for the ports of all targets. */
function portsOf(
  targets: readonly LabTarget[],
  { family }: Condition,
  ports: (target: LabTarget) => readonly number[],
): ReadonlySet<string> {
  return new Set(targets.flatMap((target) => ports(target).map((port) => `${target[family]} ${port}`)));
}

/** What a run found, of what was planted. One that had to be stopped has found what it had written by then. */
function compare(
  cost: Cost,
  scanner: Scanner,
  task: Task,
  planted: ReadonlySet<string>,
  declared: ReadonlySet<string>,
): Trial {
  const { open, sweep, failure } = answerOf(cost, scanner, task);
  const found = [...open].filter((port) => planted.has(port));
  return {
    ...cost,
    ...ownCost(task),
    found: found.length,
    foundUndeclared: found.filter((port) => !declared.has(port)).length,
    falsePositives: open.size - found.length,
    sweep: sweep ?? null,
    failure,
  };
}

function answerOf(cost: Cost, scanner: Scanner, task: Task): Answer & { readonly failure: string | null } {
  try {
    return { ...scanner.answer(task), failure: null };
  } catch (error) {
    const said = readFileSync(join(task.folder, 'stderr'), 'utf8').trim().split('\n').slice(-12).join(' | ');
    const failure = cost.bounded ? null : `ended with ${cost.status}: ${said || String(error)}`;
    return { open: new Set(), failure };
  }
}

/** Our own program tells itself what it used. */
function ownCost({ folder }: Task): { readonly ownCpuSeconds: number | null; readonly peakMegabytes?: number } {
  try {
    const { cpuSeconds, peakMegabytes } = JSON.parse(readFileSync(join(folder, USAGE_FILE), 'utf8'));
    return { ownCpuSeconds: cpuSeconds, peakMegabytes };
  } catch {
    return { ownCpuSeconds: null }; // it is another program
  }
}

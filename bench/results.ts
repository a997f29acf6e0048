import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Condition } from './conditions.ts';
import { type Machine, median, RESULTS, record, thisMachine } from './measure.ts';
import type { Scanner, SweepFacts, Unavailable } from './scanners.ts';
import type { Cost } from './trial.ts';

/** One run of one scanner under one condition, compared with what was planted. */
export interface Trial extends Cost {
  /** The part of `cpuSeconds` that is our own program's, and its helper's; null for other scanners. */
  readonly ownCpuSeconds: number | null;
  /** How many of the open ports were found; and how many of those that no policy declared. */
  readonly found: number;
  readonly foundUndeclared: number;
  readonly falsePositives: number;
  readonly sweep: SweepFacts | null;
  /** Why it says nothing; null: it does. */
  readonly failure: string | null;
}

/** All runs of one scanner under one condition. */
export interface Row {
  readonly condition: string;
  readonly scanner: string;
  readonly title: string;
  readonly version: string;
  /** What was started, without the addresses of this run's scratch space. */
  readonly command: string;
  readonly date: string;
  readonly hosts: number;
  readonly path: 'netem' | 'cable' | null;
  /** Open ports that were planted; and those that no policy declared. */
  readonly open: number;
  readonly undeclared: number;
  readonly trials: readonly Trial[];
  /** Where it was measured, if not on the machine of the results: another one, or this one with another nmap. */
  readonly machine?: Machine;
}

export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly conditions: readonly Pick<
    Condition,
    'id' | 'title' | 'path' | 'firewall' | 'hosts' | 'family' | 'charted'
  >[];
  readonly unavailable: readonly Unavailable[];
  readonly rows: readonly Row[];
}

const NAME = 'scan';

/** @returns what is recorded; undefined where nothing is. */
export function readResults(): Results | undefined {
  const file = join(RESULTS, `${NAME}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/** Keeps a row at once, so that a benchmark that is killed keeps what it has. */
export function keepRow(
  row: Row,
  conditions: readonly Condition[],
  scanners: readonly Scanner[],
  unavailable: readonly Unavailable[],
): void {
  const [conditionIds, scannerIds] = [conditions, scanners].map((list) => list.map(({ id }) => id));
  const place = (one: Row): number =>
    (conditionIds?.indexOf(one.condition) ?? 0) * 100 + (scannerIds?.indexOf(one.scanner) ?? 0);
  const rows = [...withRow(readResults(), row, thisMachine())].sort((a, b) => place(a) - place(b));
  record(NAME, { conditions, unavailable, rows });
}

/**
 * @param machine where the row was measured
 * @returns all rows: the new one in the place of what was known of its scanner under its condition. A row that was
 *   measured on another machine stays, and names that machine.
 */
export function withRow(before: Results | undefined, row: Row, machine: Machine): readonly Row[] {
  const kept = (before?.rows ?? []).filter(
    ({ condition, scanner }) => condition !== row.condition || scanner !== row.scanner,
  );
  const placed = kept.map(({ machine: own = before?.machine, ...one }): Row => {
    return own === undefined || isDeepStrictEqual(own, machine) ? one : { ...one, machine: own };
  });
  return [...placed, row];
}

/** The medians of a row's runs; the worst for what was found. Null where no run says anything. */
export interface Summary {
  readonly runs: number;
  /** How many of them had to be stopped. */
  readonly stopped: number;
  /** Whether that is half of them or more: then it takes longer than this. */
  readonly bounded: boolean;
  readonly wall: number;
  readonly sent: number;
  readonly received: number;
  readonly cpu: number;
  readonly ownCpu: number | null;
  readonly memory: number;
  readonly leastFound: number;
  readonly mostFound: number;
  readonly falsePositives: number;
  readonly passes: number | null;
  readonly missed: number | null;
  readonly rate: number | null;
}

export function summaryOf({ trials }: Row): Summary | null {
  const good = trials.filter(({ failure }) => failure === null);
  if (good.length === 0) return null;
  const middle = (of: (trial: Trial) => number | null | undefined): number | null => {
    const values = good.flatMap((trial) => of(trial) ?? []);
    return values.length === 0 ? null : median(values);
  };
  const stopped = good.filter((trial) => trial.bounded).length;
  const bounded = 2 * stopped >= good.length;
  // Of a run that was stopped nobody knows what it would have found.
  const found = (bounded ? good : good.filter((trial) => !trial.bounded)).map((trial) => trial.found);
  return {
    runs: good.length,
    stopped,
    bounded,
    wall: middle(({ wallSeconds }) => wallSeconds) as number,
    sent: middle(({ sent }) => sent) as number,
    received: middle(({ received }) => received) as number,
    cpu: middle(({ cpuSeconds }) => cpuSeconds) as number,
    ownCpu: middle(({ ownCpuSeconds }) => ownCpuSeconds),
    memory: middle(({ peakMegabytes }) => peakMegabytes) as number,
    leastFound: Math.min(...found),
    mostFound: Math.max(...found),
    falsePositives: Math.max(...good.map((trial) => trial.falsePositives)),
    passes: middle(({ sweep }) => sweep?.passes),
    missed: middle(({ sweep }) => sweep?.missed),
    rate: middle(({ sweep }) => sweep?.rate),
  };
}

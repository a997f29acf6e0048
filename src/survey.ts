import { setTimeout as sleep } from 'node:timers/promises';
import type { Effects } from './evidence.ts';
import type { Address } from './model/address.ts';
import type { Owed, SweepRecord, Unobserved, UnobservedReason } from './model/observation.ts';
import type { Machine, Plan } from './model/plan.ts';
import { NO_PORTS, type PortSet, portCount, portSet, subtract, union } from './model/port.ts';
import type { ScanRecord } from './model/report.ts';
import { printable } from './model/text.ts';
import type { Judged } from './observe/document.ts';
import { failureOf } from './observe/document.ts';
import type { TaskProgress } from './observe/draft.ts';
import { readScan } from './observe/read.ts';
import { CONNECT_RATE, DEFAULT_RATE, rateLimit } from './plan/nmap.ts';
import { type Field, planChunk } from './plan/plan.ts';
import { TOP_100_TCP } from './policy/top-ports.ts';
import { withRetries } from './scan/retry.ts';
import { type ScanSetup, startScan } from './scan/scan.ts';
import type { Chunk, Heard, HeardHost } from './sweep/chunk.ts';
import { type Conclusion, startSweep } from './sweep/sweep.ts';

export interface Survey {
  readonly judged: readonly Judged[];
  readonly scans: readonly ScanRecord[];
  readonly warnings: readonly string[];
  readonly unobserved: readonly Unobserved[];
  readonly sweeps: readonly SweepRecord[];
}

/** One invocation's outcome. */
export interface PlanRun {
  readonly judged: Judged;
  readonly scan: ScanRecord;
  readonly warnings: readonly string[];
}

/**
 * Runs the scanner on a plan and reads what it says; begins anew, a bounded number of times, where it failed of something
 * that passes. Never throws.
 */
export async function runPlan(
  plan: Plan,
  setup: ScanSetup,
  { now, say }: Pick<Effects, 'now' | 'say'>,
  progress?: (progress: TaskProgress) => void,
): Promise<PlanRun> {
  const { scan, document, ended, started } = await withRetries(
    async () => {
      const started = now();
      const scan = startScan(plan, setup);
      const options = { wants: () => true, facts: plan.step === 'facts', progress };
      const document = await readScan(scan.output, options);
      const ended = await scan.ended;
      return { scan, document, ended, started, ending: ended.ending };
    },
    { say, signal: setup.signal },
  );
  return {
    judged: { step: plan.step, document, failure: ended.failure, covers: planCovers(plan) },
    scan: {
      command: printable(scan.command.join(' '), 2_000),
      seconds: (now().getTime() - started.getTime()) / 1_000,
      failure: ended.failure?.text ?? null,
    },
    warnings: ended.warnings,
  };
}

function planCovers({ addresses, protocol, ports }: Plan): Owed {
  const covered = { [protocol]: ports };
  return new Map(addresses.map((address) => [address, covered]));
}

type Tools = Pick<Effects, 'now' | 'say' | 'progress'>;

/** Which ports of the fields answer: each field in its own way, one after the other. */
export async function surveyFields(
  fields: readonly Field[],
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Survey> {
  const parts: Survey[] = [];
  for (const [index, field] of fields.entries()) {
    const some = `${field.addresses.length} ${field.family} addresses, ${field.protocol}`;
    tools.say(`sweep ${index + 1} of ${fields.length}: ${some}`);
    const survey = field.way === 'plain' ? surveyPlainly : sweepField;
    parts.push(await survey(field, machine, maxRate, setup, tools));
  }
  return joinSurveys(parts);
}

function joinSurveys(parts: readonly Survey[]): Survey {
  return {
    judged: parts.flatMap(({ judged }) => judged),
    scans: parts.flatMap(({ scans }) => scans),
    warnings: parts.flatMap(({ warnings }) => warnings),
    unobserved: parts.flatMap(({ unobserved }) => unobserved),
    sweeps: parts.flatMap(({ sweeps }) => sweeps),
  };
}

/** Everything once, at the scanner's own pace and with its own repetition. */
async function surveyPlainly(
  field: Field,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Survey> {
  const { family, protocol, addresses, ports } = field;
  const runs: PlanRun[] = [];
  for (const plan of planChunk(field, { addresses, ports, rate: null }, machine, maxRate)) {
    runs.push(await runPlan(plan, setup, tools));
  }
  const owed = addresses.length * portCount(ports);
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, owed, probes: owed, passes: 1, rate: null },
    seconds: runs.reduce((sum, { scan }) => sum + scan.seconds, 0),
    ...{ loss: null, missed: 0, recaptured: null, evidence: 'retries' },
  };
  return { ...told(runs), unobserved: [], sweeps: [record] };
}

function told(runs: readonly PlanRun[]): Pick<Survey, 'judged' | 'scans' | 'warnings'> {
  return {
    judged: runs.map(({ judged }) => judged),
    scans: runs.map(({ scan }) => scan),
    warnings: runs.flatMap(({ warnings }) => warnings),
  };
}

/** What a chunk asked and brought: kept until it is known which of its silences count. */
interface ChunkRun {
  readonly chunk: Chunk;
  readonly runs: readonly PlanRun[];
}

/** A field in chunks and passes, as `sweep/` says. */
async function sweepField(
  field: Field,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Survey> {
  const { family, protocol, addresses, ports, expected, manner } = field;
  const common = protocol === 'tcp' ? TOP_100_TCP : NO_PORTS;
  const most = machine.privilege === 'unprivileged' ? CONNECT_RATE : DEFAULT_RATE;
  const limit = rateLimit(manner, maxRate);
  const sweep = startSweep(
    { addresses, ports, expected, first: union(common, ...new Set(expected.values())) },
    {
      maxRate: machine.privilege === 'unprivileged' ? Math.min(most, limit ?? most) : (limit ?? most),
      confidence: manner.confidence,
    },
  );
  const started = tools.now().getTime();
  const done: ChunkRun[] = [];
  let stopped: UnobservedReason | null = null;
  for (let chunk = sweep.next(); chunk !== null; chunk = sweep.next()) {
    if (chunk.pause > 0) await sleep(chunk.pause, undefined, { signal: setup.signal }).catch(() => {});
    const from = tools.now().getTime();
    const { main, beside } = await runChunk(field, chunk, machine, maxRate, setup, tools);
    done.push({ chunk, runs: main }, ...(beside.length > 0 ? [{ chunk: besideOf(chunk), runs: beside }] : []));
    const heard = heardOf(main, beside, protocol, (tools.now().getTime() - from) / 1_000);
    stopped = stopOf(main, setup);
    if (stopped !== null) break;
    sweep.learn(chunk, heard);
    const { share, open, loss, pass } = sweep.progress();
    tools.progress({
      ...{ step: 'sweep', share, etaSeconds: null, hosts: addresses.length, hostsDone: 0 },
      ...{ open, rate: chunk.rate, loss, pass },
    });
  }
  const conclusion = sweep.conclude(stopped);
  const runs = done.flatMap((one) => one.runs);
  const open = openByAddress(runs, protocol);
  const { passes, probes, rate, loss, missed, recaptured, evidence } = conclusion;
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, owed: addresses.length * portCount(ports), probes, passes },
    ...{ rate, seconds: (tools.now().getTime() - started) / 1_000, loss, missed, recaptured, evidence },
  };
  return {
    ...told(runs),
    judged: done.flatMap((one) => settle(one, open, conclusion, protocol)),
    unobserved: conclusion.unsettled.map((gap) => ({ ...gap, protocol })),
    sweeps: [record],
  };
}

function besideOf(chunk: Chunk): Chunk {
  return { ...chunk, kind: 'recheck', ports: NO_PORTS, canaries: chunk.companion?.ports ?? NO_PORTS };
}

/** Why the whole run is over, if it is: a chunk's own limit is not the run's. */
function stopOf(runs: readonly PlanRun[], { signal, remaining }: ScanSetup): UnobservedReason | null {
  if (!signal.aborted && remaining() > 0) return null;
  return runs.find(({ judged }) => judged.failure !== null)?.judged.failure ?? OUT_OF_TIME;
}

const OUT_OF_TIME: UnobservedReason = {
  code: 'scan-timeout',
  text: 'the time budget ran out before the scan was done',
};

async function runChunk(
  field: Field,
  chunk: Chunk,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<{ readonly main: readonly PlanRun[]; readonly beside: readonly PlanRun[] }> {
  const { limit } = chunk;
  const bounded: ScanSetup = limit === null ? setup : { ...setup, remaining: () => Math.min(limit, setup.remaining()) };
  const asks = partsOf(chunk);
  const share = maxRate === null ? null : Math.max(1, Math.floor(maxRate / asks.length));
  const companion = chunk.companion;
  const [main, beside] = await Promise.all([
    Promise.all(
      asks.flatMap((ask) => planChunk(field, ask, machine, share)).map((plan) => runPlan(plan, bounded, tools)),
    ),
    companion === null
      ? []
      : Promise.all(planChunk(field, companion, machine, maxRate).map((plan) => runPlan(plan, bounded, tools))),
  ]);
  return { main, beside };
}

/** Probes below which a second process costs more than it saves. */
const WORTH_SPLITTING = 20_000;

/** Two processes use two cores where nothing but this machine is the limit; else one: side by side they lose answers. */
function partsOf({ kind, addresses, ports, canaries, rate }: Chunk) {
  const asked = union(ports, canaries);
  const whole = [{ addresses, ports: asked, rate }];
  if (kind !== 'plain' || addresses.length * portCount(asked) < WORTH_SPLITTING) return whole;
  const half = addresses.length >> 1;
  if (half > 0) {
    return [addresses.slice(0, half), addresses.slice(half)].map((some) => ({ addresses: some, ports: asked, rate }));
  }
  const lower = lowerHalf(asked);
  return [lower, subtract(asked, lower)].map((some) => ({ addresses, ports: some, rate }));
}

function lowerHalf(ports: PortSet): PortSet {
  let left = portCount(ports) >> 1;
  const taken = ports.flatMap(([first, last]) => {
    if (left <= 0) return [];
    const end = Math.min(last, first + left - 1);
    left -= end - first + 1;
    return [[first, end] as const];
  });
  return portSet(taken);
}

function heardOf(
  main: readonly PlanRun[],
  beside: readonly PlanRun[],
  protocol: Field['protocol'],
  seconds: number,
): Heard {
  const hosts = new Map<Address, HeardHost>();
  for (const { judged } of main) {
    for (const [address, host] of judged.document.hosts) {
      const states = host.protocols[protocol]?.answers.states ?? {};
      const before = hosts.get(address);
      hosts.set(address, {
        open: union(before?.open ?? NO_PORTS, states.open ?? NO_PORTS),
        closed: union(before?.closed ?? NO_PORTS, states.closed ?? NO_PORTS),
        replies: (before?.replies ?? 0) + host.replies,
        roundTrip: before?.roundTrip ?? host.roundTrip,
      });
    }
  }
  const good = beside.length > 0 && beside.every(({ judged }) => failureOf(judged) === null);
  return {
    failed: main.some(({ judged }) => failureOf(judged) !== null),
    seconds,
    hosts,
    companion: good ? openByAddress(beside, protocol) : null,
  };
}

function openByAddress(runs: readonly PlanRun[], protocol: Field['protocol']): ReadonlyMap<Address, PortSet> {
  const open = new Map<Address, PortSet>();
  for (const { judged } of runs) {
    for (const [address, host] of judged.document.hosts) {
      const seen = host.protocols[protocol]?.answers.states.open ?? NO_PORTS;
      if (seen.length > 0) open.set(address, union(open.get(address) ?? NO_PORTS, seen));
    }
  }
  return open;
}

/**
 * What a chunk's documents answer for, now that the sweep is over. A single silence proves nothing: not where the sweep
 * did not settle, and not of a port that answered another time.
 */
function settle(
  { chunk, runs }: ChunkRun,
  open: ReadonlyMap<Address, PortSet>,
  { unsettled }: Conclusion,
  protocol: Field['protocol'],
): readonly Judged[] {
  const doubtful = new Map<Address, PortSet>();
  for (const { address, ports } of unsettled) {
    doubtful.set(address, union(doubtful.get(address) ?? NO_PORTS, ports));
  }
  return runs.map(({ judged }) => {
    if (failureOf(judged) !== null) return judged;
    const covers = new Map(
      [...(judged.covers ?? [])].map(([address, ports]) => {
        const states = judged.document.hosts.get(address)?.protocols[protocol]?.answers.states;
        const spoke = union(states?.open ?? NO_PORTS, states?.closed ?? NO_PORTS);
        const silent = chunk.kind === 'recheck' ? NO_PORTS : subtract(ports[protocol] ?? NO_PORTS, spoke);
        const heard = open.get(address) ?? NO_PORTS;
        return [
          address,
          { [protocol]: union(spoke, subtract(subtract(silent, doubtful.get(address) ?? NO_PORTS), heard)) },
        ];
      }),
    );
    return { ...judged, covers };
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../model/address.ts';
import type { SweepRecord, UnobservedReason } from '../model/observation.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { SLOW_PATH, slowest } from '../model/timeouts.ts';
import { TOP_100_TCP } from '../model/top-ports.ts';
import { DEFAULT_RATE, rateLimit, sweepRate } from '../nmap/arguments.ts';
import type { Judged } from '../observe/document.ts';
import { failureOf } from '../observe/document.ts';
import { planChunk, type ScanGroup } from '../plan/plan.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import type { Chunk, ChunkResult, HostResult, SideProbe } from '../sweep/chunk.ts';
import { type Conclusion, startSweep } from '../sweep/sweep.ts';
import { type PortScan, type Tools, told } from './ports-result.ts';

/** A chunk and its runs. The sweep decides at its end which silent ports of the chunk count. */
interface ChunkRun {
  readonly chunk: Chunk;
  readonly runs: readonly PlanRun[];
}

/** Sweeps a scan group in the chunks and passes that `sweep/` chooses. */
export async function sweepGroup(
  scanGroup: ScanGroup,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<PortScan> {
  const { family, protocol, addresses, ports, expected, settings } = scanGroup;
  const common = protocol === 'tcp' ? TOP_100_TCP : NO_PORTS;
  const sweep = startSweep(
    { addresses, ports, expected, first: union(common, ...new Set(expected.values())) },
    {
      maxRate: sweepRate(scanGroup, machine, maxRate),
      ownRate: rateLimit(settings, maxRate) ?? DEFAULT_RATE,
      leastWait: protocol === 'sctp' ? SLOW_PATH.least : 0,
      confidence: settings.confidence,
    },
  );
  const started = tools.now().getTime();
  const done: ChunkRun[] = [];
  let stopped: UnobservedReason | null = null;
  for (let chunk = sweep.next(); chunk !== null; chunk = sweep.next()) {
    if (chunk.pause > 0) await sleep(chunk.pause, undefined, { signal: setup.signal }).catch(() => {});
    tools.emit(sweep.describe(chunk));
    const from = tools.now().getTime();
    const { main, beside } = await runChunk(scanGroup, chunk, machine, maxRate, setup, tools);
    done.push({ chunk, runs: main }, ...(beside.length > 0 ? [{ chunk: besideOf(chunk), runs: beside }] : []));
    const result = resultOf(main, beside, protocol, (tools.now().getTime() - from) / 1_000);
    stopped = stopOf(main, setup);
    if (stopped !== null) break;
    sweep.learn(chunk, result).forEach(tools.emit);
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
    ...{ family, protocol, addresses: addresses.length, required: addresses.length * portCount(ports), probes, passes },
    ...{ rate, seconds: (tools.now().getTime() - started) / 1_000 },
    ...{ loss, missed, recaptured, evidence, silentRetry: null },
  };
  return {
    ...told(runs),
    judged: done.flatMap((one) => settle(one, open, conclusion, protocol)),
    unobserved: conclusion.unsettled.map((gap) => ({ ...gap, protocol })),
    sweeps: [record],
    pace: conclusion.pace,
    losing: conclusion.losing,
    loss: conclusion.pathLoss,
  };
}

function besideOf(chunk: Chunk): Chunk {
  const { ports = NO_PORTS, leadIn = NO_PORTS } = chunk.sideProbe ?? {};
  return { ...chunk, kind: 'recheck', ports: NO_PORTS, canaries: union(ports, leadIn) };
}

/** @returns the reason if the whole run is over. The time limit of a chunk does not end the run. */
function stopOf(runs: readonly PlanRun[], { signal, remaining }: ScanSetup): UnobservedReason | null {
  if (!signal.aborted && remaining() > 0) return null;
  return runs.find(({ judged }) => judged.failure !== null)?.judged.failure ?? OUT_OF_TIME;
}

const OUT_OF_TIME: UnobservedReason = {
  code: 'scan-timeout',
  text: 'the time budget ran out before the scan was done',
};

async function runChunk(
  scanGroup: ScanGroup,
  chunk: Chunk,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<{ readonly main: readonly PlanRun[]; readonly beside: readonly PlanRun[] }> {
  const { limit } = chunk;
  const bounded: ScanSetup = limit === null ? setup : { ...setup, remaining: () => Math.min(limit, setup.remaining()) };
  const most = rateLimit(scanGroup.settings, maxRate) ?? DEFAULT_RATE;
  const asks = partsOf(chunk, most);
  const sideProbe = chunk.sideProbe;
  const share = Math.max(1, Math.floor((most - (sideProbe?.rate ?? 0)) / asks.length));
  let over = false;
  const [main, beside] = await Promise.all([
    Promise.all(
      asks.map((ask) =>
        runInTurn(planChunk(scanGroup, { ...ask, timeouts: chunk.timeouts }, machine, share), bounded, tools),
      ),
    ).finally(() => {
      over = true;
    }),
    sideProbe === null
      ? []
      : runSideProbe(
          scanGroup,
          { ...sideProbe, timeouts: chunk.timeouts },
          machine,
          maxRate,
          bounded,
          tools,
          () => over,
        ),
  ]);
  return { main: main.flat(), beside };
}

/** Runs plans one after the other: if a part needs two invocations, they must not send at twice the rate. */
async function runInTurn(plans: readonly Plan[], setup: ScanSetup, tools: Tools): Promise<readonly PlanRun[]> {
  const runs: PlanRun[] = [];
  for (const plan of plans) runs.push(await runPlan(plan, setup, tools));
  return runs;
}

/**
 * Runs the side probe of a chunk. nmap sends its first probe at once. Without a pause of half an interval, the probe of
 * a single port would always meet a queue that is still empty.
 */
async function runSideProbe(
  scanGroup: ScanGroup,
  sideProbe: SideProbe & Pick<Chunk, 'timeouts'>,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
  isOver: () => boolean,
): Promise<readonly PlanRun[]> {
  const { addresses, ports, leadIn, rate, after, timeouts } = sideProbe;
  await sleep(1_000 * after, undefined, { signal: setup.signal }).catch(() => {});
  // A side probe after the end of the chunk does not measure the loss of the chunk.
  if (isOver()) return [];
  const ask = { addresses, ports: union(ports, leadIn), rate, timeouts, inOrder: leadIn.length > 0 };
  return runInTurn(planChunk(scanGroup, ask, machine, maxRate), setup, tools);
}

/** Below this number of probes, a second process costs more time than it saves. */
const WORTH_SPLITTING = 20_000;

/**
 * Splits a chunk between two processes if only the cores of this machine limit the rate. Otherwise one process probes
 * the whole chunk: two processes lose each other's answers.
 */
function partsOf({ kind, addresses, ports, canaries, rate }: Chunk, most: number) {
  const asked = union(ports, canaries);
  const whole = [{ addresses, ports: asked, rate }];
  if (kind !== 'plain' || most < 2 || addresses.length * portCount(asked) < WORTH_SPLITTING) return whole;
  const half = addresses.length >> 1;
  if (half > 0) {
    return [addresses.slice(0, half), addresses.slice(half)].map((some) => ({ addresses: some, ports: asked, rate }));
  }
  const lower = firstPorts(asked, portCount(asked) >> 1);
  return [lower, subtract(asked, lower)].map((some) => ({ addresses, ports: some, rate }));
}

function resultOf(
  main: readonly PlanRun[],
  beside: readonly PlanRun[],
  protocol: ScanGroup['protocol'],
  seconds: number,
): ChunkResult {
  const good = beside.length > 0 && beside.every(({ judged }) => failureOf(judged) === null);
  return {
    failed: main.some(({ judged }) => failureOf(judged) !== null),
    seconds,
    hosts: hostsOf(main, protocol),
    sideProbe: good ? hostsOf(beside, protocol) : null,
  };
}

function hostsOf(runs: readonly PlanRun[], protocol: ScanGroup['protocol']): ReadonlyMap<Address, HostResult> {
  const hosts = new Map<Address, HostResult>();
  for (const { judged } of runs) {
    for (const [address, host] of judged.document.hosts) {
      const states = host.protocols[protocol]?.answers.states ?? {};
      const before = hosts.get(address);
      const asked = judged.covers?.get(address)?.[protocol] ?? NO_PORTS;
      const accounted = Object.values(states).reduce((sum, ports) => sum + portCount(intersect(ports, asked)), 0);
      hosts.set(address, {
        complete: (before?.complete ?? true) && host.up && accounted === portCount(asked),
        open: union(before?.open ?? NO_PORTS, states.open ?? NO_PORTS),
        closed: union(before?.closed ?? NO_PORTS, states.closed ?? NO_PORTS),
        replies: (before?.replies ?? 0) + host.replies,
        rejected: [...(before?.rejected ?? []), ...host.rejected],
        roundTrip: slowest([before?.roundTrip ?? null, host.roundTrip]),
        answersWithin: slowest([before?.answersWithin ?? null, host.answersWithin]),
      });
    }
  }
  return hosts;
}

function openByAddress(runs: readonly PlanRun[], protocol: ScanGroup['protocol']): ReadonlyMap<Address, PortSet> {
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
 * @returns which ports the documents of a chunk cover, now that the sweep is over. A silent port of a chunk counts only
 * if the sweep settled the port, and if the port was never open.
 */
function settle(
  { chunk, runs }: ChunkRun,
  open: ReadonlyMap<Address, PortSet>,
  { unsettled, counts }: Conclusion,
  protocol: ScanGroup['protocol'],
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
        const seen = states?.open ?? NO_PORTS;
        const closed = states?.closed ?? NO_PORTS;
        const silent =
          chunk.kind === 'recheck' ? NO_PORTS : [seen, closed].reduce(subtract, ports[protocol] ?? NO_PORTS);
        const everOpen = open.get(address) ?? NO_PORTS;
        const notOpen = subtract(union(closed, subtract(silent, everOpen)), doubtful.get(address) ?? NO_PORTS);
        // A host that was found down covers nothing, and `observe/` gives the reason.
        const believed = counts(chunk.id, address) || states === undefined;
        return [address, { [protocol]: believed ? union(seen, notOpen) : seen }];
      }),
    );
    return { ...judged, covers };
  });
}

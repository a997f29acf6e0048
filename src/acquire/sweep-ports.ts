import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../model/address.ts';
import type { SweepRecord, UnobservedReason } from '../model/observation.ts';
import {
  firstPorts,
  intersect,
  NO_PORTS,
  type PortSet,
  type Protocol,
  portCount,
  subtract,
  union,
} from '../model/port.ts';
import { SLOW_PATH, slowest } from '../model/timeouts.ts';
import { TOP_100_TCP } from '../model/top-ports.ts';
import { sweepRate } from '../nmap/arguments.ts';
import { answersOf, byAddress, covering } from '../observe/answers.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import { planChunk } from '../plan/plan.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import { runPlans } from '../scan/run-plans.ts';
import type { ScanSetup } from '../scan/scan.ts';
import type { Chunk, ChunkResult, HostResult, SideProbe } from '../sweep/chunk.ts';
import type { Conclusion } from '../sweep/conclude.ts';
import { startSweep } from '../sweep/sweep.ts';
import { failureIn, foundBy } from './found.ts';
import { type GroupScan, limitOf, type PortScan } from './group-scan.ts';

/** A chunk and its runs. The sweep decides at its end which silent ports of the chunk count. */
interface ChunkRun {
  readonly chunk: Pick<Chunk, 'id' | 'kind'>;
  readonly runs: readonly PlanRun[];
}

/** Sweeps a scan group in the chunks and passes that `sweep/` chooses. */
export async function sweepGroup(scan: GroupScan): Promise<PortScan> {
  const { scanGroup, setup, tools } = scan;
  const { family, protocol, addresses, ports } = scanGroup;
  const sweep = startSweepOf(scan);
  const started = tools.now().getTime();
  const done: ChunkRun[] = [];
  let stopped: UnobservedReason | null = null;
  for (let chunk = sweep.next(); chunk !== null; chunk = sweep.next()) {
    if (chunk.pause > 0) await sleep(chunk.pause, undefined, { signal: setup.signal }).catch(() => {});
    tools.emit(sweep.describe(chunk));
    const from = tools.now().getTime();
    const { main, beside } = await runChunk(scan, chunk);
    done.push({ chunk, runs: main }, ...(beside.length > 0 ? [{ chunk: besideOf(chunk), runs: beside }] : []));
    const result = resultOf(main, beside, protocol, (tools.now().getTime() - from) / 1_000);
    stopped = stopOf(main, setup);
    if (stopped !== null) break;
    sweep.learn(chunk, result).forEach(tools.emit);
    const { share, left, open, loss, pass } = sweep.progress();
    tools.progress({
      ...{ step: 'sweep', share, etaSeconds: left, hosts: addresses.length, hostsDone: 0 },
      ...{ open, rate: chunk.rate, loss, pass },
    });
  }
  const conclusion = sweep.conclude(stopped);
  const { passes, probes, rate, loss, missed, evidence } = conclusion;
  const record: SweepRecord = {
    ...{ family, protocol, addresses: addresses.length, required: addresses.length * portCount(ports) },
    seconds: (tools.now().getTime() - started) / 1_000,
    ...{ passes, probes, rate, loss, missed, evidence, silentRetry: null },
  };
  return {
    ...foundBy(done.flatMap(({ runs }) => runs)),
    documents: settle(done, conclusion, protocol),
    unobserved: conclusion.unsettled.map((gap) => ({ ...gap, protocol })),
    sweeps: [record],
    path: conclusion.path,
    retried: [],
  };
}

function startSweepOf(scan: GroupScan): ReturnType<typeof startSweep> {
  const { scanGroup, machine, maxRate } = scan;
  const { protocol, addresses, ports, expected, settings } = scanGroup;
  const common = protocol === 'tcp' ? TOP_100_TCP : NO_PORTS;
  return startSweep(
    { addresses, ports, expected, first: union(common, ...new Set(expected.values())) },
    {
      maxRate: sweepRate(scanGroup, machine, maxRate),
      ownRate: limitOf(scan),
      leastWait: protocol === 'sctp' ? SLOW_PATH.least : 0,
      confidence: settings.confidence,
    },
  );
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
  scan: GroupScan,
  chunk: Chunk,
): Promise<{ readonly main: readonly PlanRun[]; readonly beside: readonly PlanRun[] }> {
  const { scanGroup, machine, setup } = scan;
  const { limit, sideProbe, timeouts } = chunk;
  const remaining = limit === null ? setup.remaining : () => Math.min(limit, setup.remaining());
  const bounded: GroupScan = { ...scan, setup: { ...setup, remaining } };
  const most = limitOf(scan);
  const parts = partsOf(chunk, most);
  const share = Math.max(1, Math.floor((most - (sideProbe?.rate ?? 0)) / parts.length));
  let over = false;
  // If a part needs two invocations, they run in turn, so that they do not send at twice the rate.
  const [main, beside] = await Promise.all([
    Promise.all(
      parts.map((part) => runPlans(planChunk(scanGroup, { ...part, timeouts }, machine, share), bounded)),
    ).finally(() => {
      over = true;
    }),
    sideProbe === null ? [] : runSideProbe(bounded, { ...sideProbe, timeouts }, () => over),
  ]);
  return { main: main.flat(), beside };
}

/**
 * Runs the side probe of a chunk. nmap sends its first probe at once. Without a pause of half an interval, the probe of
 * a single port would always meet a queue that is still empty.
 */
async function runSideProbe(
  scan: GroupScan,
  { addresses, ports, leadIn, rate, after, timeouts }: SideProbe & Pick<Chunk, 'timeouts'>,
  isOver: () => boolean,
): Promise<readonly PlanRun[]> {
  const { scanGroup, machine, maxRate, setup } = scan;
  await sleep(1_000 * after, undefined, { signal: setup.signal }).catch(() => {});
  // A side probe after the end of the chunk does not measure the loss of the chunk.
  if (isOver()) return [];
  const ask = { addresses, ports: union(ports, leadIn), rate, timeouts, inOrder: leadIn.length > 0 };
  return runPlans(planChunk(scanGroup, ask, machine, maxRate), scan);
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
  protocol: Protocol,
  seconds: number,
): ChunkResult {
  const good = beside.length > 0 && failureIn(beside) === null;
  return {
    failed: failureIn(main) !== null,
    seconds,
    hosts: hostsOf(main, protocol),
    sideProbe: good ? hostsOf(beside, protocol) : null,
  };
}

function hostsOf(runs: readonly PlanRun[], protocol: Protocol): ReadonlyMap<Address, HostResult> {
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

/**
 * @returns which ports the documents of the chunks cover, now that the sweep is over. A silent port of a chunk counts
 * only if the sweep settled the port, and if the port was never open.
 */
export function settle(
  done: readonly ChunkRun[],
  { unsettled, counts }: Pick<Conclusion, 'unsettled' | 'counts'>,
  protocol: Protocol,
): readonly Judged[] {
  const all = done.flatMap(({ chunk, runs }) => runs.map(({ judged }) => ({ chunk, judged })));
  const answers = answersOf(
    all.map(({ judged }) => judged),
    protocol,
  );
  const doubtful = byAddress(unsettled);
  return all.map(({ chunk, judged }) => {
    if (failureOf(judged) !== null) return judged;
    const settled = (covered: PortSet, address: Address): PortSet => {
      const states = judged.document.hosts.get(address)?.protocols[protocol]?.answers.states;
      const { open = NO_PORTS, closed = NO_PORTS } = states ?? {};
      // A host that was found down covers nothing, and `observe/` gives the reason.
      if (states !== undefined && !counts(chunk.id, address)) return open;
      const silent = chunk.kind === 'recheck' ? NO_PORTS : [open, closed].reduce(subtract, covered);
      const everOpen = answers.get(address)?.open ?? NO_PORTS;
      const notOpen = union(closed, subtract(silent, everOpen));
      return union(open, subtract(notOpen, doubtful.get(address) ?? NO_PORTS));
    };
    return covering(judged, protocol, settled);
  });
}

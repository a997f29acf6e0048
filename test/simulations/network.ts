import type { Address } from '../../src/model/address.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { eachPort, NO_PORTS, type PortSet, portCount, portSet, union } from '../../src/model/port.ts';
import { expectedWithin } from '../../src/model/timeouts.ts';
import {
  type Chunk,
  type ChunkResult,
  EARLY_PORTS,
  type HostResult,
  type SideProbe,
  type SweepGroup,
  type SweepSettings,
} from '../../src/sweep/chunk.ts';
import type { Conclusion } from '../../src/sweep/conclude.ts';
import { type SweepProgress, startSweep } from '../../src/sweep/sweep.ts';
import { type Link, openLink, type PathSettings } from './link.ts';

/** What comes back for a probe: `rejected` is somebody else's word, by ICMP. */
export type Reply = 'open' | 'closed' | 'rejected' | null;

/** What stands at an address: asked in the order of time (seconds on the link's clock). */
export type Behaviour = (port: number, time: number) => Reply;

export interface SimulatedHost {
  readonly address: Address;
  /** Ports that are open whenever the host is there. */
  readonly open: ReadonlySet<number>;
  readonly behaviour: () => Behaviour;
  /** Milliseconds that its answers take beyond the path's round trip; left out: none. */
  readonly delay?: number;
}

type Other = Exclude<Reply, 'open'>;

/** A host with open ports; all others answer alike, or as `others` says. */
export function host(
  number: number,
  open: readonly number[],
  others: Other | ((port: number) => Other) = null,
): SimulatedHost {
  const set = new Set(open);
  const other = typeof others === 'function' ? others : () => others;
  return {
    address: `10.0.0.${number}` as Address,
    open: set,
    behaviour: () => (port) => (set.has(port) ? 'open' : other(port)),
  };
}

/** The same host, with something else in its place from one time to another. */
export function changing(before: SimulatedHost, after: Other, from: number, to = Number.POSITIVE_INFINITY) {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      return (port, time) => (time >= from && time < to ? after : behaviour(port, time));
    },
  };
}

/** The same host, with at most so many resets or rejections a second, as a kernel limits them. */
export function limited(before: SimulatedHost, most: number): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      let [second, sent] = [-1, 0];
      return (port, time) => {
        const reply = behaviour(port, time);
        if (reply === null || reply === 'open') return reply;
        if (Math.floor(time) !== second) [second, sent] = [Math.floor(time), 0];
        return sent++ < most ? reply : null;
      };
    },
  };
}

/** The same host, behind something that bans its scanner for good once so many probes have come within a second. */
export function banning(before: SimulatedHost, after: Other, most: number): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      let [second, seen, banned] = [-1, 0, false];
      return (port, time) => {
        if (Math.floor(time) !== second) [second, seen] = [Math.floor(time), 0];
        banned ||= ++seen > most;
        return banned ? after : behaviour(port, time);
      };
    },
  };
}

/** The same host, behind something that bans its scanner for good once so many probes have come. */
export function shutting(before: SimulatedHost, after: Other, most: number): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      let seen = 0;
      return (port, time) => (++seen > most ? after : behaviour(port, time));
    },
  };
}

export interface SweepRun {
  readonly conclusion: Conclusion;
  readonly heard: ReadonlyMap<Address, ReadonlySet<number>>;
  readonly chunks: readonly Chunk[];
  /** Seconds on the link's clock: when each chunk began, and the end of all. */
  readonly begun: readonly number[];
  /** What the sweep told, in order. */
  readonly events: readonly RunEvent[];
  /** How far the sweep was after each chunk, and when. */
  readonly progress: readonly (SweepProgress & { readonly at: number })[];
  readonly seconds: number;
}

export interface SweepPlan extends Partial<SweepSettings>, Partial<Pick<SweepGroup, 'first' | 'expected'>> {
  readonly hosts: readonly SimulatedHost[];
  readonly ports: PortSet;
  readonly path: PathSettings;
  readonly seed: number;
  /** Asked before each chunk: why the run ends now; null: it goes on. */
  readonly stop?: (chunks: number, now: number) => UnobservedReason | null;
  /** Whether the scanner fails on a chunk. */
  readonly fails?: (chunk: Chunk) => boolean;
}

/** More chunks than this are a sweep that does not end. */
const MOST_CHUNKS = 3_000;

/** Drives a sweep to its end over a simulated path. */
export function simulate(plan: SweepPlan): SweepRun {
  const { hosts, ports, path, seed, stop = () => null, fails = () => false } = plan;
  const {
    first = NO_PORTS,
    expected = new Map(),
    maxRate = 20_000,
    ownRate = maxRate,
    leastWait = 0,
    confidence = 0.01,
  } = plan;
  const link = openLink(path, seed);
  const there = new Map(hosts.map(({ address, behaviour, delay = 0 }) => [address, { behaviour: behaviour(), delay }]));
  const sweep = startSweep(
    { addresses: hosts.map(({ address }) => address), ports, first, expected },
    { maxRate, ownRate, leastWait, confidence },
  );
  const heard = new Map(hosts.map(({ address }) => [address, new Set<number>()]));
  const chunks: Chunk[] = [];
  const begun: number[] = [];
  const events: RunEvent[] = [];
  const progress: SweepRun['progress'][number][] = [];
  let stopped: UnobservedReason | null = null;
  for (let chunk = sweep.next(); chunk !== null; chunk = sweep.next()) {
    stopped = stop(chunks.length, link.now());
    if (stopped !== null) break;
    if (chunks.length >= MOST_CHUNKS) throw new Error(`a sweep that does not end within ${MOST_CHUNKS} chunks`);
    begun.push(link.now());
    chunks.push(chunk);
    if (chunk.pause > 0) link.send({ rate: 2, probes: chunk.pause / 500, answering: [] });
    const answer = chunk.rate === null ? sendRepeating(link, path, chunk, there) : sendOnce(link, path, chunk, there);
    for (const found of [answer.hosts, answer.sideProbe]) {
      for (const [address, { open }] of found ?? []) for (const port of eachPort(open)) heard.get(address)?.add(port);
    }
    events.push(sweep.describe(chunk), ...sweep.learn(chunk, fails(chunk) ? { ...answer, failed: true } : answer));
    progress.push({ ...sweep.progress(), at: link.now() });
  }
  return { conclusion: sweep.conclude(stopped), heard, chunks, begun, events, progress, seconds: link.now() };
}

interface Probe {
  readonly address: Address;
  readonly port: number;
  readonly beside: boolean;
}

interface Standing {
  readonly behaviour: Behaviour;
  readonly delay: number;
}

type There = ReadonlyMap<Address, Standing>;

/** One probe a port, at the chunk's rate, as nmap orders them: popular ports first, the hosts in turn. */
function sendOnce(link: Link, path: PathSettings, chunk: Chunk, there: There): ChunkResult {
  const { addresses, sideProbe } = chunk;
  const probes: Probe[] = inTurn(link, addresses, union(chunk.ports, chunk.canaries), false);
  const rate = (chunk.rate ?? 1) + (sideProbe?.rate ?? 0);
  const all = withBeside(link, probes, sideProbe);
  const start = link.now() + path.scanner.start;
  const achieved = Math.min(rate, path.scanner.rate);
  const held = heldUp(all, path);
  const answering = all.flatMap((probe, place) => {
    const time = start + place / achieved + held(place);
    const reply = there.get(probe.address)?.behaviour(probe.port, time) ?? null;
    return reply === null
      ? []
      : [{ place, host: probe.address, delay: there.get(probe.address)?.delay ?? 0, probe, reply }];
  });
  const patience = Math.max(chunk.timeouts.least, path.scanner.patience);
  const sent = link.send({ rate, probes: all.length, answering, patience });
  const came = answering.filter((_, index) => sent.answered[index]);
  const { roundTrips, seconds } = sent;
  return {
    ...{
      failed: false,
      seconds,
      hosts: hostsOf(
        came.filter(({ probe }) => !probe.beside),
        chunk.addresses,
        roundTrips,
      ),
    },
    sideProbe:
      sideProbe === null
        ? null
        : hostsOf(
            came.filter(({ probe }) => probe.beside),
            sideProbe.addresses,
            roundTrips,
          ),
  };
}

/**
 * Packets a second of the scanner's own pace where answers come at once, and how often it repeats what went unanswered.
 */
const OWN_PACE = 15_000;
const REPETITIONS = 6;

/** Every port until it answers, or was asked often enough. Silent ports make it slow, as they make nmap. */
function sendRepeating(link: Link, path: PathSettings, chunk: Chunk, there: There): ChunkResult {
  const begun = link.now();
  const own = inTurn(link, chunk.addresses, union(chunk.ports, chunk.canaries), false);
  const beside = chunk.sideProbe;
  let left = [...withBeside(link, own, beside)];
  const came: Came[] = [];
  const roundTrips = new Map<string, number>();
  const patience = Math.max(chunk.timeouts.least, path.scanner.patience);
  let failed = false;
  for (let attempt = 0; attempt < REPETITIONS && left.length > 0 && !failed; attempt++) {
    const rate = attempt === 0 ? OWN_PACE : 500;
    const held = attempt === 0 ? heldUp(left, path) : () => 0;
    const answering = left.flatMap((probe, place) => {
      const reply = there.get(probe.address)?.behaviour(probe.port, link.now() + place / rate + held(place)) ?? null;
      return reply === null
        ? []
        : [{ place, host: probe.address, delay: there.get(probe.address)?.delay ?? 0, probe, reply }];
    });
    const sent = link.send({ rate, probes: left.length, answering, patience });
    const now = answering.filter((_, index) => sent.answered[index]);
    for (const one of now) came.push(one);
    for (const [host, time] of sent.roundTrips) if (!roundTrips.has(host)) roundTrips.set(host, time);
    const done = new Set(now.map(({ probe }) => probe));
    left = left.filter((probe) => !done.has(probe));
    failed = chunk.limit !== null && 1_000 * (link.now() - begun) > chunk.limit;
  }
  const [main, besides] = [false, true].map((side) => came.filter(({ probe }) => probe.beside === side)) as [
    Came[],
    Came[],
  ];
  return {
    ...{ failed, seconds: link.now() - begun, hosts: hostsOf(main, chunk.addresses, roundTrips) },
    sideProbe: beside === null ? null : hostsOf(besides, beside.addresses, roundTrips),
  };
}

/** A side probe among others: evenly, or in the middle, in ascending order behind its lead-in. */
function withBeside(link: Link, own: readonly Probe[], sideProbe: SideProbe | null): readonly Probe[] {
  if (sideProbe === null) return own;
  const { addresses, ports, leadIn } = sideProbe;
  if (leadIn.length === 0) return spread(own, inTurn(link, addresses, ports, true));
  const volley = [...eachPort(union(ports, leadIn))].flatMap((port) =>
    addresses.map((address) => ({ address, port, beside: true })),
  );
  return [...own.slice(0, own.length >> 1), ...volley, ...own.slice(own.length >> 1)];
}

/** Seconds that a probe is later than planned: a process that starts beside others takes the core from them. */
function heldUp(probes: readonly Probe[], { scanner }: PathSettings): (place: number) => number {
  const first = probes.findIndex(({ beside }) => beside);
  return (place) => (first !== -1 && place >= first ? (scanner.stall ?? 0) : 0);
}

function inTurn(link: Link, addresses: readonly Address[], ports: PortSet, beside: boolean): Probe[] {
  const order = [...eachPort(ports)];
  for (let index = order.length - 1; index > 0; index--) {
    const other = Math.floor(link.random() * (index + 1));
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  const popular = order.filter((port) => EARLY_PORTS.has(port));
  const others = order.filter((port) => !EARLY_PORTS.has(port));
  return [...popular, ...others].flatMap((port) => addresses.map((address) => ({ address, port, beside })));
}

/** Puts some probes among others, evenly. */
function spread(many: readonly Probe[], few: readonly Probe[]): readonly Probe[] {
  const every = Math.max(1, Math.floor(many.length / Math.max(1, few.length)));
  const first = every >> 1;
  return many.flatMap((probe, index) => {
    const other = index % every === first ? few[(index - first) / every] : undefined;
    return other === undefined ? [probe] : [other, probe];
  });
}

interface Came {
  readonly probe: Probe;
  readonly reply: Exclude<Reply, null>;
}

/** @param addresses of all that were asked: a scan tells of silent ones too */
function hostsOf(
  came: readonly Came[],
  addresses: readonly Address[],
  roundTrips: ReadonlyMap<string, number>,
): ReadonlyMap<Address, HostResult> {
  const byHost = new Map<Address, Came[]>(addresses.map((address) => [address, []]));
  for (const one of came) {
    const known = byHost.get(one.probe.address);
    if (known === undefined) byHost.set(one.probe.address, [one]);
    else known.push(one);
  }
  const portsOf = (all: readonly Came[], reply: Reply): PortSet =>
    portSet(all.filter((one) => one.reply === reply).map(({ probe: { port } }) => [port, port]));
  return new Map(
    [...byHost].map(([address, all]) => {
      const roundTrip = all.length === 0 ? null : (roundTrips.get(address) ?? null);
      return [
        address,
        {
          complete: true,
          open: portsOf(all, 'open'),
          closed: portsOf(all, 'closed'),
          replies: all.length,
          rejected: all
            .filter((one) => one.reply === 'rejected')
            .map(({ probe: { port } }) => port)
            .slice(0, 4),
          roundTrip,
          answersWithin: roundTrip === null ? null : expectedWithin(roundTrip, 0, 1),
        },
      ];
    }),
  );
}

/** What a run says nothing of, by address. */
export function doubtful({ unsettled }: Conclusion): ReadonlyMap<Address, PortSet> {
  const all = new Map<Address, PortSet>();
  for (const { address, ports } of unsettled) all.set(address, union(all.get(address) ?? NO_PORTS, ports));
  return all;
}

/** @returns open ports that were asked for, not heard, and not said to be in doubt: what a run gets wrong. */
export function wronglySilent(run: SweepRun, hosts: readonly SimulatedHost[], ports: PortSet): readonly string[] {
  const doubt = doubtful(run.conclusion);
  const has = (set: PortSet, port: number): boolean => set.some(([first, last]) => first <= port && port <= last);
  return hosts.flatMap(({ address, open }) =>
    [...open]
      .filter((port) => has(ports, port) && run.heard.get(address)?.has(port) !== true)
      .filter((port) => !has(doubt.get(address) ?? NO_PORTS, port))
      .map((port) => `${address}:${port}`),
  );
}

/** Probes a port of the group, including canaries and side probes. */
export function probesAPort({ chunks }: SweepRun, hosts: number, ports: PortSet): number {
  const sent = chunks.reduce(
    (sum, { addresses, ports: own, canaries, sideProbe }) =>
      sum +
      addresses.length * portCount(union(own, canaries)) +
      (sideProbe === null ? 0 : sideProbe.addresses.length * portCount(union(sideProbe.ports, sideProbe.leadIn))),
    0,
  );
  return sent / (hosts * portCount(ports));
}

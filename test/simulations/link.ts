/**
 * A simulated path from a scanner to its hosts: probes pass a bottleneck with a queue (or a policer), are lost at
 * random or in bursts, and their answers come back, or too late. The queue is a fluid, so that only probes that would
 * be answered cost time; the clock is the link's own. The same seed gives the same run.
 */

export interface PathSettings {
  /** Packets per second through the bottleneck, and what it becomes at later times (seconds); Infinity: none. */
  readonly capacity: number;
  readonly changes: readonly { readonly at: number; readonly capacity: number }[];
  /** Packets that wait at the bottleneck before it drops; of a policer: packets that pass at once after a pause. */
  readonly queue: number;
  /** A policer drops what is too much without delaying the rest. */
  readonly policer: boolean;
  /** Others use this share of the capacity in every other half of the period (seconds). */
  readonly cross: { readonly share: number; readonly period: number } | null;
  /** Milliseconds there and back without a queue, and the mean of what a machine adds at random. */
  readonly roundTrip: number;
  readonly jitter: number;
  /** Chance of losing a packet, 0 to 1, each way. */
  readonly lossOut: number;
  readonly lossBack: number;
  /** Gilbert–Elliott: mean seconds between bursts and within one, and the loss of a probe or its answer there. */
  readonly bursts: { readonly apart: number; readonly lasting: number; readonly loss: number } | null;
  /**
   * The scanner: packets per second at most; milliseconds that it waits for an answer; seconds that each start costs,
   * and for which a start beside others holds them up (left out: 0).
   */
  readonly scanner: {
    readonly rate: number;
    readonly patience: number;
    readonly start: number;
    readonly stall?: number;
  };
}

/** A path without any fault, 20 ms away. */
export const PERFECT: PathSettings = {
  capacity: Number.POSITIVE_INFINITY,
  changes: [],
  queue: 0,
  policer: false,
  cross: null,
  roundTrip: 20,
  jitter: 0,
  lossOut: 0,
  lossBack: 0,
  bursts: null,
  scanner: { rate: Number.POSITIVE_INFINITY, patience: 1000, start: 0.1 },
};

/** A probe that its host would answer: the how-manieth of its chunk it is, from 0. */
export interface Answering {
  readonly place: number;
  readonly host: string;
  /** Milliseconds that this host's answers take beyond the path's round trip. */
  readonly delay?: number;
}

export interface Sent {
  /** Which of the answering probes were answered in time, in the order of the question. */
  readonly answered: readonly boolean[];
  /** Packets per second while sending. */
  readonly achieved: number;
  /** Milliseconds, smoothed per host as TCP does (RFC 6298), the median over hosts; null: nothing came back. */
  readonly roundTrip: number | null;
  /** The same of each host that answered. */
  readonly roundTrips: ReadonlyMap<string, number>;
  /** From the scanner's start to its end. */
  readonly seconds: number;
}

export interface Link {
  /** Uniform in [0, 1), from the link's seed. */
  readonly random: () => number;
  /** Seconds since the link was opened. */
  readonly now: () => number;
  /** Sends `probes` packets at `rate` packets per second; those listed (by rising place) would be answered. */
  readonly send: (chunk: {
    readonly rate: number;
    readonly probes: number;
    readonly answering: readonly Answering[];
    /** Milliseconds that an answer is waited for; left out: the scanner's own. */
    readonly patience?: number;
  }) => Sent;
}

/** Opens a path. The link remembers its queue, its bursts and its time from chunk to chunk. */
export function openLink(path: PathSettings, seed: number): Link {
  const random = randomFrom(seed);
  let now = 0;
  let waiting = 0;
  let bursting = path.bursts !== null && random() < path.bursts.lasting / (path.bursts.apart + path.bursts.lasting);

  const pass = (until: number, arriving: number): void => {
    while (now < until) {
      const step = Math.min(until - now, LONGEST_STEP);
      const over = (arriving - capacityAt(path, now)) * step;
      waiting = Math.min(path.queue, Math.max(0, waiting + over));
      if (path.bursts !== null) bursting = burstAfter(path.bursts, bursting, step, random);
      now += step;
    }
  };

  /** Milliseconds until the answer, or null. */
  const probe = (arriving: number, delay: number, patience: number): number | null => {
    const capacity = capacityAt(path, now);
    const full = waiting >= path.queue && arriving > capacity;
    const passes = full ? capacity / arriving : 1;
    const kept = passes * (1 - path.lossOut) * (1 - path.lossBack) * (bursting ? 1 - (path.bursts?.loss ?? 0) : 1);
    if (random() >= kept) return null;
    const queued = path.policer || waiting === 0 ? 0 : (1000 * waiting) / capacity;
    const time = path.roundTrip + delay + queued - path.jitter * Math.log(1 - random());
    return time > patience ? null : time;
  };

  const send: Link['send'] = ({ rate, probes, answering, patience = path.scanner.patience }) => {
    const begun = now;
    const achieved = Math.min(rate, path.scanner.rate);
    pass(now + path.scanner.start, 0);
    const first = now;
    const times = answering.map(({ place, delay = 0 }) => {
      pass(first + place / achieved, achieved);
      return probe(achieved, delay, patience);
    });
    pass(first + probes / achieved, achieved);
    const silent = times.includes(null);
    pass(now + (silent ? patience : Math.max(0, path.roundTrip)) / 1000, 0);
    const roundTrips = smoothedRoundTrips(answering, times);
    return {
      answered: times.map((time) => time !== null),
      achieved,
      roundTrip: typicalRoundTrip(roundTrips),
      roundTrips,
      seconds: now - begun,
    };
  };
  return { random, now: () => now, send };
}

export interface Probe {
  readonly host: string;
  readonly port: number;
}

/** Sends a chunk's probes in random order to hosts of which some ports are open, and the others silent. */
export function sendChunk(
  link: Link,
  chunk: { readonly rate: number; readonly probes: readonly Probe[] },
  isOpen: (probe: Probe) => boolean,
): Omit<Sent, 'answered' | 'roundTrips'> & { readonly answered: readonly Probe[] } {
  const order = shuffled(chunk.probes, link.random);
  const open = order.flatMap((probe, place) => (isOpen(probe) ? [{ place, host: probe.host, probe }] : []));
  const sent = link.send({ rate: chunk.rate, probes: order.length, answering: open });
  return { ...sent, answered: open.flatMap(({ probe }, index) => (sent.answered[index] ? [probe] : [])) };
}

/**
 * The share of probes that are answered when sending at a steady rate (packets/s), bursts and cross traffic averaged,
 * at a time.
 */
export function steadyShare(path: PathSettings, rate: number, at: number): number {
  const { bursts, cross } = path;
  const capacity = changedCapacity(path, at);
  const through = (left: number) => Math.min(1, (capacity * left) / rate);
  const passes = cross === null ? through(1) : (through(1) + through(1 - cross.share)) / 2;
  return passes * (1 - randomLoss(path, bursts));
}

/** The share of probes that a path loses at any rate. */
export function randomLoss(path: PathSettings, bursts = path.bursts): number {
  const inBursts = bursts === null ? 0 : (bursts.loss * bursts.lasting) / (bursts.apart + bursts.lasting);
  return 1 - (1 - path.lossOut) * (1 - path.lossBack) * (1 - inBursts);
}

/** Seconds: short against a burst and against the filling of a queue. */
const LONGEST_STEP = 0.005;

function changedCapacity(path: PathSettings, at: number): number {
  return path.changes.findLast((change) => change.at <= at)?.capacity ?? path.capacity;
}

function capacityAt(path: PathSettings, at: number): number {
  const capacity = changedCapacity(path, at);
  const { cross } = path;
  if (cross === null) return capacity;
  return (at / cross.period) % 1 < 0.5 ? capacity : capacity * (1 - cross.share);
}

function burstAfter(
  { apart, lasting }: NonNullable<PathSettings['bursts']>,
  bursting: boolean,
  seconds: number,
  random: () => number,
): boolean {
  const share = lasting / (apart + lasting);
  const kept = Math.exp(-seconds * (1 / apart + 1 / lasting));
  return random() < share + kept * ((bursting ? 1 : 0) - share);
}

function smoothedRoundTrips(
  answering: readonly Answering[],
  times: readonly (number | null)[],
): ReadonlyMap<string, number> {
  const smoothed = new Map<string, number>();
  for (const [index, { host }] of answering.entries()) {
    const time = times[index] ?? null;
    if (time === null) continue;
    const before = smoothed.get(host);
    smoothed.set(host, before === undefined ? time : before + (time - before) / 8);
  }
  return smoothed;
}

function typicalRoundTrip(smoothed: ReadonlyMap<string, number>): number | null {
  const sorted = [...smoothed.values()].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const all = [...items];
  for (let index = all.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [all[index], all[other]] = [all[other] as T, all[index] as T];
  }
  return all;
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { NO_PORTS, type PortSet, portCount, portSet, subtract, union } from '../model/port.ts';
import { FAST, FIRST, NEAR, PATIENT, type Timeouts, timeoutsFor } from '../model/timeouts.ts';
import { type Books, estimateNow, FEWEST_ASKS, fewestAsks, MOST_ASKS, present } from './books.ts';
import type { Chunk } from './chunk.ts';
import { canariesOf, isShy, type SweptHost } from './hosts.ts';
import { easyRate, longestOf, rateOf, startPace } from './pace.ts';
import { audibleRate, CANARY_SHARE, chooseCanaries, companionOf, isTooShort } from './riders.ts';
import { hasFewPorts, portsToVouch, slowChunk, unvouchedOf } from './vouch.ts';

/** Seconds of sending in each of the first chunks: they tell what the path and the hosts are like. */
const FIRST_SECONDS = 0.4;
const FIRST_CHUNKS = 2;
/** The same of a later one, at least and at most, where its rate is known to be good. */
const SHORTEST = 0.8;
const LONGEST = 4;
/** Packets a second at which hosts that hold back their answers are begun with. */
const PATIENT_RATE = 1_000;
/** A chunk lasts so many times as long as it then waits for answers, if its rate is known to be good. */
const WORTH_WAITING = 3;
/** Ranges of ports in a chunk: all of it is one invocation, whose canaries speak for it. */
const MOST_RANGES = 6_000;
/** Milliseconds before hosts that stayed silent in a recheck are asked again. */
const RECHECK_PAUSE = 2_000;
/** A plain scan of hosts that answer at once is given up when it is slower than so many ports a second. */
const PLAIN_RATE = 8_000;
const PLAIN_LEAST = 5_000;

/** @returns what to ask next; null: nothing more is to be gained */
export function nextChunk(books: Books): Chunk | null {
  const hosts = present(books);
  const suspects = hosts.filter(({ condition }) => condition === 'suspect');
  if (suspects.length > 0) return recheckChunk(books, suspects);
  const direct = books.direct.filter((host) => hosts.includes(host) && wanting(host, FEWEST_ASKS).length > 0);
  // Long waits and the scanner's own repetition together take minutes.
  const isQuick = direct.length > 0 && books.settings.leastWait <= FAST.least;
  const plain = isQuick ? plainChunk(books, direct) : null;
  if (plain !== null) return plain;
  const unheard = hosts.filter((host) => host.answersWithin === null && host.asks[0] === 0);
  if (books.chunks > 0 && unheard.length > 0) return pacedChunk(books, [0], () => unheard);
  const shy = hosts.filter(isShy);
  const others = hosts.filter((host) => !isShy(host));
  if (!books.patient) {
    const chunk = nextOf(books, others.filter(isNear)) ?? nextFar(books, others);
    if (chunk !== null) return chunk;
    if (shy.length > 0) {
      books.patient = true;
      // What was asked faster than these hosts answer had little effect: it is not to use up how often they may be asked.
      for (const { asks } of shy)
        for (const [index, times] of asks.entries()) asks[index] = Math.min(times, FEWEST_ASKS);
      books.pace = startPace({ ...books.pace.settings, startRate: PATIENT_RATE, gentleRate: PATIENT_RATE });
    }
  }
  const chunk = nextOf(books, shy);
  if (chunk !== null) return chunk;
  const unvouched = unvouchedOf(hosts);
  if (unvouched.length > 0) return vouchingChunk(books, unvouched);
  // Of hosts that were last asked nothing that is known to be open the last word is asked for.
  const unproven = hosts.filter((host) => host.unproven);
  return unproven.length > 0 ? recheckChunk(books, unproven) : null;
}

/** Whether waiting for the host's answers costs little: others are asked by themselves, so that these need not wait with them. */
function isNear({ answersWithin }: SweptHost): boolean {
  return timeoutsFor([answersWithin]).least <= NEAR;
}

/** Silent hosts go on at the pace of the others, as their path may be the same; one that is slow has a path of its own. */
function nextFar(books: Books, hosts: readonly SweptHost[]): Chunk | null {
  const far = hosts.filter((host) => !isNear(host));
  if (!books.far && far.some(({ answersWithin }) => answersWithin !== null)) {
    books.far = true;
    books.pace = startPace(books.pace.settings);
  }
  return nextOf(books, far);
}

function nextOf(books: Books, hosts: readonly SweptHost[]): Chunk | null {
  if (hosts.length === 0) return null;
  const fewest = fewestAsks(books, hosts);
  return fewest < FEWEST_ASKS ? passChunk(books, hosts, fewest) : furtherChunk(books, hosts);
}

/** @returns the slices in which the host has silent ports that were asked fewer than `asks` times. */
function wanting(host: SweptHost, asks: number): readonly number[] {
  const slices: number[] = [];
  for (let index = 0; index < host.asks.length; index++) if (wants(host, index, asks)) slices.push(index);
  return slices;
}

function wants(host: SweptHost, slice: number, asks: number): boolean {
  return (host.asks[slice] as number) < asks && host.unanswered[slice] !== 0;
}

/** Times that the ports that are worth most are asked, as long as they ride along for next to nothing. */
const EARLY_ASKS = 6;

/** What is worth most is asked again at once, and in every chunk of a pass: should time run out it is settled. */
function early(books: Books, host: SweptHost): readonly number[] {
  const [first] = books.slices;
  const all = portCount(books.field.ports);
  const asks = first !== undefined && first.count * EARLY_ASKS < CANARY_SHARE * all ? EARLY_ASKS : FEWEST_ASKS;
  return books.chunks > 0 && first !== undefined && wants(host, 0, asks) ? [0] : [];
}

/** The next part of a pass: slices in their order, each for the hosts that have not been asked. */
function passChunk(books: Books, hosts: readonly SweptHost[], pass: number): Chunk | null {
  const open = new Map(hosts.map((host) => [host, new Set([...early(books, host), ...wanting(host, pass + 1)])]));
  const slices = [...books.slices.keys()].filter((index) => hosts.some((host) => open.get(host)?.has(index)));
  // The first slice goes alone: it tells what the path and the hosts are like.
  const few = books.chunks === 0 ? slices.slice(0, 1) : slices;
  return pacedChunk(books, few, (index) => hosts.filter((host) => open.get(host)?.has(index)));
}

/** A further exposure of those slices and hosts where most is thought to be missed, until little enough is. */
function furtherChunk(books: Books, hosts: readonly SweptHost[]): Chunk | null {
  const { missed, missedIn, recaptured } = estimateNow(books);
  const confidence = goalOf(books, hosts);
  if (missed < confidence) return null;
  const ownMissed = hosts.reduce(
    (sum, host) => sum + books.slices.reduce((all, _, index) => all + missedIn(host, index), 0),
    0,
  );
  // What other hosts have unheard is not these hosts' matter.
  if (hosts.length < present(books).length && ownMissed < confidence / 2) return null;
  const inSlice = books.slices.map((_, index) =>
    hosts.reduce((sum, host) => sum + (canAskAgain(host, index) ? missedIn(host, index) : 0), 0),
  );
  const order = [...inSlice.keys()].sort((a, b) => (inSlice[b] as number) - (inSlice[a] as number) || a - b);
  const total = inSlice.reduce((sum, one) => sum + one, 0);
  // Where recapture expects more to be missed than the losses explain, everything is asked again.
  const goal = recaptured !== null && recaptured >= confidence ? 0 : SPARE * confidence;
  let left = total;
  const chosen: number[] = [];
  for (const index of order) {
    if (left <= goal || inSlice[index] === 0) break;
    chosen.push(index);
    left -= inSlice[index] as number;
  }
  // A host with next to none of a slice's doubt is not asked again for the others' sake.
  return pacedChunk(books, chosen, (index) => {
    const least = (NEGLIGIBLE * (inSlice[index] as number)) / hosts.length;
    return hosts.filter((host) => canAskAgain(host, index) && missedIn(host, index) > least);
  });
}

/** The part of a goal that a further exposure aims at: what it then does miss is not known beforehand. */
const SPARE = 0.75;

/** A host's doubt about a slice, as a part of what hosts have on average, below which it is let be. */
const NEGLIGIBLE = 0.1;

/** Seconds: a pass that takes less is always worth its while. */
const CHEAP_PASS = 2;

/**
 * What is to be reached is stricter than what is promised: an estimate is off by up to two (measured), and where a pass costs
 * next to nothing the same run should come to the same findings a hundred times.
 */
function goalOf({ settings, slices, pace }: Books, hosts: readonly SweptHost[]): number {
  const probes = hosts.length * slices.reduce((sum, { count }) => sum + count, 0);
  return settings.confidence / (probes / rateOf(pace) < CHEAP_PASS ? 50 : 2);
}

function canAskAgain({ asks, unanswered }: SweptHost, index: number): boolean {
  return (asks[index] as number) < MOST_ASKS && unanswered[index] !== 0;
}

/** Takes as many of the slices as fit into a chunk at the present rate. */
function pacedChunk(
  books: Books,
  slices: readonly number[],
  hostsOf: (slice: number) => readonly SweptHost[],
): Chunk | null {
  if (slices.length === 0) return null;
  const asking = new Set(slices.flatMap(hostsOf));
  const { least } = timeoutsOf(books, [...asking]);
  const rate = Math.min(rateOf(books.pace), easyRate(least));
  const left = slices.reduce((sum, index) => sum + (books.slices[index]?.count ?? 0) * hostsOf(index).length, 0);
  const all = left / rate;
  const hosts = new Set<SweptHost>();
  const most = books.chunks < FIRST_CHUNKS ? FIRST_SECONDS : longestOf({ ...books.pace, rate });
  const longest = Math.max(LONGEST, (WORTH_WAITING * least) / 1_000);
  const seconds = Math.min(most, Math.max(SHORTEST, all / Math.max(1, Math.ceil(all / longest))));
  const ports: PortSet[] = [];
  let count = 0;
  let ranges = 0;
  for (const index of slices) {
    const here = hostsOf(index);
    const wider = new Set([...hosts, ...here]);
    const asked = pendingPorts(books, here, index);
    ranges += asked.length;
    if (ports.length > 0 && ranges > MOST_RANGES) break;
    // Every host of a chunk is asked every port of it.
    if (ports.length > 0 && (count + portCount(asked)) * wider.size > rate * seconds) {
      if (left > 1.3 * rate * seconds) break;
    }
    for (const host of here) hosts.add(host);
    ports.push(asked);
    count += portCount(asked);
  }
  // What is left in doubt may lie where nothing more can be asked.
  return hosts.size === 0 ? null : paced(books, [...hosts], union(...ports), rate);
}

/** Ports of a slice that did not answer some of the hosts, and those that are open: they tell what the exposure misses. */
function pendingPorts({ slices }: Books, hosts: readonly SweptHost[], index: number): PortSet {
  const { ports, count } = slices[index] as { ports: PortSet; count: number };
  const silent = union(...hosts.map((host) => subtract(ports, host.answered[index] as PortSet)));
  // A list with holes is longer than it saves packets, unless it saves many.
  if (portCount(silent) > 0.8 * count) return ports;
  const open = portSet(
    hosts.flatMap((host) => [...host.open.keys()].map((port) => [port, port] as const)).slice(0, 500),
  );
  return union(silent, subtract(ports, subtract(ports, open)));
}

/** Before anything is known of the hosts those that answer soon are not to wait for the others. */
function timeoutsOf({ chunks }: Books, hosts: readonly SweptHost[]): Timeouts {
  return chunks === 0 ? FIRST : timeoutsFor(hosts.map(({ answersWithin }) => answersWithin));
}

function paced(books: Books, hosts: readonly SweptHost[], ports: PortSet, wanted: number): Chunk {
  const canaries = subtract(chooseCanaries(books, hosts, ports), ports);
  const asked = union(ports, canaries);
  const probes = portCount(asked) * hosts.length;
  const rate = audibleRate(books, hosts, asked, probes, wanted);
  const companion = companionOf(books, hosts, asked, probes / rate);
  const share = companion?.rate ?? 0;
  const own = Math.max(1, Math.floor(share < rate ? rate - share : rate));
  const useful = share < rate / 2 ? companion : null;
  return {
    id: books.chunks,
    kind: 'paced',
    addresses: hosts.map(({ address }) => address),
    ports,
    canaries,
    rate: useful === null ? rate : own,
    companion: useful,
    timeouts: timeoutsOf(books, hosts),
    pause: 0,
    limit: null,
  };
}

function vouchingChunk(books: Books, hosts: readonly SweptHost[]): Chunk {
  if (hasFewPorts(books) || hosts.every(({ open }) => open.size === 0)) return slowChunk(books, hosts);
  const { ports, rate } = portsToVouch(books, hosts);
  const chunk = paced(books, hosts, ports, rate);
  return { ...chunk, ports: NO_PORTS, canaries: union(chunk.ports, chunk.canaries) };
}

/** @returns null: it would be over before the only ports that can speak for the hosts are asked meanwhile */
function plainChunk(books: Books, hosts: readonly SweptHost[]): Chunk | null {
  const { ownRate } = books.settings;
  const ports = union(
    ...[...books.slices.entries()].flatMap(([index, slice]) =>
      hosts.some((host) => wants(host, index, FEWEST_ASKS)) ? [slice.ports] : [],
    ),
  );
  const canaries = subtract(chooseCanaries(books, hosts, ports), ports);
  const asked = union(ports, canaries);
  const probes = portCount(asked) * hosts.length;
  // Never sooner: the rate is the most that the scanner may send.
  const shortest = probes / ownRate;
  const companion = companionOf(books, hosts, asked, shortest);
  if (companion !== null && isTooShort(companion, shortest, ownRate)) return null;
  return {
    id: books.chunks,
    kind: 'plain',
    addresses: hosts.map(({ address }) => address),
    ports,
    canaries,
    rate: null,
    companion,
    timeouts: FAST,
    pause: 0,
    limit: PLAIN_LEAST + (probes / Math.min(PLAIN_RATE, ownRate / 2)) * 1_000,
  };
}

/** Asks ports that were open, and closed: of whom one kind does not answer any more is gone, or blocks us. */
function recheckChunk(books: Books, hosts: readonly SweptHost[]): Chunk {
  const ports = hosts.flatMap((host) => {
    const open = [...canariesOf(host, false), ...canariesOf(host, true)].slice(0, 8);
    return [...open, ...host.signs.keys(), ...host.mutes, ...host.rejects];
  });
  const again = hosts.some(({ rechecks }) => rechecks > 0);
  return {
    id: books.chunks,
    kind: 'recheck',
    addresses: hosts.map(({ address }) => address),
    ports: NO_PORTS,
    canaries: portSet(ports.map((port) => [port, port] as const)),
    rate: null,
    companion: null,
    timeouts: again ? PATIENT : timeoutsFor(hosts.map(({ answersWithin }) => answersWithin)),
    pause: again ? RECHECK_PAUSE : 0,
    limit: 60_000,
  };
}

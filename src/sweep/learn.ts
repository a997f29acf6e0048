import { intersect, NO_PORTS, overlap, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { LONGEST_WAIT, NEAR, SETTLED, slowest, UNMEASURED } from '../model/timeouts.ts';
import { type Chunk, type ChunkResult, EARLY_PORTS, type HostResult } from './chunk.ts';
import { isRateLimited, type OpenPort, type SweptHost } from './host.ts';
import { closedProbesOf, type Due, dueOf, isBelieved, restart } from './liveness/liveness.ts';
import { isVouching, noteRefusals, noteSlowAnswers } from './liveness/refusals.ts';
import { type ChunkOutcome, learnPace, type Pace, rateOf } from './rate/rate.ts';
import { isEverywhere, sliceOf } from './recall/missed-ports.ts';
import type { Slice } from './schedule/slices.ts';
import { discardKey, estimateNow, SLOWEST_RATE, type SweepState } from './state.ts';

/**
 * Seconds of a chunk in which nothing is sent: the scanner starts, and waits for the last
 * answers (measured: 0.2 to 0.4).
 */
const OVERHEAD = 0.45;

/** The part of `OVERHEAD` that is waiting, in milliseconds, at round trips of 40 ms. */
const OWN_WAIT = 160;

/** The smallest number of ports that measures the loss of a probe round, if most of them answer. */
const MEASURED = 20;

/**
 * If one chunk has at least this number of rejections, more are expected. A limit usually applies to
 * each probing host (icmp(7)).
 */
const FEWEST_REJECTIONS = 3;

/** Adds the result of a chunk to the state. */
export function learn(state: SweepState, chunk: Chunk, heard: ChunkResult): void {
  const loss = estimateNow(state).loss.share ?? 0;
  state.chunks++;
  state.probes += chunk.addresses.length * portCount(union(chunk.ports, chunk.canaries));
  if (chunk.kind === 'recheck') {
    recheck(state, chunk, heard);
    return;
  }
  if (heard.failed) {
    // A plain scan that took too long is not a failure of the scanner: these hosts delay their answers.
    if (chunk.kind === 'plain') state.direct = [];
    else state.failures++;
    return;
  }
  state.failures = 0;
  const hosts = chunk.addresses.flatMap((address) => state.byAddress.get(address) ?? []);
  const swept = hosts.filter(({ condition }) => condition === 'well');
  const dues = new Map(swept.map((host) => [host, dueOf(host, chunk, heard)]));
  const waitedFor = new Set(
    swept.filter((host) => isWaitedFor(host, chunk, heard.hosts.get(host.address), dues.get(host) ?? [])),
  );
  for (const host of hosts) learnRoundTrip(host, heard);
  const slowPhase = state.phase === 'rate-limited' && (chunk.rate ?? 0) > 2 * SLOWEST_RATE;
  // If the timeouts of a chunk were too short for a host, the chunk counts neither for nor against the host.
  const believed = new Set(
    swept.filter(
      (host) => waitedFor.has(host) && isBelieved(host, chunk, heard, dues.get(host) ?? [], loss, slowPhase),
    ),
  );
  if (chunk.rate !== null) {
    state.fastest = Math.max(state.fastest ?? 0, chunk.rate);
    // A recheck finds out whether the path or the host is the cause of the silence.
    const suspects = swept.filter(({ condition }) => condition === 'suspect');
    // Hosts that never answered do not measure the rate.
    const others = swept.filter(({ condition, answersWithin }) => condition !== 'suspect' && answersWithin !== null);
    state.disputed = suspects.length > 0 ? outcomeOf(state, chunk, dues, swept, heard) : null;
    if (others.length > 0) state.pace = paceAfter(state, chunk, outcomeOf(state, chunk, dues, others, heard));
  }
  state.rounds.set(chunk.id, { id: chunk.id, retried: chunk.kind === 'plain' });
  const touched = state.slices.flatMap(({ ports }, index) => (overlap(chunk.ports, ports) ? [index] : []));
  for (const host of swept) {
    // Loss counts even if the round is discarded: otherwise only rounds without much loss would measure it. Closed
    // ports of discarded rounds do not count: a rate limit of the host is the usual cause of their silence.
    const due = (dues.get(host) ?? []).filter(({ probeKind }) => believed.has(host) || probeKind !== 'closedProbe');
    if (heard.hosts.get(host.address)?.complete === true) recordDue(host, chunk, due);
    if (isVouching(chunk)) host.vouchings++;
    if (believed.has(host) || isVouching(chunk)) noteRefusals(state, chunk, host, heard, dues.get(host) ?? []);
    if (believed.has(host)) note(state, chunk, touched, host, heard);
    else {
      state.discarded.add(discardKey(chunk.id, host.address));
      // An open port counts in every chunk.
      hearAll(state, host, heard.hosts.get(host.address)?.open ?? NO_PORTS, chunk.id, false);
    }
  }
  if (chunk.kind === 'plain') {
    state.direct = [];
    state.ownPace = true;
  }
  if (state.chunks === 1) state.direct = state.hosts.filter((host) => isDirect(host, heard.hosts.get(host.address)));
}

/**
 * Tests whether a chunk waited long enough for the host's answers: one and a half of the round trip that this chunk
 * measured (nmap's own timeouts shrink to one round trip). If the host was silent in this chunk, the wait must be long
 * enough to trust the silence. A shorter wait is enough if many open ports of the host were probed again and nearly all
 * answered: then the queue that delays answers costs almost none of them.
 */
function isWaitedFor(
  host: SweptHost,
  { timeouts: { least } }: Chunk,
  answer: HostResult | undefined,
  due: readonly Due[],
): boolean {
  if (answer?.complete !== true) return true;
  if (answer.roundTrip === null) return host.answersWithin !== null || least >= UNMEASURED;
  if (least >= Math.min(LONGEST_WAIT, 1.5 * answer.roundTrip)) return true;
  const open = due.filter(({ probeKind, beside }) => probeKind !== 'closedProbe' && !beside);
  return open.length >= SETTLED && open.filter((one) => one.heard).length >= NEARLY_ALL * open.length;
}

const NEARLY_ALL = 0.9;

/**
 * The share of an old round trip that is forgotten in each chunk. A queue empties, so one slow chunk must not
 * slow down all later chunks.
 */
const FORGOTTEN = 0.5;

function learnRoundTrip(host: SweptHost, { hosts, sideProbe }: ChunkResult): void {
  const answer = hosts.get(host.address);
  const now = slowest([answer, sideProbe?.get(host.address)].map((one) => one?.answersWithin ?? null));
  if (now === null) return;
  const within = Math.ceil(Math.max(now, (1 - FORGOTTEN) * (host.answersWithin ?? 0)));
  if (answer !== undefined && answer.roundTrip !== null && answer.replies >= SETTLED) {
    host.shortest = Math.min(host.shortest ?? Number.POSITIVE_INFINITY, answer.roundTrip);
  }
  // A queue does not make a path longer. An answer that a queue holds for longer counts as lost, which shows
  // that the rate is too high.
  host.answersWithin = 3 * (host.shortest ?? NEAR) <= NEAR ? Math.min(within, NEAR) : within;
}

/**
 * If a chunk was slower than the pace of the path, because of the limits of its hosts, its result does not change the
 * pace, unless the chunk failed.
 */
function paceAfter({ pace }: SweepState, { rate, sideProbe }: Chunk, outcome: ChunkOutcome): Pace {
  const slowed = (rate ?? 0) + (sideProbe?.rate ?? 0) < 0.9 * rateOf(pace);
  return slowed && outcome.heard === outcome.known ? pace : learnPace(pace, outcome);
}

/**
 * @returns the outcome of a chunk for the path to some hosts: the ports that were known to be open before the chunk,
 * and how many of them answered
 */
function outcomeOf(
  { slices }: SweepState,
  chunk: Chunk,
  dues: ReadonlyMap<SweptHost, readonly Due[]>,
  hosts: readonly SweptHost[],
  heard: ChunkResult,
): ChunkOutcome {
  const asked = union(chunk.ports, chunk.canaries);
  let known = 0;
  let answered = 0;
  const roundTrips: number[] = [];
  for (const host of hosts) {
    const roundTrip = heard.hosts.get(host.address)?.roundTrip ?? null;
    if (roundTrip !== null) roundTrips.push(roundTrip);
    if (isEverywhere(host, slices)) continue;
    const due = tellingOf(host, dues.get(host) ?? []);
    known += due.length;
    answered += due.filter((one) => one.heard).length;
  }
  const rate = chunk.rate ?? 1;
  const probes = chunk.addresses.length * portCount(asked);
  const sending = Math.max(probes / rate, heard.seconds - OVERHEAD - waitAfter(chunk));
  roundTrips.sort((a, b) => a - b);
  return {
    asked: rate,
    achieved: Math.min(rate, probes / sending),
    known,
    heard: answered,
    roundTrip: roundTrips[roundTrips.length >> 1] ?? null,
  };
}

/** @returns seconds that the scanner waits for the last answers, beyond the wait that `OVERHEAD` contains */
function waitAfter({ timeouts: { least } }: Chunk): number {
  return Math.max(0, LATER * least - OWN_WAIT) / 1_000;
}

/** nmap waits longer than its timeouts say (measured: 0.3 to 0.6 s more at 2 s). This time is not sending time. */
const LATER = 1.3;

/**
 * A host that limits its answers may exempt the ports that a policy allows. These ports would make the loss look too
 * small, so they do not count for such a host.
 */
function tellingOf(host: SweptHost, due: readonly Due[]): readonly Due[] {
  const others = due.filter(({ probeKind }) => probeKind !== 'declared');
  return isRateLimited(host) && others.length > 0 ? others : due;
}

/** Chooses sample ports of a host that has no closed ports: silent ports, and ports that another machine rejected. */
function chooseOthers(host: SweptHost, chunk: Chunk, { open, closed, replies, rejected }: HostResult): void {
  host.refused ||= closed.length > 0;
  // If everything is silent, the path may still be inactive.
  const awake = replies > 0 || host.rounds.some((ids) => ids.length > 1);
  if (host.silentSample.length === 0 && !host.refused && awake && portCount(chunk.ports) >= MEASURED) {
    host.silentSample.push(...closedProbesOf(subtract(chunk.ports, open)));
  }
  if (host.rejectedSample.length === 0 && rejected.length >= FEWEST_REJECTIONS) host.rejectedSample.push(...rejected);
  // A rate limit may suppress the rejections of a chunk. The final check probes at a low rate,
  // so a rejection must come.
  if (host.rejectedSample.length > 0) host.needsFinalCheck = true;
}

function recordDue(host: SweptHost, chunk: Chunk, due: readonly Due[]): void {
  for (const { port, probeKind, heard } of due) {
    const known = (probeKind === 'closedProbe' ? host.closedProbes : host.open).get(port) as OpenPort;
    known.asked.push(chunk.id);
    if (heard) known.heard.add(chunk.id);
  }
}

/**
 * Records what a host answered in a chunk that counts.
 * @param touched the slices from which the chunk probed ports
 */
function note(state: SweepState, chunk: Chunk, touched: readonly number[], host: SweptHost, heard: ChunkResult): void {
  const { slices } = state;
  const answer = heard.hosts.get(host.address);
  const open = answer?.open ?? NO_PORTS;
  const answered = union(open, answer?.closed ?? NO_PORTS);
  if (host.closedProbes.size === 0) {
    // The probe round that found these ports does not measure its own loss.
    for (const port of closedProbesOf(answer?.closed ?? NO_PORTS))
      host.closedProbes.set(port, { slice: sliceOf(slices, port), asked: [], heard: new Set([chunk.id]) });
  }
  if (answer !== undefined) chooseOthers(host, chunk, answer);
  hearAll(state, host, open, chunk.id, true);
  let [asked, silent] = [0, 0];
  for (const index of touched) {
    const { ports, count } = slices[index] as Slice;
    asked += host.unanswered[index] as number;
    host.attempts[index] = Math.min(255, (host.attempts[index] as number) + 1);
    (host.rounds[index] as number[]).push(chunk.id);
    const fresh = intersect(answered, ports);
    if (fresh.length > 0) {
      const all = union(host.answered[index] as PortSet, fresh);
      host.answered[index] = all;
      host.unanswered[index] = count - portCount(all);
    }
    silent += host.unanswered[index] as number;
  }
  if (chunk.kind === 'paced' && asked >= MEASURED && silent < asked / 2) host.silences.set(chunk.id, silent / asked);
}

/** @param counts whether the silent ports of the probe round count too */
function hearAll(state: SweepState, host: SweptHost, open: PortSet, id: number, counts: boolean): void {
  if (isEverywhere(host, state.slices)) return;
  for (const [first, last] of open) {
    for (let port = first; port <= last; port++) hear(state, host, port, id, counts);
  }
}

function hear({ slices }: SweepState, host: SweptHost, port: number, id: number, counts: boolean): void {
  const known = host.open.get(port);
  if (known !== undefined) {
    // Only a side probe measures whether an early port answers under load.
    if (!EARLY_PORTS.has(port)) known.heard.add(id);
    return;
  }
  // Earlier probe rounds probed this port too, and it did not answer.
  const slice = sliceOf(slices, port);
  const earlier = EARLY_PORTS.has(port) ? [] : (host.rounds[slice] ?? []);
  const asked = EARLY_PORTS.has(port) || !counts ? earlier : [...earlier, id];
  host.open.set(port, { slice, asked: [...asked], heard: new Set([id]) });
}

function recheck(state: SweepState, chunk: Chunk, heard: ChunkResult): void {
  // A router that rejects probes for all hosts may send only a few rejections per second.
  const rejecting = chunk.addresses.some((address) => (heard.hosts.get(address)?.rejected.length ?? 0) > 0);
  let restarted = false;
  for (const address of chunk.addresses) {
    const host = state.byAddress.get(address);
    if (host === undefined) continue;
    // The path may have changed.
    host.shortest = null;
    learnRoundTrip(host, heard);
    if (chunk.rate !== null) noteSlowAnswers(state, host, chunk, heard);
    else restarted = restart(host, heard, rejecting) || restarted;
  }
  if (restarted && state.disputed !== null) state.pace = learnPace(state.pace, state.disputed);
  state.disputed = null;
}

/**
 * @returns whether nearly every port answered at once. For such a host the scanner's own pace is close to the best
 * rate, and its retries cost little.
 */
function isDirect(host: SweptHost, answer: HostResult | undefined): boolean {
  if (answer === undefined || answer.roundTrip === null || answer.roundTrip > 3) return false;
  const answers = portCount(answer.closed) + portCount(answer.open);
  return answers > 0 && answers >= 0.9 * (answers + (host.unanswered[0] ?? 0));
}

import type { Address } from '../model/address.ts';
import type { RunEvent } from '../model/event.ts';
import type { RecallEvidence, UnobservedReason } from '../model/observation.ts';
import { NO_PORTS, type PortSet, subtract, union } from '../model/port.ts';
import type { Chunk, ChunkResult, SweepGroup, SweepSettings } from './chunk.ts';
import { beforeOf, chunkDecisions, chunkStart } from './decisions.ts';
import type { SweptHost } from './host.ts';
import { learn } from './learn.ts';
import { rateOf } from './rate/rate.ts';
import { ASSUMED_LOSS } from './recall/loss.ts';
import type { Estimate } from './recall/missed-ports.ts';
import { nextChunk } from './schedule/schedule.ts';
import {
  discardKey,
  estimateNow,
  FEWEST_ATTEMPTS,
  fewestAttempts,
  passesOf,
  present,
  type SweepState,
  startState,
} from './state.ts';

/** The number of useless chunks, mostly failed ones, after which the sweep is given up. */
const MOST_FAILURES = 3;

export interface Sweep {
  /** @returns the next chunk; null if more chunks would gain nothing */
  readonly next: () => Chunk | null;
  /** @returns what the next chunk probes, and why */
  readonly describe: (chunk: Chunk) => RunEvent;
  /** @returns the decisions that followed from the result */
  readonly learn: (chunk: Chunk, heard: ChunkResult) => readonly RunEvent[];
  readonly progress: () => SweepProgress;
  /** @param stopped why the sweep ends early; null if `next` ended it */
  readonly conclude: (stopped: UnobservedReason | null) => Conclusion;
}

export interface SweepProgress {
  /** 0 to 1, by estimate. */
  readonly share: number;
  readonly open: number;
  readonly loss: number | null;
  readonly pass: number;
}

export interface Conclusion {
  /** @returns whether the result of a chunk counts for a host. Its open ports always count. */
  readonly counts: (chunk: number, address: Address) => boolean;
  /** Ports without a trustworthy answer, and the reason. Other ports that did not answer are certain to be silent. */
  readonly unsettled: readonly {
    readonly address: Address;
    readonly ports: PortSet;
    readonly reason: UnobservedReason;
  }[];
  readonly passes: number;
  readonly probes: number;
  readonly rate: number | null;
  /** Packets per second that the path carries, by estimate. */
  readonly pace: number;
  readonly loss: number | null;
  /** Hosts that lose packets: their known ports did not always answer. */
  readonly losing: ReadonlySet<Address>;
  /** The same, assumed to be large at least where chunks count for nothing since known ports fell silent in them. */
  readonly pathLoss: number | null;
  readonly missed: number;
  readonly recaptured: number | null;
  readonly evidence: RecallEvidence;
}

/**
 * Sweeps one scan group: finds out which ports answer, in as many independent probe rounds as needed until fewer than
 * `confidence` open ports are expected to be missed. The sweep itself sends nothing: it says what to probe next, and
 * gets the result. The same results lead to the same sweep.
 */
export function startSweep(group: SweepGroup, settings: SweepSettings): Sweep {
  const state = startState(group, settings);
  return {
    next: () => (state.failures >= MOST_FAILURES ? null : waiting(nextChunk(state), settings)),
    describe: (chunk) => chunkStart(state, chunk),
    learn: (chunk, heard) => {
      const before = beforeOf(state, chunk);
      learn(state, chunk, heard);
      return chunkDecisions(state, before, chunk, heard);
    },
    progress: () => progressOf(state),
    conclude: (stopped) => conclude(state, stopped),
  };
}

function waiting(chunk: Chunk | null, { leastWait }: SweepSettings): Chunk | null {
  if (chunk === null || chunk.timeouts.least >= leastWait) return chunk;
  return { ...chunk, timeouts: { initial: Math.max(chunk.timeouts.initial, leastWait), least: leastWait } };
}

function progressOf(state: SweepState): SweepProgress {
  const { loss } = estimateNow(state);
  const open = state.hosts.reduce((sum, host) => sum + host.open.size, 0);
  const passes = 2 + (loss.share === null ? 0 : Math.min(3, Math.floor(loss.share * 60)));
  let done = 0;
  let required = 0;
  for (const host of present(state)) {
    for (const [index, { count }] of state.slices.entries()) {
      required += count;
      const attempts = host.unanswered[index] === 0 ? passes : Math.min(passes, host.attempts[index] as number);
      done += (count * attempts) / passes;
    }
  }
  return { share: required === 0 ? 1 : done / required, open, loss: loss.share, pass: fewestAttempts(state) + 1 };
}

function conclude(state: SweepState, stopped: UnobservedReason | null): Conclusion {
  const now = estimateNow(state);
  const settled = settledParts(state, now);
  const lossy = tooLossy(now.missed, now.loss.share);
  const unsettled = state.hosts.flatMap((host) => {
    const reasons = new Map<UnobservedReason, PortSet>();
    for (const [index, { ports }] of state.slices.entries()) {
      if (host.unanswered[index] === 0 && host.condition === 'well' && !isDoubted(host)) continue;
      const reason = doubtOf(host, index, settled.has(host) && settled.get(host)?.has(index) === true);
      if (reason === null) continue;
      // A host that blocks a scanner may have begun with closed answers, so only the open
      // ports of a blocked host count.
      const silent = reason === BLOCKED || isDoubted(host) ? ports : subtract(ports, host.answered[index] as PortSet);
      reasons.set(reason, union(reasons.get(reason) ?? NO_PORTS, silent));
    }
    return [...reasons].map(([reason, ports]) => ({ address: host.address, ports, reason }));
  });
  return {
    unsettled,
    counts: (chunk, address) => !state.discarded.has(discardKey(chunk, address)),
    passes: passesOf(state),
    probes: state.probes,
    rate: state.ownPace ? null : state.fastest,
    pace: rateOf(state.pace),
    loss: now.loss.share,
    losing: new Set(state.group.addresses.filter((address) => now.loss.isLosing(address))),
    pathLoss: state.discarded.size === 0 ? now.loss.share : Math.max(now.loss.share ?? 0, ASSUMED_LOSS),
    missed: now.missed,
    recaptured: now.recaptured,
    evidence: now.evidence,
  };

  function doubtOf(host: SweptHost, index: number, settled: boolean): UnobservedReason | null {
    if (host.condition === 'absent') return null;
    if (host.condition !== 'well') return BLOCKED;
    // The final liveness check was not made, or had no answer.
    if (isDoubted(host)) return stopped ?? BLOCKED;
    const attempts = host.attempts[index] as number;
    if (attempts < FEWEST_ATTEMPTS && host.unanswered[index] !== 0) return stopped ?? UNFINISHED;
    if (settled) return null;
    return stopped ?? lossy;
  }
}

/** @returns whether the host's final liveness check is missing, or its closed ports are not confirmed */
function isDoubted({ needsFinalCheck, unvouched, contradicted, refused }: SweptHost): boolean {
  return needsFinalCheck || unvouched > 0 || (contradicted && refused);
}

/** The reason for a host that answered and does not answer any more. */
export const BLOCKED: UnobservedReason = {
  code: 'blocked',
  text: 'ports that were open stopped answering while the scan ran: the host is gone, or it began to block this scanner',
};

const UNFINISHED: UnobservedReason = { code: 'scan-failed', text: 'the scanner failed again and again' };

/** @returns by host, the slices whose missed ports are few enough, all together. The most certain slices come first. */
function settledParts(state: SweepState, { missedIn, missed }: Estimate): ReadonlyMap<SweptHost, ReadonlySet<number>> {
  const { confidence } = state.settings;
  const parts = present(state).flatMap((host) =>
    state.slices.map((_, slice) => ({ host, slice, missed: missedIn(host, slice) })),
  );
  parts.sort((a, b) => a.missed - b.missed);
  const total = parts.reduce((all, part) => all + part.missed, 0);
  // If recapture expects more missed ports than the loss explains, every part gets its share of them.
  const scale = total === 0 ? 1 : Math.max(1, missed / total);
  const settled = new Map<SweptHost, Set<number>>();
  let sum = 0;
  for (const { host, slice, missed: own } of parts) {
    sum += own * scale;
    if (missed >= confidence && sum >= confidence) break;
    settled.set(host, (settled.get(host) ?? new Set()).add(slice));
  }
  return settled;
}

function tooLossy(missed: number, share: number | null): UnobservedReason {
  const lost =
    share === null
      ? 'nothing tells how many answers get lost'
      : `${(100 * share).toFixed(1)} % of the answers get lost`;
  return { code: 'too-lossy', text: `an estimated ${missed.toPrecision(1)} open ports are still missed: ${lost}` };
}

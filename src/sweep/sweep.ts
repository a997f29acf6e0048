import type { RunEvent } from '../model/event.ts';
import type { UnobservedReason } from '../model/observation.ts';
import type { Chunk, ChunkResult, SweepGroup, SweepSettings } from './chunk.ts';
import { type Conclusion, conclude } from './conclude.ts';
import { chunkStart, decisionsOf } from './events.ts';
import { learn } from './learn.ts';
import { MOST_FAILURES } from './schedule/constants.ts';
import { leftOf } from './schedule/left.ts';
import { nextChunk } from './schedule/schedule.ts';
import { estimateNow, fewestAttempts, type SweepState, startState } from './state.ts';

export interface Sweep {
  /** @returns the next chunk; null if more chunks would gain nothing */
  readonly next: () => Chunk | null;
  /** @returns what the next chunk probes, and why */
  readonly describe: (chunk: Chunk) => RunEvent;
  /** @returns the decisions that followed from the result */
  readonly learn: (chunk: Chunk, result: ChunkResult) => readonly RunEvent[];
  readonly progress: () => SweepProgress;
  /** @param stopped why the sweep ends early; null if `next` ended it */
  readonly conclude: (stopped: UnobservedReason | null) => Conclusion;
}

export interface SweepProgress {
  /** 0 to 1, by estimate. */
  readonly share: number;
  /** Seconds until the end of the sweep, by estimate; null: not known yet. */
  readonly left: number | null;
  readonly open: number;
  readonly loss: number | null;
  readonly pass: number;
}

/**
 * Sweeps one scan group: finds out which ports answer, in as many independent probe rounds as needed until fewer than
 * `confidence` open ports are expected to be missed. The sweep itself sends nothing: it says what to probe next, and
 * gets the result. The same results lead to the same sweep.
 */
export function startSweep(group: SweepGroup, settings: SweepSettings): Sweep {
  const state = startState(group, settings);
  return {
    next: () => (state.failures >= MOST_FAILURES ? null : nextChunk(state)),
    describe: chunkStart,
    learn: (chunk, result) => decisionsOf(state, learn(state, chunk, result)),
    progress: () => progressOf(state),
    conclude: (stopped) => conclude(state, stopped),
  };
}

function progressOf(state: SweepState): SweepProgress {
  const { probes, all, seconds } = leftOf(state);
  return {
    share: all === 0 ? 1 : 1 - probes / all,
    left: seconds,
    open: state.hosts.reduce((sum, { known }) => sum + known.open.size, 0),
    loss: estimateNow(state).loss.share,
    pass: fewestAttempts(state) + 1,
  };
}

import type { ProgressEvent } from '../model/effects.ts';
import { counted, grouped, roughTime } from '../model/quantity.ts';

/** What is kept from event to event, so that what is shown moves on and does not jump. */
export interface ProgressState {
  /** Null before the first event. */
  readonly event: ProgressEvent | null;
  /** Seconds since the run began when that event came. */
  readonly at: number;
}

export const NO_PROGRESS: ProgressState = { event: null, at: 0 };

/** How slowly the time that is left follows the estimates, in seconds: after so long it has gone 63 % of the way. */
const INERTIA = 5;

/** Below these, a time computed from the share would be a guess about a guess. */
const LEAST_SHARE = 0.02;
const LEAST_SECONDS = 3;

/**
 * Takes in an event. The share never goes back, also where a pass is added; the time that is left counts down by itself
 * and follows new estimates by proportion, so that ten seconds do not become an hour and again ten seconds.
 * @param elapsed seconds since the run began
 */
export function advance(state: ProgressState, event: ProgressEvent, elapsed: number): ProgressState {
  const share = event.share === null ? null : Math.max(within(event.share), state.event?.share ?? 0);
  const estimate = event.etaSeconds ?? fromShare(share, elapsed);
  const before = remaining(state, elapsed);
  const weight = 1 - Math.exp(-Math.max(0, elapsed - state.at) / INERTIA);
  const etaSeconds =
    estimate === null || !Number.isFinite(estimate)
      ? before
      : before === null
        ? Math.max(0, estimate)
        : Math.max(1, before) * (Math.max(1, estimate) / Math.max(1, before)) ** weight;
  return { event: { ...event, share, etaSeconds }, at: elapsed };
}

/** @returns the seconds that are left by what was last known, counted down; null where that is not known. */
function remaining({ event, at }: ProgressState, elapsed: number): number | null {
  const eta = event?.etaSeconds ?? null;
  return eta === null ? null : Math.max(0, eta - (elapsed - at));
}

function fromShare(share: number | null, elapsed: number): number | null {
  if (share === null || share < LEAST_SHARE || elapsed < LEAST_SECONDS) return null;
  return (elapsed * (1 - share)) / share;
}

/** @returns the line for a state as it is `elapsed` seconds after the run began; null before the first event. */
export function stateLine(state: ProgressState, elapsed: number): string | null {
  return state.event === null ? null : progressLine({ ...state.event, etaSeconds: remaining(state, elapsed) }, elapsed);
}

/**
 * @param elapsedSeconds since the run began; shown where the time that is left is not known
 * @returns `sweep, pass 2: 63 % · 8 hosts · 320 open · 98,000 packets/s · loss 1.9 % · about 6 s left`
 */
export function progressLine(event: ProgressEvent, elapsedSeconds: number): string {
  const { step, share, etaSeconds, hosts, hostsDone, open, rate, loss, pass } = event;
  const head = `${step}${pass > 1 ? `, pass ${grouped(pass)}` : ''}:`;
  const facts = [
    // 100 % is for what is over.
    ...(share === null ? [] : [`${Math.min(99, Math.floor(within(share) * 100))} %`]),
    hostsDone > 0 && hostsDone < hosts ? `${grouped(hostsDone)} of ${counted(hosts, 'host')}` : counted(hosts, 'host'),
    // Steps that look for no open ports find none.
    ...(open === 0 && step !== 'sweep' ? [] : [`${grouped(open)} open`]),
    ...(rate === null ? [] : [`${grouped(significant(rate, 2))} packets/s`]),
    ...(loss === null ? [] : [`loss ${(within(loss) * 100).toFixed(1)} %`]),
    etaSeconds === null ? `${roughTime(elapsedSeconds)} so far` : `about ${roughTime(etaSeconds)} left`,
  ];
  return `${head} ${facts.join(' · ')}`;
}

function within(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** @returns as many digits as mean something, the others 0: `98,000`. */
function significant(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(Math.round(value).toPrecision(digits)) : 0;
}

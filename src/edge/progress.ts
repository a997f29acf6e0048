import type { ProgressEvent } from '../model/effects.ts';
import { counted, grouped, roughTime } from '../model/quantity.ts';

/** What is kept between events, so that the progress line moves steadily. */
export interface ProgressState {
  /** Null before the first event. */
  readonly event: ProgressEvent | null;
  /** Seconds from the start of the run to the event. */
  readonly at: number;
}

export const NO_PROGRESS: ProgressState = { event: null, at: 0 };

/**
 * How slowly the remaining time follows the estimates, in seconds: after this time it has followed 63 % of a change.
 */
const INERTIA = 5;

/**
 * Adds an event. The share never decreases, even if a pass is added. The remaining time of a step counts down by itself
 * and follows new estimates gradually, so that it does not jump from ten seconds to an hour and back.
 * @param elapsed seconds since the start of the run
 */
export function advance(state: ProgressState, event: ProgressEvent, elapsed: number): ProgressState {
  if (event.services !== undefined) return { event: { ...event, share: null, etaSeconds: null }, at: elapsed };
  const before = state.event?.step === event.step ? remaining(state, elapsed) : null;
  const share = event.share === null ? null : Math.max(within(event.share), state.event?.share ?? 0);
  const estimate = event.etaSeconds;
  const weight = 1 - Math.exp(-Math.max(0, elapsed - state.at) / INERTIA);
  const etaSeconds =
    estimate === null || !Number.isFinite(estimate)
      ? before
      : before === null
        ? Math.max(0, estimate)
        : Math.max(1, before) * (Math.max(1, estimate) / Math.max(1, before)) ** weight;
  return { event: { ...event, share, etaSeconds }, at: elapsed };
}

/** @returns the remaining seconds according to the last estimate, counted down; null if unknown */
function remaining({ event, at }: ProgressState, elapsed: number): number | null {
  const eta = event?.etaSeconds ?? null;
  return eta === null ? null : Math.max(0, eta - (elapsed - at));
}

/** @returns the progress line `elapsed` seconds after the start of the run; null before the first event */
export function stateLine(state: ProgressState, elapsed: number, width?: number): string | null {
  if (state.event === null) return null;
  return progressLine({ ...state.event, etaSeconds: remaining(state, elapsed) }, elapsed, width);
}

/**
 * @param elapsedSeconds seconds since the start of the run, which are shown if the remaining time is unknown
 * @param width columns; if they are too few, the loss is left out, then the rate, then the number of hosts
 * @returns `sweep, pass 2: 63 % · 8 hosts · 320 open · 98,000 packets/s · loss 1.9 % · about 6 s left, then services`,
 * or `identify: 6 services · up to 12 s`
 */
export function progressLine(event: ProgressEvent, elapsedSeconds: number, width = Number.POSITIVE_INFINITY): string {
  const { step, share, etaSeconds, hosts, hostsDone, open, rate, loss, pass, services } = event;
  if (services !== undefined)
    return `${step}: ${counted(services.count, 'service')} · up to ${mostWords(services.most)}`;
  const head = `${step}${pass > 1 ? `, pass ${grouped(pass)}` : ''}:`;
  const hostWords =
    hostsDone > 0 && hostsDone < hosts ? `${grouped(hostsDone)} of ${counted(hosts, 'host')}` : counted(hosts, 'host');
  const facts: Record<'share' | 'hosts' | 'open' | 'rate' | 'loss' | 'time', string | null> = {
    // Only a finished run shows 100 %.
    share: share === null ? null : `${Math.min(99, Math.floor(within(share) * 100))} %`,
    hosts: hostWords,
    // Other steps do not look for open ports.
    open: open === 0 && step !== 'sweep' ? null : `${grouped(open)} open`,
    rate: rate === null ? null : `${grouped(significant(rate, 2))} packets/s`,
    loss: loss === null ? null : `loss ${(within(loss) * 100).toFixed(1)} %`,
    time:
      etaSeconds === null
        ? `${roughTime(elapsedSeconds)} so far`
        : `about ${roughTime(etaSeconds)} left${step in NEXT ? `, then ${NEXT[step]}` : ''}`,
  };
  const line = (): string =>
    `${head} ${Object.values(facts)
      .filter((fact) => fact !== null)
      .join(' · ')}`;
  for (const name of LEAST_IMPORTANT) if (line().length > width) facts[name] = null;
  return line();
}

/** What follows a step whose remaining time is told. */
const NEXT: Partial<Record<ProgressEvent['step'], string>> = { discover: 'ports', sweep: 'services' };

/** What a narrow terminal does not show, in this order. */
const LEAST_IMPORTANT = ['loss', 'rate', 'hosts'] as const;

/** Rounds up: `12 s`, `3 min`. */
function mostWords(seconds: number): string {
  return seconds <= 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function within(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}

/** @returns the number with its significant digits, and 0 for the other digits: `98,000` */
function significant(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(Math.round(value).toPrecision(digits)) : 0;
}

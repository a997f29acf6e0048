import type { Step } from './model/plan.ts';
import { counted, duration, grouped } from './report/words.ts';

/** How far the run is, as the engine sees it. Shares, rates and times are estimates: nothing is decided by them. */
export interface ProgressEvent {
  readonly step: Step;
  /** 0 to 1 of the whole run; null where nobody can tell. */
  readonly share: number | null;
  /** Seconds until the whole run is done; null: to be told from the share, or not at all. */
  readonly etaSeconds: number | null;
  readonly hosts: number;
  readonly hostsDone: number;
  /** Open ports found until now. */
  readonly open: number;
  /** Packets a second; null: the scanner's own pace. */
  readonly rate: number | null;
  /** Share of answers that got lost, 0 to 1; null where it is not measured. */
  readonly loss: number | null;
  /** From 1. */
  readonly pass: number;
}

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
    etaSeconds === null ? `${about(elapsedSeconds)} so far` : `about ${about(etaSeconds)} left`,
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

/** @returns a time as coarse as it is uncertain: `6 s`, `45 s`, `3 min`, `2 h 10 min`. */
function about(seconds: number): string {
  const rounded = Math.max(1, Math.round(seconds));
  if (rounded < 10) return `${rounded} s`;
  if (rounded < 55) return `${Math.round(rounded / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(rounded / 60));
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), Math.round((minutes % 60) / 10) * 10];
  const [whole, part] = rest === 60 ? [hours + 1, 0] : [hours, rest];
  return part === 0 ? `${grouped(whole)} h` : `${grouped(whole)} h ${part} min`;
}

type Part = readonly [task: RegExp, from: number, to: number];

/** nmap's tasks by their names (7.93), and which part of an invocation's time each may take. */
const PORT_SCAN = /^(?!.*Ping)(?:.* )?Scan$/;
const PARTS: Readonly<Record<Step, readonly Part[]>> = {
  discover: [[/Ping Scan$/, 0, 1]],
  sweep: [[PORT_SCAN, 0, 1]],
  identify: [
    [PORT_SCAN, 0, 0.1],
    [/^Service scan$/, 0.1, 0.95],
    [/^NSE$/, 0.95, 1],
  ],
  handshake: [
    [PORT_SCAN, 0, 0.1],
    [/^Service scan$/, 0.1, 1],
  ],
  confirm: [
    [PORT_SCAN, 0, 0.9],
    [/^Service scan$/, 0.9, 1],
  ],
  facts: [
    [PORT_SCAN, 0, 0.1],
    [/^NSE$/, 0.1, 1],
  ],
};

/**
 * @param percent 0 to 100, of the task
 * @returns how far an invocation of a step is, 0 to 1; null for a task that says nothing about that, such as an ARP ping
 */
export function taskShare(step: Step, task: string, percent: number): number | null {
  const part = PARTS[step].find(([name]) => name.test(task));
  return part === undefined ? null : part[1] + (part[2] - part[1]) * within(percent / 100);
}

/** Of an estimate (plan/), what the time budget is held against. Steps are in the order in which they run. */
export interface ExpectedTime {
  readonly seconds: number;
  readonly steps: readonly { readonly step: Step; readonly probes: number; readonly seconds: number }[];
}

/**
 * @param timeout the time budget, in milliseconds
 * @returns what is to be said before a scan that is not expected to fit into its budget; null where it is
 */
export function budgetNotice({ seconds, steps }: ExpectedTime, timeout: number): string | null {
  const budget = timeout / 1_000;
  if (seconds <= budget) return null;
  let left = budget;
  let [missing, all] = [0, 0];
  for (const { step, probes, seconds: takes } of steps) {
    if (step === 'sweep') {
      all += probes;
      missing += takes <= left ? 0 : probes * (1 - Math.max(0, left) / takes);
    }
    left -= takes;
  }
  const consequence =
    missing === 0
      ? 'what is open may not be asked for its service in time'
      : `about ${Math.max(1, Math.round((100 * missing) / all))} % of the ports will be left unobserved, so it cannot pass`;
  return `This scan is expected to take about ${about(seconds)}, and its time budget is ${duration(budget)}: ${consequence}. Raise the timeout or max-rate, or look at fewer ports or hosts.`;
}

import type { ProgressEvent } from '../model/effects.ts';
import type { RunEvent } from '../model/event.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { eventText } from '../report/trace.ts';
import { advance, NO_PROGRESS, stateLine } from './progress.ts';
import { canRedraw } from './terminal.ts';

/**
 * Must be called first. An uncaught error ends the process with status 3. Node's own status is 1, which would
 * mean that a finding failed the build. A closed or full stream is not such an error: the function that writes
 * a result to it reports it.
 */
export function failClosed(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => {
    complain(printable(error.stack ?? String(error), 1_000));
    process.exit(3);
  });
}

/** Prints an error on stderr, as printable lines that the runner does not read as commands. */
export function complain(text: string): void {
  process.stderr.write(prefixed(text));
}

function prefixed(text: string): string {
  return withoutCommands(`${TOOL_NAME}: ${text}\n`);
}

/**
 * Signals that ask the run to stop: from the runner (SIGINT, and SIGTERM 7.5 s later), from a
 * terminal, from an init process.
 */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Milliseconds between a stop signal and a forced end. This is less than the runner's 7.5 s, so that this
 * process chooses the exit status.
 */
const STOP_LIMIT = 7_000;

/** Seconds between two progress lines if stderr is not a terminal. */
const HEARTBEAT = 30;

/**
 * @returns a signal that aborts at the first stop signal. The run then ends by itself, with the results so far. If it
 * does not end in time, the process exits with status 3.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    setTimeout(() => process.exit(3), STOP_LIMIT).unref();
  };
  for (const name of STOP_SIGNALS) process.on(name, stop);
  return controller.signal;
}

export interface Progress {
  /** Shows the events that a user wants to see. */
  readonly emit: (event: RunEvent) => void;
  /** Shows the progress of the run. It is cheap enough to be called very often. */
  readonly progress: (event: ProgressEvent) => void;
  /** Seconds since the start of the run. */
  readonly elapsed: () => number;
  readonly end: () => void;
}

/** Events that every user sees; the other events are for debugging. */
const SHOWN: readonly RunEvent['event'][] = ['message', 'step', 'retry'];

/** The time. Tests pass their own. */
export interface Clock {
  /** Milliseconds since any fixed time. */
  readonly now: () => number;
  /** @returns a function that ends the repetition */
  readonly every: (milliseconds: number, run: () => void) => () => void;
}

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  every: (milliseconds, run) => {
    const timer = setInterval(run, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** A stream that shows lines: stdout, stderr. */
export type LogStream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> & {
  readonly on: (event: 'error', listener: () => void) => unknown;
};

/** Milliseconds between two updates on a terminal. */
const REDRAW = 200;
/** The width of a terminal that does not report its width. */
const USUAL_WIDTH = 80;

/** How progress is shown. Tests pass their own clock and environment. */
export interface ProgressOptions {
  /** Takes the lines that are for debugging; null: no debugging. If it is given, each event is a line. */
  readonly debug?: ((line: string) => void) | null;
  /** Whether nothing is shown. */
  readonly quiet?: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
}

/**
 * Shows one line on a terminal and keeps it up to date. On other streams, and in CI, it prints each message once, and
 * regular progress lines.
 */
export function showProgress(
  screen: LogStream,
  { debug = null, quiet = false, environment = process.env, clock = SYSTEM_CLOCK }: ProgressOptions = {},
): Progress {
  const started = clock.now();
  const elapsed = (): number => (clock.now() - started) / 1_000;
  let state = NO_PROGRESS;
  /** The last message, which is shown until there is new progress. */
  let message: string | null = 'starting';
  const line = (width?: number): string => message ?? stateLine(state, elapsed(), width) ?? '';
  // Progress is not a result: a closed stderr must not end the run.
  screen.on('error', () => {});
  const since = (): string => `${Math.round(elapsed())} s`;
  const view = quiet
    ? NO_VIEW
    : canRedraw(screen, environment) && debug === null
      ? onTerminal(screen, clock, (width) => (message === null ? line(width) : `${message} (${since()})`))
      : inLog(screen, clock, () => `after ${since()}: ${line()}`);
  return {
    emit: (event) => {
      const shown = SHOWN.includes(event.event);
      if (!shown && debug === null) return;
      const text = eventText(event);
      if (shown) message = text;
      (shown ? view.say : debug)?.(debug === null ? text : `${elapsed().toFixed(3)} s: ${text}`);
    },
    elapsed,
    progress: (event) => {
      state = advance(state, event, elapsed());
      message = null;
      view.changed();
    },
    end: view.end,
  };
}

interface View {
  readonly say: (text: string) => void;
  readonly changed: () => void;
  readonly end: () => void;
}

const NO_VIEW: View = { say: () => {}, changed: () => {}, end: () => {} };

const CLEAR = '\r\u001b[2K';

function onTerminal(screen: LogStream, clock: Clock, line: (width: number) => string): View {
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = '';
  const draw = (): void => {
    // One column stays free: a line that fills its row may wrap, and is then not cleared.
    const width = Math.max(1, (screen.columns || USUAL_WIDTH) - 1);
    const text = [...line(width)].slice(0, width).join('');
    if (text === shown) return;
    drawn = clock.now();
    shown = text;
    screen.write(CLEAR + text);
  };
  const changed = (): void => {
    if (clock.now() - drawn >= REDRAW) draw();
  };
  const stop = clock.every(REDRAW, changed);
  return {
    say: changed,
    changed,
    end: () => {
      stop();
      screen.write(CLEAR);
    },
  };
}

function inLog(screen: LogStream, clock: Clock, line: () => string): View {
  const stop = clock.every(HEARTBEAT * 1_000, () => screen.write(prefixed(line())));
  return { say: (text) => screen.write(prefixed(text)), changed: () => {}, end: stop };
}

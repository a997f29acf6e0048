import type { ProgressEvent } from '../model/effects.ts';
import type { RunEvent } from '../model/event.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { eventText } from '../report/trace.ts';
import { advance, NO_PROGRESS, stateLine } from './progress.ts';

/**
 * To be called first. An error that nobody caught ends in 3: Node's own status for it is 1, which would say that a
 * finding failed the build. A stream that is closed or full is no such error: who writes a result to it hears of it.
 */
export function failClosed(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => {
    complain(printable(error.stack ?? String(error), 1_000));
    process.exit(3);
  });
}

/** Says on stderr what went wrong: printable lines, and none that a runner takes for a command. */
export function complain(text: string): void {
  process.stderr.write(prefixed(text));
}

function prefixed(text: string): string {
  return withoutCommands(`${TOOL_NAME}: ${text}\n`);
}

/** Signals that ask the run to stop: the runner's cancel (SIGINT, 7.5 s later SIGTERM), a terminal's, an init's. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds between a stop signal and a hard end: less than the runner's 7.5 s, so that we decide how it ends. */
const STOP_LIMIT = 7_000;

/** Seconds between two signs of life where stderr is no terminal. */
const HEARTBEAT = 30;

/**
 * @returns a signal that aborts at the first stop signal. The run is then to end by itself, with what it has learned;
 * if it can't, it is ended with status 3.
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
  /** Shows what is going on, as far as a user wants to see it. */
  readonly emit: (event: RunEvent) => void;
  /** Says how far the run is; cheap enough to be called with every packet of news. */
  readonly progress: (event: ProgressEvent) => void;
  /** Seconds since it began. */
  readonly elapsed: () => number;
  readonly end: () => void;
}

/** What everybody sees; the rest is for debugging. */
const SHOWN: readonly RunEvent['event'][] = ['message', 'step', 'retry'];

/** Time, handed in by tests. */
export interface Clock {
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  /** @returns what ends it */
  readonly every: (milliseconds: number, run: () => void) => () => void;
}

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  every: (milliseconds, run) => {
    const timer = setInterval(run, milliseconds).unref();
    return () => clearInterval(timer);
  },
};

/** A stream that lines are shown on: stdout, stderr. */
export type Screen = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'> & {
  readonly on: (event: 'error', listener: () => void) => unknown;
};

/** Milliseconds between two drawings on a terminal. */
const REDRAW = 200;
/** Where a terminal does not tell its width. */
const USUAL_WIDTH = 80;

/**
 * One line that is kept up to date on a terminal; elsewhere what is said, once, and a sign of life.
 * @param debug takes the lines that are for debugging; null: nobody debugs. If it is given, each event is a line.
 */
export function showProgress(
  screen: Screen,
  debug: ((line: string) => void) | null = null,
  clock: Clock = SYSTEM_CLOCK,
): Progress {
  const started = clock.now();
  const elapsed = (): number => (clock.now() - started) / 1_000;
  let state = NO_PROGRESS;
  /** What is said last is what is shown, until there is news of how far it is. */
  let said: string | null = 'starting';
  const line = (): string => said ?? stateLine(state, elapsed()) ?? '';
  // Progress is no result: a closed stderr must not end the run.
  screen.on('error', () => {});
  const since = (): string => `${Math.round(elapsed())} s`;
  const view =
    screen.isTTY === true && debug === null
      ? onTerminal(screen, clock, () => (said === null ? line() : `${said} (${since()})`))
      : inLog(screen, clock, () => `after ${since()}: ${line()}`);
  return {
    emit: (event) => {
      const shown = SHOWN.includes(event.event);
      if (!shown && debug === null) return;
      const text = eventText(event);
      if (shown) said = text;
      (shown ? view.say : debug)?.(debug === null ? text : `${elapsed().toFixed(3)} s: ${text}`);
    },
    elapsed,
    progress: (event) => {
      state = advance(state, event, elapsed());
      said = null;
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

const CLEAR = '\r\u001b[2K';

function onTerminal(screen: Screen, clock: Clock, line: () => string): View {
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = '';
  const draw = (): void => {
    // One column stays free: a line that fills its row may wrap, and is then not cleared.
    const width = Math.max(1, (screen.columns || USUAL_WIDTH) - 1);
    const text = [...line()].slice(0, width).join('');
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

function inLog(screen: Screen, clock: Clock, line: () => string): View {
  const stop = clock.every(HEARTBEAT * 1_000, () => screen.write(prefixed(line())));
  return { say: (text) => screen.write(prefixed(text)), changed: () => {}, end: stop };
}

/**
 * @returns whether to colour what goes to a stream: terminals, unless NO_COLOR (no-color.org) or FORCE_COLOR say
 * otherwise.
 */
export function wantsColor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  if (environment.NO_COLOR) return false;
  return environment.FORCE_COLOR ? environment.FORCE_COLOR !== '0' : stream.isTTY === true;
}

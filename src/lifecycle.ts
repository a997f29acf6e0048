import { printable } from './model/text.ts';

/**
 * To be called first. An error that nobody caught ends in 3: Node's own status for it is 1, which would say that a finding
 * failed the build. A stream that is closed or full is no such error: who writes a result to it hears of it.
 */
export function failClosed(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', (error) => {
    process.stderr.write(`exposure-gate: ${printable(error.stack ?? String(error), 1_000)}\n`);
    process.exit(3);
  });
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
  /** Says what is going on now: one printable line. */
  readonly say: (line: string) => void;
  readonly end: () => void;
}

/** One line that is kept up to date on a terminal; elsewhere each line once, and a heartbeat. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  const started = Date.now();
  let now = 'starting';
  // Progress is no result: a closed stderr must not end the run.
  stream.on('error', () => {});
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1_000)} s`;
  const terminal = stream.isTTY === true;
  const clear = '\r\u001b[2K';
  const draw = (): void => {
    stream.write(
      terminal ? `${clear}${now} (${elapsed()})` : `exposure-gate: still at it after ${elapsed()}: ${now}\n`,
    );
  };
  const timer = setInterval(draw, (terminal ? 1 : HEARTBEAT) * 1_000).unref();
  return {
    say: (line) => {
      now = line;
      if (terminal) draw();
      else stream.write(`exposure-gate: ${line}\n`);
    },
    end: () => {
      clearInterval(timer);
      if (terminal) stream.write(clear);
    },
  };
}

/** @returns whether to colour what goes to a stream: terminals, unless NO_COLOR (no-color.org) or FORCE_COLOR say otherwise. */
export function wantsColor(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): boolean {
  if (environment.NO_COLOR) return false;
  return environment.FORCE_COLOR ? environment.FORCE_COLOR !== '0' : stream.isTTY === true;
}

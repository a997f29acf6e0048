import { setTimeout as wait } from 'node:timers/promises';
import { anyOf } from '../model/text.ts';
import { type Ending, judgeEnding } from './ending.ts';

/** The largest number of repeats of a scan after a temporary failure. */
export const RETRIES = 2;

/** Milliseconds between two attempts. By then, buffers, processes or devices that were missing are free again. */
const PAUSE = 1_000;

/**
 * Temporary failures (in the words of nmap 7.93 and of Linux's errno): ENOBUFS, EAGAIN, ENOMEM, EBUSY, ENFILE and
 * EMFILE, EINTR, ETXTBSY; a capture that could not be opened three times; an assertion.
 */
const TRANSIENT: readonly RegExp[] = [
  /No buffer space available|Resource temporarily unavailable|Cannot allocate memory|Device or resource busy/,
  /Too many open files|Interrupted system call|Text file busy/,
  /failed to allocate temporary memory|pcap_open_live\(\) failed|failed three times/,
  /(?:could ?n[o']t|failed to|cannot) (?:open|activate) (?:device|ethernet|interface|capture|pcap)/i,
  /Assertion .* failed|Segmentation fault/i,
  /\b(?:EAGAIN|ENOMEM|EMFILE|ENFILE|ETXTBSY|EBUSY)\b/,
];

/**
 * Failures that another attempt would repeat: missing rights, a firewall of this machine, a full
 * disk, a wrong command line.
 */
const PERMANENT = anyOf(
  [
    /Operation not permitted|Permission denied|root privileges|requires? (?:root|privileges)|a password is required/,
    /No space left on device|No such device|unrecognized option|\bE(?:PERM|ACCES|NOENT)\b/,
  ],
  'i',
);

/** Crashes of nmap itself. Another signal was sent on purpose, or by the kernel because memory ran out. */
const CRASHES: readonly (readonly [signal: NodeJS.Signals, number: number])[] = [
  ['SIGILL', 4],
  ['SIGABRT', 6],
  ['SIGBUS', 7],
  ['SIGFPE', 8],
  ['SIGSEGV', 11],
];

/**
 * @returns whether a failed scan may succeed if it is repeated: its cause is known to be temporary. A scan that the
 * gate stopped (a signal, the time budget), or that lacks a right, is not repeated.
 */
export function isTransient(ending: Ending): boolean {
  const { exitCode, signal, stopped, error, stderr } = ending;
  if (stopped !== null || judgeEnding(ending) === null) return false;
  const messages = `${error ?? ''}\n${stderr}`;
  if (PERMANENT.test(messages)) return false;
  // sudo and shells report a signal as 128 plus its number.
  const crashed = CRASHES.some(([name, number]) => signal === name || exitCode === 128 + number);
  if (crashed) return true;
  return signal === null && TRANSIENT.some((pattern) => pattern.test(messages));
}

/** A scan that has ended, and whose output was read. */
export interface Attempt {
  readonly ending: Ending;
}

/**
 * Repeats a scan after a temporary failure, at most `RETRIES` times. Nothing of a failed attempt is kept: the function
 * returns the last attempt, whether it succeeded or not.
 * @param run starts the scan, reads its output to the end (each attempt has its own stream) and
 * waits until the scan has ended
 * @param say shows the user one printable line
 * @param signal after an abort, no attempt begins
 */
export async function withRetries<T extends Attempt>(
  run: () => Promise<T>,
  { say, signal, pause = PAUSE }: { say: (line: string) => void; signal: AbortSignal; pause?: number },
): Promise<T> {
  for (let retry = 1; ; retry++) {
    const attempt = await run();
    if (retry > RETRIES || signal.aborted || !isTransient(attempt.ending)) return attempt;
    say(`${judgeEnding(attempt.ending)?.text}; this may be temporary: scanning again (${retry} of ${RETRIES})`);
    // An abort ends the pause, and no other attempt begins.
    await wait(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) return attempt;
  }
}

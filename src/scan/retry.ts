import { setTimeout as wait } from 'node:timers/promises';
import { type Ending, judgeEnding } from './ending.ts';

/** How often a scan is begun anew after a failure that may pass. */
export const RETRIES = 2;

/**
 * Milliseconds between an attempt and the next: what was short (buffers, processes, a device) has been given back by
 * then.
 */
const PAUSE = 1_000;

/**
 * What the machine is short of for a moment, or nmap stumbles over (nmap 7.93's own words, and those of Linux's errno):
 * ENOBUFS, EAGAIN, ENOMEM, EBUSY, ENFILE and EMFILE, EINTR, ETXTBSY; a capture that could not be opened three times; an
 * assertion.
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
 * What another attempt would meet again: missing rights, a firewall of this machine's own, a full disk, a bad command
 * line.
 */
const PERMANENT =
  /Operation not permitted|Permission denied|root privileges|requires? (?:root|privileges)|a password is required|No space left on device|No such device|unrecognized option|\bE(?:PERM|ACCES|NOENT)\b/i;

/** nmap's own crashes. Other signals are somebody's will, the kernel's for want of memory among them. */
const CRASHES: readonly (readonly [signal: NodeJS.Signals, number: number])[] = [
  ['SIGILL', 4],
  ['SIGABRT', 6],
  ['SIGBUS', 7],
  ['SIGFPE', 8],
  ['SIGSEGV', 11],
];

/**
 * @returns whether a failed scan may end well if it is begun anew: what ended it is known, and known to pass. Never
 * where we stopped it ourselves (a signal, the time budget) or where a right is missing.
 */
export function isTransient(ending: Ending): boolean {
  const { exitCode, signal, stopped, error, stderr } = ending;
  if (stopped !== null || judgeEnding(ending) === null) return false;
  const said = `${error ?? ''}\n${stderr}`;
  if (PERMANENT.test(said)) return false;
  // sudo and shells tell a signal as 128 plus its number.
  const crashed = CRASHES.some(([name, number]) => signal === name || exitCode === 128 + number);
  if (crashed) return true;
  return signal === null && TRANSIENT.some((pattern) => pattern.test(said));
}

/** A scan that has ended, its output read. */
export interface Attempt {
  readonly ending: Ending;
}

/**
 * Begins a scan anew where it failed of something that passes, `RETRIES` times at most. Nothing of a failed attempt is
 * kept: the last attempt is what is returned, however it ended.
 * @param run starts the scan, reads its output to the end (each attempt has a stream of its own) and waits for its
 * ending
 * @param say tells the user: one printable line
 * @param signal where it aborts, no more attempt is begun
 */
export async function withRetries<T extends Attempt>(
  run: () => Promise<T>,
  { say, signal, pause = PAUSE }: { say: (line: string) => void; signal: AbortSignal; pause?: number },
): Promise<T> {
  for (let retry = 1; ; retry++) {
    const attempt = await run();
    if (retry > RETRIES || signal.aborted || !isTransient(attempt.ending)) return attempt;
    say(`${judgeEnding(attempt.ending)?.text}; this may pass: scanning again (${retry} of ${RETRIES})`);
    // An abort ends the pause; the next attempt is then not begun.
    await wait(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) return attempt;
  }
}

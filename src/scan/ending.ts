import type { UnobservedReason } from '../model/observation.ts';
import { printable } from '../model/text.ts';

/**
 * How a scanner process ended, as Node reports it: `exitCode` is null if a signal ended the
 * process or it never started.
 */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the gate stopped the process; null if it did not. */
  readonly stopped: 'timeout' | 'interrupt' | null;
  /** Why the process could not be started or its output could not be read. */
  readonly error: string | null;
  /**
   * The stderr of the process, bounded: its beginning, its end, and one line of each kind that
   * puts the results in doubt.
   */
  readonly stderr: string;
}

/**
 * Lines on nmap's stderr after which its results cannot be trusted although nmap exits with 0: targets were
 * dropped, packets were not sent (a local firewall, no route, full buffers), or parts of the port list were
 * dropped. (Tested with nmap 7.93.)
 */
const UNTRUSTWORTHY: readonly RegExp[] = [
  /^Failed to resolve/,
  /^WARNING: No targets were specified/,
  /^WARNING: Your ports include/,
  /^WARNING: a TCP scan type was requested, but no tcp ports/,
  /^(?:Sendto|sendto) in /i,
  /^(?:nexthost|route_dst|setup_target|getinterfaces|dnet|pcap|send_ip|eth_send|netutil)[^ ]*:? /i,
  /Operation not permitted|Permission denied|Network is unreachable|No route to host|No buffer space available/,
  /Too many open files|Cannot allocate memory|No space left on device/,
  /^QUITTING|^Fatal|Assertion .* failed|Segmentation fault|Strange error|^Skipping /i,
];

/** Warnings about options that the gate itself chooses. */
const EXPECTED: readonly RegExp[] = [
  /^Warning: You specified a highly aggressive --min-hostgroup/,
  /^Warning: Your --min-parallelism option is pretty high/,
  /^NSE: Warning: Loading '\/dev\/stdin' -- the recommended file extension is/,
];

/**
 * Judges how a scanner ended; no other function does. A good end has exit status 0, no signal, and no line on stderr
 * that puts the results in doubt. Whether the XML is complete is a question for `observe/`.
 * @returns null for a good end
 */
export function judgeEnding(ending: Ending): UnobservedReason | null {
  const { exitCode, signal, stopped, error, stderr } = ending;
  if (stopped === 'timeout') return { code: 'scan-timeout', text: 'the time budget ran out before the scan was done' };
  if (stopped === 'interrupt')
    return { code: 'scan-interrupted', text: 'the run was interrupted before the scan was done' };
  if (error !== null) return { code: 'scan-failed', text: `the scanner could not be run: ${printable(error)}` };
  const cause = lastLine(stderr);
  if (signal !== null) return { code: 'scan-failed', text: `the scanner was killed by ${signal}${cause}` };
  if (exitCode !== 0) return { code: 'scan-failed', text: `the scanner ended with status ${exitCode}${cause}` };
  const [doubtful] = doubtfulLines(stderr);
  return doubtful === undefined
    ? null
    : { code: 'scan-failed', text: `the scanner's results are in doubt: ${printable(doubtful)}` };
}

/** @returns the lines of stderr that decide nothing but are worth showing, printable */
export function harmlessLines({ stderr }: Ending): readonly string[] {
  return lines(stderr)
    .filter((line) => !isDoubtful(line) && !EXPECTED.some((pattern) => pattern.test(line)))
    .map((line) => printable(line));
}

/** @returns the lines of stderr after which the results cannot be trusted */
export function doubtfulLines(stderr: string): readonly string[] {
  return lines(stderr).filter(isDoubtful);
}

function isDoubtful(line: string): boolean {
  return UNTRUSTWORTHY.some((pattern) => pattern.test(line));
}

function lastLine(stderr: string): string {
  const last = lines(stderr).at(-1);
  return last === undefined ? '' : `: ${printable(last)}`;
}

function lines(stderr: string): readonly string[] {
  return stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

import type { UnobservedReason } from '../model/observation.ts';
import { printable } from '../model/text.ts';

/** How a scanner process ended, as Node tells it: `exitCode` is null when a signal ended it or it never started. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Who stopped it, if it was us. */
  readonly stopped: 'timeout' | 'interrupt' | null;
  /** Why it could not be started or read. */
  readonly error: string | null;
  /** Its stderr, bounded: the beginning, the end, and every kind of doubt that stood between them. */
  readonly stderr: string;
}

/**
 * Lines on nmap's stderr after which its results can't be trusted although it exits 0: targets dropped, packets that
 * were never sent (a local firewall, no route, full buffers), parts of the port list dropped. (nmap 7.93, tried.)
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

/** What nmap says of options that we chose knowing it. */
const EXPECTED: readonly RegExp[] = [
  /^Warning: You specified a highly aggressive --min-hostgroup/,
  /^Warning: Your --min-parallelism option is pretty high/,
];

/**
 * The only judge of how a scanner ended. Only exit status 0, without a signal and with nothing on stderr that puts the
 * results in doubt, is a good end; whether the XML is complete is for `observe/` to say.
 * @returns null for a good end
 */
export function judgeEnding(ending: Ending): UnobservedReason | null {
  const { exitCode, signal, stopped, error, stderr } = ending;
  if (stopped === 'timeout') return { code: 'scan-timeout', text: 'the time budget ran out before the scan was done' };
  if (stopped === 'interrupt')
    return { code: 'scan-interrupted', text: 'the run was interrupted before the scan was done' };
  if (error !== null) return { code: 'scan-failed', text: `the scanner could not be run: ${printable(error)}` };
  const said = lastLine(stderr);
  if (signal !== null) return { code: 'scan-failed', text: `the scanner was killed by ${signal}${said}` };
  if (exitCode !== 0) return { code: 'scan-failed', text: `the scanner ended with status ${exitCode}${said}` };
  const [doubtful] = doubtfulLines(stderr);
  return doubtful === undefined
    ? null
    : { code: 'scan-failed', text: `the scanner's results are in doubt: ${printable(doubtful)}` };
}

/** @returns the lines of stderr that decide nothing but are worth repeating, printable. */
export function harmlessLines({ stderr }: Ending): readonly string[] {
  return lines(stderr)
    .filter((line) => !isDoubtful(line) && !EXPECTED.some((pattern) => pattern.test(line)))
    .map((line) => printable(line));
}

/** @returns the lines of stderr after which the results can't be trusted. */
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

import type { ChunkReason, Liveness, LivenessReason, RateReason, RunEvent } from '../model/event.ts';
import { counted, duration, grouped } from '../model/quantity.ts';
import { printable } from '../model/text.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';

/** The most characters of a text in an event. */
const LONGEST = 500;

/** Version of the trace format. It increases if a field is removed or changes its meaning. */
export const TRACE_VERSION = 1;

/** @returns the event as a line of JSON (docs/trace.schema.json); every text goes through the sanitizer again */
export function traceLine(event: RunEvent, seconds: number): string {
  const head = event.event === 'start' ? { traceVersion: TRACE_VERSION, generator: GENERATOR } : {};
  const line = { seconds: rounded(seconds), ...event, ...head, text: eventText(event) };
  return `${JSON.stringify(line, (_, value) => (typeof value === 'string' ? printable(value, LONGEST) : value))}\n`;
}

const GENERATOR = { name: TOOL_NAME, version: TOOL_VERSION };

function rounded(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}

/** @returns the event in words, as one printable line */
export function eventText(event: RunEvent): string {
  return printable(textOf(event), LONGEST);
}

function textOf(event: RunEvent): string {
  switch (event.event) {
    case 'start':
      return `${TOOL_NAME} ${TOOL_VERSION} checks ${event.policy}`;
    case 'message':
      return event.message;
    case 'scanner':
      return (
        `the scanner is ${event.program}, nmap ${event.version}, privileges: ${event.privilege}, data files ` +
        `in ${event.data}`
      );
    case 'budget': {
      const rate = event.maxRate === null ? '' : `, at most ${grouped(event.maxRate)} packets/s`;
      const expected = `about ${counted(event.packets, 'packet')} and ${duration(event.expected)}`;
      return (
        `${addresses(event.addresses)}: ${expected} expected${rate}; the time budget is ` + duration(event.timeout)
      );
    }
    case 'step': {
      const why = event.why === null ? '' : ` (again: ${event.why})`;
      return (
        `${event.step} ${event.index} of ${event.count}: ${addresses(event.addresses)}, ${event.family}, ` +
        `${event.protocol}${why}`
      );
    }
    case 'scan-start':
    case 'scan-end':
      return scanText(event);
    case 'retry':
      return event.why;
    case 'chunk-start':
      return chunkText(event);
    case 'chunk-end':
      return chunkEndText(event);
    case 'rate':
      return rateText(event);
    case 'liveness':
      return livenessText(event);
    case 'liveness-more':
      return `chunk ${event.chunk}: ${counted(event.hosts, 'further host')} as well`;
    case 'unobserved':
      return unobservedText(event);
    case 'results':
      return `${event.file} was read in ${duration(event.duration)}: ${event.failure ?? 'its scan ended well'}`;
    case 'verdict':
      return (
        `verdict: ${event.verdict}, exit status ${event.exitCode}, ${counted(event.findings, 'finding')}, ` +
        `${counted(event.unobserved, 'port')} unobserved`
      );
    case 'cut':
      return `the trace has reached its limit of ${grouped(event.bytes)} bytes: only the verdict follows`;
    default:
      return event satisfies never;
  }
}

function scanText(event: Extract<RunEvent, { event: 'scan-start' | 'scan-end' }>): string {
  const scan = `scan ${event.scan} (${event.step})`;
  if (event.event === 'scan-start') {
    const asked =
      `${counted(event.ports, 'port')} of ${addresses(event.addresses)}, ${event.family}, ` + event.protocol;
    return `${scan} starts: ${asked}: ${event.command}`;
  }
  const found = `${counted(event.up, 'host')} up, ${counted(event.open, 'open port')}`;
  const how = event.failure === null ? `ended well: ${found}` : `failed: ${event.failure}; ${found}`;
  return `${scan} ${how}, after ${duration(event.duration)}`;
}

function chunkEndText(event: Extract<RunEvent, { event: 'chunk-end' }>): string {
  const loss = event.loss === null ? 'loss unknown' : `loss ${(100 * event.loss).toFixed(1)} %`;
  const missed = event.missed === null ? 'unknown' : event.missed.toPrecision(1);
  const how = event.failed ? 'failed, and its results do not count' : 'ended';
  const so = `${counted(event.open, 'open port')} so far, ${loss}`;
  return (
    `chunk ${event.chunk} ${how} after ${duration(event.duration)}: ${so}, open ports expected to be missed: ` +
    `${missed} (goal: below ${event.goal})`
  );
}

function unobservedText(event: Extract<RunEvent, { event: 'unobserved' }>): string {
  const places = `${counted(event.ports, 'port')} of ${addresses(event.addresses)}`;
  const more = event.addresses > event.examples.length ? ', ...' : '';
  return (
    `${event.step} leaves ${places} unobserved (${event.examples.join(', ')}${more}): ${event.why} [` + `${event.code}]`
  );
}

function addresses(count: number): string {
  return counted(count, 'address', 'addresses');
}

const CHUNKS: Readonly<Record<ChunkReason, string>> = {
  'first-ports': 'the ports that are most likely open come first, and show what the path and the hosts are like',
  pass: 'every silent port is probed in at least two passes',
  'further-pass': 'too many open ports are still expected to be missed',
  'own-pace': 'the hosts answer at once, so the scanner sets the pace',
  recheck: 'hosts stopped answering: are they still there?',
  'final-check': 'the last answers of these hosts do not show that they still answer',
  'refusal-check': 'closed ports count only if an open port answers at the same pace',
};

function chunkText(event: Extract<RunEvent, { event: 'chunk-start' }>): string {
  const rate = event.rate === null ? "at the scanner's own pace" : `at ${grouped(event.rate)} packets/s`;
  const canaries = event.canaries === 0 ? '' : ` and ${counted(event.canaries, 'known port')}`;
  const asked = `${counted(event.ports, 'port')}${canaries} of ${addresses(event.addresses)}`;
  const about = `pass ${event.pass}, ${event.phase} hosts, waits ${grouped(event.wait)} ms`;
  return `chunk ${event.chunk} starts: ${asked} ${rate} (${about}): ${CHUNKS[event.reason]}`;
}

const RATES: Readonly<Record<RateReason, string>> = {
  'nothing-known': 'no known port was probed, so the chunk measures nothing of the path',
  'nothing-answered': 'silence: the path may be full',
  'answers-lost': 'the loss is higher than the random loss of the path',
  'answers-delayed': 'round trips grew: a queue on the path fills',
  'scanner-limit': 'nothing was lost, and the scanner sends no faster',
  'answers-came': 'nothing suggests that the path carries less',
  'faster-trial': 'more than seems best, to see whether the path carries it',
  'slower-trial': 'less than seems best, to see whether less gets lost',
};

function rateText(event: Extract<RunEvent, { event: 'rate' }>): string {
  const change = event.from === event.to ? 'stays at' : `goes from ${grouped(event.from)} to`;
  const share = `${event.answered} of ${counted(event.known, 'known port')} answered`;
  const came = event.known === 0 ? '' : `${share} at ${grouped(Math.round(event.achieved))} packets/s: `;
  return `rate ${change} ${grouped(event.to)} packets/s after chunk ${event.chunk}: ${came}${RATES[event.reason]}`;
}

const STATES: Readonly<Record<Liveness, string>> = {
  well: 'answers',
  discarded: 'is in doubt, and its results in this chunk are discarded',
  suspect: 'is suspect, and is probed again',
  blocked: 'is blocked, and only its open ports count',
  absent: 'is absent',
};

const REASONS: Readonly<Record<LivenessReason, string>> = {
  answers: 'it answers as before',
  'wait-too-short': 'the chunk did not wait long enough for its answers',
  'known-ports-silent': 'ports that are known to answer did not',
  'open-ports-refused': 'ports that were open refuse now',
  'silent-ports-refuse': 'ports that were silent refuse now: another device answers for it',
  'rejections-ended': 'ports that were rejected by ICMP are silent now',
  'replies-missing': 'not every port was answered, as before',
  'no-result': 'the scanner has no complete result for it',
  'refusals-worthless': 'it refused ports that are open, so its refusals do not count',
  'discarded-too-often': 'too many chunks in a row were discarded',
};

function livenessText(event: Extract<RunEvent, { event: 'liveness' }>): string {
  const chunk = event.chunk === null ? '' : ` in chunk ${event.chunk}`;
  const silent = event.silent === '' ? '' : `, silent: ${event.silent}`;
  const known = event.known === 0 ? '' : ` (${counted(event.known, 'known port')} probed${silent})`;
  return `${event.address} ${STATES[event.to]}: ${REASONS[event.reason]}${chunk}${known}`;
}

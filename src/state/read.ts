import { type KnownDevice, type Life, SIGHTINGS } from '../model/memory.ts';
import { InputError, problemAt } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Moment } from '../model/time.ts';
import { allowanceOf, deviceOf, endOf, type Fields, findingOf, HEADER, LineError, runOf, scannedOf } from './lines.ts';
import { StateDraft } from './merge.ts';
import type { State } from './state.ts';

/** The longest line: what is remembered of one thing. */
const MAX_LINE = 1 << 20;

/** How far a clock may be wrong, in milliseconds. */
const CLOCK = 86_400_000;

/** The codes of problems with a state file. */
type StateCode = 'damaged-state' | 'newer-state' | 'state-from-future';

/**
 * Reads a state file. Nothing is dropped or repaired: what is remembered wrongly would be reported wrongly.
 * @param pieces the whole file. A file that Git merged, with lines of both sides, is valid.
 * @param now a moment that is more than a day later is an error
 * @throws InputError for a file that is damaged, cut, or from a later version, with the line
 */
export function readState(pieces: Iterable<Uint8Array>, file: string, now: Date): State {
  const latest = new Date(now.getTime() + CLOCK).toISOString();
  const reading: Reading = { file, latest, draft: new StateDraft(), count: 0, expected: 0, ended: false };
  let line = 0;
  for (const text of linesOf(pieces)) {
    line++;
    if (text === null) throw bad(reading, line, 'damaged-state', 'the line has no end');
    readLine(reading, text, line);
  }
  if (line === 0) throw bad(reading, 1, 'damaged-state', 'the file is empty');
  if (!reading.ended) throw bad(reading, line, 'damaged-state', 'the file ends here, and its last line is missing');
  if (reading.count < reading.expected) {
    const what = `the file has ${reading.count} lines of memory, and ${reading.expected} were written`;
    throw bad(reading, line, 'damaged-state', what);
  }
  return reading.draft.finish();
}

/** @returns the lines without their ends; null, as the last one: it has no end, or is too long */
function* linesOf(pieces: Iterable<Uint8Array>): Generator<string | null> {
  let rest = Buffer.alloc(0);
  for (const piece of pieces) {
    const buffer = Buffer.concat([rest, piece]);
    let start = 0;
    for (let end = buffer.indexOf(10); end !== -1; end = buffer.indexOf(10, start)) {
      if (end - start > MAX_LINE) {
        yield null;
        return;
      }
      yield buffer.toString('utf8', start, end);
      start = end + 1;
    }
    rest = buffer.subarray(start);
    if (rest.length > MAX_LINE) break;
  }
  if (rest.length > 0) yield null;
}

interface Reading {
  readonly file: string;
  readonly latest: string;
  readonly draft: StateDraft;
  /** Lines about something so far. */
  count: number;
  /** The highest number of such lines that a last line names. */
  expected: number;
  /** Whether the line before was a last line. A merge may leave several. */
  ended: boolean;
}

function readLine(reading: Reading, text: string, number: number): void {
  const data = parseLine(text);
  if (data === undefined) throw bad(reading, number, 'damaged-state', 'the line is no JSON object');
  if ('format' in data) {
    readHeader(reading, data, number);
    return;
  }
  if (number === 1) throw bad(reading, number, 'damaged-state', `the first line is not ${JSON.stringify(HEADER)}`);
  try {
    remember(reading, data, number);
  } catch (error) {
    throw error instanceof LineError ? bad(reading, number, 'damaged-state', printable(error.message)) : error;
  }
}

function remember(reading: Reading, data: Fields, number: number): void {
  const kind = Object.keys(data)[0];
  reading.ended = kind === 'end';
  if (kind === 'end') {
    reading.expected = Math.max(reading.expected, endOf(data));
    return;
  }
  reading.count++;
  if (kind === 'run') {
    const run = runOf(data);
    requirePast(reading, number, run.at);
    reading.draft.addRun(run);
  } else if (kind === 'finding') {
    const known = findingOf(data);
    checkLife(reading, number, known);
    reading.draft.addFinding(known);
  } else if (kind === 'device') {
    const known = deviceOf(data);
    checkLife(reading, number, known);
    checkSightings(known);
    reading.draft.addDevice(known);
  } else if (kind === 'allowance') {
    const known = allowanceOf(data);
    requirePast(reading, number, known.last);
    if (known.first > known.last || (known.open !== null && known.open > known.last))
      throw new LineError('its moments do not agree');
    reading.draft.addAllowance(known);
  } else if (kind === 'scanned') {
    const [address, scan] = scannedOf(data);
    requirePast(reading, number, scan.at);
    reading.draft.addScan(address, scan);
  } else throw new LineError('it is no line that this version knows');
}

/** Old spans may be dropped, so the first of them may begin later than the life. */
function checkLife(reading: Reading, number: number, { first, last, gone, spans }: Life): void {
  requirePast(reading, number, last);
  if (gone !== null) requirePast(reading, number, gone);
  let end = '';
  for (const [from, to] of spans) {
    if (from <= end || from > to) throw new LineError('spans: they are not in order');
    end = to;
  }
  if (end !== last || first > last || (spans[0]?.[0] ?? first) < first)
    throw new LineError('its first and last moments do not agree with its spans');
}

/** A sighting is within the life of its device. Otherwise the device could hold an address for good. */
function checkSightings(known: KnownDevice): void {
  for (const key of SIGHTINGS) {
    for (const { first, last } of known[key]) {
      if (first < known.first || first > last || last > known.last)
        throw new LineError(`${key}: a moment is not within those of the device, or not in order`);
    }
  }
}

function readHeader(reading: Reading, data: Fields, number: number): void {
  const { format, version } = data;
  if (format === HEADER.format && typeof version === 'number' && version > HEADER.version) {
    throw bad(
      reading,
      number,
      'newer-state',
      `a later version of exposure-gate wrote the file (format ${version}, and this one knows ${HEADER.version}): ` +
        'use that version',
    );
  }
  const isExact = Object.keys(data).length === Object.keys(HEADER).length;
  if (format !== HEADER.format || version !== HEADER.version || !isExact)
    throw bad(reading, number, 'damaged-state', `the line is not ${JSON.stringify(HEADER)}`);
}

function parseLine(text: string): Fields | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function requirePast(reading: Reading, number: number, moment: Moment): void {
  if (moment <= reading.latest) return;
  throw bad(
    reading,
    number,
    'state-from-future',
    `the line is about ${moment}, and that is later than now: correct the clock of this machine, or restore an ` +
      'earlier file',
  );
}

const ADVICE = 'restore an earlier file, or remove it to begin with no memory';

function bad({ file }: Reading, line: number, code: StateCode, what: string): InputError {
  const message = code === 'damaged-state' ? `${what}: ${ADVICE}` : what;
  return new InputError([problemAt(code, message, { file: printable(file, 1_000), line, column: 1 })]);
}

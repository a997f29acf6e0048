import type { Life } from '../model/memory.ts';
import { InputError, problemAt } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Moment } from '../model/time.ts';
import { joined } from './life.ts';
import { allowanceOf, deviceOf, findingOf, HEADER, LINES, runOf } from './lines.ts';
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
 * @param bytes the whole file. A file that Git merged, with lines of both sides, is valid.
 * @param now a moment that is more than a day later is an error
 * @throws InputError for a file that is damaged, cut, or from a later version, with the line
 */
export function readState(bytes: Uint8Array, file: string, now: Date): State {
  const latest = new Date(now.getTime() + CLOCK).toISOString();
  const reading: Reading = { file, latest, draft: new StateDraft(), count: 0, expected: 0, ended: false };
  let line = 0;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < buffer.length; ) {
    const end = buffer.indexOf(10, start);
    line++;
    if (end === -1 || end - start > MAX_LINE) throw bad(reading, line, 'damaged-state', 'the line has no end');
    readLine(reading, buffer.toString('utf8', start, end), line);
    start = end + 1;
  }
  if (line === 0) throw bad(reading, 1, 'damaged-state', 'the file is empty');
  if (!reading.ended) throw bad(reading, line, 'damaged-state', 'the file ends here, and its last line is missing');
  if (reading.count < reading.expected) {
    const what = `the file has ${reading.count} lines of memory, and ${reading.expected} were written`;
    throw bad(reading, line, 'damaged-state', what);
  }
  return reading.draft.finish();
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
  const wrong = (why: string): InputError => bad(reading, number, 'damaged-state', why);
  const data = parseLine(text);
  if (data === undefined) throw wrong('the line is no JSON object');
  if ('format' in data) {
    readHeader(reading, data, number);
    return;
  }
  if (number === 1) throw wrong(`the first line is not ${JSON.stringify(HEADER)}`);
  const kind = Object.keys(data)[0];
  reading.ended = kind === 'end';
  if (kind === 'end') {
    reading.expected = Math.max(reading.expected, checked(LINES.end, data, wrong).end);
    return;
  }
  reading.count++;
  if (kind === 'run') {
    const run = runOf(checked(LINES.run, data, wrong));
    requirePast(reading, number, run.at);
    reading.draft.addRun(run);
  } else if (kind === 'finding') {
    const known = findingOf(checked(LINES.finding, data, wrong));
    checkLife(reading, number, known);
    reading.draft.addFinding(known);
  } else if (kind === 'device') {
    const known = deviceOf(checked(LINES.device, data, wrong));
    checkLife(reading, number, known);
    reading.draft.addDevice(known);
  } else if (kind === 'allowance') {
    const known = allowanceOf(checked(LINES.allowance, data, wrong));
    requirePast(reading, number, known.last, known.open);
    if (known.first > known.last || (known.open !== null && known.open > known.last))
      throw wrong('its moments do not agree');
    reading.draft.addAllowance(known);
  } else if (kind === 'clean') {
    const { clean, at } = checked(LINES.clean, data, wrong);
    requirePast(reading, number, at);
    reading.draft.addClean(clean, at);
  } else throw wrong('it is no line that this version knows');
}

function checkLife(reading: Reading, number: number, { first, last, gone, spans }: Life): void {
  requirePast(reading, number, last, gone);
  if (joined(spans).at(-1)?.[1] === last && first <= last) return;
  throw bad(reading, number, 'damaged-state', 'its first and last moments do not agree with its spans');
}

function readHeader(reading: Reading, data: object, number: number): void {
  const { format, version } = data as Record<string, unknown>;
  if (format === HEADER.format && typeof version === 'number' && version > HEADER.version) {
    throw bad(
      reading,
      number,
      'newer-state',
      `a later version of exposure-gate wrote the file (format ${version}, and this one knows ${HEADER.version}): ` +
        'use that version',
    );
  }
  if (format !== HEADER.format || version !== HEADER.version)
    throw bad(reading, number, 'damaged-state', `the line is not ${JSON.stringify(HEADER)}`);
}

function parseLine(text: string): object | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

interface Schema<T> {
  readonly safeParse: (data: unknown) => { success: true; data: T } | { success: false; error: SchemaError };
}

interface SchemaError {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

function checked<T>(schema: Schema<T>, data: object, wrong: (why: string) => InputError): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw wrong(printable(`${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'it is wrong'}`));
}

function requirePast(reading: Reading, number: number, ...moments: readonly (Moment | null)[]): void {
  const future = moments.find((moment) => moment !== null && moment > reading.latest);
  if (future === undefined) return;
  throw bad(
    reading,
    number,
    'state-from-future',
    `the line is about ${future}, and that is later than now: correct the clock of this machine, or restore an ` +
      'earlier file',
  );
}

const ADVICE = 'restore an earlier file, or remove it to begin with no memory';

function bad({ file }: Reading, line: number, code: StateCode, what: string): InputError {
  const message = code === 'damaged-state' ? `${what}: ${ADVICE}` : what;
  return new InputError([problemAt(code, message, { file: printable(file, 1_000), line, column: 1 })]);
}

import { type Address, parseAddress } from '../model/address.ts';
import { SEVERITIES } from '../model/finding.ts';
import type { KnownAllowance, KnownDevice, KnownFinding, Life, Sighting, Span } from '../model/memory.ts';
import { PROTOCOLS } from '../model/port.ts';
import { VERDICTS } from '../model/report.ts';
import { FOREIGN_TEXT_LIMIT, printable } from '../model/text.ts';
import { type Day, type Moment, parseDay, parseMoment } from '../model/time.ts';
import type { KnownRun, LastScan } from './state.ts';

/** The first line of every file: equal in all files, so that a merge of Git leaves one. */
export const HEADER = { format: 'exposure-gate-state', version: 1 } as const;

// A large file has a million values, so they are checked by functions of their own: a schema library takes ten times
// as long and as much memory.

/** What a line contains is not what a state file may contain. The message names the key. */
export class LineError extends Error {}

/** A line, parsed as JSON. */
export type Fields = Readonly<Record<string, unknown>>;

const MOST_TARGETS = 10_000;
const MOST_OF_ONE = 1_000;
const LONGEST_TEXT = FOREIGN_TEXT_LIMIT + '...'.length;
const FINGERPRINT = /^[0-9a-f]{32}:1$/;
const DEVICE = /^(?:mac:[^/]{1,203}\/[0-9a-f:]{17}|address:[^/]{1,203}\/[0-9a-f:.]{2,45}|random:[^/]{1,203})$/;

const LIFE_KEYS = ['first', 'last', 'gone', 'spans'] as const;
const RUN_KEYS = new Set(['run', 'environment', 'targets', 'verdict', 'complete', 'silent', 'ending']);
const FINDING_KEYS = new Set([
  ...['finding', 'environment', 'target', 'code', 'severity', 'host', 'protocol', 'ports', 'waived', 'failing'],
  ...LIFE_KEYS,
]);
const DEVICE_KEYS = new Set([
  ...['device', 'zone', 'environment', 'targets', 'os', 'addresses', 'macs', 'names', 'ports'],
  ...LIFE_KEYS,
]);
const ALLOWANCE_KEYS = new Set(['allowance', 'environment', 'target', 'protocol', 'ports', 'first', 'last', 'open']);
const SCANNED_KEYS = new Set(['scanned', 'at', 'clean']);
const END_KEYS = new Set(['end']);

/** @throws LineError, as all of these functions */
export function runOf(line: Fields): KnownRun {
  requireKeys(line, RUN_KEYS);
  return {
    at: momentOf('run', line.run),
    environment: sharedText('environment', line.environment),
    targets: targetsOf('targets', line.targets),
    verdict: oneOf('verdict', line.verdict, VERDICTS),
    complete: booleanOf('complete', line.complete),
    silent: line.silent === undefined ? [] : targetsOf('silent', line.silent),
    ending: line.ending === undefined ? null : dayOf('ending', line.ending),
  };
}

export function findingOf(line: Fields): KnownFinding {
  requireKeys(line, FINDING_KEYS);
  const { severity, host, protocol, ports, waived, failing } = line;
  return {
    fingerprint: matching('finding', line.finding, FINGERPRINT),
    environment: sharedText('environment', line.environment),
    target: sharedText('target', line.target),
    code: matching('code', line.code, /^[a-z]+(?:-[a-z]+)*$/),
    severity: severity === undefined ? null : oneOf('severity', severity, SEVERITIES),
    host: host === undefined ? null : textOf('host', host),
    protocol: protocol === undefined ? null : oneOf('protocol', protocol, PROTOCOLS),
    ports: ports === undefined ? null : sharedText('ports', ports),
    waived: waived === undefined ? false : oneOf('waived', waived, [true]),
    failing: failing === undefined ? false : oneOf('failing', failing, [true]),
    ...lifeOf(line),
  };
}

export function deviceOf(line: Fields): KnownDevice {
  requireKeys(line, DEVICE_KEYS);
  const { first, last, gone, spans } = lifeOf(line);
  return {
    id: matching('device', line.device, DEVICE),
    zone: sharedText('zone', line.zone),
    environment: sharedText('environment', line.environment),
    targets: targetsOf('targets', line.targets),
    os: line.os === undefined ? null : sharedText('os', line.os),
    addresses: sightingsOf('addresses', line.addresses, textOf),
    macs: sightingsOf('macs', line.macs, textOf),
    names: sightingsOf('names', line.names, textOf),
    ports: sightingsOf('ports', line.ports, sharedText).map(sharedSighting),
    first,
    last,
    gone,
    spans,
  };
}

export function allowanceOf(line: Fields): KnownAllowance {
  requireKeys(line, ALLOWANCE_KEYS);
  const { open } = line;
  return {
    fingerprint: matching('allowance', line.allowance, FINGERPRINT),
    environment: sharedText('environment', line.environment),
    target: sharedText('target', line.target),
    protocol: oneOf('protocol', line.protocol, PROTOCOLS),
    ports: sharedText('ports', line.ports),
    first: momentOf('first', line.first),
    last: momentOf('last', line.last),
    open: open === undefined ? null : momentOf('open', open),
  };
}

export function scannedOf(line: Fields): readonly [Address, LastScan] {
  requireKeys(line, SCANNED_KEYS);
  const address = parseAddress(textOf('scanned', line.scanned));
  if (address === undefined || address !== line.scanned) throw new LineError('scanned: is no address');
  const hash = line.clean === undefined ? null : matching('clean', line.clean, /^[0-9a-f]{64}$/);
  return [address, { at: momentOf('at', line.at), clean: hash }];
}

/** @returns how many lines about something precede the last line, at least. A file without a last line was cut. */
export function endOf(line: Fields): number {
  requireKeys(line, END_KEYS);
  const { end } = line;
  if (typeof end === 'number' && Number.isSafeInteger(end) && end >= 0) return end;
  throw new LineError('end: is no number of lines');
}

export function runLineOf({ at: run, environment, targets, verdict, complete, silent, ending }: KnownRun): object {
  const some = silent.length === 0 ? undefined : silent;
  return { run, environment, targets, verdict, complete, silent: some, ending: ending ?? undefined };
}

/** Keys that are undefined are not written. */
export function findingLineOf(known: KnownFinding): object {
  const { fingerprint: finding, environment, target, code, severity, host, protocol, ports, waived, failing } = known;
  const { first, last, gone, spans } = known;
  return {
    finding,
    environment,
    target,
    code,
    severity: severity ?? undefined,
    host: host ?? undefined,
    protocol: protocol ?? undefined,
    ports: ports ?? undefined,
    waived: waived || undefined,
    failing: failing || undefined,
    first,
    last,
    gone: gone ?? undefined,
    spans,
  };
}

export function allowanceLineOf({ fingerprint: allowance, open, ...known }: KnownAllowance): object {
  const { environment, target, protocol, ports, first, last } = known;
  return { allowance, environment, target, protocol, ports, first, last, open: open ?? undefined };
}

export function deviceLineOf(known: KnownDevice): object {
  const { id: device, zone, environment, targets, os, addresses, macs, names, ports } = known;
  const { first, last, gone, spans } = known;
  return {
    device,
    zone,
    environment,
    targets,
    os: os ?? undefined,
    addresses: sightingLinesOf(addresses),
    macs: sightingLinesOf(macs),
    names: sightingLinesOf(names),
    ports: sightingLinesOf(ports),
    first,
    last,
    gone: gone ?? undefined,
    spans,
  };
}

function requireKeys(line: Fields, keys: ReadonlySet<string>): void {
  for (const key in line) if (!keys.has(key)) throw new LineError(`${key}: such a line has no such key`);
}

function targetsOf(key: string, value: unknown): readonly string[] {
  const list = listOf(key, value, MOST_TARGETS).map((target) => sharedText(key, target));
  const text = JSON.stringify(list);
  return lists.get(text) ?? shared(lists, text, list);
}

function lifeOf({ first, last, gone, spans }: Fields): Life {
  return {
    first: momentOf('first', first),
    last: momentOf('last', last),
    gone: gone === undefined ? null : momentOf('gone', gone),
    spans: listOf('spans', spans, MOST_OF_ONE).map(spanOf),
  };
}

function spanOf(value: unknown): Span {
  const [first, last, ...more] = listOf('spans', value, 2);
  const [from, to] = [momentOf('spans', first), momentOf('spans', last)];
  if (more.length > 0) throw new LineError('spans: is no pair of moments');
  return sharedSpan(from, to);
}

const NO_SIGHTINGS: readonly Sighting[] = [];

function sightingsOf(key: string, value: unknown, textOf: (key: string, value: unknown) => string) {
  return value === undefined
    ? NO_SIGHTINGS
    : listOf(key, value, MOST_OF_ONE).map((one) => sightingOf(key, one, textOf));
}

/** First and last moment, what it was, and a detail if there is one. */
function sightingOf(key: string, value: unknown, textOf: (key: string, value: unknown) => string): Sighting {
  const parts = listOf(key, value, 4);
  return {
    what: textOf(key, parts[2]),
    detail: parts.length === 4 ? sharedText(key, parts[3]) : null,
    first: momentOf(key, parts[0]),
    last: momentOf(key, parts[1]),
  };
}

function sightingLinesOf(list: readonly Sighting[]): object | undefined {
  if (list.length === 0) return undefined;
  return list.map(({ what, detail, first, last }) =>
    detail === null ? [first, last, what] : [first, last, what, detail],
  );
}

function listOf(key: string, value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new LineError(`${key}: is no list`);
  if (value.length > most) throw new LineError(`${key}: is longer than ${most}`);
  return value;
}

function booleanOf(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new LineError(`${key}: is neither true nor false`);
}

function oneOf<const T>(key: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((one) => one === value);
  if (found === undefined) throw new LineError(`${key}: is none of ${choices.join(', ')}`);
  return found;
}

function matching(key: string, value: unknown, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new LineError(`${key}: does not match ${pattern.source}`);
}

function textOf(key: string, value: unknown): string {
  if (typeof value !== 'string') throw new LineError(`${key}: is no text`);
  if (value.length > LONGEST_TEXT) throw new LineError(`${key}: is longer than ${LONGEST_TEXT} characters`);
  if (!PLAIN.test(value) && printable(value, LONGEST_TEXT) !== value) throw new LineError(`${key}: is not printable`);
  return value;
}

const PLAIN = /^[\x20-\x7e]*$/;

/** A file repeats few moments, spans, texts and open ports very often. Each is checked once, and is in memory once. */
const MOST_SHARED = 50_000;
const texts = new Map<string, string>();
const moments = new Map<string, Moment>();
const spans = new Map<string, Span>();
const sightings = new Map<string, Sighting>();
const lists = new Map<string, readonly string[]>();

function sharedText(key: string, value: unknown): string {
  return texts.get(value as string) ?? shared(texts, textOf(key, value), textOf(key, value));
}

function momentOf(key: string, value: unknown): Moment {
  const known = moments.get(value as string);
  if (known !== undefined) return known;
  const moment = typeof value === 'string' ? parseMoment(value) : undefined;
  if (moment === undefined) throw new LineError(`${key}: is no moment such as 2026-11-26T02:00:00Z`);
  return shared(moments, moment, moment);
}

function dayOf(key: string, value: unknown): Day {
  const day = typeof value === 'string' ? parseDay(value) : undefined;
  if (day === undefined) throw new LineError(`${key}: is no day such as 2026-11-26`);
  return day;
}

function sharedSpan(first: Moment, last: Moment): Span {
  const key = `${first}${last}`;
  return spans.get(key) ?? shared(spans, key, [first, last]);
}

function sharedSighting(one: Sighting): Sighting {
  const key = `${one.first}${one.last}${one.what}${one.detail === null ? '' : `\n${one.detail}`}`;
  return sightings.get(key) ?? shared(sightings, key, one);
}

function shared<T>(all: Map<string, T>, key: string, value: T): T {
  if (all.size >= MOST_SHARED) all.clear();
  all.set(key, value);
  return value;
}

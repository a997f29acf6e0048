import { isGone, type KnownDevice, type KnownFinding, type Life, type Sighting } from '../model/memory.ts';
import { compareText } from '../model/problem.ts';
import { withoutCommands } from '../model/text.ts';
import type { Moment } from '../model/time.ts';
import { deviceJson, identityOf } from './devices.ts';
import { plain } from './escape.ts';
import { knownWords, momentWords } from './memory-words.ts';
import { serialize } from './serialize.ts';

/** What is remembered of one host or one finding. */
export interface History {
  readonly devices: readonly KnownDevice[];
  readonly findings: readonly KnownFinding[];
}

/** The formats of `history`, and how each prints, in pieces. */
export const HISTORY_FORMATS = {
  text: renderText,
  json: renderJson,
} as const satisfies Readonly<Record<string, (history: History) => Iterable<string>>>;
export type HistoryFormat = keyof typeof HISTORY_FORMATS;

/** One line: when something was first or last seen. */
type Line = readonly [at: Moment, what: string];

function* renderText({ devices, findings }: History): Generator<string> {
  for (const known of devices) {
    yield* section(`device ${identityOf(known)}, zone ${known.zone}`, [
      ...lifeLines(known, 'up', 'missing'),
      ...known.addresses.flatMap((one) => sightingLines('address', one, known)),
      ...known.names.flatMap((one) => sightingLines('name', one, known)),
      ...known.ports.flatMap((one) => sightingLines('open port', one, known)),
    ]);
  }
  for (const known of findings) yield* section(knownWords(known), lifeLines(known, 'there', 'gone'));
}

function* section(head: string, lines: readonly Line[]): Generator<string> {
  yield `${withoutCommands(plain(head))}\n`;
  const sorted = [...lines].sort(([a, one], [b, other]) => compareText(a, b) || compareText(one, other));
  for (const [at, what] of sorted) yield `  ${momentWords(at)}  ${plain(what)}\n`;
}

/** A period that goes on has no end yet. */
function lifeLines(life: Life, present: string, absent: string): readonly Line[] {
  return life.spans.flatMap(([from, to], index): readonly Line[] => {
    const isLast = index === life.spans.length - 1;
    const start: Line = [from, index === 0 && from === life.first ? `first seen` : `${present} again`];
    if (!isLast) return [start, [to, `seen last before it was ${absent}`]];
    if (from === to && !isGone(life)) return [start];
    const end: readonly Line[] = from === to ? [] : [[to, 'seen last']];
    return [start, ...end, ...(isGone(life) && life.gone !== null ? [[life.gone, absent] as const] : [])];
  });
}

/** What a device had from its first to its last run is no news. */
function sightingLines(kind: string, { what, detail, first, last }: Sighting, device: KnownDevice): readonly Line[] {
  const name = `${kind} ${what}${detail === null ? '' : ` (${detail})`}`;
  return [[first, `${name} first seen`], ...(last === device.last ? [] : [[last, `${name} seen last`] as const])];
}

function renderJson({ devices, findings }: History): Iterable<string> {
  return serialize({
    devices: devices.map((known) => deviceJson({ known, name: null, owner: null })),
    findings: findings.map((finding) => {
      const { gone, spans, ...known } = finding;
      return {
        ...known,
        gone: isGone(finding) ? gone : null,
        periods: spans.map(([first, last]) => ({ first, last })),
      };
    }),
  });
}

import { z } from 'zod';
import { SEVERITIES } from '../model/finding.ts';
import {
  type KnownAllowance,
  type KnownDevice,
  type KnownFinding,
  type Life,
  SIGHTINGS,
  type Sighting,
} from '../model/memory.ts';
import { PROTOCOLS } from '../model/port.ts';
import { VERDICTS } from '../model/report.ts';
import { FOREIGN_TEXT_LIMIT, printable } from '../model/text.ts';
import { type Moment, parseMoment } from '../model/time.ts';
import type { KnownRun } from './state.ts';

/** The first line of every file: equal in all files, so that a merge of Git leaves one. */
export const HEADER = { format: 'exposure-gate-state', version: 1 } as const;

/** A file repeats few moments and texts very often. Each is checked and kept once. */
function interned<T extends string>(schema: z.ZodType<T>): z.ZodType<T> {
  const known = new Map<string, T>();
  return z.string().transform((value, context): T => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      context.issues.push({ code: 'custom', input: value, message: parsed.error.issues[0]?.message ?? 'is wrong' });
      return z.NEVER;
    }
    if (known.size >= MOST_INTERNED) known.clear();
    // A slice of the line would keep the whole line in memory.
    const own = Buffer.from(parsed.data).toString() as T;
    known.set(own, own);
    return own;
  });
}

const MOST_INTERNED = 50_000;

const text = interned(
  z
    .string()
    .max(FOREIGN_TEXT_LIMIT + '...'.length)
    .refine((value) => printable(value) === value, 'is not printable'),
);
const moment = interned(
  z
    .string()
    .refine((value) => parseMoment(value) !== undefined, 'is no moment such as 2026-11-26T02:00:00Z')
    .transform((value) => value as Moment),
);
const life = {
  first: moment,
  last: moment,
  gone: moment.optional(),
  spans: z
    .array(z.tuple([moment, moment]))
    .min(1)
    .max(1_000),
};

const fingerprint = z.string().regex(/^[0-9a-f]{32}:1$/);

const runLine = z.strictObject({
  run: moment,
  environment: text,
  targets: z.array(text).max(10_000),
  verdict: z.enum(VERDICTS),
  complete: z.boolean(),
  silent: z.array(text).max(10_000).optional(),
});

const findingLine = z.strictObject({
  finding: fingerprint,
  environment: text,
  target: text,
  code: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  severity: z.enum(SEVERITIES).optional(),
  host: text.optional(),
  protocol: z.enum(PROTOCOLS).optional(),
  ports: text.optional(),
  waived: z.literal(true).optional(),
  ...life,
});

const allowanceLine = z.strictObject({
  allowance: fingerprint,
  environment: text,
  target: text,
  protocol: z.enum(PROTOCOLS),
  ports: text,
  first: moment,
  last: moment,
  open: moment.optional(),
});

/** A host that was clean, by the SHA-256 of all that decides about it. */
const cleanLine = z.strictObject({ clean: z.string().regex(/^[0-9a-f]{64}$/), at: moment });

/** First and last moment, what it was, and a detail if there is one. */
const sighting = z.union([z.tuple([moment, moment, text]), z.tuple([moment, moment, text, text])]);
const sightings = z.array(sighting).max(1_000).optional();

const deviceLine = z.strictObject({
  device: z
    .string()
    .regex(/^(?:mac:[^/]{1,203}\/[0-9a-f:]{17}|address:[^/]{1,203}\/[0-9a-f:.]{2,45}|random:[^/]{1,203})$/),
  zone: text,
  environment: text,
  targets: z.array(text).max(10_000),
  os: text.optional(),
  addresses: sightings,
  macs: sightings,
  names: sightings,
  ports: sightings,
  ...life,
});

/** The last line: how many lines about something precede it, at least. A file without it was cut. */
const endLine = z.strictObject({ end: z.int().min(0) });

/** The lines, by the key that each begins with. */
export const LINES = {
  run: runLine,
  device: deviceLine,
  finding: findingLine,
  allowance: allowanceLine,
  clean: cleanLine,
  end: endLine,
} as const;

type AllowanceLine = z.infer<typeof allowanceLine>;
type RunLine = z.infer<typeof runLine>;
type DeviceLine = z.infer<typeof deviceLine>;
type FindingLine = z.infer<typeof findingLine>;
type SightingLine = z.infer<typeof sighting>;

export function runOf({ run: at, silent, ...rest }: RunLine): KnownRun {
  return { at, ...rest, silent: silent ?? [] };
}

export function runLineOf({ at, environment, targets, verdict, complete, silent }: KnownRun): RunLine {
  const line = { run: at, environment, targets: [...targets], verdict, complete };
  return silent.length === 0 ? line : { ...line, silent: [...silent] };
}

export function findingOf({ finding: fingerprint, ...line }: FindingLine): KnownFinding {
  return {
    fingerprint,
    environment: line.environment,
    target: line.target,
    code: line.code,
    severity: line.severity ?? null,
    host: line.host ?? null,
    protocol: line.protocol ?? null,
    ports: line.ports ?? null,
    waived: line.waived ?? false,
    ...lifeOf(line),
  };
}

export function findingLineOf(known: KnownFinding): FindingLine {
  const { fingerprint: finding, environment, target, code, severity, host, protocol, ports, waived } = known;
  return {
    ...{ finding, environment, target, code },
    ...(severity === null ? {} : { severity }),
    ...(host === null ? {} : { host }),
    ...(protocol === null ? {} : { protocol }),
    ...(ports === null ? {} : { ports }),
    ...(waived ? { waived } : {}),
    ...lifeLineOf(known),
  };
}

export function allowanceOf({ allowance, open, ...line }: AllowanceLine): KnownAllowance {
  return { fingerprint: allowance, ...line, open: open ?? null };
}

export function allowanceLineOf({ fingerprint: allowance, open, ...known }: KnownAllowance): AllowanceLine {
  const { environment, target, protocol, ports, first, last } = known;
  return { allowance, environment, target, protocol, ports, first, last, ...(open === null ? {} : { open }) };
}

export function deviceOf({ device: id, ...line }: DeviceLine): KnownDevice {
  return {
    ...{ id, zone: line.zone, environment: line.environment, targets: line.targets, os: line.os ?? null },
    addresses: (line.addresses ?? []).map(sightingOf),
    macs: (line.macs ?? []).map(sightingOf),
    names: (line.names ?? []).map(sightingOf),
    ports: (line.ports ?? []).map(sightingOf),
    ...lifeOf(line),
  };
}

export function deviceLineOf(known: KnownDevice): DeviceLine {
  const { id: device, zone, environment, targets, os } = known;
  const lists = SIGHTINGS.filter((key) => known[key].length > 0).map((key) => [key, known[key].map(sightingLineOf)]);
  return {
    ...{ device, zone, environment, targets: [...targets] },
    ...(os === null ? {} : { os }),
    ...Object.fromEntries(lists),
    ...lifeLineOf(known),
  };
}

function sightingOf([first, last, what, detail]: SightingLine): Sighting {
  return { what, detail: detail ?? null, first, last };
}

function sightingLineOf({ what, detail, first, last }: Sighting): SightingLine {
  return detail === null ? [first, last, what] : [first, last, what, detail];
}

interface LifeLine extends Omit<Life, 'gone' | 'spans'> {
  readonly gone?: Moment | undefined;
  readonly spans: [Moment, Moment][];
}

function lifeOf({ first, last, gone, spans }: LifeLine): Life {
  return { first, last, gone: gone ?? null, spans };
}

function lifeLineOf({ first, last, gone, spans }: Life): LifeLine {
  return { first, last, ...(gone === null ? {} : { gone }), spans: spans.map(([from, to]) => [from, to]) };
}

import { z } from 'zod';
import { FAMILIES } from '../model/address.ts';
import {
  CHUNK_REASONS,
  LIVENESS,
  LIVENESS_REASONS,
  RATE_REASONS,
  type RunEvent,
  SWEEP_PHASES,
} from '../model/event.ts';
import { UNOBSERVED_CODES } from '../model/observation.ts';
import { PRIVILEGES, STEPS } from '../model/plan.ts';
import { PROTOCOLS } from '../model/port.ts';
import { VERDICTS } from '../model/report.ts';
import { TOOL_NAME, TOOL_URL } from '../model/version.ts';
import { TRACE_VERSION } from './trace.ts';

const text = z.string();
const count = z.int().min(0);
const number = z.int().min(1);
const time = z.number().min(0).describe('Seconds.');
const rate = z.number().min(0).describe('Packets a second.');
const status = z.int().min(0).nullable();
const chunk = count.describe('Number of the chunk in its sweep, from 0.');
const scan = number.describe('Number of the scan in its run: that of its files in the folder of keep-xml.');
const asked = { step: z.enum(STEPS), addresses: count, family: z.enum(FAMILIES), protocol: z.enum(PROTOCOLS) };

/** The fields of each event, without the common fields. */
const EVENTS = {
  start: {
    policy: text,
    startedAt: z.iso.datetime(),
    traceVersion: z
      .literal(TRACE_VERSION)
      .describe('Rises when a field is removed or changes its meaning. Fields may be added.'),
    generator: z.looseObject({ name: z.literal(TOOL_NAME), version: text }),
  },
  message: { message: text },
  scanner: { program: text, version: text, data: text, privilege: z.enum(PRIVILEGES) },
  budget: {
    addresses: count,
    packets: z.number().min(0),
    maxRate: rate.nullable(),
    expected: time,
    timeout: time,
  },
  step: { ...asked, index: number, count: number, why: text.nullable().describe('Why the step is repeated.') },
  'scan-start': { ...asked, scan, ports: count, command: text.describe('At most 500 characters of it.') },
  'scan-end': {
    scan,
    step: z.enum(STEPS),
    duration: time,
    exitCode: status,
    signal: text.nullable(),
    up: count,
    open: count,
    failure: text.nullable(),
  },
  retry: { scan, why: text },
  'chunk-start': {
    chunk,
    reason: z.enum(CHUNK_REASONS),
    phase: z.enum(SWEEP_PHASES),
    pass: number,
    addresses: count,
    ports: count,
    canaries: count.describe(
      'Known open ports that are probed again, to measure loss and to notice a host that stops answering.',
    ),
    rate: rate.nullable().describe('Packets per second; null: the scanner chooses its own rate.'),
    wait: z.number().min(0).describe('Milliseconds that a probe waits for its answer, at least.'),
  },
  'chunk-end': {
    chunk,
    duration: time,
    failed: z.boolean(),
    open: count.describe('Open ports that the sweep has found so far.'),
    loss: z.number().min(0).max(1).nullable(),
    missed: z.number().min(0).nullable().describe('Open ports that the sweep is expected to have missed so far.'),
    goal: z.number().min(0),
  },
  rate: {
    chunk,
    reason: z.enum(RATE_REASONS),
    from: rate,
    to: rate,
    asked: rate,
    achieved: rate,
    known: count.describe('Expected answers.'),
    answered: count.describe('Expected answers that came.'),
    roundTrip: z.number().min(0).nullable().describe('Milliseconds.'),
  },
  liveness: {
    chunk: chunk.nullable(),
    address: text,
    from: z.enum(LIVENESS),
    to: z.enum(LIVENESS),
    reason: z.enum(LIVENESS_REASONS),
    known: count.describe('Ports that are known to answer and were probed.'),
    silent: text.describe('Some of the known ports that did not answer.'),
  },
  'liveness-more': { chunk, hosts: number },
  unobserved: {
    step: z.enum(STEPS),
    code: z.enum(UNOBSERVED_CODES),
    why: text,
    addresses: count,
    ports: count,
    examples: z.array(text).describe('Some of the addresses.'),
  },
  results: { file: text, duration: time, failure: text.nullable() },
  verdict: {
    verdict: z.enum([...VERDICTS, 'error']),
    exitCode: z.int().min(0).max(3),
    findings: count,
    unobserved: count,
  },
  cut: { bytes: count },
} satisfies { [Name in RunEvent['event']]: Readonly<Record<Fields<Name>, z.ZodType> & Record<string, z.ZodType>> };

type Fields<Name extends RunEvent['event']> = Exclude<keyof Extract<RunEvent, { event: Name }>, 'event'>;

const line = z.union(
  Object.entries(EVENTS).map(([name, fields]) =>
    z.looseObject({
      seconds: z.number().min(0).describe('Since the run began.'),
      event: z.literal(name),
      text: text.describe('The event in words, as --debug shows it.'),
      ...fields,
    }),
  ),
);

/** @returns the JSON Schema (draft 2020-12) of a line that `--trace` writes */
export function traceJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(line, { target: 'draft-2020-12' });
  return {
    $schema,
    $id: `${TOOL_URL}/blob/main/docs/trace.schema.json`,
    title: `A line of the trace of ${TOOL_NAME}`,
    ...schema,
  };
}

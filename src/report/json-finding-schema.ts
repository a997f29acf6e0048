import { z } from 'zod';
import { FINDING_CODES, LEVELS, SEVERITIES } from '../model/finding.ts';
import { PORT_STATES } from '../model/observation.ts';
import { EXPECTATIONS } from '../model/policy.ts';
import { MAX_PORT, PROTOCOLS } from '../model/port.ts';
import { sinceSchema } from './memory-schema.ts';

const text = z.string();
const day = z.iso.date();
const portNumber = z.int().min(0).max(MAX_PORT);
const portList = z.string().describe('Ports in nmap\'s notation: "22,80-90".');
const protocol = z.enum(PROTOCOLS);
export const locationSchema = z
  .strictObject({ file: text, line: z.int().min(1), column: z.int().min(1) })
  .describe('A place in a policy file; line and column count from 1.');

const waiver = z.strictObject({
  reason: text,
  owner: text,
  expires: day,
  ticket: text.nullable(),
  location: locationSchema,
});

/** A finding of the JSON report. */
export const findingSchema = z.strictObject({
  code: z.enum(FINDING_CODES),
  title: text.describe('What the code means, in a few words.'),
  help: text.nullable().describe('The URL of the page about the code; null: none.'),
  severity: z.enum(SEVERITIES).nullable().describe('Null for incomplete-scan alone: it makes the run inconclusive.'),
  score: z
    .number()
    .min(0)
    .max(10)
    .nullable()
    .describe('The severity as a number: critical 9.5, high 8, medium 5.5, low 2, note 0.1; null for incomplete-scan.'),
  level: z.enum(LEVELS),
  target: text,
  owner: text.nullable().describe('The owner of the target; null: the policy names none.'),
  tags: z.array(text).describe('The tags of the target.'),
  host: text.nullable().describe('The host as the policy names it.'),
  address: text.nullable(),
  protocol: protocol.nullable(),
  port: portNumber.nullable().describe('Null where the finding concerns no port, or several: see ports.'),
  ports: portList.nullable(),
  state: z.enum([...PORT_STATES, 'unobserved']).nullable(),
  expectation: z
    .enum(EXPECTATIONS)
    .nullable()
    .describe('What the violated line says; null: no line mentions the port.'),
  expectedService: text.nullable().describe('The service that the violated line names.'),
  line: z
    .strictObject({ reason: text.nullable(), approvedBy: text.nullable(), ticket: text.nullable() })
    .nullable()
    .describe('What the violated line says beside that; null: no line mentions the port.'),
  exposure: z
    .strictObject({ name: text, source: text })
    .nullable()
    .describe('The row of docs/exposure.md that graded the finding, and its source; null: none did.'),
  service: text.nullable(),
  product: text.nullable(),
  version: text.nullable(),
  message: text,
  location: locationSchema,
  others: z
    .array(z.strictObject({ target: text, location: locationSchema }))
    .describe('Other targets of the same address, each with its line for the port, or its own where it has none.'),
  fingerprint: z
    .string()
    .describe(
      'Identifies the finding from run to run: environment, code, target, host, protocol and port (docs/identity.md).',
    ),
  since: sinceSchema.optional(),
  waived: waiver.nullable().describe('The waiver that suppresses the finding, or null.'),
  activation: day
    .nullable()
    .describe(
      'The last day on which the finding fails no build, because its target is not active yet; null: it counts.',
    ),
});

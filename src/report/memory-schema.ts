import { z } from 'zod';
import { SEVERITIES } from '../model/finding.ts';
import { DEVICE_EVENTS } from '../model/memory.ts';
import { PROTOCOLS } from '../model/port.ts';

const text = z.string();
const count = z.int().min(0);
const moment = z.iso.datetime();

export const sinceSchema = z
  .strictObject({
    first: moment.describe('The first run that ever had the finding.'),
    since: moment.describe('The first run of those that had it without a break.'),
    new: z.boolean().describe('Whether the last complete run of the target did not have it.'),
    returned: z.boolean().describe('Whether it was there before, and gone in between.'),
    changes: count.nullable().describe('If it comes and goes: how often in the last ten complete runs; else null.'),
  })
  .describe('Since when the finding is there; absent if the run has no memory (--state).');

export const macsSchema = z
  .array(z.strictObject({ mac: text, vendor: text.nullable() }))
  .describe('Hardware addresses that answered for this address; absent: none is known.');

const deviceEvent = z.strictObject({
  event: z.enum(DEVICE_EVENTS),
  id: text.describe('mac:ZONE/MAC, or address:ZONE/ADDRESS.'),
  vendor: text.nullable(),
  name: text.nullable().describe('The name of the device in the policy; null: it has none.'),
  addresses: z.array(text),
  last: moment.nullable().describe('When it was seen last before this run; null: never.'),
});

const knownFinding = z.strictObject({
  code: text,
  severity: z.enum(SEVERITIES).nullable(),
  target: text,
  host: text.nullable(),
  protocol: z.enum(PROTOCOLS).nullable(),
  ports: text.nullable(),
  fingerprint: text,
  first: moment,
  last: moment,
});

export const memorySchema = z
  .strictObject({
    file: text,
    bytes: count.nullable().describe('The size of the file before the run; null: there was none.'),
    runs: z.strictObject({ count, first: moment, last: moment }).nullable(),
    comparedWith: moment.nullable().describe('The last complete run of the same targets; null: none is remembered.'),
    devices: count.describe('How many devices were remembered before the run.'),
    events: z.array(deviceEvent).describe('What happened to devices since the last complete run.'),
    gone: z.array(knownFinding).describe('Earlier findings that this run, which is complete, did not have.'),
    unverified: z.array(knownFinding).describe('Earlier findings that this run, which is incomplete, did not have.'),
  })
  .describe('What the run remembers of earlier runs; absent without --state.');

export type JsonMemory = z.infer<typeof memorySchema>;

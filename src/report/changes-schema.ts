import { z } from 'zod';
import { SEVERITIES } from '../model/finding.ts';
import { PROTOCOLS } from '../model/port.ts';
import { VERDICTS } from '../model/report.ts';
import { TOLD_EVENTS } from '../model/run-change.ts';
import { TOOL_NAME, TOOL_URL } from '../model/version.ts';
import { originSchema } from './json-schema.ts';

const text = z.string();
const count = z.int().min(0);
const moment = z.iso.datetime();
const words = { text: text.describe('The change as one line, cut at 300 characters.') };

const finding = {
  code: text,
  severity: z.enum(SEVERITIES).nullable(),
  target: text,
  host: text.nullable(),
  protocol: z.enum(PROTOCOLS).nullable(),
  ports: text.nullable().describe('One port, or several in the notation of nmap, cut if they are many.'),
  fingerprint: text,
  waived: z.boolean(),
};

const firstRun = z
  .strictObject({ change: z.literal('first-run'), ...words, findings: count, devices: count })
  .describe('The first run of these targets that the file remembers: one summary in place of all changes.');
const aboutFinding = z.strictObject({
  change: z
    .enum(['new-finding', 'finding-back', 'finding-failing', 'finding-gone', 'waiver-ending'])
    .describe('finding-gone comes from complete runs only.'),
  ...words,
  ...finding,
});
const aboutDevice = z.strictObject({
  change: z.enum(TOLD_EVENTS.map((event) => `device-${event}` as const)),
  ...words,
  id: text.describe('mac:ZONE/MAC, or address:ZONE/ADDRESS.'),
  vendor: text.nullable(),
  name: text.nullable().describe('The name of the device in the policy; null: it has none.'),
  addresses: z.array(text).describe('At most 16.'),
  last: moment.nullable().describe('When it was seen last before this run; null: never.'),
});
const authorization = z
  .strictObject({ change: z.literal('authorization-ending'), ...words, expires: z.iso.date() })
  .describe('The last day of the authorization is within warn-before.');

export const changeSchema = z.union([firstRun, aboutFinding, aboutDevice, authorization]);

const changes = z.strictObject({
  changesVersion: z
    .literal(1)
    .describe('Rises when a field is removed or changes its meaning. Fields may be added without that.'),
  generator: z.strictObject({ name: z.literal(TOOL_NAME), version: text }),
  verdict: z.enum(VERDICTS),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  complete: z.boolean().describe('Whether every port was answered for.'),
  environment: text,
  policy: text,
  startedAt: moment,
  comparedWith: moment.nullable().describe('The last complete run of the same targets; null: none is remembered.'),
  origin: originSchema,
  count: count.describe('How many changes there are.'),
  omitted: count.describe('How many of them are not in the list, because it would be too long.'),
  changes: z.array(changeSchema),
});

export type JsonChanges = z.infer<typeof changes>;
export type JsonChange = z.infer<typeof changeSchema>;

/** @returns the JSON Schema (draft 2020-12) of the output `changes-json` and of the webhook's payload */
export function changesJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(changes, {
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) jsonSchema.additionalProperties = true;
    },
  });
  return {
    $schema,
    $id: `${TOOL_URL}/blob/main/docs/changes.schema.json`,
    title: `Changes of ${TOOL_NAME}`,
    ...schema,
  };
}

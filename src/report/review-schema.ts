import { z } from 'zod';
import { SEVERITIES } from '../model/finding.ts';
import { TOOL_NAME, TOOL_URL } from '../model/version.ts';
import { CHANGE_KINDS } from '../review/change.ts';

const side = z.looseObject({
  policy: z.string().describe('The file; for a commit, its name and the file: `origin/main:exposure-policy.yml`.'),
  exists: z.boolean().describe('False: there is no policy yet, so everything of the later policy is new.'),
});

const place = { file: z.string(), line: z.int().min(1), column: z.int().min(1) };

const change = z.looseObject({
  kind: z.enum(CHANGE_KINDS).describe('`narrowed` and `renamed` allow nothing more. All other kinds do.'),
  severity: z.enum(SEVERITIES).describe('By the table of exposures; `note` for what is narrowed or renamed.'),
  subject: z.string().describe('What changes: `6379/tcp`, `authorization.max-rate`.'),
  was: z.string(),
  now: z.string(),
  targets: z.array(z.string()).describe('Empty: the whole policy.'),
  hosts: z
    .looseObject({ addresses: z.string().regex(/^\d+$/).describe('A count; names are not counted.'), text: z.string() })
    .nullable(),
  reason: z.string().nullable(),
  ...place,
  before: z.looseObject(place).nullable().describe('The line of the earlier policy. Null: it has none.'),
});

const review = z.looseObject({
  diffVersion: z.literal(1).describe('Rises when a field is removed or changes its meaning. Fields may be added.'),
  generator: z.looseObject({ name: z.literal(TOOL_NAME), version: z.string() }),
  base: side,
  head: side,
  sameMeaning: z.boolean().describe('Whether there is no change: both policies give the same findings.'),
  reworded: z.int().min(0).describe('Lines that differ only in reasons, owners, tickets or tags.'),
  counts: z.looseObject({
    kinds: z.record(z.enum(CHANGE_KINDS), z.int().min(0)),
    severities: z.record(z.enum(SEVERITIES), z.int().min(0)).describe('Of changes that allow more or check less.'),
  }),
  changes: z.array(change).describe('Most dangerous first.'),
});

/** @returns the JSON Schema (draft 2020-12) of the output of `diff --format json` */
export function reviewJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(review, { target: 'draft-2020-12' });
  return { $schema, $id: `${TOOL_URL}/blob/main/docs/diff.schema.json`, title: `${TOOL_NAME} diff`, ...schema };
}

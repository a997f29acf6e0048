import { z } from 'zod';
import { TOOL_NAME, TOOL_URL } from '../model/version.ts';

const place = z.int().min(1).nullable().describe('Counts from 1. Null: the problem is about no place in a file.');

const position = z.looseObject({ line: z.int().min(1), column: z.int().min(1) });

const problem = z.looseObject({
  level: z.enum(['error', 'warning', 'note']).describe('A check refuses a policy with an error.'),
  code: z.string(),
  message: z.string(),
  line: place,
  column: place,
  fix: z
    .looseObject({ start: position, end: position, text: z.string() })
    .nullable()
    .describe('Text to write between two places of the policy, which ends the problem. Null: none is certain.'),
});

const validation = z.looseObject({
  validationVersion: z
    .literal(1)
    .describe('Rises when a field is removed or changes its meaning. Fields may be added.'),
  generator: z.looseObject({ name: z.literal(TOOL_NAME), version: z.string() }),
  valid: z.boolean().describe('Whether no policy has an error: the exit status is 0, else 2.'),
  policies: z.array(
    z.looseObject({
      file: z.string().nullable().describe('Null: no file was named, and none is in a default place.'),
      valid: z.boolean(),
      targets: z.int().min(0).nullable().describe('Null: the policy cannot be read.'),
      problems: z.array(problem),
    }),
  ),
});

/** @returns the JSON Schema (draft 2020-12) of the output of `validate --format json` */
export function validationJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(validation, { target: 'draft-2020-12' });
  return {
    $schema,
    $id: `${TOOL_URL}/blob/main/docs/validate.schema.json`,
    title: `${TOOL_NAME} validation`,
    ...schema,
  };
}

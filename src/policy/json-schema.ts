import { z } from 'zod';
import { policySchema } from './schema.ts';

/**
 * @returns the JSON Schema (2020-12) of a policy as it is written, for editors; what it can't say, `parsePolicy`
 * checks.
 */
export function policyJsonSchema(): object {
  return {
    title: 'exposure-gate policy',
    ...z.toJSONSchema(policySchema, { io: 'input' }),
  };
}

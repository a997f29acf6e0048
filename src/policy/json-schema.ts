import { z } from 'zod';
import { policySchema } from './schema.ts';

/** @returns the JSON Schema (2020-12) of a policy, for editors; `parsePolicy` checks what a schema cannot express */
export function policyJsonSchema(): object {
  return {
    title: 'exposure-gate policy',
    ...z.toJSONSchema(policySchema, { io: 'input' }),
  };
}

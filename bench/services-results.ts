import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RESULTS } from './measure.ts';

export const SERVICES = 'services';

const stages = z.record(z.enum(['discover', 'ports', 'services', 'confirm']), z.number());
const compared = z.object({ seconds: z.number(), nmapSeconds: z.number(), stages: stages.optional() });
const results = z.object({
  date: z.string(),
  runs: z.int(),
  estate: compared,
  https: compared,
  demo: z.object({ seconds: z.number() }),
});

/** @returns what `bench/services.ts` recorded; undefined: nothing */
export function readServices(): z.infer<typeof results> | undefined {
  const file = join(RESULTS, `${SERVICES}.json`);
  return existsSync(file) ? results.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

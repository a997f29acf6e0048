import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RESULTS } from './measure.ts';

export const ZOO = 'zoo';

const results = z.object({
  date: z.string(),
  servers: z.int(),
  nmapSeconds: z.number(),
  checkSeconds: z.number(),
  runs: z.array(z.number()),
  rows: z.array(
    z.object({
      server: z.string(),
      port: z.string(),
      word: z.string().nullable(),
      nmap: z.string().nullable(),
      check: z.array(z.string().nullable()),
    }),
  ),
});

/** @returns what `bench/zoo.ts` recorded; undefined: nothing */
export function readZoo(): z.infer<typeof results> | undefined {
  const file = join(RESULTS, `${ZOO}.json`);
  return existsSync(file) ? results.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

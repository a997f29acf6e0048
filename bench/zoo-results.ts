import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PathSettings } from '../test/lab/link-emulator.ts';
import { RESULTS } from './measure.ts';

export const ZOO = 'zoo';

/** The paths to the servers; null: a plain link. */
export const PATHS = {
  none: { title: 'no delay', settings: null },
  rtt200: { title: 'RTT 200 ms', settings: { delay: 100 } },
  loss: { title: 'RTT 40 ms, 3 % lost each way', settings: { delay: 20, loss: 0.03 } },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly settings: PathSettings | null }>>;
export type PathName = keyof typeof PATHS;

const onPath = z.object({
  date: z.string(),
  servers: z.int(),
  /** `nmap -sV` on this path, and how many services it names less than on a plain link. */
  nmapSeconds: z.number(),
  nmapNamesLess: z.int(),
  /** The checks that have ended: how many were asked for, and what each one said. */
  asked: z.int(),
  runs: z.array(z.object({ seconds: z.number(), verdict: z.string(), namesLess: z.int(), findings: z.int() })),
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
const results = z.object({ paths: z.partialRecord(z.enum(['none', 'rtt200', 'loss']), onPath) });

export type ZooOnPath = z.infer<typeof onPath>;
export type ZooResults = z.infer<typeof results>;

/** @returns what `bench/zoo.ts` recorded; undefined: nothing */
export function readZoo(): ZooResults | undefined {
  const file = join(RESULTS, `${ZOO}.json`);
  return existsSync(file) ? results.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

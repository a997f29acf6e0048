import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgressEvent } from '../../src/model/effects.ts';
import type { StageSeconds } from '../../src/model/report.ts';

/** A real check in the laboratory, as `bench/estimates.ts` records it. Times are in seconds since its start. */
export interface RecordedRun {
  readonly title: string;
  /** The text of the policy. */
  readonly policy: string;
  readonly verdict: string;
  readonly seconds: number;
  readonly stages: StageSeconds;
  readonly told: readonly ({ readonly at: number } & Pick<
    ProgressEvent,
    'step' | 'share' | 'etaSeconds' | 'services'
  >)[];
}

const FOLDER = join(import.meta.dirname, 'recorded');

/** @returns the recorded runs by name */
export function recordedRuns(): ReadonlyMap<string, RecordedRun> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))]));
}

import type { Outcome } from '../../src/model/report.ts';
import type { SarifOptions } from '../../src/report/sarif.ts';
import { hostileFailure, hostileReport, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';

export const OPTIONS: SarifOptions = {
  rules: samples.RULES,
  includeWaived: false,
  category: null,
  repository: { root: '/work/repo', workingDirectory: '/work/repo', revision: null },
  sources: samples.SOURCES,
};

/** Outcomes of every kind, by a name that fits into the name of a file. */
export const ALL: Readonly<Record<string, Outcome>> = {
  ...samples.SAMPLES,
  everything: samples.EVERYTHING,
  hostile: hostileReport(() => PAYLOADS.join('')),
  'hostile-failure': hostileFailure(() => PAYLOADS.join('')),
};

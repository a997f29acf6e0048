import assert from 'node:assert/strict';
import type { Outcome, Report } from '../../src/model/report.ts';
import { parseMoment } from '../../src/model/time.ts';
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

const AT = parseMoment('2026-11-20T02:00:00Z') ?? assert.fail();

/** An incomplete run that remembers a finding. */
export const UNVERIFIED: Report = {
  ...samples.INCONCLUSIVE,
  memory: {
    ...{ file: 'state.jsonl', pruneAfter: 90, noiseWindow: 45, bytes: 1, devices: 0, comparedWith: AT },
    ...{ runs: { count: 1, first: AT, last: AT }, gone: [], events: [] },
    unverified: [
      {
        ...{ fingerprint: `${'c'.repeat(32)}:1`, environment: 'staging', target: 'edge', code: 'unexpected-port' },
        ...{
          severity: 'critical',
          host: PAYLOADS.join(''),
          protocol: 'tcp',
          ports: '6379',
          waived: false,
          failing: false,
        },
        ...{ first: AT, last: AT, gone: null, spans: [[AT, AT]] },
      },
    ],
  },
};

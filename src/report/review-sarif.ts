import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../model/finding.ts';
import { grouped } from '../model/quantity.ts';
import { TOOL_NAME, TOOL_URL, TOOL_VERSION } from '../model/version.ts';
import { CHANGE_KINDS, CHANGE_WORDS, type Change, type Review } from '../review/change.ts';
import { plain, sarifText } from './escape.ts';
import { isDangerous, whereWords } from './review-words.ts';
import { RESULT_LIMIT } from './sarif.ts';
import { type LocationOptions, locator } from './sarif-location.ts';
import { serialize } from './serialize.ts';

const LEVEL: Readonly<Record<Severity, Result.level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'warning',
  note: 'note',
};

/** @returns the dangerous changes as a SARIF 2.1.0 log of one run; what is narrowed or renamed is no result */
export function reviewSarif(review: Review, options: LocationOptions): string {
  const locate = locator(options);
  const dangerous = review.changes.filter(isDangerous);
  const shown = dangerous.slice(0, RESULT_LIMIT);
  const cut = dangerous.length - shown.length;
  const notifications = [{ level: 'warning' as const, message: { text: `${grouped(cut)} changes are left out.` } }];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: `${TOOL_NAME}-diff`,
            version: TOOL_VERSION,
            semanticVersion: TOOL_VERSION,
            informationUri: TOOL_URL,
            rules: CHANGE_KINDS.map(ruleOf),
          },
        },
        automationDetails: { id: `${TOOL_NAME}-diff/` },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, ...(cut > 0 ? { toolExecutionNotifications: notifications } : {}) }],
        results: shown.map((change) => ({
          ruleId: change.kind,
          ruleIndex: CHANGE_KINDS.indexOf(change.kind),
          level: LEVEL[change.severity],
          message: { text: sarifText(messageOf(change)) },
          locations: [locate(change.location)],
          properties: { severity: change.severity, was: change.was, now: change.now },
        })),
      },
    ],
  };
  return [...serialize(log)].join('');
}

function ruleOf(kind: (typeof CHANGE_KINDS)[number]): ReportingDescriptor {
  const { title, meaning } = CHANGE_WORDS[kind];
  return { id: kind, name: kind, shortDescription: { text: title }, fullDescription: { text: meaning } };
}

/** @returns the change as one sentence, for an annotation as well */
export function messageOf(change: Change): string {
  const reason = change.reason === null ? '' : ` ${change.reason}`;
  return plain(`${whereWords(change)}: ${change.was}, now ${change.now}.${reason}`);
}

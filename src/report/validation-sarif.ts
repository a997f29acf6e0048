import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { LEVELS, type Level } from '../model/finding.ts';
import type { Problem, Warning } from '../model/problem.ts';
import { grouped } from '../model/quantity.ts';
import { TOOL_NAME, TOOL_URL, TOOL_VERSION } from '../model/version.ts';
import { sarifText } from './escape.ts';
import { RESULT_LIMIT } from './sarif.ts';
import { type LocationOptions, locator } from './sarif-location.ts';
import { serialize } from './serialize.ts';

/** What was found in one policy without the network. */
export interface Validation {
  /** Null: no file was named, and no default file exists. */
  readonly file: string | null;
  /** Null: the policy is unreadable. */
  readonly targets: number | null;
  /** In the order of the file. A check would refuse the policy for each of them. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** One rule for each level: the codes of problems are many, and a rule must not depend on what was found. */
const RULES: Readonly<Record<Level, string>> = {
  error: 'A check refuses the policy',
  warning: 'The policy is valid, and a line of it deserves attention',
  note: 'The policy is valid, and a line of it could be written better',
};

/**
 * Results are sorted by level, errors first. A problem without a place in a file is a notification, because code
 * scanning refuses a result without a place.
 * @returns the problems as a SARIF 2.1.0 log of one run; it is successful if every policy could be read
 */
export function validationSarif(validations: readonly Validation[], options: LocationOptions): string {
  const locate = locator(options);
  const all = validations.flatMap(({ problems, warnings }) => [...problems, ...warnings]);
  // Errors first: notes of one policy never push out the errors of another one.
  const placed = [...all]
    .sort((a, b) => LEVELS.indexOf(levelOf(a)) - LEVELS.indexOf(levelOf(b)))
    .flatMap((problem) => {
      const { location } = problem;
      return location === undefined ? [] : [{ problem, place: locate(location) }];
    });
  const shown = placed.slice(0, RESULT_LIMIT);
  const cut = placed.length - shown.length;
  const notifications = [
    ...all.filter(({ location }) => location === undefined).map(notificationOf),
    ...(cut > 0 ? [{ level: 'warning' as const, message: { text: `${grouped(cut)} problems are left out.` } }] : []),
  ];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: `${TOOL_NAME}-validate`,
            version: TOOL_VERSION,
            semanticVersion: TOOL_VERSION,
            informationUri: TOOL_URL,
            rules: LEVELS.map(ruleOf),
          },
        },
        automationDetails: { id: `${TOOL_NAME}-validate/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: all.every((problem) => problem.location !== undefined || levelOf(problem) !== 'error'),
            ...(notifications.length > 0 ? { toolConfigurationNotifications: notifications } : {}),
          },
        ],
        results: shown.map(({ problem, place }): Result => {
          const level = levelOf(problem);
          return {
            ruleId: ruleId(level),
            ruleIndex: LEVELS.indexOf(level),
            level,
            message: { text: textOf(problem) },
            locations: [place],
            properties: { code: problem.code },
          };
        }),
      },
    ],
  };
  return [...serialize(log)].join('');
}

function ruleOf(level: Level): ReportingDescriptor {
  const text = RULES[level];
  return { id: ruleId(level), name: ruleId(level), shortDescription: { text }, fullDescription: { text: `${text}.` } };
}

function ruleId(level: Level): string {
  return `policy-${level}`;
}

function levelOf(problem: Problem | Warning): Level {
  return 'level' in problem ? problem.level : 'error';
}

function notificationOf(problem: Problem | Warning): Notification {
  return { level: levelOf(problem), message: { text: textOf(problem) } };
}

function textOf({ message, code }: Problem): string {
  return `${sarifText(message)} (${sarifText(code)})`;
}

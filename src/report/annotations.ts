import { type Finding, isStanding, LEVELS, type Level, type Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { compareLocations, type Location, type Problem } from '../model/problem.ts';
import { counted, grouped } from '../model/quantity.ts';
import type { Outcome, Report } from '../model/report.ts';
import { withoutCommands } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { plain } from './escape.ts';
import { sinceWords } from './memory-words.ts';
import { bySeverity, gradeOf, isNotActive, laterWords, ownerWords } from './words.ts';

/** The runner keeps this many annotations of each kind from one step, and cuts messages at 4,096 characters. */
const KIND_LIMIT = 10;
const MESSAGE_LIMIT = 4000;

/** An annotation for `@actions/core`, which escapes the data of the workflow command. */
export interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** One line for each finding. */
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const KINDS: Readonly<Record<Level, Annotation['kind']>> = { error: 'error', warning: 'warning', note: 'notice' };

/** Findings, problems or changes on one line. */
export interface AnnotationDraft {
  readonly location: Location;
  /** The number of findings or problems in it. */
  readonly count: number;
  readonly title: string;
  readonly lines: readonly string[];
  /** The message if the title already contains the rest. */
  readonly alone?: string;
}

/**
 * Shows at most ten annotations per kind, worst first. Findings on one line share an annotation, and the tenth contains
 * all further findings. Findings of targets that are not active yet are notices, and waived findings are left out.
 * @returns the annotations on the policy's lines
 */
export function annotations(outcome: Outcome): readonly Annotation[] {
  if (outcome.kind === 'failure') {
    const start = { file: outcome.policy.file, line: 1, column: 1 };
    return ofKind(
      'error',
      outcome.problems.map((problem) => ofProblem(problem, start)),
    );
  }
  return LEVELS.flatMap((level) => {
    const standing = outcome.findings.filter((finding) => isStanding(finding) && finding.level === level);
    const later = level === 'note' ? outcome.findings.filter(isNotActive) : [];
    const drafts = [...byLine(standing), ...byLine(later)].map((findings) => ofFindings(findings, outcome.failOn));
    return ofKind(kindOf(level, outcome), drafts);
  });
}

/** If an incomplete run does not fail the build, its annotations are no errors. */
function kindOf(level: Level, { verdict, exitCode }: Report): Annotation['kind'] {
  const kind = KINDS[level];
  return kind === 'error' && verdict === 'inconclusive' && exitCode === 0 ? 'warning' : kind;
}

function byLine(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  return [...groupBy(findings, ({ location: { line, file } }) => `${line} ${file}`).values()];
}

function ofFindings(findings: readonly [Finding, ...Finding[]], failOn: Severity): AnnotationDraft {
  const [worst] = findings;
  const said = (finding: Finding): string =>
    `${plain(finding.message)}${plain(ownerWords(finding))}${sinceWords(finding)}${laterWords(finding, failOn)}`;
  const location = findings.map((finding) => finding.location).sort(compareLocations)[0] ?? worst.location;
  const lines = findings.map((finding) => `${gradeOf(finding)}: ${said(finding)} [${finding.code}]`);
  return findings.length === 1
    ? {
        location,
        count: 1,
        title: `${worst.code} (${gradeOf(worst)})`,
        lines,
        alone: said(worst),
      }
    : {
        location,
        count: findings.length,
        title: `${counted(findings.length, 'finding')} on this line: ${bySeverity(findings)}`,
        lines,
      };
}

function ofProblem({ code, message, location }: Problem, start: Location): AnnotationDraft {
  const said = plain(message);
  return { location: location ?? start, count: 1, title: code, lines: [`${said} [${plain(code)}]`], alone: said };
}

/** @returns at most ten annotations; the tenth contains all that are left */
export function ofKind(kind: Annotation['kind'], drafts: readonly AnnotationDraft[]): Annotation[] {
  if (drafts.length <= KIND_LIMIT) return drafts.map((draft) => annotation(kind, draft));
  const shown = drafts.slice(0, KIND_LIMIT - 1);
  const rest = drafts.slice(KIND_LIMIT - 1);
  const count = rest.reduce((sum, draft) => sum + draft.count, 0);
  const [first] = rest;
  if (first === undefined) return [];
  const gathered: AnnotationDraft = {
    location: first.location,
    count,
    title: `${grouped(count)} more on ${counted(rest.length, 'line')} of the policy`,
    lines: rest.flatMap(({ location, lines }) =>
      lines.map((line) => `${plain(location.file)}:${location.line}: ${line}`),
    ),
  };
  return [...shown, gathered].map((draft) => annotation(kind, draft));
}

function annotation(kind: Annotation['kind'], { location, title, lines, alone }: AnnotationDraft): Annotation {
  return {
    kind,
    title: withoutCommands(`${TOOL_NAME}: ${plain(title)}`),
    message: alone === undefined ? limited(lines.map(withoutCommands)) : withoutCommands(alone),
    file: withoutCommands(plain(location.file)),
    line: location.line,
    column: location.column,
  };
}

/** Whole lines up to the limit, then the number of further lines. */
function limited(lines: readonly string[]): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    // 40 characters for the last line, which counts the missing lines
    if (length + line.length + 1 > MESSAGE_LIMIT - 40)
      return [...kept, `and ${grouped(lines.length - kept.length)} more`].join('\n');
    kept.push(line);
    length += line.length + 1;
  }
  return kept.join('\n');
}

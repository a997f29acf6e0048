import { type Finding, isStanding } from '../model/finding.ts';
import { counted } from '../model/quantity.ts';
import type { Outcome, Report } from '../model/report.ts';
import type { RunOrigin } from '../model/repository.ts';
import { withoutCommands } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { code, markdown, safeUrl } from './escape.ts';
import { details } from './markdown-table.ts';
import { REMEDIES, REMEDY_WORDS, remedyYaml } from './remedy.ts';
import { findingTable, headingOf, notActiveTable, problemTable, waivedTable } from './summary.ts';
import { bySeverity, coverageWords, failureMeaning, isNotActive, meaning } from './words.ts';

/** GitHub refuses a comment of more than 65,536 characters. */
export const COMMENT_CHARACTERS = 60_000;

/** Limits of the parts, in bytes. Together with the short parts they are below the limit. */
const FINDINGS_BYTES = 24_000;
const YAML_BYTES = 5_000;
const UNOBSERVED_BYTES = 7_000;
const NOT_ACTIVE_BYTES = 6_000;
const WAIVED_BYTES = 6_000;

/**
 * The comment is shorter than `COMMENT_CHARACTERS`. The first line is a mark by which a later run finds the comment of
 * the same policy and the same selected targets, also if that run found no policy. Then it has the verdict,
 * the findings worst first, the lines to paste, what was not observed and what is waived, and says what was cut.
 * Foreign text in it is literal.
 * @returns the outcome as a comment on a pull request (GitHub Flavored Markdown)
 */
export function renderComment(
  outcome: Outcome,
  { origin, ...wanted }: Wanted & { readonly origin: RunOrigin },
): string {
  const blocks =
    outcome.kind === 'report'
      ? reportBlocks(outcome)
      : [headingOf(outcome), markdown(failureMeaning(outcome)), problemTable(outcome, FINDINGS_BYTES)];
  const text = [mark(wanted), ...blocks, footer(origin)].filter((block) => block !== '').join('\n\n');
  return `${text.split('\n').map(withoutCommands).join('\n')}\n`;
}

/** What the user asked for: the policy as it was named, or null for the default places, and the selected targets. */
interface Wanted {
  readonly policy: string | null;
  readonly selection: readonly string[];
}

/** In place of a policy that is not named. No policy has this name in a mark. */
const DEFAULT_POLICY = '(default)';

/**
 * A run of some targets must not replace the comment of a run of others. The mark has only what the user asked for:
 * a run that finds no policy must replace the comment of an earlier run that passed.
 */
function mark({ policy, selection }: Wanted): string {
  const targets = [...new Set(selection)].sort().map((target) => ` ${markWord(target)}`);
  return `<!-- ${TOOL_NAME} ${policy === null ? DEFAULT_POLICY : markWord(policy)}${targets.join('')} -->`;
}

/** @returns a text as a word of a comment in HTML, which neither ends it nor has spaces */
export function markWord(text: string): string {
  return text
    .replace(/[^A-Za-z0-9._/-]+/g, '_')
    .replace(/-{2,}/g, '-')
    .slice(0, 300);
}

function reportBlocks(report: Report): string[] {
  const { findings, coverage } = report;
  const standing = findings.filter(isStanding);
  const later = findings.filter(isNotActive);
  const graded = standing.filter(({ severity }) => severity !== null);
  const incomplete = standing.filter(({ severity }) => severity === null);
  const waived = findings.filter((finding) => finding.waived !== null);
  return [
    headingOf(report),
    markdown(meaning(report)),
    ...(graded.length === 0
      ? []
      : [`### Findings: ${bySeverity(graded)}`, findingTable(graded, FINDINGS_BYTES), ...linesToPaste(report, graded)]),
    ...(incomplete.length === 0 ? [] : ['### Not observed', findingTable(incomplete, UNOBSERVED_BYTES)]),
    ...(later.length === 0
      ? []
      : [details(`Not active yet: ${counted(later.length, 'finding')}`, [notActiveTable(report, NOT_ACTIVE_BYTES)])]),
    ...(waived.length === 0
      ? []
      : [details(`Waived: ${counted(waived.length, 'finding')}`, [waivedTable(waived, WAIVED_BYTES)])]),
    `${coverageWords(coverage)}.`,
  ];
}

/** Lines that are too long for a comment are left out: the other reports have them. */
function linesToPaste({ finishedAt }: Report, graded: readonly Finding[]): string[] {
  const failing = graded.filter(({ level }) => level !== 'note');
  return REMEDIES.flatMap((remedy) => {
    const yaml = remedyYaml(failing, remedy, finishedAt);
    if (yaml === null || Buffer.byteLength(yaml) > YAML_BYTES) return [];
    return [details(REMEDY_WORDS[remedy], [`\`\`\`yaml\n${yaml}\n\`\`\``])];
  });
}

function footer({ commit, run }: RunOrigin): string {
  const url = safeUrl(run?.url ?? null);
  const parts = [
    ...(commit === null ? [] : [`Commit ${code(commit.slice(0, 12))}`]),
    ...(url === null ? [] : [`[the run](${url})`]),
  ];
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

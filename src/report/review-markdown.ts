import { counted, grouped } from '../model/quantity.ts';
import { TOOL_NAME } from '../model/version.ts';
import { CHANGE_WORDS, type Change, type ChangeKind, type Review } from '../review/change.ts';
import { markWord } from './comment.ts';
import { code, markdown } from './escape.ts';
import { details, placeCell, table } from './markdown-table.ts';
import { byKind, hostWords, isDangerous, REVIEW_LIMIT, reviewHeadline, sidesWords } from './review-words.ts';

/** Characters for what is around the tables. */
const FRAME = 8_000;

/** @returns what the change of the policy means, as Markdown of at most `REVIEW_LIMIT` characters */
export function reviewMarkdown(review: Review): string {
  // A later run finds its own comment again by this line, which no reader sees.
  const mark = `<!-- ${TOOL_NAME} diff ${markWord(review.head.label)} -->`;
  const head = [mark, `## ${markdown(reviewHeadline(review))}`, `${markdown(sidesWords(review))}.`];
  let left = REVIEW_LIMIT - FRAME;
  const sections = byKind(review).map(([kind, changes]) => {
    // A cell may be many characters of few bytes, but never more characters than bytes.
    const text = section(kind, changes, left);
    left = Math.max(0, left - text.length);
    return text;
  });
  return `${[...head, ...sections].join('\n\n')}\n`;
}

function section(kind: ChangeKind, changes: readonly [Change, ...Change[]], bytes: number): string {
  const { title, meaning } = CHANGE_WORDS[kind];
  const [first] = changes;
  const limit = { bytes, cut: 'changes', whole: '`exposure-gate diff --format json`' };
  const rows = isDangerous(first)
    ? table(['Severity', 'What', 'Hosts', 'Before', 'Now', 'Line', 'Why it matters'], changes, dangerousRow, limit)
    : table(['What', 'Hosts', 'Before', 'Now', 'Line'], changes, plainRow, limit);
  if (isDangerous(first)) return `### ${title} (${grouped(changes.length)})\n\n${meaning}\n\n${rows}`;
  return details(`${title}: ${counted(changes.length, 'change')}`, [meaning, rows]);
}

function dangerousRow(change: Change): readonly string[] {
  const [what = '', ...others] = plainRow(change);
  return [change.severity, what, ...others, markdown(change.reason ?? '')];
}

function plainRow({ subject, targets, hosts, was, now, location }: Change): readonly string[] {
  const of = targets.slice(0, 5).map((target) => code(target, 100));
  const more = targets.length > 5 ? [`${targets.length - 5} more`] : [];
  const where =
    targets.length === 0 ? '' : `<br>${targets.length === 1 ? 'target' : 'targets'} ${[...of, ...more].join(', ')}`;
  return [
    `${code(subject, 200)}${where}`,
    markdown(hostWords(hosts) ?? ''),
    markdown(was),
    markdown(now),
    placeCell(location),
  ];
}

import { withoutCommands } from '../model/text.ts';
import { CHANGE_WORDS, type Change, type Review } from '../review/change.ts';
import { plain } from './escape.ts';
import {
  beforeWords,
  byKind,
  isDangerous,
  REVIEW_LIMIT,
  reviewHeadline,
  sidesWords,
  whereWords,
} from './review-words.ts';

/** Characters for the last line, which counts the missing lines. */
const LAST_LINE = 100;

/** @returns what the change of the policy means, as text of at most `REVIEW_LIMIT` characters */
export function reviewText(review: Review): string {
  const head = [`${sidesWords(review)}:`, `${reviewHeadline(review)}.`];
  const kept = [...head];
  let used = head.join('\n').length + 2;
  let left = 0;
  for (const [kind, changes] of byKind(review)) {
    const lines = [
      '',
      `${CHANGE_WORDS[kind].title} (${changes.length})`,
      ...changes.map((change) => `  ${line(change, review)}`),
    ];
    for (const [index, text] of lines.entries()) {
      const size = text.length + 1;
      if (left === 0 && used + size <= REVIEW_LIMIT - LAST_LINE) {
        kept.push(text);
        used += size;
      } else if (index > 1) left++;
    }
  }
  if (left > 0) kept.push(`${left} changes are left out here: --format json has all of them.`);
  return `${kept.map(withoutCommands).join('\n')}\n`;
}

function line(change: Change, review: Review): string {
  const { location, severity, was, now, reason, kind } = change;
  const grade = isDangerous(change) ? `${severity}: ` : '';
  const before = beforeWords(change, review);
  const why = reason === null || reason === '' ? '' : `. ${plain(reason).replace(/\.$/, '')}`;
  const what = `${whereWords(change)}: ${plain(was)}${before === null ? '' : ` (${before})`}, now ${plain(now)}${why}`;
  return `${plain(location.file)}:${location.line}:${location.column}: ${grade}${what} [${kind}]`;
}

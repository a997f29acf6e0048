import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import type { RunOrigin } from '../../model/repository.ts';
import type { RunChange } from '../../model/run-change.ts';
import { changeWords } from '../change-words.ts';
import { plain, safeUrl } from '../escape.ts';
import { headline } from '../words.ts';

/** What a message to people says. All text is printable, and no markup yet. */
export interface Message {
  readonly heading: string;
  /** The counts of the verdict. */
  readonly counts: string;
  /** One change each. */
  readonly lines: readonly string[];
  /** What the lines leave out; null: nothing. */
  readonly more: string | null;
  /** The page of the run; null: unknown. */
  readonly url: string | null;
}

/** The most changes of one message: nobody reads more. The reports have all. */
const MOST_LINES = 25;

const HEADING_LIMIT = 120;

/**
 * Makes a message with as many changes as fit.
 * @param make from a message to its text
 * @param fits whether the text is short enough for the service
 */
export function fittingMessage(
  report: Report,
  changes: readonly RunChange[],
  origin: RunOrigin,
  make: (message: Message) => string,
  fits: (text: string) => boolean,
): string {
  const all = changes.slice(0, MOST_LINES).map(changeWords);
  const { verdict, policy } = report;
  const heading = `${verdict.slice(0, 1).toUpperCase()}${verdict.slice(1)}: ${counted(changes.length, 'change')} in `;
  for (let count = all.length; ; count--) {
    const left = changes.length - count;
    const text = make({
      heading: plain(`${heading}${policy.environment}`, HEADING_LIMIT),
      counts: headline(report),
      lines: all.slice(0, count),
      more: left === 0 ? null : `${grouped(left)} more ${left === 1 ? 'change is' : 'changes are'} in the report.`,
      url: safeUrl(origin.run?.url ?? null),
    });
    if (count === 0 || fits(text)) return text;
  }
}

import type { Location } from '../model/problem.ts';
import { plain } from './escape.ts';

/** Characters of a line that are shown, and those of them before a column far to the right. */
const WIDTH = 100;
const LEAD = 0.6;

/**
 * @returns the source line of the location, printable and cut to a terminal's width, and a caret under the word there,
 * as compilers print it; nothing if the source has no such line
 * @param width the most characters of the line; the line number and the marks of a cut line are added to it
 */
export function excerpt(source: string, { line, column }: Location, width = WIDTH): readonly string[] {
  const text = source.split('\n')[line - 1]?.replace(/\r$/, '');
  if (text === undefined || text.trim() === '') return [];
  const at = Math.min(column - 1, text.length);
  // a column far to the right moves the window, so that the window always contains the caret
  const from = at > width - 1 ? at - Math.floor(width * LEAD) : 0;
  const before = whole(text.slice(from, at));
  const after = whole(text.slice(at, from + width));
  const shown = `${from > 0 ? '...' : ''}${before}`;
  const dots = from + width < text.length ? '...' : '';
  const word = /^[^\s,\]}]*/.exec(after)?.[0].length ?? 0;
  const gutter = ' '.repeat(String(line).length);
  return [
    `${gutter} |`,
    `${line} | ${shown}${after}${dots}`,
    `${gutter} | ${' '.repeat(shown.length)}^${'~'.repeat(Math.max(word - 1, 0))}`,
  ];
}

/** A tab is one column in a location. An escape would move the caret. */
function whole(text: string): string {
  return plain(text.replace(/\t/g, ' '), Number.POSITIVE_INFINITY);
}

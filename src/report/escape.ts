import { printable } from '../model/text.ts';

/** Longest message that a report repeats, in characters. */
export const MESSAGE_LIMIT = 1000;

/** The second lock behind the cleaning of foreign text where it comes in: one printable line, cut at `limit`. */
export function plain(text: string, limit = MESSAGE_LIMIT): string {
  const shown = printable(text.slice(0, limit + 1), Number.POSITIVE_INFINITY);
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown;
}

/** Escapes `[`, `]`, `\`, `{` and `}`: no embedded link, no placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6). */
export function sarifText(text: string, limit = MESSAGE_LIMIT): string {
  return plain(text, limit)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

const MARKUP = /[&<>\\`*_[\]{}~|^!]|[@#$]|:(?=\S)|www(?=\.)|GH-(?=\d)|^[-+=]|(?<=^\d+)[.)]/gi;

/**
 * After these GitHub looks for a mention, an issue, mathematics, a scheme, an emoji or a host name: an element in
 * between ends the look.
 */
const BROKEN = /^(?:[@#$:]|www|GH-)$/i;

/**
 * Makes text literal in GitHub Flavored Markdown and in HTML, in a paragraph, a list item or a table cell. Character
 * references never act as markup (CommonMark 0.31, 2.5), so what could is written as one.
 */
export function markdown(text: string, limit = MESSAGE_LIMIT): string {
  return plain(text, limit).replace(MARKUP, (mark) => {
    const written = mark.length === 1 && mark !== ':' ? `&#${mark.codePointAt(0)};` : mark;
    return BROKEN.test(mark) ? `${written}<wbr>` : written;
  });
}

/** @returns the text as inline code, literal in Markdown and HTML, in table cells too; the empty string stays empty. */
export function code(text: string, limit = MESSAGE_LIMIT): string {
  const shown = plain(text, limit);
  if (shown.trim() === '') return '';
  return /[`|\\]/.test(shown) ? `<code>${markdown(shown, Number.POSITIVE_INFINITY)}</code>` : `\`${shown}\``;
}

import { printable } from '../model/text.ts';

/** Longest message that a report repeats, in characters. */
export const MESSAGE_LIMIT = 1000;

/**
 * The second lock behind `printable`: text of a report on one line of printable characters, cut at `limit`. It keeps
 * `::` inside a text, because IPv6 addresses are written with it; `harmless` sees to it that no line begins with one.
 */
export function plain(text: string, limit = MESSAGE_LIMIT): string {
  const shown = text
    .slice(0, limit + 1)
    .split('::')
    .map((part) => printable(part, Number.POSITIVE_INFINITY))
    .join('::');
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown;
}

/**
 * Breaks what the runner would take for a workflow command in one line of output: `::` after nothing but white space,
 * and `##[` anywhere (actions/runner, ActionCommand.cs).
 */
export function harmless(line: string): string {
  return line.replace(/^(\s*):(?=:)/u, '$1:\\').replace(/#(?=#\[)/g, '#\\');
}

/** Escapes `[`, `]`, `\`, `{` and `}`: no embedded link, no placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6). */
export function sarifText(text: string, limit = MESSAGE_LIMIT): string {
  return plain(text, limit)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

const MARKUP = /[&<>\\`*_[\]{}~|^!]|[@#$]|:(?=\S)|www(?=\.)|GH-(?=\d)|^[-+=]|(?<=^\d+)[.)]/gi;

/** After these GitHub looks for a mention, an issue, mathematics, a scheme, an emoji or a host name: an element in between ends the look. */
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
  const shown = harmless(plain(text, limit));
  if (shown.trim() === '') return '';
  return /[`|\\]/.test(shown) ? `<code>${markdown(shown, Number.POSITIVE_INFINITY)}</code>` : `\`${shown}\``;
}

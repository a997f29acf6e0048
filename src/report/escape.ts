import { printable } from '../model/text.ts';

/** The most characters of a message in a report. */
export const MESSAGE_LIMIT = 1000;

/** Sanitizes text again, although foreign text is sanitized when it is read: one printable line, cut at `limit`. */
export function plain(text: string, limit = MESSAGE_LIMIT): string {
  const shown = printable(text.slice(0, limit + 1), Number.POSITIVE_INFINITY);
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown;
}

/** Escapes `[`, `]`, `\`, `{` and `}`, which would make a link or a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6). */
export function sarifText(text: string, limit = MESSAGE_LIMIT): string {
  return plain(text, limit)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

const MARKUP = /[&<>\\`*_[\]{}~|^!]|[@#$]|:(?=\S)|www(?=\.)|GH-(?=\d)|^[-+=]|(?<=^\d+)[.)]/gi;

/**
 * After these, GitHub looks for a mention, an issue, mathematics, a scheme, an emoji or a host name. An element in
 * between prevents that.
 */
const BROKEN = /^(?:[@#$:]|www|GH-)$/i;

/**
 * Makes text literal in GitHub Flavored Markdown and in HTML, in a paragraph, a list item or a table cell. Possible
 * markup becomes character references, which never act as markup (CommonMark 0.31, 2.5).
 */
export function markdown(text: string, limit = MESSAGE_LIMIT): string {
  return plain(text, limit).replace(MARKUP, (mark) => {
    const written = mark.length === 1 && mark !== ':' ? `&#${mark.codePointAt(0)};` : mark;
    return BROKEN.test(mark) ? `${written}<wbr>` : written;
  });
}

/** @returns the text as inline code, literal in Markdown, HTML and table cells; the empty string stays empty */
export function code(text: string, limit = MESSAGE_LIMIT): string {
  const shown = plain(text, limit);
  if (shown.trim() === '') return '';
  return /[`|\\]/.test(shown) ? `<code>${markdown(shown, Number.POSITIVE_INFINITY)}</code>` : `\`${shown}\``;
}

/** @returns the URL if no markup in which it becomes a link can end in it; else null */
export function safeUrl(url: string | null): string | null {
  return url !== null && /^https?:\/\/[\w.:/?=&%-]+$/.test(url) ? url : null;
}

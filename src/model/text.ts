/** Longest foreign text that any report repeats, in characters. */
export const FOREIGN_TEXT_LIMIT = 200;

/**
 * Makes foreign text (banners, product names, host names, script output, a fork's policy, another program's stderr)
 * printable on one line. Everything but printable ASCII and Latin letters is written as an escape; `::` and `##[` are
 * broken, because the runner reads them as workflow commands on stdout and on stderr (actions/runner,
 * ActionCommand.cs); what is longer than `limit` is cut and says so. Markup is the renderers' business.
 */
export function printable(text: string, limit = FOREIGN_TEXT_LIMIT): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}...` : text;
  return cut
    .replace(/[^\x20-\x7e\p{Script=Latin}]/gu, escapeCharacter)
    .replace(/:(?=:)/g, ':\\')
    .replace(/#(?=#\[)/g, '#\\');
}

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) as number;
  return point < 256 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
}

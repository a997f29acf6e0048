/** The most characters of foreign text that a report repeats. */
export const FOREIGN_TEXT_LIMIT = 200;

/**
 * Makes foreign text (banners, product names, host names, script output, a fork's policy, another program's stderr)
 * printable on one line. Everything but printable ASCII and Latin letters becomes an escape. Text longer than `limit`
 * is cut and ends in `...`. Each output escapes what its runner or renderer would read as a command (`withoutCommands`
 * here, `report/escape.ts`): this function leaves an IPv6 address unchanged.
 */
export function printable(text: string, limit = FOREIGN_TEXT_LIMIT): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}...` : text;
  return cut.replace(/[^\x20-\x7e\p{Script=Latin}]/gu, escapeCharacter);
}

/**
 * Breaks workflow commands in text for stdout, stderr or an annotation: `::` at the beginning of a line, after optional
 * white space, and `##[` anywhere (actions/runner, ActionCommand.cs). It also breaks `::1` at the beginning of a line,
 * because the runner reads a command there.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gmu, '$1:\\').replace(/#(?=#\[)/g, '#\\');
}

/** Quotes an argument for a shell. */
export function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/**
 * Makes one expression of several, so that a long one can be written in lines.
 * @returns an expression that matches what one of these matches
 */
export function anyOf(patterns: readonly RegExp[], flags = ''): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), flags);
}

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) as number;
  return point < 256 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
}

/** Longest foreign text that any report repeats, in characters. */
export const FOREIGN_TEXT_LIMIT = 200;

/**
 * Makes foreign text (banners, product names, host names, script output, a fork's policy, another program's stderr)
 * printable on one line: everything but printable ASCII and Latin letters becomes an escape; text longer than `limit`
 * is cut and ends in `...`. What a runner or a renderer would read as a command is the business of each output
 * (`withoutCommands` here, `report/escape.ts`): an IPv6 address is data, and stays as it is.
 */
export function printable(text: string, limit = FOREIGN_TEXT_LIMIT): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}...` : text;
  return cut.replace(/[^\x20-\x7e\p{Script=Latin}]/gu, escapeCharacter);
}

/**
 * Breaks what a runner takes for a workflow command, in text for stdout, stderr or an annotation: `::` at the beginning
 * of a line, after nothing but white space, and `##[` anywhere (actions/runner, ActionCommand.cs). `::1` at the
 * beginning of a line is broken too: the runner reads a command there.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gmu, '$1:\\').replace(/#(?=#\[)/g, '#\\');
}

function escapeCharacter(character: string): string {
  const point = character.codePointAt(0) as number;
  return point < 256 ? `\\x${point.toString(16).padStart(2, '0')}` : `\\u{${point.toString(16)}}`;
}

import { stripVTControlCharacters } from 'node:util';

/** A number stays with its unit. */
const BREAKS = /(?<!\d) | (?!(?:s|min|h|%)(?!\w))/;

/**
 * Breaks a line at spaces. A word that is longer than a line stays whole, so that a path or an address can be copied.
 * Escape sequences for colour have no width.
 * @param width columns; null: the line stays whole
 * @param indent spaces before each further line
 */
export function wrap(line: string, width: number | null, indent: number): readonly string[] {
  if (width === null || widthOf(line) <= width) return [line];
  const lines: string[] = [];
  let current: string[] = [];
  let used = 0;
  for (const word of line.split(BREAKS)) {
    const length = widthOf(word);
    const isEmpty = current.every((other) => other === '');
    if (!isEmpty && used + 1 + length > width) {
      lines.push(current.join(' ').trimEnd());
      current = [' '.repeat(indent) + word];
      used = indent + length;
    } else {
      used += (current.length === 0 ? 0 : 1) + length;
      current.push(word);
    }
  }
  return [...lines, current.join(' ')];
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

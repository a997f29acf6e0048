import type { Fix } from '../model/problem.ts';

/** @returns the text with the fix applied */
export function spliced(text: string, { start, end, text: written }: Fix): string {
  return text.slice(0, offsetOf(text, start)) + written + text.slice(offsetOf(text, end));
}

/** @returns the offset of a line and column; the end of the text if it has no such line */
function offsetOf(text: string, { line, column }: Fix['start']): number {
  let offset = 0;
  for (let passed = 1; passed < line; passed++) {
    const next = text.indexOf('\n', offset);
    if (next === -1) return text.length;
    offset = next + 1;
  }
  return Math.min(offset + column - 1, text.length);
}

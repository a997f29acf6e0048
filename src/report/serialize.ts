/**
 * @returns JSON with two spaces of indentation and a newline at the end. Characters that would end a line or leave
 * ASCII and the Latin letters, and the runner's `##[`, stand as `\u` escapes: the same data, and nothing for a terminal
 * or the runner to act on. No line of it begins with `::`, since strings are quoted.
 */
export function serialize(value: unknown): string {
  const text = JSON.stringify(value, null, 2)
    .replace(/[^\n\x20-\x7e\p{Script=Latin}]/gu, (character) => [...utf16(character)].join(''))
    .replace(/##(?=\[)/g, '#\\u0023');
  return `${text}\n`;
}

function* utf16(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++) {
    yield `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
}

const STEP = '  ';

/**
 * Yields JSON as `JSON.stringify` would write it with two spaces of indentation, and a newline at the end. It comes in
 * pieces, because a report of many hosts does not fit into a string. A list may also be an iterable that is no array.
 * Its items are made one by one, and contain no such list. Line ends, everything but ASCII and Latin letters, and the
 * runner's `##[` become `\u` escapes. The data stays the same, but contains no commands for a terminal or the runner.
 * No line begins with `::`, because strings are quoted.
 */
export function* serialize(value: unknown): Generator<string> {
  for (const piece of pieces(value, '')) yield harmless(piece);
  yield '\n';
}

/** @returns the value as `serialize` writes it, on one line, without a newline at the end */
export function serializeLine(value: object): string {
  return harmless(JSON.stringify(value));
}

function harmless(json: string): string {
  return json
    .replace(/[^\n\x20-\x7e\p{Script=Latin}]/gu, (character) => [...utf16(character)].join(''))
    .replace(/##(?=\[)/g, '#\\u0023');
}

function* pieces(value: unknown, indent: string): Generator<string> {
  if (typeof value !== 'object' || value === null) yield JSON.stringify(value);
  else if (Array.isArray(value)) yield* items(value, indent, (item, deeper) => pieces(item, deeper));
  else if (isIterable(value)) yield* items(value, indent, (item, deeper) => [whole(item, deeper)]);
  else yield* fields(value, indent);
}

function* items(
  list: Iterable<unknown>,
  indent: string,
  write: (item: unknown, indent: string) => Iterable<string>,
): Generator<string> {
  const deeper = indent + STEP;
  let empty = true;
  for (const item of list) {
    yield `${empty ? '[' : ','}\n${deeper}`;
    empty = false;
    yield* write(item, deeper);
  }
  yield empty ? '[]' : `\n${indent}]`;
}

function* fields(value: object, indent: string): Generator<string> {
  const deeper = indent + STEP;
  let empty = true;
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${empty ? '{' : ','}\n${deeper}${JSON.stringify(key)}: `;
    empty = false;
    yield* pieces(field, deeper);
  }
  yield empty ? '{}' : `\n${indent}}`;
}

/** Line feeds in strings are escaped, so all line feeds in the text are indentation. */
function whole(value: unknown, indent: string): string {
  return JSON.stringify(value, null, STEP).replaceAll('\n', `\n${indent}`);
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function* utf16(character: string): Generator<string> {
  for (let index = 0; index < character.length; index++) {
    yield `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
}

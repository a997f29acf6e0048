import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { type Location, type Problem, refuse } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { tokenize } from '../policy/tokens.ts';
import { type IntentFile, MAX_INTENT_BYTES } from './intent.ts';

/** Manifests are nested deeper than policies. Deeper nesting than this exhausts the stack. */
const MAX_DEPTH = 200;

/** Aliases that one value may contain, so that a short file cannot become an endless value. */
const MAX_ALIASES = 1_000;

export type Path = readonly PropertyKey[];

/** One YAML document of a file of the user. */
export interface SourceDocument {
  readonly file: string;
  readonly data: unknown;
  /** @returns the place of the value at the path, or of the nearest value around it */
  readonly at: (path: Path) => Location;
}

/**
 * Reads YAML or JSON of other tools. Anchors, aliases and merge keys are valid there; tags are not, because they change
 * how files are merged.
 * @throws InputError with the places of what cannot be read
 */
export function readDocuments({ file, bytes }: IntentFile): readonly SourceDocument[] {
  const start: Location = { file, line: 1, column: 1 };
  if (bytes.length > MAX_INTENT_BYTES) {
    const limit = `${MAX_INTENT_BYTES / 1024 / 1024} MiB`;
    return fail('file-too-large', `the file has more than ${limit}: give only the part that publishes ports`, start);
  }
  const lines = new LineCounter();
  const text = decode(bytes, start);
  const place = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const tokens = tokenize(text, lines, MAX_DEPTH);
  if ('tooDeepAt' in tokens) {
    return fail('nested-too-deep', `the file is nested deeper than ${MAX_DEPTH} levels`, place(tokens.tooDeepAt));
  }
  const documents = [
    ...new Composer({ merge: true, prettyErrors: false, schema: 'core' }).compose(tokens.all, false, text.length),
  ];
  const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  refuse(faults.map(({ message, pos }) => syntaxProblem(message, place(pos[0]))));
  const written = documents.filter(
    ({ contents }) => !(contents === null || (isScalar(contents) && contents.value === null)),
  );
  refuse(written.flatMap(oddKeys).map(([offset, message]) => syntaxProblem(message, place(offset))));
  return written.map((document) => ({
    file,
    data: dataOf(document, start),
    at: (path) => place(nodeAt(document, path)?.range?.[0] ?? 0),
  }));
}

/** A template that is not rendered, `{{ .Values.port }}`, is a mapping whose key is a mapping. */
function oddKeys(document: Document.Parsed<ParsedNode>): readonly (readonly [number, string])[] {
  const found: [number, string][] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (!isNode(key) || isAlias(key)) return;
      const offset = key.range?.[0] ?? 0;
      if (!isScalar(key)) found.push([offset, 'a key is not a word']);
      // The checks of data leave this key out, and what is under it would be lost.
      else if (key.value === '__proto__') found.push([offset, 'a key cannot be "__proto__"']);
    },
  });
  return found;
}

function decode(bytes: Uint8Array, start: Location): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('invalid-utf8', 'this is not UTF-8: save the file as UTF-8', start);
  }
}

function syntaxProblem(message: string, location: Location): Problem {
  const what = printable(message.replace(/\s*\n[\s\S]*$/, ''));
  return { code: 'yaml-syntax', message: `${what}: correct it, or give the file as its tool prints it`, location };
}

function dataOf(document: Document.Parsed<ParsedNode>, start: Location): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const why = printable(error instanceof Error ? error.message : String(error));
    return fail('alias', `${why}: write the values out`, start);
  }
}

/** Follows aliases. A value that comes from a merge key has the place of the mapping around it. */
function nodeAt(document: Document, path: Path): Node | null {
  let node = resolved(document, document.contents);
  for (const step of path) {
    const next = isMap(node) || isSeq(node) ? resolved(document, node.get(step, true)) : null;
    if (next === null) return node;
    node = next;
  }
  return node;
}

function resolved(document: Document, value: unknown): Node | null {
  if (!isNode(value)) return null;
  return isAlias(value) ? (value.resolve(document) ?? null) : value;
}

/**
 * Checks the shape of a value of a document.
 * @param base the path of the value
 * @throws InputError with the place of each part that has another shape
 */
export function shaped<T extends z.ZodType>(
  schema: T,
  value: unknown,
  { at }: SourceDocument,
  base: Path = [],
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  refuse(
    parsed.error.issues.map(({ path, message }): Problem => {
      const where = [...base, ...path];
      const name = where.length === 0 ? 'the file' : where.map(String).join('.');
      return { code: 'wrong-type', message: `${printable(name)}: ${printable(message)}`, location: at(where) };
    }),
  );
  throw new TypeError('a schema refuses a value only with an issue');
}

/** @throws InputError with one problem */
export function fail(code: string, message: string, location: Location): never {
  refuse([{ code, message, location }]);
  throw new TypeError('unreachable');
}

import {
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Scalar,
} from 'yaml';
import type { Location, Problem } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { type PolicyCode, quote } from './fault.ts';
import { ambiguity } from './scalar.ts';
import type { MappingEntry, Tree } from './tree.ts';

/** A policy is at most seven levels deep. Deeper ones exhaust the parser's stack, which can't be caught. */
const MAX_DEPTH = 30;

/** `tree` is null where the text has no structure to go on with; `problems` says why. */
export interface ReadYaml {
  readonly tree: Tree | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads one YAML 1.2 document of the part of YAML that JSON has too. Everything that lets text mean something else than
 * it seems to (anchors, aliases, tags, merge keys, directives, duplicate keys, odd numbers) is a problem.
 */
export function readYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const at = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (code: PolicyCode, message: string, location: Location) => problems.push({ code, message, location });

  const tokens = tokenize(text, lines);
  if ('tooDeepAt' in tokens) {
    report('nested-too-deep', 'this is nested far deeper than a policy can be', at(tokens.tooDeepAt));
    return { tree: null, problems };
  }
  for (const token of tokens.all) {
    if (token.type === 'directive') report('directive', 'YAML directives are not used in a policy', at(token.offset));
  }
  // The core schema whatever a %YAML line says; duplicates are found by ourselves, in linear time.
  const options = { schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false } as const;
  const documents: Document.Parsed[] = [];
  for (const document of new Composer(options).compose(tokens.all, true, text.length)) {
    if ('contents' in document) documents.push(document as Document.Parsed);
  }
  for (const { errors, warnings } of documents) {
    for (const { code, message, pos } of [...errors, ...warnings]) {
      // A tag is reported where the value is read, with its own code.
      if (code === 'TAG_RESOLVE_FAILED') continue;
      report('yaml-syntax', printable(message.replace(/\s*\n[\s\S]*$/, '')), at(pos[0]));
    }
  }
  const [document, second] = documents;
  if (second !== undefined) {
    report(
      'several-documents',
      'a policy is one YAML document: remove this "---" and what follows',
      at(second.range[0]),
    );
  }
  if (document?.contents == null || (isScalar(document.contents) && document.contents.value === null)) {
    report('empty-policy', 'the policy is empty: it must at least say version, environment and targets', at(0));
  }
  if (problems.length > 0 || document?.contents == null) return { tree: null, problems };
  return { tree: toTree(document.contents, { at, report }), problems };
}

/** What the lexer says between the pieces of the text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** Stops at too deep a nesting before anything recursive sees it. */
function tokenize(text: string, lines: LineCounter): { readonly all: CST.Token[] } | { readonly tooDeepAt: number } {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const all: CST.Token[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) all.push(token);
    if (parser.stack.length > MAX_DEPTH) return { tooDeepAt: Math.min(offset, text.length) };
    if (!MARKS.has(lexeme)) offset += lexeme.length;
  }
  for (const token of parser.end()) all.push(token);
  return { all };
}

interface Reader {
  readonly at: (offset: number) => Location;
  readonly report: (code: PolicyCode, message: string, location: Location) => void;
}

function toTree(node: Node, reader: Reader): Tree {
  const at = reader.at(node.range?.[0] ?? 0);
  if (isAlias(node)) {
    reader.report('alias', `the alias *${printable(node.source, 60)} is not allowed: write the value out`, at);
    return { kind: 'scalar', value: null, at };
  }
  if ('anchor' in node && node.anchor !== undefined) {
    reader.report('alias', `the anchor &${printable(node.anchor, 60)} is not allowed: write values out where used`, at);
  }
  if (node.tag !== undefined) {
    reader.report(
      'tag',
      `the tag ${quote(node.tag.replace('tag:yaml.org,2002:', '!!'))} is not allowed: write the value without it`,
      at,
    );
  }
  if (isSeq<Node>(node)) return { kind: 'list', items: node.items.map((item) => toTree(item, reader)), at };
  if (isMap<Node, Node | null>(node)) return { kind: 'mapping', entries: readMapping(node.items, reader), at };
  return isScalar(node) ? readScalar(node, at, reader) : { kind: 'scalar', value: null, at };
}

function readScalar(node: Scalar, at: Location, reader: Reader): Tree {
  const { value } = node;
  if (node.type === 'PLAIN') {
    const odd = ambiguity(node.source ?? '', value);
    if (odd !== undefined) reader.report('ambiguous-scalar', odd, at);
  }
  if (typeof value === 'string') return { kind: 'scalar', value, at };
  return typeof value === 'number' || typeof value === 'boolean'
    ? { kind: 'scalar', value, at }
    : { kind: 'scalar', value: null, at };
}

function readMapping(pairs: readonly Pair<Node, Node | null>[], reader: Reader): Map<string, MappingEntry> {
  const entries = new Map<string, MappingEntry>();
  for (const { key, value } of pairs) {
    const at = reader.at(key.range?.[0] ?? 0);
    const name = readKey(key, at, reader);
    if (name === undefined) continue;
    const earlier = entries.get(name);
    if (earlier !== undefined) {
      const line = `line ${earlier.key.line}`;
      reader.report('duplicate-key', `duplicate key ${quote(name)}: it is already on ${line}; keep one of them`, at);
      // Read all the same: what is wrong inside is told now, not next time.
      if (value !== null) toTree(value, reader);
      continue;
    }
    entries.set(name, { key: at, value: value === null ? { kind: 'scalar', value: null, at } : toTree(value, reader) });
  }
  return entries;
}

function readKey(key: Node, at: Location, reader: Reader): string | undefined {
  if (!isScalar(key)) {
    reader.report('invalid-key', 'a key must be a word', at);
    return undefined;
  }
  if (key.anchor !== undefined || key.tag !== undefined) {
    reader.report(key.tag === undefined ? 'alias' : 'tag', 'anchors and tags are not allowed on keys', at);
  }
  // As written: `on` and `1e3` are names here, not values.
  const name = key.source ?? String(key.value ?? '');
  if (key.type === 'PLAIN' && name === '<<') {
    reader.report('merge-key', 'the merge key "<<" is not allowed: write the values out', at);
    return undefined;
  }
  if (name === '' || name === '__proto__') {
    reader.report('invalid-key', name === '' ? 'a key is missing here' : `the key ${quote(name)} is not allowed`, at);
    return undefined;
  }
  return name;
}

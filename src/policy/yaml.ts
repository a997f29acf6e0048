import { Composer, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, type Scalar } from 'yaml';
import type { Fix, Location, Problem } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { type PolicyCode, quote } from './fault.ts';
import { ambiguity } from './scalar.ts';
import { tokenize, unwelcome } from './tokens.ts';
import { type MappingEntry, replacement, type Tree } from './tree.ts';

/** Problems that leave the structure of the text unknown. */
const NO_STRUCTURE: ReadonlySet<string> = new Set<PolicyCode>([
  'yaml-syntax',
  'several-documents',
  'empty-policy',
  'directive',
]);

/** `tree` is null if the structure of the text is unknown; `problems` says why. */
export interface ReadYaml {
  readonly tree: Tree | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads one YAML 1.2 document, limited to what JSON has too. Everything that can make text mean something else than it
 * seems to is a problem: anchors, aliases, tags, merge keys, directives, duplicate keys, odd numbers.
 */
export function readYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const at = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (code: PolicyCode, message: string, location: Location, fix?: Fix) =>
    problems.push({ code, message, location, ...(fix === undefined ? {} : { fix }) });

  const tokens = tokenize(text, lines);
  if ('tooDeepAt' in tokens) {
    report('nested-too-deep', 'this is nested far deeper than a policy can be', at(tokens.tooDeepAt));
    return { tree: null, problems };
  }
  const refused = new Set<number>();
  for (const { code, message, offset, end, meant } of unwelcome(tokens.all)) {
    refused.add(offset);
    const fix = typeof meant === 'string' ? replacement({ at: at(offset), end: at(end) }, meant) : undefined;
    report(code, message, at(offset), fix);
  }
  // Use the core schema whatever a %YAML line says. Duplicates are found here, in linear time.
  const options = { schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false } as const;
  const documents = [...new Composer(options).compose(tokens.all, true, text.length)];
  const reportedLines = new Set<number>();
  const tagsReported = problems.some(({ code }) => code === 'tag');
  // Further syntax errors on one line usually follow from the first and help nobody.
  for (const { code, message, pos } of documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])) {
    const location = at(pos[0]);
    if ((code === 'TAG_RESOLVE_FAILED' && tagsReported) || refused.has(pos[0]) || reportedLines.has(location.line))
      continue;
    reportedLines.add(location.line);
    report('yaml-syntax', printable(message.replace(/\s*\n[\s\S]*$/, '')), location);
  }
  const [document, second] = documents;
  if (second !== undefined) {
    const mark = at(second.range[0]);
    const fix = replacement({ at: { ...mark, column: 1 }, end: at(text.length) }, '');
    report('several-documents', 'a policy is one YAML document: remove this "---" and what follows', mark, fix);
  }
  if (document?.contents == null || (isScalar(document.contents) && document.contents.value === null)) {
    report('empty-policy', 'the policy is empty: write version: 1 and targets', at(0));
  }
  const structure = problems.some(({ code }) => NO_STRUCTURE.has(code));
  if (structure || document?.contents == null) return { tree: null, problems };
  return { tree: toTree(document.contents, { at, report }), problems };
}

interface Reader {
  readonly at: (offset: number) => Location;
  readonly report: (code: PolicyCode, message: string, location: Location) => void;
}

function toTree(node: Node, reader: Reader): Tree {
  const at = reader.at(node.range?.[0] ?? 0);
  const end = reader.at(node.range?.[1] ?? 0);
  if (isSeq<Node>(node)) {
    const items = node.items.map((item) => toTree(item, reader));
    const flow = node.flow === true;
    return { kind: 'list', items, written: items, flow, at, end: flow ? end : (items.at(-1)?.end ?? end) };
  }
  if (isMap<Node, Node | null>(node)) {
    const entries = readMapping(node.items, reader);
    const flow = node.flow === true;
    return {
      kind: 'mapping',
      entries,
      written: [...entries.values()],
      flow,
      at,
      end: flow ? end : ([...entries.values()].at(-1)?.value.end ?? end),
    };
  }
  // Only an alias is left, and its token is already reported.
  return isScalar(node) ? readScalar(node, { at, end }) : { kind: 'scalar', value: null, at, end };
}

function readScalar(node: Scalar, place: { at: Location; end: Location }): Tree {
  const { value } = node;
  const source = node.source ?? '';
  const message = node.type === 'PLAIN' ? ambiguity(source, value) : undefined;
  const odd = message === undefined ? {} : { odd: { source, message } };
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'scalar', value, ...odd, ...place };
  }
  return { kind: 'scalar', value: null, ...odd, ...place };
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
      // The value is read anyway, so that all of its problems are reported at once.
      if (value !== null) toTree(value, reader);
      continue;
    }
    entries.set(name, {
      key: at,
      keyEnd: reader.at(key.range?.[1] ?? 0),
      value: value === null ? { kind: 'scalar', value: null, at, end: at } : toTree(value, reader),
    });
  }
  return entries;
}

function readKey(key: Node, at: Location, reader: Reader): string | undefined {
  if (!isScalar(key)) {
    reader.report('invalid-key', 'a key must be a word', at);
    return undefined;
  }
  // As written: as keys, `on` and `1e3` are names, not values.
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

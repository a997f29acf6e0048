import { dirname, join, normalize } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { anyOf } from '../src/model/text.ts';

/** What one source file of src/ leans on. Paths are relative to src/, with forward slashes. */
export interface Source {
  readonly path: string;
  /** Files of ours, and packages or node: modules as written. Types count: knowing a shape is knowing of it. */
  readonly imports: readonly string[];
  /** Effects that are taken, not handed in. */
  readonly effects: readonly Effect[];
}

export type Effect = 'environment' | 'clock' | 'file writing' | 'unreadable import';

interface Rule {
  readonly rule: string;
  readonly broken: (source: Source) => boolean;
}

/**
 * The rooms of src/, from the bottom to the top: a file imports from its own room and from those above it in this list.
 * Files in src/ itself are rooms of their own.
 */
export const ROOMS: readonly string[] = [
  'model',
  'nmap',
  'policy',
  'authorize',
  'plan',
  'sweep',
  'observe',
  'compare',
  'propose',
  'review',
  'scan',
  'acquire',
  'gate',
  'report',
  'state',
  'base-policy.ts',
  'pipeline.ts',
  'explain.ts',
  'explain-port.ts',
  'init.ts',
  'diff.ts',
  'waive.ts',
  'prune.ts',
  'devices.ts',
  'edge',
  'commands',
  'diff-action.ts',
  'cli.ts',
  'start.ts',
  'action.ts',
];

const ENTRIES = ['action.ts', 'cli.ts', 'diff-action.ts', 'start.ts'];
const ACTIONS = ['action.ts', 'diff-action.ts'];
const PURE = [
  'model',
  'nmap',
  'policy',
  'plan',
  'sweep',
  'observe',
  'compare',
  'propose',
  'review',
  'gate',
  'report',
  'state',
];

/** The room of a file: its folder below src/, or its own name where it lies in src/ itself. */
function room(path: string): string {
  return path.split('/', 1)[0] as string;
}

function isEffectful({ path }: Source): boolean {
  return ENTRIES.includes(path) || ['edge', 'commands'].includes(room(path));
}

function importsRoom({ imports }: Source, ...rooms: readonly string[]): boolean {
  return imports.some((target) => target.endsWith('.ts') && rooms.includes(room(target)));
}

function importsPackage({ imports }: Source, ...names: readonly string[]): boolean {
  return imports.some((target) => names.some((name) => target === name || target.startsWith(`${name}/`)));
}

/** What an import must not do, one rule each. */
const RULES: readonly Rule[] = [
  { rule: 'imports point down the order of rooms', broken: pointsUp },
  { rule: 'observe/ does not know policy/', broken: (s) => inRoom(s, 'observe') && importsRoom(s, 'policy') },
  {
    rule: 'report/ is told the verdict',
    broken: (s) => inRoom(s, 'report') && importsRoom(s, 'compare', 'gate', 'scan'),
  },
  {
    rule: 'only the actions know @actions/core',
    broken: (s) => !ACTIONS.includes(s.path) && importsPackage(s, '@actions/core'),
  },
  {
    rule: 'only scan/ starts processes',
    broken: (s) =>
      !inRoom(s, 'scan') && importsPackage(s, 'node:child_process', 'child_process', '@actions/exec', 'node:cluster'),
  },
  {
    rule: 'pure rooms touch no files and no network',
    broken: (s) =>
      PURE.includes(room(s.path)) &&
      importsPackage(s, 'node:fs', 'fs', 'node:dns', 'node:http', 'node:https', 'node:dgram', 'node:os'),
  },
  {
    rule: 'only the edges write files',
    broken: (s) => !isEffectful(s) && s.effects.includes('file writing'),
  },
  {
    rule: 'only the edges read the environment',
    broken: (s) => !isEffectful(s) && s.effects.includes('environment'),
  },
  {
    rule: 'only the edges read the clock',
    broken: (s) => !isEffectful(s) && s.effects.includes('clock'),
  },
  { rule: 'every import can be read', broken: (s) => s.effects.includes('unreadable import') },
];

function inRoom({ path }: Source, name: string): boolean {
  return room(path) === name;
}

function pointsUp({ path, imports }: Source): boolean {
  const own = rank(path);
  return own === -1 || imports.some((target) => target.endsWith('.ts') && !(rank(target) <= own && rank(target) >= 0));
}

/** @returns the place of a file's room in the order; -1 for a room that is not in it */
function rank(path: string): number {
  return ROOMS.indexOf(room(path));
}

/** @returns `path: rule` for each import that breaks a rule */
export function brokenRules(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) =>
    RULES.filter(({ broken }) => broken(source)).map(({ rule }) => `${source.path}: ${rule}`),
  );
}

/** @returns the files of each circle of imports, types included; none if there is no circle */
export function circles(sources: readonly Source[]): readonly (readonly string[])[] {
  const imports = new Map(sources.map((source) => [source.path, source.imports]));
  const reached = new Map(sources.map(({ path }) => [path, reachable(path, imports)]));
  const inCircle = sources.map(({ path }) => path).filter((path) => reached.get(path)?.has(path));
  const found = new Map<string, readonly string[]>();
  for (const path of inCircle) {
    const members = inCircle.filter((other) => reached.get(path)?.has(other) && reached.get(other)?.has(path)).sort();
    found.set(members.join(' '), members);
  }
  return [...found.values()];
}

function reachable(path: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...(imports.get(path) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(imports.get(next) ?? []));
  }
  return seen;
}

/**
 * Functions of node:fs that change something; `open` and the like are read only by their flags, which nobody checks
 * here.
 */
const WRITES = anyOf([
  /^(?:write|append|copy|cp|mk|rm|unlink|rename|truncate|ftruncate)/,
  /^(?:symlink|link|chmod|chown|utimes|createWrite|open|FileHandle)/,
]);

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Each file is parsed once, although several rules read it: by its text. */
const parsed = new Map<string, readonly Node[]>();

/** @returns the nodes of a file's syntax tree, from its start to its end */
function nodesOf(text: string, path?: string): readonly Node[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const nodes: Node[] = [];
  const waiting: unknown[] = [parseAst(text, { lang: 'ts' }, path)];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (isNode(next)) nodes.push(next);
    if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next).reverse());
  }
  parsed.set(text, nodes);
  return nodes;
}

/** @returns what the text of a TypeScript file leans on; `path` is relative to src/. */
export function readSource(path: string, text: string): Source {
  const imports: string[] = [];
  const effects = new Set<Effect>();
  for (const node of nodesOf(text, path)) {
    const specifier = importedFrom(node);
    if (specifier !== undefined) {
      if (specifier !== null && isPlain(specifier)) imports.push(resolve(path, specifier));
      else effects.add('unreadable import');
    }
    const effect = effectOf(node, specifier);
    if (effect !== undefined) effects.add(effect);
  }
  return { path, imports, effects: [...effects] };
}

/** `./x.js` and `./x` may lead to x.ts too, past every rule that goes by its path. */
function isPlain(specifier: string): boolean {
  return !specifier.startsWith('.') || /\.(?:ts|json)$/.test(specifier);
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)).replaceAll('\\', '/') : specifier;
}

/** @returns the specifier, null where it is not a constant, undefined where the node imports nothing. */
function importedFrom(node: Node): string | null | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
    case 'TSExternalModuleReference':
      return literal(node.source ?? node.argument ?? node.expression);
    case 'ExportNamedDeclaration':
      return isNode(node.source) ? literal(node.source) : undefined;
    case 'CallExpression':
      return isName(node.callee, 'require', 'createRequire') ? literal(first(node.arguments)) : undefined;
    default:
      return undefined;
  }
}

function effectOf(node: Node, specifier: string | null | undefined): Effect | undefined {
  if (specifier === 'node:process' || specifier === 'process') return 'environment';
  if (typeof specifier === 'string' && /^(?:node:)?fs(?:\/|$)/.test(specifier)) {
    return takesWholeModule(node) || importedNames(node).some((name) => WRITES.test(name)) ? 'file writing' : undefined;
  }
  if (node.type === 'MemberExpression') {
    if (isMember(node, 'process', 'env')) return 'environment';
    if (isMember(node, 'process', 'hrtime', 'uptime')) return 'clock';
    if (isMember(node, 'Date', 'now') || isMember(node, 'performance', 'now')) return 'clock';
  }
  // `const { env } = process` would hide the rest.
  if (node.type === 'VariableDeclarator' && isName(node.init, 'process', 'globalThis')) return 'environment';
  const makesDate = (node.type === 'NewExpression' || node.type === 'CallExpression') && isName(node.callee, 'Date');
  return makesDate && first(node.arguments) === undefined ? 'clock' : undefined;
}

/** `import * as fs`, `import fs`, `export * from`, `import('node:fs')`: any of its functions may be meant. */
function takesWholeModule(node: Node): boolean {
  if (node.type !== 'ImportDeclaration' && node.type !== 'ExportNamedDeclaration') return true;
  return list(node.specifiers).some(({ type }) => type !== 'ImportSpecifier' && type !== 'ExportSpecifier');
}

function importedNames(node: Node): readonly string[] {
  return list(node.specifiers).flatMap(({ imported, local }) => {
    const name = isNode(imported) ? imported : local;
    return isNode(name) ? [String(name.name ?? name.value)] : [];
  });
}

function isMember(node: Node, object: string, ...properties: readonly string[]): boolean {
  const { property } = node;
  const name = isNode(property) ? (property.type === 'Literal' ? property.value : property.name) : undefined;
  return isName(node.object, object) && properties.some((wanted) => wanted === name);
}

function isName(value: unknown, ...names: readonly string[]): boolean {
  return isNode(value) && value.type === 'Identifier' && names.some((name) => name === value.name);
}

function literal(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'TSLiteralType') return literal(value.literal);
  return value.type === 'Literal' && typeof value.value === 'string' ? value.value : null;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** @returns `name: lines` for each function of a file that is longer than so many lines */
export function longFunctions(path: string, text: string, most: number): readonly string[] {
  const found: string[] = [];
  for (const node of nodesOf(text, path)) {
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) continue;
    const lines = text.slice(Number(node.start), Number(node.end)).split('\n').length;
    const name = isNode(node.id)
      ? String(node.id.name)
      : `line ${text.slice(0, Number(node.start)).split('\n').length}`;
    if (lines > most) found.push(`${path}: ${name}: ${lines}`);
  }
  return found;
}

/**
 * Documents of other languages in template literals (HTML, XML, scripts) count for nothing: a break would be a part of
 * them.
 * @returns `path:line` for each line that is longer than `most`
 */
export function longLines(path: string, text: string, most: number): readonly string[] {
  const lines = text.split('\n');
  if (lines.every(({ length }) => length <= most)) return [];
  const literals = nodesOf(text, path).filter(({ type, start, end }) => {
    return type === 'TemplateLiteral' && text.slice(Number(start), Number(end)).includes('\n');
  });
  // Only their text: the expressions inside are code.
  const documents = literals.flatMap(({ quasis }) => (Array.isArray(quasis) ? quasis.filter(isNode) : []));
  const starts = lines.map((_, index) => lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0));
  return lines.flatMap((line, index) => {
    const bound = (starts[index] ?? 0) + most;
    const isDocument = documents.some(({ start, end }) => Number(start) < bound && bound < Number(end));
    return line.length <= most || isDocument ? [] : [`${path}:${index + 1}`];
  });
}

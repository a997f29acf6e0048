import type { Fix, Problem } from '../model/problem.ts';
import { quote } from './fault.ts';
import { keysAt } from './issues.ts';
import { find, type MappingEntry, type Tree } from './tree.ts';

type Mapping = Extract<Tree, { kind: 'mapping' }>;

const ROOT_KEYS = new Set(keysAt([]));
const TARGET_KEYS = new Set(keysAt(['targets', 'x']));
const ENTRY_KEYS = new Set(
  [...keysAt(['targets', 'x', 'allow', 0]), ...keysAt(['targets', 'x', 'waive', 0])].filter(
    (key) => !TARGET_KEYS.has(key),
  ),
);

/** The name that messages suggest for a target without a name. */
const UNNAMED = 'main';

/**
 * Finds keys that are indented too little, and moves them in the tree to where they belong, so that the rest is judged
 * as it was meant.
 */
export function misplacedProblems(tree: Tree, text: string): readonly Problem[] {
  if (tree.kind !== 'mapping') return [];
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const problems = [...namesInList(tree, lines), ...outsideTargets(tree, lines)];
  const targets = find(tree, ['targets']);
  if (targets?.kind === 'mapping') {
    problems.push(...outside(targets, targets, lines, (key, value) => TARGET_KEYS.has(key) && !isTarget(value)));
    problems.push(...outside(tree, targets, lines, (key) => TARGET_KEYS.has(key) && !ROOT_KEYS.has(key)));
  } else if (targets === undefined) {
    problems.push(...nameless(tree, lines));
  }
  for (const { value } of targetsOf(tree)) {
    if (value.kind === 'mapping') problems.push(...outsideEntries(value, lines));
  }
  return problems;
}

/** @returns targets beside the key `targets`, or without it */
function outsideTargets(root: Mapping, lines: readonly string[]): readonly Problem[] {
  const entries = [...root.entries].filter(
    ([key, entry]) =>
      !ROOT_KEYS.has(key) && !TARGET_KEYS.has(key) && isTarget(entry.value) && standsAlone(entry, lines),
  );
  const [[firstName, first] = [], [, last] = []] = [entries[0] ?? [], entries.at(-1) ?? []];
  if (firstName === undefined || first === undefined || last === undefined) return [];
  for (const [key] of entries) root.entries.delete(key);
  const targets = root.entries.get('targets');
  const inside = targets === undefined ? undefined : asMapping(targets.value);
  if (targets !== undefined && inside !== undefined) {
    const indent = (inside.written[0]?.key.column ?? targets.key.column + 2) - 1;
    for (const [key, entry] of entries) inside.entries.set(key, entry);
    root.entries.set('targets', { ...targets, value: inside });
    const after = lastLine(targets);
    return entries.map(([key, entry]) => moved(entry, key, 'inside targets', { indent, after }, lines));
  }
  if (targets !== undefined) return [];
  const written = entries.map(([, entry]) => entry);
  const { end } = last.value;
  const value: Mapping = { kind: 'mapping', entries: new Map(entries), written, flow: false, at: first.key, end };
  root.entries.set('targets', { ...first, value });
  const [from, to] = [first.key.line - 1, lastLine(last)];
  const body = lines.slice(from, to).map((line) => (line.trim() === '' ? line : `  ${line}`));
  const message =
    `${quote(firstName)} belongs inside targets: write targets: above it, and 2 more spaces before ` +
    `each line down to ${to}`;
  const problem = { code: 'misplaced-key', message, location: first.key };
  const others = [...root.entries.values()].some(({ key }) => key.line > from + 1 && key.line <= to);
  return [others ? problem : { ...problem, fix: wholeLines(lines, from, to, ['targets:', ...body]) }];
}

/** @returns keys of targets that are beside the targets, or less indented */
function outside(
  from: Mapping,
  targets: Mapping,
  lines: readonly string[],
  isMisplaced: (key: string, value: Tree) => boolean,
): readonly Problem[] {
  const problems: Problem[] = [];
  const isOutside = (key: string, value: Tree) => from === targets && isMisplaced(key, value);
  for (const [key, entry] of [...from.entries]) {
    if (!isMisplaced(key, entry.value)) continue;
    const homes = [...targets.entries].filter(([name, { value }]) => !isOutside(name, value));
    const [name, home] = homes.findLast(([, { key: at }]) => at.line < entry.key.line) ?? homes[0] ?? [];
    if (name === undefined || home === undefined) return [...problems, ...nameless(targets, lines)];
    const inside = asMapping(home.value);
    if (inside === undefined || inside.entries.has(key)) continue;
    const [first] = inside.written;
    const indent = first === undefined ? home.key.column + 1 : first.key.column - 1;
    problems.push(moved(entry, key, `inside the target ${quote(name)}`, { indent, after: lastLine(home) }, lines));
    from.entries.delete(key);
    inside.entries.set(key, entry);
    targets.entries.set(name, { ...home, value: inside });
  }
  return problems;
}

/** @returns keys of an entry that are beside the list of entries */
function outsideEntries(target: Mapping, lines: readonly string[]): readonly Problem[] {
  return [...target.entries].flatMap(([key, entry], index) => {
    const list = [...target.entries.values()][index - 1]?.value;
    const item = list?.kind === 'list' && !list.flow ? list.items.at(-1) : undefined;
    if (!ENTRY_KEYS.has(key) || item?.kind !== 'mapping' || item.flow || item.entries.has(key)) return [];
    const place = { indent: item.at.column - 1, after: item.end.column === 1 ? item.end.line - 1 : item.end.line };
    target.entries.delete(key);
    item.entries.set(key, entry);
    return [moved(entry, key, `inside the entry of line ${item.at.line}`, place, lines)];
  });
}

/** Keys of a target, without a name for any target. All of them become one target. */
function nameless(parent: Mapping, lines: readonly string[]): readonly Problem[] {
  const entries = [...parent.entries].filter(([key, { value }]) => TARGET_KEYS.has(key) && !isTarget(value));
  const [[, first] = [], [, last] = []] = [entries[0] ?? [], entries.at(-1) ?? []];
  if (first === undefined || last === undefined || !entries.some(([key]) => key === 'hosts')) return [];
  for (const [key] of entries) parent.entries.delete(key);
  const written = entries.map(([, entry]) => entry);
  const value: Mapping = {
    kind: 'mapping',
    entries: new Map(entries),
    written,
    flow: false,
    at: first.key,
    end: last.value.end,
  };
  const target = { key: first.key, keyEnd: first.keyEnd, value };
  const isRoot = [...parent.entries.keys()].some((key) => ROOT_KEYS.has(key));
  if (isRoot) {
    const targets: Mapping = { ...value, entries: new Map([[UNNAMED, target]]), written: [target] };
    parent.entries.set('targets', { ...target, value: targets });
  } else {
    parent.entries.set(UNNAMED, target);
  }
  const indent = first.key.column - 1;
  const head = isRoot ? ['targets:', `  ${UNNAMED}:`] : [`${UNNAMED}:`];
  const name = head.map((line) => ' '.repeat(indent) + line);
  const [from, to] = [first.key.line - 1, lastLine(last)];
  const others = [...parent.entries.values()].some(({ key }) => key.line > from + 1 && key.line <= to);
  const above = head.map((line) => line.trim()).join(' and ');
  const what = `${quote(entries[0]?.[0] ?? '')} belongs inside a target, which has a name`;
  const message = `${what}: write ${above} above it, and ${head.length * 2} more spaces before each line down to ${to}`;
  const problem = { code: 'misplaced-key', message, location: first.key };
  if (others || !standsAlone(first, lines)) return [problem];
  const body = lines.slice(from, to).map((line) => (line.trim() === '' ? line : ' '.repeat(head.length * 2) + line));
  return [{ ...problem, fix: wholeLines(lines, from, to, [...name, ...body]) }];
}

/** `targets` as a list: `- name: web`, or `- web:` with its keys. */
function namesInList(root: Mapping, lines: readonly string[]): Problem[] {
  const targets = root.entries.get('targets');
  const list = targets?.value;
  if (targets === undefined || list?.kind !== 'list' || list.flow) return [];
  const entries = new Map<string, MappingEntry>();
  const written = lines.slice(list.at.line - 1, list.end.column === 1 ? list.end.line - 1 : list.end.line);
  // YAML allows a list, but not a mapping, to have the same indentation as its key.
  const more = list.at.column > targets.key.column ? '' : '  ';
  for (const item of list.items) {
    const [[key, first] = []] = item.kind === 'mapping' ? item.entries : [];
    if (item.kind !== 'mapping' || item.flow || first === undefined) return [];
    const index = item.at.line - list.at.line;
    const line = written[index] ?? '';
    const own = key === 'name' && first.value.kind === 'scalar' ? first.value.value : undefined;
    const isNamed = typeof own === 'string';
    const name = isNamed ? own : key;
    if (name === undefined || entries.has(name) || (!isNamed && item.entries.size > 1)) return [];
    written[index] = isNamed ? line.replace(/^(\s*)-.*$/, `$1${name}:`) : line.replace('-', ' ');
    if (isNamed) item.entries.delete('name');
    entries.set(name, { key: first.key, keyEnd: first.keyEnd, value: isNamed ? item : first.value });
  }
  const [[name] = []] = entries;
  if (name === undefined) return [];
  const value: Mapping = { ...list, kind: 'mapping', entries, written: [...entries.values()] };
  root.entries.set('targets', { ...targets, value });
  const message = `a target has its name as its key, and no dash: write ${name}:`;
  const text = written.map((line) => (line.trim() === '' ? line : more + line));
  const fix = wholeLines(lines, list.at.line - 1, list.at.line - 1 + written.length, text);
  return [{ code: 'wrong-type', message, location: list.at, fix }];
}

/** @returns the problem that an entry of a mapping belongs elsewhere, and the text with its lines there */
function moved(
  entry: MappingEntry,
  key: string,
  where: string,
  { indent, after }: { readonly indent: number; readonly after: number },
  lines: readonly string[],
): Problem {
  const message = `${quote(key)} belongs ${where}: write it below line ${after}, with ${indent} spaces before it`;
  const problem = { code: 'misplaced-key', message, location: entry.key };
  if (!standsAlone(entry, lines)) return problem;
  const [from, to] = [entry.key.line - 1, lastLine(entry)];
  const by = indent - (entry.key.column - 1);
  const block = lines.slice(from, to).map((line) => {
    const own = line.length - line.trimStart().length;
    return line.trim() === '' ? line : ' '.repeat(Math.max(0, own + by)) + line.trimStart();
  });
  const fix =
    from >= after
      ? wholeLines(lines, after, to, [...block, ...lines.slice(after, from)])
      : wholeLines(lines, from, after, [...lines.slice(to, after), ...block]);
  return { ...problem, fix };
}

/** @returns the fix that replaces the lines from `from` (counted from 0) to before `to` */
function wholeLines(lines: readonly string[], from: number, to: number, written: readonly string[]): Fix {
  const end = { line: to, column: (lines[to - 1] ?? '').length + 1 };
  return { start: { line: from + 1, column: 1 }, end, text: written.join('\n') };
}

/** Whether no other entry shares the lines of this entry. */
function standsAlone({ key }: MappingEntry, lines: readonly string[]): boolean {
  return (lines[key.line - 1] ?? '').slice(0, key.column - 1).trim() === '';
}

/** @returns the number of the last line of an entry */
function lastLine({ key, value: { end } }: MappingEntry): number {
  return Math.max(key.line, end.column === 1 ? end.line - 1 : end.line);
}

function targetsOf(tree: Tree): readonly MappingEntry[] {
  const targets = find(tree, ['targets']);
  return targets?.kind === 'mapping' ? [...targets.entries.values()] : [];
}

/** Treats a key without a value as an empty mapping. */
function asMapping(tree: Tree): Mapping | undefined {
  if (tree.kind === 'mapping') return tree.flow ? undefined : tree;
  if (tree.kind !== 'scalar' || tree.value !== null) return undefined;
  return { kind: 'mapping', entries: new Map(), written: [], flow: false, at: tree.at, end: tree.end };
}

/** Whether the value of a name in `targets` may be a target. */
function isTarget(tree: Tree): boolean {
  return tree.kind === 'mapping' && [...tree.entries.keys()].some((key) => TARGET_KEYS.has(key));
}

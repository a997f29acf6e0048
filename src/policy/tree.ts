import { compareLocations, type Fix, type Location } from '../model/problem.ts';

/** A YAML value whose every part has its location. Contains only what JSON has: no tags, anchors, aliases or merges. */
export type Tree =
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      /** Present if YAML readers interpret the unquoted scalar differently. */
      readonly odd?: Oddity;
      readonly at: Location;
      readonly end: Location;
    }
  | {
      readonly kind: 'list';
      items: readonly Tree[];
      /** All items, including those that were removed later. */
      readonly written: readonly Tree[];
      readonly flow: boolean;
      readonly at: Location;
      readonly end: Location;
    }
  | {
      readonly kind: 'mapping';
      readonly entries: Map<string, MappingEntry>;
      readonly written: readonly MappingEntry[];
      readonly flow: boolean;
      readonly at: Location;
      readonly end: Location;
    };

export interface Oddity {
  readonly source: string;
  readonly message: string;
}

export interface MappingEntry {
  readonly key: Location;
  readonly keyEnd: Location;
  readonly value: Tree;
}

export type Path = readonly PropertyKey[];

/** @returns the tree as plain data */
export function plain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(plain);
    case 'mapping':
      return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
    default:
      return tree satisfies never;
  }
}

/** @returns the value at the path, or undefined */
export function find(tree: Tree, path: Path): Tree | undefined {
  return path.reduce<Tree | undefined>((node, step) => node && childAt(node, step), tree);
}

/** @returns the path of the list item that begins at the location, somewhere below the base */
export function pathTo(tree: Tree, location: Location, base: Path): Path | undefined {
  const node = find(tree, base);
  if (node === undefined || node.kind === 'scalar') return undefined;
  if (compareLocations(location, node.at) < 0 || compareLocations(location, node.end) > 0) return undefined;
  if (node.kind === 'list') {
    const index = node.items.findIndex(({ at }) => compareLocations(at, location) === 0);
    if (index !== -1) return [...base, index];
  }
  const steps = node.kind === 'list' ? node.items.keys() : node.entries.keys();
  for (const step of steps) {
    const path = pathTo(tree, location, [...base, step]);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** @returns the location of the value at the path; of its key, if the value is missing, empty or a block */
export function locate(tree: Tree, path: Path): Location {
  const node = find(tree, path);
  if (node !== undefined && (isText(node) || path.length === 0 || typeof path.at(-1) === 'number')) return node.at;
  return locateKey(tree, path);
}

/** @returns the location of the key at the end of the path; if it has none, of the nearest thing around it */
export function locateKey(tree: Tree, path: Path): Location {
  for (let length = path.length; length > 0; length--) {
    const parent = find(tree, path.slice(0, length - 1));
    const step = path[length - 1] as PropertyKey;
    if (parent?.kind === 'mapping') {
      const entry = parent.entries.get(String(step));
      if (entry !== undefined) return entry.key;
    }
    const item = parent?.kind === 'list' ? childAt(parent, step) : undefined;
    if (item !== undefined) return item.at;
  }
  return tree.at;
}

/** @returns the keys of the mapping at the path, each with its whole path and its location */
export function keyLocations(tree: Tree, path: Path): readonly (readonly [string, Location])[] {
  const node = find(tree, path);
  if (node?.kind !== 'mapping') return [];
  return [...node.entries].map(([key, entry]) => [[...path, key].join('.'), entry.key]);
}

/** @returns the fix that replaces the node by the text */
export function replacement(node: Pick<Tree, 'at' | 'end'>, text: string): Fix {
  return { start: place(node.at), end: place(node.end), text };
}

function place({ line, column }: Location): Fix['start'] {
  return { line, column };
}

/**
 * Removes for each path the smallest existing value around it.
 * @returns whether anything was removed
 */
export function prune(tree: Tree, paths: readonly Path[]): boolean {
  const victims = new Map<Tree, Set<PropertyKey>>();
  for (const path of paths) {
    for (let length = path.length; length > 0; length--) {
      const parent = find(tree, path.slice(0, length - 1));
      const step = path[length - 1] as PropertyKey;
      if (parent === undefined || childAt(parent, step) === undefined) continue;
      victims.set(parent, (victims.get(parent) ?? new Set()).add(step));
      break;
    }
  }
  for (const [parent, steps] of victims) {
    if (parent.kind === 'mapping') for (const step of steps) parent.entries.delete(String(step));
    if (parent.kind === 'list') parent.items = parent.items.filter((_, index) => !steps.has(index));
  }
  return victims.size > 0;
}

function childAt(tree: Tree, step: PropertyKey): Tree | undefined {
  if (tree.kind === 'mapping') return tree.entries.get(String(step))?.value;
  return tree.kind === 'list' && typeof step === 'number' ? tree.items[step] : undefined;
}

function isText(node: Tree): boolean {
  return node.kind === 'scalar' && node.value !== null;
}

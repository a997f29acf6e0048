import { type Address, type AddressPattern, familyOf, type OctetSet, patternHas } from './address.ts';

/** Many patterns, indexed to find those that match an address. */
export interface AddressIndex {
  /** @returns the indexes of the patterns that match the address, in ascending order */
  readonly matches: (address: Address) => readonly number[];
  /** The number of patterns compared so far, as a measure of work. */
  readonly steps: () => number;
}

/**
 * A look-up among a thousand patterns costs little more than among one. The index filters patterns octet by octet and
 * shares the result among all addresses with the same prefix. It filters only for prefixes that are looked up.
 */
export function indexPatterns(patterns: readonly AddressPattern[]): AddressIndex {
  const placed = patterns.map((pattern, place): Placed => ({ pattern, place }));
  const root: Node = { patterns: placed.filter(({ pattern }) => pattern.family === 'ipv4'), children: new Map() };
  const ipv6 = placed.filter(({ pattern }) => pattern.family === 'ipv6');
  const rows = new Map<string, readonly Placed[]>();
  const work = { steps: patterns.length };
  return {
    matches: (address) => {
      const near = familyOf(address) === 'ipv6' ? ipv6 : rowOf(root, rows, address, work);
      if (near.length === 0) return [];
      work.steps += near.length;
      return near.filter(({ pattern }) => patternHas(pattern, address)).map(({ place }) => place);
    },
    steps: () => work.steps,
  };
}

interface Placed {
  readonly pattern: AddressPattern;
  readonly place: number;
}

/** The patterns that match the first octets of an address. */
interface Node {
  readonly patterns: readonly Placed[];
  readonly children: Map<number, Node>;
}

interface Work {
  steps: number;
}

/** @returns the patterns that match the first three octets; look-ups of neighbouring addresses share them */
function rowOf(root: Node, rows: Map<string, readonly Placed[]>, address: Address, work: Work): readonly Placed[] {
  const row = address.slice(0, address.lastIndexOf('.'));
  let patterns = rows.get(row);
  if (patterns === undefined) {
    const values = row.split('.').map(Number);
    patterns = values.reduce((node, value, index) => childOf(node, index, value, work), root).patterns;
    rows.set(row, patterns);
  }
  return patterns;
}

function childOf(node: Node, index: number, value: number, work: Work): Node {
  const known = node.children.get(value);
  if (known !== undefined) return known;
  work.steps += node.patterns.length;
  const patterns = node.patterns.filter(
    ({ pattern }) => pattern.family === 'ipv4' && hasOctet(pattern.octets[index] ?? [], value),
  );
  const child: Node = { patterns, children: new Map() };
  node.children.set(value, child);
  return child;
}

function hasOctet(octet: OctetSet, value: number): boolean {
  return octet.some(([first, last]) => first <= value && value <= last);
}

/** Transport protocols that nmap scans by port (nmap manual, "-p": T, U, S). In report order. */
export const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** Highest port number (RFC 6335, section 6). Port 0 exists, but is scanned only on request. */
export const MAX_PORT = 65_535;

/** Inclusive range of port numbers. */
export type PortRange = readonly [first: number, last: number];

/** A set of ports: ranges sorted, disjoint and never adjacent, so that equal sets have equal representations. */
export type PortSet = readonly PortRange[];

export type PortsByProtocol = Readonly<Partial<Record<Protocol, PortSet>>>;

export const NO_PORTS: PortSet = [];

/** nmap's `-p-`: 1 to 65535, without port 0. */
export const ALL_PORTS: PortSet = [[1, MAX_PORT]];

/** @returns the set of all ports in the ranges, which may be unordered and overlap */
export function portSet(ranges: Iterable<PortRange>): PortSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [first, last] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** @returns the set of single ports */
export function setOfPorts(ports: Iterable<number>): PortSet {
  return portSet([...ports].map((port) => [port, port] as const));
}

export function union(...sets: readonly PortSet[]): PortSet {
  return unionOf(sets);
}

/** As `union`. Files may have more sets than a call has arguments. */
export function unionOf(sets: readonly PortSet[]): PortSet {
  const present = sets.filter((set) => set.length > 0);
  return present.length < 2 ? (present[0] ?? NO_PORTS) : portSet(present.flat());
}

export function intersect(a: PortSet, b: PortSet): PortSet {
  if (spans(b, a)) return a;
  if (spans(a, b)) return b;
  const common: PortRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [aFirst, aLast] = a[i] as PortRange;
    const [bFirst, bLast] = b[j] as PortRange;
    const first = Math.max(aFirst, bFirst);
    const last = Math.min(aLast, bLast);
    if (first <= last) common.push([first, last]);
    if (aLast < bLast) i++;
    else j++;
  }
  return common;
}

/** Whether any port is in both sets. Like `intersect`, without building the result. */
export function overlap(a: PortSet, b: PortSet): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as PortRange;
    const right = b[j] as PortRange;
    if (left[1] < right[0]) i++;
    else if (right[1] < left[0]) j++;
    else return true;
  }
  return false;
}

export function subtract(a: PortSet, b: PortSet): PortSet {
  if (a.length === 0 || b.length === 0) return a;
  if (spans(b, a)) return NO_PORTS;
  const left: PortRange[] = [];
  let j = 0;
  for (const [first, last] of a) {
    let from = first;
    while (j < b.length && (b[j] as PortRange)[1] < from) j++;
    for (let k = j; k < b.length && (b[k] as PortRange)[0] <= last; k++) {
      const [cutFirst, cutLast] = b[k] as PortRange;
      if (cutFirst > from) left.push([from, cutFirst - 1]);
      from = cutLast + 1;
    }
    if (from <= last) left.push([from, last]);
  }
  return left;
}

/** Whether one range of `outer` contains all of `inner`. Answers the common case, "all ports", without iterating. */
function spans(outer: PortSet, inner: PortSet): boolean {
  const [first] = inner;
  const last = inner[inner.length - 1];
  const [range] = outer;
  if (first === undefined || last === undefined) return true;
  return outer.length === 1 && range !== undefined && range[0] <= first[0] && last[1] <= range[1];
}

export function portCount(set: PortSet): number {
  return set.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

export function hasPort(set: PortSet, port: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = set[middle] as PortRange;
    if (port < first) high = middle - 1;
    else if (port > last) low = middle + 1;
    else return true;
  }
  return false;
}

export function isSubset(a: PortSet, b: PortSet): boolean {
  return subtract(a, b).length === 0;
}

/** Orders sets by their first ports. Returns 0 only for equal sets. */
export function comparePorts(a: PortSet, b: PortSet): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [left, right] = [a[i] as PortRange, b[i] as PortRange];
    if (left[0] !== right[0] || left[1] !== right[1]) return left[0] - right[0] || left[1] - right[1];
  }
  return a.length - b.length;
}

export function* eachPort(set: PortSet): Generator<number> {
  for (const [first, last] of set) for (let port = first; port <= last; port++) yield port;
}

/** @returns nmap's notation, `22,80-90`; the empty string for the empty set */
export function formatPorts(set: PortSet): string {
  return set.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/**
 * Reads nmap's notation as in `<scaninfo services>` and `<extrareasons ports>`.
 * @returns undefined unless the text consists of decimal numbers up to 65535, ascending ranges and commas
 */
export function parsePorts(text: string): PortSet | undefined {
  if (text === '') return NO_PORTS;
  const ranges: PortRange[] = [];
  let sorted = true;
  // Parsed by hand: scans of many hosts contain millions of these numbers, and a regular expression is five times
  // slower.
  for (let at = 0; at <= text.length; at++) {
    const first = readNumber(text, at);
    if (first === undefined) return undefined;
    at = first.end;
    const ranged = text.charCodeAt(at) === HYPHEN;
    const last = ranged ? readNumber(text, at + 1) : first;
    if (last === undefined || first.value > last.value || last.value > MAX_PORT) return undefined;
    at = last.end;
    if (at < text.length && text.charCodeAt(at) !== COMMA) return undefined;
    sorted &&= first.value > (ranges.at(-1)?.[1] ?? -2) + 1;
    ranges.push([first.value, last.value]);
  }
  return sorted ? ranges : portSet(ranges);
}

const HYPHEN = 0x2d;
const COMMA = 0x2c;
const ZERO = 0x30;

/** @returns the number of one to five digits that begins at `from`, and the position after it */
function readNumber(text: string, from: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  let end = from;
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return end === from || end - from > 5 ? undefined : { value, end };
}

/** @returns the lowest ports of a set, at most this number */
export function firstPorts(ports: PortSet, most: number): PortSet {
  let left = most;
  return ports.flatMap(([first, last]): PortSet => {
    if (left <= 0) return [];
    const end = Math.min(last, first + left - 1);
    left -= end - first + 1;
    return [[first, end]];
  });
}

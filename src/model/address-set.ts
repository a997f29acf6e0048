import {
  type Address,
  type AddressPattern,
  addressValue,
  FAMILIES,
  type Family,
  familyOf,
  ipv4FromValue,
  ipv6FromValue,
  type OctetSet,
} from './address.ts';
import { grouped } from './quantity.ts';

/** Inclusive range of addresses as unsigned numbers. */
export type AddressRange = readonly [first: bigint, last: bigint];

/** A set of addresses: ranges sorted, disjoint and never adjacent, so that equal sets have equal representations. */
export type AddressSet = Readonly<Record<Family, readonly AddressRange[]>>;

export const NO_ADDRESSES: AddressSet = { ipv4: [], ipv6: [] };

/** The most ranges that one pattern may have: as many as one run may have addresses. */
const MOST_RANGES = 65_536;

/** @returns the addresses of a pattern; undefined: too many separate ranges, as in `*.*.*.1` */
export function addressSetOf(pattern: AddressPattern): AddressSet | undefined {
  if (pattern.family === 'ipv6') return { ...NO_ADDRESSES, ipv6: [[pattern.first, pattern.last]] };
  const octets = [...pattern.octets];
  let size = 1n;
  while (octets.length > 1 && isFull(octets.at(-1))) {
    octets.pop();
    size *= 256n;
  }
  const last = octets.pop() ?? [];
  const ranges = octets.reduce((count, octet) => count * octetCount(octet), last.length);
  if (ranges > MOST_RANGES) return undefined;
  const prefixes = octets.reduce<readonly bigint[]>(
    (values, octet) => values.flatMap((value) => [...valuesOf(octet)].map((next) => value * 256n + next)),
    [0n],
  );
  const ipv4 = prefixes.flatMap((prefix) =>
    last.map(([first, end]): AddressRange => {
      const base = prefix * 256n;
      return [(base + BigInt(first)) * size, (base + BigInt(end) + 1n) * size - 1n];
    }),
  );
  return { ...NO_ADDRESSES, ipv4: merged(ipv4) };
}

export function uniteAddresses(sets: readonly AddressSet[]): AddressSet {
  return { ipv4: merged(sets.flatMap(({ ipv4 }) => ipv4)), ipv6: merged(sets.flatMap(({ ipv6 }) => ipv6)) };
}

/** @returns the addresses of `a` that are not in `b` */
export function subtractAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { ipv4: without(a.ipv4, b.ipv4), ipv6: without(a.ipv6, b.ipv6) };
}

export function countAddresses(set: AddressSet): bigint {
  return FAMILIES.reduce((sum, family) => set[family].reduce((all, [first, last]) => all + last - first + 1n, sum), 0n);
}

/** The number of ranges that a text lists before it only counts the rest. */
const RANGES_SHOWN = 8;

/**
 * @param most ranges that are listed
 * @returns sorted ranges, `192.0.2.1, 192.0.2.7-192.0.2.254`; a long list ends with the number of further addresses
 */
export function formatAddresses(set: AddressSet, most = RANGES_SHOWN): string {
  const ranges = FAMILIES.flatMap((family) => set[family].map(([first, last]) => ({ family, first, last })));
  const shown = ranges.slice(0, most).map(({ family, first, last }) => {
    const text = family === 'ipv4' ? ipv4FromValue : ipv6FromValue;
    return first === last ? text(first) : `${text(first)}-${text(last)}`;
  });
  const more = ranges.slice(most).reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  return more === 0n ? shown.join(', ') : `${shown.join(', ')} and ${grouped(more)} more`;
}

/** @returns sorted addresses as `formatAddresses` writes them */
export function addressRanges(addresses: Iterable<Address>, most = RANGES_SHOWN): string {
  const found: Record<Family, AddressRange[]> = { ipv4: [], ipv6: [] };
  for (const address of addresses) {
    const value = addressValue(address);
    found[familyOf(address)].push([value, value]);
  }
  return formatAddresses({ ipv4: merged(found.ipv4), ipv6: merged(found.ipv6) }, most);
}

function isFull(octet: OctetSet | undefined): boolean {
  return octet?.length === 1 && octet[0]?.[0] === 0 && octet[0][1] === 255;
}

function octetCount(octet: OctetSet): number {
  return octet.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

function* valuesOf(octet: OctetSet): Generator<bigint> {
  for (const [first, last] of octet) for (let value = first; value <= last; value++) yield BigInt(value);
}

function merged(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const sorted = [...ranges].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const result: [bigint, bigint][] = [];
  for (const [first, last] of sorted) {
    const previous = result.at(-1);
    if (previous === undefined || first > previous[1] + 1n) result.push([first, last]);
    else if (last > previous[1]) previous[1] = last;
  }
  return result;
}

function without(a: readonly AddressRange[], b: readonly AddressRange[]): readonly AddressRange[] {
  const left: AddressRange[] = [];
  let j = 0;
  for (const [first, last] of a) {
    let from = first;
    while (j < b.length && (b[j] as AddressRange)[1] < from) j++;
    for (let k = j; k < b.length && (b[k] as AddressRange)[0] <= last; k++) {
      const [cutFirst, cutLast] = b[k] as AddressRange;
      if (cutFirst > from) left.push([from, cutFirst - 1n]);
      from = cutLast + 1n;
    }
    if (from <= last) left.push([from, last]);
  }
  return left;
}

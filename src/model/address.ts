import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

export const FAMILIES = ['ipv4', 'ipv6'] as const;
export type Family = (typeof FAMILIES)[number];

/** An IP address in canonical text: dotted quad, or RFC 5952. Equal addresses are equal strings. */
export type Address = string & { readonly __address: unique symbol };

/** Inclusive range of one octet's values. */
export type OctetRange = readonly [first: number, last: number];

/** The values of one octet: sorted, disjoint ranges. */
export type OctetSet = readonly OctetRange[];

/** Addresses as a policy may write them (nmap manual, "Target specification"). nmap has no octet ranges for IPv6. */
export type AddressPattern =
  | { readonly family: 'ipv4'; readonly octets: readonly [OctetSet, OctetSet, OctetSet, OctetSet] }
  | { readonly family: 'ipv6'; readonly first: bigint; readonly last: bigint };

/**
 * An IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) becomes the IPv4 address that its packets reach.
 * @returns the canonical address, or undefined for anything but a dotted quad or an IPv6 literal without a zone
 */
export function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) {
    if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
    const parsed = ipaddr.IPv6.parse(text);
    return (parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed).toString() as Address;
  }
  // Four decimal numbers without leading zeros have only one spelling.
  return isIPv4(text) ? (text as Address) : undefined;
}

export function familyOf(address: Address): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

function octetsOf(address: Address): readonly number[] {
  return address.split('.').map(Number);
}

/** @returns the address as an unsigned number of 32 or 128 bits */
export function addressValue(address: Address): bigint {
  if (familyOf(address) === 'ipv4') return BigInt(octetsOf(address).reduce((value, octet) => value * 256 + octet, 0));
  return ipaddr.IPv6.parse(address).parts.reduce((value, part) => (value << 16n) | BigInt(part), 0n);
}

export function ipv4FromValue(value: bigint): Address {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.') as Address;
}

export function ipv6FromValue(value: bigint): Address {
  const bytes = Array.from({ length: 16 }, (_, index) => Number((value >> BigInt(8 * (15 - index))) & 255n));
  return ipaddr.fromByteArray(bytes).toString() as Address;
}

/** The order of reports: IPv4 before IPv6, then by number. */
export function compareAddresses(a: Address, b: Address): number {
  const [familyA, familyB] = [familyOf(a), familyOf(b)];
  if (familyA !== familyB) return familyA === 'ipv4' ? -1 : 1;
  const [valueA, valueB] = [addressValue(a), addressValue(b)];
  return valueA < valueB ? -1 : valueA > valueB ? 1 : 0;
}

/** 127.0.0.0/8 (RFC 1122, 3.2.1.3) and ::1 (RFC 4291, 2.5.3). */
export function isLoopback(address: Address): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** @returns how many addresses the pattern contains, without enumerating them */
export function patternCount(pattern: AddressPattern): bigint {
  if (pattern.family === 'ipv6') return pattern.last - pattern.first + 1n;
  return pattern.octets.reduce(
    (product, octet) => product * BigInt(octet.reduce((sum, [first, last]) => sum + last - first + 1, 0)),
    1n,
  );
}

export function patternHas(pattern: AddressPattern, address: Address): boolean {
  if (pattern.family !== familyOf(address)) return false;
  if (pattern.family === 'ipv6') {
    const value = addressValue(address);
    return pattern.first <= value && value <= pattern.last;
  }
  const values = octetsOf(address);
  return pattern.octets.every((octet, index) => {
    const value = values[index] as number;
    return octet.some(([first, last]) => first <= value && value <= last);
  });
}

/** @returns whether `outer` contains every address of `inner` */
export function patternCovers(outer: AddressPattern, inner: AddressPattern): boolean {
  if (outer.family === 'ipv6') {
    return inner.family === 'ipv6' && outer.first <= inner.first && inner.last <= outer.last;
  }
  return (
    inner.family === 'ipv4' &&
    outer.octets.every((octet, index) =>
      (inner.octets[index] as OctetSet).every(([first, last]) =>
        octet.some(([outerFirst, outerLast]) => outerFirst <= first && last <= outerLast),
      ),
    )
  );
}

/** Yields the addresses in ascending order. Call `patternCount` first: a pattern may contain 2^128 addresses. */
export function* patternAddresses(pattern: AddressPattern): Generator<Address> {
  if (pattern.family === 'ipv6') {
    for (let value = pattern.first; value <= pattern.last; value++) yield ipv6FromValue(value);
    return;
  }
  const [a, b, c, d] = pattern.octets.map((octet) => [...octetValues(octet)]) as [
    number[],
    number[],
    number[],
    number[],
  ];
  for (const w of a) for (const x of b) for (const y of c) for (const z of d) yield `${w}.${x}.${y}.${z}` as Address;
}

function* octetValues(octet: OctetSet): Generator<number> {
  for (const [first, last] of octet) for (let value = first; value <= last; value++) yield value;
}

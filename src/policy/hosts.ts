import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { type AddressPattern, addressValue, familyOf, parseAddress, patternCovers } from '../model/address.ts';
import type { HostPattern, ScopePattern } from '../model/policy.ts';
import { fault, type Parsed, quote, type Remedy } from './fault.ts';
import { parseIpv4 } from './ipv4.ts';

/**
 * Reads one host: an address in one of nmap's forms (nmap manual, "Target specification") or a DNS name. IPv4: a single
 * address, CIDR (bits after the prefix are ignored, as in nmap), ranges and lists in any octet. IPv6: a single address,
 * CIDR.
 */
export function parseHost(text: string): Parsed<HostPattern> {
  if (text.includes('*') && /[a-z]/i.test(text)) {
    return invalid(text, 'is a wildcard, which only authorization.scope may have', { rule: 'list the names' });
  }
  return parsePattern(text);
}

/** Like `parseHost`, but also accepts `*.example.com`. */
export function parseScope(text: string): Parsed<ScopePattern> {
  const below = /^\*\.(.*[a-z_].*)$/i.exec(text)?.[1];
  if (below === undefined) return parseHost(text);
  const parsed = parseName(below);
  if ('fault' in parsed) return parsed;
  return { value: { kind: 'wildcard', suffix: parsed.value, text: `*.${parsed.value}` } };
}

/** Like `parseHost`, but accepts only one address or one name. */
export function parseSingleHost(text: string): Parsed<HostPattern> {
  const parsed = parseHost(text);
  if ('fault' in parsed || parsed.value.kind === 'name' || parseAddress(text) !== undefined) return parsed;
  return invalid(text, 'is more than one address', { rule: 'a waiver takes one address or one name' });
}

function parsePattern(text: string): Parsed<HostPattern> {
  const misplaced = MISTAKES.find(({ pattern }) => pattern.test(text));
  if (misplaced !== undefined) return invalid(text, misplaced.message, misplaced.remedy(text));
  const looksNumeric = /^[\d.*,/-]+$/.test(text);
  if (text.includes(':') || looksNumeric) {
    const parsed = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
    if ('fault' in parsed) return parsed;
    const reserved = UNSCANNABLE.find(({ range }) => patternCovers(range, parsed.value));
    if (reserved !== undefined) return invalid(text, `is ${reserved.what}: no host has it`);
    return { value: { kind: 'addresses', pattern: parsed.value, text } };
  }
  const name = parseName(text);
  return 'fault' in name ? name : { value: { kind: 'name', name: name.value, text } };
}

/** What people write instead of a host. The first match decides the message. */
const MISTAKES: readonly {
  readonly pattern: RegExp;
  readonly message: string;
  readonly remedy: (text: string) => Remedy;
}[] = [
  { pattern: /^\s*$/, message: 'is empty', remedy: () => ({ rule: 'an address or a name is expected' }) },
  { pattern: /^[a-z][a-z0-9+.-]*:\/\//i, message: 'is a URL, not a host', remedy: (text) => ({ meant: hostOf(text) }) },
  {
    pattern: /^(\d+\.\d+\.\d+\.)\d+\s*-\s*\1\d+$/,
    message: 'is a range with two whole addresses',
    remedy: (text) => ({ meant: text.replace(/\s*-\s*(?:\d+\.){3}/, '-') }),
  },
  {
    pattern: /^[\d.]+\/(?:\d+\.){3}\d+$/,
    message: 'has a netmask',
    remedy: (text) => ({ meant: text.replace(/[^/]*$/, prefixOf), rule: 'write a prefix length such as /24' }),
  },
  {
    pattern: /^[\d.]+\/(?:tcp|udp|sctp)$/i,
    message: 'has a protocol, which belongs to `ports` and the entries',
    remedy: (text) => ({ meant: text.replace(/\/.*$/, '') }),
  },
  { pattern: /@/, message: 'has a user name', remedy: (text) => ({ meant: hostOf(text) }) },
  {
    pattern: /\s/,
    message: 'has spaces',
    remedy: (text) => ({ items: text.split(/[\s,]+/).filter((part) => part !== '') }),
  },
  {
    pattern: /^(?=.*,)(?:[^.]*(?:\.[^.]*){4,}|.*[a-z:].*)$/i,
    message: 'is several hosts',
    remedy: (text) => ({ items: text.split(',').filter((part) => part !== '') }),
  },
  {
    pattern: /%/,
    message: 'has an IPv6 zone, which has a meaning on one machine only',
    remedy: (text) => ({ meant: text.replace(/%[^/]*/, '') }),
  },
  {
    pattern: /^\[.*\]/,
    message: 'has brackets or a port, which belongs to `ports` and the entries',
    remedy: (text) => ({ meant: hostOf(text) }),
  },
  {
    pattern: /^[^:]+:\d*$/,
    message: 'has a port, which belongs to `ports` and the entries',
    remedy: (text) => ({ meant: hostOf(text) }),
  },
  {
    pattern: /^(?=.*[g-z_])[^:]*\/\d+$/i,
    message: 'is a name with a prefix length, which only addresses have',
    remedy: (text) => ({ meant: hostOf(text) }),
  },
  { pattern: /^(?=.*[a-z])[^:]*\//i, message: 'has a path', remedy: (text) => ({ meant: hostOf(text) }) },
];

/** @returns the prefix length of a netmask; the mask itself if it has none */
function prefixOf(mask: string): string {
  const bits = mask
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(bits) && bits.length === 32 ? String(bits.lastIndexOf('1') + 1) : mask;
}

/** @returns the host of a URL, without scheme, user name, port and path */
function hostOf(text: string): string {
  const authority = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
  return authority
    .replace(/^.*@/, '')
    .replace(/^\[(.*)\](?::\d*)?$/, '$1')
    .replace(/^([^:]*):\d*$/, '$1');
}

function parseIpv6(text: string): Parsed<AddressPattern> {
  const [base = '', bits, more] = text.split('/');
  if (base.includes('-') || base.includes('*')) {
    return invalid(text, 'is not an IPv6 address: nmap knows no ranges in them', {
      rule: 'use a prefix such as 2001:db8::/120',
    });
  }
  const address = isIPv6(base) ? parseAddress(base) : undefined;
  if (address === undefined || more !== undefined) return invalid(text, 'is not an IPv6 address');
  if (familyOf(address) === 'ipv4') return invalid(text, 'is an IPv4 address inside IPv6', { meant: address });
  const value = addressValue(address);
  if (bits === undefined) return { value: { family: 'ipv6', first: value, last: value } };
  if (!/^(?:0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > 128) {
    return invalid(text, 'has a bad prefix length: IPv6 has /0 to /128');
  }
  const hostMask = (1n << BigInt(128 - Number(bits))) - 1n;
  const first = (value | hostMask) ^ hostMask;
  return { value: { family: 'ipv6', first, last: first | hostMask } };
}

/**
 * Lengths as in RFC 1035 (2.3.4); letters, digits, hyphens (RFC 1123, 2.1), and underscores, which resolvers accept.
 */
function parseName(text: string): Parsed<string> {
  const name = text.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  // Like "ends in a number" in the WHATWG URL Standard: resolvers read such names as addresses.
  if (/^(?:\d+|0x[\da-f]*)$/.test(labels.at(-1) ?? '')) return invalid(text, 'is neither an IPv4 address nor a name');
  if (/[^\x20-\x7e]/.test(name))
    return invalid(text, 'is not ASCII', {
      meant: domainToASCII(name),
      rule: 'use the xn-- form of the name',
    });
  if (name.length > 253 || labels.some((label) => label.length > 63)) {
    return invalid(text, 'is too long for a name: 253 characters, 63 between two dots');
  }
  if (!labels.every((label) => /^[a-z\d_](?:[a-z\d_-]*[a-z\d_])?$/.test(label))) {
    return invalid(text, 'is neither an address nor a name: correct it');
  }
  return { value: name };
}

function range(cidr: string): AddressPattern {
  const parsed = cidr.includes(':') ? parseIpv6(cidr) : parseIpv4(cidr);
  if ('fault' in parsed) throw new TypeError(parsed.fault.message);
  return parsed.value;
}

/** Addresses that no host can have (RFC 1122, 3.2.1.3; RFC 5771; RFC 4291, 2.5.2 and 2.7). */
const UNSCANNABLE: readonly { readonly range: AddressPattern; readonly what: string }[] = [
  { range: range('0.0.0.0'), what: 'the unspecified address' },
  { range: range('255.255.255.255'), what: 'the broadcast address' },
  { range: range('224.0.0.0/4'), what: 'multicast' },
  { range: range('::'), what: 'the unspecified address' },
  { range: range('ff00::/8'), what: 'multicast' },
];

function invalid(text: string, what: string, remedy: Remedy = {}) {
  return fault('invalid-host', `${quote(text)} ${what}`, remedy);
}

import type { AddressPattern, OctetSet } from '../model/address.ts';
import { type PortRange, portSet } from '../model/port.ts';
import { fault, type Parsed, quote } from './fault.ts';

/**
 * Reads an IPv4 address in nmap's forms: four octets and an optional prefix length. Each octet is a number, a range
 * (`10-19`, `10-`, `-19`, `-`, `*`) or a list of them with commas. As in nmap, address bits after the prefix are
 * ignored.
 */
export function parseIpv4(text: string): Parsed<AddressPattern> {
  const [base = '', bits, more] = text.split('/');
  const parts = base.split('.');
  if (parts.length !== 4 || more !== undefined) {
    return fault('invalid-host', `${quote(text)} is not an IPv4 address: it has four numbers, as in 192.0.2.10`);
  }
  if (bits !== undefined && (!/^(?:0|[1-9]\d?)$/.test(bits) || Number(bits) > 32)) {
    return fault('invalid-host', `${quote(text)} has a bad prefix length: IPv4 has /0 to /32`);
  }
  const octets: OctetSet[] = [];
  for (const [index, part] of parts.entries()) {
    const octet = parseOctet(part);
    if ('what' in octet) {
      const { what, meant } = octet;
      const whole = parts.map((other, place) => (place === index ? meant : other)).join('.');
      const remedy = meant === undefined ? {} : { meant: bits === undefined ? whole : `${whole}/${bits}` };
      return fault('invalid-host', `${quote(text)} is not an IPv4 address: ${what}`, remedy);
    }
    octets.push(bits === undefined ? octet : masked(octet, Math.min(8, Math.max(0, Number(bits) - 8 * index))));
  }
  const [a = [], b = [], c = [], d = []] = octets;
  return { value: { family: 'ipv4', octets: [a, b, c, d] } };
}

/** @returns the values; or what is wrong, and what the octet probably means */
function parseOctet(text: string): OctetSet | { readonly what: string; readonly meant?: string } {
  const ranges: PortRange[] = [];
  for (const item of text.split(',')) {
    const match = /^(?:\*|(\d*)(-?)(\d*))$/.exec(item);
    if (match === null || item === '')
      return { what: item === '' ? 'a number is missing' : `${quote(item)} is no range` };
    const [, from = '', dash = '-', to = ''] = match;
    if (/^0\d/.test(from) || /^0\d/.test(to)) {
      const what = `${quote(item)} has a leading zero, which some read as octal`;
      return { what, meant: text.replace(/\b0+(?=\d)/g, '') };
    }
    const first = from === '' ? 0 : Number(from);
    const last = dash === '' ? first : to === '' ? 255 : Number(to);
    if (first > 255 || last > 255) return { what: `${Math.max(first, last)} is more than 255` };
    if (first > last) {
      return { what: `the range ${item} runs backwards`, meant: text.replace(item, `${last}-${first}`) };
    }
    ranges.push([first, last]);
  }
  // Octets and ports use the same sorted, merged ranges.
  return portSet(ranges);
}

/** @returns every value that has the same first `bits` bits as one of the octet's values */
function masked(octet: OctetSet, bits: number): OctetSet {
  const size = 2 ** (8 - bits);
  return portSet(octet.map(([first, last]) => [first - (first % size), last - (last % size) + size - 1]));
}

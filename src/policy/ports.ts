import {
  ALL_PORTS,
  intersect,
  isSubset,
  MAX_PORT,
  NO_PORTS,
  type PortRange,
  type PortSet,
  PROTOCOLS,
  type Protocol,
} from '../model/port.ts';
import { nearest } from '../model/suggest.ts';
import { TOP_100_TCP, TOP_1000_TCP } from '../model/top-ports.ts';
import { fault, type Parsed, quote, within } from './fault.ts';
import { NOT_A_PORT, portSlip, setMeant } from './port-slips.ts';

/** Words for sets of ports in `ports`. */
export const PORT_WORDS = ['all', 'none', 'top-100', 'top-1000'] as const;

/** A port or a range of one protocol, as in an entry. */
export interface PortReference {
  readonly protocol: Protocol;
  readonly ports: PortSet;
}

/** Reads one item of `ports`: `80`, `8000-8010`, `all`, `none`, and for TCP `top-100` and `top-1000`. */
export function parsePortItem(item: string | number, protocol: Protocol): Parsed<PortSet> {
  const text = String(item);
  if (text === 'all') return { value: ALL_PORTS };
  if (text === 'none') return { value: NO_PORTS };
  if (text === 'top-100' || text === 'top-1000') {
    if (protocol === 'tcp') return { value: text === 'top-100' ? TOP_100_TCP : TOP_1000_TCP };
    return fault('invalid-port', `${quote(text)} is a list of TCP ports`, {
      rule: `name the ${protocol} ports`,
    });
  }
  if (/^[\d-]+(?:\s*,\s*[\d-]+)+$/.test(text)) {
    const items = text.split(/\s*,\s*/);
    return fault('invalid-port', `${quote(text)} is several ports`, { meant: items.map(numeric), items });
  }
  if (/\/\w+$/.test(text)) {
    const meant = numeric(text.replace(/\/\w+$/, ''));
    return fault('invalid-port', `${quote(text)} names a protocol, and the key already says ${protocol}`, { meant });
  }
  const set = setMeant(text);
  if (set !== undefined) return fault('invalid-port', `${quote(text)} is not a port`, { meant: numeric(set) });
  if (/^\d/.test(text)) return parseRange(text);
  const near = nearest(text, PORT_WORDS);
  return fault('invalid-port', `${quote(text)} is not a port`, {
    rule: 'name a port, a range such as 8000-8010, all, none, top-100 or top-1000',
    ...(near === undefined ? {} : { meant: near, guess: true }),
  });
}

/** A single port is a number in YAML. */
function numeric(text: string): string | number {
  return /^\d{1,5}$/.test(text) ? Number(text) : text;
}

/** @returns the index of the first set that shares ports with an earlier set, and the message; undefined: none does */
export function findOverlap(sets: readonly PortSet[]): { index: number; message: string; rule?: string } | undefined {
  for (const [index, set] of sets.entries()) {
    const earlier = sets.slice(0, index).find((other) => intersect(other, set).length > 0);
    if (earlier === undefined) continue;
    if (isSubset(set, earlier)) return { index, message: 'these ports are already in this list' };
    const rule = 'name each port in one item only';
    return { index, message: 'some of these ports are already in this list', rule };
  }
  return undefined;
}

/** Reads `443/tcp` or `8000-8010/tcp`. The protocol is mandatory. */
export function parsePortReference(text: string): Parsed<PortReference> {
  const slip = portSlip(text);
  if (slip !== undefined) return fault('invalid-port', `${quote(text)} ${NOT_A_PORT}`, slip);
  const [numbers = '', name, more] = text.split('/');
  if (!/^[\d,-]+$/.test(numbers)) return fault('invalid-port', `${quote(text)} ${NOT_A_PORT}`);
  if (name === undefined || name === '') {
    return fault('missing-protocol', `${quote(text)} does not say which protocol`, { meant: `${numbers}/tcp` });
  }
  if (more !== undefined) {
    return fault('invalid-port', `${quote(text)} has too many parts: a space separates the service from the port`, {
      meant: `${numbers}/${name} ${more}`,
    });
  }
  const protocol = PROTOCOLS.find((known) => known === name);
  if (protocol === undefined) {
    const near = nearest(name, PROTOCOLS);
    return fault('invalid-port', `${quote(text)} does not end in a protocol: tcp, udp or sctp`, {
      ...(near === undefined ? {} : { meant: `${numbers}/${near}`, guess: true }),
    });
  }
  if (numbers.includes(',')) {
    const items = numbers.split(',').map((part) => `${part}/${protocol}`);
    return fault('invalid-port', `${quote(text)} is several ports`, { items, rule: 'make an entry for each' });
  }
  const range = within(parseRange(numbers), (part) => `${part}/${protocol}`);
  return 'fault' in range ? range : { value: { protocol, ports: range.value } };
}

function parseRange(text: string): Parsed<PortSet> {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return fault('invalid-port', `${quote(text)} is not a port or a range of ports`);
  const [, from = '', to = from] = match;
  if (/^0\d/.test(from) || /^0\d/.test(to))
    return fault('invalid-port', `${quote(text)} has a leading zero`, { meant: text.replace(/\b0+(?=\d)/g, '') });
  const range: PortRange = [Number(from), Number(to)];
  const tooHigh = range.find((port) => port > MAX_PORT);
  if (tooHigh !== undefined) return fault('invalid-port', `${tooHigh} is not a port: the highest is ${MAX_PORT}`);
  if (range[0] > range[1]) {
    return fault('invalid-port', `the range ${text} runs backwards`, { meant: `${range[1]}-${range[0]}` });
  }
  return { value: [range] };
}

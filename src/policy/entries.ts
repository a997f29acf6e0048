import type { Expectation } from '../model/policy.ts';
import { portCount } from '../model/port.ts';
import { fault, type Parsed, quote, within } from './fault.ts';
import { NOT_A_PORT, portSlip } from './port-slips.ts';
import { type PortReference, parsePortReference } from './ports.ts';
import { parseForbiddenService, parseService } from './services.ts';

/** No host needs more open ports than this. A longer range is a mistake. */
const MAX_REQUIRED = 256;

/** What the short form of an entry means. */
export type ShortEntry =
  | ({ readonly kind: 'port'; readonly service: string | null } & PortReference)
  | { readonly kind: 'service'; readonly service: string };

/** Reads `443/tcp`; for `require` and `allow` also `443/tcp https`; for `forbid` also `telnet`. */
export function parseShortEntry(text: string, expectation: Expectation): Parsed<ShortEntry> {
  const slip = portSlip(text.trim(), expectation === 'forbid');
  if (slip !== undefined) return fault('invalid-port', `${quote(text)} ${NOT_A_PORT}`, slip);
  const [first = '', second, ...more] = text.trim().split(/\s+/);
  if (second !== undefined && more.length > 0) {
    const service = parseService(second);
    const meant = 'fault' in service ? (service.fault.meant ?? second) : second;
    return fault('invalid-port', `${quote(text)} has more than a port and a service`, {
      meant: { port: first, service: meant, reason: more.join(' ') },
      rule: 'the rest has keys of its own, such as reason',
    });
  }
  if (expectation === 'forbid' && second === undefined && !/^\d|\/(?:tcp|udp|sctp)$/.test(first)) {
    const service = parseForbiddenService(first);
    return 'fault' in service ? service : { value: { kind: 'service', service: service.value } };
  }
  const reference = within(parseEntryPort(first, expectation), (part) => text.trim().replace(first, () => part));
  if ('fault' in reference) return reference;
  if (second === undefined) return { value: { kind: 'port', service: null, ...reference.value } };
  const refused = serviceRefused(expectation);
  if (refused !== undefined) {
    return fault('unexpected-service', `${quote(text)} names a service: ${refused}`, { meant: first });
  }
  const [[port] = []] = reference.value.ports;
  const service = within(parseService(second, port), (part) => `${first} ${part}`.trimEnd());
  return 'fault' in service ? service : { value: { kind: 'port', service: service.value, ...reference.value } };
}

/** Reads the `port` of an entry. */
export function parseEntryPort(text: string, expectation: Expectation): Parsed<PortReference> {
  const reference = parsePortReference(text);
  if ('fault' in reference || expectation !== 'require') return reference;
  const count = portCount(reference.value.ports);
  if (count <= MAX_REQUIRED) return reference;
  return fault(
    'too-many-required',
    `${quote(text)} requires ${count} ports to be open: at most ${MAX_REQUIRED} in one entry; allow them, or ` +
      'ask in pieces',
  );
}

/** Reads the `port` of a waiver: exactly one. */
export function parseWaivedPort(text: string): Parsed<PortReference> {
  const reference = parsePortReference(text);
  if ('fault' in reference || portCount(reference.value.ports) === 1) return reference;
  return fault('invalid-port', `${quote(text)} is more than one port: a waiver is for exactly one`);
}

/** @returns why this kind of entry accepts no service with its port; undefined if it does */
export function serviceRefused(expectation: Expectation): string | undefined {
  switch (expectation) {
    case 'require':
    case 'allow':
      return undefined;
    case 'filtered':
      return 'a filtered port must not answer, so no service can be seen on it';
    case 'forbid':
      return 'a forbidden port is forbidden whatever it serves';
    default:
      return expectation satisfies never;
  }
}

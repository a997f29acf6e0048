import type { Remedy } from './fault.ts';

export const NOT_A_PORT = 'is not a port with its protocol, as 443/tcp is';

/** The usual ports of services (IANA), for users who write a service without a port. */
const USUAL_PORTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ftp: '21/tcp',
    ssh: '22/tcp',
    telnet: '23/tcp',
    smtp: '25/tcp',
    domain: '53/udp',
    http: '80/tcp',
    pop3: '110/tcp',
    ntp: '123/udp',
    imap: '143/tcp',
    snmp: '161/udp',
    ldap: '389/tcp',
    https: '443/tcp',
    'microsoft-ds': '445/tcp',
    ldaps: '636/tcp',
    imaps: '993/tcp',
    pop3s: '995/tcp',
    mysql: '3306/tcp',
    'ms-wbt-server': '3389/tcp',
    postgresql: '5432/tcp',
    redis: '6379/tcp',
    mongodb: '27017/tcp',
  }),
);

const NUMBERS = String.raw`(?<numbers>\d{1,5}(?:-\d{1,5})?)`;
const PROTOCOL = '(?<protocol>tcp|udp|sctp)';
const SERVICE = String.raw`(?<service>[a-z][\w.-]*)`;

/** Other ways to write a port with its protocol. */
const ONE = [
  `^${PROTOCOL}[/: -]?${NUMBERS}$`,
  `^${NUMBERS}[ :.]?${PROTOCOL}$`,
  String.raw`^(?<numbers>\d{1,5})(?: - |- | -|\.\.)(?<last>\d{1,5})(?:/${PROTOCOL})?$`,
  `^port[ :=]*${NUMBERS}(?:/${PROTOCOL})?$`,
  String.raw`^(?:\*|all|any)(?:/${PROTOCOL})?$`,
  `^${NUMBERS}:${SERVICE}$`,
  `^${NUMBERS}/${PROTOCOL}[:,]${SERVICE}$`,
  String.raw`^${NUMBERS}(?:\s+[/\\]\s*|[/\\]\s+|\\)${PROTOCOL}$`,
  String.raw`^(?!port)${SERVICE}(?:[: ]|/(?=\d))${NUMBERS}(?:/${PROTOCOL})?$`,
].map((form) => new RegExp(form, 'i'));

const BOTH = new RegExp(
  String.raw`^${NUMBERS}/(?:both|any|all|\*|(?<first>tcp|udp|sctp)[/,+&](?<second>tcp|udp|sctp))$`,
  'i',
);
const NAMED = new RegExp(`^${SERVICE}(?:/${PROTOCOL})?$`, 'i');

/** A port with its protocol, and an optional service. */
const ENTRY = String.raw`\d[\d-]*/(?:tcp|udp|sctp)(?:\s+[a-z][^\s,;]*)?`;
const SEVERAL = new RegExp(String.raw`^${ENTRY}(?:(?:\s+-\s+|\s*[,;]\s*|\s+)${ENTRY})+$`, 'i');

/**
 * @param forbidden whether a service may replace a port
 * @returns what the text probably means; undefined: it is a valid port with its protocol, or nothing is likely
 */
export function portSlip(text: string, forbidden = false): Remedy | undefined {
  if (SEVERAL.test(text)) return { items: [...text.matchAll(new RegExp(ENTRY, 'gi'))].map(([item]) => item) };
  const both = BOTH.exec(text)?.groups;
  if (both !== undefined) {
    const { numbers = '', first = 'tcp', second = 'udp' } = both;
    return { items: [`${numbers}/${first.toLowerCase()}`, `${numbers}/${second.toLowerCase()}`] };
  }
  for (const form of ONE) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const { numbers = '0-65535', last, protocol = 'tcp', service } = groups;
    const range = last === undefined ? numbers : `${numbers}-${last}`;
    return { meant: `${range}/${protocol.toLowerCase()}${service === undefined ? '' : ` ${service}`}` };
  }
  const { service, protocol } = NAMED.exec(text)?.groups ?? {};
  if (service === undefined) return undefined;
  if (forbidden) return protocol === undefined ? undefined : { meant: service };
  const usual = USUAL_PORTS.get(service.toLowerCase())?.split('/');
  return usual === undefined ? undefined : { meant: `${usual[0]}/${protocol ?? usual[1]} ${service.toLowerCase()}` };
}

/** @returns what an item of `ports` without a protocol probably means: `*`, `1-`, `1..1024`, `https` */
export function setMeant(text: string): string | undefined {
  if (/^(?:\*|-|any|every)$/i.test(text)) return 'all';
  const [, from, to] = /^(\d*)(?:-|\.\.| - )(\d*)$/.exec(text) ?? [];
  const isRange = /^\d+-\d+$/.test(text);
  if (from !== undefined && to !== undefined) return isRange ? undefined : `${from || '0'}-${to || '65535'}`;
  return USUAL_PORTS.get(text.toLowerCase())?.replace(/\/.*$/, '');
}

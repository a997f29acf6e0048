import type { ServiceEvidence } from './observation.ts';

/** What people write → nmap's name for it (the `match` lines of nmap-service-probes). */
export const SERVICE_ALIASES: Readonly<Record<string, string>> = {
  activemq: 'apachemq',
  ajp: 'ajp13',
  cassandra: 'cassandra-native',
  cifs: 'microsoft-ds',
  db2: 'ibm-db2',
  dns: 'domain',
  dot: 'domain-s',
  // nmap's script for CouchDB writes it, and people do.
  httpd: 'http',
  ipsec: 'isakmp',
  'ircs-u': 'ircs',
  kerberos: 'kerberos-sec',
  ldapssl: 'ldaps',
  memcache: 'memcached',
  mongo: 'mongodb',
  mssql: 'ms-sql-s',
  mssqlserver: 'ms-sql-s',
  netbios: 'netbios-ssn',
  oracle: 'oracle-tns',
  portmapper: 'rpcbind',
  postgres: 'postgresql',
  rdp: 'ms-wbt-server',
  'secure-mqtt': 'mqtts',
  'sip-tls': 'sips',
  slp: 'svrloc',
  smb: 'microsoft-ds',
  snews: 'nntps',
  socks: 'socks5',
  // Two match lines of nmap have this typing error, or the others have.
  srvloc: 'svrloc',
  submission: 'smtp',
  submissions: 'smtps',
  sunrpc: 'rpcbind',
  svn: 'svnserve',
  www: 'http',
};

/**
 * The names that services have inside TLS (IANA's service names; `domain-s` is DNS over TLS, RFC 7858). The only table
 * for what a policy may write, what nmap may report, and what a `forbid` of the plain name covers.
 */
export const TLS_NAMES: Readonly<Record<string, string>> = {
  amqp: 'amqps',
  domain: 'domain-s',
  ftp: 'ftps',
  http: 'https',
  imap: 'imaps',
  irc: 'ircs',
  ldap: 'ldaps',
  mqtt: 'mqtts',
  nntp: 'nntps',
  pop3: 'pop3s',
  sip: 'sips',
  smtp: 'smtps',
  telnet: 'telnets',
};

const ALREADY_TLS = new Set(Object.values(TLS_NAMES));

const PLAIN_NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TLS_NAMES).map(([plain, overTls]) => [overTls, plain]),
);

/**
 * Names under which nmap reports the same service. A policy that names the first is satisfied by the others. Samba on
 * 445 is `netbios-ssn`. XMPP servers are `jabber`. Windows' RDP and SQL Server negotiate TLS inside their own protocol.
 */
const EQUIVALENTS: Readonly<Record<string, readonly string[]>> = {
  jabber: ['xmpp'],
  'microsoft-ds': ['netbios-ssn'],
  'ms-sql-s': ['ssl/ms-sql-s'],
  'ms-wbt-server': ['ssl/ms-wbt-server'],
  'netbios-ssn': ['microsoft-ds'],
  socks5: ['socks4', 'socks-proxy'],
  xmpp: ['jabber'],
};

/**
 * @returns the only name for a service that a policy names: lower case, aliases resolved, `https` for `ssl/http`, `nfs`
 * for `rpc/nfs`
 */
export function normaliseService(name: string): string {
  const lower = name.trim().toLowerCase();
  const program = /^rpc\/(.+)$/.exec(lower)?.[1];
  if (program !== undefined) return normaliseService(program);
  const overTls = /^(?:ssl|tls)\/(.+)$/.exec(lower)?.[1];
  if (overTls !== undefined) return insideTls(alias(overTls));
  return alias(lower);
}

/**
 * Says nothing about the quality of the evidence.
 * @returns the service that the evidence names, comparable with `normaliseService`: `https` for `http` in an SSL
 * tunnel; `ssl/NAME` if the service has no name of its own inside TLS
 */
export function observedService(evidence: ServiceEvidence): string {
  const name = normaliseService(evidence.name);
  return evidence.tunnel === 'ssl' ? insideTls(name) : name;
}

/**
 * nmap's names for an answer that identifies nothing: an accepted connection, a TLS handshake, or unrecognised data.
 */
const NAMELESS: ReadonlySet<string> = new Set(['tcpwrapped', 'unknown', 'ssl', 'tls', 'dtls', '']);

/** @returns nmap's own name in lower case, without the prefix of a tunnel */
export function bareName({ name }: ServiceEvidence): string {
  return name.toLowerCase().replace(/^(?:ssl|tls)\//, '');
}

/** @returns whether nmap recognised the service, and not only that something answers */
export function isRecognised(evidence: ServiceEvidence): boolean {
  return !isNameless(bareName(evidence));
}

/** @returns whether a name in lower case names no service, in a policy or a result */
export function isNameless(name: string): boolean {
  return NAMELESS.has(name);
}

/**
 * nmap calls some gateways and filters of a service by its name and `-proxy` (`smtp-proxy`). They speak the service's
 * protocol.
 * @returns whether the observed service satisfies the expected service, both normalised; not symmetric
 */
export function sameService(expected: string, observed: string): boolean {
  if (expected === observed || (lookUp(EQUIVALENTS, expected)?.includes(observed) ?? false)) return true;
  const plain = lookUp(PLAIN_NAMES, expected);
  return observed === (plain === undefined ? `${expected}-proxy` : `ssl/${plain}-proxy`);
}

/** @returns the name of a normalised service without TLS: `imap` for `imaps`, `redis` for `ssl/redis` */
export function withoutTls(name: string): string {
  return lookUp(PLAIN_NAMES, name) ?? name.replace(/^ssl\//, '');
}

function insideTls(name: string): string {
  if (ALREADY_TLS.has(name) || name.startsWith('ssl/') || name === 'ssl') return name;
  return lookUp(TLS_NAMES, name) ?? `ssl/${name}`;
}

function alias(name: string): string {
  return lookUp(SERVICE_ALIASES, name) ?? name;
}

/** A foreign name may be `constructor`, so only the table's own keys count. */
function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

import { XMLBuilder } from 'fast-xml-parser';

/** One port as nmap lists it. */
interface ListedPort {
  readonly state: string;
  readonly reason: string;
  /** `name` alone: proven by a version scan. */
  readonly service?: string | { readonly name: string; readonly method: 'table' | 'probed'; readonly conf: number };
}

export interface ScannedHost {
  readonly address: string;
  readonly status?: 'up' | 'down';
  /** As the user of nmap wrote it, where that was a name. */
  readonly name?: string;
  readonly timedOut?: boolean;
  /** Its hardware address, as nmap writes it as root on the local link. */
  readonly mac?: string;
  /** Open ports and the services proven there; the empty string for none. */
  readonly open?: Readonly<Record<number, string>>;
  readonly listed?: Readonly<Record<number, ListedPort>>;
  /** What is not listed: its state, and its ports in nmap's notation. */
  readonly folded?: { readonly state: keyof typeof REASONS; readonly ports: string; readonly count?: number };
}

export interface Scan {
  /** `<scaninfo services>`, in nmap's notation. */
  readonly asked: string;
  readonly hosts: readonly ScannedHost[];
  readonly protocol?: 'tcp' | 'udp';
  /** Whether versions were asked for (`-sV`). */
  readonly versions?: boolean;
  /** When the scan ended; left out: now, because results must be fresh to be believed. */
  readonly at?: Date;
}

const REASONS = { closed: 'reset', filtered: 'no-response', 'open|filtered': 'no-response' } as const;

/** A prefix of `@` marks an attribute. */
type Element = Readonly<Record<string, unknown>>;

const BUILDER = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
  format: true,
  indentBy: '',
});

/** @returns nmap 7.93's XML, line by line as nmap writes it. */
export function nmapXml({ asked, hosts, protocol = 'tcp', versions = false, at = new Date() }: Scan): string {
  const ended = Math.floor(at.getTime() / 1_000);
  const type = protocol === 'tcp' ? 'syn' : 'udp';
  const command = `nmap ${protocol === 'tcp' ? '-sS' : '-sU'}${versions ? ' -sV' : ''} -n -Pn -v -oX - -p ${asked}`;
  const up = hosts.filter(({ status }) => status !== 'down').length;
  const run: Element = {
    ...attributes({ scanner: 'nmap', args: command, start: ended - 1, version: '7.93', xmloutputversion: '1.05' }),
    scaninfo: attributes({ type, protocol, numservices: count(asked), services: asked }),
    verbose: attributes({ level: 1 }),
    host: hosts.map((host) => hostElement(host, protocol, ended)),
    runstats: {
      finished: attributes({ time: ended, elapsed: '0.05', exit: 'success' }),
      hosts: attributes({ up, down: hosts.length - up, total: hosts.length }),
    },
  };
  // nmap writes a port at once: a document is never cut off between its lines with half a port.
  const lines = BUILDER.build({ nmaprun: run }).replace(/<port .*?<\/port>/gs, (port) => port.replaceAll('\n', ''));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n${lines}`;
}

function hostElement(host: ScannedHost, protocol: string, ended: number): Element {
  const { address, mac, status = 'up', name, timedOut = false, open = {}, listed = {}, folded } = host;
  const ports: Readonly<Record<string, ListedPort>> = {
    ...Object.fromEntries(
      Object.entries(open).map(([port, service]) => [
        port,
        { state: 'open', reason: 'syn-ack', ...(service === '' ? {} : { service }) },
      ]),
    ),
    ...listed,
  };
  return {
    ...attributes({ starttime: ended - 1, endtime: ended, ...(timedOut ? { timedout: 'true' } : {}) }),
    status: attributes({ state: status, reason: 'user-set', reason_ttl: 0 }),
    address: [
      attributes({ addr: address, addrtype: address.includes(':') ? 'ipv6' : 'ipv4' }),
      ...(mac === undefined ? [] : [attributes({ addr: mac, addrtype: 'mac', vendor: 'Acme' })]),
    ],
    hostnames: name === undefined ? '' : { hostname: attributes({ name, type: 'user' }) },
    ...(status === 'down' || timedOut
      ? {}
      : { ports: { ...foldedElement(folded, protocol), port: Object.entries(ports).map(portElement(protocol)) } }),
  };
}

function foldedElement(folded: ScannedHost['folded'], protocol: string): Element {
  if (folded === undefined) return {};
  const { state, ports, count: own = count(ports) } = folded;
  const extrareasons = attributes({ reason: REASONS[state], count: own, proto: protocol, ports });
  return { extraports: { ...attributes({ state, count: own }), extrareasons } };
}

function portElement(protocol: string): (entry: readonly [string, ListedPort]) => Element {
  return ([port, { state, reason, service }]) => {
    const known = typeof service === 'string' ? { name: service, method: 'probed', conf: 10 } : service;
    return {
      ...attributes({ protocol, portid: port }),
      state: attributes({ state, reason }),
      ...(known === undefined ? {} : { service: serviceElement(known) }),
    };
  };
}

function serviceElement({ name, method, conf }: { name: string; method: string; conf: number }): Element {
  const service = name === 'https' ? { name: 'http', tunnel: 'ssl' } : { name };
  return attributes({ ...service, method, conf });
}

function attributes(values: Element): Element {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, String(value)]));
}

function count(ports: string): number {
  return ports.split(',').reduce((sum, part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return sum + last - first + 1;
  }, 0);
}

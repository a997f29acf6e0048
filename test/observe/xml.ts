import { type Address, parseAddress } from '../../src/model/address.ts';
import type { Mac } from '../../src/model/device.ts';
import type { Observation, PortState, PortsByAddress, UnobservedReason } from '../../src/model/observation.ts';
import { type PortSet, type PortsByProtocol, type Protocol, parsePorts, subtract } from '../../src/model/port.ts';
import { account } from '../../src/observe/account.ts';
import type { Judged, ScanDocument } from '../../src/observe/document.ts';
import { readScan } from '../../src/observe/read.ts';

export const HOST = address('192.0.2.10');

export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

export function ports(text: string): PortSet {
  const parsed = parsePorts(text);
  if (parsed === undefined) throw new Error(`not a list of ports: ${text}`);
  return parsed;
}

export function cover(byProtocol: PortsByProtocol, ...addresses: readonly Address[]): PortsByAddress {
  return new Map((addresses.length === 0 ? [HOST] : addresses).map((one) => [one, byProtocol]));
}

/** A whole document around the given elements, as nmap 7.93 writes it. */
export function scan(body: string, { args = 'nmap -v -sS', end = FINISHED } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<!-- Nmap 7.93 scan initiated as: ${args.replaceAll('-', '&#45;')} -->
<nmaprun scanner="nmap" args="${args}" start="1795239385" version="7.93" xmloutputversion="1.05">
${body}${end}`;
}

export const FINISHED =
  '<runstats><finished time="1" summary="Nmap done" elapsed="1" exit="success"/><hosts up="1" down="0" ' +
  'total="1"/>\n</runstats>\n</nmaprun>\n';

export function asked(services: string, protocol = 'tcp'): string {
  const count = ports(services).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return (
    `<scaninfo type="${{ udp: 'udp', sctp: 'sctpinit' }[protocol as string] ?? 'syn'}" protocol="${protocol}" ` +
    `numservices="${count}" services="${services}"/>\n`
  );
}

export function host(inner: string, { addr = HOST as string, state = 'up', attributes = '', names = '' } = {}): string {
  const family = addr.includes(':') ? 'ipv6' : 'ipv4';
  return `<host starttime="1" endtime="2"${attributes}><status state="${state}" reason="echo-reply" reason_ttl="64"/>
<address addr="${addr}" addrtype="${family}"/>
<hostnames>${names}</hostnames>
${inner}</host>
`;
}

export function port(number: number | string, state: string, service = '', protocol = 'tcp'): string {
  return (
    `<port protocol="${protocol}" portid="${number}"><state state="${state}" reason="syn-ack" ` +
    `reason_ttl="64"/>${service}</port>\n`
  );
}

/** `<extraports>` as since 7.92, with the list of its ports. */
export function extra(state: string, list: string, protocol = 'tcp'): string {
  const count = ports(list).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return (
    `<extraports state="${state}" count="${count}"><extrareasons reason="reset" count="${count}" proto="` +
    `${protocol}" ports="${list}"/></extraports>\n`
  );
}

/** `<extraports>` as before 7.92: a count alone. */
export function oldExtra(state: string, count: number): string {
  return (
    `<extraports state="${state}" count="${count}"><extrareasons reason="resets" count="` + `${count}"/></extraports>\n`
  );
}

export async function* chunked(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export function read(xml: string | Uint8Array, size?: number): Promise<ScanDocument> {
  const bytes = typeof xml === 'string' ? Buffer.from(xml) : xml;
  return readScan(chunked(bytes, size), { wants: () => true });
}

export function judged(document: ScanDocument, rest: Partial<Omit<Judged, 'document'>> = {}): Judged {
  return { step: 'sweep', failure: null, covers: null, ...rest, document };
}

/** A host discovery that ended well and found these addresses up, with these hardware addresses or without. */
export async function discovered(up: readonly Address[], macs: readonly Mac[]): Promise<Judged> {
  const hosts = up.map((addr, index) => {
    const link = macs[index] === undefined ? '' : `<address addr="${macs[index]}" addrtype="mac"/>`;
    return host('', { addr }).replace('<hostnames>', `${link}<hostnames>`);
  });
  return judged(await read(scan(hosts.join(''), { args: 'nmap -sn' })), { step: 'discover' });
}

/** The observation of one document that ended well. */
export async function observe(xml: string, required: PortsByAddress): Promise<Observation> {
  return account(required, [judged(await read(xml))]);
}

/** What is unobserved, one line each: `192.0.2.10 tcp 1-3 host-down`. */
export function gaps({ unobserved }: Observation): readonly string[] {
  return unobserved.map(
    (gap) =>
      `${gap.address} ${gap.protocol} ${gap.ports.map(([a, b]) => (a === b ? a : `${a}-${b}`))} ${gap.reason.code}`,
  );
}

/** Which of the required ports are answered. */
export function answered(
  { unobserved }: Observation,
  required: PortsByAddress,
  of: Address,
  protocol: Protocol,
): PortSet {
  return unobserved
    .filter((gap) => gap.address === of && gap.protocol === protocol && gap.reason.code !== 'not-identified')
    .reduce((left, gap) => subtract(left, gap.ports), required.get(of)?.[protocol] ?? []);
}

export function stateSet(observation: Observation, state: PortState, protocol: Protocol = 'tcp', of = HOST): PortSet {
  return observation.hosts.get(of)?.protocols[protocol]?.states[state] ?? [];
}

export const KILLED: UnobservedReason = { code: 'scan-interrupted', text: 'nmap was killed by SIGKILL' };

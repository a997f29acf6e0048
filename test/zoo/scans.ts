import { spawnSync } from 'node:child_process';
import { XMLParser } from 'fast-xml-parser';
import { isNameless, normaliseService, sameService } from '../../src/model/service.ts';
import { isReportable } from '../../src/nmap/service-names.ts';
import type { JsonReport } from '../../src/report/json-schema.ts';
import { type Checked, check, judged } from '../lab/gate.ts';
import { policyOf } from '../lab/policy.ts';
import type { Place, Zoo } from './zoo.ts';

/** What a scan says of a port: nmap's name, in TLS or not; null: it recognises nothing. */
export type Said = ReadonlyMap<string, string | null>;

/** @returns the key of a place in `Said` */
export function keyOf({ address, port }: Pick<Place, 'address' | 'port'>): string {
  return `${address} ${port}`;
}

/** Milliseconds that the reference or a check may take. */
const LIMIT = 900_000;

/**
 * The reference: a plain and patient `nmap -sV` of all ports at once.
 * @param more options beside those
 */
export function askNmap({ places, scanner }: Zoo, more: readonly string[] = []): Said {
  const said = new Map<string, string | null>();
  for (const protocol of ['tcp', 'udp'] as const) {
    const mine = places.filter(({ port }) => port.endsWith(protocol));
    const ports = [...new Set(mine.map(({ port }) => Number.parseInt(port, 10)))].join(',');
    const addresses = [...new Set(mine.map(({ address }) => address))];
    const type = protocol === 'tcp' ? '-sS' : '-sU';
    const options = ['-n', '-Pn', type, '-sV', '--max-rtt-timeout', '200ms', ...more, '-p', ports, '-oX', '-'];
    const argv = ['netns', 'exec', scanner, 'nmap', ...options, ...addresses];
    const { status, stdout, stderr } = spawnSync('ip', argv, { encoding: 'utf8', timeout: LIMIT, maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`nmap ended with ${status}: ${stderr}`);
    for (const [key, name] of readNames(stdout)) said.set(key, name);
  }
  return said;
}

interface Port {
  readonly protocol: string;
  readonly portid: string;
  readonly state: { readonly state: string };
  readonly service?: { readonly name: string; readonly method: string; readonly tunnel?: string };
}

function readNames(xml: string): Said {
  const lists = ['host', 'port', 'address'];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => lists.includes(name),
  });
  const said = new Map<string, string | null>();
  for (const host of parser.parse(xml).nmaprun.host ?? []) {
    const address = host.address.find(({ addrtype }: { addrtype: string }) => addrtype === 'ipv4').addr;
    for (const { protocol, portid, state, service } of (host.ports?.port ?? []) as readonly Port[]) {
      if (state.state === 'open') said.set(`${address} ${portid}/${protocol}`, nameOf(service));
    }
  }
  return said;
}

function nameOf(
  service: { readonly name: string; readonly method: string; readonly tunnel?: string | null } | undefined,
) {
  if (service === undefined || service.method !== 'probed' || isNameless(service.name)) return null;
  return service.tunnel === 'ssl' ? `ssl/${service.name}` : service.name;
}

/** @returns what the report of a check says */
export function saidBy(report: JsonReport): Said {
  const said = new Map<string, string | null>();
  for (const { address, ports } of report.hosts) {
    for (const entry of ports) {
      if (!('port' in entry) || entry.state !== 'open') continue;
      const service = entry.service !== null && entry.service.confidence > 0 ? entry.service : undefined;
      said.set(`${address} ${entry.port}/${entry.protocol}`, nameOf(service));
    }
  }
  return said;
}

/**
 * nmap's scripts write names of the port table (`https-alt`) as if they had been probed, and the words of an MQTT
 * broker in the place of a name. nmap sometimes guesses another RPC program than the one that answers.
 * @param word what is really there; null: nothing that has a name
 * @returns whether our name is the reference's, or says more; or is right, and the reference's is wrong
 */
export function isAsGood(ours: string | null, reference: string | null, word: string | null): boolean {
  if (reference === null || ours === reference) return true;
  const isRight = (name: string) => word !== null && sameService(normaliseService(word), normaliseService(name));
  if (ours !== null && isRight(ours) && !isRight(reference)) return true;
  const isBroker = /\s/.test(reference);
  if (!isBroker && !isReportable(reference.toLowerCase())) return true;
  if (ours === null) return false;
  const [mine, other] = [normaliseService(ours), normaliseService(reference)];
  if (isBroker) return mine === 'mqtt' || mine === 'mqtts';
  return sameService(mine, other) || sameService(other, mine);
}

/** A check of the zoo whose policy allows each place with a word; null: without one. */
export async function askGate(
  { places, scanner, folder }: Zoo,
  word: (place: Place) => string | null,
): Promise<Checked> {
  const targets = [...new Set(places.map(({ address }) => address))].map((address, index) => {
    const mine = places.filter((place) => place.address === address);
    const lines = mine.map((place) => [place.port, word(place) ?? []].flat().join(' '));
    return `zoo${index}:\n  hosts: [${address}]\n  allow:\n${lines.map((line) => `    - ${line}\n`).join('')}`;
  });
  // The same ports of every address, so that one scan asks all of them.
  const list = (protocol: string) => [
    ...new Set(places.flatMap(({ port }) => (port.endsWith(protocol) ? Number.parseInt(port, 10) : []))),
  ];
  const ports = `{tcp: [${list('tcp').join(', ')}], udp: [${list('udp').join(', ')}]}`;
  const policy = policyOf({ targets: targets.join(''), ports, scope: [...new Set(places.map((one) => one.address))] });
  const checked = await check(policy, { netns: scanner, folder, limit: LIMIT });
  judged(checked);
  return checked;
}

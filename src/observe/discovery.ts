import { type Address, compareAddresses } from '../model/address.ts';
import type { Discovery, HostObservation, PortState, UnobservedReason } from '../model/observation.ts';
import type { DiscoveryRecord } from '../model/report.ts';
import { failureOf, type Judged, type ScannedHost } from './document.ts';
import type { Weighed } from './gaps.ts';

const UNTOLD: UnobservedReason = {
  code: 'host-absent',
  text: 'host discovery ended without a result for this address',
};

/** The most addresses that a report lists. It counts the others. */
const LISTED = 1_000;

/**
 * Decides which probed addresses are up. An address is down only if a successful host discovery found it down and no
 * other scan had an answer.
 * @returns null if there was no host discovery
 */
export function discoveryOf(documents: readonly Weighed[]): Discovery | null {
  const asking = documents.filter(({ step }) => step === 'discover');
  if (asking.length === 0) return null;
  const up = new Set<Address>();
  const quiet = new Set<Address>();
  const unknown = new Map<Address, UnobservedReason>();
  for (const { document, verdict, covers } of asking) {
    for (const address of covers?.keys() ?? document.hosts.keys()) {
      const host = document.hosts.get(address);
      if (host?.up === true) up.add(address);
      else if (verdict !== null || host === undefined) unknown.set(address, verdict ?? UNTOLD);
      else quiet.add(address);
    }
  }
  for (const { step, document } of documents) {
    if (step === 'discover') continue;
    for (const [address, host] of document.hosts) {
      if ((quiet.has(address) || unknown.has(address)) && hostAnswered(host)) up.add(address);
    }
  }
  for (const address of up) {
    quiet.delete(address);
    unknown.delete(address);
  }
  // Probed twice, and once without a valid answer: the address is not known to be down.
  for (const address of unknown.keys()) quiet.delete(address);
  const probes = new Set(asking.map(({ document }) => document.pings).filter((text) => text !== ''));
  return { up, down: quiet, probes: [...probes].join('; '), unknown };
}

/**
 * With `-Pn` every host counts as up, and a router may answer for one that is down. Only hosts answer open or closed.
 */
export function hostAnswered({ protocols }: ScannedHost): boolean {
  return Object.values(protocols).some(
    ({ answers: { states }, seen }) => seen !== null || PRESENT.some((state) => (states[state] ?? []).length > 0),
  );
}

const PRESENT = ['open', 'closed', 'unfiltered'] as const satisfies readonly PortState[];

/** @returns what a report contains of a host discovery */
export function recordDiscovery({ up, down, unknown, probes }: Discovery): DiscoveryRecord {
  const downAddresses = [...down].sort(compareAddresses).slice(0, LISTED);
  return { asked: up.size + down.size + unknown.size, up: up.size, down: down.size, downAddresses, probes };
}

/** @returns what discovery scans alone show; null if there are none */
export function readDiscovery(documents: readonly Judged[]): Discovery | null {
  return discoveryOf(documents.map((judged) => ({ ...judged, verdict: failureOf(judged) })));
}

/**
 * @returns the documents without hosts that are down: there may be 65,536 of them, and nothing else is known of them
 */
export function withoutDown(documents: readonly Judged[]): readonly Judged[] {
  return documents.map((judged) => {
    if (judged.step !== 'discover') return judged;
    const hosts = new Map([...judged.document.hosts].filter(([, host]) => host.up));
    return { ...judged, document: { ...judged.document, hosts } };
  });
}

/**
 * There may be 65,536 hosts that are down, and nothing is known of each.
 * @returns the document with one shared entry for all hosts that are down
 */
export function withDownAlike(judged: Judged): Judged {
  let one: ScannedHost | null = null;
  const hosts = new Map<Address, ScannedHost>();
  for (const [address, host] of judged.document.hosts) {
    const silent = !host.up && !host.timedOut && !host.portsScanned;
    if (silent) one ??= host;
    hosts.set(address, silent && one !== null ? one : host);
  }
  return { ...judged, document: { ...judged.document, hosts } };
}

/** @returns whether the host itself answered a port scan: a port is open, closed or unfiltered */
export function answeredPortScan({ protocols }: HostObservation): boolean {
  return Object.values(protocols).some(({ states }) => PRESENT.some((state) => (states[state] ?? []).length > 0));
}

/** @returns a host discovery, corrected by later scans: an address that answered them is up */
export function refineDiscovery(
  { up, down, unknown, probes }: Discovery,
  hosts: ReadonlyMap<Address, HostObservation>,
): Discovery {
  const woken = new Set(
    [...hosts.values()]
      .filter(answeredPortScan)
      .map(({ address }) => address)
      .filter((address) => down.has(address) || unknown.has(address)),
  );
  if (woken.size === 0) return { up, down, unknown, probes };
  return {
    up: new Set([...up, ...woken]),
    down: new Set([...down].filter((address) => !woken.has(address))),
    unknown: new Map([...unknown].filter(([address]) => !woken.has(address))),
    probes,
  };
}

import { type Address, compareAddresses } from '../model/address.ts';
import type { Discovery, PortState, UnobservedReason } from '../model/observation.ts';
import type { DiscoveryRecord } from '../model/report.ts';
import type { ScannedHost } from './document.ts';
import type { Weighed } from './gaps.ts';

const UNTOLD: UnobservedReason = {
  code: 'host-absent',
  text: 'host discovery ended without a result for this address',
};

/** Addresses that a report lists; the others are counted. */
const LISTED = 1_000;

/**
 * Which of the addresses that were asked are up. Down is only what a discovery that ended well says is down, and of which
 * nothing came back in any other scan.
 * @returns null where there was no discovery
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
      if ((quiet.has(address) || unknown.has(address)) && spoke(host)) up.add(address);
    }
  }
  for (const address of up) {
    quiet.delete(address);
    unknown.delete(address);
  }
  // Asked twice, and once without an answer: not known to be down.
  for (const address of unknown.keys()) quiet.delete(address);
  const probes = new Set(asking.map(({ document }) => document.pings).filter((text) => text !== ''));
  return { up, down: quiet, probes: [...probes].join('; '), unknown };
}

/** With `-Pn` every host counts as up, and a router may answer for one that is not: only the host says open or closed. */
function spoke({ protocols }: ScannedHost): boolean {
  return Object.values(protocols).some(
    ({ answers: { states }, seen }) => seen !== null || PRESENT.some((state) => (states[state] ?? []).length > 0),
  );
}

const PRESENT = ['open', 'closed', 'unfiltered'] as const satisfies readonly PortState[];

/** @returns what a report says of a discovery. */
export function recordDiscovery({ up, down, unknown, probes }: Discovery): DiscoveryRecord {
  const downAddresses = [...down].sort(compareAddresses).slice(0, LISTED);
  return { asked: up.size + down.size + unknown.size, up: up.size, down: down.size, downAddresses, probes };
}

import type { Address } from '../model/address.ts';
import type { Mac } from '../model/device.ts';
import type { Grant, RestingHost } from '../model/grant.ts';
import type { Recollect } from '../model/memory.ts';
import { type Discovery, type Unobserved, unobservedPorts } from '../model/observation.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import { seenMacs } from '../observe/host.ts';
import { isDiscovered } from '../plan/discovery.ts';

/** A grant, and what of it rests on memory. */
export interface Rested {
  readonly grant: Grant;
  /** The ports of hosts that are not scanned again although memory does not count as coverage. */
  readonly unobserved: readonly Unobserved[];
}

/**
 * Leaves hosts out of the port scan that an earlier run found clean.
 * @param documents those of host discovery
 * @param away addresses that must not be port scanned anyway: they are nothing that memory could cover
 */
export function restHosts(
  grant: Grant,
  discovery: Discovery | null,
  documents: readonly Judged[],
  away: ReadonlySet<Address>,
  recollect: Recollect | undefined,
): Rested {
  const there = recollect === undefined ? new Map() : hostsThere(grant, discovery, documents, away);
  if (recollect === undefined || there.size === 0) return { grant, unobserved: [] };
  const resting = new Map<Address, RestingHost>();
  const unobserved: Unobserved[] = [];
  for (const [address, since] of recollect(grant, there)) {
    const ports = grant.required.get(address) ?? {};
    if (grant.settingsByAddress.get(address)?.rest?.isCovered === true) resting.set(address, { since, ports });
    else unobserved.push(...unobservedPorts(address, ports, NOT_AGAIN));
  }
  if (resting.size === 0) return { grant, unobserved };
  const required = new Map([...grant.required].filter(([address]) => !resting.has(address)));
  return { grant: { ...grant, required, resting }, unobserved };
}

/**
 * @returns the hosts that a valid host discovery of this run found up, and their hardware addresses; without hosts of
 * which nobody can say which device they are
 */
function hostsThere(
  { required, settingsByAddress }: Grant,
  discovery: Discovery | null,
  documents: readonly Judged[],
  away: ReadonlySet<Address>,
): ReadonlyMap<Address, Mac | null> {
  const macs = seenMacs(documents);
  const valid = documents.filter((judged) => failureOf(judged) === null);
  const there = new Map<Address, Mac | null>();
  for (const address of discovery?.up ?? []) {
    const settings = settingsByAddress.get(address);
    const [mac = null, ...others] = new Set(macs.get(address));
    if (settings?.rest === undefined || !isDiscovered(settings) || away.has(address) || others.length > 0) continue;
    if (Object.keys(required.get(address) ?? {}).length === 0) continue;
    if (valid.some(({ document }) => document.hosts.get(address)?.up === true)) there.set(address, mac);
  }
  return there;
}

/** Without the moment, so that the finding is the same in each run. */
const NOT_AGAIN: Unobserved['reason'] = {
  code: 'not-scanned-again',
  text: 'an earlier run found the host clean, so it was not scanned again; write accept-memory: true if that is enough',
};

import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import {
  type Discovery,
  type HostObservation,
  type SweepRecord,
  type Unobserved,
  type UnobservedReason,
  unobservedPorts,
} from '../model/observation.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { DEFAULT_SETTINGS } from '../model/scan-settings.ts';
import { answeredPortScan } from '../observe/discovery.ts';
import { planDiscovery } from '../plan/discovery.ts';
import { DISCOVERY_WAIT } from '../plan/estimate.ts';
import { BLOCKED } from '../sweep/conclude.ts';
import { leftAfter } from './group-scan.ts';

/** The smallest and the largest number of tries before the silence of an address means that the address is down. */
const FEWEST_TRIES = 3;
const MOST_TRIES = 8;

/**
 * Finds out which addresses are up. Addresses that did not answer are probed again, until a try finds no new address.
 * If the run is over, the next try fails at once, and every address that is not known to be up becomes unobserved:
 * fewer tries do not make an address count as down.
 * @param probe runs plans; returns the result of all plans so far
 * @returns the number of tries
 */
export async function discover(
  grant: Grant,
  machine: Machine,
  probe: (plans: readonly Plan[]) => Promise<Discovery | null>,
): Promise<number> {
  let down = (await probe(planDiscovery(grant, machine).plans))?.down ?? new Set();
  let tries = 1;
  while (down.size > 0 && tries < MOST_TRIES) {
    const left = (await probe(planDiscovery(grant, machine, down).plans))?.down ?? down;
    tries++;
    if (tries >= FEWEST_TRIES && left.size === down.size) break;
    down = left;
  }
  return tries;
}

/**
 * @param tries the seconds of the tries that ended
 * @param share of the current try, 0 to 1; null: unknown
 * @param seconds since the current try began
 * @returns the seconds that are left of host discovery if the usual number of tries is enough; null: too uncertain
 */
export function leftOfTries(tries: readonly number[], share: number | null, seconds: number): number | null {
  if (tries.length >= FEWEST_TRIES) return null;
  const later = FEWEST_TRIES - Math.max(1, tries.length);
  const [first] = tries;
  if (first !== undefined) return Math.max(0, later * (first + DISCOVERY_WAIT) - seconds);
  const left = leftAfter(share, seconds);
  return left === null ? null : left + later * (seconds + left + DISCOVERY_WAIT);
}

/**
 * If sweeps measured so much loss that an address may have lost all its tries, the address is not known to be down.
 * The policy's `confidence` limits the expected number of such addresses, as it limits the missed ports of a sweep.
 * @returns the required coverage of such addresses, as unobserved
 */
export function doubtDown(
  grant: Grant,
  discovery: Discovery | null,
  sweeps: readonly SweepRecord[],
  tries: number,
): readonly Unobserved[] {
  if (discovery === null) return [];
  const loss = Math.max(0, ...sweeps.map((sweep) => sweep.loss ?? 0));
  if (loss ** tries * discovery.down.size < confidenceIn(grant, discovery.down)) return [];
  const lost = `${(100 * loss).toFixed(1)} % of the answers get lost`;
  const reason = {
    code: 'too-lossy',
    text: `host discovery probed the address ${tries} times, and ${lost}: the host may be up`,
  } as const;
  return [...discovery.down].flatMap((address) => unobservedPorts(address, grant.required.get(address) ?? {}, reason));
}

/** @returns the strictest confidence among the targets of these addresses */
function confidenceIn({ settingsByAddress }: Grant, addresses: ReadonlySet<Address>): number {
  let strictest = Number.POSITIVE_INFINITY;
  for (const address of addresses) {
    strictest = Math.min(strictest, settingsByAddress.get(address)?.confidence ?? DEFAULT_SETTINGS.confidence);
  }
  return strictest;
}

/**
 * Probes an address again if the address answered host discovery but no port scan. An address that does not answer now
 * either is gone, or has begun to block this scanner. If no such address answers, the time at which the blocking began
 * is unknown, and so the addresses that were found down are unobserved too.
 * @param hosts the observations after the port scans
 * @param again runs host discovery of addresses once
 * @returns the required coverage of such addresses, as unobserved
 */
export async function doubtUp(
  grant: Grant,
  { up, down }: Discovery,
  hosts: ReadonlyMap<Address, HostObservation>,
  again: (addresses: ReadonlySet<Address>) => Promise<Discovery | null>,
): Promise<readonly Unobserved[]> {
  const toAnswer = [...up].filter((address) => Object.keys(grant.required.get(address) ?? {}).length > 0);
  const silent = toAnswer.filter((address) => {
    const host = hosts.get(address);
    return host === undefined || !answeredPortScan(host);
  });
  let left = new Map(silent.map((address): [Address, UnobservedReason] => [address, BLOCKED]));
  for (let attempt = 0; attempt < FEWEST_TRIES && left.size > 0; attempt++) {
    const seen = await again(new Set(left.keys()));
    left = new Map(
      [...left.keys()]
        .filter((address) => seen?.up.has(address) !== true)
        .map((address) => [address, seen?.unknown.get(address) ?? BLOCKED]),
    );
  }
  const doubted = [...left].flatMap(([address, reason]) =>
    unobservedPorts(address, grant.required.get(address) ?? {}, reason),
  );
  const none = left.size > 0 && left.size === toAnswer.length;
  return none
    ? [
        ...doubted,
        ...[...down].flatMap((address) => unobservedPorts(address, grant.required.get(address) ?? {}, BLOCKED)),
      ]
    : doubted;
}

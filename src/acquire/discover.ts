import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { Discovery, HostObservation, SweepRecord, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { PROTOCOLS } from '../model/port.ts';
import { spoke } from '../observe/discovery.ts';
import { planDiscovery } from '../plan/discovery.ts';
import { BLOCKED } from '../sweep/sweep.ts';

/** How often an address is asked at least before its silence counts, and at most. */
const FEWEST_TRIES = 3;
const MOST_TRIES = 8;
/** Addresses that may be expected to be up and to have lost all tries: as for the ports of a sweep. */
const CONFIDENCE = 0.01;

/** What `discover` needs: to run plans, and to see what is known so far. */
export interface Asking {
  readonly run: (plans: readonly Plan[]) => Promise<void>;
  readonly seen: () => Discovery | null;
}

/**
 * Asks which addresses are up; those of which nothing came back again, and until a try finds nothing new. A run that is
 * over fails the next try at once, and with it every address that is not known to be up: fewer tries make nobody down.
 */
export async function discover(grant: Grant, machine: Machine, asking: Asking): Promise<number> {
  await asking.run(planDiscovery(grant, machine).plans);
  let tries = 1;
  for (let down = asking.seen()?.down; down !== undefined && down.size > 0 && tries < MOST_TRIES; tries++) {
    await asking.run(planDiscovery(grant, machine, down).plans);
    const left = asking.seen()?.down ?? down;
    if (tries + 1 >= FEWEST_TRIES && left.size === down.size) return tries + 1;
    down = left;
  }
  return tries;
}

/**
 * Where sweeps measured a loss that may have swallowed all tries of an address, "down" is not known.
 * @returns what such addresses owe after all, unobserved
 */
export function doubtDown(
  grant: Grant,
  discovery: Discovery | null,
  sweeps: readonly SweepRecord[],
  tries: number,
): readonly Unobserved[] {
  if (discovery === null) return [];
  const loss = Math.max(0, ...sweeps.map((sweep) => sweep.loss ?? 0));
  if (loss ** tries * discovery.down.size < CONFIDENCE) return [];
  const lost = `${(100 * loss).toFixed(1)} % of the answers get lost`;
  const reason = { code: 'too-lossy', text: `host discovery asked ${tries} times, and ${lost}: it may be up` } as const;
  return [...discovery.down].flatMap((address) => allOf(grant, address, reason));
}

/**
 * An address that answered discovery, and no port scan, is asked once more whether it is up. One that does not answer
 * this either is gone, or began to shut this scanner out. Where none does, nobody knows when that began, and who was
 * down.
 * @param hosts what is known after the port scans
 * @param again asks addresses whether they are up, once
 * @returns what such addresses owe after all, unobserved
 */
export async function doubtUp(
  grant: Grant,
  { up, down }: Discovery,
  hosts: ReadonlyMap<Address, HostObservation>,
  again: (addresses: ReadonlySet<Address>) => Promise<Discovery | null>,
): Promise<readonly Unobserved[]> {
  const owing = [...up].filter((address) => Object.keys(grant.owed.get(address) ?? {}).length > 0);
  const mute = owing.filter((address) => {
    const host = hosts.get(address);
    return host === undefined || !spoke(host);
  });
  let left = new Map(mute.map((address): [Address, UnobservedReason] => [address, BLOCKED]));
  for (let attempt = 0; attempt < FEWEST_TRIES && left.size > 0; attempt++) {
    const seen = await again(new Set(left.keys()));
    left = new Map(
      [...left.keys()]
        .filter((address) => seen?.up.has(address) !== true)
        .map((address) => [address, seen?.unknown.get(address) ?? BLOCKED]),
    );
  }
  const doubted = [...left].flatMap(([address, reason]) => allOf(grant, address, reason));
  const none = left.size > 0 && left.size === owing.length;
  return none ? [...doubted, ...[...down].flatMap((address) => allOf(grant, address, BLOCKED))] : doubted;
}

function allOf({ owed }: Grant, address: Address, reason: UnobservedReason): readonly Unobserved[] {
  return PROTOCOLS.flatMap((protocol) => {
    const ports = owed.get(address)?.[protocol];
    return ports === undefined ? [] : [{ address, protocol, ports, reason }];
  });
}

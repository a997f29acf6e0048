import { edgeNotices, withoutAddresses } from '../authorize/edges.ts';
import { exclusionNotices } from '../authorize/exclude.ts';
import { unseenMacs, withoutMacs } from '../authorize/exclude-macs.ts';
import { type Reduced, reduceGrant } from '../authorize/reduce.ts';
import type { Address } from '../model/address.ts';
import type { Effects } from '../model/effects.ts';
import type { Discovery } from '../model/observation.ts';
import { isFoundDown } from '../observe/account.ts';
import { readDiscovery, withoutDown } from '../observe/discovery.ts';
import { failureOf } from '../observe/document.ts';
import { seenMacs } from '../observe/host.ts';
import { isDiscovered, planDiscovery } from '../plan/discovery.ts';
import { discover, doubtDown, doubtUp, leftOfTries } from './discover.ts';
import { droppedHere } from './egress.ts';
import { withMore } from './found.ts';
import { gapEvents } from './gap-events.ts';
import { shapedProbes } from './notices.ts';
import { restHosts } from './rest.ts';
import { observe, progressOf, type Run, type State, withPlans } from './state.ts';

/** The result of host discovery: the state, and the number of tries. */
export interface Discovered {
  readonly state: State;
  /** The grant before host discovery reduced it, without devices that are excluded by their hardware addresses. */
  readonly granted: State['grant'];
  readonly tries: number;
}

/**
 * Finds out which addresses are up, if a target wants host discovery. An address that is down is not scanned, and its
 * required coverage is only the ports that the policy requires.
 */
export async function discoverHosts(run: Run, before: State): Promise<Discovered> {
  let state = before;
  const seconds: number[] = [];
  const tries = await discover(before.grant, run.machine, async (plans) => {
    const why = state.documents.length === 0 ? null : 'no answer yet';
    const began = run.effects.now().getTime();
    const elapsed = (): number => (run.effects.now().getTime() - began) / 1_000;
    const left = (share: number | null): number | null => leftOfTries(seconds, share, elapsed());
    state = await withPlans(telling(run, left), state, plans, run.setup, () => why);
    seconds.push(elapsed());
    return readDiscovery(state.documents);
  });
  const allowed = withoutMacs(
    before.grant,
    seenMacs(state.documents),
    seenMacs(state.documents.filter((judged) => failureOf(judged) === null)),
  );
  const discovery = assumedUp(readDiscovery(state.documents), allowed.grant);
  const rested = restHosts(allowed.grant, discovery, state.documents, allowed.unknown, run.recollect);
  const reduced = reduceGrant(rested.grant, run.targets, discovery);
  const left = withoutProbes(
    reduced,
    rested.unobserved.map(({ address }) => address),
  );
  const { grant, probed, unseen } = keptAway(run, left, allowed.unknown, discovery);
  const unknown = [...reduced.unknown, ...unseen, ...rested.unobserved];
  gapEvents('discover', unknown).forEach(run.effects.emit);
  const notices = [...exclusionNotices(allowed.grant.excluded), ...shapedProbes(run.targets)];
  state = withMore({ ...state, documents: withoutDown(state.documents) }, { unobserved: unknown, notices });
  return { state: { ...state, grant, probed, discovery }, granted: rested.grant, tries };
}

/** @returns a run that tells its progress as that of host discovery, with the seconds that are left at a share */
function telling(run: Run, left: (share: number | null) => number | null): Run {
  const told = progressOf(run.effects, 'discover');
  const progress: Effects['progress'] = (event) => told({ ...event, etaSeconds: left(event.share) });
  return { ...run, effects: { ...run.effects, progress } };
}

/**
 * An address that is assumed to be up is probed only because of its hardware address: its silence makes nothing of it
 * less required.
 */
function assumedUp(discovery: Discovery | null, { settingsByAddress }: State['grant']): Discovery | null {
  if (discovery === null) return null;
  const down = [...discovery.down].filter((address) => isDiscovered(settingsByAddress.get(address)));
  return down.length === discovery.down.size ? discovery : { ...discovery, down: new Set(down) };
}

/** Takes addresses that may be devices which must not be port scanned out of what is probed. */
function keptAway(
  { machine }: Run,
  { grant, probed }: Pick<Reduced, 'grant' | 'probed'>,
  unknown: ReadonlySet<Address>,
  discovery: Discovery | null,
) {
  const away = [...unknown].filter((address) => probed.required.has(address) && !machine.unroutable.has(address));
  const unseen = unseenMacs(away, probed, discovery?.up ?? new Set());
  return { ...withoutProbes({ grant, probed }, away), unseen };
}

/** Their ports stay in the required coverage. */
function withoutProbes<T extends Pick<Reduced, 'grant' | 'probed'>>(reduced: T, addresses: readonly Address[]): T {
  const required = new Map(reduced.probed.required);
  for (const address of addresses) required.delete(address);
  return { ...reduced, probed: { ...reduced.probed, required } };
}

/**
 * Checks the result of host discovery after the port scans. There are four cases: hosts that may be up, hosts
 * that block this scanner, hosts to which this machine lets no connection out, and addresses at the edge of a
 * range that are not hosts.
 * @param granted the grant before host discovery reduced it
 */
export async function checkHosts(run: Run, before: State, granted: State['grant'], tries: number): Promise<State> {
  const { machine, setup } = run;
  const { discovery, grant: reduced } = before;
  const doubted = [...doubtDown(granted, discovery, before.sweeps, tries)];
  let state = before;
  if (machine.privilege === 'unprivileged') {
    const seen = (await observe(state, granted.required)).hosts;
    const dropped = await droppedHere(granted, seen, machine, setup);
    doubted.push(...dropped.unobserved);
    state = withMore(state, { notices: dropped.notices });
  }
  if (discovery !== null) {
    const { hosts } = await observe(state, reduced.required);
    const again = async (addresses: ReadonlySet<Address>): Promise<Discovery | null> => {
      const { plans } = planDiscovery(granted, machine, addresses);
      const why = 'no port of them answered: are they still up?';
      const asked = await withPlans(
        telling(run, () => null),
        { ...state, documents: [] },
        plans,
        setup,
        () => why,
      );
      state = { ...asked, documents: state.documents };
      return readDiscovery(asked.documents);
    };
    doubted.push(...(await doubtUp(granted, discovery, hosts, again)));
  }
  gapEvents('sweep', doubted).forEach(run.effects.emit);
  state = withMore(state, { unobserved: doubted });
  // If an address that was found down may be up, its whole grant is required coverage again.
  const grant = doubted.some(({ address }) => discovery?.down.has(address)) ? granted : reduced;
  return withoutEdges(run, { ...state, grant });
}

/** Removes addresses at the edge of a range if scans found them down: the address of a network itself is not a host. */
async function withoutEdges({ edges }: Run, state: State): Promise<State> {
  if (edges.size === 0) return withMore(state, { notices: edgeNotices(edges, state.grant) });
  const observation = await observe(state, state.grant.required);
  const down = [...edges.keys()].filter((address) => isFoundDown(address, observation));
  const grant = withoutAddresses(state.grant, down);
  return withMore({ ...state, grant }, { notices: edgeNotices(edges, grant) });
}

import { edgeNotices, withoutAddresses } from '../authorize/edges.ts';
import { exclusionNotices } from '../authorize/exclude.ts';
import { reduceGrant } from '../authorize/reduce.ts';
import type { Address } from '../model/address.ts';
import type { Discovery } from '../model/observation.ts';
import { isFoundDown } from '../observe/account.ts';
import { readDiscovery, withoutDown } from '../observe/discovery.ts';
import { planDiscovery } from '../plan/discovery.ts';
import { discover, doubtDown, doubtUp } from './discover.ts';
import { droppedHere } from './egress.ts';
import { withMore } from './found.ts';
import { gapEvents } from './gap-events.ts';
import { shapedProbes } from './notices.ts';
import { observe, type Run, type State, withPlans } from './state.ts';

/** The result of host discovery: the state, and the number of tries. */
export interface Discovered {
  readonly state: State;
  readonly tries: number;
}

/**
 * Finds out which addresses are up, if a target wants host discovery. An address that is down is not scanned, and its
 * required coverage is only the ports that the policy requires.
 */
export async function discoverHosts(run: Run, before: State): Promise<Discovered> {
  let state = before;
  const tries = await discover(before.grant, run.machine, async (plans) => {
    const why = state.documents.length === 0 ? null : 'no answer yet';
    state = await withPlans(run, state, plans, run.setup, () => why);
    return readDiscovery(state.documents);
  });
  const discovery = readDiscovery(state.documents);
  const { grant, probed, unknown } = reduceGrant(before.grant, run.targets, discovery);
  gapEvents('discover', unknown).forEach(run.effects.emit);
  const notices = [...exclusionNotices(before.grant.excluded), ...shapedProbes(run.targets)];
  state = withMore({ ...state, documents: withoutDown(state.documents) }, { unobserved: unknown, notices });
  return { state: { ...state, grant, probed, discovery }, tries };
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
      const asked = await withPlans(run, { ...state, documents: [] }, plans, setup, () => why);
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

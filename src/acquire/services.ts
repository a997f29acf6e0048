import type { Observation } from '../model/observation.ts';
import { unlistedPorts } from '../observe/gaps.ts';
import { portsNamedByPortmapper } from '../observe/portmapper.ts';
import { planHandshakes } from '../plan/handshake.ts';
import { planIdentify } from '../plan/identify.ts';
import type { Seen } from '../plan/plan.ts';
import { withMore } from './found.ts';
import { gapEvents } from './gap-events.ts';
import { leavingTime, observe, type Run, type State, withPlans } from './state.ts';

/** The largest number of repeats of version detection for ports that an earlier version scan did not list. */
const MOST_REIDENTIFIED = 2;

interface Identified {
  readonly state: State;
  /** What the documents of the state prove. */
  readonly observation: Observation;
}

/** Finds out the services of open ports, if a line of the policy needs them, and facts about these ports. */
export async function askServices(run: Run, before: State): Promise<State> {
  const { state, observation } = await identify(run, before);
  const { machine, setup } = run;
  const handshakes = planHandshakes(state.probed, observation, machine).plans;
  return withPlans(run, state, handshakes, leavingTime(setup, 'services'));
}

async function identify(run: Run, before: State): Promise<Identified> {
  const { machine, effects } = run;
  const { plans, unobserved } = planIdentify(before.probed, await observe(before, before.grant.required), machine);
  const setup = leavingTime(run.setup, 'services');
  const observed = async (state: State): Promise<Identified> => ({
    state,
    observation: await observe(state, state.grant.required),
  });
  gapEvents('identify', unobserved).forEach(effects.emit);
  const again = async ({ state }: Identified, hosts: Seen['hosts'], why: string): Promise<Identified> =>
    observed(await withPlans(run, state, planIdentify(state.probed, { hosts }, machine, true).plans, setup, why));
  let known = await observed(await withPlans(run, withMore(before, { unobserved }), plans, setup));
  // On a lossy path nmap may miss a port that the sweep found open, because a version scan repeats few probes.
  for (let attempt = 0; attempt < MOST_REIDENTIFIED && !effects.signal.aborted; attempt++) {
    const unlisted = unlistedPorts(known.observation, before.grant.identification);
    if (unlisted.size === 0) break;
    known = await again(known, unlisted, 'the last one did not list these open ports');
  }
  const fromPortmapper = portsNamedByPortmapper(known.observation);
  return fromPortmapper.size === 0 ? known : again(known, fromPortmapper, 'a portmapper alone names their services');
}

import type { Observation, SweepRecord } from '../model/observation.ts';
import type { Plan } from '../model/plan.ts';
import { slowest } from '../model/timeouts.ts';
import { unlistedPorts } from '../observe/gaps.ts';
import { listenedOn } from '../observe/listened.ts';
import { portsNamedByPortmapper } from '../observe/portmapper.ts';
import { planHandshakes } from '../plan/handshake.ts';
import { planIdentify } from '../plan/identify.ts';
import { planListening } from '../plan/listen.ts';
import { hiddenPorts, unsettledPorts } from '../plan/patience.ts';
import type { Seen } from '../plan/plan.ts';
import { type Found, withMore } from './found.ts';
import { gapEvents } from './gap-events.ts';
import { leavingTime, observe, type Run, runSideBySide, type State, withPlans } from './state.ts';

/** The largest number of repeats of version detection for ports that an earlier version scan did not list. */
const MOST_REIDENTIFIED = 2;

interface Identified {
  readonly state: State;
  /** What the documents of the state prove. */
  readonly observation: Observation;
}

/** Finds out the services of open ports, if a line of the policy needs them, and facts about these ports. */
export async function askServices(run: Run, before: State): Promise<State> {
  const quick = await identifyQuickly(run, before);
  const patient = await identifyPatiently(run, quick);
  const { state, observation } = await identifyHidden(run, quick, patient);
  // Not before: a port that hides a service is asked for TLS and HTTP in another way.
  const { plans } = planHandshakes(state.probed, observation, run.machine);
  return withPlans(run, state, plans, leavingTime(run.setup, 'services'));
}

interface Quickly extends Identified {
  /** The plans of quick version detection. */
  readonly asked: readonly Plan[];
  /** What quick version detection did not settle. */
  readonly unsettled: Seen['hosts'];
  /** What scans that listen found. They go on beside the steps that follow. */
  readonly listening: Promise<Found>;
}

/** Asks few questions of all open ports, with waits that fit the path. Begins to listen where a greeting matters. */
async function identifyQuickly(run: Run, before: State): Promise<Quickly> {
  const { machine, effects } = run;
  const tier = { quick: true, loss: lossOf(before.sweeps) } as const;
  const seen = await observe(before, before.grant.required);
  const { plans, unobserved } = planIdentify(before.probed, seen, machine, tier);
  gapEvents('identify', unobserved).forEach(effects.emit);
  const setup = leavingTime(run.setup, 'services');
  const listening = runSideBySide(run, planListening(before.probed, seen, machine, plans), setup);
  const known = await observed(await withPlans(run, withMore(before, { unobserved }), plans, setup));
  const unsettled = unsettledPorts(before.probed, known.observation, plans);
  return { ...known, asked: plans, unsettled, listening };
}

/** Asks as patiently as nmap usually does, where the service decides something and is not settled. */
async function identifyPatiently(run: Run, { state, observation, unsettled }: Quickly): Promise<Identified> {
  const why = 'the quick scan did not identify these services';
  let known = await askPatiently(run, { state, observation }, unsettled, why);
  // On a lossy path nmap may miss a port that the sweep found open, because a version scan repeats few probes.
  for (let attempt = 0; attempt < MOST_REIDENTIFIED && !run.effects.signal.aborted; attempt++) {
    const unlisted = unlistedPorts(known.observation, state.grant.identification);
    if (unlisted.size === 0) break;
    known = await askPatiently(run, known, unlisted, 'the last one did not list these open ports');
  }
  const fromPortmapper = portsNamedByPortmapper(known.observation);
  if (fromPortmapper.size === 0) return known;
  return askPatiently(run, known, fromPortmapper, 'a portmapper alone names their services');
}

/** The same for ports that are settled, and may hide a service that speaks only to whoever waits. */
async function identifyHidden(
  run: Run,
  { observation, asked, unsettled, listening }: Quickly,
  known: Identified,
): Promise<Identified> {
  const heard = await listening;
  const hidden = hiddenPorts(known.state.probed, observation, asked, listenedOn(heard.documents), unsettled);
  const listened = heard.documents.length === 0 ? known : await observed(withMore(known.state, heard));
  return askPatiently(run, listened, hidden, 'a service may be there that speaks only to whoever waits');
}

async function askPatiently(run: Run, known: Identified, hosts: Seen['hosts'], why: string): Promise<Identified> {
  const { state, observation } = known;
  const { plans, unobserved } = planIdentify(state.probed, { hosts }, run.machine, 'patient', observation);
  if (plans.length + unobserved.length === 0) return known;
  gapEvents('identify', unobserved).forEach(run.effects.emit);
  const setup = leavingTime(run.setup, 'services');
  return observed(await withPlans(run, withMore(state, { unobserved }), plans, setup, () => why));
}

async function observed(state: State): Promise<Identified> {
  return { state, observation: await observe(state, state.grant.required) };
}

function lossOf(sweeps: readonly SweepRecord[]): number | null {
  return slowest(sweeps.map(({ loss }) => loss));
}

import type { Effects } from '../model/effects.ts';
import type { Doubtful, Evidence, Scanned } from '../model/evidence.ts';
import type { Observation } from '../model/observation.ts';
import type { Policy, Target } from '../model/policy.ts';
import type { ScanRequest } from '../model/request.ts';
import { refineDiscovery } from '../observe/discovery.ts';
import { silentHosts } from '../observe/silent.ts';
import { budgetNotice } from '../plan/budget.ts';
import { planConfirm } from '../plan/confirm.ts';
import { estimateAfterDiscovery } from '../plan/estimate.ts';
import { planScanGroups } from '../plan/plan.ts';
import { withMore } from './found.ts';
import { gapEvents } from './gap-events.ts';
import { checkHosts, discoverHosts } from './hosts.ts';
import { scanPortGroups } from './ports.ts';
import { prepare } from './prepare.ts';
import { askServices } from './services.ts';
import { leavingTime, observe, progressOf, type Run, recordScanner, type State, withPlans, withTime } from './state.ts';

/**
 * Acquires evidence in this order: hosts, ports, hosts again, services.
 * @throws InputError if the authorization refuses the scan, before any packet; ToolError if there is no usable nmap
 */
export async function scanTargets(
  policy: Policy,
  targets: readonly Target[],
  request: ScanRequest,
  startedAt: Date,
  effects: Effects,
): Promise<Scanned> {
  const { run, state: granted } = await prepare(policy, targets, request, startedAt, effects);
  const began = effects.now();
  const { state: asked, tries, granted: allowed } = await discoverHosts(run, granted);
  const discovered = withBudgetNotice(run, withTime(asked, 'discover', began, effects));
  const portsBegan = effects.now();
  const swept = await scanPorts(run, discovered);
  const checked = withTime(await checkHosts(run, swept, allowed, tries), 'ports', portsBegan, effects);
  const servicesBegan = effects.now();
  return scanned(run, withTime(await askServices(run, checked), 'services', servicesBegan, effects));
}

/** Warns of a rest that does not fit into the time budget: which addresses are up is known only now. */
function withBudgetNotice({ machine, setup, stopped, effects }: Run, state: State): State {
  if (state.discovery === null || stopped() !== null) return state;
  const rest = estimateAfterDiscovery(state.probed, machine);
  const notice = budgetNotice(rest, setup.remaining(), 'rest of the scan');
  if (notice === null) return state;
  effects.say(notice);
  return withMore(state, { notices: [notice] });
}

async function scanPorts({ machine, setup, effects }: Run, state: State): Promise<State> {
  const { scanGroups, unobserved } = planScanGroups(state.probed, machine);
  const portScan = await scanPortGroups(scanGroups, machine, state.grant.maxRate, leavingTime(setup, 'ports'), {
    ...effects,
    progress: progressOf(effects, 'sweep'),
  });
  const gaps = [...unobserved, ...portScan.unobserved];
  gapEvents('sweep', gaps).forEach(effects.emit);
  return withMore(state, { ...portScan, unobserved: gaps });
}

/** @returns the evidence of a state; a confirmation can add to the evidence */
async function scanned(run: Run, state: State): Promise<Scanned> {
  return {
    ...(await evidenceOf(run, state)),
    confirm: async (doubts) => {
      const began = run.effects.now();
      const observation = await observe(state, state.grant.required);
      const { plans } = planConfirm(doubts, state.probed, observation, run.machine, await sweptUdp(state, doubts));
      return scanned(run, withTime(await withPlans(run, state, plans), 'confirm', began, run.effects));
    },
  };
}

/** @returns what the port scan alone found, if UDP ports are doubted: no question about a service is in it */
async function sweptUdp(state: State, doubts: readonly Doubtful[]): Promise<Observation | undefined> {
  if (!doubts.some(({ protocol }) => protocol === 'udp')) return undefined;
  const documents = state.documents.filter(({ step }) => step === 'sweep');
  return observe({ ...state, documents }, state.grant.required);
}

async function evidenceOf({ scanner, machine, stopped }: Run, state: State): Promise<Evidence> {
  const { grant, discovery, documents, scans, sweeps, stages, notices } = state;
  const seen = await observe(state, grant.required);
  const observation = { ...seen, discovery: discovery === null ? null : refineDiscovery(discovery, seen.hosts) };
  const why = stopped();
  const cut = why === null ? [] : [`${why.replace(/^t/, 'T')}: ports that were not probed by then are unobserved.`];
  return {
    ...{ grant, observation, scans, sweeps, stages, stopped: why },
    scanner: recordScanner(scanner, machine),
    notices: [...cut, ...new Set(notices), ...silentHosts(observation, documents)],
  };
}

import type { Address } from '../model/address.ts';
import type { Effects, ProgressEvent } from '../model/effects.ts';
import type { Grant } from '../model/grant.ts';
import type { Recollect } from '../model/memory.ts';
import type { Discovery, Observation, PortsByAddress } from '../model/observation.ts';
import type { LinkEdge, Machine, Plan } from '../model/plan.ts';
import type { Target } from '../model/policy.ts';
import type { ScannerRecord, StageSeconds } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { inTurns } from '../model/turns.ts';
import { accountSteps } from '../observe/account.ts';
import { withDownAlike } from '../observe/discovery.ts';
import { mostSeconds } from '../plan/patience.ts';
import type { Scanner } from '../scan/find-nmap.ts';
import { type PlanRun, runPlan } from '../scan/run-plan.ts';
import type { Limiter } from '../scan/run-plans.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { type Found, foundBy, NOTHING, withMore } from './found.ts';
import { taskProgress } from './group-scan.ts';

/** What stays the same during a run. */
export interface Run {
  readonly targets: readonly Target[];
  readonly scanner: Scanner;
  readonly machine: Machine;
  readonly setup: ScanSetup;
  readonly effects: Effects;
  /** Keeps the plans of all steps together within the rate limit. */
  readonly limited: Limiter;
  /** Addresses at the edge of a literal range, which may not be hosts. */
  readonly edges: ReadonlyMap<Address, LinkEdge>;
  /** What earlier runs found clean; absent: the run has no memory. */
  readonly recollect?: Recollect;
  /** The reason why the run is over, as a clause; null as long as the run goes on. */
  readonly stopped: () => string | null;
}

/** What is known so far. Each step takes a state and returns the next state. */
export interface State extends Found {
  /** The addresses and ports that need an answer. The observation has the reason for every port without an answer. */
  readonly grant: Grant;
  /** The part of the grant that is probed: hosts that are down are not in it. */
  readonly probed: Grant;
  readonly discovery: Discovery | null;
  readonly stages: StageSeconds;
}

/** @returns the state before the first packet */
export function beginWith(grant: Grant, notices: readonly string[]): State {
  const stages = { discover: 0, ports: 0, services: 0, confirm: 0 };
  return { ...NOTHING, grant, probed: grant, discovery: null, stages, notices };
}

/** @returns what a report says of the scanner */
export function recordScanner(
  { version, data, installed }: Pick<Scanner, 'version' | 'data' | 'installed'>,
  { privilege }: Pick<Machine, 'privilege'>,
): ScannerRecord {
  const record = { name: 'nmap', version, privilege, data: printable(data) } as const;
  return installed === undefined ? record : { ...record, installed };
}

/** Adds the time since a moment to a stage. */
export function withTime(state: State, stage: keyof StageSeconds, since: Date, { now }: Pick<Effects, 'now'>): State {
  const seconds = state.stages[stage] + (now().getTime() - since.getTime()) / 1_000;
  return { ...state, stages: { ...state.stages, [stage]: seconds } };
}

/** @returns what all documents so far prove about the required coverage */
export function observe({ documents, unobserved }: State, required: PortsByAddress): Promise<Observation> {
  return inTurns(accountSteps(required, documents, unobserved));
}

/**
 * The time that a step leaves to later steps: a share of the remaining time, and at most this number of milliseconds.
 */
const KEPT = { ports: { share: 0.25, most: 300_000 }, services: { share: 0.15, most: 60_000 } } as const;

/** @returns the setup of a step, which leaves some time to later steps */
export function leavingTime(setup: ScanSetup, step: keyof typeof KEPT): ScanSetup {
  const { share, most } = KEPT[step];
  const kept = Math.min(most, share * setup.remaining());
  return { ...setup, remaining: () => setup.remaining() - kept };
}

/**
 * The part of the time for ports that each step takes, 0 to 1. The time for services and confirmation is not in it: it
 * depends on what the ports turn out to be.
 */
const SPANS = { discover: [0, 0.05], sweep: [0.05, 1] } as const;

/** @returns a function that turns the progress of a step into the progress of the steps that find open ports */
export function progressOf(
  { progress }: Pick<Effects, 'progress'>,
  step: keyof typeof SPANS,
): (event: ProgressEvent) => void {
  const [from, to] = SPANS[step];
  return (event) =>
    progress({ ...event, share: event.share === null ? null : from + (to - from) * Math.min(1, event.share) });
}

/**
 * Runs plans side by side, as far as their shares of the rate limit allow. What they find is added in the order of the
 * plans.
 * @param why the reason for a repeated run of a plan, as a clause; null for a first run
 */
export async function withPlans(
  run: Run,
  state: State,
  plans: readonly Plan[],
  setup = run.setup,
  why: (plan: Plan) => string | null = () => null,
): Promise<State> {
  return withMore(state, await runSideBySide(run, plans, setup, why));
}

/** The same for plans whose results are added later. The shares of all plans that run at the same time count. */
export async function runSideBySide(
  { effects, limited }: Run,
  plans: readonly Plan[],
  setup: ScanSetup,
  why: (plan: Plan) => string | null = () => null,
): Promise<Found> {
  const shares = plans.map(() => 0);
  tellServices(plans, effects);
  const runOne = async (plan: Plan, index: number): Promise<PlanRun> => {
    const { step, addresses, family, protocol } = plan;
    effects.emit({
      ...{ event: 'step', step, index: index + 1, count: plans.length, why: why(plan) },
      ...{ addresses: addresses.length, family, protocol },
    });
    const progress = taskProgress(step, addresses.length, { from: 0, size: 1 }, (event) => {
      shares[index] = event.share ?? 0;
      const share = shares.reduce((sum, one) => sum + one, 0) / plans.length;
      if (step === 'discover') effects.progress({ ...event, share });
      else if (plan.services === undefined) effects.progress({ ...event, share: null });
    });
    const done = await runPlan(plan, setup, effects, progress);
    shares[index] = 1;
    const judged = step === 'discover' ? withDownAlike(done.judged) : done.judged;
    return { ...done, judged };
  };
  const runs = await Promise.all(plans.map((plan, index) => limited(plan.share ?? 1, () => runOne(plan, index))));
  return foundBy(runs);
}

/** Reports how many services are asked, and how long that takes at most. */
function tellServices(plans: readonly Plan[], { progress }: Pick<Effects, 'progress'>): void {
  const asking = plans.filter(({ services }) => services !== undefined);
  const [first] = asking;
  if (first === undefined) return;
  const count = asking.reduce((sum, { step, services = 0 }) => sum + (step === 'listen' ? 0 : services), 0);
  const rounds = Math.ceil(asking.reduce((sum, { share = 1 }) => sum + share, 0) - ROUNDING);
  const most = Math.max(1, rounds) * Math.max(...asking.map(mostSeconds));
  const hosts = new Set(asking.flatMap(({ addresses }) => addresses)).size;
  progress({
    ...{ step: first.step, share: null, etaSeconds: null, hosts, hostsDone: 0, open: 0 },
    ...{ rate: null, loss: null, pass: 1, services: { count, most } },
  });
}

/** Shares are sums of fractions. */
const ROUNDING = 1e-9;

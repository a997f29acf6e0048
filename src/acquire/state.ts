import type { Address } from '../model/address.ts';
import type { Effects, ProgressEvent } from '../model/effects.ts';
import type { Grant } from '../model/grant.ts';
import type { Discovery, Observation, Owed, SweepRecord, Unobserved } from '../model/observation.ts';
import type { LinkEdge, Machine, Plan } from '../model/plan.ts';
import type { Target } from '../model/policy.ts';
import type { ScanRecord } from '../model/report.ts';
import { inTurns } from '../model/turns.ts';
import { taskShare } from '../nmap/tasks.ts';
import { accountSteps } from '../observe/account.ts';
import { withDownAlike } from '../observe/discovery.ts';
import type { Judged } from '../observe/document.ts';
import type { Scanner } from '../scan/find-nmap.ts';
import { runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';

/** What does not change while evidence is acquired. */
export interface Run {
  readonly targets: readonly Target[];
  readonly scanner: Scanner;
  readonly machine: Machine;
  readonly setup: ScanSetup;
  readonly effects: Effects;
  /** Addresses at the edge of a literal range: they may be no hosts. */
  readonly edges: ReadonlyMap<Address, LinkEdge>;
  /** Why the run is over, as a clause; null while it is not. */
  readonly stopped: () => string | null;
}

/** What is known so far. Each step takes one and returns the next. */
export interface State {
  /** What is to be answered; the reason for every port that is not is in the observation. */
  readonly grant: Grant;
  /** The part of the grant that is worth asking: without hosts that are down. */
  readonly sought: Grant;
  readonly discovery: Discovery | null;
  readonly documents: readonly Judged[];
  readonly scans: readonly ScanRecord[];
  readonly sweeps: readonly SweepRecord[];
  /** Known beside the documents to be unobserved. */
  readonly unobserved: readonly Unobserved[];
  readonly notices: readonly string[];
}

/** @returns the state before anything was asked */
export function beginWith(grant: Grant, notices: readonly string[]): State {
  return { grant, sought: grant, discovery: null, documents: [], scans: [], sweeps: [], unobserved: [], notices };
}

/** What a step adds to the state. */
export type Added = Partial<Pick<State, 'documents' | 'scans' | 'sweeps' | 'unobserved' | 'notices'>>;

export function withMore(state: State, more: Added): State {
  return {
    ...state,
    documents: [...state.documents, ...(more.documents ?? [])],
    scans: [...state.scans, ...(more.scans ?? [])],
    sweeps: [...state.sweeps, ...(more.sweeps ?? [])],
    unobserved: [...state.unobserved, ...(more.unobserved ?? [])],
    notices: [...state.notices, ...(more.notices ?? [])],
  };
}

/** @returns what all documents so far say of what is owed */
export function observe({ documents, unobserved }: State, owed: Owed): Promise<Observation> {
  return inTurns(accountSteps(owed, documents, unobserved));
}

/** Shares of the time that is left, and milliseconds at most, which a step leaves to those that follow. */
const KEPT = { ports: { share: 0.25, most: 300_000 }, services: { share: 0.15, most: 60_000 } } as const;

/** @returns the setup of a step, which leaves some time to those that follow */
export function leavingTime(setup: ScanSetup, step: keyof typeof KEPT): ScanSetup {
  const { share, most } = KEPT[step];
  const kept = Math.min(most, share * setup.remaining());
  return { ...setup, remaining: () => setup.remaining() - kept };
}

/** Where each step begins and ends in the progress of a run, 0 to 1. */
const SPANS = {
  discover: [0, 0.05],
  sweep: [0.05, 0.7],
  identify: [0.7, 0.88],
  handshake: [0.88, 0.9],
  facts: [0.9, 0.95],
  confirm: [0.95, 1],
} as const;

/** @returns a progress that tells the share of the whole run for the share of a step */
export function progressOf({ progress }: Effects, step: keyof typeof SPANS): (event: ProgressEvent) => void {
  const [from, to] = SPANS[step];
  return (event) =>
    progress({ ...event, share: event.share === null ? null : from + (to - from) * Math.min(1, event.share) });
}

/**
 * Runs plans one after the other: scanners side by side lose each other's answers.
 * @param why they run, as a clause, if it is not for the first time
 */
export async function withPlans(
  run: Run,
  state: State,
  plans: readonly Plan[],
  setup = run.setup,
  why: string | null = null,
): Promise<State> {
  const { effects } = run;
  let next = state;
  for (const [index, plan] of plans.entries()) {
    const { step, addresses, family, protocol } = plan;
    effects.emit({
      ...{ event: 'step', step, index: index + 1, count: plans.length, why },
      ...{ addresses: addresses.length, family, protocol },
    });
    const tell = progressOf(effects, step);
    const { judged, scan, warnings } = await runPlan(plan, setup, effects, ({ task, percent }) => {
      const share = taskShare(step, task, percent);
      if (share === null) return;
      const hosts = { hosts: addresses.length, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
      tell({ step, share: (index + share) / plans.length, etaSeconds: null, ...hosts });
    });
    const document = step === 'discover' ? withDownAlike(judged) : judged;
    next = withMore(next, { documents: [document], scans: [scan], notices: warnings });
  }
  return next;
}

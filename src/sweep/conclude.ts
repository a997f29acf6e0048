import type { Address } from '../model/address.ts';
import type { RecallEvidence, UnobservedReason } from '../model/observation.ts';
import { NO_PORTS, type PortSet, subtract, union } from '../model/port.ts';
import type { SweptHost } from './host.ts';
import { isUnconfirmed } from './liveness/refusals.ts';
import { rateOf } from './rate/rate.ts';
import { ASSUMED_LOSS } from './recall/constants.ts';
import type { Estimate } from './recall/missed-ports.ts';
import { FEWEST_ATTEMPTS, MOST_ATTEMPTS } from './schedule/constants.ts';
import { discardKey, estimateNow, present, type SweepState } from './state.ts';

/** What a sweep measured on its path. */
export interface MeasuredPath {
  /** Packets per second that the path carries, by estimate. */
  readonly pace: number;
  /** Hosts that lose packets: their known ports did not always answer. */
  readonly losing: ReadonlySet<Address>;
  /** Share of the probes that the path is thought to lose, if a round was discarded a large one; null: not measured. */
  readonly loss: number | null;
  /** Whether no round of any host was discarded. */
  readonly isSteady: boolean;
}

export interface Conclusion {
  /** @returns whether the result of a chunk counts for a host. Its open ports always count. */
  readonly counts: (chunk: number, address: Address) => boolean;
  /** Ports without a trustworthy answer, and the reason. Other ports that did not answer are certain to be silent. */
  readonly unsettled: readonly {
    readonly address: Address;
    readonly ports: PortSet;
    readonly reason: UnobservedReason;
  }[];
  readonly passes: number;
  readonly probes: number;
  readonly rate: number | null;
  readonly loss: number | null;
  readonly path: MeasuredPath;
  readonly missed: number;
  readonly evidence: RecallEvidence;
}

/** The reason for a host that answered and does not answer any more. */
export const BLOCKED: UnobservedReason = {
  code: 'blocked',
  text:
    'ports that were open stopped answering while the scan ran: the host is gone, or it began to block ' +
    'this scanner',
};

const UNFINISHED: UnobservedReason = { code: 'scan-failed', text: 'the scanner failed again and again' };

/** @param stopped why the sweep ended early; null: it ended by itself */
export function conclude(state: SweepState, stopped: UnobservedReason | null): Conclusion {
  const now = estimateNow(state);
  const { share, isLosing } = now.loss;
  const settled = settledParts(state, now);
  const lossy = tooLossy(now.missed, share);
  const isSteady = state.discarded.size === 0;
  return {
    unsettled: state.hosts.flatMap((host) => {
      const parts = unsettledParts(state, host, settled.get(host) ?? new Set(), stopped, lossy);
      return [...parts].map(([reason, ports]) => ({ address: host.address, ports, reason }));
    }),
    counts: (chunk, address) => !state.discarded.has(discardKey(chunk, address)),
    passes: passesOf(state),
    probes: state.probes,
    rate: Number.isFinite(state.fastest) && state.fastest > 0 ? state.fastest : null,
    loss: share,
    path: {
      pace: rateOf(state.pace),
      losing: new Set(state.group.addresses.filter(isLosing)),
      loss: isSteady ? share : Math.max(share ?? 0, ASSUMED_LOSS),
      isSteady,
    },
    missed: now.missed,
    evidence: now.evidence,
  };
}

/** @returns the ports of a host without a trustworthy answer, by reason */
function unsettledParts(
  { group, slices }: SweepState,
  { liveness, refusals, answers }: SweptHost,
  settled: ReadonlySet<number>,
  stopped: UnobservedReason | null,
  lossy: UnobservedReason,
): ReadonlyMap<UnobservedReason, PortSet> {
  if (liveness.condition === 'absent') return new Map();
  // A host that blocks a scanner may have begun with closed answers, so only its open ports count.
  if (liveness.condition !== 'well') return new Map([[BLOCKED, group.ports]]);
  if (liveness.needsFinalCheck || isUnconfirmed(refusals)) return new Map([[stopped ?? BLOCKED, group.ports]]);
  const parts = new Map<UnobservedReason, PortSet>();
  for (const [index, { ports }] of slices.entries()) {
    const isUnfinished = (answers.attempts[index] as number) < FEWEST_ATTEMPTS;
    if (answers.silent[index] === 0 || (settled.has(index) && !isUnfinished)) continue;
    const reason = stopped ?? (isUnfinished ? UNFINISHED : lossy);
    parts.set(reason, union(parts.get(reason) ?? NO_PORTS, subtract(ports, answers.answered[index] as PortSet)));
  }
  return parts;
}

/** @returns the smallest number of attempts of any port: 1 if the scanner itself repeated unanswered probes */
function passesOf(state: SweepState): number {
  const hosts = present(state);
  return hosts.length === 0 ? 0 : Math.min(MOST_ATTEMPTS, ...hosts.map(({ answers }) => Math.min(...answers.attempts)));
}

/** @returns by host, the slices whose missed ports are few enough, all together. The most certain slices come first. */
function settledParts(state: SweepState, { missedIn, missed }: Estimate): ReadonlyMap<SweptHost, ReadonlySet<number>> {
  const { confidence } = state.settings;
  const parts = present(state).flatMap((host) =>
    state.slices.map((_, slice) => ({ host, slice, missed: missedIn(host, slice) })),
  );
  parts.sort((a, b) => a.missed - b.missed);
  const settled = new Map<SweptHost, Set<number>>();
  let sum = 0;
  for (const { host, slice, missed: own } of parts) {
    sum += own;
    if (missed >= confidence && sum >= confidence) break;
    settled.set(host, (settled.get(host) ?? new Set()).add(slice));
  }
  return settled;
}

function tooLossy(missed: number, share: number | null): UnobservedReason {
  const lost =
    share === null
      ? 'nothing tells how many answers get lost'
      : `${(100 * share).toFixed(1)} % of the answers get lost`;
  return { code: 'too-lossy', text: `an estimated ${missed.toPrecision(1)} open ports are still missed: ${lost}` };
}

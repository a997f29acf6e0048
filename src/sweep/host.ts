import type { Address } from '../model/address.ts';
import type { LivenessReason } from '../model/event.ts';
import { NO_PORTS, type PortSet } from '../model/port.ts';
import { EARLY_PORTS } from './chunk.ts';
import type { Slice } from './schedule/slices.ts';

/** An open port, by exposure: where it was asked so that the answer tells of loss, and where it was heard. */
export interface OpenPort {
  /** The slice that it lies in; -1: none of the field's ports. */
  readonly slice: number;
  readonly asked: number[];
  readonly heard: Set<number>;
}

/** Ports that are known to answer: open and mentioned by the policy; open, and found by the sweep; closed. */
export const LIVENESS_PROBES = ['declared', 'found', 'closedProbe'] as const;
export type LivenessProbe = (typeof LIVENESS_PROBES)[number];

/** What a sweep knows of one host. Changed in place: there may be many, and one sweep owns them. */
export interface SweptHost {
  readonly address: Address;
  /** Ports that the policy requires or allows. */
  readonly declared: PortSet;
  readonly open: Map<number, OpenPort>;
  /** Milliseconds within which its answers are to be expected, by its last chunks; null: it has answered nothing. */
  answersWithin: number | null;
  /** Milliseconds: the shortest round trip that enough answers of one chunk were measured by; null: none. */
  shortest: number | null;
  /**
   * For each slice: the ports that answered, how many did not, how often it was asked to any effect, and in which
   * exposures.
   */
  readonly answered: PortSet[];
  readonly unanswered: Int32Array;
  readonly attempts: Uint8Array;
  readonly rounds: number[][];
  /**
   * Of exposures that most of the asked ports answered: the share that did not, by exposure. At most so much was lost.
   */
  readonly silences: Map<number, number>;
  /** Closed ports that said so, chosen once: they tell of loss as open ones do. */
  readonly closedProbes: Map<number, OpenPort>;
  /** Whether it ever refused. */
  refused: boolean;
  /** Whether ports that are known to be open were refused in its name, at least as many as answered. */
  contradicted: boolean;
  /** Packets a second at which it refused while no port that is known to be open was heard beside; 0: it never did. */
  unvouched: number;
  /** Chunks that were to vouch for its refusals. */
  vouchings: number;
  /**
   * Ports that were silent while none refused, chosen once: should they refuse later, somebody else answers for the
   * host.
   */
  readonly silentSample: number[];
  /** Ports of which somebody said by ICMP that they can't be reached, chosen once: should that end, somebody drops. */
  readonly rejectedSample: number[];
  /** By kind: answers that were to be expected and did not come since the last one. */
  readonly overdue: Record<LivenessProbe, number>;
  /** Exposures that did not count, one after the other. */
  discarded: number;
  /**
   * Whether it is to be asked for a last word: its last chunk did not count, or lacked answers of a kind that it is
   * known to give.
   */
  needsFinalCheck: boolean;
  /** Times that its closed ports were silent in chunks and spoke when they were asked gently. */
  heldBack: number;
  /** `absent`: the scanner itself says that it is not there, and never said otherwise. */
  condition: 'well' | 'suspect' | 'blocked' | 'absent';
  /** Why it was last held to be so, or why a chunk of it was discarded. Nothing is decided by it. */
  reason: LivenessReason;
  /** Rechecks in vain since the last good one. */
  rechecks: number;
}

export function startHost(address: Address, declared: PortSet, slices: readonly Slice[]): SweptHost {
  return {
    address,
    declared,
    open: new Map(),
    answersWithin: null,
    shortest: null,
    answered: slices.map(() => NO_PORTS),
    unanswered: Int32Array.from(slices, ({ count }) => count),
    attempts: new Uint8Array(slices.length),
    rounds: slices.map(() => []),
    silences: new Map(),
    closedProbes: new Map(),
    refused: false,
    contradicted: false,
    unvouched: 0,
    vouchings: 0,
    silentSample: [],
    rejectedSample: [],
    overdue: { declared: 0, found: 0, closedProbe: 0 },
    discarded: 0,
    needsFinalCheck: false,
    heldBack: 0,
    condition: 'well',
    reason: 'answers',
    rechecks: 0,
  };
}

/**
 * Whether a host holds back what it answers: then nobody can tell whether it also holds back what it is asked. It is
 * swept by itself, as slowly as its closed ports answer.
 */
export function isRateLimited({ heldBack }: SweptHost): boolean {
  return heldBack >= 2;
}

/** Most canaries of one host: more would cost packets and tell little more. */
const CANARIES_A_HOST = 8;

/**
 * @returns open ports that tell of loss, spread over those there are; `blind`: those that do so only beside a chunk.
 */
export function canariesOf({ open }: SweptHost, blind: boolean): readonly number[] {
  const fit = [...open.keys()].filter((port) => EARLY_PORTS.has(port) === blind).sort((a, b) => a - b);
  if (fit.length <= CANARIES_A_HOST) return fit;
  const step = fit.length / CANARIES_A_HOST;
  return Array.from({ length: CANARIES_A_HOST }, (_, index) => fit[Math.floor(index * step)] as number);
}

/** Share of all ports asked for which the host itself answered. */
export function answeredShare({ unanswered, attempts }: SweptHost, slices: readonly Slice[]): number {
  let asked = 0;
  let silent = 0;
  for (const [index, { count }] of slices.entries()) {
    if (attempts[index] === 0) continue;
    asked += count;
    silent += unanswered[index] ?? 0;
  }
  return asked === 0 ? 0 : 1 - silent / asked;
}

import type { Family } from './address.ts';
import type { UnobservedReason } from './observation.ts';
import type { Privilege, Step } from './plan.ts';
import type { Protocol } from './port.ts';
import type { Verdict } from './report.ts';

/** Why a sweep sends a chunk. */
export const CHUNK_REASONS = [
  'first-ports',
  'pass',
  'further-pass',
  'own-pace',
  'recheck',
  'final-check',
  'refusal-check',
] as const;
export type ChunkReason = (typeof CHUNK_REASONS)[number];

/** Which hosts a sweep asks: those that answer soon, those that answer late, those that limit their answers. */
export const SWEEP_PHASES = ['near', 'far', 'rate-limited'] as const;
export type SweepPhase = (typeof SWEEP_PHASES)[number];

/** Why a sweep sends its next chunk at the rate that it does. */
export const RATE_REASONS = [
  'nothing-known',
  'nothing-answered',
  'answers-lost',
  'answers-delayed',
  'scanner-limit',
  'answers-came',
  'faster-trial',
  'slower-trial',
] as const;
export type RateReason = (typeof RATE_REASONS)[number];

/** What a sweep holds of a host. `discarded`: what the chunk brought of it counts for nothing. */
export const LIVENESS = ['well', 'discarded', 'suspect', 'blocked', 'absent'] as const;
export type Liveness = (typeof LIVENESS)[number];

/** Why it does. */
export const LIVENESS_REASONS = [
  'answers',
  'wait-too-short',
  'known-ports-silent',
  'open-ports-refused',
  'silent-ports-refuse',
  'rejections-ended',
  'replies-missing',
  'no-result',
  'refusals-worthless',
  'discarded-too-often',
] as const;
export type LivenessReason = (typeof LIVENESS_REASONS)[number];

/** What a chunk told of the path. Rates in packets a second; of `known` answers that were due, `answered` came. */
export interface PathNews {
  readonly asked: number;
  readonly achieved: number;
  readonly known: number;
  readonly answered: number;
  /** Milliseconds; null: nothing came back. */
  readonly roundTrip: number | null;
}

/** What a scan asks: so many ports of so many addresses. */
interface Asked {
  readonly step: Step;
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: number;
}

/**
 * What a run does and decides, and why. Nothing is decided by an event: what a user sees of a run, the trace and the
 * lines of `--debug` are all made of these. Ports are in nmap's notation; text is printable.
 */
export type RunEvent =
  | { readonly event: 'start'; readonly policy: string; readonly startedAt: Date }
  /** One line for whoever runs it. */
  | { readonly event: 'message'; readonly message: string }
  | {
      readonly event: 'scanner';
      readonly program: string;
      readonly version: string;
      readonly data: string;
      readonly privilege: Privilege;
    }
  /** What is expected of the run before it begins: `expected` and `timeout` are in seconds. */
  | {
      readonly event: 'budget';
      readonly addresses: number;
      readonly packets: number;
      readonly maxRate: number | null;
      readonly expected: number;
      readonly timeout: number;
    }
  /** One of `count` parts of a step begins, from 1. `why`: as a clause, where it is not the first time. */
  | ({ readonly event: 'step'; readonly index: number; readonly count: number; readonly why: string | null } & Asked)
  /** A scanner starts; `scan` numbers these from 1, and names what `--keep-xml` keeps. */
  | ({
      readonly event: 'scan-start';
      readonly scan: number;
      readonly ports: number;
      readonly command: string;
    } & Asked)
  | {
      readonly event: 'scan-end';
      readonly scan: number;
      readonly step: Step;
      readonly duration: number;
      readonly exitCode: number | null;
      readonly signal: string | null;
      /** Hosts that are up by its document, and open ports of them. */
      readonly up: number;
      readonly open: number;
      readonly failure: string | null;
    }
  /** A scan is begun anew. */
  | { readonly event: 'retry'; readonly scan: number; readonly why: string }
  | {
      readonly event: 'chunk-start';
      readonly chunk: number;
      readonly reason: ChunkReason;
      readonly phase: SweepPhase;
      /** How often all silent ports of its hosts will have been asked, at least. */
      readonly pass: number;
      readonly addresses: number;
      readonly ports: number;
      /** Ports that are known to answer and ride along. */
      readonly canaries: number;
      /** Packets a second; null: the scanner's own pace. */
      readonly rate: number | null;
      /** Milliseconds that each probe waits for its answer at least. */
      readonly wait: number;
    }
  | {
      readonly event: 'chunk-end';
      readonly chunk: number;
      readonly duration: number;
      readonly failed: boolean;
      /** Of the sweep so far: open ports, the share of lost answers, and the open ports that it expects to miss. */
      readonly open: number;
      readonly loss: number | null;
      readonly missed: number | null;
      /** How many may be expected to be missed at the end. */
      readonly goal: number;
    }
  | ({
      readonly event: 'rate';
      readonly chunk: number;
      readonly from: number;
      readonly to: number;
      readonly reason: RateReason;
    } & PathNews)
  | {
      readonly event: 'liveness';
      /** Null: the sweep has no chunks. */
      readonly chunk: number | null;
      readonly address: string;
      readonly from: Liveness;
      readonly to: Liveness;
      readonly reason: LivenessReason;
      /** Ports that are known to answer and were asked: how many, and some of those that did not. */
      readonly known: number;
      readonly silent: string;
    }
  /** Hosts of which the same chunk decided something too, beyond those that are told one by one. */
  | { readonly event: 'liveness-more'; readonly chunk: number; readonly hosts: number }
  /** What a step leaves without a trustworthy answer, by reason. `examples`: some of the addresses. */
  | {
      readonly event: 'unobserved';
      readonly step: Step;
      readonly code: UnobservedReason['code'];
      readonly why: string;
      readonly addresses: number;
      readonly ports: number;
      readonly examples: readonly string[];
    }
  /** A file of results made elsewhere was read. */
  | { readonly event: 'results'; readonly file: string; readonly duration: number; readonly failure: string | null }
  | {
      readonly event: 'verdict';
      readonly verdict: Verdict | 'error';
      readonly exitCode: number;
      readonly findings: number;
      readonly unobserved: number;
    }
  /** The trace is as long as it may be: what follows is the verdict alone. */
  | { readonly event: 'cut'; readonly bytes: number };

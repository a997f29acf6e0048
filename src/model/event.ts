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

/** Which hosts a sweep probes: hosts that answer soon, hosts that answer late, hosts that limit their answers. */
export const SWEEP_PHASES = ['near', 'far', 'rate-limited'] as const;
export type SweepPhase = (typeof SWEEP_PHASES)[number];

/** Why a sweep sends its next chunk at this rate. */
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

/** The liveness of a host during a sweep. `discarded`: the chunk's results for this host count for nothing. */
export const LIVENESS = ['well', 'discarded', 'suspect', 'blocked', 'absent'] as const;
export type Liveness = (typeof LIVENESS)[number];

/** Why a host has this liveness. */
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

/** What a chunk measured of the path. Rates are in packets per second. Of `known` expected answers, `answered` came. */
export interface PathNews {
  readonly asked: number;
  readonly achieved: number;
  readonly known: number;
  readonly answered: number;
  /** Milliseconds; null: no answer came. */
  readonly roundTrip: number | null;
}

/** The number of ports and addresses that a scan probes. */
interface Asked {
  readonly step: Step;
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: number;
}

/**
 * What a run does and decides, and why. No decision depends on an event. The progress lines, the trace and the lines of
 * `--debug` are all made of these events. Ports are in nmap's notation. Text is printable.
 */
export type RunEvent =
  | { readonly event: 'start'; readonly policy: string; readonly startedAt: Date }
  /** One line for the user. */
  | { readonly event: 'message'; readonly message: string }
  | {
      readonly event: 'scanner';
      readonly program: string;
      readonly version: string;
      readonly data: string;
      readonly privilege: Privilege;
    }
  /** The expectation before the run begins: `expected` and `timeout` are in seconds. */
  | {
      readonly event: 'budget';
      readonly addresses: number;
      readonly packets: number;
      readonly maxRate: number | null;
      readonly expected: number;
      readonly timeout: number;
    }
  /** One of `count` parts of a step begins, counted from 1. `why` is a clause, and null for the first time. */
  | ({ readonly event: 'step'; readonly index: number; readonly count: number; readonly why: string | null } & Asked)
  /** A scanner starts. `scan` numbers the scans from 1, also in the names of files that `--keep-xml` writes. */
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
      /** Hosts that are up according to the document, and their open ports. */
      readonly up: number;
      readonly open: number;
      readonly failure: string | null;
    }
  /** A scan starts again. */
  | { readonly event: 'retry'; readonly scan: number; readonly why: string }
  | {
      readonly event: 'chunk-start';
      readonly chunk: number;
      readonly reason: ChunkReason;
      readonly phase: SweepPhase;
      /** How often all silent ports of the chunk's hosts will have been probed, at least. */
      readonly pass: number;
      readonly addresses: number;
      readonly ports: number;
      /** Canaries: ports that are known to answer. */
      readonly canaries: number;
      /** Packets per second; null: the scanner chooses its own rate. */
      readonly rate: number | null;
      /** Milliseconds that each probe waits for its answer, at least. */
      readonly wait: number;
    }
  | {
      readonly event: 'chunk-end';
      readonly chunk: number;
      readonly duration: number;
      readonly failed: boolean;
      /** The sweep so far: open ports, the share of lost answers, and the missed-port estimate. */
      readonly open: number;
      readonly loss: number | null;
      readonly missed: number | null;
      /** The highest missed-port estimate with which the sweep may end. */
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
      /** Ports that are known to answer and were probed: their number, and some of those that did not answer. */
      readonly known: number;
      readonly silent: string;
    }
  /** Hosts whose liveness the same chunk changed too, beyond those with an event of their own. */
  | { readonly event: 'liveness-more'; readonly chunk: number; readonly hosts: number }
  /** What a step leaves unobserved, by reason. `examples`: some of the addresses. */
  | {
      readonly event: 'unobserved';
      readonly step: Step;
      readonly code: UnobservedReason['code'];
      readonly why: string;
      readonly addresses: number;
      readonly ports: number;
      readonly examples: readonly string[];
    }
  /** A file of results from elsewhere was read. */
  | { readonly event: 'results'; readonly file: string; readonly duration: number; readonly failure: string | null }
  | {
      readonly event: 'verdict';
      readonly verdict: Verdict | 'error';
      readonly exitCode: number;
      readonly findings: number;
      readonly unobserved: number;
    }
  /** The trace has reached its maximum length. Only the verdict follows. */
  | { readonly event: 'cut'; readonly bytes: number };

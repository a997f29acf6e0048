import type { Family } from './address.ts';
import type { RunEvent } from './event.ts';
import type { KeptScan, ScanToKeep } from './kept-scan.ts';
import type { Step } from './plan.ts';

/**
 * Looks up one name in one family (A or AAAA). Resolves to no addresses where the name has none; rejects where the
 * answer is not known (server failure, time-out). Handed in by the edge.
 */
export type Resolver = (name: string, family: Family) => Promise<readonly string[]>;

/** What a scanner sees of our environment. NMAPDIR, NMAP_PRIVILEGED and the like would change what a plan says. */
export interface ScanEnvironment {
  readonly path: string;
  readonly home: string;
}

/**
 * A text that a scanner can open as its standard input: a file, since it can not open the sockets that Node calls
 * pipes.
 */
export interface InputFile {
  readonly fd: number;
  readonly close: () => Promise<void>;
}

/** How far the run is, as the engine sees it. Shares, rates and times are estimates: nothing is decided by them. */
export interface ProgressEvent {
  readonly step: Step;
  /** 0 to 1 of the whole run; null where nobody can tell. */
  readonly share: number | null;
  /** Seconds until the whole run is done; null: to be told from the share, or not at all. */
  readonly etaSeconds: number | null;
  readonly hosts: number;
  readonly hostsDone: number;
  /** Open ports found until now. */
  readonly open: number;
  /** Packets a second; null: the scanner's own pace. */
  readonly rate: number | null;
  /** Share of answers that got lost, 0 to 1; null where it is not measured. */
  readonly loss: number | null;
  /** From 1. */
  readonly pass: number;
}

/** Everything that reaches outside, handed in by the edges. */
export interface Effects {
  readonly now: () => Date;
  readonly resolve: Resolver;
  /** @throws InputError where there is no such file */
  readonly readPolicy: (file: string) => Promise<Uint8Array>;
  /** @throws InputError where there is no such file */
  readonly openResults: (file: string) => Promise<AsyncIterable<Uint8Array>>;
  readonly environment: ScanEnvironment;
  /** Aborted when the run is to stop; what was learned until then is still reported. */
  readonly signal: AbortSignal;
  /** Told what the run does and decides, and why. */
  readonly emit: (event: RunEvent) => void;
  /** Says what is going on, one printable line: the event `message`. */
  readonly say: (line: string) => void;
  /** Says how far the run is; may be called as often as anything changes. */
  readonly progress: (event: ProgressEvent) => void;
  /** Makes a text a file that can be read as often as wanted, until it is closed; nothing is left of it then. */
  readonly inputFile: (text: string) => Promise<InputFile>;
  /** Says where the document of a scan goes. Never rejects. */
  readonly keepScan: (scan: ScanToKeep) => Promise<KeptScan>;
  /** Called where a run has so many addresses that memory is worth more than processor time. */
  readonly saveMemory: () => void;
}

import type { Family } from './address.ts';
import type { RunEvent } from './event.ts';
import type { KeptScan, ScanToKeep } from './kept-scan.ts';
import type { StateSource } from './memory.ts';
import type { Step } from './plan.ts';

/**
 * Looks up one name in one family (A or AAAA). Resolves to no addresses if the name has none. Rejects if the answer is
 * unknown (server failure, time-out).
 */
export type Resolver = (name: string, family: Family) => Promise<readonly string[]>;

/**
 * The environment that a scanner sees. NMAPDIR, NMAP_PRIVILEGED and similar variables would change what a plan means.
 */
export interface ScanEnvironment {
  readonly path: string;
  readonly home: string;
}

/** A text as a file that a scanner can open as its standard input. It cannot open the sockets that Node calls pipes. */
export interface InputFile {
  readonly fd: number;
  readonly close: () => Promise<void>;
}

/** How far the run is. Shares, rates and times are estimates; no decision depends on them. */
export interface ProgressEvent {
  readonly step: Step;
  /** Share of the whole run, 0 to 1; null: unknown. */
  readonly share: number | null;
  /** Seconds until host discovery ends, until all ports are probed, or until a later step ends; null: unknown. */
  readonly etaSeconds: number | null;
  readonly hosts: number;
  readonly hostsDone: number;
  /** Open ports found so far. */
  readonly open: number;
  /** Packets per second; null: the scanner chooses its own rate. */
  readonly rate: number | null;
  /** Share of lost answers, 0 to 1; null: not measured. */
  readonly loss: number | null;
  /** Counts from 1. */
  readonly pass: number;
  /**
   * The services that are asked now, and the seconds that the slowest of them may take; absent: none are. Nothing
   * measures how long a service that was never asked will take, so a share and a remaining time would be guesses.
   */
  readonly services?: { readonly count: number; readonly most: number };
}

/** Everything that reaches outside the program. The edges supply it. */
export interface Effects {
  readonly now: () => Date;
  readonly resolve: Resolver;
  /** @throws InputError if the file does not exist */
  readonly readPolicy: (file: string) => Promise<Uint8Array>;
  /**
   * Reads a policy that another policy uses.
   * @param reference the name of a ready policy, or a path relative to the folder of `from`
   * @returns the path for messages, which is the same for the same file
   * @throws InputError if there is no such policy, or if it is outside the repository
   */
  readonly readUsed: (reference: string, from: string) => Promise<{ readonly file: string; readonly text: string }>;
  /**
   * Reads a state file, and finds out whether it can be written.
   * @returns null: there is none yet
   * @throws InputError if it cannot be read or written
   */
  readonly readStateFile: (file: string) => Promise<StateSource | null>;
  /** @throws InputError if the file does not exist */
  readonly openResults: (file: string) => Promise<AsyncIterable<Uint8Array>>;
  readonly environment: ScanEnvironment;
  /** Aborted when the run is to stop. The run still reports what it has learned. */
  readonly signal: AbortSignal;
  /** Receives what the run does and decides, and why. */
  readonly emit: (event: RunEvent) => void;
  /** Shows one printable line, as the event `message`. */
  readonly say: (line: string) => void;
  /** Reports progress. May be called on every change. */
  readonly progress: (event: ProgressEvent) => void;
  /** Makes a text a file that can be read repeatedly. Closing the file removes it. */
  readonly inputFile: (text: string | Uint8Array) => Promise<InputFile>;
  /** Chooses where the document of a scan goes. Never rejects. */
  readonly keepScan: (scan: ScanToKeep) => Promise<KeptScan>;
  /** Called if a run has so many addresses that memory matters more than processor time. */
  readonly saveMemory: () => void;
}

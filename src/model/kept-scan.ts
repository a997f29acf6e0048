import type { Step } from './plan.ts';

/** A scan whose document is kept. */
export interface ScanToKeep {
  readonly step: Step;
  /** The whole command line, as an argv array. */
  readonly command: readonly string[];
  /** The scanner's standard input; null: none. */
  readonly input: string | null;
  readonly started: Date;
}

/** How the scan ended. */
export interface ScanEnd {
  readonly ended: Date;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Null: the scan succeeded. */
  readonly failure: string | null;
  readonly stderr: string;
}

/** Where the document of one scan goes. Nothing here fails; the end of the run reports what could not be kept. */
export interface KeptScan {
  /** Counts from 1. */
  readonly number: number;
  /** Keeps the bytes and passes them on unchanged. */
  readonly keep: (output: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  readonly end: (how: ScanEnd) => Promise<void>;
}

import type { Step } from './plan.ts';

/** A scan whose document is to be kept. */
export interface ScanToKeep {
  readonly step: Step;
  /** The whole command line, as an argv array. */
  readonly command: readonly string[];
  /** What the scanner reads from its standard input; null: nothing. */
  readonly input: string | null;
  readonly started: Date;
}

/** How it ended. */
export interface ScanEnd {
  readonly ended: Date;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Null for a good end. */
  readonly failure: string | null;
  readonly stderr: string;
}

/** Where the document of one scan goes. None of it ever fails: what could not be kept is told when the run ends. */
export interface KeptScan {
  /** From 1. */
  readonly number: number;
  /** Passes on the same bytes, each after it is kept. */
  readonly keep: (output: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  readonly end: (how: ScanEnd) => Promise<void>;
}

import type { Address } from '../model/address.ts';
import type { Protocol } from '../model/port.ts';

/** One port that a file of the user declares as published. */
export interface Intent {
  readonly protocol: Protocol;
  readonly port: number;
  /** The addresses on which it is published; null: every address of its host, or unknown. */
  readonly addresses: readonly Address[] | null;
  /** What declares it, printable: the file, the line and what is there. */
  readonly why: string;
}

/** What one file of the user declares. */
export interface Intents {
  readonly ports: readonly Intent[];
  /** Printable sentences about ports that the file opens without naming their number. */
  readonly notes: readonly string[];
}

/** A file of the user, and its text. */
export interface IntentFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The longest file, in bytes. */
export const MAX_INTENT_BYTES = 4 * 1024 * 1024;

import type { Address } from '../model/address.ts';
import type { SweepField, SweepSettings } from './chunk.ts';
import type { SweptHost } from './hosts.ts';
import { type Estimate, estimate } from './ledger.ts';
import type { ChunkOutcome, Pace } from './pace.ts';
import type { Exposure } from './recall.ts';
import type { Slice } from './slices.ts';

/** Exposures of one port after which a sweep gives up: a path that loses so much is no path to judge by. */
export const MOST_ASKS = 16;
/** Independent exposures that a silent port has at least: one is never enough, even on a clean path (measured). */
export const FEWEST_ASKS = 2;

/** Packets a second: the least that a sweep goes down to. */
export const SLOWEST_RATE = 100;

/** Everything that one sweep knows; changed by it, and by nobody else. */
export interface Books {
  readonly field: SweepField;
  readonly settings: SweepSettings;
  readonly slices: readonly Slice[];
  readonly hosts: readonly SweptHost[];
  readonly byAddress: ReadonlyMap<Address, SweptHost>;
  readonly exposures: Map<number, Exposure>;
  /** Chunks that count for nothing of some host, by `voidKey`. */
  readonly voided: Set<string>;
  pace: Pace;
  /** Whether the pace is that of hosts whose answers take long. */
  far: boolean;
  /** Whether what is left are hosts that hold back their answers. */
  patient: boolean;
  /** How the last chunk went, while it is not known whether a host's silence is the path's fault. */
  disputed: ChunkOutcome | null;
  /** Chunks so far, failed ones too. */
  chunks: number;
  /** Failed chunks since the last good one. */
  failures: number;
  /** Hosts whose closed ports answer at once: the scanner's own pace is as fast as can be there. */
  direct: readonly SweptHost[];
  probes: number;
  /** The last estimate, and after how many chunks it was made. */
  estimated: { readonly chunks: number; readonly estimate: Estimate } | null;
  /** Packets a second: the most that was asked for. */
  fastest: number | null;
  /** Whether some of it was left to the scanner's own pace. */
  ownPace: boolean;
}

/** @returns the hosts that have not been given up. */
export function present({ hosts }: Books): readonly SweptHost[] {
  return hosts.filter(({ condition }) => condition !== 'blocked' && condition !== 'absent');
}

/** The same until the next chunk is taken in: it is asked for more than once, and costs more than all else here. */
export function estimateNow(books: Books): Estimate {
  if (books.estimated?.chunks !== books.chunks) {
    books.estimated = { chunks: books.chunks, estimate: estimate(present(books), books.slices, books.exposures) };
  }
  return books.estimated.estimate;
}

/** @returns how often every silent port was asked at least; `MOST_ASKS` where none is silent. */
export function fewestAsks(books: Books, hosts: readonly SweptHost[] = present(books)): number {
  let fewest = MOST_ASKS;
  for (const host of hosts) {
    for (let index = 0; index < host.asks.length; index++) {
      const asks = host.asks[index] as number;
      if (asks < fewest && host.unanswered[index] !== 0) fewest = asks;
    }
  }
  return fewest;
}

export function voidKey(chunk: number, address: Address): string {
  return `${chunk} ${address}`;
}

/** @returns how often every port was asked at least; once where the scanner itself repeated what was silent, or nothing is. */
export function passesOf(books: Books): number {
  let fewest = MOST_ASKS;
  for (const host of present(books)) {
    for (const asks of host.asks) fewest = Math.min(fewest, asks);
  }
  return present(books).length === 0 ? 0 : fewest;
}

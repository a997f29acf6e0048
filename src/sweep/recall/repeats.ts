import { SLOWEST_RATE } from '../schedule/constants.ts';
import { ASSUMED_LOSS, GENTLE_SENDING, LONGEST_SENDING, MOST_REPEATS, ROUND_PRIOR } from './constants.ts';

/** How many known ports of a host were probed together with its silent ports, and how many did not answer. */
export interface Repeat {
  readonly known: number;
  readonly missed: number;
}

/** @returns one question that was made of the ports of all these */
export function sumOf(repeats: readonly Repeat[]): Repeat {
  return {
    known: repeats.reduce((sum, one) => sum + one.known, 0),
    missed: repeats.reduce((sum, one) => sum + one.missed, 0),
  };
}

/**
 * The chance that an open port is missed by all of these questions. The loss that the sweep measured holds until a
 * known port is missed. If neither shows a loss, one question is enough.
 * @param pathLoss share of the probes that the sweep lost; null: nothing measured it
 */
export function chanceOfNoAnswer(repeats: readonly Repeat[], pathLoss: number | null): number {
  const { known, missed } = sumOf(repeats);
  if (repeats.length > 0 && pathLoss === 0 && missed === 0) return 0;
  const before = pathLoss === null || missed > 0 ? Math.max(pathLoss ?? 0, ASSUMED_LOSS) : pathLoss;
  const loss = missed === 0 ? before : Math.max(before, (missed + 0.5) / (known + 1));
  return repeats.reduce((chance, one) => (chance * (one.missed + ROUND_PRIOR * loss)) / (one.known + ROUND_PRIOR), 1);
}

/** @returns how many questions are to be made before anything is known of them but what the sweep measured */
export function repeatsExpected(pathLoss: number | null, confidence: number): number {
  const unmeasured: Repeat[] = [{ known: 0, missed: 0 }];
  while (unmeasured.length < MOST_REPEATS && chanceOfNoAnswer(unmeasured, pathLoss) >= confidence) {
    unmeasured.push({ known: 0, missed: 0 });
  }
  return unmeasured.length;
}

/**
 * @param index of the question
 * @param plan packets a second of the first one, and how many are expected: one where the path seems to lose nothing
 * @returns packets a second of a question: at most half of those of the one before
 */
export function questionRate(
  index: number,
  { first, expected, packets }: { readonly first: number; readonly expected: number; readonly packets: number },
): number {
  const gentle = expected === 1 ? first : Math.max(2 * SLOWEST_RATE, packets / GENTLE_SENDING) * 2 ** (expected - 1);
  const least = Math.min(first, Math.max(SLOWEST_RATE, packets / LONGEST_SENDING));
  return Math.max(1, Math.floor(Math.max(least, Math.min(first, gentle) / 2 ** index)));
}

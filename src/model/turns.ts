import { setImmediate } from 'node:timers/promises';

/** Work on many things that yields after each of them. */
export type Steps<Result> = Generator<void, Result>;

/**
 * Steps in one turn of the event loop. A host with 65,535 ports takes a few milliseconds: a stop signal is heard within
 * a second.
 */
export const STEPS_PER_TURN = 64;

/** Does all of the work in this turn: for few things. */
export function inOneTurn<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Does the work in as many turns of the event loop as it takes, so that signals and timers are heard.
 * @param between called between two turns; what it throws ends the work
 */
export async function inTurns<Result>(steps: Steps<Result>, between: () => void = () => {}): Promise<Result> {
  for (let done = 1; ; done++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (done % STEPS_PER_TURN > 0) continue;
    await setImmediate();
    between();
  }
}

import { setImmediate } from 'node:timers/promises';

/** Work on many items that yields after each item. */
export type Steps<Result> = Generator<void, Result>;

/**
 * Steps in one turn of the event loop. A host with 65,535 ports takes a few milliseconds, so a stop signal takes effect
 * within a second.
 */
export const STEPS_PER_TURN = 64;

/** Does all of the work in the current turn. For few items. */
export function inOneTurn<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Spreads the work over turns of the event loop, so that signals and timers are handled.
 * @param between called between two turns; an error that it throws ends the work
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

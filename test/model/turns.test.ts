import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inOneTurn, inTurns, STEPS_PER_TURN, type Steps } from '../../src/model/turns.ts';

function* count(to: number): Steps<number> {
  for (let done = 0; done < to; done++) yield;
  return to;
}

/** @returns how often others had their turn until some work was done */
async function othersDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let goesOn = true;
  const turn = (): void => {
    turns++;
    if (goesOn) setImmediate(turn);
  };
  setImmediate(turn);
  await work().finally(() => {
    goesOn = false;
  });
  return turns;
}

describe('work in turns', () => {
  test('has the result that it has in one turn', async () => {
    for (const steps of [0, 1, STEPS_PER_TURN, 1_000]) {
      assert.equal(inOneTurn(count(steps)), steps);
      assert.equal(await inTurns(count(steps)), steps);
    }
  });

  test('lets others have their turn after so many steps', async () => {
    const turns = await othersDuring(() => inTurns(count(20 * STEPS_PER_TURN)));
    assert.ok(turns >= 20, `${turns} turns`);
  });

  test('ends between two turns if that is refused, and no later', async () => {
    let taken = 0;
    function* endless(): Steps<never> {
      for (;;) {
        taken++;
        yield;
      }
    }
    const refuse = (): void => {
      if (taken >= 3 * STEPS_PER_TURN) throw new RangeError('stopped');
    };
    await assert.rejects(inTurns(endless(), refuse), RangeError);
    assert.equal(taken, 3 * STEPS_PER_TURN);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canariesOf } from '../../src/acquire/raw-questions.ts';
import { NO_PORTS, type PortSet, portCount } from '../../src/model/port.ts';
import { EARLY_PORTS } from '../../src/sweep/chunk.ts';

const known = (open: PortSet, closed: PortSet = NO_PORTS) => ({ open, answered: [...open, ...closed] });

describe('the known ports that are asked with silent ones', () => {
  test('are open ones, and before others those that nmap does not send first', () => {
    assert.deepEqual(canariesOf(known([[80, 80]], [[90, 99]])), [[80, 80]]);
    const many = canariesOf(known([[1, 1_000]]));
    assert.equal(portCount(many), 16);
    assert.ok(many.every(([first, last]) => first === last || !EARLY_PORTS.has(first)));
  });

  test('are a few closed ones if none is open, and none where nothing answered', () => {
    assert.deepEqual(canariesOf(known([], [[90, 99]])), [[90, 93]]);
    assert.deepEqual(canariesOf(known([])), []);
  });
});

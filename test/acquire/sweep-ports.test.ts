import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settle } from '../../src/acquire/sweep-ports.ts';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { formatPorts, NO_PORTS, type PortSet } from '../../src/model/port.ts';
import type { Chunk } from '../../src/sweep/chunk.ts';
import { HOST, port, runOf } from '../support/runs.ts';

const PORTS: PortSet = [[1, 9]];
const LOSSY: UnobservedReason = { code: 'too-lossy', text: 'answers get lost' };

interface Given {
  readonly kind?: Chunk['kind'];
  readonly doubtful?: PortSet;
  readonly counts?: boolean;
  readonly failure?: UnobservedReason;
}

/** @returns the ports that each document covers: 1 is open, 2 and 3 are closed, the others are silent */
async function covered(...chunks: readonly (Given & { readonly open?: PortSet })[]): Promise<readonly string[]> {
  const done = await Promise.all(
    chunks.map(async ({ kind = 'paced', open = port(1), failure = null }, id) => ({
      chunk: { id, kind },
      runs: [await runOf(PORTS, open, { closed: [[2, 3]], failure })],
    })),
  );
  const unsettled = chunks.flatMap(({ doubtful = NO_PORTS }) => [{ address: HOST, ports: doubtful, reason: LOSSY }]);
  const counts = (id: number): boolean => chunks[id]?.counts ?? true;
  const judged = settle(done, { unsettled, counts }, 'tcp');
  return judged.map(({ covers }) => formatPorts(covers?.get(HOST)?.tcp ?? NO_PORTS));
}

describe('the documents of a sweep', () => {
  test('cover what answered and what is silent for certain', async () => {
    assert.deepEqual(await covered({}), ['1-9']);
    assert.deepEqual(await covered({ doubtful: [[5, 9]] }), ['1-4']);
  });

  test('cover open ports alone if the chunk does not count for the host', async () => {
    assert.deepEqual(await covered({ counts: false }), ['1']);
    assert.deepEqual(await covered({ doubtful: PORTS }), ['1']);
  });

  test('cover no silent port of a recheck', async () => {
    assert.deepEqual(await covered({ kind: 'recheck' }), ['1-3']);
  });

  test('cover no silence of a port that was open in any other chunk, even one that failed', async () => {
    const failure: UnobservedReason = { code: 'scan-failed', text: 'the scanner was killed' };
    assert.deepEqual(await covered({}, { open: port(7) }), ['1-6,8-9', '2-9']);
    assert.deepEqual(await covered({}, { open: port(7), failure }), ['1-6,8-9', '1-9']);
  });
});

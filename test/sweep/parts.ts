import assert from 'node:assert/strict';
import { type Address, parseAddress } from '../../src/model/address.ts';
import { NO_PORTS, type PortSet, portCount, setOfPorts } from '../../src/model/port.ts';
import { FAST } from '../../src/model/timeouts.ts';
import type { Chunk, ChunkResult, HostResult, SweepGroup, SweepSettings } from '../../src/sweep/chunk.ts';
import type { SweptHost } from '../../src/sweep/host.ts';
import { type SweepState, startState } from '../../src/sweep/state.ts';

/** Parts of a sweep for tests of one module. */

export const ADDRESS = parseAddress('10.0.0.1') as Address;
export const OTHER = parseAddress('10.0.0.2') as Address;

const SETTINGS: SweepSettings = { maxRate: 20_000, ownRate: 20_000, leastWait: 0, confidence: 0.01 };

/** The state of a sweep of ports 1 to 10,000 before its first chunk. */
export function stateOf(group: Partial<SweepGroup> = {}, settings: Partial<SweepSettings> = {}): SweepState {
  const all = { addresses: [ADDRESS], ports: [[1, 10_000]] as PortSet, first: NO_PORTS, expected: new Map(), ...group };
  return startState(all, { ...SETTINGS, ...settings });
}

export function hostOf({ hosts }: SweepState, index = 0): SweptHost {
  return hosts[index] ?? assert.fail('no such host');
}

/** Marks ports of a host as known to be open, or closed, since chunk 0. */
export function know(host: SweptHost, open: readonly number[], closed: readonly number[] = []): void {
  for (const [ports, kind] of [
    [open, 'open'],
    [closed, 'closedSample'],
  ] as const) {
    for (const port of ports) host.known[kind].set(port, { slice: 0, rounds: [], answered: new Set([0]) });
  }
}

export function chunkOf(some: Partial<Chunk> = {}): Chunk {
  return {
    ...{ id: 1, kind: 'paced', reason: 'pass', phase: 'near', pass: 1, addresses: [ADDRESS], ports: NO_PORTS },
    ...{ canaries: NO_PORTS, rate: 5_000, sideProbe: null, timeouts: FAST, pause: 0, limit: null, ...some },
  };
}

export function answerOf(
  open: readonly number[],
  closed: readonly number[] = [],
  some: Partial<HostResult> = {},
): HostResult {
  const [opens, closeds] = [setOfPorts(open), setOfPorts(closed)];
  const replies = portCount(opens) + portCount(closeds);
  const [roundTrip, answersWithin] = replies > 0 ? [20, 60] : [null, null];
  return { complete: true, open: opens, closed: closeds, replies, rejected: [], roundTrip, answersWithin, ...some };
}

export function resultOf(answer: HostResult | null, some: Partial<ChunkResult> = {}): ChunkResult {
  const hosts = new Map(answer === null ? [] : [[ADDRESS, answer] as const]);
  return { failed: false, seconds: 1, hosts, sideProbe: null, ...some };
}

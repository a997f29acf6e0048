import type { ChunkReason, Liveness, RunEvent } from '../model/event.ts';
import { formatPorts, type PortRange, portCount, portSet } from '../model/port.ts';
import type { Chunk, ChunkResult } from './chunk.ts';
import type { SweptHost } from './host.ts';
import { dueOf } from './liveness/liveness.ts';
import { isVouching } from './liveness/refusals.ts';
import type { Pace } from './rate/rate.ts';
import { discardKey, estimateNow, FEWEST_ATTEMPTS, fewestAttempts, type SweepState } from './state.ts';

/**
 * The largest number of hosts of one chunk with an event of their own: a sweep of many hosts must not report
 * each of them in every chunk.
 */
const MOST_HOSTS = 20;
/** The largest number of silent ports in an event. */
const MOST_PORTS = 8;

/** The state of a sweep before a chunk was added, as far as a decision may change it. */
export interface Before {
  readonly pace: Pace;
  readonly hosts: ReadonlyMap<SweptHost, Pick<SweptHost, 'condition' | 'discarded' | 'rechecks'>>;
}

export function beforeOf(state: SweepState, chunk: Chunk): Before {
  const hosts = chunk.addresses.flatMap((address) => state.byAddress.get(address) ?? []);
  const held = hosts.map((host) => {
    const { condition, discarded, rechecks } = host;
    return [host, { condition, discarded, rechecks }] as const;
  });
  return { pace: state.pace, hosts: new Map(held) };
}

/** @returns what a chunk probes, and why */
export function chunkStart(state: SweepState, chunk: Chunk): RunEvent {
  const { id, addresses, ports, canaries, rate, timeouts } = chunk;
  const hosts = addresses.flatMap((address) => state.byAddress.get(address) ?? []);
  return {
    event: 'chunk-start',
    chunk: id,
    reason: reasonOf(state, chunk, hosts),
    phase: state.phase,
    pass: fewestAttempts(state, hosts) + 1,
    addresses: addresses.length,
    ports: portCount(ports),
    canaries: portCount(canaries),
    rate,
    wait: timeouts.least,
  };
}

function reasonOf(state: SweepState, chunk: Chunk, hosts: readonly SweptHost[]): ChunkReason {
  // A recheck with a rate probes ports slowly that may have been refused. `learn` treats such a chunk in the same way.
  if (isVouching(chunk) || (chunk.kind === 'recheck' && chunk.rate !== null)) return 'refusal-check';
  if (chunk.kind === 'recheck')
    return hosts.some(({ condition }) => condition === 'suspect') ? 'recheck' : 'final-check';
  if (chunk.kind === 'plain') return 'own-pace';
  if (state.chunks === 0) return 'first-ports';
  return fewestAttempts(state, hosts) < FEWEST_ATTEMPTS ? 'pass' : 'further-pass';
}

/** @returns the decisions that followed from the chunk */
export function chunkDecisions(
  state: SweepState,
  before: Before,
  chunk: Chunk,
  heard: ChunkResult,
): readonly RunEvent[] {
  const { loss, missed } = estimateNow(state);
  const end: RunEvent = {
    event: 'chunk-end',
    chunk: chunk.id,
    duration: heard.seconds,
    failed: heard.failed,
    open: state.hosts.reduce((sum, { open }) => sum + open.size, 0),
    loss: loss.share,
    missed: Number.isFinite(missed) ? missed : null,
    goal: state.settings.confidence,
  };
  return [end, ...livenessOf(state, before, chunk, heard), ...rateOf(state, before, chunk)];
}

function livenessOf(
  { discarded }: SweepState,
  { hosts }: Before,
  chunk: Chunk,
  heard: ChunkResult,
): readonly RunEvent[] {
  const decided = [...hosts].filter(
    ([host, held]) =>
      host.condition !== held.condition ||
      host.rechecks > held.rechecks ||
      discarded.has(discardKey(chunk.id, host.address)),
  );
  const told = decided.slice(0, MOST_HOSTS).map(([host, held]): RunEvent => {
    const due = dueOf(host, chunk, heard);
    const silent = due.filter((one) => !one.heard).map(({ port }): PortRange => [port, port]);
    const isDiscarded = host.condition === 'well' && discarded.has(discardKey(chunk.id, host.address));
    const to: Liveness = isDiscarded ? 'discarded' : host.condition;
    // If a chunk is discarded although the host is not in doubt, the timeouts of the chunk were too short.
    const reason = isDiscarded && host.discarded <= held.discarded ? 'wait-too-short' : host.reason;
    const ports = formatPorts(portSet(silent.slice(0, MOST_PORTS)));
    return {
      ...{ event: 'liveness', chunk: chunk.id, address: host.address, from: held.condition, to, reason },
      ...{ known: due.length, silent: ports },
    };
  });
  const more = decided.length - told.length;
  return more === 0 ? told : [...told, { event: 'liveness-more', chunk: chunk.id, hosts: more }];
}

function rateOf({ pace }: SweepState, before: Before, chunk: Chunk): readonly RunEvent[] {
  const { lesson } = pace;
  if (pace === before.pace || lesson === null || lesson === before.pace.lesson) return [];
  const { asked, achieved, known, heard: answered, roundTrip } = lesson.outcome;
  return [
    {
      ...{ event: 'rate', chunk: chunk.id, from: before.pace.rate, to: pace.rate, reason: lesson.reason },
      ...{ asked, achieved, known, answered, roundTrip },
    },
  ];
}

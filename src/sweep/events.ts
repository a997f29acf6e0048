import type { Liveness, RunEvent } from '../model/event.ts';
import { formatPorts, portCount, setOfPorts } from '../model/port.ts';
import type { Chunk } from './chunk.ts';
import type { HostLesson, Lesson } from './learn.ts';
import { estimateNow, type SweepState } from './state.ts';

/** Hosts of one chunk with an event of their own: a sweep of many hosts must not report each of them in every chunk. */
const HOSTS_NAMED = 20;
/** Silent ports in an event. */
const PORTS_NAMED = 8;

/** @returns what a chunk probes, and why */
export function chunkStart(chunk: Chunk): RunEvent {
  const { id, reason, phase, pass, addresses, ports, canaries, rate, timeouts } = chunk;
  return {
    ...{ event: 'chunk-start', chunk: id, reason, phase, pass, addresses: addresses.length },
    ...{ ports: portCount(ports), canaries: portCount(canaries), rate, wait: timeouts.least },
  };
}

/** @returns the decisions that followed from a chunk */
export function decisionsOf(state: SweepState, { chunk, result, hosts, rate }: Lesson): readonly RunEvent[] {
  const { loss, missed } = estimateNow(state);
  const end: RunEvent = {
    event: 'chunk-end',
    chunk: chunk.id,
    duration: result.seconds,
    failed: result.failed,
    open: state.hosts.reduce((sum, { known }) => sum + known.open.size, 0),
    loss: loss.share,
    missed: Number.isFinite(missed) ? missed : null,
    goal: state.settings.confidence,
  };
  const decided = hosts.filter(({ counts, liveness, before }) => !counts || liveness.condition !== before);
  const more = decided.length - HOSTS_NAMED;
  return [
    end,
    ...decided.slice(0, HOSTS_NAMED).map((lesson) => livenessEvent(chunk, lesson)),
    ...(more > 0 ? [{ event: 'liveness-more', chunk: chunk.id, hosts: more } as const] : []),
    ...(rate === null
      ? []
      : [
          {
            event: 'rate',
            chunk: chunk.id,
            from: rate.from,
            to: rate.pace.rate,
            reason: rate.reason,
            ...rate.outcome,
          } as const,
        ]),
  ];
}

function livenessEvent(chunk: Chunk, { host, before, liveness, reason, counts, round }: HostLesson): RunEvent {
  const { condition } = liveness;
  const to: Liveness = condition === 'well' && !counts ? 'discarded' : condition;
  const silent = round.known.filter(({ answered }) => !answered).map(({ port }) => port);
  return {
    ...{ event: 'liveness', chunk: chunk.id, address: host.address, from: before, to, reason },
    ...{ known: round.known.length, silent: formatPorts(setOfPorts(silent.slice(0, PORTS_NAMED))) },
  };
}

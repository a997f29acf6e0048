import {
  eachPort,
  firstPorts,
  intersect,
  NO_PORTS,
  type PortRange,
  type PortSet,
  portCount,
  portSet,
  subtract,
  union,
} from '../../model/port.ts';
import { FIRST } from '../../model/timeouts.ts';
import { type Chunk, type ChunkResult, EARLY_PORTS } from '../chunk.ts';
import type { SweptHost } from '../host.ts';
import type { SweepState } from '../state.ts';
import type { Due } from './liveness.ts';

/*
 * A firewall that refuses connections above some rate refuses open ports too. Refusals count if a known open port
 * answered at the same rate, or if slow probes of likely ports find no open port.
 */

/** Chunks that try to prove the refusals of a host. After these its refusals do not count. */
const MOST_VOUCHINGS = 4;
/** Open ports that a chunk finds by itself and that vouch for its refusals. */
const SEVERAL = 3;
/** Seconds of sending in such a chunk: shorter ones fit into the burst that many limits allow. */
const SECONDS = 0.3;
/**
 * Ports of a host without any open one that are asked slowly, and packets a second. Half as many a second cost a second
 * more.
 */
const SLOWLY_ASKED = 8;
const SLOWLY = 10;
/**
 * Ports of a field that are all asked slowly: so few are over before anything could be asked meanwhile. Twice as many
 * take 5 s.
 */
const FEW = 24;

/** Records the rate at which a chunk was refused, unless a known open port proves that the refusals are real. */
export function noteRefusals(
  state: SweepState,
  chunk: Chunk,
  host: SweptHost,
  heard: ChunkResult,
  due: readonly Due[],
): void {
  const pace = chunk.rate ?? state.settings.ownRate;
  const open = heard.hosts.get(host.address)?.open ?? NO_PORTS;
  // Before its first refusal a host's side probe has no lead-in.
  const vouches = ({ heard, probeKind, beside }: Due): boolean =>
    heard && probeKind !== 'closedProbe' && (!beside || host.refused);
  if (due.some(vouches) || bringsMany(host, open)) {
    if (pace >= 0.9 * host.unvouched || isVouching(chunk)) host.unvouched = 0;
  } else if ((heard.hosts.get(host.address)?.closed.length ?? 0) > 0) {
    host.unvouched = Math.max(host.unvouched, pace);
  }
}

/**
 * Whether several open ports are new: a chunk asks them in random order, and a burst that comes through has few of
 * them.
 */
function bringsMany({ open }: SweptHost, seen: PortSet): boolean {
  let count = 0;
  for (const port of eachPort(seen)) if (!open.has(port) && !EARLY_PORTS.has(port) && ++count >= SEVERAL) return true;
  return false;
}

/** Whether the chunk asks nothing but what was answered already. */
export function isVouching({ kind, ports }: Chunk): boolean {
  return kind === 'paced' && ports.length === 0;
}

/** @returns the next hosts for whose refusals something is to vouch, of one kind: with open ports, or without any */
export function unvouchedOf(hosts: readonly SweptHost[]): readonly SweptHost[] {
  const those = hosts.filter(({ unvouched, vouchings }) => unvouched > 0 && vouchings < MOST_VOUCHINGS);
  const known = those.filter(({ open }) => open.size > 0);
  return known.length > 0 ? known : those;
}

/** Ports that were answered, asked again at the pace of the refusals: what is known to be open rides along. */
export function portsToVouch({ group }: SweepState, hosts: readonly SweptHost[]): { ports: PortSet; rate: number } {
  const rate = Math.max(...hosts.map(({ unvouched }) => unvouched));
  return { ports: firstPorts(group.ports, Math.ceil((SECONDS * rate) / hosts.length)), rate };
}

/** Whether a field has so few ports that each of them is asked slowly. */
export function hasFewPorts({ group }: SweepState): boolean {
  return portCount(group.ports) <= FEW;
}

/** Asks slowly what is most likely open, of hosts of which nothing is known to be; of few ports all. */
export function slowChunk(state: SweepState, hosts: readonly SweptHost[]): Chunk {
  const [first] = state.slices;
  const likely = hosts.flatMap(({ declared }) => {
    const own = firstPorts(declared, SLOWLY_ASKED);
    return [own, firstPorts(subtract(first?.ports ?? NO_PORTS, own), SLOWLY_ASKED - portCount(own))];
  });
  return {
    id: state.chunks,
    kind: 'recheck',
    addresses: hosts.map(({ address }) => address),
    ports: NO_PORTS,
    canaries: hasFewPorts(state) ? state.group.ports : union(portSet(hosts.flatMap(closedProbeRanges)), ...likely),
    rate: Math.min(state.settings.maxRate, SLOWLY * hosts.length),
    sideProbe: null,
    timeouts: FIRST,
    pause: 0,
    limit: 60_000,
  };
}

/** Judges slow probes. If they find an open port, it was refused before, and any other refused port may be open too. */
export function noteSlowAnswers(state: SweepState, host: SweptHost, chunk: Chunk, heard: ChunkResult): void {
  if (chunk.rate === null || (host.open.size > 0 && !hasFewPorts(state))) return;
  const answer = heard.failed ? undefined : heard.hosts.get(host.address);
  host.vouchings++;
  if (answer?.complete !== true) return;
  // A host that does not answer any more needs another final check.
  if (host.closedProbes.size > 0 && intersect(answer.closed, portSet(closedProbeRanges(host))).length === 0)
    host.needsFinalCheck = true;
  else if (subtract(answer.open, openRanges(host)).length > 0) host.vouchings = MOST_VOUCHINGS;
  // A lost answer of what is known to be open is asked for again.
  else if (host.open.size === 0 || answer.open.length > 0) host.unvouched = 0;
}

function openRanges({ open }: SweptHost): PortSet {
  return portSet([...open.keys()].map((port): PortRange => [port, port]));
}

function closedProbeRanges({ closedProbes }: SweptHost): readonly PortRange[] {
  return [...closedProbes.keys()].map((port): PortRange => [port, port]);
}

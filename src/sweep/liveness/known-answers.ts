import { hasPort, type PortSet, union } from '../../model/port.ts';
import { type Chunk, type ChunkResult, EARLY_PORTS, type HostResult } from '../chunk.ts';
import type { KnownKind, SweptHost } from '../host.ts';
import { CLOSED_SAMPLE } from './constants.ts';

/** A port that is known to answer and was probed by a chunk, and whether it answered again. */
export interface KnownAnswer {
  readonly port: number;
  readonly kind: KnownKind;
  readonly answered: boolean;
  readonly inSideProbe: boolean;
}

/** What a chunk brought for one host. */
export interface HostRound {
  readonly chunk: Chunk;
  readonly answer: HostResult | undefined;
  /** The answers to the side probe; undefined: it did not probe this host, or failed. */
  readonly sideAnswer: Pick<HostResult, 'open' | 'closed' | 'answersWithin'> | undefined;
  readonly known: readonly KnownAnswer[];
}

export function roundOf(host: SweptHost, chunk: Chunk, result: ChunkResult): HostRound {
  const answer = result.hosts.get(host.address);
  const sideAnswer = result.sideProbe?.get(host.address);
  return { chunk, answer, sideAnswer, known: knownAnswers(host, chunk, result) };
}

/**
 * A firewall that blocks this scanner may exempt the ports that a policy allows. So the ports that only the sweep found
 * must answer; if the chunk probed none of them, closed ports.
 * @returns the ports of a host that are known to answer and were probed
 */
function knownAnswers(host: SweptHost, chunk: Chunk, result: ChunkResult): readonly KnownAnswer[] {
  const answer = result.hosts.get(host.address);
  const sideAnswer = result.sideProbe?.get(host.address);
  const sideProbed =
    result.sideProbe !== null && chunk.sideProbe?.addresses.includes(host.address) ? chunk.sideProbe.ports : [];
  const asked = union(chunk.ports, chunk.canaries);
  const known: KnownAnswer[] = [];
  for (const port of host.known.open.keys()) {
    const inSideProbe = EARLY_PORTS.has(port);
    if (!hasPort(inSideProbe ? sideProbed : asked, port)) continue;
    const answered = isIn((inSideProbe ? sideAnswer : answer)?.open, port);
    known.push({ port, kind: kindOf(host, port), answered, inSideProbe });
  }
  if (known.some(({ kind }) => kind === 'found')) return known;
  return [...known, ...closedAnswers(host, chunk, answer)];
}

/** @returns the closed sample, as far as the chunk probed it */
export function closedAnswers(
  { known }: SweptHost,
  { ports, canaries }: Chunk,
  answer: HostResult | undefined,
): readonly KnownAnswer[] {
  return [...known.closedSample.keys()]
    .filter((port) => hasPort(ports, port) || hasPort(canaries, port))
    .map((port) => ({ port, kind: 'closed', answered: isIn(answer?.closed, port), inSideProbe: false }));
}

export function kindOf({ declared }: SweptHost, port: number): 'declared' | 'found' {
  return hasPort(declared, port) ? 'declared' : 'found';
}

export function isIn(ports: PortSet | undefined, port: number): boolean {
  return ports !== undefined && hasPort(ports, port);
}

/** @returns closed ports that are probed again in later chunks */
export function closedSampleOf(closed: PortSet): readonly number[] {
  const sample: number[] = [];
  for (const [first, last] of closed) {
    for (let port = first; port <= last && sample.length < CLOSED_SAMPLE; port++)
      if (!EARLY_PORTS.has(port)) sample.push(port);
    if (sample.length === CLOSED_SAMPLE) break;
  }
  return sample;
}

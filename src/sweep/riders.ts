import { type PortSet, portCount, portSet } from '../model/port.ts';
import type { Books } from './books.ts';
import type { Companion } from './chunk.ts';
import { canariesOf, type SweptHost } from './hosts.ts';
import { isEverywhere } from './ledger.ts';

/** Canaries in a chunk: at most this share of its ports, or so many where that is more. */
export const CANARY_SHARE = 0.02;
const CANARIES = 16;
/** Hosts with fewer canaries in a chunk than this get a companion, where they have blind ports open. */
const FEW_CANARIES = 3;
const COMPANION_PORTS = 12;
/** Seconds of a chunk beside which none is worth its while. */
const SHORTEST_COMPANION = 0.2;
/** Canaries that one host may offer. */
const MOST_TURNS = 12;

/** Some of every host, in turn, until there are as many as a chunk can carry. */
export function chooseCanaries({ slices }: Books, hosts: readonly SweptHost[], ports: PortSet): PortSet {
  const most = Math.max(CANARIES, Math.floor(CANARY_SHARE * portCount(ports)));
  const offers = hosts
    .filter((host) => !isEverywhere(host, slices))
    .map((host) => [...canariesOf(host, false), ...host.signs.keys()]);
  const chosen = new Set<number>();
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    for (const offer of offers) {
      const port = offer[turn];
      if (port !== undefined && chosen.size < most) chosen.add(port);
    }
  }
  return portSet([...chosen].map((port) => [port, port] as const));
}

/** Blind ports of hosts that have few others, spread over the time that the chunk takes. */
export function companionOf(
  { slices }: Books,
  hosts: readonly SweptHost[],
  asked: PortSet,
  seconds: number,
): Companion | null {
  if (seconds < SHORTEST_COMPANION) return null;
  const poor = hosts.filter(
    (host) =>
      !isEverywhere(host, slices) && canariesOf(host, false).filter((port) => has(asked, port)).length < FEW_CANARIES,
  );
  const blind = new Set(poor.flatMap((host) => canariesOf(host, true)));
  if (blind.size === 0) return null;
  const ports = portSet([...blind].slice(0, COMPANION_PORTS).map((port) => [port, port] as const));
  const with_ = poor.filter((host) => canariesOf(host, true).length > 0);
  const probes = with_.length * portCount(ports);
  return {
    addresses: with_.map(({ address }) => address),
    ports,
    rate: Math.max(1, Math.ceil(probes / (0.9 * seconds))),
  };
}

function has(ports: PortSet, port: number): boolean {
  return ports.some(([first, last]) => first <= port && port <= last);
}

import { PORT_STATES, type PortState } from '../model/observation.ts';
import { MAX_PORT, PROTOCOLS, type Protocol } from '../model/port.ts';

const STATES: ReadonlyMap<string | undefined, PortState> = new Map(PORT_STATES.map((state) => [state, state]));
const KNOWN: ReadonlyMap<string | undefined, Protocol> = new Map(PROTOCOLS.map((protocol) => [protocol, protocol]));

/** @returns null for a word that nmap does not have, or none at all. */
export function readState(word: string | undefined): PortState | null {
  return STATES.get(word) ?? null;
}

/** @returns undefined for what is not scanned by port (`ip`, from `-sO`) and for anything else. */
export function readProtocol(word: string | undefined): Protocol | undefined {
  return KNOWN.get(word);
}

/** @returns undefined for anything but up to nine decimal digits. */
export function readNumber(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,9}$/.test(word) ? Number(word) : undefined;
}

export function readPort(word: string | undefined): number | undefined {
  const port = readNumber(word);
  return port !== undefined && port <= MAX_PORT ? port : undefined;
}

import { PORT_STATES, type PortState } from '../model/observation.ts';
import { MAX_PORT, PROTOCOLS, type Protocol } from '../model/port.ts';

const STATES: ReadonlyMap<string | undefined, PortState> = new Map(PORT_STATES.map((state) => [state, state]));
const KNOWN: ReadonlyMap<string | undefined, Protocol> = new Map(PROTOCOLS.map((protocol) => [protocol, protocol]));

/** @returns null for an unknown word, or none */
export function readState(word: string | undefined): PortState | null {
  return STATES.get(word) ?? null;
}

/** @returns undefined for what is not scanned by port (`ip`, from `-sO`), and for any other word */
export function readProtocol(word: string | undefined): Protocol | undefined {
  return KNOWN.get(word);
}

const ZERO = 0x30;
const MAX_DIGITS = 9;

/** @returns undefined unless the text has one to nine decimal digits */
export function readNumber(word: string | undefined): number | undefined {
  if (word === undefined || word === '' || word.length > MAX_DIGITS) return undefined;
  let number = 0;
  for (let index = 0; index < word.length; index++) {
    const digit = word.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

export function readPort(word: string | undefined): number | undefined {
  const port = readNumber(word);
  return port !== undefined && port <= MAX_PORT ? port : undefined;
}

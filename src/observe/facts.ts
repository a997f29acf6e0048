import type { Fact } from '../model/observation.ts';
import type { Protocol } from '../model/port.ts';
import { keepText } from './pool.ts';

/** Of one host; what scripts find beyond that is left out. */
export const MAX_FACTS = 64;
/** Of one fact, in characters. */
const TEXT_LIMIT = 2_000;
/** nmap lists many systems that fit, best first. */
const MAX_SYSTEMS = 3;
const SYSTEM = 'os';

/** Where a fact was found: on a port, or (null) on the host. */
export type FactPlace = { readonly protocol: Protocol; readonly number: number } | null;

/**
 * What a script of nmap's prints where it failed (nse_main.lua: a script that broke off, or nsock's word for how its
 * connection ended; stdnse.format_output: its own error). Elsewhere such words may be what a service says, as in a
 * title.
 */
const FAILED =
  /^(?:ERROR: Script execution failed\b|(?:TIMEOUT|EOF|ERROR|KILL|CANCELLED|PROXY ERROR)\s*$|\n *ERROR: |Error getting (?:cluster name|version): |Protocol negotiation failed \(SMB2\)$)/;

/** Adds what a script found out. Its lines become one. What a script says of its own failure is no fact. */
export function addFact(facts: Fact[], place: FactPlace, id: string | undefined, output: string | undefined): void {
  if (facts.length >= MAX_FACTS || id === undefined || output === undefined) return;
  if (FAILED.test(output)) return;
  // What is far too long is cut before it is worked on.
  const text = keepText(oneLine(output.slice(0, 4 * TEXT_LIMIT)), TEXT_LIMIT);
  if (text === '') return;
  facts.push({ protocol: place?.protocol ?? null, port: place?.number ?? null, source: keepText(id), text });
}

/** Adds what the operating system may be, and how sure nmap is of it, in percent. */
export function addSystem(facts: Fact[], name: string | undefined, accuracy: number | undefined): void {
  if (facts.length >= MAX_FACTS || name === undefined || facts.filter(isSystem).length >= MAX_SYSTEMS) return;
  const sure = accuracy === undefined ? '' : ` (${accuracy} %)`;
  facts.push({ protocol: null, port: null, source: SYSTEM, text: `${keepText(oneLine(name))}${sure}` });
}

function isSystem({ source, port }: Fact): boolean {
  return source === SYSTEM && port === null;
}

function oneLine(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('; ');
}

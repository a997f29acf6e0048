import type { Fact } from '../model/observation.ts';
import type { Protocol } from '../model/port.ts';
import { anyOf } from '../model/text.ts';
import { keepText } from './pool.ts';

/** The most facts of one host. Further facts are left out. */
export const MAX_FACTS = 64;
/** The most characters of one fact. */
const TEXT_LIMIT = 2_000;
/** nmap lists many systems that match, best first. */
const MAX_SYSTEMS = 3;
const SYSTEM = 'os';

/** The port of a fact; null: the host. */
export type FactPlace = { readonly protocol: Protocol; readonly number: number } | null;

/**
 * What nmap's scripts print if they fail (nse_main.lua: a script that broke off, or nsock's reason for the end of its
 * connection; stdnse.format_output: the script's own error). In other places a service may send these words, for
 * example as a title.
 */
const FAILED = anyOf([
  /^ERROR: Script execution failed\b/,
  /^(?:TIMEOUT|EOF|ERROR|KILL|CANCELLED|PROXY ERROR)\s*$/,
  /^\n *ERROR: /,
  /^Error getting (?:cluster name|version): /,
  /^Protocol negotiation failed \(SMB2\)$/,
]);

/** Adds the output of a script, as one line. The message of a failed script is no fact. */
export function addFact(facts: Fact[], place: FactPlace, id: string | undefined, output: string | undefined): void {
  if (facts.length >= MAX_FACTS || id === undefined || output === undefined) return;
  if (FAILED.test(output)) return;
  // Cuts very long text before it is processed.
  const text = keepText(oneLine(output.slice(0, 4 * TEXT_LIMIT)), TEXT_LIMIT);
  if (text === '') return;
  facts.push({ protocol: place?.protocol ?? null, port: place?.number ?? null, source: keepText(id), text });
}

/** Adds a guess at the operating system, and nmap's certainty in percent. */
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

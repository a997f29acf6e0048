import type { Address } from '../model/address.ts';
import type { UnobservedReason } from '../model/observation.ts';
import { MAX_PORT, type PortSet, type PortsByProtocol } from '../model/port.ts';
import { printable } from '../model/text.ts';
import type { Judged, ScannedHost } from './document.ts';

/** The age limit for results. */
export interface AgeLimit {
  readonly now: Date;
  /** Milliseconds. */
  readonly maxAge: number;
}

/** Milliseconds that the scanning machine's clock may be ahead of ours. */
const MOST_AHEAD = 5 * 60_000;

type Fault = 'old' | 'future' | 'undated';

const ANY: PortSet = [[0, MAX_PORT]];
const ANY_PORTS: PortsByProtocol = { tcp: ANY, udp: ANY, sctp: ANY };

/**
 * Removes the hosts whose scan began too long ago, in the future or at an unknown time, so that nothing of them is an
 * answer. The age of a scan counts from its first probe.
 * @param file the document's file, for the reasons
 * @returns the document with the other hosts, and one document for each reason with the removed hosts
 */
export function splitByAge(judged: Judged, file: string, limit: AgeLimit): readonly Judged[] {
  const hosts = new Map<Address, ScannedHost>();
  const faulty: Readonly<Record<Fault, Map<Address, ScannedHost>>> = {
    old: new Map(),
    future: new Map(),
    undated: new Map(),
  };
  for (const [address, host] of judged.document.hosts) {
    const fault = faultOf(host, limit);
    (fault === null ? hosts : faulty[fault]).set(address, host);
  }
  if (hosts.size === judged.document.hosts.size) return [judged];
  const part = (taken: ReadonlyMap<Address, ScannedHost>): Judged => ({
    ...judged,
    document: { ...judged.document, hosts: taken },
  });
  const parts = (Object.keys(faulty) as Fault[]).flatMap((fault) => {
    const taken = faulty[fault];
    if (taken.size === 0) return [];
    const covers = new Map([...taken.keys()].map((address) => [address, ANY_PORTS]));
    const failure: UnobservedReason = { code: 'results-age', text: describe(fault, taken, file, limit) };
    return [{ ...part(taken), covers, failure }];
  });
  return [part(hosts), ...parts];
}

function faultOf({ started }: ScannedHost, { now, maxAge }: AgeLimit): Fault | null {
  if (started === null) return 'undated';
  const age = now.getTime() - started;
  if (age < -MOST_AHEAD) return 'future';
  return age > maxAge ? 'old' : null;
}

function describe(fault: Fault, hosts: ReadonlyMap<Address, ScannedHost>, file: string, { now }: AgeLimit): string {
  const name = printable(file);
  const starts = [...hosts.values()].flatMap(({ started }) => started ?? []);
  switch (fault) {
    case 'undated':
      return (
        `${name} does not say when its scan began, or contradicts itself, so that it may be of any ` + 'age; scan again'
      );
    case 'future':
      return (
        `${name} says that its scan begins ` +
        `${inWords(starts.reduce((a, b) => Math.max(a, b)) - now.getTime())} from now; set the clocks right ` +
        'and scan again'
      );
    case 'old': {
      const age = now.getTime() - starts.reduce((a, b) => Math.min(a, b));
      const accepted = shortestOver(age);
      return (
        `${name} is ${inWords(age)} old; scan again, or accept it with --max-age ${accepted} (in the action: ` +
        `scan-xml-max-age: ${accepted})`
      );
    }
    default:
      return fault satisfies never;
  }
}

/** Units of an age, largest first, in milliseconds, with their letter in `--max-age`. */
const UNITS = [
  { letter: null, name: 'years', length: 365.25 * 86_400_000 },
  { letter: 'd', name: 'days', length: 86_400_000 },
  { letter: 'h', name: 'hours', length: 3_600_000 },
  { letter: 'm', name: 'minutes', length: 60_000 },
  { letter: 's', name: 'seconds', length: 1_000 },
] as const;

/** Uses the largest unit of which there are two, rounded down. */
function inWords(age: number): string {
  const unit = UNITS.find(({ length }) => age >= 2 * length) ?? UNITS[UNITS.length - 1];
  return `${Math.floor(age / (unit?.length ?? 1_000))} ${unit?.name}`;
}

/** @returns the shortest age, in one unit, that accepts this age now and for some minutes */
function shortestOver(age: number): string {
  const some = age + 10 * 60_000;
  const unit = UNITS.find(({ letter, length }) => letter !== null && some >= 2 * length);
  return unit === undefined ? '1h' : `${Math.ceil(some / unit.length)}${unit.letter}`;
}

import type { Address } from './address.ts';
import type { LinkAddress, Mac } from './device.ts';
import type { Severity } from './finding.ts';
import type { Grant } from './grant.ts';
import type { Protocol } from './port.ts';
import type { Moment } from './time.ts';

/** From the first to the last run that saw something, both included. */
export type Span = readonly [first: Moment, last: Moment];

/** What is remembered of anything that runs see, or do not see. */
export interface Life {
  readonly first: Moment;
  readonly last: Moment;
  /** The first run after `last` that looked, was complete and did not see it; null or before `last`: there is none. */
  readonly gone: Moment | null;
  /** In order of time, not overlapping. Old spans may be dropped, so the earliest may begin after `first`. */
  readonly spans: readonly Span[];
}

/** A finding of earlier runs, by its fingerprint. All text is printable. */
export interface KnownFinding extends Life {
  readonly fingerprint: string;
  readonly environment: string;
  readonly target: string;
  /** A later version may have codes that this one does not know. */
  readonly code: string;
  /** As of the last run that had the finding. */
  readonly severity: Severity | null;
  readonly host: string | null;
  readonly protocol: Protocol | null;
  /** In nmap's notation, cut if it is long. */
  readonly ports: string | null;
  readonly waived: boolean;
  /** Whether it failed the build in the last run that had it. */
  readonly failing: boolean;
}

/** An entry with `allow`, by its target, protocol and ports: one with other ports is another one. */
export interface KnownAllowance {
  /** Of the finding that it may become. */
  readonly fingerprint: string;
  readonly environment: string;
  readonly target: string;
  readonly protocol: Protocol;
  /** A port or a range. */
  readonly ports: string;
  /** The first and the last run, without a break, whose policy had the entry. */
  readonly first: Moment;
  readonly last: Moment;
  /** The last run in which one of its ports may have been open on a host of the target; null: none. */
  readonly open: Moment | null;
}

/** An entry with `allow` of a run's policy. */
export interface SeenAllowance extends Pick<KnownAllowance, 'fingerprint' | 'target' | 'protocol' | 'ports'> {
  /** Whether one of its ports may be open. */
  readonly isOpen: boolean;
}

/** The most runs that are remembered: the latest ones. */
export const MOST_RUNS = 400;

/** Something that a device had: an address, a name, an open port, a hardware address. All text is printable. */
export interface Sighting {
  /** `192.0.2.10`, `22/tcp`, `printer.example.com`. */
  readonly what: string;
  /** The service of a port, the vendor of a hardware address; null: unknown. */
  readonly detail: string | null;
  readonly first: Moment;
  readonly last: Moment;
}

/** The lists of what a device had. */
export const SIGHTINGS = ['addresses', 'macs', 'names', 'ports'] as const;

/** A device of earlier runs. All text is printable. */
export interface KnownDevice extends Life, Readonly<Record<(typeof SIGHTINGS)[number], readonly Sighting[]>> {
  /** `mac:ZONE/00:1a:2b:3c:4d:5e`, `address:ZONE/192.0.2.10`, or `random:ZONE` for all randomised addresses. */
  readonly id: string;
  readonly zone: string;
  readonly environment: string;
  /** The targets of the last run that saw the device. */
  readonly targets: readonly string[];
  /** The operating system, as the scanner guessed it last. */
  readonly os: string | null;
}

/** A device that a run saw. */
export interface SeenDevice extends Pick<KnownDevice, 'id' | 'zone' | 'targets' | 'os'> {
  /** Its name in the policy; null: it has none. */
  readonly name: string | null;
  readonly addresses: readonly Address[];
  readonly links: readonly LinkAddress[];
  readonly names: readonly string[];
  readonly ports: readonly Pick<Sighting, 'what' | 'detail'>[];
}

/** What happened to a device between two complete runs. */
export const DEVICE_EVENTS = ['new', 'back', 'moved', 'gone'] as const;

export interface DeviceEvent {
  readonly event: (typeof DEVICE_EVENTS)[number];
  readonly id: string;
  readonly vendor: string | null;
  readonly name: string | null;
  readonly addresses: readonly string[];
  /** When it was seen last before this run; null: never. */
  readonly last: Moment | null;
}

/** A state file that is open for reading, once. */
export interface StateSource {
  readonly bytes: number;
  /** Each piece is valid until the next one is requested. An InputError ends them if the file cannot be read. */
  readonly pieces: Iterable<Uint8Array>;
}

/**
 * Finds out which hosts earlier runs found clean.
 * @param there the hosts that are up, with their hardware addresses
 * @returns when each of them was found clean
 */
export type Recollect = (grant: Grant, there: ReadonlyMap<Address, Mac>) => ReadonlyMap<Address, Moment>;

/** What was seen when, this run included, as far as it is about the run's targets. */
export interface TimelineRecord {
  /** In order of time. */
  readonly runs: readonly { readonly at: Moment; readonly complete: boolean }[];
  /** Those with events first, then those that were seen last. */
  readonly devices: readonly KnownDevice[];
  /** How many devices are left out, because there are too many. */
  readonly omitted: number;
  /** The names of devices in the policy, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  readonly findings: readonly KnownFinding[];
}

/** What a report says of the memory. */
export interface MemoryRecord {
  /** Printable. */
  readonly file: string;
  /** Days after which the file forgets what no run has seen again. */
  readonly pruneAfter: number;
  /** Minutes that a device may be missing without being gone. */
  readonly noiseWindow: number;
  /** Bytes of the file before the run; null: there is no file yet. */
  readonly bytes: number | null;
  /** The remembered runs; null: none. */
  readonly runs: { readonly count: number; readonly first: Moment; readonly last: Moment } | null;
  /** The last complete run of the same targets; null: none is remembered. */
  readonly comparedWith: Moment | null;
  /** Findings of that run that are not there any more. Empty if this run is incomplete. */
  readonly gone: readonly KnownFinding[];
  /** Earlier findings that this run could not verify again, because it is incomplete. */
  readonly unverified: readonly KnownFinding[];
  /** How many devices are remembered. */
  readonly devices: number;
  /** Empty if nothing complete is remembered to compare with. */
  readonly events: readonly DeviceEvent[];
}

/** @returns whether it is the group of all randomised hardware addresses of a zone */
export function isRandomGroup({ id }: Pick<KnownDevice, 'id'>): boolean {
  return id.startsWith('random:');
}

/** @returns whether a run that looked did not see it after the last one that did */
export function isGone({ gone, last }: Life): boolean {
  return gone !== null && gone > last;
}

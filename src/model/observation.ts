import type { Address, Family } from './address.ts';
import type { PortSet, PortsByProtocol, Protocol } from './port.ts';

/** nmap's port states (nmap manual, "Port scanning basics"). `unobserved` is not among them: see `Unobserved`. */
export const PORT_STATES = ['open', 'closed', 'filtered', 'unfiltered', 'open|filtered', 'closed|filtered'] as const;
export type PortState = (typeof PORT_STATES)[number];

/** What a port can be when nmap says so (nmap manual, "Port scanning basics"). */
const POSSIBLE: Readonly<Record<PortState, readonly string[]>> = {
  open: ['open'],
  closed: ['closed'],
  filtered: ['filtered'],
  unfiltered: ['open', 'closed'],
  'open|filtered': ['open', 'filtered'],
  'closed|filtered': ['closed', 'filtered'],
};

/** @returns whether a port can be both: `open|filtered` and then `open` is a better answer, not another one. */
export function compatibleStates(a: PortState, b: PortState): boolean {
  return POSSIBLE[a].some((possible) => POSSIBLE[b].includes(possible));
}

/**
 * What nmap says of a service (nmap.dtd, `service`). `method: 'table'` is a guess from the port number and proves
 * nothing; `probed` with `confidence` (0 to 10) high enough is evidence. All text is printable (model/text.ts).
 */
export interface ServiceEvidence {
  readonly name: string;
  readonly method: 'table' | 'probed';
  readonly confidence: number;
  readonly tunnel: 'ssl' | null;
  readonly product: string | null;
  readonly version: string | null;
  readonly extraInfo: string | null;
  readonly cpes: readonly string[];
  /** Its answers came through a TLS connection that nmap itself made; absent: nobody knows. */
  readonly handshake?: true;
  /** It spoke before it was asked; absent: nobody knows. A web server never does. */
  readonly greeted?: true;
  /** The host's portmapper named it, whatever it is; absent: it was asked itself. */
  readonly hearsay?: true;
}

/** What is known of one port beyond its state. Kept for ports that are open or may be. */
export interface PortDetail {
  /** nmap's reason for the state: `syn-ack`, `udp-response`, … */
  readonly reason: string;
  readonly service: ServiceEvidence | null;
  /** Whether a version scan looked at this port, whatever it found out. */
  readonly identified: boolean;
  /** Other states that other probes of the same port gave; empty when all agree. */
  readonly disagreeing: readonly PortState[];
}

export interface ProtocolAnswers {
  /** Disjoint sets: every answered port is in exactly one. */
  readonly states: Readonly<Partial<Record<PortState, PortSet>>>;
  readonly details: ReadonlyMap<number, PortDetail>;
  /**
   * What a second probe said of some of these ports, by another technique where there is one; absent: none was asked.
   */
  readonly second?: Readonly<Partial<Record<PortState, PortSet>>>;
}

/** Something learned beside ports and services. No expectation rests on it. */
export interface Fact {
  /** Null where it concerns the host. */
  readonly protocol: Protocol | null;
  readonly port: number | null;
  /** The scanner's script that found it out, or `os`: what the operating system's answers look like. */
  readonly source: string;
  /** Printable, on one line, at most 2,000 characters and a mark that it was cut. */
  readonly text: string;
}

export interface HostObservation {
  readonly address: Address;
  /** Names from the scan itself (reverse DNS, or as the user of nmap wrote them), printable, sorted. */
  readonly names: readonly string[];
  readonly state: 'up' | 'down';
  /** The time within which its answers are to be expected, as measured, in milliseconds; null: it never answered. */
  readonly answersWithin: number | null;
  /** Whether ports of it answered connect(), and no raw probe. */
  readonly needsConnect: boolean;
  readonly protocols: Readonly<Partial<Record<Protocol, ProtocolAnswers>>>;
  /** At most 64. */
  readonly facts: readonly Fact[];
}

/** Why something owed has no trustworthy answer. Stable codes: they are part of a finding's identity. */
export const UNOBSERVED_CODES = [
  'host-down',
  'host-timeout',
  'host-absent',
  'not-accounted',
  'ambiguous-states',
  'scan-failed',
  'scan-truncated',
  'scan-timeout',
  'scan-interrupted',
  'refused-options',
  'results-age',
  'name-unresolved',
  'excluded-by-name',
  'no-privilege',
  'no-route',
  'not-identified',
  'answers-disagree',
  'not-confirmed',
  'blocked',
  'too-lossy',
] as const;
export type UnobservedCode = (typeof UNOBSERVED_CODES)[number];

export interface UnobservedReason {
  readonly code: UnobservedCode;
  /** One printable sentence fragment: what happened, and what to do where something can be done. */
  readonly text: string;
}

/** Ports owed on one address without a trustworthy answer. */
export interface Unobserved {
  readonly address: Address;
  readonly protocol: Protocol;
  readonly ports: PortSet;
  readonly reason: UnobservedReason;
}

/**
 * Everything seen and, for everything owed, whether it was answered. Completeness is decided by `unobserved` alone: a
 * port may stand in `hosts` and in `unobserved` too (seen open by a scan that then died): it was seen, and is not
 * answered.
 */
export interface Observation {
  readonly hosts: ReadonlyMap<Address, HostObservation>;
  readonly unobserved: readonly Unobserved[];
  /** Null: nothing was asked whether it is up. */
  readonly discovery: Discovery | null;
}

/**
 * Which addresses are up, by probes of their own. An address that was asked and is in neither set has no trustworthy
 * answer.
 */
export interface Discovery {
  /** Answered these probes, or anything else. */
  readonly up: ReadonlySet<Address>;
  /** Answered nothing at all: the only addresses that may owe less than their targets look at. */
  readonly down: ReadonlySet<Address>;
  /** The probes in nmap's notation, `-PE -PS443`; the empty string where the scan does not say. */
  readonly probes: string;
  /** Why addresses have no trustworthy answer. */
  readonly unknown: ReadonlyMap<Address, UnobservedReason>;
}

/** How it is known what a sweep may have missed; in order of strength. */
export const RECALL_EVIDENCE = ['retries', 'canaries', 'resets', 'connects', 'path', 'none'] as const;
/**
 * `retries`: the scanner itself repeated unanswered probes. `canaries`: ports known to be open, asked in every chunk.
 * `resets`: closed ports that answered. `connects`: the time that connections took. `path`: the canaries of other
 * hosts.
 * `none`: nothing came back, so that loss was assumed and passes were added.
 */
export type RecallEvidence = (typeof RECALL_EVIDENCE)[number];

/** What one sweep did, and what it estimates to have missed. */
export interface SweepRecord {
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: number;
  /** Owed: addresses × ports. */
  readonly owed: number;
  /** Probes sent for them, over all passes, canaries included. */
  readonly probes: number;
  /** How often every port was asked at least. */
  readonly passes: number;
  /** Packets a second: the fastest that was asked for. Null: the scanner's own pace. */
  readonly rate: number | null;
  readonly seconds: number;
  /**
   * Share of the probes that went unanswered though their ports were open, 0 to 1; null where it could not be measured.
   */
  readonly loss: number | null;
  /** Open ports that are expected to be there and were not seen. */
  readonly missed: number;
  /** The same by capture and recapture over passes; null where too few ports were found. */
  readonly recaptured: number | null;
  readonly evidence: RecallEvidence;
  /** What of the silence was asked once more with patience; null where that is no TCP, or was not come to. */
  readonly patient: ConnectRetryRecord | null;
}

/** Silent ports that were asked again by connect() or by raw probes, each for 5 s at least. */
export interface ConnectRetryRecord {
  readonly ports: number;
  readonly hosts: number;
  /** How many of them answered after all. */
  readonly answered: number;
  /** Milliseconds within which answers of the slowest host are to be expected, as measured; null: nothing answered. */
  readonly answersWithin: number | null;
}

/** What must be answered: for each address, the ports of each protocol. */
export type Owed = ReadonlyMap<Address, PortsByProtocol>;

/**
 * A host that answers on nearly every port is a SYN proxy, a tarpit or a honeypot: its open ports say nothing.
 * @returns whether `open` of `owed` ports of one protocol are too many to be services: more than 500, or 90 % of 50 or
 * more.
 */
export function answersEverywhere(open: number, owed: number): boolean {
  return open > 500 || (owed >= 50 && open >= owed * 0.9);
}

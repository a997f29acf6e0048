import type { Address, Family } from './address.ts';
import type { LinkAddress } from './device.ts';
import { type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol } from './port.ts';

/** nmap's port states (nmap manual, "Port scanning basics"). For `unobserved`, see `Unobserved`. */
export const PORT_STATES = ['open', 'closed', 'filtered', 'unfiltered', 'open|filtered', 'closed|filtered'] as const;
export type PortState = (typeof PORT_STATES)[number];

/** The states that a port can have if nmap reports a state (nmap manual, "Port scanning basics"). */
const POSSIBLE: Readonly<Record<PortState, readonly string[]>> = {
  open: ['open'],
  closed: ['closed'],
  filtered: ['filtered'],
  unfiltered: ['open', 'closed'],
  'open|filtered': ['open', 'filtered'],
  'closed|filtered': ['closed', 'filtered'],
};

/**
 * @returns whether a port can have both states: `open` after `open|filtered` is a better answer, not a different one
 */
export function compatibleStates(a: PortState, b: PortState): boolean {
  return POSSIBLE[a].some((possible) => POSSIBLE[b].includes(possible));
}

/**
 * What nmap reports of a service (nmap.dtd, `service`). `method: 'table'` is a guess from the port number and proves
 * nothing. `probed` with a high enough `confidence` (0 to 10) is evidence. All text is printable (model/text.ts).
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
  /** nmap itself made the TLS connection that carried the answers; absent: unknown. */
  readonly handshake?: true;
  /** The service sent data before it was asked, which a web server never does; absent: unknown. */
  readonly greeted?: true;
  /** Only the host's portmapper named the service; absent: the service itself was probed. */
  readonly fromPortmapper?: true;
}

/** What is known of one port besides its state. Kept for ports that are or may be open. */
export interface PortDetail {
  /** nmap's reason for the state: `syn-ack`, `udp-response`, … */
  readonly reason: string;
  readonly service: ServiceEvidence | null;
  /** Whether version detection probed this port, whatever the result. */
  readonly identified: boolean;
  /** Other states that other probes of this port reported; empty if all agree. */
  readonly disagreeing: readonly PortState[];
}

/**
 * What came on a connection that sent nothing: the milliseconds until the first byte; `silent`: nothing for as long as
 * nmap waits; `closed`: the service hung up; `failed`: there was no connection.
 */
export type Heard = number | 'silent' | 'closed' | 'failed';

/** What came in clear text, and inside TLS. */
export interface Listened {
  readonly clear: Heard;
  readonly tls: Heard;
}

export interface ProtocolAnswers {
  /** Disjoint sets: every answered port is in exactly one set. */
  readonly states: Readonly<Partial<Record<PortState, PortSet>>>;
  readonly details: ReadonlyMap<number, PortDetail>;
  /**
   * The states that a second probe reported, by another technique if there is one; absent: there was no second probe.
   */
  readonly second?: Readonly<Partial<Record<PortState, PortSet>>>;
}

/** Something learned besides ports and services. No expectation depends on it. */
export interface Fact {
  /** Null: the fact concerns the host. */
  readonly protocol: Protocol | null;
  readonly port: number | null;
  /** The scanner's script that reported it; or `os`, for OS detection. */
  readonly source: string;
  /** Printable, on one line, at most 2,000 characters, and a mark if it was cut. */
  readonly text: string;
}

export interface HostObservation {
  readonly address: Address;
  /** Names from the scan itself (reverse DNS, or as nmap's user wrote them), printable and sorted. */
  readonly names: readonly string[];
  readonly state: 'up' | 'down';
  /** Milliseconds within which the host's answers are expected, as measured; null: it never answered. */
  readonly answersWithin: number | null;
  /** Whether some ports answered connect() and no raw probe. */
  readonly needsConnect: boolean;
  readonly protocols: Readonly<Partial<Record<Protocol, ProtocolAnswers>>>;
  /** At most 64. */
  readonly facts: readonly Fact[];
  /** The host answered the host discovery of a valid result; absent: no result says so. */
  readonly replied?: true;
  /** The hardware addresses that answered for this address in valid results, sorted; absent: none is known. */
  readonly links?: readonly LinkAddress[];
  /** Only results that prove nothing (failed, too old, refused) show that the host answers; absent: others do. */
  readonly unproven?: true;
}

/** Why a port of the required coverage has no trustworthy answer. The codes are stable: fingerprints contain them. */
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
  'excluded-by-mac',
  'mac-not-seen',
  'not-scanned-again',
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
  /** A printable clause: what happened, and what to do if something can be done. */
  readonly text: string;
  /** A scan that succeeded does not report the port, so the same scan may report it the next time. */
  readonly unreported?: true;
}

/** Ports of the required coverage on one address without a trustworthy answer. */
export interface Unobserved {
  readonly address: Address;
  readonly protocol: Protocol;
  readonly ports: PortSet;
  readonly reason: UnobservedReason;
}

/** @returns the ports of an address as unobserved, all for one reason */
export function unobservedPorts(
  address: Address,
  ports: PortsByProtocol,
  reason: UnobservedReason,
  protocols: readonly Protocol[] = PROTOCOLS,
): readonly Unobserved[] {
  return protocols.flatMap((protocol) => {
    const some = ports[protocol];
    return some === undefined ? [] : [{ address, protocol, ports: some, reason }];
  });
}

/**
 * Everything observed, and whether all of the required coverage was answered. Only `unobserved` decides completeness. A
 * port may be in `hosts` and in `unobserved`: for example, it was open in a scan that failed later. Then it is not
 * answered.
 */
export interface Observation {
  readonly hosts: ReadonlyMap<Address, HostObservation>;
  readonly unobserved: readonly Unobserved[];
  /** Null: there was no host discovery. */
  readonly discovery: Discovery | null;
}

/** Which addresses are up, by host discovery. A probed address in neither set has no trustworthy answer. */
export interface Discovery {
  /** Addresses that answered these probes, or anything else. */
  readonly up: ReadonlySet<Address>;
  /** Addresses that answered nothing. Only these may have less required coverage than the ports of their targets. */
  readonly down: ReadonlySet<Address>;
  /** The probes in nmap's notation, `-PE -PS443`; empty if the scan does not record them. */
  readonly probes: string;
  /** Why addresses have no trustworthy answer. */
  readonly unknown: ReadonlyMap<Address, UnobservedReason>;
}

/** What the missed-port estimate of a sweep rests on, strongest first. */
export const RECALL_EVIDENCE = ['retries', 'canaries', 'resets', 'path', 'none'] as const;
/**
 * `retries`: the scanner repeated unanswered probes. `canaries`: ports that are known to be open, probed in every
 * chunk. `resets`: closed ports that answered. `path`: the canaries of other
 * hosts. `none`: no answer came, so the sweep assumed loss and added passes.
 */
export type RecallEvidence = (typeof RECALL_EVIDENCE)[number];

/** What one sweep did, and how many ports it estimates to have missed. */
export interface SweepRecord {
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: number;
  /** The required coverage: addresses × ports. */
  readonly required: number;
  /** Probes sent for it, over all passes, including canaries. */
  readonly probes: number;
  /** How often every port was probed, at least. */
  readonly passes: number;
  /** The highest requested rate, in packets per second; null: the scanner chose its own rate. */
  readonly rate: number | null;
  readonly seconds: number;
  /** Share of the probes of open ports that had no answer, 0 to 1; null: not measurable. */
  readonly loss: number | null;
  /** The missed-port estimate: open ports that the sweep is expected to have missed. */
  readonly missed: number;
  readonly evidence: RecallEvidence;
  /** The silent ports that were probed again; null: no TCP, or the run ended before. */
  readonly silentRetry: SilentRetryRecord | null;
}

/** Silent ports that were probed again by connect() or by raw probes, each for 5 s at least. */
export interface SilentRetryRecord {
  readonly ports: number;
  readonly hosts: number;
  /** How many of them answered. */
  readonly answered: number;
  /** Milliseconds within which the slowest host's answers are expected, as measured; null: no host answered. */
  readonly answersWithin: number | null;
}

/** For each address, the ports of each protocol. */
export type PortsByAddress = ReadonlyMap<Address, PortsByProtocol>;

/**
 * A host that answers on nearly every port is a SYN proxy, a tarpit or a honeypot. Its open ports prove nothing.
 * @returns whether `open` of `required` ports of one protocol are too many to be services: more than 500, or 90 % of at
 * least 50
 */
export function answersEverywhere(open: number, required: number): boolean {
  return open > 500 || (required >= 50 && open >= required * 0.9);
}

import type { Address } from '../model/address.ts';
import type { Fact, Owed, PortDetail, PortState, ProtocolAnswers, UnobservedReason } from '../model/observation.ts';
import type { Step } from '../model/plan.ts';
import type { PortSet, PortsByProtocol, Protocol } from '../model/port.ts';

/** Why a document can't be read to its end. Such a document answers nothing. */
export const FAULT_KINDS = ['not-nmap', 'malformed', 'truncated', 'too-deep', 'too-large'] as const;

export interface Fault {
  readonly kind: (typeof FAULT_KINDS)[number];
  readonly text: string;
}

/** Ports that the scan was asked for and that this document does not answer, and why. */
export interface Doubt {
  readonly ports: PortSet;
  readonly reason: UnobservedReason;
}

/** What a document says of one protocol's ports on one address. */
export interface ScannedPorts {
  /** Proven: asked for by `<scaninfo>`, and listed or accounted for exactly once. Folded ports have no detail. */
  readonly answers: ProtocolAnswers;
  /** Open by some claim, but not an answer: `states` has `open` alone. */
  readonly seen: ProtocolAnswers | null;
  readonly doubts: readonly Doubt[];
}

export interface ScannedHost {
  readonly address: Address;
  /** From reverse DNS: lower case, no trailing dot, printable. */
  readonly names: readonly string[];
  /** As the user of nmap wrote the target: lower case, no trailing dot, printable. */
  readonly userNames: readonly string[];
  readonly up: boolean;
  /**
   * When the run began, or the host's own time where that is older, in milliseconds since the epoch; null: not known.
   */
  readonly started: number | null;
  /** nmap throws away the partial results of a host that timed out. */
  readonly timedOut: boolean;
  /** nmap's smoothed round trip time, `<times srtt>`, in milliseconds; null where nothing came back. */
  readonly roundTrip: number | null;
  /**
   * The time within which answers of the host are to be expected (`expectedWithin`), in milliseconds; null where
   * nothing came back.
   */
  readonly answersWithin: number | null;
  /** For how many ports something came back, whatever it was; a port without a reason counts as silent. */
  readonly replies: number;
  /** Some of the filtered ports for which something came back: by ICMP, somebody said that they can't be reached. */
  readonly rejected: readonly number[];
  /** All of them, of TCP. The other filtered ports are silent. */
  readonly prohibited: PortSet;
  /** Whether there was a `<ports>` element at all. */
  readonly portsScanned: boolean;
  readonly protocols: Readonly<Partial<Record<Protocol, ScannedPorts>>>;
  /** Empty unless they were asked for. */
  readonly facts: readonly Fact[];
}

/** One nmap run as its XML tells it (nmap.dtd), with the proof of what it answers. All text is printable. */
export interface ScanDocument {
  /** nmap's version; the empty string where the document does not say. */
  readonly scanner: string;
  readonly args: string;
  /**
   * The arguments of nmap's command line as they stand, foreign text, the program first; null: they can not be read.
   */
  readonly command: readonly string[] | null;
  /** When the scan began, as the document says; null where it does not. */
  readonly started: Date | null;
  /** Whether the arguments ask for service detection (`-sV`, `-sSV`, `-A`, …). */
  readonly versionScan: boolean;
  /** Whether every port was asked once (`--max-retries 0`): then silence may be a lost packet. */
  readonly askedOnce: boolean;
  /** Whether a closed port may be told as filtered (`--defeat-rst-ratelimit`). */
  readonly ignoresResets: boolean;
  /** How each protocol was scanned: `<scaninfo type>`, as `syn` or `connect`. */
  readonly techniques: Readonly<Partial<Record<Protocol, string>>>;
  /** The options of host discovery, `-PE -PS443`; the empty string where there is none. */
  readonly pings: string;
  /** `<scaninfo services>`: the ports that were asked for. Nothing outside it is ever answered. */
  readonly asked: PortsByProtocol;
  /** The addresses that the caller wanted. */
  readonly hosts: ReadonlyMap<Address, ScannedHost>;
  /** Targets that nmap skipped, as the user wrote them, with nmap's reason. */
  readonly skipped: ReadonlyMap<string, string>;
  readonly finished: 'success' | 'error' | 'absent';
  /** `<finished errormsg>`. */
  readonly errorMessage: string | null;
  /** `<runstats><hosts>`, as the document says; null where it does not. */
  readonly counted: { readonly up: number; readonly down: number; readonly total: number } | null;
  readonly fault: Fault | null;
}

/** A document and what is known of the run that made it. */
export interface Judged {
  /**
   * Only a sweep proves a port's state. An identify scan adds service evidence to ports that a sweep answered, a
   * confirm scan a second opinion of them; a discover scan tells which hosts are up, and one for facts nothing else. A
   * recheck is a final liveness check: like the facts it answers for nothing, and may contradict.
   */
  readonly step: Step | 'recheck';
  readonly document: ScanDocument;
  /** Not null: the scan did not end as it should (killed, timed out, exit status), so nothing it says is an answer. */
  readonly failure: UnobservedReason | null;
  /** The only ports this document may answer (its plan); null: whatever it accounts for. */
  readonly covers: Owed | null;
}

/** @returns why nothing in the document is an answer; null where its answers count. */
export function failureOf({ document, failure }: Judged): UnobservedReason | null {
  if (failure !== null) return failure;
  const { fault, finished, errorMessage } = document;
  // nmap's own words say more than what follows from its giving up.
  if (finished === 'error' && errorMessage !== null) return nmapError(errorMessage);
  if (fault !== null) return { code: fault.kind === 'truncated' ? 'scan-truncated' : 'scan-failed', text: fault.text };
  switch (finished) {
    case 'success':
      return null;
    case 'error':
      return nmapError('it did not say which');
    case 'absent':
      return { code: 'scan-truncated', text: 'the scan does not say that it finished' };
    default:
      return finished satisfies never;
  }
}

function nmapError(message: string): UnobservedReason {
  return { code: 'scan-failed', text: `nmap reported an error: ${message.replace(/\.+$/, '')}` };
}

/** States of ports that get a `PortDetail`: open, or perhaps open. */
export function isDetailed(state: PortState): boolean {
  return state === 'open' || state === 'open|filtered' || state === 'unfiltered';
}

export const NO_ANSWERS: ProtocolAnswers = { states: {}, details: new Map<number, PortDetail>() };

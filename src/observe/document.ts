import type { Address } from '../model/address.ts';
import type { LinkAddress } from '../model/device.ts';
import type {
  Fact,
  Listened,
  PortDetail,
  PortState,
  PortsByAddress,
  ProtocolAnswers,
  UnobservedReason,
} from '../model/observation.ts';
import type { Step } from '../model/plan.ts';
import type { PortSet, PortsByProtocol, Protocol } from '../model/port.ts';

/** Why a document cannot be read to its end. Such a document answers nothing. */
export const FAULT_KINDS = ['not-nmap', 'malformed', 'truncated', 'too-deep', 'too-large'] as const;

export interface Fault {
  readonly kind: (typeof FAULT_KINDS)[number];
  readonly text: string;
}

/** Requested ports that this document does not answer, and why. */
export interface Doubt {
  readonly ports: PortSet;
  readonly reason: UnobservedReason;
}

/** What a document reports of one protocol's ports on one address. */
export interface ScannedPorts {
  /** Proven: requested by `<scaninfo>`, and listed or folded exactly once. Folded ports have no detail. */
  readonly answers: ProtocolAnswers;
  /** Reported as open, but not an answer. `states` has only `open`. */
  readonly seen: ProtocolAnswers | null;
  readonly doubts: readonly Doubt[];
}

export interface ScannedHost {
  readonly address: Address;
  /** From reverse DNS: lower case, no trailing dot, printable. */
  readonly names: readonly string[];
  /** As nmap's user wrote the target: lower case, no trailing dot, printable. */
  readonly userNames: readonly string[];
  readonly up: boolean;
  /**
   * Milliseconds since the epoch: the beginning of the run or the host's own time, whichever is older; null: unknown.
   */
  readonly started: number | null;
  /** nmap discards the partial results of a host that timed out. */
  readonly timedOut: boolean;
  /** nmap's smoothed round trip time, `<times srtt>`, in milliseconds; null: no answer came. */
  readonly roundTrip: number | null;
  /** Milliseconds within which the host's answers are expected (`expectedWithin`); null: no answer came. */
  readonly answersWithin: number | null;
  /** The number of ports with any answer. A port without a reason counts as silent. */
  readonly replies: number;
  /** Some filtered ports with an ICMP answer that calls them unreachable. */
  readonly rejected: readonly number[];
  /** All such TCP ports. The other filtered ports are silent. */
  readonly prohibited: PortSet;
  /** Whether there was a `<ports>` element. */
  readonly portsScanned: boolean;
  readonly protocols: Readonly<Partial<Record<Protocol, ScannedPorts>>>;
  /** What a scan that listens heard on TCP ports; empty for other scans. */
  readonly listened: ReadonlyMap<number, Listened>;
  /** Empty unless requested. */
  readonly facts: readonly Fact[];
  /** The host answered host discovery; absent: it did not, or nmap was told that it is up. */
  readonly replied?: true;
  /** Absent: the document has no hardware address of the host. */
  readonly links?: readonly LinkAddress[];
}

/** One run of nmap, read from its XML (nmap.dtd), and the proof of what it answers. All text is printable. */
export interface ScanDocument {
  /** nmap's version; empty if the document does not contain it. */
  readonly scanner: string;
  readonly args: string;
  /** nmap's command line as foreign text, beginning with the program; null: unreadable. */
  readonly command: readonly string[] | null;
  /** The beginning of the scan according to the document; null if it does not contain one. */
  readonly started: Date | null;
  /** Whether the arguments request version detection (`-sV`, `-sSV`, `-A`, …). */
  readonly versionScan: boolean;
  /** Whether every port was probed once (`--max-retries 0`). Silence may then be a lost packet. */
  readonly probedOnce: boolean;
  /** Whether a closed port may be reported as filtered (`--defeat-rst-ratelimit`). */
  readonly ignoresResets: boolean;
  /** How each protocol was scanned: `<scaninfo type>`, such as `syn` or `connect`. */
  readonly techniques: Readonly<Partial<Record<Protocol, string>>>;
  /** The options of host discovery, `-PE -PS443`; empty if there was none. */
  readonly pings: string;
  /** `<scaninfo services>`: the requested ports. No other port is ever answered. */
  readonly asked: PortsByProtocol;
  /** The addresses that the caller wanted. */
  readonly hosts: ReadonlyMap<Address, ScannedHost>;
  /** Targets that nmap skipped, as the user wrote them, with nmap's reason. */
  readonly skipped: ReadonlyMap<string, string>;
  readonly finished: 'success' | 'error' | 'absent';
  /** `<finished errormsg>`. */
  readonly errorMessage: string | null;
  /** `<runstats><hosts>` of the document; null if there is none. */
  readonly counted: { readonly up: number; readonly down: number; readonly total: number } | null;
  readonly fault: Fault | null;
}

/** A document, and what is known of the run that wrote it. */
export interface Judged {
  /**
   * The purpose of the run. Only a sweep proves a port's state. An identify scan adds service evidence to ports that a
   * sweep answered. A confirm scan adds a second probe of them. A discover scan shows which hosts are up. A recheck is
   * a final liveness check. Rechecks answer nothing, but may contradict; so do scans that listen.
   */
  readonly step: Step | 'recheck';
  readonly document: ScanDocument;
  /** The scan failed (killed, timed out, exit status), so none of its results is an answer; null: it succeeded. */
  readonly failure: UnobservedReason | null;
  /** Whether version detection asked few questions: patient version detection overrules it. Absent: it did not. */
  readonly quick?: true;
  /** The only ports that this document may answer (its plan); null: all that it reports. */
  readonly covers: PortsByAddress | null;
}

/** @returns why nothing in the document is an answer; null if its answers count */
export function failureOf({ document, failure }: Judged): UnobservedReason | null {
  if (failure !== null) return failure;
  const { fault, finished, errorMessage } = document;
  // nmap's own message is more informative than the consequences of its failure.
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

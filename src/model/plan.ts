import type { Address, Family } from './address.ts';
import type { Unobserved } from './observation.ts';
import type { PortSet, Protocol } from './port.ts';

/** How the scanner gets raw sockets, found out by trying. */
export const PRIVILEGES = ['root', 'capabilities', 'sudo', 'unprivileged'] as const;
export type Privilege = (typeof PRIVILEGES)[number];

/** What the scanning machine can do. */
export interface Machine {
  readonly privilege: Privilege;
  /** Addresses of the grant to which this machine has no route. */
  readonly unroutable: ReadonlySet<Address>;
  /** Addresses of the grant that belong to this machine. Packets to them normally do not leave it. */
  readonly own: ReadonlySet<Address>;
}

/** An address at the edge of a network of one of this machine's interfaces. Usually no host has it. */
export interface LinkEdge {
  readonly what: 'network' | 'broadcast';
  /** `192.0.2.0/24`. */
  readonly network: string;
}

/**
 * The purpose of an invocation. `discover`: which hosts are up. `sweep`: which ports answer. `identify`: which service
 * they have, and facts about them. `listen`: whether they speak first. `handshake`: whether they speak TLS and HTTP.
 * `confirm`: a second probe, by another technique.
 */
export const STEPS = ['discover', 'sweep', 'identify', 'listen', 'handshake', 'confirm'] as const;
export type Step = (typeof STEPS)[number];

/** `light`: the few questions that most services answer. `most`: all but the rarest of nmap's usual questions. */
export type QuickQuestions = 'light' | 'most';

/** One invocation of the scanner, and its required coverage: every address × every port. */
export interface Plan {
  readonly step: Step;
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** The scanner's arguments, without the program name. */
  readonly argv: readonly string[];
  /** The scanner's standard input; absent: none. */
  readonly input?: string;
  /**
   * The share of the rate limit that the invocation may use, above 0 and at most 1; absent: all of it. Invocations run
   * side by side if their shares add up to 1 at most.
   */
  readonly share?: number;
  /** Milliseconds that version detection waits for an answer to a probe; absent: as long as nmap's own file says. */
  readonly wait?: number;
  /**
   * The questions of version detection with short waits, see `QuickQuestions`. Patient version detection follows if
   * these do not suffice. Absent: it is patient.
   */
  readonly quick?: QuickQuestions;
  /** The number of services that version detection asks; absent: none. */
  readonly services?: number;
  /** Whether its document has facts (scripts, OS detection), on which no expectation depends. */
  readonly facts?: true;
}

export interface Planned {
  readonly plans: readonly Plan[];
  /** Required coverage that this machine cannot probe. */
  readonly unobserved: readonly Unobserved[];
}

import type { Address, Family } from './address.ts';
import type { Unobserved } from './observation.ts';
import type { PortSet, Protocol } from './port.ts';

/** How the scanner gets its raw sockets, found out by trying. */
export const PRIVILEGES = ['root', 'capabilities', 'sudo', 'unprivileged'] as const;
export type Privilege = (typeof PRIVILEGES)[number];

/** What the machine that scans can do. */
export interface Machine {
  readonly privilege: Privilege;
  /** Addresses of the grant that this machine has no route to. */
  readonly unroutable: ReadonlySet<Address>;
  /** Addresses of the grant that are this machine's own: what it sends there never leaves it, as a rule. */
  readonly own: ReadonlySet<Address>;
}

/** An address at the edge of a network that one of this machine's interfaces is in: usually no host has it. */
export interface LinkEdge {
  readonly what: 'network' | 'broadcast';
  /** `192.0.2.0/24`. */
  readonly network: string;
}

/**
 * What an invocation is for: which hosts are up; which ports answer; what is there; whether that is so once more, by
 * another technique; facts that no expectation rests on (operating system, safe scripts); and whether TLS and HTTP are
 * spoken there, by a handshake and a status line.
 */
export const STEPS = ['discover', 'sweep', 'identify', 'handshake', 'confirm', 'facts'] as const;
export type Step = (typeof STEPS)[number];

/** One scanner invocation and exactly what it owes an answer for: every address × every port. */
export interface Plan {
  readonly step: Step;
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  /** The scanner's arguments, without the program's own name. */
  readonly argv: readonly string[];
  /** What the scanner reads from its standard input; absent: nothing. */
  readonly input?: string;
}

export interface Planned {
  readonly plans: readonly Plan[];
  /** What was owed and cannot be asked from this machine. */
  readonly unobserved: readonly Unobserved[];
}

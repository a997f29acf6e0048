import type { Severity, WaivableCode } from '../model/finding.ts';
import type { PortsByProtocol, Protocol } from '../model/port.ts';
import type { Day } from '../model/time.ts';

/** A line for exactly one port. */
export interface ProposedEntry {
  readonly expectation: 'require' | 'allow';
  readonly protocol: Protocol;
  readonly port: number;
  /** A name that a policy may have; null: no service is proven on every address. */
  readonly service: string | null;
  /** Printable: why the line is there. */
  readonly why: string;
}

export interface ProposedWaiver {
  readonly finding: WaivableCode;
  readonly protocol: Protocol;
  readonly port: number;
  readonly host: string;
  readonly severity: Severity;
  readonly expires: Day;
  /** Printable: what the finding means. */
  readonly why: string;
}

export interface ProposedTarget {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly entries: readonly ProposedEntry[];
  readonly waivers: readonly ProposedWaiver[];
}

/** Who authorized the scan, as the user says. */
export interface ProposedAuthorization {
  readonly by: string;
  readonly reference: string;
  readonly scope: readonly string[];
  readonly expires: Day;
}

/** A policy before it is text. */
export interface Proposal {
  /** Printable lines for the head of the file. */
  readonly head: readonly string[];
  readonly authorization: ProposedAuthorization | null;
  readonly owner: string | null;
  /** The ports that the evidence covers; null: all of TCP. */
  readonly ports: PortsByProtocol | null;
  readonly targets: readonly ProposedTarget[];
}

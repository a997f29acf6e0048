import type { Address } from './address.ts';
import type { Finding, Severity } from './finding.ts';
import type { Exclusion } from './grant.ts';
import type { HostObservation, SweepRecord, Unobserved } from './observation.ts';
import type { Privilege } from './plan.ts';
import type { PortsByProtocol, Protocol } from './port.ts';
import type { Problem } from './problem.ts';

export const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** 0 pass · 1 fail · 2 bad policy, bad input or refused · 3 inconclusive, or the tool could not work. */
export type ExitCode = 0 | 1 | 2 | 3;

/** How one scanner invocation went, or one file of results was read. */
export interface ScanRecord {
  /** `nmap -sS …`, or the file's name; printable. */
  readonly command: string;
  readonly seconds: number;
  /** Null: it ended as it should. */
  readonly failure: string | null;
}

export interface ScannerRecord {
  readonly name: 'nmap';
  readonly version: string;
  /** `none`: nothing was sent, results made elsewhere were judged. */
  readonly privilege: Privilege | 'none';
  /** The folder of its data files (probes, services, scripts); absent where nothing was sent. */
  readonly data?: string;
}

export interface UnobservedRecord extends Omit<Unobserved, 'address' | 'protocol'> {
  readonly target: string;
  /** The host as the policy wrote it. */
  readonly host: string;
  /** Null: a name that has no address, or all addresses of a target. */
  readonly address: Address | null;
  /** Null, and no ports: it is not known whether anything is there. */
  readonly protocol: Protocol | null;
}

/** Addresses that were asked whether they are up before their ports were. */
export interface DiscoveryRecord {
  readonly asked: number;
  readonly up: number;
  /** Owe nothing but their required ports. */
  readonly down: number;
  /** The first thousand of them, in address order. */
  readonly downAddresses: readonly Address[];
  /** In nmap's notation: `-PE -PS443`. */
  readonly probes: string;
}

export interface ReportedHost extends HostObservation {
  /** The names by which the policy reached this address. */
  readonly hosts: readonly string[];
  readonly targets: readonly string[];
}

/** What a run found out. Every renderer is told the verdict; none computes it. */
export interface Report {
  readonly kind: 'report';
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly policy: {
    readonly file: string;
    readonly environment: string;
    readonly targets: readonly string[];
    /** The ports that each of the targets looks at. */
    readonly looksAt: readonly PortsByProtocol[];
    /** Whether the targets are only some of the policy's. */
    readonly selected: boolean;
  };
  readonly authorization: { readonly by: string; readonly reference: string; readonly expires: string } | null;
  readonly failOn: Severity;
  /** Counts of (address, protocol, port), and of addresses of which only is owed whether they are up. */
  readonly coverage: {
    readonly owed: number;
    readonly answered: number;
    /** How many of what is owed are addresses and not ports. */
    readonly addresses: number;
    readonly unobserved: readonly UnobservedRecord[];
    /** What exclusions took away from what the targets name: nothing of it is owed. */
    readonly excluded: readonly Exclusion[];
  };
  /** Sorted: worst first, then by place, host and port. */
  readonly findings: readonly Finding[];
  /** In address order. */
  readonly hosts: readonly ReportedHost[];
  readonly scanner: ScannerRecord;
  readonly scans: readonly ScanRecord[];
  /** In the order in which they ran; empty where nothing was scanned. */
  readonly sweeps: readonly SweepRecord[];
  /** Null: nothing was asked whether it is up. */
  readonly discovery: DiscoveryRecord | null;
  /** Things said to the user that decide nothing; printable. */
  readonly notices: readonly string[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** A run that judged nothing: bad policy or input, a refusal (2), or a tool that could not work (3). */
export interface Failure {
  readonly kind: 'failure';
  readonly exitCode: 2 | 3;
  readonly policy: { readonly file: string; readonly environment: string | null };
  readonly problems: readonly [Problem, ...Problem[]];
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export type Outcome = Report | Failure;

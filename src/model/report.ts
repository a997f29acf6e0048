import type { Address } from './address.ts';
import type { Finding, Severity } from './finding.ts';
import type { Exclusion } from './grant.ts';
import type { MemoryRecord, SeenAllowance, SeenDevice, TimelineRecord } from './memory.ts';
import type { HostObservation, SweepRecord, Unobserved } from './observation.ts';
import type { Privilege } from './plan.ts';
import type { PortSet, PortsByProtocol, Protocol } from './port.ts';
import type { Location, Problem } from './problem.ts';
import type { RunChange } from './run-change.ts';
import type { Day, Moment } from './time.ts';

export const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** 0: pass. 1: fail. 2: bad policy, bad input or refused. 3: inconclusive, or the tool could not work. */
export type ExitCode = 0 | 1 | 2 | 3;

/** How one scanner invocation or the reading of one file of results went. */
export interface ScanRecord {
  /** `nmap -sS …`, or the name of the file; printable. */
  readonly command: string;
  readonly seconds: number;
  /** Null: it succeeded. */
  readonly failure: string | null;
}

/** Where the time of a run went, in seconds. The rest of the time is preparation, comparison and reports. */
export interface StageSeconds {
  readonly discover: number;
  readonly ports: number;
  readonly services: number;
  readonly confirm: number;
}

export interface ScannerRecord {
  readonly name: 'nmap';
  readonly version: string;
  /** `none`: nothing was sent, because the run judged results from elsewhere. */
  readonly privilege: Privilege | 'none';
  /** The folder of its data files (probes, services, scripts); absent if nothing was sent. */
  readonly data?: string;
  /** A digest of the program and its data files, for the memory only; absent if the run has none. */
  readonly installed?: string;
}

export interface UnobservedRecord extends Omit<Unobserved, 'address' | 'protocol'> {
  readonly target: string;
  /** The host as the policy wrote it. */
  readonly host: string;
  /** Null: a name without an address, or all addresses of a target. */
  readonly address: Address | null;
  /** Null, with empty ports: nobody knows whether a host is there. */
  readonly protocol: Protocol | null;
}

/** The result of host discovery. */
export interface DiscoveryRecord {
  readonly asked: number;
  readonly up: number;
  /** Addresses that are down: their required coverage is only the ports that are required. */
  readonly down: number;
  /** At most a thousand of them, in address order. */
  readonly downAddresses: readonly Address[];
  /** In nmap's notation: `-PE -PS443`. */
  readonly probes: string;
}

/** Hosts that are up and that the run did not port scan, because an earlier run found them clean. */
export interface RestingRecord {
  readonly addresses: readonly Address[];
  readonly ports: number;
  /** When the first of them was found clean. */
  readonly since: Moment;
}

/** What a run found out about hosts, for later runs that may rest on it. */
export interface CleanHosts {
  /** The fingerprints of those that a real scan found clean. */
  readonly clean: ReadonlyMap<Address, string>;
  /** Those that do not rest, and were not found clean. */
  readonly others: readonly Address[];
  /** Whether all of `others` are remembered, and not only those of which an earlier scan is remembered. */
  readonly keepsOthers: boolean;
}

export interface ReportedHost extends HostObservation {
  /** The names through which the policy reaches this address. */
  readonly hosts: readonly string[];
  readonly targets: readonly string[];
}

/** A line of a target, as reports show it. */
export interface ExpectedLine {
  /** As a user writes it: `require 443/tcp https`, `forbid telnet`. */
  readonly what: string;
  /** Null, with no ports: the line is about any port. */
  readonly protocol: Protocol | null;
  readonly ports: PortSet;
  readonly location: Location;
}

/** What a target expects, in the order of the policy. Every other port must not be open. */
export interface TargetExpectations {
  readonly target: string;
  /** The location of the target's own key. */
  readonly location: Location;
  readonly lines: readonly ExpectedLine[];
}

/** The result of a run. It contains the verdict; no renderer computes one. */
export interface Report {
  readonly kind: 'report';
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  readonly policy: {
    readonly file: string;
    readonly environment: string;
    readonly targets: readonly string[];
    /** The ports that each target scans. */
    readonly looksAt: readonly PortsByProtocol[];
    /** For each target, its lines. */
    readonly expectations: readonly TargetExpectations[];
    /** Whether the run selects only some targets of the policy. */
    readonly selected: boolean;
    /** Targets whose findings fail no build until the end of a day, UTC. An incomplete scan of them counts. */
    readonly notActive: readonly { readonly target: string; readonly until: Day }[];
  };
  readonly authorization: { readonly by: string; readonly reference: string; readonly expires: string } | null;
  readonly failOn: Severity;
  /** Counts of (address, protocol, port), and of addresses of which only the liveness is required. */
  readonly coverage: {
    readonly required: number;
    readonly answered: number;
    /** How many items of the required coverage are addresses and not ports. */
    readonly addresses: number;
    readonly unobserved: readonly UnobservedRecord[];
    /** What exclusions removed from the targets. None of it is in the required coverage. */
    readonly excluded: readonly Exclusion[];
    /** What rests on the memory of earlier runs, beside the required coverage. Absent: nothing. */
    readonly resting?: RestingRecord;
  };
  /** Sorted: worst first, then by location, host and port. */
  readonly findings: readonly Finding[];
  /** In address order. */
  readonly hosts: readonly ReportedHost[];
  readonly scanner: ScannerRecord;
  readonly scans: readonly ScanRecord[];
  /** In the order in which they ran; empty if nothing was scanned. */
  readonly sweeps: readonly SweepRecord[];
  /** Absent if nothing was sent. */
  readonly stages?: StageSeconds;
  /** Null: there was no host discovery. */
  readonly discovery: DiscoveryRecord | null;
  /** Printable information for the user, on which no decision depends. */
  readonly notices: readonly string[];
  /** Absent: the run has no memory of earlier runs. */
  readonly memory?: MemoryRecord;
  /** Absent: the run has no memory. */
  readonly timeline?: TimelineRecord;
  /** The allowed entries of the run's targets; absent: the run has no memory. */
  readonly allowances?: readonly SeenAllowance[];
  /** The devices that are up; absent: the run has no memory. */
  readonly devices?: readonly SeenDevice[];
  /** What this run has to tell that no earlier run told; absent: the run has no memory. */
  readonly changes?: readonly RunChange[];
  /** The last day of the authorization, if it is within `warn-before`; absent: it is not, or the run has no memory. */
  readonly ending?: Day;
  /** Which hosts this run found clean; absent: the run has no memory, or scanned nothing. */
  readonly cleanHosts?: CleanHosts;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** When the oldest of the valid results from elsewhere began; absent: the run itself scanned, or nobody knows. */
  readonly observedAt?: Date;
}

/** A run without a verdict on the network: bad policy or input, a refusal (2), or a tool that could not work (3). */
export interface Failure {
  readonly kind: 'failure';
  readonly exitCode: 2 | 3;
  readonly policy: { readonly file: string; readonly environment: string | null };
  readonly problems: readonly [Problem, ...Problem[]];
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export type Outcome = Report | Failure;

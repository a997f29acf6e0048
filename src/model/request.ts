import type { Severity } from './finding.ts';

/** What an incomplete scan does to the exit status. */
export const ON_INCOMPLETE = ['fail', 'warn'] as const;
export type OnIncomplete = (typeof ON_INCOMPLETE)[number];

/** Whether nmap is installed if there is none. */
export const INSTALL_MODES = ['auto', 'never'] as const;
export type InstallMode = (typeof INSTALL_MODES)[number];

/** What both edges fall back on, kept once: `action.yml` and the CLI's help repeat none of it as a value. */
export const DEFAULTS = {
  onIncomplete: 'fail',
  install: 'auto',
  timeout: '60m',
  maxAge: '24h',
} as const satisfies { onIncomplete: OnIncomplete; install: InstallMode; timeout: string; maxAge: string };

/** How to scan, of what the user asks. */
export interface ScanRequest {
  readonly install: InstallMode;
  /** The nmap to run; null: the one on the PATH. */
  readonly nmap: string | null;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
}

/** Which results to judge. */
export interface ResultsRequest {
  readonly scanXml: readonly string[];
  /** How long ago their scans may have begun, in milliseconds. */
  readonly maxAge: number;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
}

/** What the user asks of one run. `scanXml`: results to judge instead of scanning; empty: scan. */
export interface CheckRequest extends ScanRequest, ResultsRequest {
  readonly policyFile: string;
  /** Names of targets; empty: all of them. */
  readonly targets: readonly string[];
  /** Null: as the policy says. */
  readonly failOn: Severity | null;
  readonly onIncomplete: OnIncomplete;
}

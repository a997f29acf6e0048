import type { Severity } from './finding.ts';
import type { Recollect } from './memory.ts';
import type { ScannerRecord } from './report.ts';

/** How an incomplete scan changes the exit status. */
export const ON_INCOMPLETE = ['fail', 'warn'] as const;
export type OnIncomplete = (typeof ON_INCOMPLETE)[number];

/** Whether to install nmap if there is none. */
export const INSTALL_MODES = ['auto', 'never'] as const;
export type InstallMode = (typeof INSTALL_MODES)[number];

/** The defaults of the action and of the CLI. `action.yml` and the CLI's help do not repeat these values. */
export const DEFAULTS = {
  onIncomplete: 'fail',
  install: 'auto',
  timeout: '60m',
  maxAge: '24h',
} as const satisfies { onIncomplete: OnIncomplete; install: InstallMode; timeout: string; maxAge: string };

/** How to scan, as the user requests. */
export interface ScanRequest {
  readonly install: InstallMode;
  /** The nmap to run; null: the nmap on the PATH. */
  readonly nmap: string | null;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
  /** What earlier runs found clean, made for this scanner; absent: the run has no memory. */
  readonly recollect?: (scanner: ScannerRecord) => Recollect;
}

/** Which results to judge. */
export interface ResultsRequest {
  readonly scanXml: readonly string[];
  /** Milliseconds: the greatest age of the beginning of their scans. */
  readonly maxAge: number;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
}

/** The user's request for one run. `scanXml`: results to judge instead of scanning; empty: scan. */
export interface CheckRequest extends ScanRequest, ResultsRequest {
  readonly policyFile: string;
  /** Names of targets; empty: all targets. */
  readonly targets: readonly string[];
  /** Null: the policy decides. */
  readonly failOn: Severity | null;
  readonly onIncomplete: OnIncomplete;
  /** The commit whose policy has the authorization to obey; null: the policy itself. */
  readonly authorizationFrom: string | null;
  /** The file that has the memory of earlier runs; null: the run has no memory. */
  readonly stateFile: string | null;
}

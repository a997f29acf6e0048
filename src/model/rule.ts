import type { FindingCode, Level, Severity } from './finding.ts';

/** Best first (GitHub, "SARIF support for code scanning", properties.precision). */
export const PRECISIONS = ['very-high', 'high', 'medium', 'low'] as const;

/**
 * What reports say about one kind of finding, whatever was found: SARIF's reportingDescriptor (2.1.0, 3.49) and more.
 * Our own text, Markdown allowed in `help.markdown` alone.
 */
export interface FindingRule {
  readonly code: FindingCode;
  /** A few words without a full stop, as a heading. */
  readonly title: string;
  /** What the finding means, in a sentence or two. At most 1,024 characters, as code scanning demands. */
  readonly description: string;
  /** How to fix it, twice. */
  readonly help: { readonly text: string; readonly markdown: string };
  /** Whether the severity of each finding comes from what was found; `severity` is then the default grade. */
  readonly graded: boolean;
  readonly level: Level;
  readonly severity: Severity;
  /** How often a finding of this kind is right, in CodeQL's words. */
  readonly precision: (typeof PRECISIONS)[number];
  readonly helpUri: string;
  /** Words to filter by; weaknesses as `external/cwe/cwe-668`, the form that code scanning knows. At most nine. */
  readonly tags: readonly string[];
}

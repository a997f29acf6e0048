import type { FindingCode, Level, Severity } from './finding.ts';

/** Best first (GitHub, "SARIF support for code scanning", properties.precision). */
export const PRECISIONS = ['very-high', 'high', 'medium', 'low'] as const;

/**
 * What reports say about a kind of finding: SARIF's reportingDescriptor (2.1.0, 3.49) and more. The text is our own.
 * Markdown is allowed only in `help.markdown`.
 */
export interface FindingRule {
  readonly code: FindingCode;
  /** A heading: a few words without a full stop. */
  readonly title: string;
  /** What the finding means, in one or two sentences. At most 1,024 characters, the limit of code scanning. */
  readonly description: string;
  /** How to fix it, in both formats; `advice`, the Markdown without sample lines; `fix`, the paragraph that says it. */
  readonly help: { readonly text: string; readonly markdown: string; readonly advice: string; readonly fix: string };
  /** Whether what was found decides the severity; `severity` is then the default. */
  readonly graded: boolean;
  readonly level: Level;
  readonly severity: Severity;
  /** How often a finding of this kind is right, in CodeQL's words. */
  readonly precision: (typeof PRECISIONS)[number];
  readonly helpUri: string;
  /** Words to filter by. Weaknesses have code scanning's form, `external/cwe/cwe-668`. At most nine. */
  readonly tags: readonly string[];
}

import type { FindingCode, Level, Severity } from './finding.ts';

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
  readonly helpUri: string;
  readonly tags: readonly string[];
}

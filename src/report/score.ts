import type { Severity } from '../model/finding.ts';

/**
 * A score from 0 to 10 for each severity, within the bands of code scanning: above 9.0 critical, from 7.0 high, from
 * 4.0 medium, from 0.1 low (GitHub, "SARIF support for code scanning", security-severity). A note has the lowest score
 * that counts: 0.0 counts as no score, and each consumer then uses its own default.
 */
const SCORES: Readonly<Record<Severity, number>> = { critical: 9.5, high: 8, medium: 5.5, low: 2, note: 0.1 };

export function severityScore(severity: Severity): number {
  return SCORES[severity];
}

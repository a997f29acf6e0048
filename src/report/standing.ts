import { atLeast, type Finding, type Severity } from '../model/finding.ts';
import { isNotActive } from './words.ts';

/**
 * What a finding does to the verdict. `failing`: it fails the build. `below`: it is less severe than `fail-on`.
 * `not-active`: its target is not active yet. `waived`: a waiver suppresses it. `incomplete`: it makes the run
 * inconclusive.
 */
export const STANDINGS = ['failing', 'incomplete', 'below', 'not-active', 'waived'] as const;
export type Standing = (typeof STANDINGS)[number];

export function standingOf(finding: Finding, failOn: Severity): Standing {
  const { waived, severity } = finding;
  if (waived !== null) return 'waived';
  if (severity === null) return 'incomplete';
  if (isNotActive(finding)) return 'not-active';
  return atLeast(severity, failOn) ? 'failing' : 'below';
}

import type { FindingCode, Level } from '../model/finding.ts';
import type { Policy, UnknownDevices } from '../model/policy.ts';
import { CATALOGUE } from './catalogue.ts';

const UNKNOWN_LEVELS = { fail: 'error', warn: 'warning', note: 'note', learn: 'note' } as const satisfies Readonly<
  Record<UnknownDevices, Level>
>;

/** @returns the level of a finding, as far as it depends on no line */
export function levelIn({ levels, unknownDevices }: Policy, code: FindingCode): Level {
  if (code !== 'unknown-device' || unknownDevices === null) return levels[code] ?? CATALOGUE[code].level;
  // What depends on the memory decides no verdict.
  return (unknownDevices === 'learn' ? null : levels[code]) ?? UNKNOWN_LEVELS[unknownDevices];
}

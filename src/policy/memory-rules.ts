import type { FindingCode, Severity } from '../model/finding.ts';
import type { Policy } from '../model/policy.ts';
import { type Problem, problemAt } from '../model/problem.ts';
import type { PolicyCode } from './fault.ts';

/** A finding that depends on the state file if `defaults` has a setting. */
interface Remembered {
  readonly code: FindingCode;
  readonly key: string;
  /** As a user writes it. */
  readonly setting: string;
  /** What to do about a level that is not a note, and about `fail-on: note`. */
  readonly raised: (level: 'error' | 'warning') => string;
  readonly failing: string;
}

/**
 * A state file that is lost, or written by somebody else, must not make a build green.
 * @param failOn lowest severity that fails the build
 * @returns why the state file would decide a verdict
 */
export function memoryProblems(policy: Policy, failOn: Severity): readonly Problem[] {
  return rememberedBy(policy).flatMap(({ code, key, setting, raised, failing }) => {
    const level = policy.levels[code] ?? 'note';
    const place = policy.settings.get(`defaults.${key}`) ?? { file: policy.file, line: 1, column: 1 };
    const why = `${setting} depends on the state file and must fail no build`;
    const problem = (what: string): Problem => problemAt<PolicyCode>('contradiction', `${why}, and ${what}`, place);
    return [
      ...(level === 'note' ? [] : [problem(`levels makes it ${level}: ${raised(level)}`)]),
      ...(failOn === 'note' ? [problem(`with fail-on: note every note fails it: ${failing}`)] : []),
    ];
  });
}

function rememberedBy({ unknownDevices, unusedAfter }: Policy): readonly Remembered[] {
  const learnt: Remembered = {
    ...{ code: 'unknown-device', key: 'unknown-devices', setting: 'unknown-devices: learn' },
    raised: (level) => `write unknown-devices: ${level === 'error' ? 'fail' : 'warn'}`,
    failing: 'write unknown-devices: note, or fail-on: low',
  };
  const unused: Remembered = {
    ...{ code: 'unused-allowance', key: 'unused-after', setting: `unused-after: ${unusedAfter}` },
    raised: () => 'remove unused-allowance from levels',
    failing: 'write fail-on: low, or leave unused-after out',
  };
  return [...(unknownDevices === 'learn' ? [learnt] : []), ...(unusedAfter === null ? [] : [unused])];
}

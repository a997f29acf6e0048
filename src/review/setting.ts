import type { Severity } from '../model/finding.ts';
import type { Policy } from '../model/policy.ts';
import type { Location } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Change, ChangedHosts, ChangeKind } from './change.ts';

/** One setting in both policies. `worse` is positive if the later value makes the gate notice less. */
export interface Setting {
  readonly kind: ChangeKind;
  readonly severity: Severity;
  readonly subject: string;
  readonly was: string;
  readonly now: string;
  readonly worse: number;
  readonly targets?: readonly string[];
  readonly location: Location;
  readonly before?: Location | null;
  readonly reason?: string;
  readonly hosts?: ChangedHosts;
}

/** @returns the changes of those settings that differ */
export function changed(settings: readonly Setting[]): readonly Change[] {
  return settings
    .filter(({ was, now }) => was !== now)
    .map(({ kind, severity, worse, targets = [], before = null, reason = null, hosts = null, ...rest }) => ({
      ...rest,
      was: printable(rest.was),
      now: printable(rest.now),
      ...(worse > 0
        ? { kind, severity, reason }
        : { kind: 'narrowed' as const, severity: 'note' as const, reason: null }),
      ...{ targets, before, hosts },
    }));
}

/** Where a setting is written. Settings that are left out have the place of what is around them. */
export function placesOf(base: Policy, head: Policy, path: string, around?: Location) {
  return {
    location: head.settings.get(path) ?? around ?? { file: head.file, line: 1, column: 1 },
    before: base.settings.get(path) ?? null,
  };
}

export function order(list: readonly string[], was: string, now: string): number {
  return list.indexOf(now) - list.indexOf(was);
}

/** @returns a function that makes the frame of a setting in `defaults` */
export function settingOf(base: Policy, head: Policy) {
  return (name: string, severity: Severity, was: unknown, now: unknown) => ({
    ...{ kind: 'weakened' as const, severity, subject: name, was: String(was), now: String(now) },
    ...placesOf(base, head, `defaults.${name}`, head.settings.get('defaults')),
  });
}

import { CATALOGUE } from '../compare/catalogue.ts';
import { FINDING_CODES, LEVELS, SEVERITIES, type Severity } from '../model/finding.ts';
import type { Policy, Target } from '../model/policy.ts';
import type { Location } from '../model/problem.ts';
import { grouped } from '../model/quantity.ts';
import { printable } from '../model/text.ts';
import type { Change, ChangeKind } from './change.ts';

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
}

/** @returns the changes of those settings that differ */
export function changed(settings: readonly Setting[]): readonly Change[] {
  return settings
    .filter(({ was, now }) => was !== now)
    .map(({ kind, severity, worse, targets = [], before = null, reason = null, ...rest }) => ({
      ...rest,
      was: printable(rest.was),
      now: printable(rest.now),
      ...(worse > 0
        ? { kind, severity, reason }
        : { kind: 'narrowed' as const, severity: 'note' as const, reason: null }),
      ...{ targets, before, hosts: null },
    }));
}

/** Where a setting is written. Settings that are left out have the place of what is around them. */
export function placesOf(base: Policy, head: Policy, path: string, around?: Location) {
  return {
    location: head.settings.get(path) ?? around ?? { file: head.file, line: 1, column: 1 },
    before: base.settings.get(path) ?? null,
  };
}

/**
 * @param renames the earlier and the later names of targets
 * @returns the changes of what fails a build, and of how the scan looks
 */
export function settingChanges(base: Policy, head: Policy, renames: ReadonlyMap<string, string>): readonly Change[] {
  const order = (list: readonly string[], was: string, now: string) => list.indexOf(now) - list.indexOf(was);
  const setting = (name: string, severity: Severity, was: unknown, now: unknown) => ({
    ...{ kind: 'weakened' as const, severity, subject: name, was: String(was), now: String(now) },
    ...placesOf(base, head, `defaults.${name}`),
  });
  const levels = FINDING_CODES.map((code): Setting => {
    const [was, now] = [base, head].map((policy) => policy.levels[code] ?? CATALOGUE[code].level) as [string, string];
    return { ...setting(`levels.${code}`, 'high', was, now), worse: order(LEVELS, was, now) };
  });
  return changed([
    {
      ...setting('fail-on', 'high', base.failOn, head.failOn),
      worse: order([...SEVERITIES].reverse(), base.failOn, head.failOn),
      reason: `Findings below ${head.failOn} do not fail the build.`,
    },
    ...levels,
    {
      ...setting('confirm', 'medium', base.confirm, head.confirm),
      worse: Number(base.confirm) - Number(head.confirm),
      reason: 'No second probe confirms what fails the build.',
    },
    {
      ...setting('service-confidence', 'medium', base.serviceConfidence, head.serviceConfidence),
      worse: base.serviceConfidence - head.serviceConfidence,
      reason: 'Weaker evidence proves a service.',
    },
    {
      ...setting('warn-before', 'low', `${base.warnBefore}d`, `${head.warnBefore}d`),
      worse: base.warnBefore - head.warnBefore,
    },
    {
      ...setting('max-waiver-days', 'medium', limitWords(base.maxWaiverDays), limitWords(head.maxWaiverDays)),
      kind: 'limit-raised',
      worse: (head.maxWaiverDays ?? Number.MAX_VALUE) - (base.maxWaiverDays ?? Number.MAX_VALUE),
    },
    {
      ...{ kind: 'renamed', severity: 'note', subject: 'environment', worse: 1 },
      ...{ was: base.environment, now: head.environment, ...placesOf(base, head, 'environment') },
    },
    ...head.targets.flatMap((target) => scanSettings(base, head, target, renames)),
  ]);
}

/** Which profile or options notice less is not compared: any change of them counts as weaker. */
function scanSettings(
  base: Policy,
  head: Policy,
  now: Target,
  renames: ReadonlyMap<string, string>,
): readonly Setting[] {
  const was = base.targets.find(({ name }) => (renames.get(name) ?? name) === now.name);
  if (was === undefined) return [];
  const setting = (key: string, before: string, after: string, worse: number): Setting => ({
    ...{ kind: 'weakened', severity: 'medium', targets: [now.name] },
    ...{ subject: `${key} of target ${now.name}`, was: before, now: after, worse },
    ...placesOf(base, head, `targets.${now.name}.${key}`, head.settings.get(`defaults.${key}`) ?? now.location),
  });
  const gone = was.families.filter((family) => !now.families.includes(family));
  const [earlier, later] = [was.settings, now.settings];
  return [
    setting('profile', earlier.profile, later.profile, 1),
    setting('options', earlier.options.join(' ') || 'none', later.options.join(' ') || 'none', 1),
    setting('assume', earlier.assume, later.assume, later.assume === 'discover' ? 1 : -1),
    setting('confidence', String(earlier.confidence), String(later.confidence), later.confidence - earlier.confidence),
    setting('families', was.families.join(', '), now.families.join(', '), gone.length),
  ];
}

/** @returns a limit in words: `2,000`, `no limit` */
export function limitWords(limit: number | null): string {
  return limit === null ? 'no limit' : grouped(limit);
}

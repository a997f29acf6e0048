import { gentlest } from '../authorize/hosts.ts';
import { severityAt } from '../compare/finding.ts';
import { levelIn } from '../compare/level.ts';
import { mayBeOpen } from '../model/expectation.ts';
import { SEVERITIES } from '../model/finding.ts';
import { type Grace, graceWords, type Policy, requiredCoverage, type Target } from '../model/policy.ts';
import { NO_PORTS, PROTOCOLS } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { grouped } from '../model/quantity.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import type { Change } from './change.ts';
import { gradePorts, worstOf } from './grade.ts';
import { describeHosts, type HostClass, namesOf, type Surface } from './hosts.ts';
import { levelSettings, unknownDevices } from './levels.ts';
import { changed, order, placesOf, type Setting, settingOf } from './setting.ts';

function deviceSettings(base: Policy, head: Policy): readonly Setting[] {
  const setting = settingOf(base, head);
  return [
    unknownDevices(base, head),
    {
      ...setting('max-random', 'low', limitWords(base.maxRandom), limitWords(head.maxRandom)),
      kind: 'limit-raised',
      worse: (head.maxRandom ?? Number.MAX_VALUE) - (base.maxRandom ?? Number.MAX_VALUE),
    },
    {
      ...setting('grace', 'low', graceWords(base.grace), graceWords(head.grace)),
      ...graceGrade(head),
      worse: longer(base.grace, head.grace),
    },
  ];
}

/** Within the grace, a required port is tolerated as if it were waived. */
function graceGrade(head: Policy): Partial<Pick<Setting, 'severity' | 'reason'>> {
  const severity = severityAt(levelIn(head, 'missing-port'), 'missing-port', null);
  const requires = head.targets.some(({ entries }) => entries.some(({ expectation }) => expectation === 'require'));
  if (!requires || severity === 'note') return {};
  const reason =
    'If a run of the state file saw a required port open, the port may be closed for this grace without failing ' +
    'the build.';
  return { severity, reason };
}

/** Time and runs cannot be compared, so a change from one to the other may be longer. No grace is the shortest. */
function longer(was: Grace, now: Grace): number {
  const hasNone = ({ minutes, runs }: Grace) => minutes + runs === 0;
  if (was.runs > 0 === now.runs > 0 || hasNone(was) || hasNone(now)) {
    return now.minutes + now.runs - was.minutes - was.runs;
  }
  return 1;
}

/**
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 * @returns the changes of what fails a build, and of how the scan looks
 */
export function settingChanges(
  base: Policy,
  head: Policy,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
): readonly Change[] {
  const setting = settingOf(base, head);
  const byTarget = head.targets.map((target) => scanSettings(base, head, target, renames));
  return changed([
    {
      ...setting('fail-on', 'high', base.failOn, head.failOn),
      worse: order([...SEVERITIES].reverse(), base.failOn, head.failOn),
      reason: `Findings below ${head.failOn} do not fail the build.`,
    },
    ...levelSettings(base, head),
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
    ...deviceSettings(base, head),
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
    ...byTarget.flat(),
    ...combinedSettings(head, classes, byTarget.flat()),
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
  // A name may have an address of another target, which denies what a line of this one allows there now.
  const mayAllow = now.families.some((family) => !was.families.includes(family)) && now.entries.some(mayBeOpen);
  const worse = gone.length > 0 || (mayAllow && base.targets.length > 1) ? 1 : -1;
  const why = gone.length > 0 ? {} : { reason: 'Lines of the target apply to more addresses of its names now.' };
  return [
    ...valuesOf(was.settings, now.settings).map((value) => ({
      ...setting(...value),
      ...(value[0] === 'rescan-after' ? restGrade([now]) : {}),
    })),
    // Which families count matters only for names.
    ...(namesOf([...was.hosts, ...now.hosts]).length === 0
      ? []
      : [{ ...setting('families', was.families.join(', '), now.families.join(', '), worse), ...why }]),
  ];
}

type Key = 'profile' | 'options' | 'assume' | 'confidence' | 'rescan-after';
type Value = readonly [key: Key, was: string, now: string, worse: number];

function valuesOf(was: ScanSettings, now: ScanSettings): readonly Value[] {
  return [
    ['profile', was.profile, now.profile, 1],
    ['options', was.options.join(' ') || 'none', now.options.join(' ') || 'none', 1],
    ['assume', was.assume, now.assume, now.assume === 'discover' ? 1 : -1],
    ['confidence', String(was.confidence), String(now.confidence), now.confidence - was.confidence],
    ['rescan-after', restWords(was), restWords(now), covered(now) - covered(was)],
  ];
}

/** @returns minutes for which memory replaces a scan; memory that does not count as coverage replaces nothing */
function covered({ rest }: ScanSettings): number {
  return rest?.isCovered === true ? rest.minutes : 0;
}

function restWords({ rest }: ScanSettings): string {
  return rest === undefined ? 'none' : `${timeWords(rest.minutes)}, memory ${rest.isCovered ? '' : 'not '}accepted`;
}

/** @returns `45m`, `2h`, `1h 30m` */
function timeWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours === 0 ? [] : [`${hours}h`]), ...(rest === 0 && hours > 0 ? [] : [`${rest}m`])].join(' ');
}

/** Until a host is scanned again, each of its ports may open unseen, as if nobody checked it. */
function restGrade(targets: readonly Target[]): Pick<Setting, 'severity' | 'reason'> {
  const grades = targets.flatMap((target) => {
    const required = requiredCoverage(target);
    return PROTOCOLS.flatMap((protocol) => {
      const ports = required[protocol] ?? NO_PORTS;
      return ports.length === 0 ? [] : [gradePorts(protocol, ports, [])];
    });
  });
  return {
    ...worstOf(grades),
    reason: 'A port that opens is not noticed before the host is scanned again, and memory counts as an answer.',
  };
}

/** How hosts are scanned by all their targets together, where the settings of no single target explain the change. */
function combinedSettings(
  head: Policy,
  classes: readonly HostClass[],
  explained: readonly Setting[],
): readonly Setting[] {
  const combined = (surfaces: readonly Surface[]) => gentlest(surfaces.map(({ target }) => target.settings));
  return classes.flatMap((hosts) => {
    if (hosts.base.length === 0 || hosts.head.length === 0) return [];
    const targets = hosts.head.map(({ target }) => target.name).sort(compareText);
    const isKnown = (key: string, worse: number): boolean =>
      explained.some((one) => {
        if (one.was === one.now || one.worse > 0 !== worse > 0) return false;
        return targets.some((name) => one.subject === `${key} of target ${name}`);
      });
    return valuesOf(combined(hosts.base), combined(hosts.head)).flatMap(
      ([key, was, now, worse]): readonly Setting[] => {
        if (was === now || isKnown(key, worse)) return [];
        const written = targets.flatMap((name) => head.settings.get(`targets.${name}.${key}`) ?? [])[0];
        const location = written ?? head.settings.get(`defaults.${key}`) ?? hosts.head[0]?.target.location;
        return [
          {
            ...{ kind: 'weakened', severity: 'medium', subject: key, was, now, worse, targets },
            location: location ?? { file: head.file, line: 1, column: 1 },
            hosts: describeHosts([hosts]),
            reason: 'The settings of all targets of a host are combined.',
            ...(key === 'rescan-after' ? restGrade(hosts.head.map(({ target }) => target)) : {}),
          },
        ];
      },
    );
  });
}

/** @returns a limit in words: `2,000`, `no limit` */
export function limitWords(limit: number | null): string {
  return limit === null ? 'no limit' : grouped(limit);
}

import { CATALOGUE } from '../compare/catalogue.ts';
import { levelOf, severityAt } from '../compare/finding.ts';
import { draftCode } from '../compare/subject.ts';
import { DECISIONS, type Seen } from '../compare/table.ts';
import { mayBeOpen } from '../model/expectation.ts';
import { SEVERITIES, type Severity } from '../model/finding.ts';
import type { Entry, Policy, Target, Waiver } from '../model/policy.ts';
import type { Protocol } from '../model/port.ts';
import type { Compared, Line } from './cells.ts';

/** The most serious exposure: whether a finding may fail the build. */
const WORST = { severity: 'critical' } as const;

/** One possible observation of a port. */
interface Observed {
  /** The observation, after an `if`: `another service answers`. */
  readonly words: string;
  /** What it is for a line with this service. */
  readonly seenFor: (service: string) => Seen;
}

/** The line of a target for a port, and what the target tolerates there. */
interface TargetLine {
  /** null: the target scans the port, and has no line for it. */
  readonly entry: Entry | null;
  /** The last day on which the target is not active; empty: it is active. */
  readonly activation: string;
  readonly waivers: readonly Waiver[];
  /** Whether the hosts come into the target. */
  readonly isNew: boolean;
}

interface Outcome {
  readonly code: ReturnType<typeof draftCode>;
  readonly line: TargetLine;
}

/** Something that fails the build under the earlier policy, and passes under the later one. */
export interface Passing {
  /** The observation, after an `if`: `another service answers`. */
  readonly words: string;
  /** The findings that fail, sorted. */
  readonly was: readonly string[];
  /** The findings, none of which fails, sorted. */
  readonly now: readonly string[];
}

/**
 * Compares the findings of a port under both policies: for each service that a line names, for another and an unproven
 * service, for a closed and a silent port, and for each day and each host on which targets tolerate something else.
 * `fail-on` is that of `head`. What a target of the same name tolerates in either of them, and what a target that the
 * hosts come into tolerates of the same finding, is left out: it is told elsewhere, as are forbidden services.
 * @returns a function that says of a range what may fail under `base` and passes under `head`; null: nothing
 */
export function passingIn({ base, head }: { readonly base: Policy; readonly head: Policy }) {
  const later = new Map(head.targets.map((target) => [target.name, target]));
  return (range: Compared): Passing | null => {
    const names = new Set(range.base.lines.map(({ target }) => target.name));
    const was = range.base.lines.map((line) => targetLine(line, range, [line.target, later.get(line.target.name)]));
    const now = range.head.lines.map((line) => targetLine(line, range, [line.target], !names.has(line.target.name)));
    if (keyOf(was) === keyOf(now)) return null;
    const moments = momentsOf([...was, ...now]);
    for (const observed of observations([...range.base.services, ...range.head.services], range.protocol)) {
      const [before, after] = [outcomesOf(was, observed), outcomesOf(now, observed)];
      for (const moment of moments) {
        const when = { ...moment, failOn: head.failOn };
        const failed = failing(base, before, when, []);
        if (failed.length === 0 || failing(head, after, when, failed).length > 0) continue;
        return { words: observed.words, was: codesOf(failed), now: codesOf(after) };
      }
    }
    return null;
  };
}

/** @param tolerant the target of the line, in the policies whose waivers and activation count */
function targetLine(
  { entry }: Line,
  { protocol, ports: [port] }: Compared,
  tolerant: readonly (Target | undefined)[],
  isNew = false,
): TargetLine {
  const waivers = tolerant.flatMap((target) => target?.waivers ?? []);
  return {
    ...{ entry, isNew },
    activation: tolerant.map((target) => target?.activation?.value ?? '').reduce((a, b) => (a > b ? a : b)),
    waivers: waivers.filter((waiver) => waiver.protocol === protocol && waiver.port === port),
  };
}

/** @returns a key that is equal for lines that find and tolerate the same */
function keyOf(lines: readonly TargetLine[]): string {
  const keys = lines.map(({ entry, activation, waivers }) =>
    JSON.stringify([
      ...[entry?.expectation, entry?.service, activation],
      ...new Set(waivers.map(({ finding, host, expires }) => [finding, host?.text, expires].join(' '))),
    ]),
  );
  return [...new Set(keys)].sort().join('|');
}

interface Moment {
  /** The build runs after this day; empty: before all days that matter. */
  readonly day: string;
  /** The host whose own waivers count; null: one that no waiver names. */
  readonly host: string | null;
}

/** What targets tolerate changes only after these days, and from host to host. Sorted, whatever the order in files. */
function momentsOf(lines: readonly TargetLine[]): readonly Moment[] {
  const waivers = lines.flatMap((line) => line.waivers);
  const days = new Set(['', ...lines.map(({ activation }) => activation), ...waivers.map(({ expires }) => expires)]);
  const hosts = new Set([null, ...waivers.flatMap(({ host }) => host?.text ?? [])]);
  return [...days].sort().flatMap((day) => [...hosts].sort().map((host) => ({ day, host })));
}

/**
 * @param earlier findings that failed before
 * @returns those that may fail
 */
function failing(
  policy: Policy,
  outcomes: readonly Outcome[],
  { failOn, day, host }: Moment & { readonly failOn: Severity },
  earlier: readonly Outcome[],
): readonly Outcome[] {
  return outcomes.filter(({ code, line: { entry, activation, waivers, isNew } }) => {
    const isWaived = waivers.some(
      (waiver) =>
        waiver.finding === code && waiver.expires > day && (waiver.host === null || waiver.host.text === host),
    );
    const isSaid = isNew && earlier.some((one) => kindOf(one.code) === kindOf(code));
    if ((activation > day || isWaived) && !isSaid) return false;
    const severity = severityAt(levelOf(policy, { code, entry }), code, CATALOGUE[code].graded ? WORST : null);
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  });
}

/** As in `codeOf`: hosts may come from a target that forbids a port into one that only denies it. */
function kindOf(code: Outcome['code']): Outcome['code'] {
  return code === 'forbidden-port' ? 'unexpected-port' : code;
}

function observations(named: readonly string[], protocol: Protocol): readonly Observed[] {
  const state = (seen: Exclude<Seen, `open, ${string}`>, words: string): Observed => ({ words, seenFor: () => seen });
  return [
    ...[...new Set(named)].map((one) => ({
      words: `${one} answers`,
      seenFor: (service: string) => (service === one ? ('open, agrees' as const) : ('open, disagrees' as const)),
    })),
    { words: named.length > 0 ? 'another service answers' : 'it is open', seenFor: () => 'open, disagrees' },
    { words: 'it is open and its service is not proven', seenFor: () => 'open, unproven' },
    state('closed', 'it is closed'),
    ...(protocol === 'tcp'
      ? [state('filtered', 'it is silent')]
      : [state('open|filtered', 'it is silent'), state('filtered', 'it is filtered')]),
  ];
}

/** As `deniedByDefault` says it: what one line allows, targets without a line do not deny. */
function outcomesOf(lines: readonly TargetLine[], { seenFor }: Observed): readonly Outcome[] {
  const decisionOf = ({ expectation, service }: Entry) => {
    const seen = seenFor(service ?? '');
    return DECISIONS[service === null && seen.startsWith('open, ') ? 'open, agrees' : seen][expectation];
  };
  const allows = ({ entry }: TargetLine) => entry !== null && mayBeOpen(entry) && decisionOf(entry) === 'ok';
  const withoutLine = lines.some(allows) ? 'ok' : DECISIONS[seenFor('')].nothing;
  return lines.flatMap((line) => {
    const decision = line.entry === null ? withoutLine : decisionOf(line.entry);
    return decision === 'ok' ? [] : [{ code: draftCode(decision), line }];
  });
}

function codesOf(outcomes: readonly Outcome[]): readonly string[] {
  return [...new Set(outcomes.map(({ code }) => code))].sort();
}

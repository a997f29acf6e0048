import { CATALOGUE } from '../compare/catalogue.ts';
import { levelOf, severityAt } from '../compare/finding.ts';
import { draftCode } from '../compare/subject.ts';
import { DECISIONS, type Seen } from '../compare/table.ts';
import { mayBeOpen } from '../model/expectation.ts';
import { SEVERITIES, type Severity } from '../model/finding.ts';
import type { Entry, Policy, Waiver } from '../model/policy.ts';
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
 * `fail-on`, and what a target of the same name tolerates, are those of `head`: their changes are told elsewhere, as are
 * those of forbidden services.
 * @returns a function that says of a range what may fail under `base` and passes under `head`; null: nothing
 */
export function passingIn({ base, head }: { readonly base: Policy; readonly head: Policy }) {
  const later = new Map(head.targets.map((target) => [target.name, target]));
  return (range: Compared): Passing | null => {
    const names = new Set(range.base.lines.map(({ target }) => target.name));
    const was = range.base.lines.map(({ target, entry }) =>
      targetLine({ target: later.get(target.name) ?? target, entry }, range),
    );
    const now = range.head.lines.map((line) => targetLine(line, range, !names.has(line.target.name)));
    if (keyOf(was) === keyOf(now)) return null;
    const moments = momentsOf([...was, ...now]);
    for (const observed of observations([...range.base.services, ...range.head.services], range.protocol)) {
      const [before, after] = [outcomesOf(was, observed), outcomesOf(now, observed)];
      for (const moment of moments) {
        const failed = failing(base, before, head.failOn, moment);
        if (failed.length === 0 || failing(head, after, head.failOn, moment).length > 0) continue;
        return { words: observed.words, was: codesOf(failed), now: codesOf(after) };
      }
    }
    return null;
  };
}

/** @param isNew what a target tolerates that is new for these hosts is a change of its own */
function targetLine({ target, entry }: Line, { protocol, ports: [port] }: Compared, isNew = false): TargetLine {
  if (isNew) return { entry, activation: '', waivers: [] };
  const waivers = target.waivers.filter((waiver) => waiver.protocol === protocol && waiver.port === port);
  return { entry, activation: target.activation?.value ?? '', waivers };
}

/** @returns a key that is equal for lines that find and tolerate the same */
function keyOf(lines: readonly TargetLine[]): string {
  const keys = lines.map(({ entry, activation, waivers }) =>
    JSON.stringify([
      ...[entry?.expectation, entry?.service, activation],
      ...waivers.map(({ finding, host, expires }) => [finding, host?.text, expires]),
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

/** What targets tolerate changes only after these days, and from host to host. */
function momentsOf(lines: readonly TargetLine[]): readonly Moment[] {
  const waivers = lines.flatMap((line) => line.waivers);
  const days = new Set(['', ...lines.map(({ activation }) => activation), ...waivers.map(({ expires }) => expires)]);
  const hosts = new Set([null, ...waivers.flatMap(({ host }) => host?.text ?? [])]);
  return [...days].flatMap((day) => [...hosts].map((host) => ({ day, host })));
}

function failing(policy: Policy, outcomes: readonly Outcome[], failOn: Severity, moment: Moment): readonly Outcome[] {
  return outcomes.filter(({ code, line: { entry, activation, waivers } }) => {
    const isWaived = waivers.some(
      ({ finding, host, expires }) =>
        finding === code && expires > moment.day && (host === null || host.text === moment.host),
    );
    if (activation > moment.day || isWaived) return false;
    const severity = severityAt(levelOf(policy, { code, entry }), code, CATALOGUE[code].graded ? WORST : null);
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  });
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

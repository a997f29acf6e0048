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

/** What may be seen of a port, as far as lines tell it apart. */
interface Sight {
  readonly words: string;
  readonly seenBy: (service: string) => Seen;
}

/** The line of a target for a port, and what the target tolerates there. */
interface Judge {
  /** null: the target scans the port, and has no line for it. */
  readonly entry: Entry | null;
  /** The last day on which the target is not active; empty: it is active. */
  readonly activation: string;
  readonly waivers: readonly Waiver[];
}

interface Outcome {
  readonly code: ReturnType<typeof draftCode>;
  readonly judge: Judge;
}

/** Something that fails the build under the earlier policy, and passes under the later one. */
export interface Passing {
  /** What may be seen, as a condition: `if another service answers`. */
  readonly words: string;
  /** The findings, sorted. */
  readonly was: readonly string[];
  readonly now: readonly string[];
}

/**
 * Compares what the targets of a port find, in everything that may be seen of it, on every day. Forbidden services are
 * left out, and so is what the targets tolerate only now: both are changes of their own.
 * @returns for a range: null, if whatever may fail the build under `base` may fail it under `head` too
 */
export function passingIn({ base, head }: { readonly base: Policy; readonly head: Policy }) {
  const later = new Map(head.targets.map((target) => [target.name, target]));
  return (compared: Compared): Passing | null => {
    const earlier = compared.base.lines.map((line) => ({
      ...line,
      target: later.get(line.target.name) ?? line.target,
    }));
    const names = new Set(earlier.map(({ target }) => target.name));
    // Hosts that move into a target that tolerates more are changes of their own too.
    const isMoved = compared.head.lines.some(({ target }) => !names.has(target.name));
    const judges = (lines: readonly Line[]) => lines.map((line) => judgeOf(line, compared, isMoved));
    const [was, now] = [judges(earlier), judges(compared.head.lines)];
    if (keyOf(was) === keyOf(now)) return null;
    for (const sight of sightsOf([...compared.base.services, ...compared.head.services], compared.protocol)) {
      const [before, after] = [outcomesOf(was, sight), outcomesOf(now, sight)];
      for (const day of new Set(['', ...[...was, ...now].flatMap(lastDays)])) {
        for (const allHosts of [true, false]) {
          const when = { failOn: head.failOn, day, allHosts };
          if (!mayFail(base, before, when) || mayFail(head, after, when)) continue;
          return { words: sight.words, was: codesOf(before), now: codesOf(after) };
        }
      }
    }
    return null;
  };
}

function judgeOf({ target, entry }: Line, { protocol, ports: [port] }: Compared, isMoved: boolean): Judge {
  if (isMoved) return { entry, activation: '', waivers: [] };
  const waivers = target.waivers.filter((waiver) => waiver.protocol === protocol && waiver.port === port);
  return { entry, activation: target.activation?.value ?? '', waivers };
}

/** @returns a key that is equal for judges that find and tolerate the same */
function keyOf(judges: readonly Judge[]): string {
  const said = judges.map(({ entry, activation, waivers }) =>
    JSON.stringify([
      ...[entry?.expectation, entry?.service, activation],
      ...waivers.map(({ finding, host, expires }) => [finding, host?.text, expires]),
    ]),
  );
  return [...new Set(said)].sort().join('|');
}

/** The days after which the target tolerates less. */
function lastDays({ activation, waivers }: Judge): readonly string[] {
  return [activation, ...waivers.map(({ expires }) => expires)];
}

interface When {
  readonly failOn: Severity;
  /** The build runs after this day; empty: before all days that matter. */
  readonly day: string;
  /** Whether it is a host that no waiver of a single host names. */
  readonly allHosts: boolean;
}

function mayFail(policy: Policy, outcomes: readonly Outcome[], { failOn, day, allHosts }: When): boolean {
  return outcomes.some(({ code, judge: { entry, activation, waivers } }) => {
    const isWaived = waivers.some(
      ({ finding, host, expires }) => finding === code && expires > day && (host === null || !allHosts),
    );
    if (activation > day || isWaived) return false;
    const severity = severityAt(levelOf(policy, { code, entry }), code, CATALOGUE[code].graded ? WORST : null);
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  });
}

function sightsOf(named: readonly string[], protocol: Protocol): readonly Sight[] {
  const state = (seen: Exclude<Seen, `open, ${string}`>, words: string): Sight => ({ words, seenBy: () => seen });
  return [
    ...[...new Set(named)].map((one) => ({
      words: `if ${one} answers`,
      seenBy: (service: string) => (service === one ? ('open, agrees' as const) : ('open, disagrees' as const)),
    })),
    { words: named.length > 0 ? 'if another service answers' : 'if it is open', seenBy: () => 'open, disagrees' },
    { words: 'if it is open and its service is not proven', seenBy: () => 'open, unproven' },
    state('closed', 'if it is closed'),
    ...(protocol === 'tcp'
      ? [state('filtered', 'if it is silent')]
      : [state('open|filtered', 'if it is silent'), state('filtered', 'if it is filtered')]),
  ];
}

/** As `deniedByDefault` says it: what one line allows, targets without a line do not deny. */
function outcomesOf(judges: readonly Judge[], { seenBy }: Sight): readonly Outcome[] {
  const cellOf = ({ expectation, service }: Entry) => {
    const seen = seenBy(service ?? '');
    return DECISIONS[service === null && seen.startsWith('open, ') ? 'open, agrees' : seen][expectation];
  };
  const allows = ({ entry }: Judge) => entry !== null && mayBeOpen(entry) && cellOf(entry) === 'ok';
  const unsaid = judges.some(allows) ? 'ok' : DECISIONS[seenBy('')].nothing;
  return judges.flatMap((judge) => {
    const cell = judge.entry === null ? unsaid : cellOf(judge.entry);
    return cell === 'ok' ? [] : [{ code: draftCode(cell), judge }];
  });
}

function codesOf(outcomes: readonly Outcome[]): readonly string[] {
  return [...new Set(outcomes.map(({ code }) => code))].sort();
}

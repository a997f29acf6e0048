import { CATALOGUE } from '../compare/catalogue.ts';
import { levelOf, severityAt } from '../compare/finding.ts';
import { draftCode } from '../compare/subject.ts';
import { DECISIONS, type Seen } from '../compare/table.ts';
import { SEVERITIES } from '../model/finding.ts';
import type { Entry, Policy } from '../model/policy.ts';
import type { Protocol } from '../model/port.ts';
import type { Cell } from './cells.ts';

/** The most serious exposure: whether a finding may fail the build. */
const WORST = { severity: 'critical' } as const;

/** What may be seen of a port, as far as lines tell it apart. */
interface Sight {
  readonly words: string;
  readonly seenBy: (service: string) => Seen;
}

/** A finding that a line, or a target without a line for the port (null), makes of what is seen. */
interface Outcome {
  readonly code: ReturnType<typeof draftCode>;
  readonly entry: Entry | null;
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
 * Compares what the lines for a port find, in everything that may be seen of it. Waivers and forbidden services are
 * left out: they have changes of their own.
 * @returns null: whatever may fail the build under `base` may fail it under `head` too
 */
export function passingNow(
  [base, head]: readonly [Cell, Cell],
  protocol: Protocol,
  policies: { readonly base: Policy; readonly head: Policy },
): Passing | null {
  if (linesKey(base) === linesKey(head)) return null;
  const { failOn } = policies.head;
  const fails = (policy: Policy, outcomes: readonly Outcome[]) =>
    outcomes.some(({ code, entry }) => {
      const level = levelOf(policy, { code, entry });
      const severity = severityAt(level, code, CATALOGUE[code].graded ? WORST : null);
      return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
    });
  for (const sight of sightsOf([...base.services, ...head.services], protocol)) {
    const [was, now] = [outcomesOf(base, sight), outcomesOf(head, sight)];
    if (fails(policies.base, was) && !fails(policies.head, now)) {
      return { words: sight.words, was: codesOf(was), now: codesOf(now) };
    }
  }
  return null;
}

/** @returns a key that is equal for lines that find the same */
function linesKey({ lines }: Cell): string {
  const said = lines.map((entry) => (entry === null ? '' : `${entry.expectation} ${entry.service ?? ''}`));
  return [...new Set(said)].sort().join('|');
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
function outcomesOf({ lines }: Cell, { seenBy }: Sight): readonly Outcome[] {
  const cellOf = ({ expectation, service }: Entry) => {
    const seen = seenBy(service ?? '');
    const agrees = service === null && seen.startsWith('open, ') ? 'open, agrees' : seen;
    return DECISIONS[agrees][expectation];
  };
  const mayBeOpen = ({ expectation }: Entry) => expectation === 'require' || expectation === 'allow';
  const isAllowed = lines.some((entry) => entry !== null && mayBeOpen(entry) && cellOf(entry) === 'ok');
  return lines.flatMap((entry) => {
    const unsaid = isAllowed ? 'ok' : DECISIONS[seenBy('')].nothing;
    const cell = entry === null ? unsaid : cellOf(entry);
    return cell === 'ok' ? [] : [{ code: draftCode(cell), entry }];
  });
}

function codesOf(outcomes: readonly Outcome[]): readonly string[] {
  return [...new Set(outcomes.map(({ code }) => code))].sort();
}

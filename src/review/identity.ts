import type { AddressSet } from '../model/address-set.ts';
import { groupBy } from '../model/group.ts';
import type { Entry, Policy, Target } from '../model/policy.ts';
import { formatPorts, PROTOCOLS } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { Change } from './change.ts';
import { addressesOf, describeHosts, type Surface } from './hosts.ts';
import type { Nearest } from './reachability.ts';

/**
 * A finding belongs to a target by its name. If lines or hosts move between targets, the same is open and allowed, but
 * findings belong to others.
 * @param explained names of the targets that other changes mention
 * @param renames of `renamedTargets`
 */
export function identityChanges(
  base: readonly Surface[],
  head: readonly Surface[],
  explained: ReadonlySet<string>,
  renames: ReadonlyMap<string, string>,
  nearest: Nearest,
): readonly Change[] {
  const [was, now] = [byName(base), byName(head)];
  const later = new Map([...renames].map(([before, after]) => [after, before]));
  const names = [...new Set([...was.keys(), ...now.keys()])].sort(compareText);
  return names.flatMap((name): readonly Change[] => {
    const earlier = later.get(name);
    if (renames.has(name) || explained.has(name)) return [];
    const [before, after] = [was.get(earlier ?? name), now.get(name)];
    if (
      earlier === undefined &&
      before !== undefined &&
      after !== undefined &&
      contentOf(before) === contentOf(after)
    ) {
      return [];
    }
    const present = [before, after].flatMap((one) => (one === undefined ? [] : [{ ...one, names: [...one.names] }]));
    const words = wordsFor(before, after);
    return [
      {
        ...{ kind: 'renamed', severity: 'note', reason: null, targets: [name] },
        ...{ subject: `target ${name}`, was: words.was, now: words.now },
        hosts: words.namesHosts ? null : describeHosts(present),
        location: after?.target.location ?? nearest([name]),
        before: before?.target.location ?? null,
      },
    ];
  });
}

interface Words extends Pick<Change, 'was' | 'now'> {
  /** Whether the words say which hosts are meant. */
  readonly namesHosts?: true;
}

function wordsFor(before: Surface | undefined, after: Surface | undefined): Words {
  if (before === undefined) return { was: 'not there', now: 'there: it adds nothing to other targets' };
  if (after === undefined) return { was: 'there', now: 'gone: other targets say the same' };
  const [was, now] = [before, after].map(({ target }) => target.name) as [string, string];
  if (was !== now) return { was: `called ${was}`, now: `called ${now}` };
  const [earlier, later] = [before, after].map((one) => hostWords(one)) as [string, string];
  return earlier === later
    ? { was: 'its lines', now: 'other lines: with those of other targets, the same is expected of each port as before' }
    : { was: earlier, now: `${later}: of each host, the same is expected as before`, namesHosts: true };
}

function hostWords({ addresses, names }: Surface): string {
  return `hosts ${describeHosts([{ addresses, names: [...names] }]).text || 'none'}`;
}

/** @returns the earlier and the later names of targets that have another name, and are otherwise the same */
export function renamedTargets(base: readonly Surface[], head: readonly Surface[]): ReadonlyMap<string, string> {
  const [was, now] = [byName(base), byName(head)];
  const added = groupBy(
    head.filter(({ target }) => !was.has(target.name)),
    contentOf,
  );
  const renames = new Map<string, string>();
  for (const surface of base) {
    if (now.has(surface.target.name)) continue;
    const same = added.get(contentOf(surface))?.shift();
    if (same !== undefined) renames.set(surface.target.name, same.target.name);
  }
  return renames;
}

function byName(surfaces: readonly Surface[]): ReadonlyMap<string, Surface> {
  return new Map(surfaces.map((surface) => [surface.target.name, surface]));
}

/** @returns everything of a target that decides what is a finding, in a form that is equal for equal meanings */
function contentOf({ target, addresses, names, expected, covered, services }: Surface): string {
  const lines = PROTOCOLS.map((protocol) => {
    const runs: { last: number; readonly first: number; readonly what: string }[] = [];
    for (const { first, last, entries } of expected[protocol]) {
      const what = `${entries[0].expectation} ${entries[0].service}`;
      const previous = runs.at(-1);
      if (previous?.what === what && previous.last + 1 === first) previous.last = last;
      else runs.push({ first, last, what });
    }
    return [runs, formatPorts(covered[protocol] ?? [])];
  });
  // An exclusion may concern an address of a name.
  const excluded = names.size === 0 ? [] : keyOf(addressesOf(target.exclude));
  const macs = (target.excludeMacs ?? []).map(({ value }) => value).sort();
  return JSON.stringify([lines, keyOf(addresses), [...names].sort(), [...services].sort(), excluded, macs]);
}

function keyOf({ ipv4, ipv6 }: AddressSet): readonly string[] {
  return [ipv4, ipv6].map((ranges) => ranges.join(' '));
}

/** @returns how many lines differ only in words on which no finding depends */
export function rewordedLines(base: Policy, head: Policy): number {
  const was = new Set(base.targets.flatMap(wordsOf));
  const meant = new Set(base.targets.flatMap(meaningsOf));
  return head.targets
    .flatMap((target) => wordsOf(target).map((words, index) => ({ words, meaning: meaningsOf(target)[index] ?? '' })))
    .filter(({ words, meaning }) => !was.has(words) && meant.has(meaning)).length;
}

function wordsOf(target: Target): readonly string[] {
  const { owner, tags, entries, waivers } = target;
  const words = [
    [owner, tags],
    ...entries.map(({ reason, approvedBy, ticket }) => [reason, approvedBy, ticket]),
    ...waivers.map(({ reason, owner: by, ticket }) => [reason, by, ticket]),
  ];
  return meaningsOf(target).map((meaning, index) => `${meaning} ${JSON.stringify(words[index])}`);
}

function meaningsOf({ name, entries, waivers }: Target): readonly string[] {
  const entry = ({ expectation, protocol, ports, service }: Entry) => [
    expectation,
    protocol,
    formatPorts(ports),
    service,
  ];
  const waived = waivers.map(({ finding, protocol, port, host }) => [finding, protocol, port, host?.text ?? null]);
  return [[], ...entries.map(entry), ...waived].map((part) => JSON.stringify([name, ...part]));
}

import {
  type AddressSet,
  countAddresses,
  formatAddresses,
  NO_ADDRESSES,
  subtractAddresses,
} from '../model/address-set.ts';
import { mayBeOpen } from '../model/expectation.ts';
import type { HostPattern, Located, Policy } from '../model/policy.ts';
import { compareText, type Location } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import type { Change } from './change.ts';
import { excludedMacChanges, severityOf } from './excluded-macs.ts';
import { gradePorts, worstOf } from './grade.ts';
import { addressesOf, describeHosts, type HostClass, namesOf, type Surface } from './hosts.ts';

interface Excluded {
  readonly addresses: AddressSet;
  readonly names: readonly string[];
}

/** The surfaces of a policy, and the hosts that the whole policy excludes. */
export interface Excluding {
  readonly policy: Policy;
  readonly surfaces: readonly Surface[];
}

const UNRESOLVED = 'No name is resolved here: the exclusion may concern';

/**
 * An exclusion may concern what only DNS tells: an address may belong to a name of the target, and an excluded name may
 * have any address.
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 */
export function exclusionChanges(
  base: Excluding,
  head: Excluding,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
): readonly Change[] {
  const byHost = base.surfaces.flatMap((was) => {
    const name = renames.get(was.target.name) ?? was.target.name;
    const now = head.surfaces.find(({ target }) => target.name === name);
    const moved = head.surfaces.filter((one) => one !== now && takesOver(one, was, now));
    return [...(now === undefined ? [] : [now]), ...moved].flatMap((later) => {
      const [before, after] = [excludedOf(base.policy, was), excludedOf(head.policy, later)];
      return [
        ...changesOf(was, later, minus(after, before), placeOf(head.policy, later, before), true),
        ...(later === now ? changesOf(was, later, minus(before, after), later.target.location, false) : []).map(
          (change) => (mayAllow(later, base.surfaces, was) ? { ...change, ...newlyAllowed(later) } : change),
        ),
      ];
    });
  });
  return [...excludedMacChanges(base.policy, head.policy, base.surfaces, classes), ...byHost];
}

/** Whether a line allows what another target denied at the same address: a name may have any address. */
function mayAllow(now: Surface, earlier: readonly Surface[], was: Surface): boolean {
  return (
    now.target.entries.some(mayBeOpen) &&
    earlier.some((one) => one !== was && (one.names.size > 0 || now.names.size > 0))
  );
}

function newlyAllowed({ target }: Surface): Pick<Change, 'kind' | 'severity' | 'reason'> {
  const grades = target.entries
    .filter(mayBeOpen)
    .map(({ protocol, ports, service }) => gradePorts(protocol, ports, service === null ? [] : [service]));
  return { kind: 'newly-allowed', ...worstOf(grades), reason: 'Lines of the target apply to these addresses now.' };
}

/** Whether the target has hosts now that another target had, and has not any more. */
function takesOver(one: Surface, was: Surface, now: Surface | undefined): boolean {
  if ([...was.names].some((name) => one.names.has(name) && now?.names.has(name) !== true)) return true;
  const gone = subtractAddresses(was.addresses, now?.addresses ?? NO_ADDRESSES);
  return countAddresses(subtractAddresses(gone, one.addresses)) < countAddresses(gone);
}

function changesOf(
  was: Surface,
  now: Surface,
  { addresses, names }: Excluded,
  location: Location,
  added: boolean,
): readonly Change[] {
  const common = [...now.names].filter((name) => was.names.has(name)).sort(compareText);
  const shared = {
    ...(added
      ? { kind: 'no-longer-checked' as const, ...severityOf([was]) }
      : { kind: 'narrowed' as const, severity: 'note' as const }),
    ...(added ? { was: 'scanned', now: 'excluded' } : { was: 'excluded', now: 'scanned' }),
    ...{ targets: [now.target.name], location, before: was.target.location },
  };
  const byAddress: readonly Change[] =
    countAddresses(addresses) === 0n || common.length === 0
      ? []
      : [
          {
            ...shared,
            subject: `addresses among ${formatAddresses(addresses)}`,
            hosts: describeHosts([{ addresses: NO_ADDRESSES, names: common }]),
            reason: added ? `${UNRESOLVED} an address of these names.` : null,
          },
        ];
  const hosts = { addresses: now.addresses, names: [...now.names] };
  if (names.length === 0 || (hosts.names.length === 0 && countAddresses(hosts.addresses) === 0n)) return byAddress;
  return [
    ...byAddress,
    {
      ...shared,
      subject: `addresses of ${names.map((name) => printable(name)).join(', ')}`,
      hosts: describeHosts([hosts]),
      reason: added ? `${UNRESOLVED} any of these hosts.` : null,
    },
  ];
}

function exclusions(policy: Policy, { target }: Surface): readonly Located<HostPattern>[] {
  return [...target.exclude, ...(policy.authorization?.exclude ?? [])];
}

function excludedOf(policy: Policy, surface: Surface): Excluded {
  const all = exclusions(policy, surface);
  return { addresses: addressesOf(all), names: [...new Set(namesOf(all))] };
}

function minus(a: Excluded, b: Excluded): Excluded {
  return {
    addresses: subtractAddresses(a.addresses, b.addresses),
    names: a.names.filter((name) => !b.names.includes(name)).sort(compareText),
  };
}

/** @returns the line of the first exclusion that is new */
function placeOf(policy: Policy, surface: Surface, before: Excluded): Location {
  const isNew = (one: Located<HostPattern>): boolean => {
    const { addresses, names } = minus({ addresses: addressesOf([one]), names: namesOf([one]) }, before);
    return names.length > 0 || countAddresses(addresses) > 0n;
  };
  return exclusions(policy, surface).find(isNew)?.location ?? surface.target.location;
}

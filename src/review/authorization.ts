import { type AddressSet, countAddresses, formatAddresses, subtractAddresses } from '../model/address-set.ts';
import type { Mac } from '../model/device.ts';
import type { Authorization, Located, Policy, ScopePattern } from '../model/policy.ts';
import type { Location } from '../model/problem.ts';
import { grouped } from '../model/quantity.ts';
import { printable } from '../model/text.ts';
import type { Change } from './change.ts';
import { onlyIn } from './excluded-macs.ts';
import { addressesOf } from './hosts.ts';
import { changed, placesOf, type Setting } from './setting.ts';
import { limitWords } from './settings.ts';

/** @returns the changes of who allows which probes, until when, and how many */
export function authorizationChanges(base: Policy, head: Policy): readonly Change[] {
  const [was, now] = [base.authorization, head.authorization];
  const location = now?.location ?? { file: head.file, line: 1, column: 1 };
  const before = was?.location ?? null;
  return [
    ...changed([...presence(was, now, location), ...terms(was, now), ...limits(base, head, location)]),
    ...reachOf('authorization.scope', was?.scope ?? [], now?.scope ?? [], true, { location, before }),
    ...(now === null
      ? []
      : [
          ...reachOf('authorization.exclude', was?.exclude ?? [], now.exclude, false, { location, before }),
          ...macChanges(was?.excludeMacs ?? [], now.excludeMacs ?? [], { location, before }),
        ]),
  ];
}

const WIDENED = { kind: 'authorization-widened', severity: 'high' } as const;

function presence(was: Authorization | null, now: Authorization | null, location: Location): readonly Setting[] {
  const words = (one: Authorization | null) => (one === null ? 'none' : `by ${one.by}, ${one.reference}`);
  return [
    {
      ...{ ...WIDENED, subject: 'authorization', was: words(was), now: words(now), location },
      worse: now === null ? -1 : 1,
      before: was?.location ?? null,
    },
  ];
}

function terms(was: Authorization | null, now: Authorization | null): readonly Setting[] {
  if (was === null || now === null) return [];
  return [
    {
      ...{ ...WIDENED, subject: 'authorization.expires', was: was.expires.value, now: now.expires.value },
      worse: now.expires.value > was.expires.value ? 1 : -1,
      location: now.expires.location,
      before: was.expires.location,
    },
  ];
}

function limits(base: Policy, head: Policy, around: Location): readonly Setting[] {
  const limit = (key: string, was: number | null, now: number | null): Setting => ({
    ...{ kind: 'limit-raised', severity: 'medium', subject: `authorization.${key}` },
    ...{ was: limitWords(was), now: limitWords(now) },
    worse: (now ?? Number.POSITIVE_INFINITY) > (was ?? Number.POSITIVE_INFINITY) ? 1 : -1,
    ...placesOf(base, head, `authorization.${key}`, around),
  });
  const [was, now] = [base.authorization, head.authorization];
  // Without an authorization only loopback is scanned, so a rate limits nothing.
  const rate = was === null || now === null ? [] : [limit('max-rate', was.maxRate, now.maxRate)];
  return [...rate, limit('max-hosts', base.maxHosts.value, head.maxHosts.value)];
}

/** @param widens whether what is added allows more: true for a scope, false for exclusions */
function reachOf(
  subject: string,
  was: readonly Located<ScopePattern>[],
  now: readonly Located<ScopePattern>[],
  widens: boolean,
  places: Pick<Change, 'location' | 'before'>,
): readonly Change[] {
  const [before, after] = [addressesOf(was), addressesOf(now)];
  const added = { addresses: subtractAddresses(after, before), names: uncovered(now, was) };
  const gone = { addresses: subtractAddresses(before, after), names: uncovered(was, now) };
  const [inside, outside] = widens ? ['in scope', 'not in scope'] : ['excluded', 'not excluded'];
  const change = (part: typeof added, isAddition: boolean): readonly Change[] => {
    const text = [formatAddresses(part.addresses), ...part.names].filter((one) => one !== '').join(', ');
    if (text === '') return [];
    const count = countAddresses(part.addresses);
    const said = count > 1n ? `${text} (${grouped(count)} addresses)` : text;
    return [
      {
        ...(isAddition === widens ? { ...WIDENED } : { kind: 'narrowed' as const, severity: 'note' as const }),
        ...{ subject: `${subject}, ${said}`, targets: [], hosts: null, reason: null },
        ...(isAddition ? { was: outside, now: inside } : { was: inside, now: outside }),
        location: (isAddition && lineOf(now, part)) || places.location,
        before: places.before,
      },
    ];
  };
  return [...change(added, true), ...change(gone, false)];
}

function macChanges(
  was: readonly Located<Mac>[],
  now: readonly Located<Mac>[],
  places: Pick<Change, 'location' | 'before'>,
): readonly Change[] {
  const shared = { targets: [], hosts: null, reason: null, before: places.before };
  return [
    ...onlyIn(now, was).map(({ value, location }) => ({
      ...{ kind: 'narrowed' as const, severity: 'note' as const, subject: `authorization.exclude, ${value}` },
      ...{ was: 'not excluded', now: 'excluded', location, ...shared },
    })),
    ...onlyIn(was, now).map(({ value }) => ({
      ...{ ...WIDENED, subject: `authorization.exclude, ${value}`, was: 'excluded', now: 'not excluded' },
      ...{ location: places.location, ...shared },
    })),
  ];
}

/** @returns the names and wildcards that the other list does not cover, printable */
function uncovered(list: readonly Located<ScopePattern>[], other: readonly Located<ScopePattern>[]): readonly string[] {
  return list
    .filter(({ value }) => value.kind !== 'addresses' && !other.some((one) => coversName(one.value, value)))
    .map(({ value }) => printable(value.text));
}

function coversName(outer: ScopePattern, inner: ScopePattern): boolean {
  if (inner.kind === 'addresses' || outer.kind === 'addresses') return false;
  const name = inner.kind === 'name' ? inner.name : inner.suffix;
  if (outer.kind === 'name') return inner.kind === 'name' && outer.name === name;
  return name.endsWith(`.${outer.suffix}`) || (inner.kind === 'wildcard' && name === outer.suffix);
}

/** @returns the line of the first item that adds something */
function lineOf(
  now: readonly Located<ScopePattern>[],
  { addresses, names }: { readonly addresses: AddressSet; readonly names: readonly string[] },
): Location | undefined {
  const adds = ({ value, location }: Located<ScopePattern>): boolean => {
    if (value.kind !== 'addresses') return names.includes(printable(value.text));
    const own = addressesOf([{ value, location }]);
    return countAddresses(subtractAddresses(own, subtractAddresses(own, addresses))) > 0n;
  };
  return now.find(adds)?.location;
}

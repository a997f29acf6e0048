import { type AddressSet, countAddresses, NO_ADDRESSES, subtractAddresses } from '../model/address-set.ts';
import { groupBy } from '../model/group.ts';
import type { HostPattern, Waiver } from '../model/policy.ts';
import { compareLocations, compareText } from '../model/problem.ts';
import type { Change } from './change.ts';
import { codeOf, type Failure, servicesAt } from './failures.ts';
import { gradeWaiver } from './grade.ts';
import { addressesOf, describeHosts, type HostClass, type Surface } from './hosts.ts';

/** Hosts to which the same waivers apply. A name may have any address, so `at` assumes one that a waiver names. */
interface Place {
  readonly addresses: AddressSet;
  readonly names: readonly string[];
  readonly at: string | null;
}

/**
 * How long all targets of a host tolerate a failure, by a waiver or because they are not active yet; an empty day: one
 * of them does not.
 */
interface Tolerated {
  readonly until: string;
  /** Those that tolerate the failure on the last days of their targets. */
  readonly waivers: readonly Waiver[];
}

interface Draft {
  readonly place: Place;
  readonly was: string;
  readonly until: string;
  readonly waiver: Waiver;
  readonly targets: readonly string[];
}

/**
 * A waiver may say the same as before, and apply to hosts whose earlier targets waived nothing, or not as long.
 * @param reported the later waivers that other changes mention
 */
export function waivedHostChanges(classes: readonly HostClass[], reported: ReadonlySet<Waiver>): readonly Change[] {
  const drafts = classes.flatMap((hosts) => draftsOf(hosts, reported));
  const alike = groupBy(drafts, ({ was, until, waiver: { location, finding } }) =>
    [finding, was, until, location.file, location.line, location.column].join('|'),
  );
  return [...alike.values()].map((same): Change => {
    const [{ waiver, was, until, targets }] = same;
    return {
      ...{ kind: 'waiver-added', ...gradeWaiver(waiver) },
      subject: `waiver of ${waiver.finding}, ${waiver.port}/${waiver.protocol}`,
      was: was === '' ? 'not for these hosts' : `for these hosts until ${was}`,
      now: `for these hosts until ${until}`,
      targets,
      hosts: describeHosts(same.map(({ place }) => place)),
      location: waiver.location,
      before: null,
    };
  });
}

function draftsOf(hosts: HostClass, reported: ReadonlySet<Waiver>): readonly Draft[] {
  const waivers = hosts.head.flatMap(({ target }) => target.waivers);
  if (hosts.base.length === 0 || waivers.length === 0) return [];
  return failuresOf(hosts, waivers).flatMap((failure) =>
    placesOf(hosts, failure).flatMap((place): readonly Draft[] => {
      const [was, now] = [tolerated(hosts.base, failure, place), tolerated(hosts.head, failure, place)];
      const [waiver] = now?.waivers ?? [];
      // Without a failure before, nothing was noticed that is tolerated now.
      if (was === null || now === null || waiver === undefined || now.until <= was.until) return [];
      if (now.waivers.some((one) => reported.has(one))) return [];
      const targets = hosts.head.filter(({ target }) => target.waivers.includes(waiver));
      return [{ place, was: was.until, until: now.until, waiver, targets: targets.map(({ target }) => target.name) }];
    }),
  );
}

function failuresOf(hosts: HostClass, waivers: readonly Waiver[]): readonly Failure[] {
  const all = waivers.flatMap(({ finding: code, protocol, port }) =>
    [null, ...servicesAt(hosts, protocol, port)].map((service): Failure => ({ code, service, protocol, port })),
  );
  return [...new Map(all.map((failure) => [JSON.stringify(failure), failure])).values()];
}

/** @returns null: no target reports the failure */
function tolerated(surfaces: readonly Surface[], failure: Failure, place: Place): Tolerated | null {
  const each = surfaces.flatMap((surface) => {
    const code = codeOf(surface, failure);
    if (code === null) return [];
    const { name, activation } = surface.target;
    const [day, waiver] = [activation?.value ?? '', longest(surface, { ...failure, code }, place)];
    // A waiver that ends before the target is active tolerates nothing.
    return [waiver !== null && waiver.expires > day ? { name, until: waiver.expires, waiver } : { name, until: day }];
  });
  const [first, ...others] = each.sort((a, b) => compareText(a.until, b.until) || compareText(a.name, b.name));
  if (first === undefined) return null;
  return { until: first.until, waivers: [first, ...others].flatMap(({ waiver = [] }) => waiver) };
}

function longest({ target }: Surface, { code, protocol, port }: Failure, place: Place): Waiver | null {
  const [first = null] = target.waivers
    .filter((one) => one.finding === code && one.protocol === protocol && one.port === port)
    .filter(({ host }) => host === null || applies(host, place))
    .sort((a, b) => compareText(b.expires, a.expires) || compareLocations(a.location, b.location));
  return first;
}

function applies(host: HostPattern, { addresses, names, at }: Place): boolean {
  if (host.kind === 'name') return names.includes(host.name);
  return names.length > 0 ? at === host.text : countAddresses(common(addresses, setOf(host))) > 0n;
}

/** Divides hosts so that each waiver of the port applies to all hosts of a place, or to none. */
function placesOf({ addresses, names, base, head }: HostClass, { protocol, port }: Failure): readonly Place[] {
  const limits = [...base, ...head]
    .flatMap(({ target }) => target.waivers)
    .flatMap((one) =>
      one.protocol === protocol && one.port === port && one.host?.kind === 'addresses' ? one.host : [],
    );
  const parts = limits.reduce(
    (sets, host) => sets.flatMap((set) => [common(set, setOf(host)), subtractAddresses(set, setOf(host))]),
    [addresses] as readonly AddressSet[],
  );
  const ats = [null, ...new Set(limits.map(({ text }) => text))];
  return [
    ...parts.filter((set) => countAddresses(set) > 0n).map((set) => ({ addresses: set, names: [], at: null })),
    ...names.flatMap((name) => ats.map((at) => ({ addresses: NO_ADDRESSES, names: [name], at }))),
  ];
}

function common(a: AddressSet, b: AddressSet): AddressSet {
  return subtractAddresses(a, subtractAddresses(a, b));
}

function setOf(host: HostPattern): AddressSet {
  return addressesOf([{ value: host, location: { file: '', line: 1, column: 1 } }]);
}

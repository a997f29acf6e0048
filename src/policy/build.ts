import type { Mac } from '../model/device.ts';
import type {
  Authorization,
  Entry,
  ForbiddenService,
  HostPattern,
  Located,
  PolicyDevice,
  Target,
  Waiver,
} from '../model/policy.ts';
import { EXPECTATIONS, requiredCoverage } from '../model/policy.ts';
import { compareLocations, type Problem, problemAt } from '../model/problem.ts';
import type { PolicyCode } from './fault.ts';
import { removable } from './removal.ts';
import { buildSettings, portsOf, settingsProblems, upAndDiscovery, uselessPorts } from './scan-settings.ts';
import type { RawAuthorization, RawDefaults, RawDevices, RawTarget } from './schema.ts';
import { locate, locateKey, type Path, type Tree } from './tree.ts';
import { takeEntries, type UsedPolicies } from './use.ts';

/** A target, and the problems that only show in the target as a whole. */
export interface Built<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
  /** Whether lines of the target may be missing, because a policy that it uses cannot be read. */
  readonly isPartial: boolean;
}

export function buildAuthorization(raw: RawAuthorization, tree: Tree): Authorization {
  const located = locator(tree, ['authorization']);
  return {
    location: locateKey(tree, ['authorization']),
    by: raw.by,
    reference: raw.reference,
    scope: located('scope', raw.scope),
    ...exclusionsOf(located('exclude', raw.exclude ?? [])),
    expires: { value: raw.expires, location: locate(tree, ['authorization', 'expires']) },
    maxRate: raw['max-rate'] ?? null,
  };
}

export function buildDevices(raw: RawDevices, tree: Tree): readonly PolicyDevice[] {
  return raw.map(({ name, mac = [], address = [], zone, owner, group, tags = [], type, required }, index) => ({
    ...{ name, macs: mac, addresses: address, zone: zone ?? null, owner: owner ?? null, group: group ?? null, tags },
    ...{ type: type ?? null, required, location: locate(tree, ['devices', index]) },
  }));
}

/**
 * @param damaged whether some of its options could not be read
 * @param used the policies that the target may use
 * @returns the target with the defaults applied; entries are in the order of the file
 */
export function buildTarget(
  name: string,
  raw: RawTarget,
  defaults: RawDefaults,
  tree: Tree,
  damaged: boolean,
  used: UsedPolicies,
): Built<Target> {
  const path = ['targets', name];
  const located = locator(tree, path);
  const own = buildEntries(raw, tree, path);
  const taken = located('use', raw.use ?? []).map(({ value, location }) => takeEntries(value, location, used));
  const profile = raw.profile ?? defaults.profile;
  const waivers = (raw.waive ?? []).map(
    (waiver, index): Waiver => ({
      finding: waiver.finding,
      protocol: waiver.port.protocol,
      port: waiver.port.ports[0]?.[0] ?? 0,
      host: waiver.host ?? null,
      reason: waiver.reason,
      owner: waiver.owner,
      ticket: waiver.ticket ?? null,
      expires: waiver.expires,
      location: locate(tree, [...path, 'waive', index]),
    }),
  );
  const target: Target = {
    name,
    location: locateKey(tree, path),
    hosts: located('hosts', raw.hosts),
    ...exclusionsOf(located('exclude', raw.exclude ?? [])),
    families: [...new Set(raw.families ?? defaults.families)].sort(),
    ...(raw.zone === undefined ? {} : { zone: raw.zone }),
    owner: raw.owner ?? null,
    tags: raw.tags ?? [],
    activation:
      raw.activation === undefined ? null : { value: raw.activation, location: locate(tree, [...path, 'activation']) },
    settings: buildSettings(profile, raw, defaults),
    ports: portsOf(profile, raw, defaults),
    entries: [...own.entries, ...taken.flatMap(({ entries }) => entries)],
    forbiddenServices: [...own.forbiddenServices, ...taken.flatMap((one) => one.forbiddenServices)],
    waivers,
  };
  return {
    value: target,
    problems: [
      ...repeated(tree, path, raw),
      ...uselessPorts(tree, path, profile),
      ...settingsProblems(target.settings, raw, tree, path, !damaged),
      ...missingPorts(target),
      ...taken.flatMap(({ problems }) => problems),
    ],
    isPartial: taken.some(({ problems }) => problems.length > 0),
  };
}

/** A target without ports would pass whatever is open. Only a target that discovers hosts needs no ports. */
function missingPorts(target: Target): readonly Problem[] {
  if (target.settings.profile === 'discovery') return [];
  if (Object.keys(requiredCoverage(target)).length > 0) return [];
  return [
    problemAt<PolicyCode>('nothing-owed', 'this target scans no port, so it would prove nothing', target.location),
  ];
}

/** @returns problems that only show in `defaults` as a whole */
export function defaultsProblems(raw: RawDefaults, tree: Tree): readonly Problem[] {
  const path = ['defaults'];
  return [...repeated(tree, path, raw), ...uselessPorts(tree, path, raw.profile), ...upAndDiscovery(tree, path)];
}

function repeated(tree: Tree, path: Path, raw: Pick<RawTarget, 'families' | 'tags' | 'use'>): readonly Problem[] {
  return (['families', 'tags', 'use'] as const).flatMap((key) =>
    (raw[key] ?? []).flatMap((value: string, index, all: readonly string[]) =>
      all.indexOf(value) === index
        ? []
        : [removable(tree, [...path, key, index], 'duplicate-value', `${value} is already in this list`)],
    ),
  );
}

function buildEntries(raw: RawTarget, tree: Tree, path: Path) {
  const entries: Entry[] = [];
  const forbiddenServices: ForbiddenService[] = [];
  for (const expectation of EXPECTATIONS) {
    for (const [index, item] of (raw[expectation] ?? []).entries()) {
      const location = locate(tree, [...path, expectation, index]);
      const paperwork = 'kind' in item ? {} : item;
      const reference = 'kind' in item ? (item.kind === 'port' ? item : undefined) : item.port;
      const service = 'service' in item ? (item.service ?? null) : null;
      if (reference === undefined) {
        if (service !== null) forbiddenServices.push({ service, reviewBy: paperwork['review-by'] ?? null, location });
        continue;
      }
      entries.push({
        expectation,
        protocol: reference.protocol,
        ports: reference.ports,
        service,
        reason: paperwork.reason ?? null,
        approvedBy: paperwork['approved-by'] ?? null,
        ticket: paperwork.ticket ?? null,
        reviewBy: paperwork['review-by'] ?? null,
        location,
      });
    }
  }
  entries.sort((a, b) => compareLocations(a.location, b.location));
  return { entries, forbiddenServices };
}

/** Sorts the items of `exclude`: hosts, which the grant leaves out, and devices, which only discovery can find. */
function exclusionsOf(items: readonly Located<HostPattern | Mac>[]): Pick<Target, 'exclude' | 'excludeMacs'> {
  const hosts = items.flatMap(({ value, location }) => (typeof value === 'string' ? [] : [{ value, location }]));
  const macs = items.flatMap(({ value, location }) => (typeof value === 'string' ? [{ value, location }] : []));
  return { exclude: hosts, ...(macs.length === 0 ? {} : { excludeMacs: macs }) };
}

/** @returns a function that gives each value of a list its location */
function locator(tree: Tree, path: Path) {
  return <T>(key: string, values: readonly T[]): readonly Located<T>[] =>
    values.map((value, index) => ({ value, location: locate(tree, [...path, key, index]) }));
}

import { type Profile, USUAL_MANNER } from '../model/manner.ts';
import type { Authorization, Entry, ForbiddenService, Located, Target, Waiver } from '../model/policy.ts';
import { EXPECTATIONS, owedPorts } from '../model/policy.ts';
import { type PortSet, type PortsByProtocol, PROTOCOLS, type Protocol, union } from '../model/port.ts';
import { compareLocations, type Location, type Problem } from '../model/problem.ts';
import type { PolicyCode } from './fault.ts';
import type { RawAuthorization, RawDefaults, RawTarget } from './schema.ts';
import { TOP_100_TCP, TOP_1000_TCP } from './top-ports.ts';
import { find, locate, locateKey, type Path, type Tree } from './tree.ts';

/** What a target becomes, and what is wrong with it that its parts alone do not show. */
export interface Built<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}

const PROFILE_PORTS: Readonly<Record<Profile, PortSet | null>> = {
  quick: TOP_100_TCP,
  standard: TOP_1000_TCP,
  thorough: null,
  discovery: null,
  deep: null,
  udp: null,
  stealth: null,
  custom: null,
};

export function buildAuthorization(raw: RawAuthorization, tree: Tree): Authorization {
  const located = locator(tree, ['authorization']);
  return {
    location: locateKey(tree, ['authorization']),
    by: raw.by,
    reference: raw.reference,
    scope: located('scope', raw.scope),
    exclude: located('exclude', raw.exclude ?? []),
    expires: { value: raw.expires, location: locate(tree, ['authorization', 'expires']) },
    maxRate: raw['max-rate'] ?? null,
  };
}

/** @returns the target with the defaults applied; entries in the order of the file. */
export function buildTarget(name: string, raw: RawTarget, defaults: RawDefaults, tree: Tree): Built<Target> {
  const path = ['targets', name];
  const located = locator(tree, path);
  const { entries, forbiddenServices } = buildEntries(raw, tree, path);
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
    exclude: located('exclude', raw.exclude ?? []),
    families: [...new Set(raw.families ?? defaults.families)].sort(),
    owner: raw.owner ?? null,
    tags: raw.tags ?? [],
    manner: { ...USUAL_MANNER, profile },
    ports: portsOf(profile, raw, defaults),
    entries,
    forbiddenServices,
    waivers,
  };
  return {
    value: target,
    problems: [...repeated(tree, path, raw), ...uselessPorts(tree, path, profile), ...owesNothing(target)],
  };
}

/** A target without ports would pass whatever is open on it. */
function owesNothing(target: Target): readonly Problem[] {
  if (Object.keys(owedPorts(target)).length > 0) return [];
  return [problem('nothing-owed', 'this target looks at no port at all: it would prove nothing', target.location)];
}

/** @returns problems of `defaults` that its parts alone do not show. */
export function defaultsProblems(raw: RawDefaults, tree: Tree): readonly Problem[] {
  const path = ['defaults'];
  return [...repeated(tree, path, raw), ...uselessPorts(tree, path, raw.profile)];
}

function portsOf(profile: Profile, raw: RawTarget, defaults: RawDefaults): PortsByProtocol {
  const said = (protocol: Protocol) => raw.ports?.[protocol] ?? defaults.ports[protocol];
  const ports: Partial<Record<Protocol, PortSet>> = {};
  for (const protocol of PROTOCOLS) {
    const ofProfile = protocol === 'tcp' ? PROFILE_PORTS[profile] : null;
    const set = ofProfile ?? union(...(said(protocol) ?? []));
    if (set.length > 0) ports[protocol] = set;
  }
  return ports;
}

/** `quick` and `standard` choose the TCP ports themselves. */
function uselessPorts(tree: Tree, path: Path, profile: Profile): readonly Problem[] {
  const written = [...path, 'ports', 'tcp'];
  if (PROFILE_PORTS[profile] === null || find(tree, written) === undefined) return [];
  const chosen = locateKey(tree, find(tree, [...path, 'profile']) ? [...path, 'profile'] : ['defaults', 'profile']);
  const message = `these ports never matter: the profile ${profile} (line ${chosen.line}) chooses the TCP ports; leave one out`;
  return [problem('useless-ports', message, locateKey(tree, written))];
}

function repeated(tree: Tree, path: Path, raw: Pick<RawTarget, 'families' | 'tags'>): readonly Problem[] {
  return (['families', 'tags'] as const).flatMap((key) =>
    (raw[key] ?? []).flatMap((value: string, index, all: readonly string[]) =>
      all.indexOf(value) === index
        ? []
        : [problem('duplicate-value', `${value} is already in this list`, locate(tree, [...path, key, index]))],
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
        if (service !== null) forbiddenServices.push({ service, location });
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

/** @returns a function that gives each value of a list its place. */
function locator(tree: Tree, path: Path) {
  return <T>(key: string, values: readonly T[]): readonly Located<T>[] =>
    values.map((value, index) => ({ value, location: locate(tree, [...path, key, index]) }));
}

function problem(code: PolicyCode, message: string, location: Location): Problem {
  return { code, message, location };
}

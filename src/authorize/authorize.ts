import { type Address, familyOf, isLoopback } from '../model/address.ts';
import { indexPatterns } from '../model/address-index.ts';
import type { Resolver } from '../model/effects.ts';
import type { Grant } from '../model/grant.ts';
import type { Authorization, Policy, Target } from '../model/policy.ts';
import { type Location, type Problem, problemAt, refuse } from '../model/problem.ts';
import { isOver } from '../model/time.ts';
import { isHostAddress, isMetadataAddress } from './addresses.ts';
import { sortCandidates } from './exclude.ts';
import { forbiddenMacs } from './exclude-macs.ts';
import { byAddress, type Candidate, nothingLeft, tooManyToList, unresolvedHosts } from './hosts.ts';
import { otherTargets } from './others.ts';
import { type Resolution, resolveNames } from './resolve.ts';

/**
 * Decides which addresses this run may probe. Resolves each name only once, so that the checked addresses are the
 * granted addresses.
 * @param targets the selected targets of the policy
 * @throws InputError with every reason for a refusal, each at its line of the policy; nothing may be probed then
 */
export async function authorize(
  policy: Policy,
  targets: readonly Target[],
  { resolve, now }: { readonly resolve: Resolver; readonly now: Date },
): Promise<Grant> {
  refuse(tooManyToList(targets));
  const unselected = policy.targets.filter((target) => !targets.includes(target));
  const names = await resolveNames(hostNames(policy.targets, policy.authorization), resolve);
  refuse(unknownExclusions(targets, policy.authorization, names));
  const {
    left: granted,
    contradicting,
    byName,
    exclusions,
  } = sortCandidates(targets, policy.authorization, names, {
    most: policy.maxHosts.value,
    tooMany: (location) => tooManyHosts(policy.maxHosts, location),
  });
  const unresolved = [...unresolvedHosts(targets, names, explainResolution), ...byName];

  const withHosts = new Set([...granted.map(({ target }) => target.name), ...unresolved.map(({ target }) => target)]);
  refuse([
    ...perLine(
      contradicting,
      'excluded-host',
      (host, address) => `${host} resolves to ${address}, which authorization.exclude says is never probed`,
    ),
    ...refusals(policy, granted, now),
    ...targets.filter(({ name }) => !withHosts.has(name)).map(nothingLeft),
  ]);
  const isKnown = (name: string, target: Target) => explainResolution(name, names.get(name), target) === null;
  const addresses = new Set(granted.map(({ address }) => address));
  const unselectedHosts = otherTargets(unselected, addresses, names, isKnown);
  return {
    hosts: granted.map(({ target, host, address }) => ({ target: target.name, host, address })),
    unresolved,
    excluded: exclusions,
    ...unselectedHosts,
    ...byAddress(granted, unselected, unselectedHosts),
    ...forbiddenMacs(policy, [
      ...granted.map(({ target, address }) => ({ target: target.name, address })),
      ...unselectedHosts.others,
    ]),
    maxRate: policy.authorization?.maxRate ?? null,
  };
}

function hostNames(targets: readonly Target[], authorization: Authorization | null): ReadonlySet<string> {
  const written = [
    ...targets.flatMap(({ hosts, exclude }) => [...hosts, ...exclude]),
    ...(authorization?.exclude ?? []),
  ];
  return new Set(written.flatMap(({ value }) => (value.kind === 'name' ? value.name : [])));
}

/** An excluded name must resolve. If it does not, any address may belong to it. */
function unknownExclusions(
  targets: readonly Target[],
  authorization: Authorization | null,
  names: ReadonlyMap<string, Resolution>,
): readonly Problem[] {
  const excluded = [...targets.flatMap(({ exclude }) => exclude), ...(authorization?.exclude ?? [])];
  return excluded.flatMap(({ value, location }) => {
    const resolution = value.kind === 'name' ? names.get(value.name) : undefined;
    const [failure] = resolution?.failures ?? [];
    if (resolution === undefined || (failure === undefined && resolution.addresses.length > 0)) return [];
    const why = failure?.text ?? 'it has no address';
    const message = `${value.text} is excluded and did not resolve: ${why}; write its addresses instead`;
    return [{ code: 'unknown-exclusion', message, location }];
  });
}

/** @returns why the addresses of a name are incomplete for this target; null if they are complete */
function explainResolution(name: string, resolution: Resolution | undefined, { families }: Target): string | null {
  if (resolution === undefined) return `${name} was not resolved`;
  const failures = resolution.failures.filter(({ family }) => families.includes(family)).map(({ text }) => text);
  if (failures.length > 0) return `${name} did not resolve: ${failures.join('; ')}`;
  if (resolution.addresses.some((address) => families.includes(familyOf(address)))) return null;
  return `${name} did not resolve: it has no ${families.join(' or ')} address`;
}

/** The rules of docs/authorization.md, each applied to resolved addresses. Without a grant, no packet is sent. */
function refusals(policy: Policy, granted: readonly Candidate[], now: Date): readonly Problem[] {
  const { authorization } = policy;
  const guarded = granted.filter((candidate) => !needsNoAuthorization(candidate));
  const always = [
    ...perLine(
      granted.filter(({ address }) => !isHostAddress(address)),
      'not-a-host',
      (host, address) => `${describe(host, address)} is no host's address (unspecified, multicast or broadcast)`,
    ),
    ...perLine(
      granted.filter((candidate) => isMetadataAddress(candidate.address) && !isLiteral(candidate)),
      'metadata-address',
      (host, address) =>
        `${describe(host, address)} is a cloud metadata address; write ${address} itself as a host if it is ` +
        'really meant',
    ),
  ];
  if (guarded.length === 0) return always;
  if (authorization === null) {
    return [
      ...always,
      ...perLine(
        guarded,
        'not-authorized',
        (host, address) => `${describe(host, address)} is not loopback, and ${missingAuthorization(policy)}`,
      ),
    ];
  }
  return [...always, ...expiredAuthorization(authorization, now), ...outsideScope(guarded, authorization, policy)];
}

/** @returns the problem of an expired authorization, or none */
export function expiredAuthorization({ expires: { value, location } }: Authorization, now: Date): readonly Problem[] {
  if (!isOver(value, now)) return [];
  const message = `the authorization ended with ${value} (UTC); have it renewed, then change this date`;
  return [{ code: 'authorization-expired', message, location }];
}

/**
 * Only loopback needs no authorization: an address, or `localhost` (RFC 6761, 6.3). Any other name that resolves to
 * loopback would scan the wrong machine unnoticed, so it must be in scope.
 */
function needsNoAuthorization({ host, address, written }: Candidate): boolean {
  if (!isLoopback(address)) return false;
  return written.value.kind === 'addresses' || isLocalName(host);
}

/** @returns whether a name always means this machine (RFC 6761, 6.3) */
export function isLocalName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

function isLiteral({ written, address }: Candidate): boolean {
  return written.value.kind === 'addresses' && written.value.text === address;
}

/** Every name and every address must be in scope. */
function outsideScope(
  guarded: readonly Candidate[],
  { scope }: Authorization,
  policy: Pick<Policy, 'authorization' | 'authorizationFrom'>,
): readonly Problem[] {
  const place = scopePlace(policy);
  const index = indexPatterns(scope.flatMap(({ value }) => (value.kind === 'addresses' ? [value.pattern] : [])));
  const named = guarded.filter(({ written }) => written.value.kind === 'name');
  return [
    ...perLine(
      named.filter(({ host }) => !nameInScope(scope, host)),
      'name-outside-scope',
      (host) => nameOutside(host, place),
    ),
    ...perLine(
      guarded.filter(({ address }) => index.matches(address).length === 0),
      'outside-scope',
      (host, address) => `${describe(host, address)} is outside authorization.scope${place}; nothing was probed`,
    ),
  ];
}

/** @returns whether the scope contains the name, whatever it resolves to */
export function nameInScope(scope: Authorization['scope'], host: string): boolean {
  return scope.some(({ value }) => {
    if (value.kind === 'name') return value.name === host;
    return value.kind === 'wildcard' && host.endsWith(`.${value.suffix}`);
  });
}

/**
 * @param place of `scopePlace`
 * @returns the message for a name that is not in scope
 */
export function nameOutside(host: string, place = ''): string {
  return `${host} is not in authorization.scope${place}; have "${host}" added to it`;
}

/** @returns where the scope is, if it is not in the policy itself: ` (origin/main:exposure-policy.yml, line 7)` */
function scopePlace({ authorization, authorizationFrom }: Pick<Policy, 'authorization' | 'authorizationFrom'>): string {
  const line = authorization?.scope[0]?.location.line;
  return authorizationFrom === null || line === undefined ? '' : ` (${authorizationFrom}, line ${line})`;
}

function missingAuthorization({ authorizationFrom }: Policy): string {
  return authorizationFrom === null
    ? 'the policy has no authorization; add authorization with by, reference, scope and expires'
    : `${authorizationFrom} has no authorization; merge one there first`;
}

/** @param written the line with which the number of addresses exceeds the limit */
function tooManyHosts({ value, location }: Policy['maxHosts'], written: Location): Problem {
  const how =
    location === null
      ? `the default of ${value}; set authorization.max-hosts if that many are meant`
      : `max-hosts ${value}`;
  return problemAt('too-many-hosts', `the targets name more addresses than ${how}`, location ?? written);
}

/** Reports one problem for each line of the policy. It names the first address and counts the others. */
function perLine(
  refused: readonly Candidate[],
  code: string,
  say: (host: string, address: Address) => string,
): readonly Problem[] {
  const byLine = new Map<Location, Candidate[]>();
  for (const candidate of refused) {
    const same = byLine.get(candidate.written.location);
    if (same === undefined) byLine.set(candidate.written.location, [candidate]);
    else same.push(candidate);
  }
  return [...byLine].flatMap(([location, [first, ...others]]) => {
    if (first === undefined) return [];
    const more = others.length > 0 ? ` (and ${others.length} more on this line)` : '';
    return problemAt(code, `${say(first.host, first.address)}${more}`, location);
  });
}

function describe(host: string, address: Address): string {
  return host === address ? address : `${host}, which resolves to ${address},`;
}

import { createHash } from 'node:crypto';
import type { Comparison } from '../compare/compare.ts';
import { fingerprint, hostIdentities } from '../compare/fingerprint.ts';
import { hostsAsWritten } from '../compare/words.ts';
import type { Address } from '../model/address.ts';
import { isLocallyAdministered, type Mac } from '../model/device.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Grant, GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { isGone, type KnownFinding, type Recollect } from '../model/memory.ts';
import type { UnobservedReason } from '../model/observation.ts';
import type { Policy, Target } from '../model/policy.ts';
import { PROTOCOLS } from '../model/port.ts';
import type { CleanHosts, ScannerRecord } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { type Moment, minutesBetween, momentOf } from '../model/time.ts';
import { TOOL_VERSION } from '../model/version.ts';
import { stableMacs } from './devices.ts';
import { covers } from './recall.ts';
import type { State } from './state.ts';

/** What decides the verdict of every host, beside the host itself. */
export interface Circumstances {
  readonly policy: Policy;
  /** The targets of the run. */
  readonly targets: readonly Target[];
  readonly failOn: Severity;
  readonly scanner: ScannerRecord;
  /** Where the run scans from: another place of the network sees other ports. */
  readonly vantage: string;
}

/** @returns a function that makes the fingerprint of a host under these circumstances */
function fingerprints(circumstances: Circumstances, grant: Grant): (address: Address, mac: Mac | null) => string {
  const { policy, targets, failOn, scanner, vantage } = circumstances;
  const selected = targets.map(({ name }) => name);
  const whole = digest([TOOL_VERSION, policy, selected, failOn, scanner, vantage, grant.unknown, grant.maxRate]);
  const hosts = hostsAt(grant);
  return (address, mac) => {
    const places = [hosts.get(address) ?? [], grant.required.get(address), grant.settingsByAddress.get(address)];
    return digest([whole, address, mac, ...places, grant.identification.get(address), grant.web.get(address)]);
  };
}

/** Everything of the policy is in it, its lines too: a change that means nothing costs a scan, and never more. */
function digest(values: readonly unknown[]): string {
  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof Map || value instanceof Set ? [...value] : value;
  };
  return createHash('sha256').update(JSON.stringify(values, plain)).digest('hex');
}

function hostsAt({ hosts, others }: Pick<Grant, 'hosts' | 'others'>): ReadonlyMap<Address, readonly GrantedHost[]> {
  return groupBy([...hosts, ...others], ({ address }) => address);
}

/**
 * Finds hosts that the last scan found clean, under the same circumstances and with the same hardware address, within
 * the time that the policy writes. A moment in the future grants nothing.
 */
export function recollection(circumstances: Circumstances, state: State, now: () => Date): Recollect {
  const { policy } = circumstances;
  const open = [...state.findings.values()].filter(
    (known) => known.environment === policy.environment && !isGone(known),
  );
  return (grant, there) => {
    const at = momentOf(now());
    // The clock went back, so nobody knows how old a scan is.
    if (state.runs.some((run) => run.at > at)) return new Map();
    const fingerprintOf = fingerprints(circumstances, grant);
    const hosts = hostsAt(grant);
    const stable = stableMacs(policy);
    if (!isLatelyComplete(circumstances, grant, state, at)) return new Map();
    const vain = findingsOfRest(circumstances, grant);
    const isConcerned = concernedBy(open.filter(({ fingerprint }) => !vain.has(fingerprint)));
    return new Map(
      [...there].flatMap(([address, mac]) => {
        if (!isOfOneDevice(mac, stable)) return [];
        const { at: since, clean = null } = state.scanned.get(address) ?? {};
        if (since === undefined || clean === null || clean !== fingerprintOf(address, mac)) return [];
        const minutes = grant.settingsByAddress.get(address)?.rest?.minutes ?? 0;
        if (since > at || minutesBetween(since, at) >= minutes) return [];
        const here = hosts.get(address) ?? [];
        const isAsked = isRequired(policy, here, address, mac) || isConcerned(here, address);
        return isAsked ? [] : [[address, since] as const];
      }),
    );
  };
}

/** A virtual router (RFC 9568), which is now one device and now another. */
const VIRTUAL_ROUTER = /^00:00:5e:00:0[12]:/;

/** Container networks and clouds give the same hardware address to each host at an address, in turn. */
function isOfOneDevice(mac: Mac, stable: ReadonlySet<string>): boolean {
  return stable.has(mac) || !(isLocallyAdministered(mac) || VIRTUAL_ROUTER.test(mac));
}

/** Every so many times that hosts may rest, all of them are scanned in one run. */
const MOST_RESTS = 3;

/** Hosts that rest at different times must not keep each run incomplete: only a complete run shows what is gone. */
function isLatelyComplete({ policy, targets }: Circumstances, grant: Grant, state: State, now: Moment): boolean {
  const names = targets.map(({ name }) => name);
  const here = { environment: policy.environment, targets: names };
  let longest = 0;
  for (const { rest } of grant.settingsByAddress.values()) longest = Math.max(longest, rest?.minutes ?? 0);
  return state.runs.some(
    (run) => run.complete && covers(run, here) && minutesBetween(run.at, now) < MOST_RESTS * longest,
  );
}

/** What must be there is always asked: a required port of any target, and a required device. */
function isRequired({ targets, devices }: Policy, here: readonly GrantedHost[], address: Address, mac: Mac) {
  const names = new Set(here.map(({ target }) => target));
  const requires = targets.some(
    ({ name, entries }) => names.has(name) && entries.some(({ expectation }) => expectation === 'require'),
  );
  return (
    requires ||
    devices.some(({ required, addresses, macs }) => required && (addresses.includes(address) || macs.includes(mac)))
  );
}

/**
 * A host that was not scanned again although memory does not count is incomplete, and for no other reason.
 * @returns the fingerprints that the findings of such hosts have
 */
function findingsOfRest({ policy, targets }: Circumstances, grant: Grant): ReadonlySet<string> {
  const identityOf = hostIdentities([...grant.hosts, ...grant.others]);
  const isUncovered = ({ address }: GrantedHost): boolean =>
    grant.settingsByAddress.get(address)?.rest?.isCovered === false;
  const places = grant.hosts.filter(isUncovered).map((host) => ({ target: host.target, host: identityOf(host) }));
  const folded = targets.map((target) => ({ target: target.name, host: hostsAsWritten(target) }));
  const about = { environment: policy.environment, code: 'incomplete-scan', port: NOT_SCANNED_AGAIN };
  const all = places.length === 0 ? [] : [...places, ...folded];
  return new Set(all.flatMap((place) => PROTOCOLS.map((protocol) => fingerprint({ ...about, ...place, protocol }))));
}

const NOT_SCANNED_AGAIN = 'not-scanned-again' satisfies UnobservedReason['code'];

type Concern = Pick<KnownFinding, 'target' | 'host' | 'severity'>;

/**
 * What is incomplete, or about no host, may be about any host of its target. Notes concern hosts too: a host that rests
 * has no findings, and the alert of a note must not close because of it.
 * @returns whether one of the findings may be about a host
 */
function concernedBy(findings: readonly Concern[]): (here: readonly GrantedHost[], address: Address) => boolean {
  const hosts = new Set(findings.flatMap(({ host }) => host ?? []));
  const vague = findings.filter(({ host, severity }) => host === null || severity === null);
  const targets = new Set(vague.map(({ target }) => target));
  return (here, address) =>
    hosts.has(address) ||
    here.some(({ host, target }) => targets.has(target) || hosts.has(host) || hosts.has(printable(host)));
}

/**
 * @param findings of the run, also those about devices
 * @returns the hosts that this run found clean by a real scan, and those that it may have asked and did not
 */
export function cleanHosts(
  circumstances: Circumstances,
  { grant, observation, stopped }: Evidence,
  { unobserved, places, withdrawn }: Comparison,
  findings: readonly Finding[],
): CleanHosts {
  const keepsOthers = [...grant.settingsByAddress.values()].some(({ rest }) => rest !== undefined);
  if (!keepsOthers) return nothingClean(grant);
  const fingerprintOf = fingerprints(circumstances, grant);
  const hosts = hostsAt(grant);
  const isAgain = ({ reason }: { readonly reason: UnobservedReason }): boolean => reason.code === NOT_SCANNED_AGAIN;
  const rested = new Set(unobserved.filter(isAgain).map(({ address }) => address));
  const gaps = unobserved.filter((gap) => !isAgain(gap));
  // The gaps say more of what is incomplete: a finding does not have the reason.
  const seen = findings.filter(({ code }) => code !== 'incomplete-scan');
  const isConcerned = concernedBy(seen);
  const placed = seen.flatMap((finding) => [finding, ...(places.get(finding) ?? [])]);
  const found = new Set([...placed, ...gaps].map(({ address }) => address));
  const partly = new Set(gaps.map(({ target }) => target));
  const isUp = (address: Address): boolean => {
    const { links = [], state } = observation.hosts.get(address) ?? {};
    return state === 'up' && links.length < 2 && observation.discovery?.up.has(address) === true;
  };
  const clean = new Map<Address, string>();
  const others: Address[] = [];
  for (const [address, { rest }] of grant.settingsByAddress) {
    if (grant.resting?.has(address) === true || rested.has(address)) continue;
    const here = hosts.get(address) ?? [];
    const isOwed = Object.keys(grant.required.get(address) ?? {}).length > 0;
    const isAnswered =
      rest !== undefined && isOwed && stopped === null && !withdrawn && !here.some(({ target }) => partly.has(target));
    const isClean = isAnswered && isUp(address) && !found.has(address) && !isConcerned(here, address);
    const mac = observation.hosts.get(address)?.links?.[0]?.mac ?? null;
    if (isClean) clean.set(address, fingerprintOf(address, mac));
    else others.push(address);
  }
  return { clean, others, keepsOthers };
}

/** @returns that no host is known to be clean by this run, so that no earlier scan counts any more */
export function nothingClean({ settingsByAddress }: Pick<Grant, 'settingsByAddress'>): CleanHosts {
  return { clean: new Map(), others: [...settingsByAddress.keys()], keepsOthers: false };
}

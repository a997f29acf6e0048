import { createHash } from 'node:crypto';
import type { Comparison } from '../compare/compare.ts';
import type { Address } from '../model/address.ts';
import type { Mac } from '../model/device.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Grant, GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { isGone, type KnownFinding, type Recollect } from '../model/memory.ts';
import type { Policy, Target } from '../model/policy.ts';
import type { CleanHosts, ScannerRecord } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { minutesBetween, momentOf } from '../model/time.ts';
import { TOOL_VERSION } from '../model/version.ts';
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
 * Finds hosts that an earlier run found clean, under the same circumstances and with the same hardware address, within
 * the time that the policy writes. A moment in the future grants nothing.
 */
export function recollection(circumstances: Circumstances, state: State, now: () => Date): Recollect {
  const { policy, failOn } = circumstances;
  const open = [...state.findings.values()].filter(
    (known) => known.environment === policy.environment && !isGone(known),
  );
  return (grant, there) => {
    const fingerprintOf = fingerprints(circumstances, grant);
    const hosts = hostsAt(grant);
    const isConcerned = concernedBy(open, failOn);
    const at = momentOf(now());
    return new Map(
      [...there].flatMap(([address, mac]) => {
        const since = state.clean.get(fingerprintOf(address, mac));
        const minutes = grant.settingsByAddress.get(address)?.rest?.minutes ?? 0;
        if (since === undefined || since > at || minutesBetween(since, at) >= minutes) return [];
        const here = hosts.get(address) ?? [];
        const isAsked = isRequired(policy, here, address, mac) || isConcerned(here, address);
        return isAsked ? [] : [[address, since] as const];
      }),
    );
  };
}

/** What must be there is always asked: a required port of any target, and a required device. */
function isRequired({ targets, devices }: Policy, here: readonly GrantedHost[], address: Address, mac: Mac | null) {
  const names = new Set(here.map(({ target }) => target));
  const requires = targets.some(
    ({ name, entries }) => names.has(name) && entries.some(({ expectation }) => expectation === 'require'),
  );
  return (
    requires ||
    devices.some(
      ({ required, addresses, macs }) =>
        required && (addresses.includes(address) || (mac !== null && macs.includes(mac))),
    )
  );
}

type Concern = Pick<KnownFinding, 'target' | 'host' | 'severity'>;

/**
 * What is incomplete, or about no host, may be about any host of its target. Notes concern nobody, unless they fail the
 * build.
 * @returns whether one of the findings may be about a host
 */
function concernedBy(
  findings: readonly Concern[],
  failOn: Severity,
): (here: readonly GrantedHost[], address: Address) => boolean {
  const graded = findings.filter((finding) => isGraded(finding, failOn));
  const hosts = new Set(graded.flatMap(({ host }) => host ?? []));
  const vague = graded.filter(({ host, severity }) => host === null || severity === null);
  const targets = new Set(vague.map(({ target }) => target));
  return (here, address) =>
    hosts.has(address) ||
    here.some(({ host, target }) => targets.has(target) || hosts.has(host) || hosts.has(printable(host)));
}

function isGraded({ severity }: Pick<Concern, 'severity'>, failOn: Severity): boolean {
  return severity !== 'note' || failOn === 'note';
}

/**
 * @param findings of the run, also those about devices
 * @returns the hosts that this run found clean by a real scan, and those that it scanned and did not
 */
export function cleanHosts(
  circumstances: Circumstances,
  { grant, observation, stopped }: Evidence,
  { unobserved, places, withdrawn }: Comparison,
  findings: readonly Finding[],
): CleanHosts {
  const resting = [...grant.settingsByAddress].filter(([, { rest }]) => rest !== undefined);
  if (resting.length === 0) return { clean: [], others: [] };
  const fingerprintOf = fingerprints(circumstances, grant);
  const hosts = hostsAt(grant);
  const isConcerned = concernedBy(findings, circumstances.failOn);
  const graded = findings.filter((finding) => isGraded(finding, circumstances.failOn));
  const placed = graded.flatMap((finding) => [finding, ...(places.get(finding) ?? [])]);
  const found = new Set([...placed, ...unobserved].map(({ address }) => address));
  const partly = new Set(unobserved.map(({ target }) => target));
  const isUp = (address: Address): boolean => {
    const { links = [], state } = observation.hosts.get(address) ?? {};
    return state === 'up' && links.length < 2 && observation.discovery?.up.has(address) === true;
  };
  const [clean, others]: [string[], string[]] = [[], []];
  for (const [address] of resting) {
    if (grant.resting?.has(address) === true) continue;
    const here = hosts.get(address) ?? [];
    const isOwed = Object.keys(grant.required.get(address) ?? {}).length > 0;
    const isAnswered = isOwed && stopped === null && !withdrawn && !here.some(({ target }) => partly.has(target));
    const isClean = isAnswered && isUp(address) && !found.has(address) && !isConcerned(here, address);
    const mac = observation.hosts.get(address)?.links?.[0]?.mac ?? null;
    (isClean ? clean : others).push(fingerprintOf(address, mac));
  }
  return { clean, others };
}

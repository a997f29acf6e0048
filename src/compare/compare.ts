import type { Address } from '../model/address.ts';
import { countGaps } from '../model/coverage.ts';
import { expectations, governedPorts } from '../model/expectation.ts';
import type { Finding } from '../model/finding.ts';
import type { Grant, GrantedHost, UnknownHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Observation, ProtocolAnswers, Unobserved, UnobservedReason } from '../model/observation.ts';
import { type Policy, requiredCoverage, type Target } from '../model/policy.ts';
import {
  comparePorts as comparePortSets,
  eachPort,
  intersect,
  NO_PORTS,
  type PortSet,
  PROTOCOLS,
  type Protocol,
  portCount,
  portSet,
  union,
} from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { UnobservedRecord } from '../model/report.ts';
import { inOneTurn, type Steps } from '../model/turns.ts';
import { CATALOGUE } from './catalogue.ts';
import { discoveredGaps } from './discovered.ts';
import type { Draft } from './draft.ts';
import { type Gap, severityOf, waiverFinding } from './finding.ts';
import { hostIdentities } from './fingerprint.ts';
import { compareFindings, compareHosts, mergeDrafts, mergeGaps, type Place } from './merge.ts';
import { overdueFindings } from './overdue.ts';
import { comparePorts } from './ports.ts';
import { provenService } from './service.ts';
import type { TargetHost } from './subject.ts';
import { idleWaivers, waive } from './waive.ts';

export interface Comparison {
  /** Sorted: worst first, then by location in the policy, host, protocol and port. */
  readonly findings: readonly Finding[];
  /** Where each finding about ports was found. Findings about no port of an address are missing here. */
  readonly places: ReadonlyMap<Finding, readonly Place[]>;
  /**
   * Counts of (address, protocol, port), in which a name without addresses counts as one address; and of `addresses` of
   * which only the liveness is required.
   */
  readonly required: number;
  readonly answered: number;
  readonly addresses: number;
  readonly unobserved: readonly UnobservedRecord[];
  /** Whether findings that fail the build may be missing, because a later probe contradicted an open port. */
  readonly withdrawn: boolean;
}

/**
 * Compares an observation with the policy. Each step handles an address.
 * @param targets the targets of the grant
 * @param now decides which waivers are expired, and which targets are active
 */
export function* compareSteps(
  policy: Policy,
  targets: readonly Target[],
  grant: Grant,
  observation: Observation,
  now: Date,
): Steps<Comparison> {
  const field: Compared = {
    parts: partsByTarget(policy.targets, targets),
    granted: groupBy([...grant.hosts, ...grant.others], ({ address }) => address),
    gapsOf: groupBy(observation.unobserved, ({ address }) => address),
    suspicionStands: (policy.levels['suspicious-host'] ?? CATALOGUE['suspicious-host'].level) === 'error',
    ...{ policy, grant, observation, now },
  };
  const drafts: Draft[] = [];
  const found = discoveredGaps(targets, grant, observation);
  const gaps: Gap[] = [...unresolvedGaps(targets, grant), ...found.gaps];
  let requiredCount = missing(gaps) + found.known;
  let withdrawn = false;
  for (const [address, byProtocol] of grant.required) {
    for (const protocol of PROTOCOLS) {
      const required = byProtocol[protocol];
      if (required === undefined) continue;
      const compared = compareProtocol(field, address, protocol, required);
      for (const draft of compared.drafts) drafts.push(draft);
      for (const gap of compared.gaps) gaps.push(gap);
      withdrawn ||= compared.withdrawn;
      requiredCount += portCount(required);
    }
    yield;
  }

  const waived = waive(drafts, now);
  const incomplete = new Set([...gaps.map(({ target }) => target.name), ...found.partly]);
  const judging = { policy, identityOf: hostIdentities([...grant.hosts, ...grant.others]), now };
  const merged = mergeDrafts(judging, waived.drafts);
  const findings = [
    ...merged.map(({ finding }) => finding),
    ...mergeGaps(judging, gaps),
    ...idleWaivers(targets, waived.used, ({ name }) => !incomplete.has(name), now, policy.warnBefore).map((idle) =>
      waiverFinding(policy, idle, now),
    ),
    ...overdueFindings(policy, targets, now),
  ];
  return {
    findings: findings.sort(compareFindings),
    places: new Map(merged.map(({ finding, places }) => [finding, places])),
    required: requiredCount,
    answered: requiredCount - missing(gaps),
    addresses: found.known + gaps.filter(({ protocol }) => protocol === null).length,
    withdrawn,
    unobserved: gaps.map(({ target, ...gap }) => ({ target: target.name, ...gap })).sort(compareUnobserved),
  };
}

/** What is compared, looked up by address. */
interface Compared {
  readonly policy: Policy;
  readonly grant: Grant;
  readonly observation: Observation;
  readonly parts: ReadonlyMap<string, Parts>;
  readonly granted: ReadonlyMap<Address, readonly GrantedHost[]>;
  readonly gapsOf: ReadonlyMap<Address, readonly Unobserved[]>;
  /** Whether a suspicious host may fail the build. */
  readonly suspicionStands: boolean;
  readonly now: Date;
}

/** Compares the ports of one protocol on one address. */
function compareProtocol(
  { policy, grant, observation, parts, granted, gapsOf, suspicionStands, now }: Compared,
  address: Address,
  protocol: Protocol,
  required: PortSet,
): { readonly drafts: readonly Draft[]; readonly gaps: readonly Gap[]; readonly withdrawn: boolean } {
  const here = targetHostsOf(granted.get(address) ?? [], parts, protocol);
  const unobserved = (gapsOf.get(address) ?? []).filter((gap) => gap.protocol === protocol);
  const decides = grant.identification.get(address)?.required[protocol] ?? NO_PORTS;
  const [identification, answers] = split(unobserved, ({ reason }) => reason.code === 'not-identified');
  const unidentified = identification.map((one) => ({ ...one, ports: intersect(one.ports, decides) }));
  const unanswered = union(...answers.map(({ ports }) => ports));
  const seen = observation.hosts.get(address)?.protocols[protocol] ?? null;
  const cut = cutOff(seen, intersect(unanswered, decides), policy.serviceConfidence);
  const { drafts, withdrawn, incomplete, unknown } = comparePorts({
    address,
    protocol,
    targetHosts: here,
    unknown: targetHostsOf(unknownAt(grant.unknown, granted.get(address) ?? []), parts, protocol),
    required,
    answers: seen,
    unanswered,
    disputed: union(...answers.filter(isDispute).map(({ ports }) => ports)),
    notIdentified: union(cut, ...unidentified.map(({ ports }) => ports)),
    minConfidence: policy.serviceConfidence,
    suspicionStands,
    now,
    severityOf: (draft) => severityOf(policy, draft),
  });
  const open = [
    ...[...answers, ...unidentified].map(({ ports, reason }) => ({ ports, reason })),
    ...incomplete.map(({ ports, code, text }) => ({ ports, reason: { code, text } })),
  ];
  const gaps = open.flatMap(({ ports, reason }) =>
    here.flatMap(({ target, host, required: theirOwn }): readonly Gap[] => {
      const theirs = intersect(ports, theirOwn);
      return theirs.length === 0 ? [] : [{ target, host, address, protocol, ports: theirs, reason }];
    }),
  );
  const unknownGaps = unknown.map(({ target, host, ports, code }): Gap => {
    return { target, host, address, protocol, ports, reason: notKnownToBe(host, target, code) };
  });
  return { drafts, gaps: [...gaps, ...unknownGaps], withdrawn };
}

/** The same in one turn of the event loop. */
export function compare(...given: Parameters<typeof compareSteps>): Comparison {
  return inOneTurn(compareSteps(...given));
}

type Parts = Readonly<Record<Protocol, Omit<TargetHost, 'host'>>>;

/**
 * What each target expects of each protocol, computed once. An unselected target denies nothing by default. Its
 * required ports may be missing, because the run does not check them.
 */
function partsByTarget(all: readonly Target[], selected: readonly Target[]): ReadonlyMap<string, Parts> {
  return new Map(
    all.map((target) => {
      const expected = expectations(target.entries);
      const isSelected = selected.includes(target);
      const required = isSelected ? requiredCoverage(target) : {};
      const part = (protocol: Protocol) => {
        const governed = governedPorts(expected, protocol);
        return {
          target,
          required: required[protocol] ?? NO_PORTS,
          governed: isSelected ? governed : notRequired(governed),
        };
      };
      return [target.name, { tcp: part('tcp'), udp: part('udp'), sctp: part('sctp') }];
    }),
  );
}

function notRequired(governed: TargetHost['governed']): TargetHost['governed'] {
  return new Map(
    [...governed].map(([entry, ports]) => [
      entry.expectation === 'require' ? { ...entry, expectation: 'allow' } : entry,
      ports,
    ]),
  );
}

/** The hosts with unknown addresses, without those of targets that are known to have this address. */
function unknownAt(unknown: readonly UnknownHost[], here: readonly GrantedHost[]): readonly UnknownHost[] {
  return unknown.filter(({ target }) => !here.some((one) => one.target === target));
}

function notKnownToBe(host: string, { name }: Target, code: Draft['code']): UnobservedReason {
  const text =
    `whether ${host} of target "${name}" is this address is not known, and its lines do not allow what ` +
    `is there (${code}): select that target too, or write its addresses`;
  return { code: 'name-unresolved', text };
}

function targetHostsOf(
  granted: readonly UnknownHost[],
  parts: ReadonlyMap<string, Parts>,
  protocol: Protocol,
): readonly TargetHost[] {
  return granted.flatMap(({ target, host }) => {
    const part = parts.get(target)?.[protocol];
    return part === undefined ? [] : [{ ...part, host }];
  });
}

/** Names without an address. All ports of their targets are required and unobserved. */
function unresolvedGaps(targets: readonly Target[], { unresolved }: Grant): Gap[] {
  const byName = new Map(targets.map((target) => [target.name, target]));
  return unresolved.flatMap(({ target: name, host, address, reason }) => {
    const target = byName.get(name);
    if (target === undefined) return [];
    const required = requiredCoverage(target);
    const gaps = PROTOCOLS.flatMap((protocol): Gap[] => {
      const ports = required[protocol];
      return ports === undefined ? [] : [{ target, host, address, protocol, ports, reason }];
    });
    return gaps.length > 0 ? gaps : [{ target, host, address, protocol: null, ports: NO_PORTS, reason }];
  });
}

/** By target, host, protocol, reason and ports. */
export function compareUnobserved(a: UnobservedRecord, b: UnobservedRecord): number {
  return (
    compareText(a.target, b.target) ||
    compareHosts(a, b) ||
    compareText(a.protocol ?? '', b.protocol ?? '') ||
    compareText(a.reason.code, b.reason.code) ||
    compareText(a.reason.text, b.reason.text) ||
    comparePortSets(a.ports, b.ports)
  );
}

/** Whether failures on these ports do not count. */
function isDispute({ reason }: Unobserved): boolean {
  return reason.code === 'answers-disagree' || reason.code === 'not-confirmed';
}

function split<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function missing(gaps: readonly Gap[]): number {
  const counts = countGaps(gaps.map((gap) => ({ ...gap, target: gap.target.name })));
  return counts.reduce((total, count) => total + count, 0);
}

/**
 * The scan that would identify these services may be the one that is missing.
 * @returns open ports without a trustworthy answer whose service is not proven
 */
function cutOff(answers: ProtocolAnswers | null, unanswered: PortSet, minConfidence: number): PortSet {
  const open = [...eachPort(intersect(answers?.states.open ?? NO_PORTS, unanswered))];
  const unproven = open.filter(
    (port) => provenService(answers?.details.get(port)?.service ?? null, minConfidence) === null,
  );
  return portSet(unproven.map((port) => [port, port]));
}

import type { Address } from '../model/address.ts';
import { addressRanges } from '../model/address-set.ts';
import {
  type ExposureRecord,
  type Finding,
  type FindingCode,
  LEVELS,
  type Level,
  type LineRecord,
  SEVERITIES,
  type Severity,
  type WaiverRecord,
} from '../model/finding.ts';
import { PORT_STATES, type PortState, type UnobservedReason } from '../model/observation.ts';
import { type Entry, notActiveUntil, type Policy, type Target, type Waiver } from '../model/policy.ts';
import { eachPort, formatPorts, type PortSet, type Protocol, portCount, union } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Draft } from './draft.ts';
import { type GradedExposure, gradeExposure } from './exposure.ts';
import { fingerprint, type HostIdentity } from './fingerprint.ts';
import { provenService } from './service.ts';
import type { IdleWaiver } from './waive.ts';
import { describe, describePlace, describePorts, hostsAsWritten, originWords } from './words.ts';

/** The severity of an ungraded finding that a policy raised to an error. */
const RAISED: Severity = 'medium';

/** What findings depend on besides the observation. */
export interface Judging {
  readonly policy: Policy;
  readonly identityOf: HostIdentity;
  /** Decides which targets are active. */
  readonly now: Date;
}

/**
 * Makes one finding from drafts with the same identity: ports of one line that failed in several states, or a port with
 * an unknown service that violates its line and may be a forbidden service.
 */
export function findingOf(
  { policy, identityOf, now }: Judging,
  drafts: readonly [Draft, ...Draft[]],
  portSlot: string,
): Finding {
  const draft = together(drafts);
  const exposure = exposureOf(draft, policy.serviceConfidence);
  const level = levelOf(policy, draft);
  const single = portCount(draft.ports) === 1 ? (draft.ports[0]?.[0] ?? null) : null;
  const service = draft.detail?.service ?? null;
  const target = draft.target.name;
  const { environment } = policy;
  const host = identityOf({ ...draft, target });
  const identity = { environment, code: draft.code, target, host, protocol: draft.protocol };
  return {
    code: draft.code,
    severity: severityAt(level, draft.code, exposure),
    level,
    ...aboutTarget(draft.target, now),
    host: draft.host,
    address: draft.address,
    protocol: draft.protocol,
    port: single,
    ports: formatPorts(draft.ports),
    state: draft.state,
    expectation: draft.entry?.expectation ?? null,
    expectedService: draft.entry?.service ?? null,
    line: draft.entry === null ? null : lineRecord(draft.entry),
    exposure: exposureRecord(exposure),
    service: provenService(service, policy.serviceConfidence),
    product: service?.product ?? null,
    version: service?.version ?? null,
    message:
      describe(draft, statesOf(drafts), exposure?.reason ?? null) +
      originWords(draft.location, draft.used ?? undefined),
    location: draft.location,
    others: draft.others,
    fingerprint: fingerprint({ ...identity, port: portSlot }),
    waived: draft.waiver === null ? null : waiverRecord(draft.waiver),
  };
}

/** What every finding of a target says about the target. */
export function aboutTarget(target: Target, now: Date): Pick<Finding, 'target' | 'owner' | 'tags' | 'activation'> {
  const { name, owner, tags } = target;
  return { target: name, owner, tags, activation: notActiveUntil(target, now) };
}

/** Selects the draft that represents all, whatever their order. A line's own failure comes first. */
function together(drafts: readonly [Draft, ...Draft[]]): Draft {
  const [first] = [...drafts].sort(
    (a, b) =>
      Number(a.waiver !== null) - Number(b.waiver !== null) ||
      Number(a.entry === null) - Number(b.entry === null) ||
      compareText(a.service ?? '', b.service ?? '') ||
      PORT_STATES.indexOf(a.state) - PORT_STATES.indexOf(b.state),
  );
  return { ...(first ?? drafts[0]), ports: union(...drafts.map(({ ports }) => ports)) };
}

function statesOf(drafts: readonly Draft[]): readonly PortState[] {
  return PORT_STATES.filter((state) => drafts.some((draft) => draft.state === state));
}

export interface Gap {
  readonly target: Target;
  readonly host: string;
  readonly address: Address | null;
  /** Null, with empty ports: nobody knows whether a host is there. */
  readonly protocol: Protocol | null;
  readonly ports: PortSet;
  readonly reason: UnobservedReason;
}

/**
 * Unanswered ports of one host, for one reason. The finding has no severity: it makes the run inconclusive. A target
 * that is not active yet tolerates what is found, and not that nobody knows what is there.
 */
export function incompleteFinding(
  { policy: { environment }, identityOf, now }: Judging,
  gaps: readonly [Gap, ...Gap[]],
  folded: boolean,
): Finding {
  const [{ target, protocol }] = gaps;
  // A finding about many addresses stays the same if the addresses change.
  const { host, address } = folded ? { host: hostsAsWritten(target), address: null } : gaps[0];
  const [reason] = gaps.map((gap) => gap.reason).sort((a, b) => compareText(a.text, b.text)) as [UnobservedReason];
  const ports = union(...gaps.map((gap) => gap.ports));
  const addresses = new Set(gaps.flatMap((gap) => gap.address ?? []));
  const place = folded ? `${addressRanges(addresses)} (${addresses.size} addresses)` : describePlace(host, address);
  const identity = {
    ...{ environment, code: 'incomplete-scan', target: target.name, protocol: protocol ?? '', port: reason.code },
    host: folded ? host : identityOf({ target: target.name, host, address }),
  };
  const what = protocol === null ? '' : ` ${describePorts(ports)}/${protocol}`;
  return {
    ...NOTHING_SEEN,
    code: 'incomplete-scan',
    severity: null,
    level: CATALOGUE['incomplete-scan'].level,
    ...aboutTarget(target, now),
    activation: null,
    host,
    address,
    protocol,
    port: portCount(ports) === 1 ? (ports[0]?.[0] ?? null) : null,
    ports: protocol === null ? null : formatPorts(ports),
    state: 'unobserved',
    message: `${place}${what}: no trustworthy answer (${reason.code}): ${reason.text}.`,
    location: target.location,
    fingerprint: fingerprint(identity),
  };
}

export function waiverFinding(policy: Policy, { code, target, waiver }: IdleWaiver, now: Date): Finding {
  const level = policy.levels[code] ?? CATALOGUE[code].level;
  const host = waiver.host?.text ?? null;
  const what = `${waiver.finding} on ${host === null ? '' : `${host} `}${waiver.port}/${waiver.protocol}`;
  const message = waiverMessage(code, what, waiver);
  const { environment } = policy;
  const identity = { environment, code, target: target.name, host: host ?? '', protocol: waiver.protocol };
  return {
    ...NOTHING_SEEN,
    code,
    severity: severityAt(level, code, null),
    level,
    ...aboutTarget(target, now),
    host,
    address: null,
    protocol: waiver.protocol,
    port: waiver.port,
    ports: String(waiver.port),
    state: null,
    message,
    location: waiver.location,
    fingerprint: fingerprint({ ...identity, port: `${waiver.port}/${waiver.finding}` }),
  };
}

function waiverMessage(code: IdleWaiver['code'], what: string, { expires, owner }: Waiver): string {
  switch (code) {
    case 'expired-waiver':
      return (
        `The waiver of ${what} ended with ${expires} (UTC) and suppresses nothing any more: remove it, or ` +
        `have it renewed by ${owner}.`
      );
    case 'expiring-waiver':
      return (
        `The waiver of ${what} ends with ${expires} (UTC): repair the cause by then, or have it renewed ` +
        `by ${owner}.`
      );
    case 'unused-waiver':
      return `The waiver of ${what} suppresses nothing: what it waives was not found. Remove it.`;
    default:
      return code satisfies never;
  }
}

/** The parts of a finding about no answer of a host. */
export const NOTHING_SEEN = {
  ...{ expectation: null, expectedService: null, line: null, exposure: null },
  ...{ service: null, product: null, version: null },
  ...{ waived: null, others: [] },
} as const;

/** @returns the severity of the finding that the draft alone would be */
export function severityOf(policy: Policy, draft: Draft): Severity {
  return severityAt(levelOf(policy, draft), draft.code, exposureOf(draft, policy.serviceConfidence));
}

/** @returns the level of a finding. Without `levels`, silence of a required port is a warning, other silence a note. */
export function levelOf(
  policy: Policy,
  { code, entry }: Pick<Draft, 'code'> & { readonly entry: Pick<Entry, 'expectation'> | null },
): Level {
  const changed = policy.levels[code];
  if (changed !== undefined) return changed;
  if (code === 'possibly-open' && entry?.expectation === 'require') return 'warning';
  return CATALOGUE[code].level;
}

/** An error has the severity of what was found, a warning is low, a note is note. `fail-on: low` passes only notes. */
export function severityAt(
  level: Level,
  code: FindingCode,
  exposure: Pick<GradedExposure, 'severity'> | null,
): Severity {
  switch (level) {
    case 'error':
      return exposure?.severity ?? (CATALOGUE[code].level === 'error' ? CATALOGUE[code].severity : RAISED);
    case 'warning':
      return 'low';
    case 'note':
      return 'note';
    default:
      return level satisfies never;
  }
}

function exposureOf(draft: Draft, minConfidence: number): GradedExposure | null {
  const { code, protocol, ports, detail, details } = draft;
  // A service among many open ports must not have a lower severity for that.
  if (code === 'suspicious-host') {
    const all = [...eachPort(ports)].map((port) =>
      gradeExposure({ protocol, port, service: details?.get(port)?.service ?? null, minConfidence }),
    );
    return all.reduce<GradedExposure | null>((worst, one) => (rank(one) < rank(worst) ? one : worst), null);
  }
  const port = ports[0]?.[0];
  if (!CATALOGUE[code].graded || port === undefined) return null;
  return gradeExposure({ protocol, port, service: detail?.service ?? null, minConfidence });
}

function rank(exposure: GradedExposure | null): number {
  return exposure === null ? LEVELS.length : SEVERITIES.indexOf(exposure.severity);
}

function waiverRecord({ reason, owner, expires, ticket, location }: Waiver): WaiverRecord {
  return { reason, owner, expires, ticket, location };
}

export function lineRecord({ reason, approvedBy, ticket }: Entry): LineRecord {
  return { reason, approvedBy, ticket };
}

function exposureRecord(exposure: GradedExposure | null): ExposureRecord | null {
  if (exposure === null || exposure.name === null || exposure.source === null) return null;
  return { name: exposure.name, source: exposure.source };
}

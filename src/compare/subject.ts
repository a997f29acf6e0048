import type { Address } from '../model/address.ts';
import type { OtherTarget, Severity } from '../model/finding.ts';
import type { PortDetail, PortState, ProtocolAnswers } from '../model/observation.ts';
import type { Entry, Target } from '../model/policy.ts';
import { eachPort, hasPort, intersect, type PortSet, type Protocol, portSet, subtract, union } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { Draft } from './draft.ts';
import { agreement } from './service.ts';
import { type Cell, DECISIONS } from './table.ts';

/** One host of a target that has the address, and what the target expects of the ports of one protocol. */
export interface TargetHost {
  readonly target: Target;
  readonly host: string;
  /** The ports that the target scans. Without a line, they are denied by default. */
  readonly required: PortSet;
  /** For each entry, the ports that it governs. */
  readonly governed: ReadonlyMap<Entry, PortSet>;
}

/** One address and protocol, with all expectations and observations. */
export interface Subject {
  readonly address: Address;
  readonly protocol: Protocol;
  /** Every target, with every host that leads to the address. Their order does not affect the verdict. */
  readonly targetHosts: readonly TargetHost[];
  /** Target hosts that may have this address. They allow nothing, and what they do not allow is unobserved. */
  readonly unknown: readonly TargetHost[];
  readonly required: PortSet;
  readonly answers: ProtocolAnswers | null;
  /**
   * Required coverage without a trustworthy answer. A port that was seen open still counts as open; nothing else
   * counts.
   */
  readonly unanswered: PortSet;
  /** Ports that were open for only one of two probes. Their failures do not count. */
  readonly disputed: PortSet;
  /** Open ports whose identification failed or was cut off. Another finding reports their unknown service. */
  readonly notIdentified: PortSet;
  readonly minConfidence: number;
  /** Whether a suspicious host is an error. Only then does that finding replace those of its many ports. */
  readonly suspicionStands: boolean;
  /** Decides which targets are active. */
  readonly now: Date;
  readonly severityOf: (draft: Draft) => Severity;
}

/** Ports of one target host. */
export interface Part {
  readonly targetHost: TargetHost;
  readonly ports: PortSet;
}

/**
 * For each target host, the ports that its target denies by default: the target scans them, has no line for them, and
 * no line of another target allows the observed state. A violated line allows nothing to other targets, because its own
 * target may waive it.
 */
export function deniedByDefault(subject: Subject, state: PortState, seen: PortSet): readonly Part[] {
  if (seen.length === 0) return [];
  const allowed = satisfiedPorts(subject, state);
  return subject.targetHosts.flatMap((targetHost) => {
    const own = union(...targetHost.governed.values());
    const ports = subtract(subtract(intersect(seen, targetHost.required), own), allowed);
    return ports.length === 0 ? [] : [{ targetHost, ports }];
  });
}

/** @returns the ports that an entry of any target allows to have this state */
function satisfiedPorts(subject: Subject, state: PortState): PortSet {
  const allowing = subject.targetHosts
    .flatMap(({ governed }) => [...governed])
    .filter(([{ expectation }]) => expectation === 'allow' || expectation === 'require');
  return union(
    ...allowing.map(([entry, ports]) => {
      if (state !== 'open') return DECISIONS[state][entry.expectation] === 'ok' ? ports : [];
      if (entry.service === null) return ports;
      const open = intersect(subject.answers?.states.open ?? [], ports);
      return portSet([...eachPort(open)].filter((port) => agrees(subject, entry, port)).map((port) => [port, port]));
    }),
  );
}

function agrees(subject: Subject, { service }: Entry, port: number): boolean {
  const proof = agreement(service, detailOf(subject, port), subject.minConfidence);
  // If the identification failed, the run is already incomplete.
  return proof === 'agrees' || (proof === 'unproven' && hasPort(subject.notIdentified, port));
}

export function detailOf({ answers }: Subject, port: number): PortDetail | null {
  return answers?.details.get(port) ?? null;
}

export function draft(
  subject: Subject,
  { target, host }: TargetHost,
  part: Pick<Draft, 'code' | 'ports' | 'state'> & Partial<Draft>,
): Draft {
  const entry = part.entry ?? null;
  return {
    target,
    host,
    address: subject.address,
    protocol: subject.protocol,
    detail: null,
    details: null,
    service: null,
    waiver: null,
    location: entry?.location ?? target.location,
    used: entry?.used ?? null,
    others: otherTargets(subject, target, part.ports),
    ...part,
    entry,
  };
}

/** The other targets of the address, each with its line for the first of the ports. */
function otherTargets({ targetHosts }: Subject, { name }: Target, ports: PortSet): readonly OtherTarget[] {
  if (targetHosts.length < 2) return [];
  const first = ports[0]?.[0] ?? 0;
  const found = new Map<string, OtherTarget>();
  for (const { target, governed } of targetHosts) {
    if (target.name === name || found.has(target.name)) continue;
    const [entry] = [...governed].find(([, decided]) => hasPort(decided, first)) ?? [];
    found.set(target.name, { target: target.name, location: entry?.location ?? target.location });
  }
  return [...found.values()].sort((a, b) => compareText(a.target, b.target));
}

/** @returns the code of the failure in a cell of the decision table */
export function draftCode(cell: Exclude<Cell, 'ok'>): Draft['code'] {
  switch (cell) {
    case 'incomplete-scan':
    case 'expired-waiver':
    case 'expiring-waiver':
    case 'unused-waiver':
    case 'overdue-review':
    case 'unused-allowance':
    case 'unknown-device':
    case 'missing-device':
    case 'address-conflict':
      throw new Error(`${cell} is no expectation that can fail`);
    default:
      return cell;
  }
}

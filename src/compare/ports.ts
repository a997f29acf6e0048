import type { Address } from '../model/address.ts';
import type { PortDetail, PortState, ProtocolAnswers } from '../model/observation.ts';
import { answersEverywhere, PORT_STATES } from '../model/observation.ts';
import type { Entry, Expectation, Target } from '../model/policy.ts';
import {
  eachPort,
  hasPort,
  intersect,
  overlap,
  type PortSet,
  type Protocol,
  portCount,
  subtract,
  union,
} from '../model/port.ts';
import { sameService } from '../model/service.ts';
import { type Decided, otherwiseDecided, withoutDisputed } from './dispute.ts';
import type { Draft } from './draft.ts';
import { exposuresOf } from './exposure.ts';
import { agreement, provenService } from './service.ts';
import { type Cell, DECISIONS, type Seen, undetermined } from './table.ts';

/** A target that an address stands under, with the host by which it came in and what it says of one protocol. */
export interface Claimant {
  readonly target: Target;
  readonly host: string;
  readonly owed: PortSet;
  /** For each entry the ports that it decides about. */
  readonly governed: ReadonlyMap<Entry, PortSet>;
}

/** One address and protocol, with everything said and seen of it. */
export interface Subject {
  readonly address: Address;
  readonly protocol: Protocol;
  readonly claimants: readonly Claimant[];
  readonly owed: PortSet;
  readonly answers: ProtocolAnswers | null;
  /** Owed ports without a trustworthy answer. Seen open is then still seen open; nothing else counts. */
  readonly unanswered: PortSet;
  /** Ports that were open for one of two probes and not for the other: no failure of theirs counts. */
  readonly disputed: PortSet;
  /** Open ports whose identification failed: their service is unknown for that reason, and said so elsewhere. */
  readonly notIdentified: PortSet;
  readonly minConfidence: number;
  /** Whether a suspicious host is an error: only then does that one finding stand for its many ports. */
  readonly suspicionStands: boolean;
}

/** What failed on one address and protocol, and which answered ports turned out to be no answer after all. */
export interface PortsCompared {
  readonly drafts: readonly Draft[];
  readonly incomplete: readonly {
    readonly ports: PortSet;
    readonly code: 'ambiguous-states' | 'answers-disagree';
    readonly text: string;
  }[];
  /** Whether failures may be missing: two probes disagree, or what was open did not let itself be identified. */
  readonly withdrawn: boolean;
}

/** Holds what was seen of one address and protocol against what all its targets say: the decision table. */
export function comparePorts(subject: Subject): PortsCompared {
  const drafts: Draft[] = [];
  const incomplete: PortsCompared['incomplete'][number][] = [];
  let contradicted = subject.notIdentified;
  for (const state of PORT_STATES) {
    const seen = intersect(subject.answers?.states[state] ?? [], subject.owed);
    if (state === 'open') {
      drafts.push(...openPorts(subject, seen));
      const doubtful = disagreeing(subject, subtract(seen, subject.disputed));
      if (doubtful.length > 0) {
        contradicted = union(contradicted, doubtful);
        incomplete.push({
          ports: doubtful,
          code: 'answers-disagree',
          text: 'probes of the same port disagree: open, and not open',
        });
      }
      continue;
    }
    const compared = closedPorts(subject, state, subtract(seen, subject.unanswered));
    drafts.push(...compared.drafts);
    if (compared.incomplete.length > 0) {
      incomplete.push({
        ports: compared.incomplete,
        code: 'ambiguous-states',
        text: undetermined(state),
      });
    }
  }
  const otherwise = subject.answers?.second === undefined ? [] : otherwiseDecided(subject.answers, decidedBy(subject));
  const disputed = union(subject.disputed, ...otherwise.map(({ ports }) => ports));
  const undisputed = withoutDisputed(drafts, disputed, subject.answers);
  const text = 'none of these ports that was probed once more gave the same answer';
  const doubts = [...otherwise, { ports: undisputed.doubtful, text }].filter(({ ports }) => ports.length > 0);
  return {
    drafts: undisputed.drafts,
    incomplete: [...incomplete, ...doubts.map((doubt) => ({ ...doubt, code: 'answers-disagree' as const }))],
    withdrawn: overlap(union(disputed, contradicted), subject.owed),
  };
}

function decidedBy(subject: Subject): readonly Decided[] {
  const governed = subject.claimants.flatMap((claimant) => [...claimant.governed]);
  return [
    ...governed.map(([entry, ports]) => ({ entry, ports })),
    ...unmentioned(subject, subject.owed).map(({ ports }) => ({ entry: null, ports })),
  ];
}

/** Ports that are not known to be open: whole sets at a time, there may be 65,535 of them. */
function closedPorts(
  subject: Subject,
  state: Exclude<PortState, 'open'>,
  seen: PortSet,
): { readonly drafts: readonly Draft[]; readonly incomplete: PortSet } {
  const incomplete: PortSet[] = [];
  const drafts: Draft[] = [];
  const cells = DECISIONS[state];
  const judge = (cell: Cell, ports: PortSet, make: (code: Draft['code']) => Draft): void => {
    if (ports.length === 0 || cell === 'ok') return;
    if (cell === 'incomplete-scan') incomplete.push(ports);
    else drafts.push(make(draftCode(cell)));
  };
  for (const claimant of subject.claimants) {
    for (const [entry, ports] of claimant.governed) {
      const cell = cells[entry.expectation];
      if (cell === 'ok') continue;
      const here = intersect(seen, ports);
      judge(cell, here, (code) => draft(subject, claimant, { code, ports: here, state, entry }));
    }
  }
  if (cells.nothing === 'ok') return { drafts, incomplete: union(...incomplete) };
  for (const { claimant, ports } of unmentioned(subject, seen)) {
    judge(cells.nothing, ports, (code) => draft(subject, claimant, { code, ports, state }));
  }
  return { drafts, incomplete: union(...incomplete) };
}

function openPorts(subject: Subject, seen: PortSet): readonly Draft[] {
  if (seen.length === 0) return [];
  const drafts: Draft[] = [];
  for (const claimant of subject.claimants) {
    for (const [entry, ports] of claimant.governed) {
      const anyService = entry.service === null && DECISIONS['open, agrees'][entry.expectation] === 'ok';
      if (anyService && claimant.target.forbiddenServices.length === 0) continue;
      // Each target's failures stand by themselves: one that is waived there is not waived here.
      for (const [first, last] of intersect(seen, ports)) {
        for (let port = first; port <= last; port++) {
          const draft = openUnderEntry(subject, claimant, entry, port);
          if (draft !== null) drafts.push(draft);
        }
      }
    }
  }
  return [...drafts, ...openUnmentioned(subject, seen), ...forbiddenServices(subject, seen)];
}

function openUnderEntry(subject: Subject, claimant: Claimant, entry: Entry, port: number): Draft | null {
  const detail = detailOf(subject, port);
  const seen: Seen = `open, ${agreement(entry.service, detail, subject.minConfidence)}`;
  const cell = DECISIONS[seen][entry.expectation];
  const { service } = entry;
  const make = (code: Draft['code']): Draft =>
    draft(subject, claimant, { code, ports: [[port, port]], state: 'open', detail, entry, service });
  if (cell === 'ok') {
    // A service forbidden on any port can't be ruled out where nobody knows what answers.
    const [banned] = claimant.target.forbiddenServices;
    const unproven = provenService(detail?.service ?? null, subject.minConfidence) === null;
    if (banned === undefined || service !== null || !unproven || hasPort(subject.notIdentified, port)) return null;
    return { ...make('unverified-service'), location: banned.location, service: banned.service };
  }
  // Already incomplete: identification failed, and says so in its own finding.
  return cell === 'unverified-service' && hasPort(subject.notIdentified, port) ? null : make(draftCode(cell));
}

function openUnmentioned(subject: Subject, seen: PortSet): readonly Draft[] {
  const parts = unmentioned(subject, seen);
  if (parts.length === 0) return [];
  const open = parts.reduce((sum, { ports }) => sum + portCount(ports), 0);
  const possible = unmentioned(subject, subject.owed).reduce((sum, { ports }) => sum + portCount(ports), 0);
  const [first] = parts;
  const suspicious = first !== undefined && answersEverywhere(open, possible);
  const suspicion = suspicious
    ? [
        draft(subject, first.claimant, {
          code: 'suspicious-host',
          ports: union(...parts.map(({ ports }) => ports)),
          state: 'open',
          details: subject.answers?.details ?? null,
        }),
      ]
    : [];
  if (suspicious && subject.suspicionStands) return suspicion;
  const each = parts.flatMap(({ claimant, ports }) =>
    [...eachPort(ports)].map((port) => {
      const detail = detailOf(subject, port);
      return draft(subject, claimant, { code: 'unexpected-port', ports: [[port, port]], state: 'open', detail });
    }),
  );
  return [...suspicion, ...each];
}

/** A service forbidden by name, wherever it is proven to run: independent of what is said of the port. */
function forbiddenServices(subject: Subject, seen: PortSet): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const claimant of subject.claimants) {
    const { forbiddenServices: banned } = claimant.target;
    if (banned.length === 0) continue;
    const here = intersect(seen, claimant.owed);
    for (const [port, detail] of subject.answers?.details ?? []) {
      const proven = provenService(detail.service, subject.minConfidence);
      const forbidden =
        proven === null ? undefined : banned.find(({ service }) => isForbidden(service, proven, detail));
      if (forbidden === undefined || !hasPort(here, port)) continue;
      const { service, location } = forbidden;
      const code = 'forbidden-service';
      const found = draft(subject, claimant, { code, ports: [[port, port]], state: 'open', detail, service });
      drafts.push({ ...found, location });
    }
  }
  return drafts;
}

/** Also inside TLS, and where nmap names the product and calls the service http. */
function isForbidden(forbidden: string, proven: string, { service }: PortDetail): boolean {
  if (sameService(forbidden, proven) || proven === `ssl/${forbidden}`) return true;
  return service !== null && exposuresOf(service).some(({ name }) => name === forbidden);
}

/** Open for one probe and not for another proves nothing where the port is required. */
function disagreeing(subject: Subject, seen: PortSet): PortSet {
  const required = intersect(seen, expected(subject, 'require'));
  return union(
    ...[...eachPort(required)]
      .filter((port) => (detailOf(subject, port)?.disagreeing.length ?? 0) > 0)
      .map((port): PortSet => [[port, port]]),
  );
}

/** Splits ports that no target's entry mentions among the targets that look at them: the first in the policy takes a port. */
function unmentioned(
  subject: Subject,
  seen: PortSet,
): readonly { readonly claimant: Claimant; readonly ports: PortSet }[] {
  const mentioned = union(...subject.claimants.flatMap(({ governed }) => [...governed.values()]));
  let left = subtract(seen, mentioned);
  return subject.claimants.flatMap((claimant) => {
    const ports = intersect(left, claimant.owed);
    left = subtract(left, ports);
    return ports.length > 0 ? [{ claimant, ports }] : [];
  });
}

/** @returns the ports about which some target's entry of this expectation decides. */
function expected({ claimants }: Subject, expectation: Expectation): PortSet {
  const governed = claimants.flatMap((claimant) => [...claimant.governed]);
  return union(...governed.filter(([entry]) => entry.expectation === expectation).map(([, ports]) => ports));
}

function detailOf({ answers }: Subject, port: number): PortDetail | null {
  return answers?.details.get(port) ?? null;
}

function draft(
  { address, protocol }: Subject,
  { target, host }: Claimant,
  part: Pick<Draft, 'code' | 'ports' | 'state'> & Partial<Draft>,
): Draft {
  const entry = part.entry ?? null;
  const location = entry?.location ?? target.location;
  return {
    target,
    host,
    address,
    protocol,
    detail: null,
    details: null,
    service: null,
    waiver: null,
    location,
    ...part,
    entry,
  };
}

function draftCode(cell: Exclude<Cell, 'ok'>): Draft['code'] {
  switch (cell) {
    case 'incomplete-scan':
    case 'expired-waiver':
    case 'unused-waiver':
      throw new Error(`${cell} is no expectation that can fail`);
    default:
      return cell;
  }
}

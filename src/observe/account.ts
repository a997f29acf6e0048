import { type Address, addressValue, familyOf } from '../model/address.ts';
import { groupBy } from '../model/group.ts';
import type {
  Fact,
  HostObservation,
  Observation,
  PortState,
  PortsByAddress,
  ProtocolAnswers,
  Unobserved,
  UnobservedCode,
} from '../model/observation.ts';
import {
  intersect,
  NO_PORTS,
  type PortSet,
  PROTOCOLS,
  type Protocol,
  portCount,
  subtract,
  union,
} from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { slowest } from '../model/timeouts.ts';
import { inOneTurn, type Steps } from '../model/turns.ts';
import { answeredPortScan, discoveryOf, hostAnswered } from './discovery.ts';
import { type Doubt, failureOf, type Judged, type ScannedPorts } from './document.ts';
import { MAX_FACTS } from './facts.ts';
import { explainGaps, sortGaps, unidentified, type Weighed } from './gaps.ts';
import { linksOf, repliedOf } from './host.ts';
import { type AskedAgain, mergeSources, type Source } from './merge.ts';
import { answeredPorts, joinSeen, seenOnly, setAside } from './scanned.ts';
import { disputes, secondAnswers } from './second.ts';

/**
 * Decides for all of the required coverage whether it was answered, and by what. Only a successful sweep answers a
 * port. It must cover the port (`covers`), and its document must prove the answer (`proveCoverage`). The rest of the
 * required coverage is unobserved, with the most informative reason. Every open port of any document is in `hosts`,
 * answered or not. A port that is `open|filtered` or `unfiltered` in `hosts` without a detail was folded by nmap with
 * others.
 *
 * A confirm scan answers no further ports. If it disagrees whether a port is open, the port becomes unobserved. All its
 * other results are in `second`, beside the answers.
 *
 * The time grows with hosts × documents and with the listed ports. No loop runs over all ports of the required
 * coverage. Each step handles an address.
 * @param known what is unobserved for reasons outside the documents: no privilege, no route, service not probed. An
 * answer overrides it, except for `blocked` and `too-lossy`, which mean that the answers themselves prove nothing.
 */
export function* accountSteps(
  required: PortsByAddress,
  documents: readonly Judged[],
  known: readonly Unobserved[] = [],
): Steps<Observation> {
  const weighed = documents.map((judged): Weighed => ({ ...judged, verdict: failureOf(judged) }));
  const knownOf = groupBy(known, ({ address }) => address);
  const hosts = new Map<Address, HostObservation>();
  const unobserved: Unobserved[] = [];
  for (const address of sortAddresses([
    covering(required),
    knownOf,
    ...documents.map(({ document }) => document.hosts),
  ])) {
    const answers = new Map<Protocol, ProtocolAnswers>();
    for (const protocol of PROTOCOLS) {
      const sources = collect(address, protocol, weighed);
      const { merged, first, disputed } = mergeAll(sources, address, protocol, weighed);
      if (Object.keys(merged.states).length > 0) answers.set(protocol, merged);
      const before = (knownOf.get(address) ?? []).filter((one) => one.protocol === protocol);
      const overruled = overrule(before, first, disputed);
      const held = [...disputed, ...overruled].map(({ ports }) => ports);
      const unanswered = held.reduce(subtract, withoutAnswers(required.get(address)?.[protocol] ?? NO_PORTS, sources));
      const gaps = [
        ...disputed,
        ...overruled,
        ...(unanswered.length === 0
          ? []
          : explainGaps(unanswered, address, protocol, weighed, before.filter(isAnswerGap))),
        ...unidentified(merged, address, protocol, weighed),
        ...before.filter((one) => !isAnswerGap(one)),
      ];
      for (const { ports, reason } of sortGaps(gaps)) unobserved.push({ address, protocol, ports, reason });
    }
    const host = describeHost(address, answers, weighed);
    if (host !== null) hosts.set(address, host);
    yield;
  }
  return { hosts, unobserved, discovery: discoveryOf(weighed) };
}

/** The same in one turn of the event loop. */
export function account(...given: Parameters<typeof accountSteps>): Observation {
  return inOneTurn(accountSteps(...given));
}

interface Merged {
  readonly merged: ProtocolAnswers;
  /** The same without the second probe. */
  readonly first: ProtocolAnswers;
  readonly disputed: readonly Doubt[];
}

function mergeAll(
  sources: readonly Source[],
  address: Address,
  protocol: Protocol,
  documents: readonly Weighed[],
): Merged {
  const asked = askedAgain(address, protocol, documents);
  const merged = mergeSources(sources, asked);
  const second = secondAnswers(sources);
  if (second === null) return { merged, first: merged, disputed: [] };
  const first = mergeSources(
    sources.filter(({ weight }) => weight !== 'confirm'),
    asked,
  );
  return {
    merged: { states: merged.states, details: merged.details, second: second.states },
    first,
    disputed: disputes(first, second, address, protocol, documents),
  };
}

/** What a scan was meant to prove is unproven if that scan failed. */
function askedAgain(address: Address, protocol: Protocol, documents: readonly Weighed[]): AskedAgain | undefined {
  const coveredBy = (test: (judged: Weighed) => boolean): PortSet =>
    union(...documents.filter(test).map(({ covers }) => covers?.get(address)?.[protocol] ?? NO_PORTS));
  const handshakes = coveredBy(({ step }) => step === 'handshake');
  const inTiers = documents.some(({ quick }) => quick === true);
  const patiently = inTiers ? coveredBy(({ step, quick }) => step === 'identify' && quick !== true) : NO_PORTS;
  return handshakes.length + patiently.length === 0 ? undefined : { handshakes, patiently };
}

/** States that count despite the reason. A host that begins to block may claim that a port is closed. */
const PROVEN: Readonly<Partial<Record<UnobservedCode, readonly PortState[]>>> = {
  blocked: ['open'],
  'too-lossy': ['open', 'closed', 'unfiltered'],
};

/** What is known to be unobserved despite answers, unless an answer proves more. */
function overrule(
  known: readonly Unobserved[],
  { states }: ProtocolAnswers,
  disputed: readonly Doubt[],
): readonly Doubt[] {
  let taken = union(...disputed.map(({ ports }) => ports));
  return known.flatMap(({ ports, reason }) => {
    const proven = PROVEN[reason.code]?.map((state) => states[state] ?? NO_PORTS);
    const left = proven === undefined ? NO_PORTS : [...proven, taken].reduce(subtract, ports);
    taken = union(taken, left);
    return left.length === 0 ? [] : [{ ports: left, reason }];
  });
}

/** How far a successful scan counts, by its step. */
const WEIGHTS = {
  discover: 'seen',
  sweep: 'answer',
  identify: 'identify',
  listen: 'repeat',
  handshake: 'handshake',
  confirm: 'confirm',
  recheck: 'repeat',
} as const satisfies Readonly<Record<Judged['step'], Source['weight']>>;

/** What all documents report of one protocol's ports on one address. */
function collect(address: Address, protocol: Protocol, documents: readonly Weighed[]): readonly Source[] {
  const sources: Source[] = [];
  for (const { document, step, covers, verdict, quick } of documents) {
    const scanned = document.hosts.get(address)?.protocols[protocol];
    if (scanned === undefined) continue;
    const weight = verdict !== null ? 'seen' : quick === true ? 'quick' : WEIGHTS[step];
    const covered = covers === null ? null : (covers.get(address)?.[protocol] ?? NO_PORTS);
    const { answers: reported, seen } = weight === 'seen' ? seenOnly(scanned) : within(scanned, covered);
    const { probedOnce } = document;
    const answers = document.ignoresResets ? perhapsClosed(reported) : reported;
    if (weight !== 'seen') sources.push(probedOnce ? { answers, weight, probedOnce } : { answers, weight });
    if (seen !== null) sources.push({ answers: seen, weight: 'seen' });
  }
  return sources;
}

/** If the scan did not wait for resets, a port that it reports as filtered may be closed. */
function perhapsClosed({ states: { filtered = NO_PORTS, ...states }, details }: ProtocolAnswers): ProtocolAnswers {
  if (filtered.length === 0) return { states, details };
  return { states: { ...states, 'closed|filtered': union(states['closed|filtered'] ?? NO_PORTS, filtered) }, details };
}

/** Subtracts the answered ports, state by state. This is cheaper than the union of all states. */
function withoutAnswers(required: PortSet, sources: readonly Source[]): PortSet {
  // Usually one document answers everything. Counting shows this without building sets.
  const [first] = sources;
  if (first?.weight === 'answer') {
    const answered = Object.values(first.answers.states).reduce(
      (sum, set) => sum + portCount(intersect(set, required)),
      0,
    );
    if (answered === portCount(required)) return NO_PORTS;
  }
  let left = required;
  for (const { answers, weight } of sources) {
    if (weight === 'answer') left = Object.values(answers.states).reduce(subtract, left);
  }
  return left;
}

/** A document answers only what it was meant to cover; null: anything. */
function within(scanned: ScannedPorts, covered: PortSet | null): Pick<ScannedPorts, 'answers' | 'seen'> {
  const outside = covered === null ? NO_PORTS : subtract(answeredPorts(scanned.answers), covered);
  if (outside.length === 0) return scanned;
  const { answers, seen } = setAside(scanned.answers, outside);
  return { answers, seen: joinSeen([scanned.seen, seen]) };
}

/**
 * A scan with -Pn takes every host to be up.
 * @returns whether scans found the host down, and nothing else is known of it
 */
export function isFoundDown(address: Address, { hosts, unobserved }: Observation): boolean {
  const gaps = unobserved.filter((gap) => gap.address === address);
  const host = hosts.get(address);
  return (
    gaps.length > 0 &&
    gaps.every(({ reason }) => reason.code === 'host-down') &&
    (host === undefined || !answeredPortScan(host))
  );
}

function isAnswerGap({ reason }: Doubt): boolean {
  return reason.code !== 'not-identified';
}

function describeHost(
  address: Address,
  answers: ReadonlyMap<Protocol, ProtocolAnswers>,
  documents: readonly Weighed[],
): HostObservation | null {
  const found = documents.flatMap(({ step, document }) => {
    const host = document.hosts.get(address);
    // A host that a discovery finds down is counted there, and is not in the list of hosts.
    return host === undefined || (step === 'discover' && !host.up) ? [] : [host];
  });
  if (found.length === 0) return null;
  const names = new Set(found.flatMap((host) => [...host.names, ...host.userNames]));
  return {
    address,
    names: [...names].sort(compareText),
    state: found.some(({ up }) => up) ? 'up' : 'down',
    answersWithin: slowest(found.map((host) => host.answersWithin)),
    needsConnect: needsConnect(address, documents),
    protocols: Object.fromEntries(answers),
    facts: factsOf(address, documents),
    ...provenPresence(address, documents),
  };
}

/** A result that proves nothing shows open ports, and neither which device the host is nor that it is there. */
function provenPresence(
  address: Address,
  documents: readonly Weighed[],
): Pick<HostObservation, 'links' | 'replied' | 'unproven'> {
  const valid = documents.flatMap(({ step, document, verdict }) => {
    const host = verdict === null ? document.hosts.get(address) : undefined;
    return host?.up === true ? [{ host, step }] : [];
  });
  const hosts = valid.map(({ host }) => host);
  const presence = { ...repliedOf(hosts), ...linksOf(hosts) };
  const isPresent = valid.some(({ host, step }) => step === 'discover' || hostAnswered(host));
  return isPresent || presence.replied || presence.links !== undefined ? presence : { unproven: true };
}

function needsConnect(address: Address, documents: readonly Weighed[]): boolean {
  const openBy = (technique: string): PortSet => {
    const scans = documents.filter(({ step, document }) => step === 'sweep' && document.techniques.tcp === technique);
    return union(
      ...scans.map(({ document }) => document.hosts.get(address)?.protocols.tcp?.answers.states.open ?? NO_PORTS),
    );
  };
  return subtract(openBy('connect'), openBy('syn')).length > 0;
}

function factsOf(address: Address, documents: readonly Weighed[]): readonly Fact[] {
  return documents.flatMap(({ document }) => document.hosts.get(address)?.facts ?? []).slice(0, MAX_FACTS);
}

/**
 * Addresses with required coverage. Others matter only if a document contains them: most addresses of a range may be
 * down.
 */
function covering(required: PortsByAddress): PortsByAddress {
  return new Map([...required].filter(([, ports]) => PROTOCOLS.some((protocol) => (ports[protocol] ?? []).length > 0)));
}

/** The keys of all maps, each once, in the order of `compareAddresses`. Parses each address only once. */
function sortAddresses(maps: readonly ReadonlyMap<Address, unknown>[]): readonly Address[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))]
    .map((address) => ({ address, family: familyOf(address), value: addressValue(address) }))
    .sort((a, b) => compareText(a.family, b.family) || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
    .map(({ address }) => address);
}

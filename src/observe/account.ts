import { type Address, addressValue, familyOf } from '../model/address.ts';
import { groupBy } from '../model/group.ts';
import type { HostObservation, Observation, Owed, ProtocolAnswers, Unobserved } from '../model/observation.ts';
import { intersect, NO_PORTS, type PortSet, PROTOCOLS, type Protocol, portCount, subtract } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { type Doubt, failureOf, type Judged, type ScannedPorts } from './document.ts';
import { explainGaps, sortGaps, unidentified, type Weighed } from './gaps.ts';
import { mergeSources, type Source } from './merge.ts';
import { answeredPorts, joinSeen, seenOnly, setAside } from './scanned.ts';

/**
 * Says for everything owed whether it was answered, and by what. A port is answered only by a sweep that ended well, that
 * was to answer it (`covers`), and whose document proves it (`proveCoverage`). Everything else that is owed is
 * unobserved, with the reason that says most. Every open port that any document shows is in `hosts`, answered or not;
 * a port that `hosts` has as `open|filtered` or `unfiltered` without a detail was folded by nmap with others.
 *
 * Time grows with hosts × documents and with the listed ports; nothing loops over the ports that are owed.
 * @param known what was known before the scans to be unobserved: no privilege, no route, not asked for its service
 */
export function account(owed: Owed, documents: readonly Judged[], known: readonly Unobserved[] = []): Observation {
  const weighed = documents.map((judged): Weighed => ({ ...judged, verdict: failureOf(judged) }));
  const knownOf = groupBy(known, ({ address }) => address);
  const hosts = new Map<Address, HostObservation>();
  const unobserved: Unobserved[] = [];
  for (const address of sortAddresses([owed, knownOf, ...documents.map(({ document }) => document.hosts)])) {
    const answers = new Map<Protocol, ProtocolAnswers>();
    for (const protocol of PROTOCOLS) {
      const sources = collect(address, protocol, weighed);
      const merged = mergeSources(sources);
      if (Object.keys(merged.states).length > 0) answers.set(protocol, merged);
      const before = (knownOf.get(address) ?? []).filter((one) => one.protocol === protocol);
      const unanswered = withoutAnswers(owed.get(address)?.[protocol] ?? NO_PORTS, sources);
      const gaps = [
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
  }
  return { hosts, unobserved };
}

/** What all documents say of one protocol's ports on one address. */
function collect(address: Address, protocol: Protocol, documents: readonly Weighed[]): readonly Source[] {
  const sources: Source[] = [];
  for (const { document, step, covers, verdict } of documents) {
    const claimed = document.hosts.get(address)?.protocols[protocol];
    if (claimed === undefined) continue;
    const covered = covers === null ? null : (covers.get(address)?.[protocol] ?? NO_PORTS);
    const { answers, seen } = verdict === null ? within(claimed, covered) : seenOnly(claimed);
    if (verdict === null) sources.push({ answers, weight: step === 'sweep' ? 'answer' : 'identify' });
    if (seen !== null) sources.push({ answers: seen, weight: 'seen' });
  }
  return sources;
}

/** Takes away what is answered, state by state: cheaper than the union of all states. */
function withoutAnswers(owed: PortSet, sources: readonly Source[]): PortSet {
  // Mostly one document answers for everything: counting tells, and makes nothing that must be thrown away.
  const [first] = sources;
  if (first?.weight === 'answer') {
    const answered = Object.values(first.answers.states).reduce((sum, set) => sum + portCount(intersect(set, owed)), 0);
    if (answered === portCount(owed)) return NO_PORTS;
  }
  let left = owed;
  for (const { answers, weight } of sources) {
    if (weight === 'answer') left = Object.values(answers.states).reduce(subtract, left);
  }
  return left;
}

/** A document answers for nothing but what it was to cover; null: anything. */
function within(claimed: ScannedPorts, covered: PortSet | null): Pick<ScannedPorts, 'answers' | 'seen'> {
  const outside = covered === null ? NO_PORTS : subtract(answeredPorts(claimed.answers), covered);
  if (outside.length === 0) return claimed;
  const { answers, seen } = setAside(claimed.answers, outside);
  return { answers, seen: joinSeen([claimed.seen, seen]) };
}

function isAnswerGap({ reason }: Doubt): boolean {
  return reason.code !== 'not-identified';
}

function describeHost(
  address: Address,
  answers: ReadonlyMap<Protocol, ProtocolAnswers>,
  documents: readonly Weighed[],
): HostObservation | null {
  const found = documents.flatMap(({ document }) => document.hosts.get(address) ?? []);
  if (found.length === 0) return null;
  const names = new Set(found.flatMap((host) => [...host.names, ...host.userNames]));
  return {
    address,
    names: [...names].sort(compareText),
    state: found.some(({ up }) => up) ? 'up' : 'down',
    protocols: Object.fromEntries(answers),
  };
}

/** The keys of all maps, each once, in the order of `compareAddresses`; each address is parsed only once. */
function sortAddresses(maps: readonly ReadonlyMap<Address, unknown>[]): readonly Address[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))]
    .map((address) => ({ address, family: familyOf(address), value: addressValue(address) }))
    .sort((a, b) => compareText(a.family, b.family) || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
    .map(({ address }) => address);
}

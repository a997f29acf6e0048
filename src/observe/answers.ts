import type { Address } from '../model/address.ts';
import type { Unobserved, UnobservedReason } from '../model/observation.ts';
import { intersect, NO_PORTS, type PortSet, type Protocol, subtract, union } from '../model/port.ts';
import { slowest, UNMEASURED } from '../model/timeouts.ts';
import type { SilentPorts } from '../plan/silent-ports.ts';
import { failureOf, type Judged, NO_ANSWERS } from './document.ts';
import { TIMED_OUT } from './gaps.ts';

/** What scans report of a host's ports, for one protocol. */
export interface Answers {
  readonly open: PortSet;
  readonly closed: PortSet;
  /** Ports that answered in any way. */
  readonly answered: PortSet;
  /** Ports with a result, which may be silence. */
  readonly accounted: PortSet;
  /** Milliseconds in which answers of the host are expected; null: it never answered. */
  readonly within: number | null;
}

/** @returns the answers in all documents together, by address. Hosts that were found down are not in it. */
export function answersOf(documents: readonly Judged[], protocol: Protocol): ReadonlyMap<Address, Answers> {
  const parts = new Map<Address, Answers[]>();
  for (const { document } of documents) {
    for (const [address, host] of document.hosts) {
      if (!host.up) continue;
      const { states } = host.protocols[protocol]?.answers ?? NO_ANSWERS;
      const { open = NO_PORTS, closed = NO_PORTS, unfiltered = NO_PORTS, filtered = NO_PORTS } = states;
      // UDP ports are `filtered` only if an ICMP message says so.
      const rejected = protocol === 'udp' ? filtered : host.prohibited;
      const answered = union(open, closed, unfiltered, rejected);
      const part = { open, closed, answered, accounted: union(...Object.values(states)), within: host.answersWithin };
      const others = parts.get(address);
      if (others === undefined) parts.set(address, [part]);
      else others.push(part);
    }
  }
  return new Map([...parts].map(([address, some]) => [address, merged(some)]));
}

function merged(parts: readonly Answers[]): Answers {
  const all = (which: 'open' | 'closed' | 'answered' | 'accounted'): PortSet =>
    union(...parts.map((part) => part[which]));
  const within = slowest(parts.map((part) => part.within));
  return { open: all('open'), closed: all('closed'), answered: all('answered'), accounted: all('accounted'), within };
}

/** @returns the documents in which something is an answer */
export function goodIn(documents: readonly Judged[]): readonly Judged[] {
  return documents.filter((judged) => failureOf(judged) === null);
}

/** @returns the union of the ports of each address */
export function byAddress(
  items: Iterable<{ readonly address: Address; readonly ports: PortSet }>,
): ReadonlyMap<Address, PortSet> {
  const all = new Map<Address, PortSet>();
  for (const { address, ports } of items) all.set(address, union(all.get(address) ?? NO_PORTS, ports));
  return all;
}

/** @returns the same items without some ports of their addresses. Items without ports are left out. */
export function withoutPorts<T extends { readonly address: Address; readonly ports: PortSet }>(
  items: readonly T[],
  taken: ReadonlyMap<Address, PortSet>,
): readonly T[] {
  return items
    .map((one) => ({ ...one, ports: subtract(one.ports, taken.get(one.address) ?? NO_PORTS) }))
    .filter(({ ports }) => ports.length > 0);
}

/** @returns the same document, which covers no more ports than `change` leaves to it */
export function covering(
  judged: Judged,
  protocol: Protocol,
  change: (covered: PortSet, address: Address) => PortSet,
): Judged {
  if (judged.covers === null) return judged;
  const covers = [...judged.covers].map(
    ([address, ports]) => [address, { ...ports, [protocol]: change(ports[protocol] ?? NO_PORTS, address) }] as const,
  );
  return { ...judged, covers: new Map(covers) };
}

/**
 * A scan of several hosts probes ports that are silent on only some of them. The document covers, for each host, only
 * the silent ports of this host. A TCP port that was silent and is open now answers late. nmap may ignore the round
 * trip of such a port as an outlier, so later probes of this host wait as long as for an unknown path.
 */
export function narrowed(judged: Judged, asked: readonly SilentPorts[], protocol: Protocol): Judged {
  const own = byAddress(asked);
  const hosts = [...judged.document.hosts].map(([address, host]) => {
    const late = intersect(host.protocols.tcp?.answers.states.open ?? NO_PORTS, own.get(address) ?? NO_PORTS);
    if (protocol !== 'tcp' || late.length === 0) return [address, host] as const;
    return [address, { ...host, answersWithin: slowest([host.answersWithin, UNMEASURED]) }] as const;
  });
  const document = { ...judged.document, hosts: new Map(hosts) };
  return covering({ ...judged, document }, protocol, (covered, address) =>
    intersect(covered, own.get(address) ?? NO_PORTS),
  );
}

/** @returns ports that should have been probed and have no result, not even silence */
export function unanswered(
  asked: readonly SilentPorts[],
  documents: readonly Judged[],
  protocol: Protocol,
): readonly Unobserved[] {
  const answers = answersOf(goodIn(documents), protocol);
  const accounted = new Map([...answers].map(([address, host]) => [address, host.accounted]));
  return withoutPorts(asked, accounted).map(({ address, ports }) => {
    const reason = reasonFor(address, documents);
    const text =
      'silent ports could not be probed again with longer timeouts: ' +
      (reason?.text ?? 'the scan has no result for them');
    return { address, protocol, ports, reason: { code: reason?.code ?? 'not-accounted', text } };
  });
}

function reasonFor(address: Address, documents: readonly Judged[]): UnobservedReason | null {
  for (const judged of documents) {
    if (judged.covers?.has(address) !== true) continue;
    const timedOut = judged.document.hosts.get(address)?.timedOut === true;
    const reason = failureOf(judged) ?? (timedOut ? TIMED_OUT : null);
    if (reason !== null) return reason;
  }
  return null;
}

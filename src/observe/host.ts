import type { Address } from '../model/address.ts';
import { type LinkAddress, type Mac, parseMac } from '../model/device.ts';
import type { Fact, Listened, PortDetail, PortState } from '../model/observation.ts';
import {
  eachPort,
  type PortRange,
  type PortSet,
  type PortsByProtocol,
  PROTOCOLS,
  type Protocol,
  portCount,
  portSet,
  union,
} from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { slowest } from '../model/timeouts.ts';
import { type FoldedPorts, proveCoverage, type ReportedPorts } from './coverage.ts';
import type { Judged, ScannedHost, ScannedPorts } from './document.ts';
import { MAX_FACTS } from './facts.ts';
import { packAnswers } from './pack.ts';
import { keepText } from './pool.ts';
import { withoutPortmapperNames } from './portmapper.ts';
import { mergePorts, seenOnly } from './scanned.ts';

/** Every port of every protocol. A document that lists more per host is not nmap's. */
export const MAX_LISTED_PORTS = 3 * 65_536;
/** The most names per host. nmap writes two or three. */
const MAX_NAMES = 64;

interface ListedDraft {
  readonly ports: PortRange[];
  readonly states: (PortState | null)[];
  readonly details: Map<number, PortDetail>;
}

/** One `<host>` while it is being read. */
export interface HostDraft {
  address: Address | null;
  /** nmap.dtd: `up`, `down`, `unknown` or `skipped`. Only a host that is `up` has answers. */
  status: string | null;
  /** Whether an answer is the reason for the status. */
  replied: boolean;
  readonly timedOut: boolean;
  readonly started: number | null;
  /** Null: not decided yet. */
  wanted: boolean | null;
  readonly names: Set<string>;
  readonly userNames: Set<string>;
  portsScanned: boolean;
  roundTrip: number | null;
  answersWithin: number | null;
  replies: number;
  readonly rejected: number[];
  readonly prohibited: PortRange[];
  readonly listed: Partial<Record<Protocol, ListedDraft>>;
  listedCount: number;
  readonly folded: FoldedPorts[];
  readonly uncounted: { state: PortState | null; count: number }[];
  flaw: string | null;
  readonly listened: Map<number, Listened>;
  readonly facts: Fact[];
  links: readonly LinkAddress[];
}

/** One `<extraports>` while it is being read. */
export interface ExtraDraft {
  readonly state: PortState | null;
  readonly count: number | undefined;
  readonly reasons: {
    readonly count: number | undefined;
    /** Undefined: no protocol that is scanned by port. */
    readonly protocol: Protocol | undefined;
    readonly ports: PortSet | 'unlisted' | 'unreadable';
  }[];
}

export function startHost(timedOut: boolean, started: number | null): HostDraft {
  return {
    address: null,
    status: null,
    replied: false,
    timedOut,
    started,
    wanted: null,
    names: new Set(),
    userNames: new Set(),
    portsScanned: false,
    roundTrip: null,
    answersWithin: null,
    replies: 0,
    rejected: [],
    prohibited: [],
    listed: {},
    listedCount: 0,
    folded: [],
    uncounted: [],
    flaw: null,
    listened: new Map(),
    facts: [],
    links: [],
  };
}

/** A few rejected ports are enough. */
const MAX_REJECTED = 4;

export function addRejected(host: HostDraft | null, ports: PortSet, protocol: Protocol | undefined): void {
  if (protocol === 'tcp') host?.prohibited.push(...ports);
  for (const port of eachPort(ports)) {
    if (host === null || host.rejected.length >= MAX_REJECTED) return;
    host.rejected.push(port);
  }
}

export function addName(names: Set<string>, name: string): void {
  if (name !== '' && names.size < MAX_NAMES) names.add(name);
}

/** Hosts on one link have one hardware address, or a few that change places. */
const MAX_LINKS = 4;

export function addLink(host: HostDraft, addr: string, vendor: string | undefined): void {
  const mac = parseMac(addr);
  if (mac === undefined) return;
  const link: LinkAddress = { mac, vendor: vendor === undefined || vendor === '' ? null : keepText(vendor) };
  host.links = joinLinks([...host.links, link]);
}

/** @returns whether one of several results for one address says that the host answered host discovery */
export function repliedOf(hosts: readonly Pick<ScannedHost, 'replied'>[]): Pick<ScannedHost, 'replied'> {
  return hosts.some(({ replied }) => replied === true) ? { replied: true } : {};
}

/** @returns the hardware addresses of several results for one address; nothing if there is none */
export function linksOf(hosts: readonly Pick<ScannedHost, 'links'>[]): Pick<ScannedHost, 'links'> {
  const links = joinLinks(hosts.flatMap((host) => host.links ?? []));
  return links.length === 0 ? {} : { links };
}

/** @returns every hardware address that any of the documents reports, also of those that prove nothing */
export function seenMacs(documents: readonly Pick<Judged, 'document'>[]): ReadonlyMap<Address, readonly Mac[]> {
  const seen = new Map<Address, Mac[]>();
  for (const { document } of documents) {
    for (const { address, links = [] } of document.hosts.values()) {
      if (links.length > 0) seen.set(address, [...(seen.get(address) ?? []), ...links.map(({ mac }) => mac)]);
    }
  }
  return seen;
}

function joinLinks(links: readonly LinkAddress[]): readonly LinkAddress[] {
  const byMac = new Map<string, LinkAddress>();
  for (const link of links)
    byMac.set(link.mac, { ...link, vendor: link.vendor ?? byMac.get(link.mac)?.vendor ?? null });
  return [...byMac.values()].sort((a, b) => compareText(a.mac, b.mac)).slice(0, MAX_LINKS);
}

export function addListed(
  host: HostDraft,
  protocol: Protocol,
  range: PortRange,
  state: PortState | null,
  detail: PortDetail | null,
): void {
  const listed: ListedDraft = host.listed[protocol] ?? { ports: [], states: [], details: new Map() };
  host.listed[protocol] = listed;
  listed.ports.push(range);
  listed.states.push(state);
  host.listedCount++;
  const [port] = range;
  // If a port is listed twice, the open port's detail is kept, because it was seen.
  if (detail !== null && (state === 'open' || !listed.details.has(port))) listed.details.set(port, detail);
}

/** Records an `<extraports>` after its last `<extrareasons>`. */
export function addExtra(host: HostDraft, { state, count, reasons }: ExtraDraft): void {
  if (count === undefined) {
    host.flaw ??= 'the scan does not say how many ports it left unlisted';
  } else if (reasons.length === 0) {
    host.uncounted.push({ state, count });
  }
  const sum = reasons.reduce((total, reason) => total + (reason.count ?? Number.NaN), 0);
  const miscounted =
    reasons.length === 0 || sum === count ? null : 'the scan counts unlisted ports in two ways that differ';
  host.flaw ??= miscounted;
  for (const { count: own = 0, protocol, ports } of reasons) {
    if (ports === 'unlisted') host.uncounted.push({ state, count: own });
    else if (ports === 'unreadable') host.flaw ??= 'the scan has a list of ports that can not be read';
    else if (protocol !== undefined) {
      const unequal = portCount(ports) === own ? null : 'the scan counts other unlisted ports than it names';
      const unknown = state === null ? 'the scan gives a state that nmap does not have' : null;
      host.flaw ??= unequal;
      host.folded.push({ protocol, ports, state, flaw: miscounted ?? unequal ?? unknown });
    }
  }
}

/** @returns the host of the document, with its reports judged */
export function finishHost(host: HostDraft, address: Address, asked: PortsByProtocol): ScannedHost {
  return {
    address,
    names: [...host.names],
    userNames: [...host.userNames],
    up: host.status === 'up',
    timedOut: host.timedOut,
    started: host.started,
    portsScanned: host.portsScanned,
    // On the local link nmap's measurement includes ARP, which is no answer to a probe.
    roundTrip: host.replies > 0 ? host.roundTrip : null,
    answersWithin: host.replies > 0 ? host.answersWithin : null,
    replies: host.replies,
    rejected: host.rejected,
    prohibited: portSet(host.prohibited),
    protocols: judgePorts(host, asked),
    listened: host.listened,
    facts: host.facts,
    ...(host.status === 'up' && host.replied ? { replied: true } : {}),
    ...(host.links.length === 0 ? {} : { links: host.links }),
  };
}

function judgePorts(host: HostDraft, asked: PortsByProtocol): ScannedHost['protocols'] {
  if (!host.portsScanned) return {};
  const reported: ReportedPorts = host;
  const proven = withoutPortmapperNames(proveCoverage(asked, reported));
  const isUp = host.status === 'up' && !host.timedOut;
  return Object.fromEntries(
    Object.entries(proven).map(([protocol, ports]) => [protocol, packed(isUp ? ports : seenOnly(ports))]),
  );
}

function packed({ answers, seen, doubts }: ScannedPorts): ScannedPorts {
  return { answers: packAnswers(answers), seen: seen === null ? null : packAnswers(seen), doubts };
}

/**
 * Merges two results for one address in one document. nmap writes two if a target is given twice. Doubts of either
 * result remain.
 */
export function mergeHosts(a: ScannedHost, b: ScannedHost): ScannedHost {
  const protocols: Partial<Record<Protocol, ScannedPorts>> = {};
  for (const protocol of PROTOCOLS) {
    const [first, second] = [a.protocols[protocol], b.protocols[protocol]];
    const merged = first === undefined || second === undefined ? (first ?? second) : mergePorts(first, second);
    if (merged !== undefined) protocols[protocol] = merged;
  }
  return {
    address: a.address,
    names: [...new Set([...a.names, ...b.names])].slice(0, MAX_NAMES),
    userNames: [...new Set([...a.userNames, ...b.userNames])].slice(0, MAX_NAMES),
    up: a.up || b.up,
    timedOut: a.timedOut || b.timedOut,
    started: a.started === null || b.started === null ? null : Math.min(a.started, b.started),
    portsScanned: a.portsScanned || b.portsScanned,
    roundTrip: a.roundTrip ?? b.roundTrip,
    answersWithin: slowest([a.answersWithin, b.answersWithin]),
    replies: a.replies + b.replies,
    rejected: [...a.rejected, ...b.rejected].slice(0, MAX_REJECTED),
    prohibited: union(a.prohibited, b.prohibited),
    protocols,
    listened: new Map([...a.listened, ...b.listened]),
    facts: [...a.facts, ...b.facts].slice(0, MAX_FACTS),
    ...repliedOf([a, b]),
    ...linksOf([a, b]),
  };
}

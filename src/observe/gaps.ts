import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import {
  type HostObservation,
  type Observation,
  PORT_STATES,
  type PortState,
  type ProtocolAnswers,
  UNOBSERVED_CODES,
  type UnobservedReason,
} from '../model/observation.ts';
import {
  eachPort,
  hasPort,
  intersect,
  NO_PORTS,
  type PortRange,
  type PortSet,
  type Protocol,
  portSet,
  subtract,
  union,
} from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import type { Doubt, Judged, ScanDocument, ScannedHost } from './document.ts';

/** A document, and why nothing in it is an answer; null: its answers count. */
export interface Weighed extends Judged {
  readonly verdict: UnobservedReason | null;
}

const SILENT: UnobservedReason = {
  code: 'not-accounted',
  text: 'the host is up, but the scan does not report its ports',
};
const NOT_ASKED: UnobservedReason = { code: 'not-accounted', text: 'these ports are not in the port list of the scan' };
const NOT_SCANNED: UnobservedReason = { code: 'not-accounted', text: 'no scan probed these ports' };
const DOWN: UnobservedReason = {
  code: 'host-down',
  text:
    'the scanner found the host down, so its ports were not scanned; start the host, scan it with -Pn, or exclude ' +
    'the address',
};
const ABSENT: UnobservedReason = { code: 'host-absent', text: 'the scan ended without a result for this host' };
export const TIMED_OUT: UnobservedReason = {
  code: 'host-timeout',
  text: 'the host timed out and nmap threw its partial results away; give it more time',
};

/** What a successful version scan reports of a port that was open before; null: the scan does not list the port. */
const UNLISTED: ReadonlyMap<PortState | null, UnobservedReason> = new Map(
  [...PORT_STATES, null].map((state): [PortState | null, UnobservedReason] => {
    const said = { open: 'found it open and did not ask for its service' } as const;
    const text = state === null ? 'got no answer from the host' : state === 'open' ? said.open : `found it ${state}`;
    const reason = {
      code: 'not-identified',
      text: `the port was open, and the version scan after that ${text}`,
    } as const;
    return [state, { ...reason, unreported: true }];
  }),
);

/**
 * Explains each unanswered port once, by the most informative reason.
 * @param known reasons that are known before any scan; they come first
 */
export function explainGaps(
  unanswered: PortSet,
  address: Address,
  protocol: Protocol,
  documents: readonly Weighed[],
  known: readonly Doubt[],
): readonly Doubt[] {
  const gaps: Doubt[] = [];
  let left = unanswered;
  for (const { ports, reason } of reasons(unanswered, address, protocol, documents, known)) {
    const explained = intersect(left, ports);
    if (explained.length === 0) continue;
    gaps.push({ ports: explained, reason });
    left = subtract(left, explained);
    if (left.length === 0) break;
  }
  return gaps;
}

/**
 * In order: what is known, what a successful scan reports of the ports, what failed, what a successful scan leaves out.
 */
function* reasons(
  unanswered: PortSet,
  address: Address,
  protocol: Protocol,
  documents: readonly Weighed[],
  known: readonly Doubt[],
): Generator<Doubt> {
  yield* known;
  const covering = documents
    .filter(({ step }) => step === 'sweep')
    .map(({ document, verdict, covers }) => ({
      document,
      verdict,
      host: document.hosts.get(address),
      ports: covers === null ? unanswered : (covers.get(address)?.[protocol] ?? NO_PORTS),
    }));
  const good = covering.filter(({ verdict }) => verdict === null);
  yield* inOrder(
    good.flatMap(({ host, ports }) =>
      (host?.protocols[protocol]?.doubts ?? []).map(({ ports: doubted, reason }) => ({
        ports: intersect(doubted, ports),
        reason,
      })),
    ),
  );
  for (const { host, ports } of good) if (host?.timedOut) yield { ports, reason: TIMED_OUT };
  yield* inOrder(covering.flatMap(({ verdict, ports }) => (verdict === null ? [] : [{ ports, reason: verdict }])));
  for (const { host, ports } of good) if (host !== undefined && !host.up) yield { ports, reason: DOWN };
  yield* inOrder(good.flatMap(({ host, ports }) => (host === undefined ? [] : [{ ports, reason: leftOut(host) }])));
  yield* inOrder(good.map(({ document, ports }) => ({ ports, reason: absent(address, document) })));
  // A sweep probes no further ports of a host that it finds down.
  if (good.some(({ host }) => host?.up === false)) yield { ports: unanswered, reason: DOWN };
  yield { ports: unanswered, reason: NOT_SCANNED };
}

/** Sorts equally informative reasons, so that the result does not depend on the order of the documents. */
function inOrder(doubts: readonly Doubt[]): readonly Doubt[] {
  if (doubts.length < 2) return doubts;
  return [...doubts].sort(
    (a, b) => compareText(a.reason.code, b.reason.code) || compareText(a.reason.text, b.reason.text),
  );
}

function leftOut({ portsScanned }: ScannedHost): UnobservedReason {
  return portsScanned ? NOT_ASKED : SILENT;
}

function absent(address: Address, { skipped }: ScanDocument): UnobservedReason {
  const why = skipped.get(address);
  return why === undefined ? ABSENT : { code: 'host-absent', text: `nmap skipped the target: ${why}` };
}

/** A port that opened too late to be asked. */
const LATE: UnobservedReason = {
  code: 'not-identified',
  text: 'the port was found open after the port scan and the version scan, so nothing asked for its service',
};

/** Scans after the port scan that may find a port open and do not ask what it is. */
const LATER: ReadonlySet<Judged['step']> = new Set(['listen', 'handshake']);

/**
 * Open ports that an identify scan had to probe and that no successful scan lists as open; and ports that opened too
 * late for one.
 */
export function unidentified(
  answers: ProtocolAnswers,
  address: Address,
  protocol: Protocol,
  documents: readonly Weighed[],
): readonly Doubt[] {
  let open = answers.states.open ?? NO_PORTS;
  const gaps: Doubt[] = [];
  for (const { step, covers, verdict, document, quick } of documents) {
    if (step !== 'identify') continue;
    const covered = covers === null ? open : intersect(open, covers.get(address)?.[protocol] ?? NO_PORTS);
    const missing = [...eachPort(covered)].filter(
      (port) =>
        answers.details.get(port)?.identified !== true ||
        (quick !== true && !isPatientlyIdentified(port, address, protocol, documents)),
    );
    if (missing.length === 0) continue;
    const ports = portSet(missing.map((port): PortRange => [port, port]));
    const states = document.hosts.get(address)?.protocols[protocol]?.answers.states ?? {};
    if (verdict !== null) gaps.push({ ports, reason: { code: 'not-identified', text: verdict.text } });
    else {
      for (const [state, reason] of UNLISTED) {
        const said = state === null ? subtract(ports, union(...Object.values(states))) : (states[state] ?? NO_PORTS);
        const here = intersect(ports, said);
        if (here.length > 0) gaps.push({ ports: here, reason });
      }
    }
    open = subtract(open, ports);
  }
  const late = lateOnly(open, address, protocol, documents);
  return late.length === 0 ? gaps : [...gaps, { ports: late, reason: LATE }];
}

/** @returns the ports that a later scan had to probe, and that no other scan found open */
function lateOnly(open: PortSet, address: Address, protocol: Protocol, documents: readonly Weighed[]): PortSet {
  if (open.length === 0) return NO_PORTS;
  const later = documents.filter(({ step }) => LATER.has(step));
  const asked = union(...later.map(({ covers }) => covers?.get(address)?.[protocol] ?? NO_PORTS));
  const late = intersect(open, asked);
  if (late.length === 0) return NO_PORTS;
  const others = documents.filter(({ step }) => !LATER.has(step));
  const found = others.flatMap(({ document }) => {
    const { answers, seen } = document.hosts.get(address)?.protocols[protocol] ?? {};
    return [answers?.states.open ?? NO_PORTS, seen?.states.open ?? NO_PORTS];
  });
  return subtract(late, union(...found));
}

/** What quick version detection found does not replace what patient version detection was to find. */
function isPatientlyIdentified(
  port: number,
  address: Address,
  protocol: Protocol,
  documents: readonly Weighed[],
): boolean {
  if (!documents.some(({ quick }) => quick === true)) return true;
  return documents.some(({ step, quick, verdict, covers, document }) => {
    if (step !== 'identify' || quick === true || verdict !== null) return false;
    if (covers !== null && !hasPort(covers.get(address)?.[protocol] ?? NO_PORTS, port)) return false;
    return document.hosts.get(address)?.protocols[protocol]?.answers.details.get(port)?.identified === true;
  });
}

/**
 * On a path that loses answers, these hosts are worth another try.
 * @returns hosts, with only the open ports whose service is required and that a successful version scan did not list
 */
export function unlistedPorts(
  { hosts, unobserved }: Observation,
  decides: Grant['identification'],
): ReadonlyMap<Address, Pick<HostObservation, 'protocols' | 'answersWithin' | 'needsConnect'>> {
  const unlisted = new Map<
    Address,
    { protocols: Partial<Record<Protocol, ProtocolAnswers>>; answersWithin: number | null; needsConnect: boolean }
  >();
  for (const { address, protocol, ports, reason } of unobserved) {
    const details = hosts.get(address)?.protocols[protocol]?.details;
    if (details === undefined || reason.unreported !== true) continue;
    const host = unlisted.get(address) ?? {
      protocols: {},
      answersWithin: hosts.get(address)?.answersWithin ?? null,
      needsConnect: hosts.get(address)?.needsConnect ?? false,
    };
    const required = intersect(ports, decides.get(address)?.required[protocol] ?? NO_PORTS);
    if (required.length === 0) continue;
    const open = union(required, host.protocols[protocol]?.states.open ?? NO_PORTS);
    host.protocols[protocol] = { states: { open }, details };
    unlisted.set(address, host);
  }
  return unlisted;
}

/** @returns one gap per reason, sorted by code and text */
export function sortGaps(gaps: readonly Doubt[]): readonly Doubt[] {
  const merged = new Map<string, Doubt>();
  for (const { ports, reason } of gaps) {
    const key = `${reason.code} ${reason.text}`;
    merged.set(key, { ports: union(merged.get(key)?.ports ?? NO_PORTS, ports), reason });
  }
  return [...merged.values()].sort(
    (a, b) =>
      UNOBSERVED_CODES.indexOf(a.reason.code) - UNOBSERVED_CODES.indexOf(b.reason.code) ||
      compareText(a.reason.text, b.reason.text),
  );
}

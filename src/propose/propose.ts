import { gradeExposure } from '../compare/exposure.ts';
import { provenService } from '../compare/service.ts';
import { type Address, compareAddresses, isLoopback, parseAddress } from '../model/address.ts';
import type { Finding, Severity, WaivableCode } from '../model/finding.ts';
import { WAIVABLE_CODES } from '../model/finding.ts';
import type { GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Observation, PortDetail } from '../model/observation.ts';
import { hasPort, NO_PORTS, PROTOCOLS, type Protocol } from '../model/port.ts';
import { compareText, ToolError } from '../model/problem.ts';
import { dayAfter } from '../model/time.ts';
import { parseService } from '../policy/services.ts';
import type { Intent } from './intent.ts';
import type { ProposedEntry, ProposedTarget, ProposedWaiver } from './proposal.ts';

/** What was seen, and what files declare. */
export interface Seen {
  readonly hosts: readonly GrantedHost[];
  readonly observation: Observation;
  readonly intents: readonly Intent[];
}

/** What a policy is proposed from. */
export interface Basis extends Seen {
  /** What is found under the policy of `intendedTargets`. */
  readonly findings: readonly Finding[];
  /** nmap's `conf`, 0 to 10, from which a probed service is evidence. */
  readonly minConfidence: number;
  /** Whether what was seen is allowed for ever, whatever its severity. */
  readonly acceptSeen: boolean;
  readonly now: Date;
}

/** Days until a waiver ends. Waivers of different severities end on different days. */
const WAIVED_DAYS: Readonly<Record<Severity, number>> = { critical: 14, high: 30, medium: 90, low: 90, note: 90 };

/** One host as the user wrote it: an address, or a name with its addresses. */
interface Unit {
  readonly host: string;
  readonly addresses: readonly Address[];
}

/** One port of one unit. */
interface Place {
  readonly unit: Unit;
  readonly protocol: Protocol;
  readonly port: number;
}

/** @returns targets that require the intended ports and allow nothing else; one for each host */
export function intendedTargets(seen: Seen): readonly ProposedTarget[] {
  const units = unitsOf(seen.hosts);
  const intended = intendedPlaces(seen, units);
  const names = new Set<string>();
  return units.map((unit) => {
    const own = intended.filter((place) => place.unit === unit);
    const entries = own.map(({ protocol, port, why }) => ({ ...REQUIRED, protocol, port, why }));
    return { name: nameOf([unit], names), hosts: [unit.host], entries, waivers: [] };
  });
}

const REQUIRED = { expectation: 'require', service: null } as const;

/**
 * Proposes targets under which the same evidence has no finding. Hosts with the same entries share a target.
 * @throws ToolError for a finding that no line can answer, such as a host that answers on every port
 */
export function proposeTargets(basis: Basis): readonly ProposedTarget[] {
  const units = unitsOf(basis.hosts);
  const intended = intendedPlaces(basis, units);
  const found = groupBy(basis.findings, ({ host }) => host ?? '');
  const lines = units.map((unit) => {
    const here = found.get(unit.host) ?? [];
    const own = intended.filter((place) => place.unit === unit);
    return { unit, ...linesOf(basis, unit, own, here) };
  });
  const groups = groupBy(lines, ({ entries }) => JSON.stringify(entries));
  const names = new Set<string>();
  return [...groups.values()].map((group) => {
    const hosts = group.map(({ unit }) => unit.host);
    const [{ entries } = { entries: [] }] = group;
    const waivers = group.flatMap((one) => one.waivers).sort(byPort);
    return {
      name: nameOf(
        group.map(({ unit }) => unit),
        names,
      ),
      hosts,
      entries,
      waivers,
    };
  });
}

function unitsOf(hosts: readonly GrantedHost[]): readonly Unit[] {
  return [...groupBy(hosts, ({ host }) => host)]
    .map(([host, those]) => ({ host, addresses: [...new Set(those.map(({ address }) => address))] }))
    .sort((a, b) => compareUnits(a.host, b.host));
}

/** Names come first. */
function compareUnits(a: string, b: string): number {
  const [left, right] = [parseAddress(a), parseAddress(b)];
  if (left !== undefined && right !== undefined) return compareAddresses(left, right);
  return Number(left !== undefined) - Number(right !== undefined) || compareText(a, b);
}

/** A port of one unit that the user intends to be open, and why. */
interface IntendedPlace extends Place {
  readonly why: string;
}

/**
 * An intent that names addresses concerns these. Any other intent concerns the hosts on which the port is open: a file
 * does not say which of several hosts it was made for. If the port is open on none, it concerns all of them.
 */
function intendedPlaces({ observation, intents }: Seen, units: readonly Unit[]): readonly IntendedPlace[] {
  const places = new Map<string, IntendedPlace>();
  for (const { protocol, port, addresses, why } of intents) {
    const seen = units.filter((unit) => isOpen(observation, { unit, protocol, port }));
    const named = units.filter((unit) => unit.addresses.some((one) => addresses?.includes(one)));
    const concerned = addresses === null ? (seen.length > 0 ? seen : units) : named;
    for (const unit of concerned) {
      const key = `${unit.host} ${port}/${protocol}`;
      if (!places.has(key)) places.set(key, { unit, protocol, port, why });
    }
  }
  return [...places.values()];
}

function isOpen({ hosts }: Observation, { unit, protocol, port }: Place): boolean {
  return unit.addresses.some((address) =>
    hasPort(hosts.get(address)?.protocols[protocol]?.states.open ?? NO_PORTS, port),
  );
}

interface Lines {
  readonly entries: readonly ProposedEntry[];
  readonly waivers: readonly ProposedWaiver[];
}

function linesOf(basis: Basis, unit: Unit, intended: readonly IntendedPlace[], found: readonly Finding[]): Lines {
  const entries = new Map<string, ProposedEntry>();
  const waivers = new Map<string, ProposedWaiver>();
  const failing = groupBy(found.filter(isFailure), ({ protocol, port }) => `${port}/${protocol}`);
  for (const { protocol, port, why } of intended) {
    const codes = (failing.get(`${port}/${protocol}`) ?? []).map(({ code }) => code);
    // Silence of UDP proves neither that the port is open nor that it is not.
    const undecided = codes.includes('possibly-open') || (basis.acceptSeen && codes.includes('missing-port'));
    const reason = undecided ? `${why}; not known to be open when init made this policy` : why;
    const service = codes.length > 0 ? null : serviceOf(basis, { unit, protocol, port });
    const expectation = undecided ? 'allow' : 'require';
    entries.set(`${port}/${protocol}`, { expectation, protocol, port, service, why: reason });
  }
  for (const finding of found.filter(isFailure)) {
    const { code, protocol, port, severity } = finding;
    const key = `${port}/${protocol}`;
    const intent = entries.get(key);
    if (intent?.expectation === 'allow') continue;
    const isAllowed = code === 'unexpected-port' && (severity === 'low' || basis.acceptSeen);
    if (isAllowed) {
      const service = serviceOf(basis, { unit, protocol, port });
      const why = `seen open; ${severity}${severity === 'low' ? '' : ', and accepted by --accept-seen'}`;
      entries.set(key, { expectation: 'allow', protocol, port, service, why });
    } else if (code === 'unexpected-port' || intent !== undefined) {
      const expires = dayAfter(basis.now, WAIVED_DAYS[severity]);
      waivers.set(`${key} ${code}`, {
        ...{ finding: code, protocol, port, host: unit.host, severity, expires },
        why: meaningOf(basis, { unit, protocol, port }, finding),
      });
    }
  }
  return { entries: [...entries.values()].sort(byPort), waivers: [...waivers.values()].sort(byPort) };
}

/** A finding about one port that a line can answer. */
interface Failure extends Finding {
  readonly code: WaivableCode;
  readonly severity: Severity;
  readonly protocol: Protocol;
  readonly port: number;
}

/** @throws ToolError for a finding that fails the build and that no line can answer */
function isFailure(finding: Finding): finding is Failure {
  const { code, severity, protocol, port, message } = finding;
  if (severity === 'note') return false;
  if (severity !== null && protocol !== null && port !== null && WAIVABLE_CODES.some((one) => one === code))
    return true;
  throw new ToolError(`no line of a policy can answer this finding, so no policy is written: ${message}`);
}

/** @returns the service that is proven on every address of a unit, if a policy may name it */
function serviceOf(basis: Basis, place: Place): string | null {
  const services = detailsOf(basis, place).map(({ service }) => provenService(service, basis.minConfidence));
  const [first = null] = services;
  if (first === null || services.some((one) => one !== first)) return null;
  const written = parseService(first);
  return 'value' in written && written.value === first ? first : null;
}

function detailsOf({ observation }: Basis, { unit, protocol, port }: Place): readonly PortDetail[] {
  return unit.addresses.flatMap((address) => {
    const answers = observation.hosts.get(address)?.protocols[protocol];
    return answers !== undefined && hasPort(answers.states.open ?? NO_PORTS, port)
      ? (answers.details.get(port) ?? { reason: '', service: null, identified: false, disagreeing: [] })
      : [];
  });
}

/** Products and versions are left out, because they change. */
function meaningOf(basis: Basis, place: Place, { code, severity }: Failure): string {
  const { protocol, port } = place;
  if (code !== 'unexpected-port') return `${severity}: the port is intended and was not open`;
  const service = detailsOf(basis, place)[0]?.service ?? null;
  const { reason } = gradeExposure({ protocol, port, service, minConfidence: basis.minConfidence });
  const name = serviceOf(basis, place);
  return `${severity}${name === null ? '' : `, ${name}`}: ${reason.replace(/\.$/, '')}`;
}

function byPort(
  a: Pick<ProposedWaiver, 'protocol' | 'port'> & Partial<ProposedWaiver>,
  b: Pick<ProposedWaiver, 'protocol' | 'port'> & Partial<ProposedWaiver>,
): number {
  return (
    compareUnits(a.host ?? '', b.host ?? '') ||
    PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) ||
    a.port - b.port ||
    compareText(a.finding ?? '', b.finding ?? '')
  );
}

/** Makes a name from the first host. Names of targets are part of each finding's identity, so they do not count up. */
function nameOf(units: readonly Unit[], taken: Set<string>): string {
  const [{ host } = { host: '' }] = units;
  const isLocal = units.every(({ addresses }) => addresses.every(isLoopback));
  const plain = host
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  const first = isLocal && !taken.has('localhost') ? 'localhost' : plain.slice(0, 40) || 'host';
  const base = units.length === 1 || isLocal ? first : `${first}-and-${units.length - 1}-more`;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}

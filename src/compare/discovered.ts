import type { Address } from '../model/address.ts';
import type { Grant, GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Discovery, HostObservation, Observation, UnobservedReason } from '../model/observation.ts';
import { portsOfRequireLines, requiredCoverage, type Target } from '../model/policy.ts';
import { NO_PORTS, type PortsByProtocol, PROTOCOLS, portCount, subtract } from '../model/port.ts';
import type { Gap } from './finding.ts';
import { hostsAsWritten } from './words.ts';

/** Required coverage other than ports, and what host discovery wrongly removed from the grant. */
export interface Discovered {
  readonly gaps: readonly Gap[];
  /** Addresses of which only the liveness is required, and which are known to be up or down; once for each target. */
  readonly known: number;
  /**
   * Targets with an address that is down. Ports that were not probed there may still exist. A host that rests on memory
   * was clean by the same policy, waived findings included.
   */
  readonly partly: ReadonlySet<string>;
}

const NOT_KNOWN: UnobservedReason = {
  code: 'not-accounted',
  text: 'nothing proves that the address is up, or that it is down',
};
const LEFT_OUT: UnobservedReason = {
  code: 'not-accounted',
  text: 'the address is not known to be down, and these ports were not probed',
};

/**
 * Applies three rules. An address whose targets scan no port requires one answer: up or down. Only for an address that
 * is down, the required coverage may be smaller than its targets' ports, but it always contains the required ports. A
 * target whose addresses are all down is not known to exist: a firewall may block the scan from all of it.
 */
export function discoveredGaps(
  targets: readonly Target[],
  grant: Grant,
  { discovery, hosts }: Observation,
): Discovered {
  const dues = new Map(targets.map((target) => [target.name, { target, all: requiredCoverage(target) }]));
  const looking = [...dues.values()].every(({ all }) => Object.keys(all).length > 0);
  if (discovery === null && looking) return NOTHING;
  const gaps: Gap[] = [];
  const partly = new Set<string>();
  let known = 0;
  for (const [address, here] of groupBy(grant.hosts, (host) => host.address)) {
    const down = discovery?.down.has(address) === true;
    if (down) for (const { target } of here) partly.add(target);
    const under = here.flatMap(({ target, host }) => {
      const due = dues.get(target);
      return due === undefined ? [] : [{ ...due, host }];
    });
    if (under.every(({ all }) => Object.keys(all).length === 0)) {
      const reason = notKnown(address, discovery, isProvenUp(hosts.get(address)));
      if (reason === null) known += under.length;
      else
        for (const { target, host } of under) gaps.push({ target, host, address, protocol: null, ports: [], reason });
      continue;
    }
    if (discovery === null || grant.resting?.has(address) === true) continue;
    for (const { target, host, all } of under) {
      const due = down ? portsOfRequireLines(target) : all;
      gaps.push(...leftOut(due, grant.required.get(address) ?? {}).map((gap) => ({ target, host, address, ...gap })));
    }
  }
  const dead = discovery === null ? [] : deadTargets(targets, grant.hosts, discovery);
  return { gaps: [...gaps, ...dead], known, partly };
}

const NOTHING: Discovered = { gaps: [], known: 0, partly: new Set() };

function notKnown(address: Address, discovery: Discovery | null, up: boolean): UnobservedReason | null {
  if (up || discovery?.up.has(address) === true || discovery?.down.has(address) === true) return null;
  return discovery?.unknown.get(address) ?? NOT_KNOWN;
}

/** A result that proves nothing calls hosts up, and so does nmap of every host if it is told to (-Pn). */
function isProvenUp(host: HostObservation | undefined): boolean {
  return host?.state === 'up' && host.unproven !== true;
}

function leftOut(
  due: PortsByProtocol,
  required: PortsByProtocol,
): readonly Pick<Gap, 'protocol' | 'ports' | 'reason'>[] {
  return PROTOCOLS.flatMap((protocol) => {
    const ports = subtract(due[protocol] ?? NO_PORTS, required[protocol] ?? NO_PORTS);
    return portCount(ports) === 0 ? [] : [{ protocol, ports, reason: LEFT_OUT }];
  });
}

/**
 * The host of a gap is the target's hosts as written, so that the finding stays the same if the addresses change.
 * @returns one gap for each target that has addresses, all of them down
 */
export function deadTargets(
  targets: readonly Target[],
  granted: readonly GrantedHost[],
  { down, probes }: Discovery,
): readonly Gap[] {
  const hostsOf = groupBy(granted, ({ target }) => target);
  const how = probes === '' ? '' : ` (${probes})`;
  return targets.flatMap((target): readonly Gap[] => {
    const here = hostsOf.get(target.name);
    if (here === undefined || here.some(({ address }) => !down.has(address))) return [];
    const count = new Set(here.map(({ address }) => address)).size;
    const text =
      `none of ${count === 1 ? 'its addresses (1)' : `its ${count} addresses`} answered host discovery` +
      `${how}; it may be down, or shut this scanner out`;
    const reason: UnobservedReason = { code: 'host-down', text };
    return [{ target, host: hostsAsWritten(target), address: null, protocol: null, ports: [], reason }];
  });
}

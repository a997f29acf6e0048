import type { Address } from '../model/address.ts';
import type { Grant, GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Discovery, Observation, UnobservedReason } from '../model/observation.ts';
import { owedPorts, requiredPorts, type Target } from '../model/policy.ts';
import { NO_PORTS, type PortsByProtocol, PROTOCOLS, portCount, subtract } from '../model/port.ts';
import type { Gap } from './finding.ts';
import { hostsAsWritten } from './words.ts';

/** What is owed beside ports, and what a discovery made the grant leave out without a right to. */
export interface Discovered {
  readonly gaps: readonly Gap[];
  /** How many addresses owe nothing but whether they are up, and are known to be up or down; once for each target. */
  readonly known: number;
  /** Targets with an address that is down: what was not looked at there may yet be. */
  readonly partly: ReadonlySet<string>;
}

const NOT_LOOKED: UnobservedReason = { code: 'not-accounted', text: 'no scan looked whether the address is up' };
const LEFT_OUT: UnobservedReason = {
  code: 'not-accounted',
  text: 'the address is not known to be down, and these ports were not probed',
};

/**
 * Three rules. An address whose targets look at no port owes one answer: up or down. Only an address that is down may
 * owe less than its targets look at, and never less than they require. A target of which every address is down is not
 * known to be there: the scan may be shut out of all of it.
 */
export function discoveredGaps(
  targets: readonly Target[],
  grant: Grant,
  { discovery, hosts }: Observation,
): Discovered {
  const dues = new Map(targets.map((target) => [target.name, { target, all: owedPorts(target) }]));
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
      const reason = notKnown(address, discovery, hosts.get(address)?.state === 'up');
      if (reason === null) known += under.length;
      else
        for (const { target, host } of under) gaps.push({ target, host, address, protocol: null, ports: [], reason });
      continue;
    }
    if (discovery === null) continue;
    for (const { target, host, all } of under) {
      const due = down ? requiredPorts(target) : all;
      gaps.push(...leftOut(due, grant.owed.get(address) ?? {}).map((gap) => ({ target, host, address, ...gap })));
    }
  }
  const dead = discovery === null ? [] : deadTargets(targets, grant.hosts, discovery);
  return { gaps: [...gaps, ...dead], known, partly };
}

const NOTHING: Discovered = { gaps: [], known: 0, partly: new Set() };

function notKnown(address: Address, discovery: Discovery | null, up: boolean): UnobservedReason | null {
  if (up || discovery?.up.has(address) === true || discovery?.down.has(address) === true) return null;
  return discovery?.unknown.get(address) ?? NOT_LOOKED;
}

function leftOut(due: PortsByProtocol, owed: PortsByProtocol): readonly Pick<Gap, 'protocol' | 'ports' | 'reason'>[] {
  return PROTOCOLS.flatMap((protocol) => {
    const ports = subtract(due[protocol] ?? NO_PORTS, owed[protocol] ?? NO_PORTS);
    return portCount(ports) === 0 ? [] : [{ protocol, ports, reason: LEFT_OUT }];
  });
}

/**
 * @returns one gap for each target that has addresses, all of them down. Its host is the target's hosts as written, so
 * that it stays the same finding whatever their addresses are.
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
    const text = `none of ${count === 1 ? 'its addresses (1)' : `its ${count} addresses`} answered host discovery${how}; it may be down, or shut this scanner out`;
    const reason: UnobservedReason = { code: 'host-down', text };
    return [{ target, host: hostsAsWritten(target), address: null, protocol: null, ports: [], reason }];
  });
}

import assert from 'node:assert/strict';
import { byAddress } from '../../src/authorize/hosts.ts';
import type { Address } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type {
  HostObservation,
  Observation,
  PortDetail,
  PortState,
  ProtocolAnswers,
  ServiceEvidence,
  Unobserved,
  UnobservedCode,
} from '../../src/model/observation.ts';
import type { Policy } from '../../src/model/policy.ts';
import { type PortSet, type Protocol, parsePorts, union } from '../../src/model/port.ts';

export const at = (text: string): Address => text as Address;
export const portsOf = (text: string): PortSet => parsePorts(text) ?? assert.fail(text);

export function service(name: string, part: Partial<ServiceEvidence> = {}): ServiceEvidence {
  const nothing = { tunnel: null, product: null, version: null, extraInfo: null, cpes: [] };
  return { name, method: 'probed', confidence: 10, ...nothing, ...part };
}

export function detail(part: Partial<PortDetail> = {}): PortDetail {
  return { reason: 'syn-ack', service: null, identified: true, disagreeing: [], ...part };
}

/** Ports of one protocol as seen: a state, or the service of an open port. */
export type Seen = Readonly<Record<string, PortState | PortDetail>>;

export function answers(seen: Seen): ProtocolAnswers {
  const states: Partial<Record<PortState, PortSet>> = {};
  const details = new Map<number, PortDetail>();
  for (const [text, what] of Object.entries(seen)) {
    const state = typeof what === 'string' ? what : 'open';
    const set = portsOf(text);
    states[state] = union(states[state] ?? [], set);
    if (state !== 'open') continue;
    for (const [first, last] of set) {
      for (let port = first; port <= last; port++) details.set(port, typeof what === 'string' ? detail() : what);
    }
  }
  return { states, details };
}

export function host(address: string, tcp: Seen, udp: Seen = {}): HostObservation {
  const protocols = { tcp: answers(tcp), udp: answers(udp) };
  return {
    address: at(address),
    names: [],
    state: 'up',
    answersWithin: null,
    needsConnect: false,
    protocols,
    facts: [],
  };
}

export function observation(hosts: readonly HostObservation[], unobserved: readonly Unobserved[] = []): Observation {
  return { hosts: new Map(hosts.map((one) => [one.address, one])), unobserved, discovery: null };
}

export function gap(address: string, ports: string, code: UnobservedCode, protocol: Protocol = 'tcp'): Unobserved {
  return { address: at(address), protocol, ports: portsOf(ports), reason: { code, text: 'because' } };
}

/** The required coverage of the policy's targets, each written as `target: host[=address]…`. */
export function grantOf(policy: Policy, hosts: Readonly<Record<string, readonly string[]>>): Grant {
  const granted = Object.entries(hosts).flatMap(([name, list]) =>
    list.map((text) => {
      const [host, address] = text.split('=') as [string, string | undefined];
      const target = policy.targets.find((one) => one.name === name) ?? assert.fail(name);
      return { target, host, address: at(address ?? host) };
    }),
  );
  return {
    hosts: granted.map(({ target, host: named, address }) => ({ target: target.name, host: named, address })),
    unresolved: [],
    excluded: [],
    others: [],
    unknown: [],
    ...byAddress(granted),
    maxRate: null,
  };
}

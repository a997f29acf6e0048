import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { LinkEdge } from '../model/plan.ts';
import type { Target } from '../model/policy.ts';

type Edges = ReadonlyMap<Address, LinkEdge>;

/**
 * @returns the network and broadcast addresses that a grant contains only as parts of ranges; a single address is
 * intended
 */
export function rangeEdges({ required }: Pick<Grant, 'required'>, targets: readonly Target[], onLink: Edges): Edges {
  const written = new Set(targets.flatMap(({ hosts }) => hosts.map(({ value }) => value.text)));
  return new Map([...onLink].filter(([address]) => required.has(address) && !written.has(address)));
}

/**
 * Removes addresses from a grant. A target keeps its last address, because a target without addresses proves nothing.
 */
export function withoutAddresses(grant: Grant, addresses: Iterable<Address>): Grant {
  const left = new Set(addresses);
  for (const [, hosts] of groupBy(grant.hosts, ({ target }) => target)) {
    if (hosts.every(({ address }) => left.has(address))) for (const { address } of hosts) left.delete(address);
  }
  if (left.size === 0) return grant;
  const others = <T>(map: ReadonlyMap<Address, T>) => new Map([...map].filter(([address]) => !left.has(address)));
  return {
    ...grant,
    hosts: grant.hosts.filter(({ address }) => !left.has(address)),
    required: others(grant.required),
    expected: others(grant.expected),
    identification: others(grant.identification),
    settingsByAddress: others(grant.settingsByAddress),
  };
}

/** @returns one sentence for each address that was left out of a grant */
export function edgeNotices(edges: Edges, { required }: Grant): readonly string[] {
  return [...edges].flatMap(([address, { what, network }]) =>
    required.has(address)
      ? []
      : [`${address} is left out: on this machine it is the ${what} address of ${network}, and no host answers there.`],
  );
}

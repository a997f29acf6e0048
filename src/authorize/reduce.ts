import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { type Discovery, type Unobserved, unobservedPorts } from '../model/observation.ts';
import { portsOfRequireLines, type Target } from '../model/policy.ts';
import type { PortsByProtocol } from '../model/port.ts';
import { unitePorts } from './hosts.ts';

/** A grant after host discovery. */
export interface Reduced {
  /** For judging: the required coverage of an address that is down is only its required ports. */
  readonly grant: Grant;
  /** For probing: the same, without addresses whose state host discovery could not determine. */
  readonly probed: Grant;
  /** The required coverage of those addresses, and why it is unobserved. */
  readonly unknown: readonly Unobserved[];
}

/** Removes from a grant what need not be probed after host discovery. Never adds anything. */
export function reduceGrant(grant: Grant, targets: readonly Target[], discovery: Discovery | null): Reduced {
  if (discovery === null) return { grant, probed: grant, unknown: [] };
  const byName = new Map(targets.map((target) => [target.name, target]));
  const targetsOf = groupBy(grant.hosts, ({ address }) => address);
  const ofRequireLines = (address: Address): PortsByProtocol =>
    unitePorts(
      (targetsOf.get(address) ?? []).flatMap(({ target: name }) => {
        const target = byName.get(name);
        return target === undefined ? [] : [portsOfRequireLines(target)];
      }),
    );
  const required = new Map<Address, PortsByProtocol>();
  const probed = new Map<Address, PortsByProtocol>();
  const unknown: Unobserved[] = [];
  for (const [address, ports] of grant.required) {
    const due = discovery.down.has(address) ? ofRequireLines(address) : ports;
    required.set(address, due);
    const reason = discovery.unknown.get(address);
    if (reason === undefined) probed.set(address, due);
    else unknown.push(...unobservedPorts(address, due, reason));
  }
  return { grant: { ...grant, required }, probed: { ...grant, required: probed }, unknown };
}

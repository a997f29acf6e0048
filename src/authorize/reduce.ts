import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Discovery, Unobserved } from '../model/observation.ts';
import { requiredPorts, type Target } from '../model/policy.ts';
import { type PortsByProtocol, PROTOCOLS } from '../model/port.ts';
import { unitePorts } from './hosts.ts';

/** A grant after discovery. */
export interface Reduced {
  /** Owes what is to be judged: an address that is down owes its required ports alone. */
  readonly grant: Grant;
  /** Owes what is to be probed: the same without addresses of which discovery could not tell whether they are up. */
  readonly sought: Grant;
  /** What those addresses owe, and why it is not known. */
  readonly unknown: readonly Unobserved[];
}

/** Takes from a grant what discovery says need not be probed. It can only become smaller: nothing is granted here. */
export function reduceGrant(grant: Grant, targets: readonly Target[], discovery: Discovery | null): Reduced {
  if (discovery === null) return { grant, sought: grant, unknown: [] };
  const byName = new Map(targets.map((target) => [target.name, target]));
  const targetsOf = groupBy(grant.hosts, ({ address }) => address);
  const required = (address: Address): PortsByProtocol =>
    unitePorts(
      (targetsOf.get(address) ?? []).flatMap(({ target: name }) => {
        const target = byName.get(name);
        return target === undefined ? [] : [requiredPorts(target)];
      }),
    );
  const owed = new Map<Address, PortsByProtocol>();
  const sought = new Map<Address, PortsByProtocol>();
  const unknown: Unobserved[] = [];
  for (const [address, ports] of grant.owed) {
    const due = discovery.down.has(address) ? required(address) : ports;
    owed.set(address, due);
    const reason = discovery.unknown.get(address);
    if (reason === undefined) sought.set(address, due);
    else {
      for (const protocol of PROTOCOLS) {
        const missing = due[protocol];
        if (missing !== undefined) unknown.push({ address, protocol, ports: missing, reason });
      }
    }
  }
  return { grant: { ...grant, owed }, sought: { ...grant, owed: sought }, unknown };
}

import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { Machine, Plan } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, union } from '../model/port.ts';
import { nmapPlan } from '../nmap/arguments.ts';
import { listenScript } from '../nmap/listen.ts';
import { batches, PACKETS_A_LISTENER } from './batches.ts';
import { groupByPorts } from './group.ts';
import { besideOf, type Seen, waysOf } from './plan.ts';

/**
 * Plans scans that connect and send nothing, for as long as nmap waits for a service that speaks first. They run beside
 * quick version detection, which waits for less, for its TCP ports whose service decides something.
 * @param asked the plans of quick version detection
 */
export function planListening(
  { required, identification, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  { privilege }: Pick<Machine, 'privilege'>,
  asked: readonly Plan[],
): readonly Plan[] {
  const quick = asked.filter((plan) => plan.quick !== undefined && plan.protocol === 'tcp');
  const covered = new Map<Address, PortSet>();
  for (const { addresses, ports } of quick) {
    for (const address of addresses) covered.set(address, union(covered.get(address) ?? NO_PORTS, ports));
  }
  const listensOn = (address: Address): PortSet => {
    const open = intersect(seen.hosts.get(address)?.protocols.tcp?.states.open ?? NO_PORTS, covered.get(address) ?? []);
    return intersect(open, identification.get(address)?.required.tcp ?? NO_PORTS);
  };
  const answering = new Map(
    [...covered.keys()]
      .filter((address) => listensOn(address).length > 0)
      .map((address) => [address, required.get(address) ?? {}]),
  );
  const wait = Math.max(0, ...quick.map((plan) => plan.wait ?? 0));
  const ask = { step: 'listen', protocol: 'tcp', privilege, maxRate, pace: null, probes: listenScript(wait) } as const;
  return groupByPorts(answering, 'tcp', settingsByAddress).flatMap((group) => {
    const ways = waysOf(seen, group.addresses);
    return batches(group, 'tcp', listensOn, maxRate, PACKETS_A_LISTENER, besideOf(seen, 'tcp')).map((batch) =>
      nmapPlan({ ...ask, ...group, ...batch, ...ways }),
    );
  });
}

import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { ProtocolAnswers } from '../model/observation.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, type Protocol } from '../model/port.ts';
import { FAST } from '../model/timeouts.ts';
import { isDiscovered } from './discovery.ts';
import type { ScanGroup, Seen } from './plan.ts';

/** The largest number of addresses that the estimate assumes to be up after host discovery. */
export const MOST_UP = 512;
/** Open ports that the estimate assumes on a host for which the policy expects none. */
const SUPPOSED_OPEN: PortSet = [
  [22, 22],
  [80, 80],
  [443, 443],
];
const MOST_SUPPOSED = 10;

/**
 * @returns the grant without most of the addresses that are probably down: large ranges get host discovery because few
 * of their addresses are up
 */
export function supposedUp(grant: Grant): Grant {
  let up = 0;
  const required = [...grant.required].filter(
    ([address]) => !isDiscovered(grant.settingsByAddress.get(address)) || up++ < MOST_UP,
  );
  return { ...grant, required: new Map(required) };
}

/** @returns the observation that the policy expects */
export function supposed(scanGroups: readonly ScanGroup[]): Seen {
  const hosts = new Map<
    Address,
    { protocols: Partial<Record<Protocol, ProtocolAnswers>>; answersWithin: number; needsConnect: boolean }
  >();
  for (const { protocol, addresses, ports, expected, own } of scanGroups) {
    for (const address of addresses) {
      const declared = expected.get(address) ?? NO_PORTS;
      const usual = protocol === 'tcp' ? intersect(SUPPOSED_OPEN, ports) : NO_PORTS;
      const open = firstPorts(declared.length > 0 ? declared : usual, MOST_SUPPOSED);
      if (open.length === 0) continue;
      const host = hosts.get(address) ?? { protocols: {}, answersWithin: FAST.least, needsConnect: own };
      host.protocols[protocol] = { states: { open }, details: new Map() };
      hosts.set(address, host);
    }
  }
  return { hosts };
}

import type { Address } from '../model/address.ts';
import { eachPort, type PortSet, portCount, portSet, union } from '../model/port.ts';
import { rateLimit } from '../nmap/arguments.ts';
import { chunks, type Group, slices } from './group.ts';

/**
 * Packets for the version scan of one service. Measured with nmap 7.93: 7 (SSH), 43 (HTTP), and up to 190 for a silent
 * service, spread over three minutes.
 */
export const PACKETS_A_SERVICE = 40;

/** The part of a group that one invocation probes for services. */
type Batch = Pick<Group, 'addresses' | 'ports'>;

/**
 * Splits a group so that one invocation has no more services than the packets of one second are enough for. nmap's
 * `--max-rate` does not limit its version scan and its scripts. A smaller number of connections at once does not limit
 * them either if the path is short (measured: 360 packets per second with one connection at a time).
 * @param openOn the open ports of an address
 */
export function batches(group: Group, openOn: (address: Address) => PortSet, maxRate: number | null): readonly Batch[] {
  const limit = rateLimit(group.settings, maxRate);
  const most = limit === null ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(limit / PACKETS_A_SERVICE));
  const pieces: Batch[] = [];
  let together: Address[] = [];
  let services = 0;
  const close = (): void => {
    pieces.push(...slices(union(...together.map(openOn))).map((ports) => ({ addresses: together, ports })));
    together = [];
    services = 0;
  };
  for (const address of group.addresses) {
    const open = openOn(address);
    const count = portCount(open);
    if (services + count > most && together.length > 0) close();
    if (count > most) pieces.push(...portions(open, most).map((ports) => ({ addresses: [address], ports })));
    else {
      together.push(address);
      services += count;
    }
  }
  close();
  return pieces;
}

function portions(ports: PortSet, size: number): readonly PortSet[] {
  return chunks([...eachPort(ports)], size).map((some) => portSet(some.map((port) => [port, port])));
}

import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { HostObservation, Unobserved } from '../model/observation.ts';
import type { Machine } from '../model/plan.ts';
import { eachPort, intersect, NO_PORTS, type PortSet, subtract } from '../model/port.ts';
import { TOP_100_TCP } from '../model/top-ports.ts';
import { type Asked, findDropped } from '../scan/egress.ts';
import type { ScanSetup } from '../scan/scan.ts';

/** The largest number of test connections to all addresses, and to one address. */
const MOST_ASKED = 512;
const MOST_ASKED_OF_ONE = 24;

const DROPPED_HERE =
  'a firewall of this machine drops or rejects connections to the address; let them out, or run as root';
const UNKNOWN = 'the run ended before it tested whether this machine lets connections to the address out';

/**
 * Tests, after a sweep without raw sockets, whether this machine itself drops the connections. The test connects to
 * ports that the policy mentions, to common ports and to some other ports. None of these ports was open.
 * @returns the ports that are unobserved because this machine drops the connections
 */
export async function droppedHere(
  { required, expected, maxRate }: Grant,
  hosts: ReadonlyMap<Address, HostObservation>,
  { unroutable, own }: Pick<Machine, 'unroutable' | 'own'>,
  { signal, remaining }: ScanSetup,
): Promise<{ readonly unobserved: readonly Unobserved[]; readonly notices: readonly string[] }> {
  const silent = new Map<Address, PortSet>();
  for (const [address, { tcp = NO_PORTS }] of required) {
    const ports = subtract(tcp, hosts.get(address)?.protocols.tcp?.states.open ?? NO_PORTS);
    const remote = !own.has(address) && !unroutable.has(address);
    if (remote && ports.length > 0) silent.set(address, ports);
  }
  const asked = questions(silent, expected);
  const time = AbortSignal.timeout(Math.max(1, Math.min(remaining(), 2 ** 31 - 1)));
  const both = AbortSignal.any([signal, time]);
  const dropped = await findDropped(asked, maxRate, both);
  if (dropped === null) {
    const notice =
      'This run cannot tell whether a firewall of this machine drops connections: run as root to find out.';
    return { unobserved: [], notices: silent.size === 0 ? [] : [notice] };
  }
  // If this machine drops connections to a sample of the addresses, it may drop connections to every address.
  const all = both.aborted || (dropped.size > 0 && asked.size < silent.size);
  const reason = { code: 'blocked', text: both.aborted ? UNKNOWN : DROPPED_HERE } as const;
  return {
    unobserved: [...silent].flatMap(([address, ports]) =>
      all || dropped.has(address) ? [{ address, protocol: 'tcp', ports, reason }] : [],
    ),
    notices: [],
  };
}

/** @returns the ports to connect to: those that the policy expects first, then common and other ports */
export function questions(silent: ReadonlyMap<Address, PortSet>, expected: Grant['expected']): Asked {
  const step = Math.max(1, Math.ceil(silent.size / MOST_ASKED));
  const some = [...silent].filter((_, index) => index % step === 0);
  const each = Math.min(MOST_ASKED_OF_ONE, Math.floor(MOST_ASKED / Math.max(1, some.length)));
  return new Map(
    some.map(([address, ports]) => {
      const first = [...eachPort(intersect(ports, expected.get(address)?.tcp ?? NO_PORTS))].slice(0, each);
      // One half of the rest is for common ports, the other half is spread over all ports.
      const common = spread([...eachPort(intersect(ports, TOP_100_TCP))], Math.ceil((each - first.length) / 2));
      const others = spread([...eachPort(ports)], each - first.length - common.length);
      return [address, [...new Set([...first, ...common, ...others])]];
    }),
  );
}

function spread(ports: readonly number[], count: number): readonly number[] {
  if (ports.length <= count) return ports;
  return Array.from({ length: count }, (_, index) => ports[Math.floor((index * ports.length) / count)] as number);
}

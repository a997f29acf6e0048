import { type Address, FAMILIES, familyOf } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import type { Machine, Planned } from '../model/plan.ts';
import { eachPort, firstPorts, NO_PORTS, type PortSet, type Protocol, portSet } from '../model/port.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import { FIRST, SLOW_PATH } from '../model/timeouts.ts';
import { type PingAsk, pingPlan } from '../nmap/arguments.ts';
import { rawOption } from '../nmap/options.ts';
import { chunks } from './group.ts';

/** The number of hosts that nmap probes at once in host discovery. */
const ADDRESSES_A_DISCOVERY = 4_096;

/**
 * The largest number of ports for one kind of probe. Each port costs a packet for every address that does not answer,
 * and three packets with repetitions.
 */
const MOST_PROBED = 20;

/** Ports that usually answer, open or closed, through most firewalls. The ports of the policy come before them. */
const USUALLY_ANSWERING: Readonly<Record<Protocol, readonly number[]>> = {
  tcp: [443, 80, 22, 3389, 445, 8080, 25, 53, 21, 8443],
  udp: [53, 161, 123, 500, 40_125],
  sctp: [],
};

/** @returns whether host discovery probes the address before the sweep */
export function isDiscovered(settings: ScanSettings | undefined): boolean {
  if (settings === undefined) return false;
  const { assume, profile } = settings;
  return assume === 'discover' || profile === 'discovery';
}

/**
 * Plans host discovery, the first step, if a policy asks for it. Leaves out addresses that this machine cannot
 * probe: see `planScanGroups`.
 * @param among only these addresses, which have been silent, with long timeouts; null: all addresses, with
 * timeouts that fit the path
 */
export function planDiscovery(
  grant: Grant,
  { privilege, unroutable }: Machine,
  among: ReadonlySet<Address> | null = null,
): Planned {
  const timeouts = among === null ? FIRST : SLOW_PATH;
  const { settingsByAddress, maxRate } = grant;
  const asked = [...settingsByAddress].filter(([address, settings]) => {
    const possible = privilege !== 'unprivileged' || rawOption(settings) === undefined;
    if (among !== null && !among.has(address)) return false;
    const isAsked = isDiscovered(settings) || grant.forbiddenMacs?.has(address) === true;
    return isAsked && possible && !unroutable.has(address);
  });
  const groups = groupBy(
    asked,
    ([address, { profile, options }]) => `${familyOf(address)} ${[profile, ...options].join(' ')}`,
  );
  const plans = [...groups.values()]
    .flatMap((group) => chunks(group, ADDRESSES_A_DISCOVERY))
    .map((group) => {
      const [[first, settings]] = group as [[Address, ScanSettings]];
      const addresses = group.map(([address]) => address);
      const ports = probedPorts(addresses, grant);
      return pingPlan({ family: familyOf(first), settings, addresses, ports, privilege, maxRate, timeouts });
    })
    .sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family));
  return { plans, unobserved: [] };
}

function probedPorts(addresses: readonly Address[], { expected }: Grant): PingAsk['ports'] {
  const ports = (protocol: Protocol): readonly number[] => {
    const chosen = new Set<number>();
    const sets = new Set(addresses.map((address) => expected.get(address)?.[protocol] ?? NO_PORTS));
    for (const set of sets) for (const port of eachPort(firstPorts(set, MOST_PROBED / 2))) chosen.add(port);
    for (const port of USUALLY_ANSWERING[protocol]) chosen.add(port);
    return [...chosen].slice(0, MOST_PROBED);
  };
  const tcp = ports('tcp');
  return { syn: setOf(tcp), ack: setOf(tcp.slice(0, 5)), udp: setOf(ports('udp')), sctp: setOf(ports('sctp')) };
}

function setOf(ports: readonly number[]): PortSet {
  return portSet(ports.map((port) => [port, port]));
}

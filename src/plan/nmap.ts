import type { Address, Family } from '../model/address.ts';
import type { Plan, Privilege } from '../model/plan.ts';
import { formatPorts, type PortSet, type Protocol } from '../model/port.ts';

/** What one invocation is asked. */
export interface Ask {
  readonly step: Plan['step'];
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  readonly privilege: Privilege;
  /** Packets a second; null: no limit. */
  readonly maxRate: number | null;
}

/** nmap's scan types (nmap manual, "Port scanning techniques"). Without privilege only connect() is left. */
const SCAN_TYPE = { tcp: '-sS', udp: '-sU', sctp: '-sY' } as const satisfies Record<Protocol, string>;

/**
 * The only place where nmap's flags are written.
 * - `-n -Pn`: names were resolved and hosts decided before; `-v`: a host that is down gets a `<host>` element.
 * - `--stats-every 1s` puts its progress into the XML.
 * - `--max-hostgroup` bounds its memory and what a killed run loses.
 * - `-p` without `T:`/`U:`: one protocol each invocation, because nmap drops the parts whose scan type is not asked for.
 */
export function nmapPlan(ask: Ask): Plan {
  const { step, family, protocol, addresses, ports, privilege, maxRate } = ask;
  const argv = [
    ...(family === 'ipv6' ? ['-6'] : []),
    ...(privilege === 'capabilities' ? ['--privileged'] : []),
    ...(privilege === 'unprivileged' ? ['--unprivileged', '-sT'] : [SCAN_TYPE[protocol]]),
    ...(step === 'identify' ? ['-sV'] : []),
    ...['-n', '-Pn', '-T4', '-v'],
    ...['--max-hostgroup', '64'],
    ...(maxRate === null ? [] : ['--max-rate', String(maxRate)]),
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...['-p', formatPorts(ports)],
    ...addresses,
  ];
  return { step, family, protocol, addresses, ports, argv };
}

import type { Address, Family } from '../model/address.ts';
import type { Manner } from '../model/manner.ts';
import type { Plan, Privilege, Step } from '../model/plan.ts';
import { formatPorts, NO_PORTS, type PortSet, type Protocol } from '../model/port.ts';

/** What one invocation is asked. */
export interface Ask {
  readonly step: Exclude<Step, 'discover'>;
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  readonly privilege: Privilege;
  /** Packets a second; null: no limit. */
  readonly maxRate: number | null;
  /** Packets a second, exactly and without repetition: others repeat. Null: nmap's own pace and its own repetition. */
  readonly pace: number | null;
  /** `connect`: the kernel's connect(), although raw sockets are there: a second opinion. */
  readonly technique: 'usual' | 'connect';
  readonly manner: Manner;
}

/** Which hosts are up: asked of ports that may answer, in any state. */
export interface PingAsk extends Pick<Ask, 'family' | 'addresses' | 'privilege' | 'maxRate' | 'manner'> {
  readonly ports: Readonly<Record<'syn' | 'ack' | 'udp' | 'sctp', PortSet>>;
}

/** nmap's scan types (nmap manual, "Port scanning techniques"). Without privilege only connect() is left. */
const SCAN_TYPE = { tcp: '-sS', udp: '-sU', sctp: '-sY' } as const satisfies Record<Protocol, string>;

/** Addresses that one invocation asks: keeps the command line far below the kernel's limit, and a failure's damage small. */
export const ADDRESSES_A_PLAN = 256;

/** Packets a second of a stealthy scan: all of TCP on one host takes 22 minutes. */
export const STEALTH_RATE = 50;

/** Packets a second of a discovery that no policy limits: 4,096 addresses × 50 probes, repeated twice, in five minutes. */
export const DISCOVERY_RATE = 2_000;

/**
 * The only place where nmap's flags are written.
 * - `-n -Pn`: names were resolved and hosts decided before; `-v`: a host that is down gets a `<host>` element.
 * - `--stats-every 1s` puts its progress into the XML.
 * - `-p` without `T:`/`U:`: one protocol each invocation, because nmap drops the parts whose scan type is not asked for.
 */
export function nmapPlan(ask: Ask): Plan {
  const { step, family, protocol, addresses, ports } = ask;
  const argv = [
    ...familyFlags(family),
    ...scanType(ask),
    ...purpose(ask),
    ...['-n', '-Pn', timing(ask), '-v'],
    ...pacing(ask),
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...['-p', formatPorts(ports)],
    ...addresses,
  ];
  return { step, family, protocol, addresses, ports, argv };
}

/**
 * Host discovery (nmap manual, "Host discovery"): echo and timestamp requests, and probes that work where ICMP does not.
 * Without privilege only connect() is left, and any answer to it, a refusal too, says that the host is up.
 */
export function pingPlan({ family, addresses, privilege, maxRate, manner, ports }: PingAsk): Plan {
  const probe = (flag: string, set: PortSet): readonly string[] =>
    set.length === 0 ? [] : [`${flag}${formatPorts(set)}`];
  const rate = manner.profile === 'stealth' ? STEALTH_RATE : DISCOVERY_RATE;
  const raw = [
    '-PE',
    // There is no ICMPv6 timestamp: nmap refuses the whole run.
    ...(family === 'ipv4' ? ['-PP'] : []),
    ...probe('-PA', ports.ack),
    ...probe('-PU', ports.udp),
    ...probe('-PY', ports.sctp),
  ];
  const argv = [
    ...familyFlags(family),
    ...privilegeFlags(privilege),
    ...['-sn', '-n', '-T4', '-v'],
    ...probe('-PS', ports.syn),
    ...(privilege === 'unprivileged' ? [] : raw),
    ...['--max-retries', '2'],
    ...['--max-rate', String(lowest(rate, maxRate))],
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...addresses,
  ];
  return { step: 'discover', family, protocol: 'tcp', addresses, ports: NO_PORTS, argv };
}

function familyFlags(family: Family): readonly string[] {
  return family === 'ipv6' ? ['-6'] : [];
}

function privilegeFlags(privilege: Privilege): readonly string[] {
  if (privilege === 'unprivileged') return ['--unprivileged'];
  return privilege === 'capabilities' ? ['--privileged'] : [];
}

function scanType({ protocol, privilege, technique }: Ask): readonly string[] {
  const connects = privilege === 'unprivileged' || (protocol === 'tcp' && technique === 'connect');
  return [...privilegeFlags(privilege), connects ? '-sT' : SCAN_TYPE[protocol]];
}

/** Safe scripts of nmap's own that tell facts about TLS, SSH and HTTP; none logs in, guesses, or writes anything. */
export const FACT_SCRIPTS = [
  'http-security-headers',
  'http-title',
  'ssh-hostkey',
  'ssh2-enum-algos',
  'ssl-cert',
  'ssl-date',
  'tls-alpn',
] as const;

function purpose({ step, protocol, privilege, manner }: Ask): readonly string[] {
  switch (step) {
    case 'sweep':
      return [];
    case 'identify':
      return manner.profile === 'stealth' ? ['-sV', '--version-light'] : ['-sV'];
    case 'confirm':
      return protocol === 'udp' ? ['-sV'] : [];
    case 'facts': {
      // Scripts choose their ports by what is there, which a light version scan tells.
      const scripts = ['--script', FACT_SCRIPTS.join(','), '--script-timeout', '30s'];
      return ['-sV', '--version-light', ...(privilege === 'unprivileged' ? [] : ['-O']), ...scripts];
    }
    default:
      return step satisfies never;
  }
}

function timing({ step, privilege, manner }: Ask): string {
  if (manner.profile === 'stealth') return '-T3';
  return step === 'confirm' && privilege === 'unprivileged' ? '-T3' : '-T4';
}

function pacing({ step, protocol, maxRate, pace, manner }: Ask): readonly string[] {
  if (pace !== null) {
    const rate = String(Math.max(1, Math.floor(lowest(pace, maxRate))));
    // At -T4 nmap would begin with groups of eight hosts: a chunk is one group, so that its canaries speak for all of it.
    const group = String(ADDRESSES_A_PLAN);
    const groups = ['--min-hostgroup', group, '--max-hostgroup', group];
    return [...groups, '--max-retries', '0', '--min-rate', rate, '--max-rate', rate];
  }
  // Bounds nmap's memory and what a killed run loses.
  const groups = ['--max-hostgroup', '64'];
  if (manner.profile === 'stealth') {
    const slow = ['--max-rate', String(lowest(STEALTH_RATE, maxRate)), '--max-scan-delay', '20ms'];
    return [...groups, '--max-retries', '2', ...slow];
  }
  return [
    ...groups,
    ...(protocol === 'udp' ? ['--max-retries', step === 'confirm' ? '3' : '2'] : []),
    ...(maxRate === null ? [] : ['--max-rate', String(maxRate)]),
  ];
}

function lowest(rate: number, maxRate: number | null): number {
  return Math.min(rate, maxRate ?? Number.POSITIVE_INFINITY);
}

import type { Address, Family } from '../model/address.ts';
import type { Plan, Privilege, QuickQuestions, Step } from '../model/plan.ts';
import { formatPorts, NO_PORTS, type PortSet, type Protocol } from '../model/port.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import { LONGEST_WAIT, type Timeouts } from '../model/timeouts.ts';
import { listenScan } from './listen.ts';
import { milliseconds, type Option, optionsOf, written } from './options.ts';
import { handshakeScan, questionsOf, sideBySide, versionScan } from './version-scan.ts';

/** What one invocation probes. */
export interface Ask {
  readonly step: Exclude<Step, 'discover'>;
  readonly family: Family;
  readonly protocol: Protocol;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
  readonly privilege: Privilege;
  /** Packets per second; null: no limit. */
  readonly maxRate: number | null;
  /** The share of the rate that the invocation may use: see `Plan`. */
  readonly share?: number;
  /**
   * Packets per second, exactly this many and without repetition, because the sweep repeats probes. Null: nmap's own
   * pace and nmap's own repetition.
   */
  readonly pace: number | null;
  /**
   * `connect`: the kernel's connect() although raw sockets are available, for confirmation. `connect-only`: always
   * connect(), which repeats its first packet by itself.
   */
  readonly technique: 'usual' | 'connect' | 'connect-only';
  readonly settings: ScanSettings;
  /** See `Plan`. */
  readonly services?: number;
  /** Which questions quick version detection asks, and how many milliseconds it waits: see `Plan`. */
  readonly quick?: QuickQuestions | undefined;
  readonly wait?: number | undefined;
  /** Whether a confirmation asks for services too. */
  readonly versions?: boolean;
  /** Whether the scripts and the OS detection of the scan settings ride with version detection. */
  readonly facts?: boolean;
  /** The probes of a handshake scan, or the script of a scan that listens. nmap reads them from standard input. */
  readonly probes?: string;
  readonly timeouts: Timeouts;
  /** Whether ports are asked in ascending order; left out: at random, popular ones first. */
  readonly inOrder?: boolean | undefined;
}

/** Host discovery: finds out which hosts are up, with probes of ports that may answer in any state. */
export interface PingAsk extends Pick<Ask, 'family' | 'addresses' | 'privilege' | 'maxRate' | 'settings' | 'timeouts'> {
  readonly ports: Readonly<Record<'syn' | 'ack' | 'udp' | 'sctp', PortSet>>;
}

/** nmap's scan types (nmap manual, "Port scanning techniques"). Without privilege only connect() is left. */
const SCAN_TYPE = { tcp: '-sS', udp: '-sU', sctp: '-sY' } as const satisfies Record<Protocol, string>;

/**
 * The number of addresses in one invocation. It keeps the command line far below the kernel's limit, and
 * limits what one failure loses.
 */
export const ADDRESSES_A_PLAN = 256;

/** Packets per second of a paced sweep without a limit in the policy. The uplink of a busy office carries this rate. */
export const DEFAULT_RATE = 20_000;

/** The same without raw sockets. Then every probe is a connection of the kernel with a descriptor of its own. */
const CONNECT_RATE = 2_000;

/**
 * The same for addresses of this machine, whose sockets are free again after 0.1 s. nmap 7.93 does
 * not reach twice this rate.
 */
const OWN_RATE = 5_000;

/**
 * The number of simultaneous connections of one process. With `--min-rate`, nmap 7.93 does not sleep between its last
 * connect() and the end of the last wait. It polls its sockets without a pause and takes the core that a sweep beside
 * it needs (measured: 1.9 s of processor time for 330 connections; 0.3 s with this option).
 */
const MOST_CONNECTS = '1000';

/**
 * Packets per second of a stealth scan. All TCP ports of one host take 22 minutes, and twice
 * as long if nothing answers.
 */
export const STEALTH_RATE = 50;

/** Packets per second of a host discovery without a limit in the policy. */
const DISCOVERY_RATE = 2_000;

/**
 * @returns packets per second of a host discovery. The rate is constant, because nothing measures
 * how much the path carries.
 */
export function discoveryRate({ profile }: ScanSettings, maxRate: number | null): number {
  if (profile === 'stealth') return STEALTH_RATE;
  return maxRate === null ? DISCOVERY_RATE : Math.min(maxRate, DEFAULT_RATE);
}

/**
 * Writes the arguments of one invocation. nmap's flags are written only in this file.
 * - `-n -Pn`: names are resolved and hosts are discovered before. `-v`: a host that is down gets a `<host>` element.
 * - `--stats-every 1s`: nmap writes its progress into the XML.
 * - `-p` without `T:` and `U:`: each invocation has one protocol, because nmap drops the parts of `-p` that its
 * scan type does not cover.
 * @throws TypeError if the scan settings have an option that is not allowed
 */
export function nmapPlan(ask: Ask): Plan {
  const { step, family, protocol, addresses, ports, settings } = ask;
  const given = optionsOf(settings);
  const argv = [
    ...familyFlags(family),
    ...privilegeFlags(ask.privilege),
    ...scanType(ask, given),
    ...purpose(ask, given),
    ...['-n', '-Pn', timing(ask, given), '-v'],
    ...pacing(ask, given),
    ...written(given, 'words'),
    ...(ask.inOrder === true ? ['-r'] : []),
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...['-p', formatPorts(ports)],
    ...addresses,
  ];
  return { step, family, protocol, addresses, ports, argv, ...questionsOf(ask) };
}

/**
 * Host discovery (nmap manual, "Host discovery") by echo requests, by timestamp requests, and by probes that work
 * without ICMP. Without privilege only connect() is left; then any answer shows that the host is up, a refusal too.
 */
export function pingPlan({ family, addresses, privilege, maxRate, settings, ports, timeouts }: PingAsk): Plan {
  const given = optionsOf(settings);
  const probe = (flag: string, set: PortSet): readonly string[] =>
    set.length === 0 ? [] : [`${flag}${formatPorts(set)}`];
  const raw = ['-PE', '-PP', ...probe('-PA', ports.ack), ...probe('-PU', ports.udp), ...probe('-PY', ports.sctp)];
  const ours = [...probe('-PS', ports.syn), ...(privilege === 'unprivileged' ? [] : raw)].filter(fits(family));
  const probes = written(given, 'probe').filter(fits(family));
  const rate = String(lowest(discoveryRate(settings, maxRate), maxRate, given));
  const argv = [
    ...familyFlags(family),
    ...privilegeFlags(privilege),
    ...['-sn', '-n', overrideOr(given, '-T', settings.profile === 'stealth' ? '-T3' : '-T4'), '-v'],
    ...(probes.length > 0 ? probes : ours),
    overrideOr(given, '--max-retries', '--max-retries=2'),
    ...otherTiming(given, ['-T', '--max-retries', ...ROUND_TRIPS]),
    ...waiting(timeouts, given),
    // Without a minimum rate, nmap slows down to some twenty packets per second if hardly any host answers.
    ...['--min-rate', rate, '--max-rate', rate],
    ...written(given, 'words'),
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...addresses,
  ];
  return { step: 'discover', family, protocol: 'tcp', addresses, ports: NO_PORTS, argv };
}

/** ICMPv6 has neither timestamp nor mask requests: nmap would refuse the whole run. */
function fits(family: Family): (probe: string) => boolean {
  return (probe) => family === 'ipv4' || (probe !== '-PP' && probe !== '-PM');
}

/**
 * @returns the largest number of packets per second that scan settings and authorization allow, if nothing asks for a
 * higher rate; null: no limit
 */
export function rateLimit(settings: ScanSettings, maxRate: number | null): number | null {
  const usual = settings.profile === 'stealth' ? STEALTH_RATE : Number.POSITIVE_INFINITY;
  const limit = lowest(usual, maxRate, optionsOf(settings));
  return limit === Number.POSITIVE_INFINITY ? null : limit;
}

/** @returns the packets per second of a paced sweep */
export function sweepRate(
  { settings, own }: { readonly settings: ScanSettings; readonly own: boolean },
  { privilege }: { readonly privilege: Privilege },
  maxRate: number | null,
): number {
  const limit = rateLimit(settings, maxRate);
  if (!own && privilege !== 'unprivileged') return limit ?? DEFAULT_RATE;
  return Math.min(own ? OWN_RATE : CONNECT_RATE, limit ?? Number.POSITIVE_INFINITY);
}

function familyFlags(family: Family): readonly string[] {
  return family === 'ipv6' ? ['-6'] : [];
}

function privilegeFlags(privilege: Privilege): readonly string[] {
  if (privilege === 'unprivileged') return ['--unprivileged'];
  return privilege === 'capabilities' ? ['--privileged'] : [];
}

/** Confirmation uses the other technique, except for packet options that connect() cannot apply. */
function scanType({ protocol, privilege, technique }: Ask, given: readonly Option[]): readonly string[] {
  if (protocol !== 'tcp') return [SCAN_TYPE[protocol]];
  const packets = written(given, 'packet');
  const other = technique === 'connect' && packets.length === 0;
  const connectOnly = technique === 'connect-only' && packets.length === 0;
  const connects = connectOnly || given.some(({ name }) => name === '-sT') !== other;
  return privilege === 'unprivileged' || connects ? ['-sT'] : [SCAN_TYPE.tcp, ...packets];
}

function purpose(ask: Ask, given: readonly Option[]): readonly string[] {
  const { step } = ask;
  switch (step) {
    case 'sweep':
      return [];
    case 'identify':
      return versionScan(ask, given);
    case 'listen':
      return listenScan();
    case 'handshake':
      return handshakeScan(ask, given);
    case 'confirm':
      return ask.versions === true ? ['-sV', ...sideBySide(ask, given)] : [];
    default:
      return step satisfies never;
  }
}

function timing({ step, technique, privilege, settings, pace }: Ask, given: readonly Option[]): string {
  if (technique === 'connect-only' && pace !== null) return '-T4';
  const slow = settings.profile === 'stealth' || (step === 'confirm' && privilege === 'unprivileged');
  return overrideOr(given, '-T', slow ? '-T3' : '-T4');
}

function pacing(ask: Ask, given: readonly Option[]): readonly string[] {
  const { step, technique, protocol, maxRate, pace, settings, timeouts } = ask;
  if (pace !== null) {
    const rate = technique === 'connect-only' ? pace.toFixed(2) : String(lowest(pace, maxRate, given));
    // With -T4, nmap would begin with groups of eight hosts. A chunk is one group, so that its
    // canaries measure all of it.
    const group = String(ADDRESSES_A_PLAN);
    const groups = ['--min-hostgroup', group, '--max-hostgroup', group];
    const steady = technique === 'connect-only' ? ['--min-parallelism', MOST_CONNECTS] : ['--min-rate', rate];
    return [...groups, '--max-retries', '0', ...waiting(timeouts, given), ...steady, '--max-rate', rate];
  }
  const limit = shareOf(rateLimit(settings, maxRate), ask);
  return [
    // Limits nmap's memory, and what a killed run loses.
    ...(given.some(({ name }) => name.endsWith('-hostgroup')) ? [] : ['--max-hostgroup', '64']),
    ...(given.some(({ name }) => name === '--max-retries') ? [] : retries(step, protocol, settings)),
    ...otherTiming(given, ['-T', ...ROUND_TRIPS]),
    ...waiting(timeouts, given),
    // A constant rate: otherwise nmap slows down to a tenth of it if several hosts are silent.
    ...(settings.profile === 'stealth' ? ['--min-rate', String(limit), '--max-scan-delay', '20ms'] : []),
    ...(limit === null ? [] : ['--max-rate', String(limit)]),
  ];
}

/** Confirming connections count as three packets each: SYN, ACK and RST. */
const PACKETS_A_CONNECTION = 3;

/** @returns the packets per second of an invocation that may use only a share of the limit */
function shareOf(limit: number | null, { step, protocol, share = 1 }: Ask): number | null {
  if (limit === null) return null;
  const packets = step === 'confirm' && protocol === 'tcp' ? PACKETS_A_CONNECTION : 1;
  return Math.max(1, Math.floor((limit * share) / packets));
}

/**
 * nmap repeats TCP probes as often as its losses suggest. Silence of UDP is not loss, and
 * repetition takes most of the time.
 */
function retries(step: Step, protocol: Protocol, { profile }: ScanSettings): readonly string[] {
  if (protocol === 'udp') return ['--max-retries', step === 'confirm' ? '3' : '2'];
  return profile === 'stealth' ? ['--max-retries', '2'] : [];
}

/** nmap's options for its timeouts (nmap manual, "Timing and Performance"). */
const ROUND_TRIPS = ['--initial-rtt-timeout', '--min-rtt-timeout', '--max-rtt-timeout'] as const;

/** A policy may set longer timeouts than the path needs, but not shorter ones. */
function waiting(timeouts: Timeouts, given: readonly Option[]): readonly string[] {
  const fromPolicy = ROUND_TRIPS.map(
    (name) => milliseconds(given.find((option) => option.name === name)?.value ?? '') ?? 0,
  ) as [number, number, number];
  const least = Math.max(timeouts.least, fromPolicy[1]);
  const initial = Math.max(timeouts.initial, fromPolicy[0], least);
  const most = Math.max(LONGEST_WAIT, fromPolicy[2], initial);
  return [initial, least, most].flatMap((time, index) => [ROUND_TRIPS[index] as string, `${time}ms`]);
}

function otherTiming(given: readonly Option[], names: readonly string[]): readonly string[] {
  return given.filter(({ kind, name }) => kind === 'timing' && !names.includes(name)).map(({ argument }) => argument);
}

function overrideOr(given: readonly Option[], name: string, ours: string): string {
  return given.find((option) => option.name === name)?.argument ?? ours;
}

/** @returns packets per second: the wanted rate, within the limits of the authorization and of the policy */
function lowest(wanted: number, maxRate: number | null, given: readonly Option[]): number {
  const fromPolicy = given.find(({ kind }) => kind === 'rate')?.value ?? Number.POSITIVE_INFINITY;
  const rate = Math.min(wanted, maxRate ?? Number.POSITIVE_INFINITY, Number(fromPolicy));
  return rate === Number.POSITIVE_INFINITY ? rate : Math.max(1, Math.floor(rate));
}

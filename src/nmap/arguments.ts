import type { Address, Family } from '../model/address.ts';
import type { Plan, Privilege, Step } from '../model/plan.ts';
import { formatPorts, NO_PORTS, overlap, type PortSet, type Protocol } from '../model/port.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import { LONGEST_WAIT, type Timeouts } from '../model/timeouts.ts';
import { milliseconds, type Option, optionsOf } from './options.ts';
import { FACT_SCRIPTS } from './scripts.ts';

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
  /**
   * `connect`: the kernel's connect(), although raw sockets are there: a second opinion. `patient`: always by
   * connect(), which repeats its first packet by itself.
   */
  readonly technique: 'usual' | 'connect' | 'patient';
  readonly settings: ScanSettings;
  /** The probes of a handshake scan, read from standard input in place of nmap's own. */
  readonly probes?: string;
  readonly timeouts: Timeouts;
}

/** Which hosts are up: asked of ports that may answer, in any state. */
export interface PingAsk extends Pick<Ask, 'family' | 'addresses' | 'privilege' | 'maxRate' | 'settings' | 'timeouts'> {
  readonly ports: Readonly<Record<'syn' | 'ack' | 'udp' | 'sctp', PortSet>>;
}

/** nmap's scan types (nmap manual, "Port scanning techniques"). Without privilege only connect() is left. */
const SCAN_TYPE = { tcp: '-sS', udp: '-sU', sctp: '-sY' } as const satisfies Record<Protocol, string>;

/**
 * Printers print what they receive there: nmap asks these TCP ports for no service unless told to (nmap-service-probes,
 * `Exclude`).
 */
export const PRINTER_PORTS: PortSet = [[9100, 9107]];

/**
 * Addresses that one invocation asks: keeps the command line far below the kernel's limit, and a failure's damage
 * small.
 */
export const ADDRESSES_A_PLAN = 256;

/** Packets a second of a paced sweep that no policy limits: a busy office's uplink carries that. */
export const DEFAULT_RATE = 20_000;

/** The same without raw sockets, where every probe is a connection of the kernel's, with a descriptor of its own. */
const CONNECT_RATE = 2_000;

/**
 * The same to this machine's own addresses, whose sockets are free again after 0.1 s. Twice as many are not reached
 * (nmap 7.93).
 */
const OWN_RATE = 5_000;

/**
 * Connections that may be under way in one process. With `--min-rate` nmap 7.93 does not sleep between its last
 * connect() and the end of the last wait: it polls its sockets without a pause, and takes from a sweep beside it the
 * core that it needs (measured: 1.9 s of processor time for 330 connections, 0.3 s by this).
 */
const MOST_CONNECTS = '1000';

/**
 * Packets a second of a stealthy scan: all of TCP on one host takes 22 minutes, and twice that where nothing answers.
 */
export const STEALTH_RATE = 50;

/** Packets a second of a discovery that no policy limits. */
const DISCOVERY_RATE = 2_000;

/** @returns packets a second of a discovery: steadily, for nothing tells it how much the path takes */
export function discoveryRate({ profile }: ScanSettings, maxRate: number | null): number {
  if (profile === 'stealth') return STEALTH_RATE;
  return maxRate === null ? DISCOVERY_RATE : Math.min(maxRate, DEFAULT_RATE);
}

/**
 * The only place where nmap's flags are written.
 * - `-n -Pn`: names were resolved and hosts decided before; `-v`: a host that is down gets a `<host>` element.
 * - `--stats-every 1s` puts its progress into the XML.
 * - `-p` without `T:`/`U:`: one protocol each invocation, because nmap drops the parts whose scan type is not asked
 *   for.
 * @throws TypeError where the manner names an option that is not allowed
 */
export function nmapPlan(ask: Ask): Plan {
  const { step, family, protocol, addresses, ports, settings } = ask;
  const said = optionsOf(settings);
  const argv = [
    ...familyFlags(family),
    ...privilegeFlags(ask.privilege),
    ...scanType(ask, said),
    ...purpose(ask, said),
    ...['-n', '-Pn', timing(ask, said), '-v'],
    ...pacing(ask, said),
    ...written(said, 'words'),
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...['-p', formatPorts(ports)],
    ...addresses,
  ];
  const input = ask.probes === undefined ? {} : { input: ask.probes };
  return { step, family, protocol, addresses, ports, argv, ...input };
}

/**
 * Host discovery (nmap manual, "Host discovery"): echo and timestamp requests, and probes that work where ICMP does
 * not. Without privilege only connect() is left, and any answer to it, a refusal too, says that the host is up.
 */
export function pingPlan({ family, addresses, privilege, maxRate, settings, ports, timeouts }: PingAsk): Plan {
  const said = optionsOf(settings);
  const probe = (flag: string, set: PortSet): readonly string[] =>
    set.length === 0 ? [] : [`${flag}${formatPorts(set)}`];
  const raw = ['-PE', '-PP', ...probe('-PA', ports.ack), ...probe('-PU', ports.udp), ...probe('-PY', ports.sctp)];
  const ours = [...probe('-PS', ports.syn), ...(privilege === 'unprivileged' ? [] : raw)].filter(fits(family));
  const theirs = written(said, 'probe').filter(fits(family));
  const rate = String(lowest(discoveryRate(settings, maxRate), maxRate, said));
  const argv = [
    ...familyFlags(family),
    ...privilegeFlags(privilege),
    ...['-sn', '-n', overrideOr(said, '-T', settings.profile === 'stealth' ? '-T3' : '-T4'), '-v'],
    ...(theirs.length > 0 ? theirs : ours),
    overrideOr(said, '--max-retries', '--max-retries=2'),
    ...otherTiming(said, ['-T', '--max-retries', ...ROUND_TRIPS]),
    ...waiting(timeouts, said),
    // By itself nmap falls to some twenty packets a second where hardly anything answers.
    ...['--min-rate', rate, '--max-rate', rate],
    ...written(said, 'words'),
    ...['--stats-every', '1s'],
    ...['-oX', '-'],
    ...addresses,
  ];
  return { step: 'discover', family, protocol: 'tcp', addresses, ports: NO_PORTS, argv };
}

/** ICMPv6 has neither timestamp nor mask: nmap refuses the whole run. */
function fits(family: Family): (probe: string) => boolean {
  return (probe) => family === 'ipv4' || (probe !== '-PP' && probe !== '-PM');
}

/**
 * @returns packets a second that a manner and an authorization allow where nothing faster is asked for; null: no limit.
 */
export function rateLimit(settings: ScanSettings, maxRate: number | null): number | null {
  const usual = settings.profile === 'stealth' ? STEALTH_RATE : Number.POSITIVE_INFINITY;
  const limit = lowest(usual, maxRate, optionsOf(settings));
  return limit === Number.POSITIVE_INFINITY ? null : limit;
}

/** @returns packets a second that a paced sweep keeps to */
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

/** A second opinion is by the other technique, except where the packets are shaped as connect() can't shape them. */
function scanType({ protocol, privilege, technique }: Ask, said: readonly Option[]): readonly string[] {
  if (protocol !== 'tcp') return [SCAN_TYPE[protocol]];
  const packets = written(said, 'packet');
  const other = technique === 'connect' && packets.length === 0;
  const patient = technique === 'patient' && packets.length === 0;
  const connects = patient || said.some(({ name }) => name === '-sT') !== other;
  return privilege === 'unprivileged' || connects ? ['-sT'] : [SCAN_TYPE.tcp, ...packets];
}

function purpose({ step, protocol, ports, privilege, settings }: Ask, said: readonly Option[]): readonly string[] {
  switch (step) {
    case 'sweep':
      return [];
    case 'identify':
      return [
        '-sV',
        // A plan names these ports only where the policy says which service is there.
        ...(protocol === 'tcp' && overlap(ports, PRINTER_PORTS) ? ['--allports'] : []),
        ...(settings.profile === 'stealth' ? ['--version-light'] : written(said, 'version')),
      ];
    case 'handshake':
      // Below 7 the scripts stay away that rewrite what was found (`http-server-header`, `https-redirect`).
      return ['-sV', '--version-intensity', '1', '--versiondb', '/dev/stdin'];
    case 'confirm':
      return protocol === 'udp' ? ['-sV'] : [];
    case 'facts': {
      const system = privilege === 'unprivileged' ? [] : ['-O'];
      const facts = settings.profile === 'custom' ? written(said, 'facts') : [...system, `--script=${FACT_SCRIPTS}`];
      // Scripts choose their ports by what is there, which a light version scan tells.
      return ['-sV', '--version-light', ...facts, '--script-timeout', '30s'];
    }
    default:
      return step satisfies never;
  }
}

function timing({ step, technique, privilege, settings, pace }: Ask, said: readonly Option[]): string {
  if (technique === 'patient' && pace !== null) return '-T4';
  const patient = settings.profile === 'stealth' || (step === 'confirm' && privilege === 'unprivileged');
  return overrideOr(said, '-T', patient ? '-T3' : '-T4');
}

function pacing(
  { step, technique, protocol, maxRate, pace, settings, timeouts }: Ask,
  said: readonly Option[],
): readonly string[] {
  if (pace !== null) {
    const rate = technique === 'patient' ? pace.toFixed(2) : String(lowest(pace, maxRate, said));
    // At -T4 nmap would begin with groups of eight hosts: a chunk is one group, so that its canaries speak for all of
    // it.
    const group = String(ADDRESSES_A_PLAN);
    const groups = ['--min-hostgroup', group, '--max-hostgroup', group];
    const steady = technique === 'patient' ? ['--min-parallelism', MOST_CONNECTS] : ['--min-rate', rate];
    return [...groups, '--max-retries', '0', ...waiting(timeouts, said), ...steady, '--max-rate', rate];
  }
  const limit = rateLimit(settings, maxRate);
  return [
    // Bounds nmap's memory and what a killed run loses.
    ...(said.some(({ name }) => name.endsWith('-hostgroup')) ? [] : ['--max-hostgroup', '64']),
    ...(said.some(({ name }) => name === '--max-retries') ? [] : retries(step, protocol, settings)),
    ...otherTiming(said, ['-T', ...ROUND_TRIPS]),
    ...waiting(timeouts, said),
    // Steadily: left to itself nmap slows down to a tenth of that where several hosts are silent.
    ...(settings.profile === 'stealth' ? ['--min-rate', String(limit), '--max-scan-delay', '20ms'] : []),
    ...(limit === null ? [] : ['--max-rate', String(limit)]),
  ];
}

/**
 * Of TCP nmap repeats as often as its losses suggest. UDP's silence is no loss, and repeating it costs most of the
 * time.
 */
function retries(step: Step, protocol: Protocol, { profile }: ScanSettings): readonly string[] {
  if (protocol === 'udp') return ['--max-retries', step === 'confirm' ? '3' : '2'];
  return profile === 'stealth' ? ['--max-retries', '2'] : [];
}

/** nmap's options for how long it waits (manual, "Timing and performance"). */
const ROUND_TRIPS = ['--initial-rtt-timeout', '--min-rtt-timeout', '--max-rtt-timeout'] as const;

/** A policy may make us more patient than the path asks for, never less. */
function waiting(timeouts: Timeouts, said: readonly Option[]): readonly string[] {
  const theirs = ROUND_TRIPS.map(
    (name) => milliseconds(said.find((option) => option.name === name)?.value ?? '') ?? 0,
  ) as [number, number, number];
  const least = Math.max(timeouts.least, theirs[1]);
  const initial = Math.max(timeouts.initial, theirs[0], least);
  const most = Math.max(LONGEST_WAIT, theirs[2], initial);
  return [initial, least, most].flatMap((time, index) => [ROUND_TRIPS[index] as string, `${time}ms`]);
}

function written(said: readonly Option[], kind: Option['kind']): readonly string[] {
  return said.filter((option) => option.kind === kind).map(({ argument }) => argument);
}

function otherTiming(said: readonly Option[], names: readonly string[]): readonly string[] {
  return said.filter(({ kind, name }) => kind === 'timing' && !names.includes(name)).map(({ argument }) => argument);
}

function overrideOr(said: readonly Option[], name: string, ours: string): string {
  return said.find((option) => option.name === name)?.argument ?? ours;
}

/** @returns packets a second: what is wanted, within the authorization's limit and the policy's own. */
function lowest(wanted: number, maxRate: number | null, said: readonly Option[]): number {
  const theirs = said.find(({ kind }) => kind === 'rate')?.value ?? Number.POSITIVE_INFINITY;
  const rate = Math.min(wanted, maxRate ?? Number.POSITIVE_INFINITY, Number(theirs));
  return rate === Number.POSITIVE_INFINITY ? rate : Math.max(1, Math.floor(rate));
}

import { type Address, isLoopback } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { ProtocolAnswers } from '../model/observation.ts';
import type { Machine, Plan, Step } from '../model/plan.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, type Protocol, portCount, subtract } from '../model/port.ts';
import { DEFAULT_SETTINGS } from '../model/scan-settings.ts';
import { FAST } from '../model/timeouts.ts';
import { discoveryRate, rateLimit, STEALTH_RATE, sweepRate } from '../nmap/arguments.ts';
import { PACKETS_A_SERVICE } from './batches.ts';
import { isDiscovered, planDiscovery } from './discovery.ts';
import { planIdentify } from './identify.ts';
import { planChunk, planScanGroups, type ScanGroup, type Seen } from './plan.ts';
import { alwaysAsked, connectSeconds, PACKETS_A_CONNECT, planConnectRetry, type SilentPorts } from './silent-ports.ts';

/** The expected cost of one step of a run. */
export interface StepEstimate {
  readonly step: Step;
  /** A description for people: what the step probes, in which way, and what may make it slower. */
  readonly what: string;
  /** The number of probes that need an answer: addresses × ports, or addresses. */
  readonly probes: number;
  readonly packets: number;
  readonly seconds: number;
  /** The commands. A sweep in chunks has one example command. */
  readonly plans: readonly Plan[];
}

export interface Estimate {
  /** Steps in the order in which they run. Confirmation is not among them, because its size is not known yet. */
  readonly steps: readonly StepEstimate[];
  readonly packets: number;
  readonly seconds: number;
}

/**
 * A sweep sends every probe at least twice: in two passes, or because silent ports are probed again. All numbers
 * assume a network that drops probes of closed ports, and rates that were measured with nmap 7.93. They are good
 * enough to tell minutes from hours.
 */
const PASSES = 2;
/**
 * The longest duration of a chunk in seconds, and the seconds for the start of nmap and its wait for the last answers.
 */
const CHUNK_SECONDS = 4;
const CHUNK_OVERHEAD = 0.8;
/** Packets per second that nmap sends at its own pace to one silent host, and to many. */
const OWN_RATE = { one: 1_470, many: 2_700 };
const OWN_UDP_RATE = { one: 18, many: 67 };
const LOOPBACK_RATE = 50_000;
/** Seconds for the services that nmap probes at the same time, the services that it starts in a second, and scripts. */
const SERVICE_SECONDS = 7;
const SERVICES_A_SECOND = 40;
const FACT_SECONDS = 10;
/**
 * Packets for one address that does not answer host discovery, in all tries (measured: 131), and the seconds that the
 * two tries after the first wait for answers (measured: 20.6).
 */
const DISCOVERY_PACKETS = 130;
const DISCOVERY_WAIT = 20;
/** The largest number of addresses that the estimate assumes to be up after host discovery. */
const MOST_UP = 512;
/** Open ports that the estimate assumes on a host for which the policy expects none. */
const SUPPOSED_OPEN: PortSet = [
  [22, 22],
  [80, 80],
  [443, 443],
];
const MOST_SUPPOSED = 10;

/**
 * Estimates what a run will do and how long it will take. Nothing is sent. The estimate assumes that the ports which
 * the policy requires or allows are open, at most ten on each host, and that host discovery finds at most 512 hosts.
 */
export function estimate(grant: Grant, machine: Machine): Estimate {
  const up = supposedUp(grant);
  const { scanGroups } = planScanGroups(up, machine);
  const seen = supposed(scanGroups);
  const steps = [
    ...discovery(grant, machine),
    ...scanGroups.map((scanGroup) => estimateSweep(scanGroup, up, machine)),
    ...scanGroups.flatMap((scanGroup) => estimateSlowPhase(scanGroup, up, machine)),
    ...services(planIdentify(up, seen, machine, { quick: true, loss: null }).plans, seen, up),
  ];
  return {
    steps,
    packets: steps.reduce((sum, { packets }) => sum + packets, 0),
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/**
 * @returns the grant without most of the addresses that are probably down: large ranges get host discovery because few
 * of their addresses are up
 */
function supposedUp(grant: Grant): Grant {
  let up = 0;
  const required = [...grant.required].filter(
    ([address]) => !isDiscovered(grant.settingsByAddress.get(address)) || up++ < MOST_UP,
  );
  return { ...grant, required: new Map(required) };
}

function discovery(grant: Grant, machine: Machine): readonly StepEstimate[] {
  const { plans } = planDiscovery(grant, machine);
  const probes = plans.reduce((sum, { addresses }) => sum + addresses.length, 0);
  if (probes === 0) return [];
  const packets = probes * DISCOVERY_PACKETS;
  const seconds = packets / discoveryRate(DEFAULT_SETTINGS, grant.maxRate) + DISCOVERY_WAIT + 2 * plans.length;
  const few = probes > MOST_UP ? `, assuming that at most ${MOST_UP} are up` : '';
  return [
    { step: 'discover', what: `host discovery of ${count(probes, 'address')}${few}`, probes, packets, seconds, plans },
  ];
}

/** @returns the expected cost of the sweep of one scan group */
export function estimateSweep(
  scanGroup: ScanGroup,
  { maxRate }: Pick<Grant, 'maxRate'>,
  machine: Machine,
): StepEstimate {
  const probes = scanGroup.addresses.length * portCount(scanGroup.ports);
  const name =
    `${scanGroup.protocol.toUpperCase()}, ${count(portCount(scanGroup.ports), 'port')} of ` +
    count(scanGroup.addresses.length, 'address');
  return scanGroup.way === 'paced'
    ? pacedSweep(scanGroup, maxRate, machine, probes, name)
    : plainSweep(scanGroup, maxRate, machine, probes, name);
}

/**
 * Estimates the slow phase, in which connect() probes silent ports again. If hosts drop probes of closed ports, only
 * the ports that are always probed again count, without those that the policy expects to be open.
 */
function estimateSlowPhase(
  scanGroup: ScanGroup,
  { maxRate }: Pick<Grant, 'maxRate'>,
  machine: Machine,
): readonly StepEstimate[] {
  const silent = supposedSilent(scanGroup);
  const probes = silent.reduce((sum, { ports }) => sum + portCount(ports), 0);
  if (probes === 0) return [];
  const what =
    `silent TCP ports of ${count(silent.length, 'address')} again by connect(), waiting 5 s: ports that ` +
    'the policy mentions, the 100 most common ports, and all silent ports of a host with few of them';
  const seconds = slowPhaseSeconds(scanGroup, maxRate);
  const plans = planConnectRetry(scanGroup, silent, machine, maxRate);
  return [{ step: 'sweep', what, probes, packets: probes * PACKETS_A_CONNECT, seconds, plans }];
}

/** @returns the seconds of the slow phase of a scan group, by estimate; 0: it has none */
export function slowPhaseSeconds(scanGroup: ScanGroup, maxRate: number | null): number {
  const probes = supposedSilent(scanGroup).reduce((sum, { ports }) => sum + portCount(ports), 0);
  return probes === 0 ? 0 : connectSeconds(probes, scanGroup, maxRate);
}

function supposedSilent(scanGroup: ScanGroup): readonly SilentPorts[] {
  if (scanGroup.protocol !== 'tcp' || scanGroup.addresses.every(isLoopback)) return [];
  return scanGroup.addresses
    .map((address) => {
      const silent = subtract(scanGroup.ports, scanGroup.expected.get(address) ?? NO_PORTS);
      return { address, ports: alwaysAsked(scanGroup, address, silent), within: null };
    })
    .filter(({ ports }) => ports.length > 0);
}

function pacedSweep(
  scanGroup: ScanGroup,
  maxRate: number | null,
  machine: Machine,
  probes: number,
  name: string,
): StepEstimate {
  const rate = sweepRate(scanGroup, machine, maxRate);
  const chunks = Math.ceil(probes / (rate * CHUNK_SECONDS));
  const packets = probes * PASSES;
  const ports = firstPorts(scanGroup.ports, Math.ceil(portCount(scanGroup.ports) / chunks));
  const pieces = chunks === 1 ? 'one chunk' : `about ${chunks} chunks`;
  return {
    step: 'sweep',
    what:
      `${name}: at least ${PASSES} passes of ${pieces} at up to ${rate} packets a second, slower if the path ` +
      'requires it',
    probes,
    packets,
    seconds: packets / rate + chunks * PASSES * CHUNK_OVERHEAD,
    plans: planChunk(scanGroup, { addresses: scanGroup.addresses, ports, rate, timeouts: FAST }, machine, maxRate),
  };
}

function plainSweep(
  scanGroup: ScanGroup,
  maxRate: number | null,
  machine: Machine,
  probes: number,
  name: string,
): StepEstimate {
  const plans = planChunk(
    scanGroup,
    { addresses: scanGroup.addresses, ports: scanGroup.ports, rate: null, timeouts: FAST },
    machine,
    maxRate,
  );
  const limit = rateLimit(scanGroup.settings, maxRate) ?? Number.POSITIVE_INFINITY;
  const local = scanGroup.addresses.every(isLoopback);
  const rates = scanGroup.protocol === 'udp' ? OWN_UDP_RATE : OWN_RATE;
  const own = local ? LOOPBACK_RATE : scanGroup.addresses.length === 1 ? rates.one : rates.many;
  const packets = probes * (local ? 1 : PASSES);
  const sent = packets / Math.min(own, limit);
  const common = { step: 'sweep', probes, packets, plans } as const;
  if (scanGroup.protocol !== 'udp') {
    const how =
      scanGroup.settings.profile === 'stealth' ? `, at most ${Math.min(STEALTH_RATE, limit)} packets a second` : '';
    return { ...common, what: `${name}: once, at nmap's own pace${how}`, seconds: sent + plans.length };
  }
  const closed =
    'hosts usually report one closed port a second (RFC 1812, 4.3.2.8), and the other closed ports count as ' +
    'open|filtered';
  return { ...common, what: `${name}: once, at nmap's own pace; ${closed}`, seconds: sent + plans.length };
}

/** Version detection. Scanners run side by side if the rate has room for their services. */
function services(plans: readonly Plan[], { hosts }: Seen, { maxRate }: Grant): readonly StepEstimate[] {
  if (plans.length === 0) return [];
  const each = plans.map(({ addresses, protocol, ports, facts, share = 1 }) => {
    const open = (address: Address): PortSet => hosts.get(address)?.protocols[protocol]?.states.open ?? NO_PORTS;
    const count = addresses.reduce((sum, address) => sum + portCount(intersect(open(address), ports)), 0);
    const seconds = SERVICE_SECONDS + count / SERVICES_A_SECOND + (facts === true ? FACT_SECONDS : 0);
    return { count, seconds, share };
  });
  const probes = each.reduce((sum, one) => sum + one.count, 0);
  const busy = each.reduce((sum, one) => sum + one.seconds * one.share, 0);
  const seconds = Math.max(busy, ...each.map((one) => one.seconds));
  const facts = plans.some((plan) => plan.facts === true) ? ', operating systems and scripts' : '';
  const few = maxRate === null ? '' : `; in ${count(plans.length, 'part')}, to stay within ${maxRate} packets a second`;
  const what =
    `the service of each open port${facts}, assuming ${count(probes, 'open port')}; a silent service ` +
    `takes up to three minutes${few}`;
  return [{ step: 'identify', what, probes, packets: probes * PACKETS_A_SERVICE, seconds, plans }];
}

/** @returns the observation that the policy expects */
function supposed(scanGroups: readonly ScanGroup[]): Seen {
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

function count(number: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  // Formatted without a locale: the first use of a locale takes as much processor time as all other planning.
  return `${`${number}`.replace(/\B(?=(?:\d{3})+$)/g, ',')} ${number === 1 ? noun : plural}`;
}

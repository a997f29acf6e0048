import { type Address, isLoopback } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { Machine, Plan, Step } from '../model/plan.ts';
import { firstPorts, portCount } from '../model/port.ts';
import { DEFAULT_SETTINGS } from '../model/scan-settings.ts';
import { FAST } from '../model/timeouts.ts';
import { discoveryRate, rateLimit, STEALTH_RATE, sweepRate } from '../nmap/arguments.ts';
import { probeDelay } from '../nmap/probe-delay.ts';
import { PACKETS_A_SERVICE } from './batches.ts';
import { isDiscovered, planDiscovery } from './discovery.ts';
import { planIdentify } from './identify.ts';
import { planListening } from './listen.ts';
import { planChunk, planScanGroups, type ScanGroup } from './plan.ts';
import { PACKETS_A_CONNECT, planConnectRetry } from './silent-ports.ts';
import { rateBeside, slowPhaseOf, supposedSilent } from './slow-phase.ts';
import { MOST_UP, supposed, supposedUp } from './supposed.ts';

/** The expected cost of one step of a run. */
export interface StepEstimate {
  readonly step: Step;
  /** A description for people: what the step probes, in which way, and what may make it slower. */
  readonly what: string;
  /** The number of probes that need an answer: addresses × ports, or addresses. */
  readonly probes: number;
  readonly packets: number;
  readonly seconds: number;
  /** Whether the numbers are upper bounds, because host discovery finds out which of these addresses are up. */
  readonly isMost: boolean;
  /** The commands. A sweep in chunks has one example command. */
  readonly plans: readonly Plan[];
}

export interface Estimate {
  /** Steps in the order in which they run. Confirmation is not among them, because its size is not known yet. */
  readonly steps: readonly StepEstimate[];
  readonly packets: number;
  readonly seconds: number;
  /** The seconds without the steps whose numbers are upper bounds. */
  readonly least: number;
}

/**
 * A sweep sends every probe at least twice: in two passes, or because silent ports are probed again. All numbers
 * assume a network that drops probes of closed ports, and rates that were measured with nmap 7.93. They are good
 * enough to tell minutes from hours.
 */
const PASSES = 2;
/** The longest duration of a chunk in seconds. */
const CHUNK_SECONDS = 4;
/**
 * Packets per second that nmap sends at its own pace to one host that drops most probes, and to eight. Hosts that
 * answer all probes are probed faster, and hosts without any open port more slowly.
 */
const OWN_RATE = { one: 200, many: 480 };
/**
 * Packets per second of a UDP scan of silent ports: nmap has ten probes under way, of all hosts together, and waits
 * 0.5 s for each. Hosts on the local link answer ARP, and nmap waits for less.
 */
const UDP_RATE = 20;
/** Packets per second of a port scan of loopback addresses (measured: 78,000). */
const LOOPBACK_RATE = 75_000;
/**
 * Seconds for all services that nmap asks at the same time, quickly or patiently; the same with operating systems and
 * scripts; and for the scan that listens, with the TLS handshakes after it.
 */
const SERVICE_SECONDS = 2;
const PATIENT_SECONDS = 24;
const FACT_SECONDS = 9;
const LISTEN_SECONDS = 8;
/**
 * Packets for one address that does not answer host discovery, in all tries (measured: 131), and the seconds that each
 * of the two tries after the first waits for answers (measured: 10.3).
 */
const DISCOVERY_PACKETS = 130;
export const DISCOVERY_WAIT = 10;
/**
 * Estimates what a run will do and how long it will take. Nothing is sent. The estimate assumes that the ports which
 * the policy requires or allows are open, at most ten on each host. How many of the addresses that are discovered are
 * up is not known before: the numbers of the later steps are for all of them, and for at most 512.
 */
export function estimate(grant: Grant, machine: Machine): Estimate {
  const found = (addresses: readonly Address[]): boolean =>
    addresses.some((address) => isDiscovered(grant.settingsByAddress.get(address)));
  const later = stepsOf(supposedUp(grant), machine).map((step) => ({
    ...step,
    isMost: step.plans.some(({ addresses }) => found(addresses)),
  }));
  return sumOf([...discovery(grant, machine), ...later]);
}

/** @returns the same for what is left of a run after host discovery */
export function estimateAfterDiscovery(grant: Grant, machine: Machine): Estimate {
  return sumOf(stepsOf(grant, machine));
}

function stepsOf(grant: Grant, machine: Machine): readonly StepEstimate[] {
  const { scanGroups } = planScanGroups(grant, machine);
  const seen = supposed(scanGroups);
  const sweeps = scanGroups.map((scanGroup) => estimateSweep(scanGroup, grant, machine));
  const timed = sweeps.map(({ seconds }, index) => ({ scanGroup: scanGroups[index] as ScanGroup, seconds }));
  const { plans } = planIdentify(grant, seen, machine, { quick: true, loss: null });
  return [
    ...sweeps,
    ...estimateSlowPhase(timed, grant, machine),
    ...services(plans, planListening(grant, seen, machine, plans), grant),
  ];
}

function sumOf(steps: readonly StepEstimate[]): Estimate {
  return {
    steps,
    packets: steps.reduce((sum, { packets }) => sum + packets, 0),
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    least: steps.reduce((sum, { seconds, isMost }) => sum + (isMost ? 0 : seconds), 0),
  };
}

function discovery(grant: Grant, machine: Machine): readonly StepEstimate[] {
  const { plans } = planDiscovery(grant, machine);
  const probes = plans.reduce((sum, { addresses }) => sum + addresses.length, 0);
  if (probes === 0) return [];
  const packets = probes * DISCOVERY_PACKETS;
  const seconds = packets / discoveryRate(DEFAULT_SETTINGS, grant.maxRate) + 2 * DISCOVERY_WAIT + 2 * plans.length;
  const few = probes > MOST_UP ? `, assuming that at most ${MOST_UP} are up` : '';
  const what = `host discovery of ${count(probes, 'address')}${few}`;
  return [{ step: 'discover', what, probes, packets, seconds, isMost: false, plans }];
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
 * Estimates the slow phase, in which silent ports are probed again: of all scan groups side by side, after the sweeps
 * or beside them.
 */
function estimateSlowPhase(
  sweeps: readonly { readonly scanGroup: ScanGroup; readonly seconds: number }[],
  { maxRate }: Pick<Grant, 'maxRate'>,
  machine: Machine,
): readonly StepEstimate[] {
  const each = sweeps.map(({ scanGroup, seconds }) => {
    const silent = supposedSilent(scanGroup);
    const { beside, rest, all } = slowPhaseOf(scanGroup, maxRate);
    const isBeside = rateBeside(scanGroup, machine, maxRate, seconds) !== null;
    return {
      hosts: silent.length,
      probes: silent.reduce((sum, { ports }) => sum + portCount(ports), 0),
      seconds: isBeside ? Math.max(0, beside - seconds) + rest : all,
      plans: planConnectRetry(scanGroup, silent, machine, maxRate),
    };
  });
  const probes = each.reduce((sum, one) => sum + one.probes, 0);
  if (probes === 0) return [];
  const hosts = Math.max(...each.map((one) => one.hosts));
  const what =
    `silent ports of ${count(hosts, 'address')} again, waiting 5 s, TCP ports by connect(): ports that the policy ` +
    'mentions, the 100 most common TCP ports, and all silent ports of a host with few of them';
  const seconds = Math.max(...each.map((one) => one.seconds));
  const plans = each.flatMap((one) => one.plans);
  return [{ step: 'sweep', what, probes, packets: probes * PACKETS_A_CONNECT, seconds, isMost: false, plans }];
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
    seconds: packets / rate,
    isMost: false,
    plans: planChunk(scanGroup, { addresses: scanGroup.addresses, ports, rate, timeouts: FAST }, machine, maxRate),
  };
}

/** @returns packets per second that nmap sends to hosts that drop probes */
function ownRate({ protocol, addresses }: ScanGroup): number {
  if (protocol === 'udp') return UDP_RATE;
  return addresses.length === 1 ? OWN_RATE.one : OWN_RATE.many;
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
  const own = local ? LOOPBACK_RATE : ownRate(scanGroup);
  const packets = probes * (local ? 1 : PASSES);
  const sent = Math.max(packets / Math.min(own, limit), packets * probeDelay(scanGroup.settings));
  const common = { step: 'sweep', probes, packets, isMost: false, plans } as const;
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

/**
 * Version detection, and the scans that listen beside it. Scanners run side by side if the rate has room for their
 * services.
 */
function services(
  plans: readonly Plan[],
  listening: readonly Plan[],
  { maxRate }: Pick<Grant, 'maxRate'>,
): readonly StepEstimate[] {
  if (plans.length === 0) return [];
  const probes = plans.reduce((sum, plan) => sum + (plan.services ?? 0), 0);
  const hasFacts = plans.some(({ facts }) => facts === true);
  const each = [
    ...plans.map((plan) => ({ share: plan.share ?? 1, takes: serviceSeconds(plan) })),
    ...listening.map(({ share = 1 }) => ({ share, takes: LISTEN_SECONDS })),
  ];
  const busy = each.reduce((sum, { takes, share }) => sum + takes * share, 0);
  const seconds = Math.max(busy, ...each.map(({ takes }) => takes));
  const facts = hasFacts ? ', operating systems and scripts' : '';
  const few = maxRate === null ? '' : `; in ${count(plans.length, 'part')}, to stay within ${maxRate} packets a second`;
  const what =
    `the service of each open port${facts}, assuming ${count(probes, 'open port')}; a silent service ` +
    `takes up to three minutes${few}`;
  return [{ step: 'identify', what, probes, packets: probes * PACKETS_A_SERVICE, seconds, isMost: false, plans }];
}

function serviceSeconds({ quick, facts }: Plan): number {
  return Math.max(quick !== undefined ? SERVICE_SECONDS : PATIENT_SECONDS, facts === true ? FACT_SECONDS : 0);
}

function count(number: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  // Formatted without a locale: the first use of a locale takes as much processor time as all other planning.
  return `${`${number}`.replace(/\B(?=(?:\d{3})+$)/g, ',')} ${number === 1 ? noun : plural}`;
}

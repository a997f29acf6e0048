import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { ProtocolAnswers, Unobserved, UnobservedReason } from '../model/observation.ts';
import type { Machine, Plan, Planned, QuickQuestions } from '../model/plan.ts';
import {
  eachPort,
  intersect,
  NO_PORTS,
  type PortSet,
  type PortsByProtocol,
  PROTOCOLS,
  type Protocol,
  portCount,
  subtract,
  union,
} from '../model/port.ts';
import { DEFAULT_SETTINGS, type ScanSettings } from '../model/scan-settings.ts';
import { withoutTls } from '../model/service.ts';
import { type Ask, nmapPlan, rateLimit } from '../nmap/arguments.ts';
import { optionsOf } from '../nmap/options.ts';
import { ANSWER_LIGHTLY, intensityOf, mayBeQuick, PRINTER_PORTS } from '../nmap/version-scan.ts';
import { batches, PACKETS_A_PATIENT, PACKETS_A_SERVICE } from './batches.ts';
import { type Group, groupByPorts } from './group.ts';
import { patientWait, quickWait } from './patience.ts';
import { besideOf, LONG_WAITS, type Seen, waysOf } from './plan.ts';

/**
 * How version detection asks. First quickly, with waits that fit the path: few questions to all ports, more where a
 * line names the service. Then patiently: as many questions as nmap usually asks.
 */
export type Tier = { readonly quick: true; readonly loss: number | null } | 'patient';

/** The questions that an invocation asks. */
type Amount = QuickQuestions | 'patient';

/** More open ports than this on one host are not services (a tarpit, a SYN proxy): version scans would take hours. */
const MOST_IDENTIFIED = 500;

/**
 * More silent UDP ports than this that lines of one host name are a range of a media relay, and not services. Half or
 * twice of it changes nothing for a policy that lists its services one by one.
 */
const MOST_SILENT = 50;

/** The ports of one protocol to ask for their service: the usual ones, and printer ports whose service a line names. */
interface Wanted {
  readonly usual: ReadonlyMap<Address, PortSet>;
  readonly printers: ReadonlyMap<Address, PortsByProtocol>;
  readonly unobserved: readonly Unobserved[];
}

/**
 * Plans version detection of ports that are open. If a host has very many open ports, only ports whose service decides
 * something are probed, and only these ports are required. Printer ports are probed only if a line names their service.
 * Facts ride with version detection if the scan settings want them: no expectation rests on facts.
 * @param seen the open ports to ask
 * @param tier the first tier also asks for facts; scan settings may allow only patient version detection
 * @param known all that is known of these hosts; absent: `seen`
 */
export function planIdentify(
  grant: Grant,
  seen: Seen,
  { privilege }: Pick<Machine, 'privilege'>,
  tier: Tier,
  known: Seen = seen,
): Planned {
  const { required, settingsByAddress, maxRate } = grant;
  const plans: Plan[] = [];
  const unobserved: Unobserved[] = [];
  for (const protocol of PROTOCOLS) {
    const { usual, printers, unobserved: gaps } = wantedPorts(grant, seen, protocol);
    unobserved.push(...gaps);
    const ask = { step: 'identify', protocol, privilege, maxRate, pace: null } as const;
    const openOn = (address: Address): PortSet => usual.get(address) ?? NO_PORTS;
    const beside = besideOf(known, protocol);
    // Grouped by required coverage, so that an address is probed only for ports that the policy declares for it.
    const answering = new Map([...usual.keys()].map((address) => [address, required.get(address) ?? {}]));
    for (const group of groupByPorts(answering, protocol, settingsByAddress)) {
      const facts = protocol === 'tcp' && tier !== 'patient' && wantsFacts(group.settings);
      const quickOn = (address: Address): PortSet =>
        isQuick(tier, protocol, group.settings, seen, address) ? openOn(address) : NO_PORTS;
      const namedOn = protocol === 'udp' || facts ? () => NO_PORTS : namedPorts(grant, group, quickOn);
      for (const [portsOn, amount] of [
        [namedOn, 'most'],
        [(address: Address) => subtract(quickOn(address), namedOn(address)), 'light'],
        [(address: Address) => subtract(openOn(address), quickOn(address)), 'patient'],
      ] as const) {
        const packets = packetsOf(tier, protocol, group, seen.hosts, amount);
        for (const batch of batches(group, protocol, portsOn, maxRate, packets, beside)) {
          const ways = { ...waysOf(seen, batch.addresses), ...LONG_WAITS[protocol] };
          const questions = questionsOf(tier, protocol, group.settings, seen, batch.addresses, amount);
          plans.push(nmapPlan({ ...ask, ...group, ...batch, ...ways, ...questions, facts }));
        }
      }
    }
    if (protocol === 'udp' && tier !== 'patient') plans.push(...askSilent(grant, seen, privilege, tier));
    for (const group of groupByPorts(printers, protocol, settingsByAddress)) {
      const packets = packetsOf('patient', protocol, group, seen.hosts, 'patient');
      const parts = batches(group, protocol, () => group.ports, maxRate, packets);
      const ways = waysOf(seen, group.addresses);
      plans.push(...parts.map((batch) => nmapPlan({ ...ask, ...group, ...batch, ...ways })));
    }
  }
  return { plans, unobserved };
}

/**
 * Chooses the ports that quick version detection asks most of nmap's questions: those for which a line names a service
 * that light questions may not prove. Patient version detection would take much longer for them. None if the rate has
 * no room to ask all of them within a second.
 * @param quickOn the ports of an address that quick version detection asks
 */
function namedPorts(
  { identification, maxRate }: Grant,
  { addresses, settings }: Group,
  quickOn: (address: Address) => PortSet,
): (address: Address) => PortSet {
  const namedOn = (address: Address): PortSet => {
    const lines = (identification.get(address)?.services ?? []).filter(({ protocol }) => protocol === 'tcp');
    const isLight = ({ service }: { readonly service: string }): boolean => ANSWER_LIGHTLY.has(withoutTls(service));
    const [light, others] = [lines.filter(isLight), lines.filter((line) => !isLight(line))].map((some) =>
      union(...some.map(({ ports }) => ports)),
    ) as [PortSet, PortSet];
    return intersect(quickOn(address), subtract(others, light));
  };
  const packets = PACKETS_A_PATIENT.tls * addresses.reduce((sum, address) => sum + portCount(namedOn(address)), 0);
  return packets <= (rateLimit(settings, maxRate) ?? Number.POSITIVE_INFINITY) ? namedOn : () => NO_PORTS;
}

/** @returns the largest number of packets that version detection sends to one service within a second */
function packetsOf(tier: Tier, protocol: Protocol, { settings }: Group, open: Seen['hosts'], amount: Amount): number {
  const intensity = intensityOf(settings);
  if (amount === 'light' || protocol === 'udp' || intensity === 'light') return PACKETS_A_SERVICE;
  if (intensity === 'all') return PACKETS_A_PATIENT.all;
  // Only quick version detection has found out what is inside TLS.
  const mayBeTls = tier !== 'patient' || [...open.values()].some(({ protocols }) => hasTls(protocols.tcp));
  return mayBeTls ? PACKETS_A_PATIENT.tls : PACKETS_A_PATIENT.clear;
}

function hasTls(answers: ProtocolAnswers | undefined): boolean {
  const ports = [...eachPort(answers?.states.open ?? NO_PORTS)];
  return ports.some((port) => answers?.details.get(port)?.service?.tunnel === 'ssl');
}

/**
 * Some UDP services answer no empty packet, only the question that belongs to their port. So silent ports for which a
 * line names the service get the questions of quick version detection, if these are quick here: on hosts that answer
 * soon. Only an answer counts.
 */
function askSilent(
  { required, identification, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  privilege: Machine['privilege'],
  tier: Tier,
): readonly Plan[] {
  const silent = new Map<Address, PortsByProtocol>();
  for (const [address, { udp = NO_PORTS }] of required) {
    const unheard = seen.hosts.get(address)?.protocols.udp?.states['open|filtered'] ?? NO_PORTS;
    const named = identification.get(address)?.named.udp ?? NO_PORTS;
    const ports = intersect(intersect(unheard, named), udp);
    if (ports.length === 0 || portCount(ports) > MOST_SILENT) continue;
    // Host by host: one that never answered must not keep the others from being asked.
    const settings = settingsByAddress.get(address) ?? DEFAULT_SETTINGS;
    if (isQuick(tier, 'udp', settings, seen, address)) silent.set(address, { udp: ports });
  }
  const ask = { step: 'identify', protocol: 'udp', privilege, maxRate, pace: null } as const;
  return groupByPorts(silent, 'udp', settingsByAddress).flatMap((group) =>
    batches(group, 'udp', () => group.ports, maxRate).map((batch) => {
      const questions = questionsOf(tier, 'udp', group.settings, seen, batch.addresses);
      return nmapPlan({ ...ask, ...group, ...batch, ...waysOf(seen, batch.addresses), ...questions });
    }),
  );
}

function isQuick(tier: Tier, protocol: Protocol, settings: ScanSettings, seen: Seen, address: Address): boolean {
  return questionsOf(tier, protocol, settings, seen, [address]).quick !== undefined;
}

function questionsOf(
  tier: Tier,
  protocol: Protocol,
  settings: ScanSettings,
  { hosts }: Seen,
  addresses: readonly Address[],
  amount: Amount = 'light',
): Pick<Ask, 'quick' | 'wait'> {
  const within = addresses.map((address) => hosts.get(address)?.answersWithin ?? null);
  const wait = tier === 'patient' || !mayBeQuick(settings) ? null : quickWait(within, tier.loss);
  return wait === null || amount === 'patient' ? { wait: patientWait(protocol, within) } : { quick: amount, wait };
}

function wantedPorts({ required, identification }: Grant, { hosts }: Seen, protocol: Protocol): Wanted {
  const unasked = protocol === 'tcp' ? PRINTER_PORTS : NO_PORTS;
  const usual = new Map<Address, PortSet>();
  const printers = new Map<Address, PortsByProtocol>();
  const unobserved: Unobserved[] = [];
  for (const [address, ports] of required) {
    const open = intersect(hosts.get(address)?.protocols[protocol]?.states.open ?? [], ports[protocol] ?? []);
    if (open.length === 0) continue;
    const { required: decides = {}, named = {} } = identification.get(address) ?? {};
    const needed = intersect(open, decides[protocol] ?? NO_PORTS);
    const wanted = portCount(open) <= MOST_IDENTIFIED ? open : needed;
    const printing = intersect(intersect(open, unasked), named[protocol] ?? NO_PORTS);
    const left = subtract(intersect(needed, unasked), printing);
    if (portCount(wanted) > MOST_IDENTIFIED) {
      unobserved.push({ address, protocol, ports: needed, reason: tooMany(portCount(wanted)) });
      continue;
    }
    if (left.length > 0) unobserved.push({ address, protocol, ports: left, reason: PRINTER });
    const others = subtract(wanted, unasked);
    if (others.length > 0) usual.set(address, others);
    if (printing.length > 0) printers.set(address, { [protocol]: printing });
  }
  return { usual, printers, unobserved };
}

const PRINTER: UnobservedReason = {
  code: 'not-identified',
  text:
    'version detection skips printer ports (9100-9107), because printers print what they receive; allow the ' +
    'port in a target that forbids no service, or name its service if no printer is there',
};

function tooMany(count: number): UnobservedReason {
  const text = `${count} open ports need version detection, more than ${MOST_IDENTIFIED}: none of them was probed`;
  return { code: 'not-identified', text };
}

function wantsFacts(settings: ScanSettings): boolean {
  return settings.profile === 'deep' || optionsOf(settings).some(({ kind }) => kind === 'facts');
}

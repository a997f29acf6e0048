import type { Address } from '../model/address.ts';
import type { Identification } from '../model/expectation.ts';
import type { Grant } from '../model/grant.ts';
import type { Heard, Listened, PortDetail, ProtocolAnswers } from '../model/observation.ts';
import type { Plan } from '../model/plan.ts';
import {
  eachPort,
  hasPort,
  intersect,
  NO_PORTS,
  type PortRange,
  PROTOCOLS,
  type Protocol,
  portSet,
} from '../model/port.ts';
import { isRecognised, observedService, sameService } from '../model/service.ts';
import { UNMEASURED } from '../model/timeouts.ts';
import type { Seen } from './plan.ts';

/**
 * Milliseconds that a service may take to answer, beside the path. Servers that look up the name of their client or
 * pause before they greet take longer: patient version detection is for these.
 */
const THINKING = 900;
/** The shortest wait in milliseconds. Half of it would save half a second for each probe without an answer. */
const LEAST_WAIT = 1_000;
/** Beyond this wait in milliseconds, quick version detection saves little. */
const MOST_WAIT = 4_000;
/** The share of lost answers from which a wait has room for one more repetition by TCP, and the factor for it. */
const LOSSY = 0.005;
const LOSSY_FACTOR = 1.5;

/**
 * @param within for each host, the milliseconds in which it answers; null: not measured
 * @param loss the share of answers that the sweep lost; null: not measured
 * @returns how many milliseconds quick version detection waits for an answer; null: ask patiently, it saves little
 */
export function quickWait(within: readonly (number | null)[], loss: number | null): number | null {
  const slowest = Math.max(0, ...within.map((one) => one ?? UNMEASURED));
  const wait = Math.max(LEAST_WAIT, slowest + THINKING) * ((loss ?? 0) > LOSSY ? LOSSY_FACTOR : 1);
  return wait > MOST_WAIT ? null : Math.ceil(wait);
}

/**
 * UDP services answer at once, or never: their whole answer is one packet. Patient version detection asks an
 * unrecognised UDP service some twenty questions, one after the other, so that each wait counts twenty times.
 * @returns the milliseconds that patient version detection of UDP waits for an answer; undefined: nmap's own waits
 */
export function patientWait(protocol: Protocol, within: readonly (number | null)[]): number | undefined {
  if (protocol !== 'udp') return undefined;
  const slowest = Math.max(0, ...within.map((one) => one ?? UNMEASURED));
  return Math.min(UNMEASURED, Math.max(LEAST_WAIT, 2 * slowest));
}

/**
 * The questions of quick version detection that a silent service lets pass. It finds TLS with its fourth question, and
 * asks all of them again inside.
 */
const QUICK_QUESTIONS = { light: 10, most: 28 } as const;
/** The questions of patient version detection to a silent UDP service. */
const UDP_QUESTIONS = 20;
/** Seconds that nmap asks a service that accepts connections and never answers. */
const LONGEST = { patient: 180, handshake: 20, listen: 9 } as const;
/** Seconds for the start of nmap, its port scan and its scripts. */
const OVERHEAD = 2;

/** @returns the seconds that the slowest service of a version scan may take */
export function mostSeconds({ step, quick, wait }: Pick<Plan, 'step' | 'quick' | 'wait'>): number {
  if (step === 'handshake' || step === 'listen') return LONGEST[step];
  if (wait === undefined) return LONGEST.patient;
  return OVERHEAD + ((quick !== undefined ? QUICK_QUESTIONS[quick] : UDP_QUESTIONS) * wait) / 1_000;
}

/**
 * Chooses the ports for patient version detection: ports whose service decides something, if quick version detection
 * does not settle it. With the profile `deep`, all ports that it did not recognise.
 * @param asked what version detection has asked already
 * @returns hosts, with only these open ports
 */
export function unsettledPorts(grant: Grant, seen: Seen, asked: readonly Plan[]): Seen['hosts'] {
  const { identification, settingsByAddress } = grant;
  return quicklyAsked(grant, seen, asked, (address, protocol, port, detail) => {
    const known = identification.get(address);
    const decides =
      settingsByAddress.get(address)?.profile === 'deep' || hasPort(known?.required[protocol] ?? [], port);
    return decides && !isSettled(detail, protocol, port, known);
  });
}

/**
 * Chooses other ports for it: TCP ports whose service decides something, and that may hide a service from whoever asks.
 * @param asked what version detection has asked already
 * @param listened what a port said on a connection that sent nothing; null: not known
 * @param except hosts with ports that are asked patiently anyway
 */
export function hiddenPorts(
  grant: Grant,
  seen: Seen,
  asked: readonly Plan[],
  listened: (address: Address, port: number) => Listened | null,
  except: Seen['hosts'],
): Seen['hosts'] {
  return quicklyAsked(grant, seen, asked, (address, protocol, port, detail, wait) => {
    if (protocol !== 'tcp' || !hasPort(grant.identification.get(address)?.required.tcp ?? [], port)) return false;
    if (hasPort(except.get(address)?.protocols.tcp?.states.open ?? [], port)) return false;
    return !isHeardByBoth(detail, listened(address, port), wait);
  });
}

/**
 * @param choose gets the shortest wait in milliseconds of all quick scans of a port: perhaps only one of them succeeded
 * @returns hosts, with only the open ports that quick version detection asked, and that a function chooses
 */
function quicklyAsked(
  { required }: Grant,
  { hosts }: Seen,
  asked: readonly Plan[],
  choose: (address: Address, protocol: Protocol, port: number, detail: PortDetail | undefined, wait: number) => boolean,
): Seen['hosts'] {
  const chosen = new Map<Address, Seen['hosts'] extends ReadonlyMap<Address, infer Host> ? Host : never>();
  for (const [address, host] of hosts) {
    const quickly = asked.filter(({ quick, addresses }) => quick !== undefined && addresses.includes(address));
    if (quickly.length === 0) continue;
    const left: Partial<Record<Protocol, ProtocolAnswers>> = {};
    for (const protocol of PROTOCOLS) {
      const answers = host.protocols[protocol];
      const open = intersect(answers?.states.open ?? NO_PORTS, required.get(address)?.[protocol] ?? NO_PORTS);
      if (answers === undefined || open.length === 0) continue;
      const ports = [...eachPort(open)].filter((port) => {
        const plans = quickly.filter((one) => one.protocol === protocol && hasPort(one.ports, port));
        const wait = Math.min(...plans.map((plan) => plan.wait ?? 0));
        return plans.length > 0 && choose(address, protocol, port, answers.details.get(port), wait);
      });
      const states = { open: portSet(ports.map((port): PortRange => [port, port])) };
      if (ports.length > 0) left[protocol] = { states, details: answers.details };
    }
    if (Object.keys(left).length > 0) chosen.set(address, { ...host, protocols: left });
  }
  return chosen;
}

/**
 * One port may answer HTTP to whoever asks and SSH to whoever waits. A quick answer hides no other service if the port
 * stays silent for as long as nmap waits, or if it spoke so early that the quick scan heard it too.
 */
function isHeardByBoth(detail: PortDetail | undefined, listened: Listened | null, wait: number): boolean {
  if (listened === null) return false;
  const early = (heard: Heard): boolean => heard === 'silent' || (typeof heard === 'number' && 2 * heard <= wait);
  return early(listened.clear) && (detail?.service?.tunnel !== 'ssl' || early(listened.tls));
}

/** nmap's confidence in a match; and the confidence in a web server that its status line proves, but no match. */
const [CERTAIN, RECOGNISED] = [10, 8];

/**
 * A full match with nmap's confidence 10 settles what a port is, unless a line names another service. A match without a
 * product may be a first impression (nmap's soft matches): it suffices only for a line that names this service.
 */
function isSettled(
  detail: PortDetail | undefined,
  protocol: Protocol,
  port: number,
  known: Identification | undefined,
): boolean {
  const service = detail?.service ?? null;
  if (detail?.identified !== true || service === null) return false;
  // What a portmapper says of other ports is asked again without it.
  if (service.fromPortmapper === true) return true;
  const named = (known?.services ?? []).filter((line) => line.protocol === protocol && hasPort(line.ports, port));
  const least = named.length > 0 ? RECOGNISED : CERTAIN;
  if (service.method === 'table' || service.confidence < least || !isRecognised(service)) return false;
  const observed = observedService(service);
  if (!named.every((line) => sameService(line.service, observed))) return false;
  return service.product !== null || (named.length > 0 && !hasPort(known?.graded[protocol] ?? NO_PORTS, port));
}

import { type Address, isLoopback } from '../model/address.ts';
import type { Unobserved } from '../model/observation.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { type Answers, answersOf, byAddress, goodIn } from '../observe/answers.ts';
import { alwaysAsked, FEW_SILENT, isAskedRaw, MOST_CONNECTS, type SilentPorts } from '../plan/silent-ports.ts';
import { type GroupScan, limitOf, type PortScan } from './group-scan.ts';
import { EARLY } from './techniques.ts';

/** Known open ports that are probed too: 16 of them show a loss of 20 % in 97 % of the cases, and cost no time. */
const MOST_CANARIES = 16;
/** The same of closed ports, if none is open: a host may limit its refusals. */
const MOST_CLOSED = 4;
/**
 * The largest number of seconds to spend on hosts that drop probes of closed ports. All ports of one host at the
 * default rate fit into this time.
 */
const WORTH_SENDING = 4;

/** Silent ports of a host that are probed again. */
export interface Question extends SilentPorts {
  /** Ports that are known to answer, and are probed too: their silence shows that the path loses packets. */
  readonly canaries: PortSet;
}

interface SilentHost extends Answers {
  readonly address: Address;
  readonly silent: PortSet;
}

/** @returns the hosts of a scan group with silent ports, without the ports that are unobserved */
function silentHosts({ scanGroup }: GroupScan, { documents, unobserved }: PortScan): readonly SilentHost[] {
  const answers = answersOf(goodIn(documents), scanGroup.protocol);
  const held = byAddress(unobserved);
  return scanGroup.addresses.flatMap((address) => {
    const host = answers.get(address);
    if (host === undefined) return [];
    const others = [host.answered, held.get(address) ?? NO_PORTS];
    const silent = others.reduce(subtract, intersect(host.accounted, scanGroup.ports));
    return silent.length === 0 ? [] : [{ ...host, address, silent }];
  });
}

/** @returns some known ports of a host: open ones, or a few closed ones. Those that nmap probes first come last. */
export function canariesOf({ open, answered }: Pick<Answers, 'open' | 'answered'>): PortSet {
  if (open.length === 0) return firstPorts(subtract(answered, EARLY), MOST_CLOSED);
  const telling = firstPorts(subtract(open, EARLY), MOST_CANARIES);
  return union(telling, firstPorts(subtract(open, telling), MOST_CANARIES - portCount(telling)));
}

function question({ scanGroup }: GroupScan, host: SilentHost, ports: PortSet, canaries = canariesOf(host)): Question {
  return { address: host.address, ports, within: host.within, canaries: intersect(canaries, scanGroup.ports) };
}

/**
 * Raw probes take seconds for thousands of ports, and connections take minutes.
 * @returns the silent ports of hosts that answer for most of their ports, if connect() does not probe all of them, and
 * of hosts that drop most probes, if probing them takes only seconds
 */
export function rawQuestions(scan: GroupScan, portScan: PortScan): readonly Question[] {
  if (!isAskedRaw(scan.scanGroup, scan.machine)) return [];
  const hosts = silentHosts(scan, portScan).map((host) => ({
    ...{ host, silent: portCount(host.silent), answered: portCount(host.answered) },
  }));
  const refusing = hosts.filter(({ silent, answered }) => answered >= silent && silent > MOST_CONNECTS);
  const dropping = hosts.filter(({ silent, answered }) => answered > 0 && answered < silent && silent > FEW_SILENT);
  const probes = dropping.reduce((sum, { silent }) => sum + silent, 0);
  const worth = probes / limitOf(scan) <= WORTH_SENDING ? dropping : [];
  return [...refusing, ...worth].map(({ host }) => question(scan, host, host.silent));
}

/**
 * @param losing hosts that lose packets: only these have canaries
 * @returns the silent ports that connect() probes: all of them if they are few, or if the host answers for most of its
 * ports and raw probes do not probe them; otherwise the common ports and those that the policy mentions
 */
export function connectQuestions(
  scan: GroupScan,
  portScan: PortScan,
  losing: ReadonlySet<Address>,
): readonly Question[] {
  const most = isAskedRaw(scan.scanGroup, scan.machine) ? MOST_CONNECTS : Number.POSITIVE_INFINITY;
  return silentHosts(scan, portScan).map((host) => {
    const count = portCount(host.silent);
    const all = count <= FEW_SILENT || (count <= most && portCount(host.answered) >= count);
    const ports = all ? host.silent : alwaysAsked(scan.scanGroup, host.address, host.silent);
    return losing.has(host.address) ? question(scan, host, ports) : question(scan, host, ports, NO_PORTS);
  });
}

/**
 * A host that answers only connect() may do so on any port.
 * @param before the port scan before connect()
 * @param after the port scan with the answers to `asked`
 * @returns all other silent ports of hosts on which connect() found an open port that had been silent, and of hosts
 * that had not answered at all
 */
export function otherQuestions(
  scan: GroupScan,
  before: PortScan,
  after: PortScan,
  asked: readonly Question[],
): readonly Question[] {
  const now = answersOf(goodIn(after.documents), scan.scanGroup.protocol);
  const asking = new Map(asked.map((one) => [one.address, one]));
  return silentHosts(scan, before).flatMap((host) => {
    const { open = NO_PORTS, answered = NO_PORTS, within = null } = now.get(host.address) ?? {};
    const surprising = host.answered.length === 0 ? answered : subtract(open, host.answered);
    if (surprising.length === 0) return [];
    const { ports = NO_PORTS, canaries = NO_PORTS } = asking.get(host.address) ?? {};
    return [question(scan, { ...host, within }, subtract(host.silent, ports), canaries)];
  });
}

/**
 * nmap waits half a second for UDP, so a `filtered` line of the policy would match a port that answers later.
 * @returns silent UDP ports that the policy mentions, or all silent ports of a host with few of them
 */
export function udpQuestions(scan: GroupScan, portScan: PortScan): readonly Question[] {
  const hosts = silentHosts(scan, portScan).filter(({ address }) => !isLoopback(address));
  return hosts.map((host) => {
    const mentioned = intersect(host.silent, scan.scanGroup.mentioned.get(host.address) ?? NO_PORTS);
    return question(scan, host, portCount(host.silent) <= FEW_SILENT ? host.silent : mentioned, NO_PORTS);
  });
}

/** @returns the number of ports, of all hosts together */
export function total(asked: readonly Pick<Unobserved, 'ports'>[]): number {
  return asked.reduce((sum, { ports }) => sum + portCount(ports), 0);
}

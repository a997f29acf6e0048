import type { Address } from '../model/address.ts';
import type { Doubtful } from '../model/evidence.ts';
import type { Grant } from '../model/grant.ts';
import type { Machine, Planned } from '../model/plan.ts';
import { intersect, NO_PORTS, type PortSet, PROTOCOLS, type Protocol, subtract, union } from '../model/port.ts';
import { type Ask, nmapPlan } from '../nmap/arguments.ts';
import { batches, evenShare, partsOf } from './batches.ts';
import { groupByPorts } from './group.ts';
import { patientWait } from './patience.ts';
import { besideOf, LONG_WAITS, NEEDS_PRIVILEGE, type Seen, waysOf } from './plan.ts';

/**
 * Plans the confirmation of what would fail the build. TCP ports of a SYN scan are probed by connect(). UDP and SCTP
 * have no other technique: the same probes are sent again. A UDP port that never answered a port scan is asked for its
 * service too, because one of these questions makes it answer, or already did. Leaves out ports outside the required
 * coverage, and ports that cannot be probed here.
 * @param swept what port scans found, without version detection; absent: `seen`
 */
export function planConfirm(
  doubts: readonly Doubtful[],
  { required, settingsByAddress, maxRate }: Grant,
  seen: Seen,
  { privilege, unroutable, own }: Machine,
  swept: Seen = seen,
): Planned {
  const probes: Ask[] = [];
  const questions: Ask[] = [];
  for (const protocol of PROTOCOLS) {
    if (privilege === 'unprivileged' && NEEDS_PRIVILEGE[protocol]) continue;
    const doubted = doubtedPorts(doubts, protocol, required, unroutable);
    const silentOn = (address: Address): PortSet =>
      protocol === 'udp' ? intersect(doubted.get(address) ?? NO_PORTS, neverAnswered(swept, address)) : NO_PORTS;
    const heardOn = (address: Address): PortSet => subtract(doubted.get(address) ?? NO_PORTS, silentOn(address));
    const asked = new Map([...doubted.keys()].map((address) => [address, required.get(address) ?? {}]));
    for (const group of groupByPorts(asked, protocol, settingsByAddress, own)) {
      const technique = group.own ? 'connect-only' : 'connect';
      const { timeouts } = { ...waysOf(seen, group.addresses), ...LONG_WAITS[protocol] };
      const ask = { step: 'confirm', protocol, privilege, maxRate, pace: null, ...group, technique, timeouts } as const;
      const parts = partsOf(group, protocol, heardOn, besideOf(seen, protocol).closedOn, maxRate);
      probes.push(...parts.map((part) => ({ ...ask, ...part })));
      for (const batch of batches(group, protocol, silentOn, maxRate)) {
        const within = batch.addresses.map((address) => seen.hosts.get(address)?.answersWithin ?? null);
        const wait = patientWait(protocol, within);
        questions.push({ ...ask, ...batch, versions: true, wait });
      }
    }
  }
  const share = evenShare(probes.length);
  return { plans: [...probes.map((ask) => nmapPlan({ ...ask, share })), ...questions.map(nmapPlan)], unobserved: [] };
}

function doubtedPorts(
  doubts: readonly Doubtful[],
  protocol: Protocol,
  required: Grant['required'],
  unroutable: Machine['unroutable'],
): ReadonlyMap<Address, PortSet> {
  const doubted = new Map<Address, PortSet>();
  for (const doubt of doubts) {
    if (doubt.protocol !== protocol || unroutable.has(doubt.address)) continue;
    const ports = intersect(doubt.ports, required.get(doubt.address)?.[protocol] ?? NO_PORTS);
    if (ports.length > 0) doubted.set(doubt.address, union(doubted.get(doubt.address) ?? NO_PORTS, ports));
  }
  return doubted;
}

function neverAnswered({ hosts }: Seen, address: Address): PortSet {
  return hosts.get(address)?.protocols.udp?.states['open|filtered'] ?? NO_PORTS;
}

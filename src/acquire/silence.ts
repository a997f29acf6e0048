import type { Address } from '../model/address.ts';
import type { UnobservedReason } from '../model/observation.ts';
import { intersect, NO_PORTS, type PortSet, subtract, union } from '../model/port.ts';
import { slowest, UNMEASURED } from '../model/timeouts.ts';
import { failureOf, type Judged } from '../observe/document.ts';
import { TIMED_OUT } from '../observe/gaps.ts';
import type { ScanGroup } from '../plan/plan.ts';
import type { SilentPorts } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import type { PortScan } from './ports-result.ts';

/** What the sweeps found out about a host. */
export interface Known {
  /** Ports that answered in any way. */
  readonly answered: PortSet;
  readonly open: PortSet;
  readonly within: number | null;
}

export function knownOf(documents: readonly Judged[]): ReadonlyMap<Address, Known> {
  const known = new Map<Address, Known>();
  for (const judged of documents) {
    if (failureOf(judged) !== null) continue;
    for (const [address, host] of judged.document.hosts) {
      if (!host.up) continue;
      const { open = NO_PORTS, closed = NO_PORTS, unfiltered = NO_PORTS } = host.protocols.tcp?.answers.states ?? {};
      const so = known.get(address);
      known.set(address, {
        open: union(so?.open ?? NO_PORTS, open),
        answered: union(so?.answered ?? NO_PORTS, open, closed, unfiltered, host.prohibited),
        within: slowest([so?.within ?? null, host.answersWithin]),
      });
    }
  }
  return known;
}

/** @returns by address, the silent ports of a scan group, of hosts whose silent ports are known */
export function silentPorts(
  { addresses, ports }: Pick<ScanGroup, 'addresses' | 'ports'>,
  { unobserved }: Pick<PortScan, 'unobserved'>,
  known: ReadonlyMap<Address, Known>,
): ReadonlyMap<Address, PortSet> {
  const silent = new Map<Address, PortSet>();
  for (const address of addresses) {
    const host = known.get(address);
    if (host === undefined) continue;
    const gaps = unobserved.filter((gap) => gap.address === address).map((gap) => gap.ports);
    const left = [host.answered, ...gaps].reduce(subtract, ports);
    if (left.length > 0) silent.set(address, left);
  }
  return silent;
}

/**
 * A scan of several hosts probes ports that are silent on only some of them. The document covers, for each host, only
 * the silent ports of this host. A port that was silent and is open now answers late. nmap may ignore the round trip of
 * such a port as an outlier, so later probes of this host wait as long as for an unknown path.
 */
export function narrowed(judged: Judged, ...asked: readonly (readonly SilentPorts[])[]): Judged {
  const own = new Map<Address, PortSet>();
  for (const { address, ports } of asked.flat()) own.set(address, union(own.get(address) ?? NO_PORTS, ports));
  const covers = [...(judged.covers ?? [])].map(
    ([address, { tcp = NO_PORTS }]) => [address, { tcp: intersect(tcp, own.get(address) ?? NO_PORTS) }] as const,
  );
  const hosts = [...judged.document.hosts].map(([address, host]) => {
    const late = intersect(host.protocols.tcp?.answers.states.open ?? NO_PORTS, own.get(address) ?? NO_PORTS);
    if (late.length === 0) return [address, host] as const;
    return [address, { ...host, answersWithin: slowest([host.answersWithin, UNMEASURED]) }] as const;
  });
  return { ...judged, document: { ...judged.document, hosts: new Map(hosts) }, covers: new Map(covers) };
}

/** @returns ports that should have been probed and have no result, not even silence */
export function unanswered(
  asked: readonly SilentPorts[],
  runs: readonly PlanRun[],
  scanGroup: ScanGroup,
): PortScan['unobserved'] {
  return asked.flatMap(({ address, ports }) => {
    let left = ports;
    let reason: UnobservedReason | null = null;
    for (const { judged } of runs) {
      const covered = judged.covers?.get(address)?.tcp;
      if (covered === undefined) continue;
      const host = judged.document.hosts.get(address);
      const failure = failureOf(judged);
      if (failure !== null) reason ??= failure;
      else if (host?.timedOut === true) reason ??= TIMED_OUT;
      else if (host?.up === true) {
        left = Object.values(host.protocols.tcp?.answers.states ?? {}).reduce(subtract, left);
      }
    }
    if (left.length === 0) return [];
    const text = `silent ports could not be probed again with longer timeouts: ${reason?.text ?? 'the scan has no result for them'}`;
    return [
      { address, protocol: scanGroup.protocol, ports: left, reason: { code: reason?.code ?? 'not-accounted', text } },
    ];
  });
}

export function without(judged: Judged, gaps: PortScan['unobserved']): Judged {
  if (judged.covers === null || gaps.length === 0) return judged;
  const covers = [...judged.covers].map(([address, ports]) => {
    const held = gaps.filter((gap) => gap.address === address).map((gap) => gap.ports);
    return [
      address,
      held.length === 0 ? ports : { ...ports, tcp: held.reduce(subtract, ports.tcp ?? NO_PORTS) },
    ] as const;
  });
  return { ...judged, covers: new Map(covers) };
}

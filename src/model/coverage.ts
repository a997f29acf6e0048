import { addressRanges } from './address-set.ts';
import { groupBy } from './group.ts';
import { formatPorts, type PortSet, portCount, subtract, union } from './port.ts';
import type { UnobservedRecord } from './report.ts';

type Gap = Pick<UnobservedRecord, 'target' | 'host' | 'address' | 'protocol' | 'ports'>;

/**
 * The only count of unobserved ports. It counts each (address, protocol, port) once, however many targets, names and
 * reasons name it. A gap without a protocol counts as 1: nobody knows whether a host is there.
 * @returns for each gap, how many ports no earlier gap has counted
 */
export function countGaps(gaps: readonly Gap[]): readonly number[] {
  const counted = new Map<string, PortSet>();
  return gaps.map(({ target, host, address, protocol, ports }) => {
    if (protocol === null) return 1;
    const key = address === null ? `${target} ${host} ${protocol}` : `${address} ${protocol}`;
    const known = counted.get(key) ?? [];
    counted.set(key, union(known, ports));
    return portCount(subtract(ports, known));
  });
}

export interface FoldedGap extends Pick<UnobservedRecord, 'target' | 'protocol' | 'ports' | 'reason'> {
  /** The host as written, with its address; or ranges of addresses. */
  readonly where: string;
  readonly hosts: number;
}

/** @returns the gaps in order of first appearance; equal gaps of one target are merged */
export function foldGaps(gaps: readonly UnobservedRecord[]): readonly FoldedGap[] {
  const groups = groupBy(gaps, ({ target, host, address, protocol, ports, reason }) =>
    [target, host === address ? '' : `${host} ${address}`, protocol, formatPorts(ports), reason.code, reason.text].join(
      '|',
    ),
  );
  return [...groups.values()].map((group) => {
    const [{ target, host, address, protocol, ports, reason }] = group;
    const named = host === address ? addressRanges(group.flatMap((gap) => gap.address ?? [])) : host;
    const where = address === null || host === address ? named : `${host} (${address})`;
    return { target, where, hosts: group.length, protocol, ports, reason };
  });
}

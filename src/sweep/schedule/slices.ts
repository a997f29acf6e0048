import { intersect, type PortRange, type PortSet, portCount, subtract } from '../../model/port.ts';
import { MOST_SLICES, PROBES_A_SLICE, RANGES_A_SLICE, SHARE_OF_FIRST } from './constants.ts';

/** A part of the ports that is always probed as a whole. */
export interface Slice {
  readonly ports: PortSet;
  readonly count: number;
  /** The expected share of a host's open ports in this slice before any port answers, 0 to 1. */
  readonly share: number;
}

/** Cuts the ports of a scan group into slices: first the ports to probe first, then the others in ascending order. */
export function cutSlices(ports: PortSet, first: PortSet, addresses: number): readonly Slice[] {
  const size = Math.max(Math.ceil(PROBES_A_SLICE / addresses), Math.ceil(portCount(ports) / MOST_SLICES));
  return cutPorts(ports, first, size);
}

/**
 * @returns the ports in slices of at most `size`: the ports in `first` are the first slice, the others
 * follow in ascending order
 */
export function cutPorts(ports: PortSet, first: PortSet, size: number): readonly Slice[] {
  const early = cut(intersect(ports, first), Number.POSITIVE_INFINITY);
  const late = cut(subtract(ports, first), size);
  if (early.length === 0 || late.length === 0) return weigh([...early, ...late], 1);
  return [...weigh(early, SHARE_OF_FIRST), ...weigh(late, 1 - SHARE_OF_FIRST)];
}

type Part = Omit<Slice, 'share'>;

function weigh(parts: readonly Part[], share: number): readonly Slice[] {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  return parts.map((part) => ({ ...part, share: (share * part.count) / total }));
}

function cut(ports: PortSet, size: number): readonly Part[] {
  const slices: Part[] = [];
  let ranges: PortRange[] = [];
  let count = 0;
  const close = (): void => {
    if (count > 0) slices.push({ ports: ranges, count });
    ranges = [];
    count = 0;
  };
  for (const range of ports) {
    let [from] = range;
    while (from <= range[1]) {
      const last = Math.min(range[1], from + size - count - 1);
      ranges.push([from, last]);
      count += last - from + 1;
      from = last + 1;
      if (count >= size || ranges.length >= RANGES_A_SLICE) close();
    }
  }
  close();
  return slices;
}

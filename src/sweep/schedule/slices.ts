import { intersect, type PortRange, type PortSet, portCount, subtract } from '../../model/port.ts';

/** A part of the ports that is always asked as a whole. */
export interface Slice {
  readonly ports: PortSet;
  readonly count: number;
  /** Share of a host's open ports that is to be expected in it before anything is known, 0 to 1. */
  readonly share: number;
}

/** Open ports cluster where they are asked for first: what is common, and what the policy expects. */
const SHARE_OF_FIRST = 0.5;

/** Probes in a slice: few enough that a chunk can be small while the path is not known yet. */
const PROBES_A_SLICE = 2_000;
/** More slices than this are no finer, only slower to keep books of. */
const MOST_SLICES = 256;
/** Ranges in a slice: several slices together must fit in one argument. */
const RANGES_A_SLICE = 500;

/** Cuts a field's ports into slices: those to be asked first, then the others in ascending order. */
export function cutSlices(ports: PortSet, first: PortSet, addresses: number): readonly Slice[] {
  const size = Math.max(Math.ceil(PROBES_A_SLICE / addresses), Math.ceil(portCount(ports) / MOST_SLICES));
  return cutPorts(ports, first, size);
}

/**
 * @returns the ports in slices of at most `size`: those among `first` in the first of them, then the others, ascending
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

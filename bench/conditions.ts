import type { Family } from '../src/model/address.ts';
import type { PathSettings } from '../test/lab/link-emulator.ts';
import type { Firewall } from './targets.ts';

/** What is between a scanner and its targets, and how many those are. */
export interface Condition {
  readonly id: string;
  /** For people, as it stands in tables and in the chart. */
  readonly title: string;
  /** Null: a plain link without delay. */
  readonly path: PathSettings | null;
  readonly firewall: Firewall;
  readonly hosts: number;
  readonly family: Family;
  /** Whether the chart shows it, and `--quick` measures it. */
  readonly charted: boolean;
}

/** Half of a round trip of 40 ms. */
const FAR: PathSettings = { delay: 20 };
/** A link that carries fewer packets than scanners can send. */
const NARROW: PathSettings = { ...FAR, rate: 20_000, queue: 500 };
/** Loss is per packet and way: a probe and its answer pass twice. */
const lossy = (path: PathSettings, loss: number): PathSettings => ({ ...path, loss });

const charted = { hosts: 8, family: 'ipv4', charted: true } as const;
const listed = { ...charted, charted: false } as const;

export const CONDITIONS: readonly Condition[] = [
  { id: 'drop', title: 'RTT 40 ms, dropped', path: FAR, firewall: 'drop', ...charted },
  { id: 'drop-loss1', title: '… 1 % lost each way', path: lossy(FAR, 0.01), firewall: 'drop', ...listed },
  { id: 'drop-loss3', title: '… 3 % lost each way', path: lossy(FAR, 0.03), firewall: 'drop', ...charted },
  {
    id: 'drop-burst2',
    title: '… 2 % lost, 8 in a row',
    path: { ...lossy(FAR, 0.02), burst: 8 },
    firewall: 'drop',
    ...listed,
  },
  { id: 'drop-one', title: '… one host', path: FAR, firewall: 'drop', ...listed, hosts: 1 },
  { id: 'drop-ipv6', title: '… IPv6', path: FAR, firewall: 'drop', ...listed, family: 'ipv6' },
  { id: 'narrow', title: 'RTT 40 ms, dropped, 20,000 packets/s', path: NARROW, firewall: 'drop', ...charted },
  { id: 'narrow-loss1', title: '… 1 % lost each way', path: lossy(NARROW, 0.01), firewall: 'drop', ...listed },
  { id: 'closed', title: 'RTT 40 ms, closed', path: FAR, firewall: 'closed', ...listed },
  {
    id: 'rstlimit',
    title: 'RTT 20 ms, closed, 100 resets/s a host',
    path: { delay: 10 },
    firewall: 'rstlimit',
    ...charted,
  },
  { id: 'admin', title: 'RTT 40 ms, ICMP rejects', path: FAR, firewall: 'admin', ...listed },
  { id: 'veth', title: 'no delay, closed', path: null, firewall: 'closed', ...charted },
  { id: 'veth-one', title: '… one host', path: null, firewall: 'closed', ...listed, hosts: 1 },
];

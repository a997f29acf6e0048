import type { Behaviour, Reply, SimulatedHost } from './network.ts';

/** Machines in front of a simulated host that limit, drop or refuse what a scanner sends. */

/** The same host, which replies otherwise to each probe for which `shut` holds. Probes are counted from 1. */
export function after(
  before: SimulatedHost,
  shut: (port: number, probes: number, time: number) => boolean,
  then: Exclude<Reply, 'open'>,
): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      let probes = 0;
      return (port, time) => (shut(port, ++probes, time) ? then : behaviour(port, time));
    },
  };
}

/**
 * The same host, behind a firewall that lets so many connections per second through, and so many at once. It exempts
 * some ports. Connections beyond that get the reply `otherwise`.
 */
export function admitting(
  before: SimulatedHost,
  most: number,
  {
    burst = most,
    exempt = [],
    otherwise = null,
  }: {
    readonly burst?: number;
    readonly exempt?: readonly number[];
    readonly otherwise?: Exclude<Reply, 'open'>;
  } = {},
): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      let [left, last] = [burst, 0];
      return (port, time) => {
        if (exempt.includes(port)) return behaviour(port, time);
        left = Math.min(burst, left + Math.max(0, time - last) * most);
        last = Math.max(last, time);
        if (left < 1) return otherwise;
        left--;
        return behaviour(port, time);
      };
    },
  };
}

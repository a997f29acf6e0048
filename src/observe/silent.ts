import type { Address } from '../model/address.ts';
import { addressRanges } from '../model/address-set.ts';
import type { Observation } from '../model/observation.ts';
import type { Judged } from './document.ts';

/**
 * Reports hosts that sent no answer themselves. The decision table calls them "filtered", but they may be absent. A
 * router's "unreachable" is not silence.
 * @returns sentences for the user
 */
export function silentHosts({ hosts }: Observation, judged: readonly Judged[]): readonly string[] {
  const silent = [...hosts.values()].filter(({ protocols }) => {
    const states = Object.values(protocols).flatMap((answers) => Object.keys(answers.states));
    return states.length > 0 && states.every((state) => state === 'filtered' || state === 'open|filtered');
  });
  const isRejected = (address: Address): boolean =>
    judged.some(({ document }) => (document.hosts.get(address)?.replies ?? 0) > 0);
  const addresses = silent.map(({ address }) => address);
  const rejected = addresses.filter(isRejected);
  const quiet = addresses.filter((address) => !isRejected(address));
  const tell = 'Require a port of a host to tell them apart.';
  return [
    ...(quiet.length === 0
      ? []
      : [
          `No answer at all came from ${addressRanges(quiet)}: a firewall that drops everything, a host that is ` +
            `down and a scanner that is shut out look the same. ${tell}`,
        ]),
    ...(rejected.length === 0
      ? []
      : [
          `Probes of ${addressRanges(rejected)} were rejected as unreachable (ICMP), and no host answered: a ` +
            'firewall that rejects, a router without a host behind it and a scanner that is shut out look the ' +
            `same. ${tell}`,
        ]),
  ];
}

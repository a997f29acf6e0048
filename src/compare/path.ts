import type { Finding } from '../model/finding.ts';
import type { Observation } from '../model/observation.ts';

/** @returns advice if every host that is up, and not only one, answers on nearly every port; otherwise nothing */
export function pathNotices(findings: readonly Finding[], { hosts }: Pick<Observation, 'hosts'>): readonly string[] {
  const suspicious = new Set(findings.flatMap(({ code, address }) => (code === 'suspicious-host' ? [address] : [])));
  const up = [...hosts.values()].filter(({ state }) => state === 'up');
  if (up.length < 2 || !up.every(({ address }) => suspicious.has(address))) return [];
  const notice =
    `All ${up.length} hosts that are up answer on nearly every port: the likely cause is not the ` +
    'hosts but the path to them, such as a proxy, a VPN client or endpoint protection on the scanning machine, or ' +
    'a firewall that answers for others. Scan again from another machine, or without the proxy.';
  return [notice];
}

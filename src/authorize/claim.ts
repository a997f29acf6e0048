import type { Address } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import type { Target } from '../model/policy.ts';
import { refuse } from '../model/problem.ts';
import { byAddress, candidates, matchesHost, nothingLeft, tooManyToList, unresolvedHosts } from './hosts.ts';
import type { Resolution } from './resolve.ts';

/** Which hosts of results made elsewhere the targets speak of: by address, or by the name they were scanned under. */
export function spokenOf(targets: readonly Target[]): (address: Address, userNames: readonly string[]) => boolean {
  const patterns = targets.flatMap(({ hosts }) => hosts.map(({ value }) => value));
  const names = new Set(patterns.flatMap((pattern) => (pattern.kind === 'name' ? pattern.name : [])));
  return (address, userNames) =>
    userNames.some((name) => names.has(name)) || patterns.some((pattern) => matchesHost(pattern, '', address));
}

/**
 * What results made elsewhere owe. Nothing is sent, so nothing is authorized or resolved: a name's addresses are those
 * that the results themselves say were scanned under that name.
 * @param scannedAs for each name, the addresses scanned under it
 * @throws InputError where the targets name more addresses than can be listed, or none
 */
export function claim(
  targets: readonly Target[],
  scannedAs: ReadonlyMap<string, readonly Address[]>,
  excluded: (address: Address, host: string) => boolean,
): Grant {
  refuse(tooManyToList(targets));
  const names = new Map<string, Resolution>(
    [...scannedAs].map(([name, addresses]) => [name, { addresses, failures: [] }]),
  );
  const all = targets.flatMap((target) => [...candidates(target, names)]);
  const claimed = all.filter(({ host, address }) => !excluded(address, host));
  refuse(
    all
      .filter(({ written, host, address }) => written.value.kind === 'name' && excluded(address, host))
      .map(({ written, host, address }) => {
        const message = `${host} was scanned at ${address}, which authorization.exclude says is never probed`;
        return { code: 'excluded-host', message, location: written.location };
      }),
  );
  const unresolved = unresolvedHosts(targets, names, (name, resolution) =>
    resolution === undefined ? `no host in the results was scanned under the name ${name}` : null,
  );
  const owing = new Set([...claimed.map(({ target }) => target.name), ...unresolved.map(({ target }) => target)]);
  refuse(targets.filter(({ name }) => !owing.has(name)).map(nothingLeft));
  return {
    hosts: claimed.map(({ target, host, address }) => ({ target: target.name, host, address })),
    unresolved,
    ...byAddress(claimed),
    maxRate: null,
  };
}

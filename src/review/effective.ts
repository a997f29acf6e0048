import { groupBy } from '../model/group.ts';
import type { Policy, Waiver } from '../model/policy.ts';
import { type PortRange, type PortSet, PROTOCOLS, type Protocol, portSet } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { type Cell, cellKey, cellRanges } from './cells.ts';
import type { ChangedHosts } from './change.ts';
import { describeHosts, hostClasses, surfacesOf } from './hosts.ts';

/** What all targets of some hosts together expect. */
export interface EffectiveHosts {
  readonly hosts: ChangedHosts;
  /** Sorted names. */
  readonly targets: readonly string[];
  /** What may be open first, then by protocol and port. Ports that nobody scans are missing. */
  readonly ports: readonly { readonly protocol: Protocol; readonly ports: PortSet; readonly cell: Cell }[];
  /** Sorted; forbidden on any port. */
  readonly services: readonly string[];
  readonly waivers: readonly { readonly target: string; readonly waiver: Waiver }[];
}

const ORDER: readonly Cell['kind'][] = ['open', 'filtered', 'forbid', 'denied'];

/**
 * @returns the hosts of a policy, by what is expected of them, sorted: equal policies give equal lists
 * @throws InputError for hosts in too many separate ranges
 */
export function effectiveHosts(policy: Policy): readonly EffectiveHosts[] {
  const classes = hostClasses(surfacesOf(policy), []);
  const found = classes.map((one): EffectiveHosts => {
    const names = one.base.map(({ target }) => target.name);
    const cells = PROTOCOLS.flatMap((protocol) => {
      const ranges = cellRanges(one.base, protocol).filter(({ cell }) => cell.kind !== 'unchecked');
      return [...groupBy(ranges, ({ cell }) => cellKey(cell)).values()].map((same) => {
        return { protocol, ports: portSet(same.map(({ ports }): PortRange => ports)), cell: same[0].cell };
      });
    });
    return {
      hosts: describeHosts([one], Number.POSITIVE_INFINITY),
      targets: [...names].sort(compareText),
      ports: cells.sort(
        (a, b) =>
          ORDER.indexOf(a.cell.kind) - ORDER.indexOf(b.cell.kind) ||
          PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol) ||
          (a.ports[0]?.[0] ?? 0) - (b.ports[0]?.[0] ?? 0),
      ),
      services: [...new Set(one.base.flatMap(({ services }) => [...services]))].sort(compareText),
      waivers: one.base
        .flatMap(({ target }) => target.waivers.map((waiver) => ({ target: target.name, waiver })))
        .sort((a, b) => compareText(waiverKey(a), waiverKey(b))),
    };
  });
  return found.sort(
    (a, b) => compareText(a.targets.join(' '), b.targets.join(' ')) || compareText(a.hosts.text, b.hosts.text),
  );
}

function waiverKey({ target, waiver }: EffectiveHosts['waivers'][number]): string {
  const { protocol, port, finding, host } = waiver;
  return [target, protocol, String(port).padStart(5, '0'), finding, host?.text ?? ''].join(' ');
}

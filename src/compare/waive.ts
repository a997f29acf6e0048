import { patternHas } from '../model/address.ts';
import { groupBy } from '../model/group.ts';
import type { Target, Waiver } from '../model/policy.ts';
import { hasPort, portCount, subtract, union } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { dayAfter, isOver } from '../model/time.ts';
import type { Draft } from './draft.ts';

/** The drafts after waivers. Each draft is waived as a whole or not at all. */
export interface Waived {
  readonly drafts: readonly Draft[];
  readonly used: ReadonlySet<Waiver>;
}

/** Applies the waivers of each failure's own target. An expired waiver suppresses nothing. */
export function waive(drafts: readonly Draft[], now: Date): Waived {
  const used = new Set<Waiver>();
  const result = drafts.flatMap((draft): readonly Draft[] => {
    const speaking = draft.target.waivers.filter((waiver) => !isOver(waiver.expires, now) && speaksOf(waiver, draft));
    for (const waiver of speaking) used.add(waiver);
    // A suspicious host represents many ports. A waiver may name one of them, but does not suppress the finding.
    if (speaking.length === 0 || draft.code === 'suspicious-host') return [draft];
    const waived = [...groupBy(speaking, ({ port }) => port)].map(([port, waivers]): Draft => {
      const [waiver = null] = [...waivers].sort(longestFirst);
      return { ...draft, ports: [[port, port]], waiver };
    });
    const left = subtract(draft.ports, union(...waived.map(({ ports }) => ports)));
    return portCount(left) > 0 ? [...waived, { ...draft, ports: left }] : waived;
  });
  return { drafts: result, used };
}

/** If several waivers cover a failure, by name and by address, the one that lasts longest is shown. */
function longestFirst(a: Waiver, b: Waiver): number {
  return compareText(b.expires, a.expires) || compareText(a.host?.text ?? '', b.host?.text ?? '');
}

function speaksOf({ finding, protocol, port, host }: Waiver, draft: Draft): boolean {
  const code = draft.code === 'suspicious-host' ? 'unexpected-port' : draft.code;
  if (finding !== code || protocol !== draft.protocol || !hasPort(draft.ports, port)) return false;
  if (host === null) return true;
  return host.kind === 'name' ? host.name === draft.host : patternHas(host.pattern, draft.address);
}

export interface IdleWaiver {
  readonly code: 'expired-waiver' | 'expiring-waiver' | 'unused-waiver';
  readonly target: Target;
  readonly waiver: Waiver;
}

/**
 * @param warnBefore days before its end from which a waiver that suppresses something is reported
 * @returns expired waivers, waivers about to end, and waivers that could have suppressed a finding but found none
 */
export function idleWaivers(
  targets: readonly Target[],
  used: ReadonlySet<Waiver>,
  isComplete: (target: Target) => boolean,
  now: Date,
  warnBefore: number,
): readonly IdleWaiver[] {
  return targets.flatMap((target) =>
    target.waivers.flatMap((waiver): readonly IdleWaiver[] => {
      if (isOver(waiver.expires, now)) return [{ code: 'expired-waiver', target, waiver }];
      if (used.has(waiver)) {
        return waiver.expires >= dayAfter(now, warnBefore) ? [] : [{ code: 'expiring-waiver', target, waiver }];
      }
      // The finding may exist in unobserved ports, so the waiver is not reported.
      return !isComplete(target) ? [] : [{ code: 'unused-waiver', target, waiver }];
    }),
  );
}

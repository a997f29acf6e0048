import { patternHas } from '../model/address.ts';
import type { Target, Waiver } from '../model/policy.ts';
import { hasPort, intersect, type PortSet, portCount, subtract } from '../model/port.ts';
import { isOver } from '../model/time.ts';
import type { Draft } from './draft.ts';

/** What the waivers made of the drafts: every draft is either waived whole or not at all. */
export interface Waived {
  readonly drafts: readonly Draft[];
  readonly used: ReadonlySet<Waiver>;
}

/** Applies to each failure the waivers of its own target. An expired waiver suppresses nothing. */
export function waive(drafts: readonly Draft[], now: Date): Waived {
  const used = new Set<Waiver>();
  const result = drafts.flatMap((draft) => {
    let left: PortSet = draft.ports;
    const waived: Draft[] = [];
    for (const waiver of draft.target.waivers) {
      if (isOver(waiver.expires, now) || !speaksOf(waiver, draft) || !hasPort(left, waiver.port)) continue;
      const ports: PortSet = [[waiver.port, waiver.port]];
      waived.push({ ...draft, ports: intersect(left, ports), waiver });
      left = subtract(left, ports);
      used.add(waiver);
    }
    if (waived.length === 0) return [draft];
    return portCount(left) > 0 ? [...waived, { ...draft, ports: left }] : waived;
  });
  return { drafts: result, used };
}

function speaksOf({ finding, protocol, host }: Waiver, draft: Draft): boolean {
  if (finding !== draft.code || protocol !== draft.protocol) return false;
  if (host === null) return true;
  return host.kind === 'name' ? host.name === draft.host : patternHas(host.pattern, draft.address);
}

export interface IdleWaiver {
  readonly code: 'expired-waiver' | 'unused-waiver';
  readonly target: Target;
  readonly waiver: Waiver;
}

/** Waivers whose day is over, and waivers that had something to waive and found nothing. */
export function idleWaivers(
  targets: readonly Target[],
  used: ReadonlySet<Waiver>,
  isComplete: (target: Target) => boolean,
  now: Date,
): readonly IdleWaiver[] {
  return targets.flatMap((target) =>
    target.waivers.flatMap((waiver): readonly IdleWaiver[] => {
      if (isOver(waiver.expires, now)) return [{ code: 'expired-waiver', target, waiver }];
      // What was not observed may yet be there: then nothing is said against the waiver.
      return used.has(waiver) || !isComplete(target) ? [] : [{ code: 'unused-waiver', target, waiver }];
    }),
  );
}

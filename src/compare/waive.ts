import { patternHas } from '../model/address.ts';
import { groupBy } from '../model/group.ts';
import type { Target, Waiver } from '../model/policy.ts';
import { hasPort, portCount, subtract, union } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
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
  const result = drafts.flatMap((draft): readonly Draft[] => {
    const speaking = draft.target.waivers.filter((waiver) => !isOver(waiver.expires, now) && speaksOf(waiver, draft));
    for (const waiver of speaking) used.add(waiver);
    // It stands for many ports: what a waiver speaks of may be among them, and is not suppressed.
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

/** Of several waivers of one failure, by name and by address, that which holds longest is shown. */
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

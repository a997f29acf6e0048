import type { Finding } from './finding.ts';
import type { DeviceEvent, KnownFinding } from './memory.ts';
import type { Day } from './time.ts';

/** Events of devices that people are told. Another address is none: in many networks each day has some. */
export const TOLD_EVENTS = ['new', 'back', 'gone'] as const satisfies readonly DeviceEvent['event'][];

/**
 * What a run has to tell that no earlier run told. `first-run` stands for all that the first run saw: findings without
 * `incomplete-scan`, and devices that are up.
 */
export type RunChange =
  | { readonly change: 'first-run'; readonly findings: number; readonly devices: number }
  | {
      readonly change: 'new-finding' | 'finding-back' | 'finding-failing' | 'waiver-ending';
      readonly finding: Finding;
    }
  | { readonly change: 'finding-gone'; readonly known: KnownFinding }
  | { readonly change: `device-${(typeof TOLD_EVENTS)[number]}`; readonly device: DeviceEvent }
  | { readonly change: 'authorization-ending'; readonly expires: Day };

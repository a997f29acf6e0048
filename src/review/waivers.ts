import type { Policy, Target, Waiver } from '../model/policy.ts';
import { printable } from '../model/text.ts';
import type { Change } from './change.ts';
import { gradeWaiver } from './grade.ts';
import type { HostClass } from './hosts.ts';
import type { Nearest } from './reachability.ts';
import { waivedHostChanges } from './waived-hosts.ts';

interface Placed {
  readonly target: Target;
  readonly waiver: Waiver;
}

/**
 * @param renames the earlier and the later names of targets
 * @param classes of the hosts of both policies
 * @returns waivers that are new, end later, or apply to more hosts; and, narrowed, those that are gone or end earlier
 */
export function waiverChanges(
  base: Policy,
  head: Policy,
  renames: ReadonlyMap<string, string>,
  classes: readonly HostClass[],
  nearest: Nearest,
): readonly Change[] {
  const [was, now] = [byKey(base, renames), byKey(head, new Map())];
  const keys = [...new Set([...was.keys(), ...now.keys()])];
  const reported = new Set<Waiver>();
  const changes = keys.flatMap((key): readonly Change[] => {
    const [before, after] = [was.get(key), now.get(key)];
    const placed = after ?? before;
    if (placed === undefined || before?.waiver.expires === after?.waiver.expires) return [];
    const { waiver, target } = placed;
    const widens = after !== undefined && (before === undefined || after.waiver.expires > before.waiver.expires);
    if (widens) reported.add(waiver);
    const place = waiver.host === null ? '' : ` on ${printable(waiver.host.text)}`;
    return [
      {
        ...(widens
          ? { kind: 'waiver-added' as const, ...gradeWaiver(waiver) }
          : { kind: 'narrowed' as const, severity: 'note' as const, reason: null }),
        subject: `waiver of ${waiver.finding}, ${waiver.port}/${waiver.protocol}${place}`,
        was: wordsOf(before),
        now: wordsOf(after),
        targets: [target.name],
        hosts: null,
        location: after?.waiver.location ?? nearest([target.name]),
        before: before?.waiver.location ?? null,
      },
    ];
  });
  return [...changes, ...waivedHostChanges(classes, reported)];
}

function wordsOf(placed: Placed | undefined): string {
  return placed === undefined ? 'none' : `until ${placed.waiver.expires}, owner ${printable(placed.waiver.owner, 60)}`;
}

/** The waiver that lasts longest counts, if several are for the same port. */
function byKey({ targets }: Policy, renames: ReadonlyMap<string, string>): ReadonlyMap<string, Placed> {
  const found = new Map<string, Placed>();
  for (const target of targets) {
    for (const waiver of target.waivers) {
      const { finding, protocol, port, host } = waiver;
      const key = JSON.stringify([
        renames.get(target.name) ?? target.name,
        finding,
        protocol,
        port,
        host?.text ?? null,
      ]);
      const known = found.get(key);
      if (known === undefined || known.waiver.expires < waiver.expires) found.set(key, { target, waiver });
    }
  }
  return found;
}

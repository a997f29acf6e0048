import { SEVERITIES, type Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { counted, grouped } from '../model/quantity.ts';
import { CHANGE_KINDS, type Change, type ChangedHosts, type ChangeKind, type Review } from '../review/change.ts';
import { plain } from './escape.ts';

/** GitHub accepts comments of up to 65,536 characters. Some are left for what a workflow adds. */
export const REVIEW_LIMIT = 60_000;

/** @returns the changes by kind, most dangerous first, without kinds that do not occur */
export function byKind({ changes }: Review): readonly (readonly [ChangeKind, readonly [Change, ...Change[]]])[] {
  const groups = groupBy(changes, ({ kind }) => kind);
  return CHANGE_KINDS.flatMap((kind) => {
    const group = groups.get(kind);
    return group === undefined ? [] : [[kind, group] as const];
  });
}

/** @returns whether a change makes the gate allow more or notice less */
export function isDangerous({ kind }: Change): boolean {
  return kind !== 'narrowed' && kind !== 'renamed';
}

/** @returns `3 changes allow more or check less (1 critical, 2 high); 2 changes narrow the policy` */
export function reviewHeadline({ changes, reworded }: Review): string {
  if (changes.length === 0) {
    const words = reworded === 0 ? '' : ` (${counted(reworded, 'line')} with other reasons, owners, tickets or tags)`;
    return `No change in meaning${words}`;
  }
  const dangerous = changes.filter(isDangerous);
  const parts = [
    dangerous.length === 0
      ? 'Nothing is newly allowed'
      : `${counted(dangerous.length, 'change allows', 'changes allow')} more or check less (${bySeverity(dangerous)})`,
    ...countOf(changes, 'narrowed', 'narrows the policy', 'narrow the policy'),
    ...countOf(changes, 'renamed', 'changes only names', 'change only names'),
  ];
  return parts.join('; ');
}

function countOf(changes: readonly Change[], kind: ChangeKind, one: string, many: string): readonly string[] {
  const count = changes.filter((change) => change.kind === kind).length;
  return count === 0 ? [] : [`${counted(count, `change ${one}`, `changes ${many}`)}`];
}

function bySeverity(changes: readonly Change[]): string {
  return SEVERITIES.flatMap((severity: Severity) => {
    const count = changes.filter((change) => change.severity === severity).length;
    return count === 0 ? [] : [`${grouped(count)} ${severity}`];
  }).join(', ');
}

/** @returns `16 addresses (192.0.2.10-192.0.2.25), www.example.com`; null: the change concerns no hosts */
export function hostWords(hosts: ChangedHosts | null): string | null {
  if (hosts === null || hosts.text === '') return null;
  return hosts.addresses > 1n ? `${grouped(hosts.addresses)} addresses (${hosts.text})` : hosts.text;
}

/** @returns what the change is about, with its hosts and targets */
export function whereWords({ subject, hosts, targets }: Change): string {
  const where = hostWords(hosts);
  const of =
    targets.length === 0 ||
    targets.some((target) => subject === `target ${target}` || subject.endsWith(` of target ${target}`))
      ? ''
      : `, ${targetWords(targets)}`;
  return plain(`${subject}${where === null ? '' : ` on ${where}`}${of}`);
}

function targetWords(targets: readonly string[]): string {
  const shown = targets.slice(0, 5).join(', ');
  const more = targets.length > 5 ? ` and ${targets.length - 5} more` : '';
  return `${targets.length === 1 ? 'target' : 'targets'} ${shown}${more}`;
}

/** @returns `line 12 before`, with the file if it is one that the policy uses; null: the policy had no such line */
export function beforeWords({ before }: Change, { base }: Review): string | null {
  if (before === null) return null;
  return before.file === base.label ? `line ${before.line} before` : `${plain(before.file)}:${before.line} before`;
}

/** @returns `exposure-policy.yml compared with origin/main:exposure-policy.yml` */
export function sidesWords({ base, head }: Review): string {
  const [was, now] = [plain(base.label), plain(head.label)];
  if (!base.exists) return `${now} is new: there is no policy at ${was}`;
  return head.exists ? `${now} compared with ${was}` : `${now} is gone; compared with ${was}`;
}

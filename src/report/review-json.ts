import { SEVERITIES } from '../model/finding.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import { CHANGE_KINDS, type Change, type Review } from '../review/change.ts';
import { plain } from './escape.ts';
import { isDangerous } from './review-words.ts';
import { serialize } from './serialize.ts';

/** The format is defined in docs/diff.schema.json. */
export function reviewJson({ base, head, changes, reworded }: Review): string {
  const dangerous = changes.filter(isDangerous);
  const count = <T extends string>(keys: readonly T[], all: readonly Change[], of: (change: Change) => T) =>
    Object.fromEntries(keys.map((key) => [key, all.filter((change) => of(change) === key).length]));
  const pieces = serialize({
    diffVersion: 1,
    generator: { name: TOOL_NAME, version: TOOL_VERSION },
    base: { policy: plain(base.label), exists: base.exists },
    head: { policy: plain(head.label), exists: head.exists },
    sameMeaning: changes.length === 0,
    reworded,
    counts: {
      kinds: count(CHANGE_KINDS, changes, ({ kind }) => kind),
      severities: count(SEVERITIES, dangerous, ({ severity }) => severity),
    },
    changes: changes.map(({ kind, severity, subject, was, now, targets, hosts, reason, location, before }) => ({
      ...{ kind, severity, subject, was, now, targets },
      // More than 2^53 addresses of IPv6 fit into no number.
      hosts: hosts === null ? null : { addresses: String(hosts.addresses), text: hosts.text },
      reason,
      ...{ file: location.file, line: location.line, column: location.column },
      before: before === null ? null : { file: before.file, line: before.line, column: before.column },
    })),
  });
  return [...pieces].join('');
}

import { type Entry, entryWords, type Policy, type Waiver } from './model/policy.ts';
import { formatPorts } from './model/port.ts';
import type { InputError, Location } from './model/problem.ts';
import { printable } from './model/text.ts';
import { isOver } from './model/time.ts';
import { removeItem } from './policy/edit.ts';
import { parsePolicy } from './policy/parse.ts';
import type { UsedPolicies } from './policy/use.ts';
import type { Change } from './review/change.ts';
import { reviewPolicies } from './review/review.ts';
import { bad, checked, NONE_USED, type Reported, type ReportedFindings, type Rewritten, wordsOf } from './waive.ts';

/** What to remove from a policy. */
export interface Pruning {
  /** Null: only waivers that are over are removed. */
  readonly report: ReportedFindings | null;
  /** Whether to remove the `allow` lines that the report calls unused, too. */
  readonly allowances: boolean;
}

/**
 * Removes waivers that are over and, if a report says so, waivers and `allow` lines that nothing needed. Adds nothing,
 * and keeps a line without which the policy allows more or checks less.
 * @throws InputError if the report is about another version of the policy
 */
export function pruneWaivers(
  text: string,
  file: string,
  { report, allowances }: Pruning,
  now: Date,
  used: UsedPolicies = NONE_USED,
): Rewritten {
  const policy = parsePolicy(text, file, used);
  const reported = report?.findings ?? [];
  const unused = reported.filter(({ code }) => code === 'unused-waiver').map((one) => unusedIn(policy, one));
  const idle = allowances ? reported.filter(({ code }) => code === 'unused-allowance') : [];
  const lines = idle.map((one) => ({ ...one, entry: allowanceIn(policy, one) }));
  const own = removable(policy, new Set(lines.flatMap(({ entry }) => entry ?? [])));
  let rewritten = text;
  const changes: string[] = [];
  for (const { name, waivers, entries } of policy.targets) {
    // From the last one on: the places of the others stay the same.
    for (const [index, waiver] of [...waivers.entries()].reverse()) {
      const why = isOver(waiver.expires, now)
        ? `it ended with ${waiver.expires}`
        : unused.includes(waiver)
          ? 'nothing needs it'
          : null;
      if (why === null) continue;
      rewritten = removeItem(rewritten, file, name, 'waive', index);
      changes.unshift(`${name}: removed, because ${why}: ${wordsOf(writtenAs(waiver))}`);
    }
    for (const [index, entry] of [...entries.filter(isOwnAllowance).entries()].reverse()) {
      if (!own.has(entry)) continue;
      rewritten = removeItem(rewritten, file, name, 'allow', index);
      changes.unshift(`${name}: removed, because nothing used it: ${entryWords(entry)}`);
    }
  }
  const left = lines.flatMap(({ entry, ...one }) =>
    entry !== null && own.has(entry) ? [] : printable(whyLeft(policy, one, entry, own), 400),
  );
  return { ...checked(withoutEntries(policy, own), rewritten, { file, used }, changes), left };
}

/**
 * An allowed service beats a line that allows any service, and the ports of a line are scanned. So a policy may allow
 * more, or check less, without a line.
 */
function removable(policy: Policy, idle: ReadonlySet<Entry>): ReadonlySet<Entry> {
  if (idle.size === 0 || loosening(policy, idle) === undefined) return idle;
  const removed = new Set<Entry>();
  for (let before = -1; before < removed.size; ) {
    before = removed.size;
    for (const entry of idle) {
      if (!removed.has(entry) && loosening(withoutEntries(policy, removed), new Set([entry])) === undefined)
        removed.add(entry);
    }
  }
  return removed;
}

/** @returns the worst change, if the policy without the entries allows more or checks less */
function loosening(policy: Policy, removed: ReadonlySet<Entry>): Change | undefined {
  const sideOf = (one: Policy) => ({ policy: one, label: one.file, exists: true });
  const { changes } = reviewPolicies(sideOf(policy), sideOf(withoutEntries(policy, removed)));
  return changes.find(({ kind }) => kind !== 'narrowed');
}

function whyLeft(
  policy: Policy,
  { target, ports, protocol, location }: Reported,
  entry: Entry | null,
  removed: ReadonlySet<Entry>,
): string {
  const change = entry === null ? undefined : loosening(withoutEntries(policy, removed), new Set([entry]));
  const advice =
    change?.kind === 'no-longer-checked'
      ? 'add the port to ports and prune again'
      : 'narrow the other lines about the port and prune again';
  const why =
    change === undefined
      ? 'use takes it from another policy'
      : `without it the policy is weaker (${change.subject}: ${change.was}, then ${change.now}): ${advice}`;
  return `${target}: not removed, because ${why}: allow ${ports}/${protocol}, by ${location.file}:${location.line}`;
}

/** In the order of the list of the target, because entries are in the order of the file. */
function isOwnAllowance({ expectation, used }: Entry): boolean {
  return expectation === 'allow' && used === undefined;
}

function withoutEntries(policy: Policy, removed: ReadonlySet<Entry>): Policy {
  const without = (entries: readonly Entry[]) => entries.filter((entry) => !removed.has(entry));
  return { ...policy, targets: policy.targets.map((target) => ({ ...target, entries: without(target.entries) })) };
}

/** @returns the entry of the finding; null: it is a line of another policy */
function allowanceIn({ file, targets }: Policy, { target, location, ports, protocol }: Reported): Entry | null {
  const entries = targets.find(({ name }) => name === target)?.entries ?? [];
  const found = entries.find(
    (one) =>
      one.expectation === 'allow' &&
      one.location.file === location.file &&
      isAt(one.location, location) &&
      one.protocol === protocol &&
      formatPorts(one.ports) === ports,
  );
  if (found !== undefined) return found.used === undefined ? found : null;
  if (location.file !== file) return null;
  throw stale(location);
}

function unusedIn({ targets }: Policy, { target, location, port, protocol, host }: Reported): Waiver {
  const waivers = targets.find(({ name }) => name === target)?.waivers ?? [];
  const found = waivers.find(
    (one) =>
      isAt(one.location, location) &&
      one.port === port &&
      one.protocol === protocol &&
      (one.host?.text ?? null) === host,
  );
  if (found !== undefined) return found;
  throw stale(location);
}

function stale({ line }: Reported['location']): InputError {
  return bad('stale-report', `the report is about another version of the policy (line ${line}): run check again`);
}

function isAt(place: Location, { line, column }: Reported['location']): boolean {
  return place.line === line && place.column === column;
}

function writtenAs({ finding, port, protocol, host, owner, expires }: Waiver) {
  return { finding, port: `${port}/${protocol}`, ...(host === null ? {} : { host: host.text }), owner, expires };
}

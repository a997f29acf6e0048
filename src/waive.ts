import { z } from 'zod';
import { WAIVABLE_CODES, type WaivableCode } from './model/finding.ts';
import type { Policy } from './model/policy.ts';
import { InputError } from './model/problem.ts';
import { counted } from './model/quantity.ts';
import { printable } from './model/text.ts';
import { type Day, isOver } from './model/time.ts';
import { addWaiver, removeItem } from './policy/edit.ts';
import { parsePolicy } from './policy/parse.ts';
import type { UsedPolicies } from './policy/use.ts';
import { reviewPolicies } from './review/review.ts';

/** Which findings of a report to waive; null or empty: all. */
export interface Selection {
  readonly finding: WaivableCode | null;
  /** `6379/tcp`. */
  readonly port: string | null;
  /** As the policy names them, or addresses. */
  readonly hosts: readonly string[];
}

/** What every new waiver says. */
export interface Terms {
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
  readonly expires: Day;
}

/** The policy after the change. */
export interface Rewritten {
  readonly text: string;
  /** One printable line for each waiver or line that was added or removed. */
  readonly changes: readonly string[];
  /** One printable line for each line that only a person can remove. */
  readonly left: readonly string[];
}

/** More waivers than a person reads are a baseline, and nobody decides on them. */
const MOST_ADDED = 200;

/** Part of docs/report.schema.json. Fields that are added later are ignored. */
const findingSchema = z.looseObject({
  code: z.string(),
  target: z.string(),
  host: z.string().nullable(),
  address: z.string().nullable(),
  protocol: z.string().nullable(),
  port: z.int().nullable(),
  ports: z.string().nullable(),
  location: z.looseObject({ file: z.string(), line: z.int(), column: z.int() }),
  waived: z.looseObject({}).nullable(),
});
const reportSchema = z.looseObject({
  reportVersion: z.literal(1),
  verdict: z.string(),
  policy: z.looseObject({ file: z.string() }),
  findings: z.array(findingSchema),
});
export type ReportedFindings = z.infer<typeof reportSchema>;
export type Reported = ReportedFindings['findings'][number];

/**
 * @param text a report of `check --json`
 * @throws InputError if it is none, has no verdict, or is about another policy
 */
export function readReport(text: string, name: string, policyFile: string): ReportedFindings {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw bad('bad-report', `${printable(name)} is not JSON: write the report with check --json`);
  }
  const parsed = reportSchema.safeParse(data);
  if (!parsed.success) {
    throw bad('bad-report', `${printable(name)} is no report of a check with a verdict: write one with check --json`);
  }
  const about = parsed.data.policy.file;
  if (about === policyFile) return parsed.data;
  throw bad('bad-report', `${printable(name)} is about ${printable(about)}, and not about ${printable(policyFile)}`);
}

/** A policy that uses no other one. */
export const NONE_USED: UsedPolicies = new Map();

/**
 * Adds a waiver for each selected finding of the report.
 * @param used the policies that the policy uses
 * @throws InputError if nothing is selected, or if a finding cannot be waived on one port
 */
export function addWaivers(
  text: string,
  file: string,
  report: ReportedFindings,
  selection: Selection,
  terms: Terms,
  now: Date,
  used: UsedPolicies = NONE_USED,
): Rewritten {
  const selected = report.findings.filter((one) => one.waived === null && isSelected(one, selection));
  const several = selected.find(({ port }) => port === null);
  if (several !== undefined) {
    const place = `${several.code} on ${printable(several.host ?? several.target)}`;
    throw bad('many-ports', `${place} concerns many ports, and a waiver is for one port: change the policy instead`);
  }
  if (selected.length === 0)
    throw bad(
      'no-finding',
      'the report has no finding to waive: all are waived, cannot be waived, or are not selected by --finding, ' +
        '--port and --host',
    );
  if (selected.length > MOST_ADDED) {
    throw bad(
      'too-many-waivers',
      `${selected.length} findings are selected, and at most ${MOST_ADDED} are waived at once: narrow them with ` +
        '--finding, --port or --host',
    );
  }
  let rewritten = text;
  const changes: string[] = [];
  for (const finding of selected) {
    const waiver = waiverFor(finding, terms);
    // A waiver that is over is still in the list, and its key may be there only once.
    rewritten = withoutEnded(rewritten, parsePolicy(rewritten, file, used), finding, now);
    rewritten = addWaiver(rewritten, file, finding.target, waiver);
    changes.push(`${finding.target}: added: ${wordsOf(waiver)}`);
  }
  return { ...checked(parsePolicy(text, file, used), rewritten, { file, used }, changes), left: [] };
}

function isSelected(one: Reported, { finding, port, hosts }: Selection): boolean {
  return (
    WAIVABLE_CODES.some((code) => code === one.code) &&
    (finding === null || one.code === finding) &&
    (port === null || `${one.port}/${one.protocol}` === port) &&
    (hosts.length === 0 || hosts.some((host) => host === one.host || host === one.address))
  );
}

function waiverFor({ code, port, protocol, host }: Reported, { reason, owner, ticket, expires }: Terms) {
  return {
    finding: code,
    port: `${port}/${protocol}`,
    ...(host === null ? {} : { host }),
    reason,
    owner,
    ...(ticket === null ? {} : { ticket }),
    expires,
  };
}

function withoutEnded(
  text: string,
  { file, targets }: Policy,
  { code, target, port, protocol, host }: Reported,
  now: Date,
): string {
  const waivers = targets.find(({ name }) => name === target)?.waivers ?? [];
  const index = waivers.findIndex(
    (one) =>
      one.finding === code &&
      one.port === port &&
      one.protocol === protocol &&
      (one.host?.text ?? null) === host &&
      isOver(one.expires, now),
  );
  return index === -1 ? text : removeItem(text, file, target, 'waive', index);
}

/** @returns a waiver in words; printable */
export function wordsOf(waiver: Readonly<Partial<Record<string, string>>>): string {
  const place = waiver.host === undefined ? '' : ` on ${waiver.host}`;
  return printable(`${waiver.finding}, ${waiver.port}${place}, owner ${waiver.owner}, until ${waiver.expires}`, 300);
}

/**
 * @param old the policy before, without the entries that are removed
 * @returns the new text, if it is a valid policy that differs from the old one only in waivers
 * @throws InputError if the new policy is invalid, as if the user had written it
 */
export function checked(
  old: Policy,
  text: string,
  { file, used }: { readonly file: string; readonly used: UsedPolicies },
  changes: readonly string[],
): Omit<Rewritten, 'left'> {
  const later = parsePolicy(text, file, used);
  const review = reviewPolicies(
    { policy: old, label: file, exists: true },
    { policy: later, label: file, exists: true },
  );
  const others = review.changes.filter(({ subject }) => !subject.startsWith('waiver of '));
  if (others.length === 0) return { text, changes };
  throw bad('cannot-edit', `${counted(others.length, 'other line')} would change: edit the policy by hand`);
}

export function bad(code: string, message: string): InputError {
  return new InputError([{ code, message }]);
}

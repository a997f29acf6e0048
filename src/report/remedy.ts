import { isDeepStrictEqual } from 'node:util';
import { Document, isSeq } from 'yaml';
import { type Finding, WAIVABLE_CODES } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { compareText } from '../model/problem.ts';
import { type Day, dayAfter } from '../model/time.ts';

/** What a reader can write into the policy to end a finding. */
export const REMEDIES = ['allow', 'waive', 'remove'] as const;
/** Introduces the lines for a remedy. */
export const REMEDY_WORDS: Readonly<Record<Remedy, string>> = {
  allow: 'If it is intended, write into the policy',
  waive: 'If it is tolerated for a time, write into the policy',
  remove: 'If nothing needs it and the policy is not weaker without it, remove from the policy',
};
export type Remedy = (typeof REMEDIES)[number];

/** The most findings for which a report shows lines. */
export const REMEDIES_SHOWN = 20;

/** Days for which a proposed waiver lasts. */
const WAIVED_DAYS = 30;

/** Names of targets, hosts and services that a policy can hold. Other text never gets into a line to paste. */
const WRITABLE = /^(?!::[a-z])[A-Za-z0-9:][A-Za-z0-9._:/-]{0,252}$/;

/** An item of a list in a target. */
interface Item {
  readonly target: string;
  readonly list: 'require' | 'allow' | 'filtered' | 'waive';
  readonly value: Readonly<Record<string, string>>;
  /** The line that the item takes the place of; null: the item is added. */
  readonly replaces: Finding['location'] | null;
}

/**
 * Writes lines for exactly these findings. Values that only a person can know are in angle brackets. A line that takes
 * the place of another line says so in a comment.
 * @param now the time of the run; waivers last for 30 days after it
 * @param most the most lines, of which each may be for several hosts
 * @returns a part of a policy, in YAML; null: no line ends any of the findings
 */
export function remedyYaml(
  findings: readonly Finding[],
  remedy: Remedy,
  now: Date,
  most = REMEDIES_SHOWN,
): string | null {
  const items = remedyItems(findings, remedy, now).slice(0, most);
  if (items.length === 0) return null;
  const document = new Document({ targets: {} });
  for (const item of [...items].sort((a, b) => compareText(a.target, b.target))) addItem(document, item);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

/** @returns the number of lines that `remedyYaml` would write without a limit */
export function remedyCount(findings: readonly Finding[], remedy: Remedy, now: Date): number {
  return remedyItems(findings, remedy, now).length;
}

function remedyItems(findings: readonly Finding[], remedy: Remedy, now: Date): readonly Item[] {
  const expires = dayAfter(now, WAIVED_DAYS);
  return withoutConflicts(
    findings
      .filter(({ target, host }) => [target, host ?? target].every((name) => WRITABLE.test(name)))
      .flatMap((finding) => itemOf(finding, remedy, expires) ?? []),
  );
}

function itemOf(finding: Finding, remedy: Remedy, expires: Day): Item | null {
  switch (remedy) {
    case 'allow':
      return allowItem(finding);
    case 'waive':
      return waiveItem(finding, expires);
    case 'remove':
      return removedItem(finding);
    default:
      return remedy satisfies never;
  }
}

/** Several hosts share the lines of a target: a line is shown once, and lines that contradict each other never. */
function withoutConflicts(items: readonly Item[]): readonly Item[] {
  const sameLine = groupBy(items, ({ target, value }) => [target, value.finding, value.port, value.host].join('|'));
  return [...sameLine.values()].flatMap(([first, ...others]) =>
    others.every((other) => isDeepStrictEqual(first, other)) ? [first] : [],
  );
}

function addItem(document: Document, { target, list, value, replaces }: Item): void {
  const path = ['targets', target, list];
  if (!isSeq(document.getIn(path))) document.setIn(path, document.createNode([]));
  const node = document.createNode(value);
  if (replaces !== null) node.commentBefore = ` instead of the line for this port in line ${replaces.line}`;
  document.addIn(path, node);
}

/** @returns the item that allows what was found; null: only a change of another line can */
function allowItem(finding: Finding): Item | null {
  const { code, target, protocol, port, expectation, expectedService } = finding;
  const service = writable(finding.service);
  if (port === null || protocol === null) return null;
  const line = (list: Item['list'], named: string | null): Item => ({
    target,
    list,
    value: {
      port: `${port}/${protocol}`,
      ...(named === null ? {} : { service: named }),
      reason: '<why this is intended>',
    },
    replaces: expectation === null ? null : finding.location,
  });
  const own = expectation === 'require' || expectation === 'allow' ? expectation : null;
  switch (code) {
    case 'unexpected-port':
      return expectation === null ? line('allow', service) : null;
    case 'possibly-open':
      return expectation === null ? line('filtered', null) : null;
    case 'missing-port':
      return line('allow', expectedService);
    case 'wrong-service':
      return own === null || service === null ? null : line(own, service);
    case 'unverified-service':
      return own === null || expectedService === null ? null : line(own, null);
    default:
      return null;
  }
}

/** @returns the line as the target has it; null: it is no line of the target itself */
function removedItem({ code, target, protocol, ports, expectation, expectedService }: Finding): Item | null {
  if (code !== 'unused-allowance' || expectation !== 'allow' || ports === null || protocol === null) return null;
  const value = { port: `${ports}/${protocol}`, ...(expectedService === null ? {} : { service: expectedService }) };
  return { target, list: 'allow', value, replaces: null };
}

function writable(name: string | null): string | null {
  return name !== null && WRITABLE.test(name) ? name : null;
}

function waiveItem({ code, target, host, protocol, port }: Finding, expires: Day): Item | null {
  if (port === null || protocol === null || !WAIVABLE_CODES.some((waivable) => waivable === code)) return null;
  const value = {
    finding: code,
    port: `${port}/${protocol}`,
    ...(host === null ? {} : { host }),
    reason: '<why this is tolerated until then>',
    owner: '<who answers for it>',
    expires,
  };
  return { target, list: 'waive', value, replaces: null };
}

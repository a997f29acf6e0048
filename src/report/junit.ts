import XMLBuilder from 'fast-xml-builder';
import type { Address } from '../model/address.ts';
import type { Finding, FindingCode, Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { overlap } from '../model/port.ts';
import type { Location } from '../model/problem.ts';
import { counted } from '../model/quantity.ts';
import type { ExpectedLine, Failure, Outcome, Report, ReportedHost, TargetExpectations } from '../model/report.ts';
import { withoutCommands } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { plain } from './escape.ts';
import { momentWords, restingWords } from './memory-words.ts';
import { type Standing, standingOf } from './standing.ts';
import { activationWords, failureMeaning, gradeOf, hostOf, isCovered, meaning, ownerWords, portsOf } from './words.ts';

/** The number of cases that pass from which one case stands for all hosts of a line: readers load the whole file. */
const PASSES = 10_000;

/** What a case is if it does not pass. */
interface Result {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  /** Lines for a reader; none begins with foreign text. */
  readonly text: readonly string[];
}

interface Case {
  readonly name: string;
  /** Null: it passes. */
  readonly result: Result | null;
}

interface Suite {
  readonly name: string;
  /** Makes the cases again, each time in the same order. */
  readonly cases: () => Iterable<Case>;
}

const BUILDER = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

/**
 * A suite for the run, whose only case is whether it was complete, and one for each target. Every finding is a case of
 * its own, and so is every line of a target on every host where nothing differs from it. Without words for that, a
 * finding that does not fail the build is skipped, and its message says why.
 * @returns the outcome as JUnit XML, as Jenkins and its xUnit plugin read it, in pieces
 */
export function* renderJunit(outcome: Outcome): Generator<string> {
  const suites = outcome.kind === 'report' ? [runSuite(outcome), ...targetSuites(outcome)] : [failureSuite(outcome)];
  const totals = suites.map(({ cases }) => totalsOf(cases()));
  const time = ((outcome.finishedAt.getTime() - outcome.startedAt.getTime()) / 1000).toFixed(3);
  const { skipped: _, ...all } = totals.reduce(plus, NONE);
  const environment = outcome.policy.environment ?? '';
  const [open, close] = element('testsuites', { name: `${TOOL_NAME} ${environment}`.trim(), ...all, time });
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n`;
  for (const [index, { name, cases }] of suites.entries()) {
    const timestamp = outcome.startedAt.toISOString().slice(0, 19);
    const own = { name, ...(totals[index] ?? NONE), time: index === 0 ? time : '0', timestamp };
    const [begin, end] = element('testsuite', own);
    yield `${begin}\n`;
    for (const one of cases()) yield `${caseXml(one, `${TOOL_NAME}.${environment}.${name}`)}\n`;
    yield `${end}\n`;
  }
  yield `${close}\n`;
}

const NONE = { tests: 0, failures: 0, errors: 0, skipped: 0 };
type Totals = typeof NONE;

function totalsOf(cases: Iterable<Case>): Totals {
  const totals = { ...NONE };
  for (const { result } of cases) {
    totals.tests++;
    if (result?.element === 'failure') totals.failures++;
    if (result?.element === 'error') totals.errors++;
    if (result?.element === 'skipped') totals.skipped++;
  }
  return totals;
}

function plus(a: Totals, b: Totals): Totals {
  return {
    tests: a.tests + b.tests,
    failures: a.failures + b.failures,
    errors: a.errors + b.errors,
    skipped: a.skipped + b.skipped,
  };
}

function runSuite(report: Report): Suite {
  const { verdict, policy } = report;
  const text = [`policy: ${plain(policy.file)}`, `verdict: ${verdict}`];
  const result: Result = { element: 'error', type: 'incomplete', message: meaning(report), text };
  return {
    name: 'run',
    cases: () => [{ name: 'every port was answered for', result: isCovered(report) ? restingResult(report) : result }],
  };
}

/** What rests on memory was accepted, and was not asked: it is no success, and fails nothing. */
function restingResult({ coverage: { resting } }: Report): Result | null {
  return resting === undefined
    ? null
    : { element: 'skipped', type: 'resting', message: restingWords(resting), text: [] };
}

function failureSuite(failure: Failure): Suite {
  const { problems, policy } = failure;
  const said = failureMeaning(failure);
  const whole: Result = { element: 'error', type: 'error', message: said, text: [`policy: ${plain(policy.file)}`] };
  const cases = problems.map(({ code, message, location }): Case => {
    const name = `${plain(code)} ${location === undefined ? '' : plain(`${location.file}:${location.line}`)}`.trim();
    return { name, result: { element: 'error', type: 'error', message: plain(message), text: placeLines(location) } };
  });
  return { name: 'run', cases: () => [{ name: 'the run', result: whole }, ...cases] };
}

function placeLines(location: Location | undefined): readonly string[] {
  return location === undefined ? [] : [`policy line: ${plain(location.file)}:${location.line}:${location.column}`];
}

/** A target that no list names has a suite too: no finding is lost. */
function targetSuites(report: Report): readonly Suite[] {
  const { findings, policy } = report;
  const names = [...new Set([...policy.targets, ...findings.map(({ target }) => target)])];
  return names.map((target) => {
    const own = findings.filter((finding) => finding.target === target);
    const expected = policy.expectations.find((one) => one.target === target);
    const passes = expected === undefined ? () => [] : passesOf(report, expected, own);
    return {
      name: plain(target),
      *cases() {
        for (const finding of own) yield caseOf(finding, report.failOn);
        yield* passes();
        yield* restingCases(report, target);
      },
    };
  });
}

function caseOf(finding: Finding, failOn: Severity): Case {
  const { code, location, fingerprint, waived } = finding;
  const where = hostOf(finding) ?? `line ${location.line}`;
  const standing = standingOf(finding, failOn);
  const message = `${finding.message}${ownerWords(finding)}`;
  const text = [
    `severity: ${gradeOf(finding)}`,
    ...(waived === null ? [] : [`finding: ${plain(message)}`]),
    ...placeLines(location),
    `fingerprint: ${fingerprint}`,
  ];
  const said = plain(`${REASONS[standing](finding, failOn)}${waived === null ? message : ''}`);
  return {
    name: plain([`${where}:`, code, portsOf(finding) ?? ''].join(' ').trim()),
    result: { element: ELEMENTS[standing], type: code, message: said, text },
  };
}

const ELEMENTS: Readonly<Record<Standing, Result['element']>> = {
  failing: 'failure',
  incomplete: 'error',
  below: 'skipped',
  'not-active': 'skipped',
  waived: 'skipped',
};

/** What a message begins with. A waived finding has the reason of its waiver, and its own message in the text. */
const REASONS: Readonly<Record<Standing, (finding: Finding, failOn: Severity) => string>> = {
  failing: () => '',
  incomplete: () => '',
  below: (finding, failOn) => `${gradeOf(finding)}, below fail-on (${failOn}): `,
  'not-active': (finding, failOn) =>
    `target not active until ${finding.activation}` +
    `${activationWords(finding, failOn) === null ? '' : `, then it fails the build`}: `,
  waived: ({ waived }) =>
    waived === null ? '' : `waived until ${waived.expires} by ${waived.owner}: ${waived.reason}`,
};

/**
 * A line passes on a host if it has no finding there, and every port of it was answered. The rest of the ports is a
 * line too. If a service is not verified, no line about any port passes, and if the host answers everywhere, none does.
 */
function passesOf(
  report: Report,
  { target, location, lines }: TargetExpectations,
  findings: readonly Finding[],
): () => Iterable<Case> {
  const resting = new Set(report.coverage.resting?.addresses);
  const all = report.hosts.filter(({ targets }) => targets.includes(target));
  const hosts = all.filter(({ address }) => !resting.has(address));
  const differing = new Set(findings.map((finding) => keyOf(finding.address, finding.location)));
  const addressesOf = (code: FindingCode) =>
    new Set(findings.filter((finding) => finding.code === code).map(({ address }) => address));
  const [unverified, suspicious] = [addressesOf('unverified-service'), addressesOf('suspicious-host')];
  const gaps = groupBy(report.coverage.unobserved, ({ address }) => address);
  const rest: ExpectedLine = { what: 'nothing else is open', protocol: null, ports: [], location };
  const every = [...lines, rest];
  const touched = new Set([...findings.map(({ address }) => address), ...gaps.keys()]);
  const passes = (host: ReportedHost, line: ExpectedLine): boolean => !touched.has(host.address) || holds(host, line);
  const holds = (host: ReportedHost, line: ExpectedLine): boolean =>
    !differing.has(keyOf(host.address, line.location)) &&
    !suspicious.has(host.address) &&
    !(line.protocol === null && unverified.has(host.address)) &&
    !(gaps.get(host.address) ?? []).some(
      ({ protocol, ports }) =>
        protocol === null || line.protocol === null || (protocol === line.protocol && overlap(ports, line.ports)),
    );
  const isMany = hosts.length * every.length > PASSES;
  return isMany
    ? () =>
        every.flatMap((line) => {
          const count = hosts.filter((host) => passes(host, line)).length;
          return count === 0 ? [] : [{ name: `${plain(line.what)} (${counted(count, 'host')})`, result: null }];
        })
    : function* () {
        for (const host of hosts)
          for (const line of every)
            if (passes(host, line)) yield { name: plain(`${placeOf(host)}: ${line.what}`), result: null };
      };
}

/** A host that was not scanned again passes nothing. */
function* restingCases({ hosts, coverage: { resting } }: Report, target: string): Generator<Case> {
  if (resting === undefined) return;
  const message = `not scanned again: it rests on the memory of ${momentWords(resting.since)}`;
  for (const host of hosts) {
    if (!host.targets.includes(target) || !resting.addresses.includes(host.address)) continue;
    yield {
      name: plain(`${placeOf(host)}: memory`),
      result: { element: 'skipped', type: 'memory', message, text: [] },
    };
  }
}

function placeOf({ address, hosts }: ReportedHost): string {
  const name = hosts.find((host) => host !== address);
  return name === undefined ? address : `${name} (${address})`;
}

function keyOf(address: Address | null, { file, line, column }: Location): string {
  return `${address} ${line}:${column} ${file}`;
}

function caseXml({ name, result }: Case, classname: string): string {
  const attributes = { '@classname': plain(classname), '@name': name };
  if (result === null) return xml({ testcase: attributes });
  const { element: tag, type, message, text } = result;
  const body = { '@type': type, '@message': message, '#text': text.map(withoutCommands).join('\n') };
  return xml({ testcase: { ...attributes, [tag]: body } });
}

/** @returns the start and the end of an element */
function element(name: string, attributes: Readonly<Record<string, string | number>>): readonly [string, string] {
  const marked = Object.entries(attributes).map(([key, value]) => [`@${key}`, value] as const);
  const [open = '', close = ''] = xml({ [name]: { ...Object.fromEntries(marked), '#text': MARK } }).split(MARK);
  return [open, close];
}

/** Stands for what is between the start and the end: no printable text has it. */
const MARK = '\u0000';

/** In XML a character reference breaks the command `##[` of the runner and leaves the text as it is. */
function xml(value: object): string {
  return BUILDER.build(value)
    .trim()
    .replace(/##(?=\[)/g, '#&#35;');
}

import type { Address } from '../model/address.ts';
import { type FoldedGap, foldGaps } from '../model/coverage.ts';
import type { Finding } from '../model/finding.ts';
import type { Fact, SweepRecord } from '../model/observation.ts';
import { formatPorts, portCount } from '../model/port.ts';
import { counted, duration, grouped } from '../model/quantity.ts';
import type { Report, ScannerRecord } from '../model/report.ts';
import { code, markdown } from './escape.ts';
import { details, listed, placeCell, type Row, table, whereCell } from './markdown-table.ts';
import { eventWords, knownWords, memoryWords } from './memory-words.ts';
import {
  discoveryWords,
  evidenceWords,
  factWords,
  lossWords,
  missedWords,
  rateWords,
  silentRetryWords,
  sweptWords,
} from './scan-words.ts';
import { coverageWords, elapsed, isComplete, ownerWords, scannerWords } from './words.ts';

const TABLE_BYTES = 100_000;
/** The most earlier findings of a list. The JSON report contains all. */
const GONE_LIMIT = 100;
const SWEEP_BYTES = 10_000;
const ROW_LIMIT = 20;

/** @returns what earlier runs saw and this one did not; empty if the run has no memory */
export function memorySection({ memory }: Report): string[] {
  if (memory === undefined) return [];
  const { events, gone, unverified } = memory;
  const list = (items: readonly string[], what: string): string[] =>
    items.length === 0
      ? []
      : [
          details(`${what} (${grouped(items.length)})`, [
            listed(
              items.map((one) => markdown(one)),
              GONE_LIMIT,
            ),
          ]),
        ];
  return [
    '### Memory',
    markdown(memoryWords(memory)),
    ...list(events.map(eventWords), 'Devices'),
    ...list(gone.map(knownWords), 'Gone since then'),
    ...list(unverified.map(knownWords), 'Not verified again'),
  ];
}

/** @returns the required and the answered coverage, and every gap with its reason */
export function coverageSection({ coverage, hosts, findings }: Report): string[] {
  const sum = `${coverageWords(coverage)}, on ${counted(hosts.length, 'host')}.`;
  const incomplete = findings.filter(({ severity }) => severity === null);
  const whole = coverage.resting === undefined ? 'complete' : 'complete, in part by memory';
  if (isComplete(coverage) && incomplete.length === 0) return [`### Coverage: ${whole}`, sum];
  const concernedRow = (finding: Finding): Row => [
    whereCell(finding),
    `${markdown(finding.message, 500)}${markdown(ownerWords(finding), 500)} ${code(finding.code)}`,
    placeCell(finding.location),
  ];
  const gaps = foldGaps(coverage.unobserved);
  const gapRow = ({ target, where, hosts: alike, protocol, ports, reason }: FoldedGap): Row => [
    `${code(where, 300)}${alike === 1 ? '' : ` (${grouped(alike)} addresses)`}`,
    code(target, 100),
    protocol === null ? '' : `${grouped(portCount(ports))} ${protocol}: ${code(formatPorts(ports), 100)}`,
    `${markdown(reason.text, 300)} ${code(reason.code)}`,
  ];
  return [
    '### Coverage: incomplete',
    `${sum} The others gave no trustworthy answer: they may be open or closed.`,
    ...(incomplete.length === 0
      ? []
      : [
          table(['Where', 'What was not observed', 'Policy line'], incomplete, concernedRow, {
            bytes: TABLE_BYTES,
            cut: 'of these',
          }),
        ]),
    ...(gaps.length === 0
      ? []
      : [
          details(`Every gap and its reason (${grouped(gaps.length)})`, [
            table(['Host', 'Target', 'Ports', 'Why'], gaps, gapRow, { bytes: TABLE_BYTES, cut: 'gaps' }),
          ]),
        ]),
  ];
}

/** @returns how and how long the network was scanned, and who authorized it */
export function runSection(report: Report): string[] {
  const { policy, authorization, scanner, scans, discovery, notices } = report;
  const commands = scans.map(({ command, seconds, failure }) => {
    const time = duration(seconds);
    return (
      `${code(command, 300)} ` +
      `${failure === null ? `took ${time}` : `**failed** after ${time}: ${markdown(failure, 200)}`}`
    );
  });
  const facts = [
    `**Policy** ${code(policy.file, 200)}, environment ${code(policy.environment)}, ` +
      `${targetWords(policy.targets)}; findings from "${report.failOn}" up fail the build`,
    `**Scanner** ${markdown(scannerWords(scanner))}`,
    `**Time** ${elapsed(report)}, from ${moment(report.startedAt)} to ${moment(report.finishedAt)}`,
    `**Authorization** ${authorizationWords(authorization, scanner)}`,
    ...(discovery === null ? [] : [`**Discovery** ${markdown(discoveryWords(discovery))}`]),
  ];
  return [
    '### How it was scanned',
    listed(facts, facts.length),
    ...sweepTable(report.sweeps),
    ...(commands.length === 0 ? [] : [details(counted(commands.length, 'scan'), [listed(commands, ROW_LIMIT)])]),
    ...factTable(report.hosts),
    ...(notices.length === 0
      ? []
      : [
          '### Notes',
          listed(
            notices.map((notice) => markdown(notice, 300)),
            ROW_LIMIT,
          ),
        ]),
  ];
}

/** What each sweep probed, and its missed-port estimate. */
function sweepTable(sweeps: Report['sweeps']): string[] {
  if (sweeps.length === 0) return [];
  const head = [
    'Sweep',
    'Ports',
    'Passes',
    'Packets',
    'Loss',
    'Open ports expected to be missed (of those that answer in time)',
    'Evidence',
  ];
  const rowOf = (sweep: SweepRecord): Row => {
    const { required, passes } = sweep;
    const [loss, missed] = [lossWords(sweep), missedWords(sweep)];
    return [
      sweptWords(sweep),
      grouped(required),
      grouped(passes),
      rateWords(sweep),
      loss,
      missed,
      evidenceWords(sweep),
    ];
  };
  const silentRetry = sweeps.flatMap((sweep) => {
    const words = silentRetryWords(sweep);
    return words === '' ? [] : [`${sweptWords(sweep)}:${words}`];
  });
  return [
    table(head, sweeps, rowOf, { bytes: SWEEP_BYTES, cut: 'sweeps' }),
    ...(silentRetry.length === 0 ? [] : [listed(silentRetry, ROW_LIMIT)]),
  ];
}

function factTable(hosts: Report['hosts']): string[] {
  const found = hosts.flatMap(({ address, facts }) => facts.map((fact) => ({ address, fact })));
  if (found.length === 0) return [];
  const rowOf = ({ address, fact }: { readonly address: Address; readonly fact: Fact }): Row => [
    code(address),
    code(factWords(fact), 100),
    markdown(fact.text, 200),
  ];
  return [
    details(`Facts beside ports and services (${grouped(found.length)}); nothing is decided by them`, [
      table(['Host', 'Where, and by what', 'What was found out'], found, rowOf, { bytes: TABLE_BYTES, cut: 'facts' }),
    ]),
  ];
}

/** @returns `2026-11-21 02:00:00 UTC`. */
function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function targetWords(targets: readonly string[]): string {
  if (targets.length > 10) return counted(targets.length, 'target');
  return `${targets.length === 1 ? 'target' : 'targets'} ${targets.map((target) => code(target, 100)).join(', ')}`;
}

function authorizationWords(authorization: Report['authorization'], { privilege }: ScannerRecord): string {
  if (authorization !== null) {
    const { by, reference, expires } = authorization;
    return (
      `by ${markdown(by, 200)}, reference ${code(reference, 200)}, valid until the end of ` +
      `${markdown(expires, 50)} UTC`
    );
  }
  return privilege === 'none' ? 'not needed: nothing was sent' : 'not needed: only loopback addresses were probed';
}

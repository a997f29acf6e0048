import type { SweepRecord } from '../model/observation.ts';
import { counted, duration, grouped } from '../model/quantity.ts';
import type { DiscoveryRecord, Report } from '../model/report.ts';
import { plain } from './escape.ts';
import { eventWords, knownWords, memoryWords } from './memory-words.ts';
import {
  discoveryWords,
  factWords,
  lossWords,
  missedWords,
  rateWords,
  sweepWords,
  sweptWords,
  times,
} from './scan-words.ts';
import type { Screen } from './screen.ts';
import { byReason, scannerWords } from './words.ts';

/** The most lines of one kind, unless everything is wanted. */
const LINES_SHOWN = 20;
/** The most characters of one fact. The JSON report contains the whole fact. */
const FACT_SHOWN = 120;

/** @returns what was not observed and what went wrong, the notes, how the network was scanned, and the facts */
export function* runLines(report: Report, screen: Screen): Generator<string> {
  const { paint, detail } = screen;
  const isVerbose = detail === 'verbose';
  yield* someLines(
    screen,
    'not observed:',
    'magenta',
    byReason(report.coverage.unobserved).filter(({ reason }) => isVerbose || !isInFinding(report, reason.text)),
    ({ reason, hosts, ports }) => {
      const what = `${ports === 0 ? '' : `${counted(ports, 'port')} on `}${counted(hosts, 'host')}`;
      return `${what}: ${plain(reason.text)} ${paint('dim', `[${reason.code}]`)}`;
    },
  );
  yield* someLines(
    screen,
    'scan failed:',
    'magenta',
    report.scans.filter(({ failure }) => failure !== null),
    ({ command, seconds, failure }) => `${plain(failure ?? '')}, after ${duration(seconds)}: ${plain(command)}`,
  );
  yield* memoryLines(report, screen);
  yield* someLines(screen, 'note:', 'cyan', report.notices, (notice) => plain(notice));
  yield* stepLines(report, screen);
  if (!isVerbose) return;
  const facts = report.hosts.flatMap(({ address, facts: found }) => found.map((fact) => ({ address, fact })));
  yield* someLines(screen, 'fact:', 'cyan', facts, ({ address, fact }) => {
    return `${address} ${plain(factWords(fact), 100)}: ${plain(fact.text, FACT_SHOWN)}`;
  });
}

function* memoryLines({ memory }: Report, screen: Screen): Generator<string> {
  if (memory === undefined) return;
  yield* someLines(screen, 'devices:', 'cyan', memory.events, (event) => plain(eventWords(event)));
  yield* someLines(screen, 'gone:', 'green', memory.gone, (known) => plain(knownWords(known)));
  yield* someLines(screen, 'not verified again:', 'magenta', memory.unverified, (known) => plain(knownWords(known)));
  yield* screen.wrap(`${screen.paint('cyan', 'memory:')} ${plain(memoryWords(memory))}`, 2);
}

/** Whether a finding repeats the reason. A reason that no finding repeats is shown by itself. */
function isInFinding({ findings }: Report, text: string): boolean {
  return findings.some(({ severity, message }) => severity === null && message.includes(text));
}

function* someLines<Item>(
  { paint, wrap, detail }: Screen,
  head: string,
  style: Parameters<Screen['paint']>[0],
  items: readonly Item[],
  textOf: (item: Item) => string,
): Generator<string> {
  const shown = detail === 'verbose' ? items : items.slice(0, LINES_SHOWN);
  for (const item of shown) yield* wrap(`${paint(style, head)} ${textOf(item)}`, 2);
  if (shown.length < items.length) yield `${head} and ${grouped(items.length - shown.length)} more`;
}

/** One step of the scan. */
interface StepRow {
  readonly step: string;
  /** Null: the time is not known. */
  readonly seconds: number | null;
  readonly what: string;
}

/** Shorter steps are not shown, in seconds. */
const LEAST_TIME = 0.05;

function* stepLines(report: Report, screen: Screen): Generator<string> {
  const rows = stepRows(report, screen.detail === 'verbose').map(({ step, seconds, what }) => {
    return { step, time: seconds === null ? '' : duration(seconds), what };
  });
  yield* screen.wrap(`${screen.paint('cyan', 'scan:')} ${plain(scannerWords(report.scanner))}`, 2);
  const [stepWidth, timeWidth] = [rows.map(({ step }) => step), rows.map(({ time }) => time)].map((cells) =>
    Math.max(0, ...cells.map(({ length }) => length)),
  ) as [number, number];
  for (const { step, time, what } of rows) {
    const head = `  ${step.padEnd(stepWidth)}  ${time.padStart(timeWidth)}`;
    yield* screen.wrap(`${head}  ${what}`.trimEnd(), head.length + 2);
  }
}

function stepRows({ stages, discovery, sweeps, hosts, scans }: Report, isVerbose: boolean): readonly StepRow[] {
  const sweptRows = sweeps.map((sweep): StepRow => {
    return { step: 'ports', seconds: sweep.seconds, what: isVerbose ? sweepWords(sweep) : sweptPortsWords(sweep) };
  });
  const rows: readonly StepRow[] = [
    ...(discovery === null
      ? []
      : [
          {
            step: 'discovery',
            seconds: stages?.discover ?? null,
            what: isVerbose ? discoveryWords(discovery) : foundWords(discovery),
          },
        ]),
    ...(sweptRows.length > 0 || stages === undefined
      ? sweptRows
      : [{ step: 'ports', seconds: stages.ports, what: '' }]),
    ...(stages === undefined
      ? []
      : [
          { step: 'services', seconds: stages.services, what: identifiedWords(hosts) },
          { step: 'confirmation', seconds: stages.confirm, what: 'what would fail the build was probed again' },
        ]),
  ].filter(({ seconds }) => seconds === null || seconds >= LEAST_TIME);
  if (!isVerbose) return rows;
  return [...rows, ...scans.map(({ command, seconds }) => ({ step: 'run', seconds, what: plain(command) }))];
}

function foundWords({ asked, up, down }: DiscoveryRecord): string {
  const unknown = asked - up - down;
  return [
    `${counted(asked, 'address', 'addresses')}: ${grouped(up)} up`,
    ...(down === 0 ? [] : [`${grouped(down)} down, where only required ports are checked`]),
    ...(unknown === 0 ? [] : [`${grouped(unknown)} without an answer`]),
  ].join('; ');
}

function sweptPortsWords(sweep: SweepRecord): string {
  const { required, passes, rate, loss, silentRetry } = sweep;
  if (passes === 0) return `${sweptWords(sweep)}: ended before each of ${counted(required, 'port')} was probed once`;
  const parts = [
    `${sweptWords(sweep)}: ${counted(required, 'port')}`,
    `${times(passes)}, at ${rate === null ? "nmap's own pace" : `up to ${rateWords(sweep)}`}`,
    ...(loss === null ? [] : [`${lossWords(sweep)} of the answers lost`]),
    ...(silentRetry === null || silentRetry.ports === 0
      ? []
      : [`${counted(silentRetry.ports, 'silent port')} probed again, ${grouped(silentRetry.answered)} answered`]),
    ...(sweep.evidence === 'retries' ? [] : [`${missedWords(sweep)} open ports expected to be missed`]),
  ];
  return parts.join('; ');
}

function identifiedWords(hosts: Report['hosts']): string {
  const details = hosts.flatMap(({ protocols }) =>
    Object.values(protocols).flatMap((one) => [...one.details.values()]),
  );
  return `${counted(details.filter(({ identified }) => identified).length, 'port')} identified`;
}

import { countGaps } from '../model/coverage.ts';
import { type Finding, isStanding, SEVERITIES, type WaiverRecord } from '../model/finding.ts';
import { PROTOCOLS, portCount } from '../model/port.ts';
import { type Outcome, type Report, VERDICTS } from '../model/report.ts';
import { withoutCommands } from '../model/text.ts';
import { endOf, parseDay } from '../model/time.ts';
import { TOOL_VERSION } from '../model/version.ts';
import { plain } from './escape.ts';
import { isCompleteRun, isNotActive, OPEN_BUT_NOT_ALLOWED, portsOf } from './words.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** A metric family; all are gauges. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: (outcome: Outcome) => Iterable<Sample>;
}

const DAY = 86_400;

/** A family without samples is left out: what is not known has no number. */
const FAMILIES: readonly Family[] = [
  {
    name: 'verdict',
    help: '1 for the verdict of the last run, 0 for the others. error: nothing was judged.',
    samples: (outcome) => {
      const verdict = outcome.kind === 'report' ? outcome.verdict : 'error';
      return [...VERDICTS, 'error'].map((one) => [{ verdict: one }, Number(one === verdict)]);
    },
  },
  {
    name: 'complete',
    help: 'Whether this run got an answer of every port; 0 if a host rests on memory.',
    samples: (outcome) => [[{}, Number(isCompleteRun(outcome))]],
  },
  {
    name: 'exit_status',
    help: 'The exit status of the last run.',
    samples: (outcome) => [[{}, outcome.exitCode]],
  },
  {
    name: 'last_run_timestamp_seconds',
    help: 'When the last run ended.',
    samples: (outcome) => [[{}, outcome.finishedAt.getTime() / 1000]],
  },
  {
    name: 'last_complete_run_timestamp_seconds',
    help: 'When the last run ended. Absent if that run was not complete.',
    samples: (outcome) => (isCompleteRun(outcome) ? [[{}, outcome.finishedAt.getTime() / 1000]] : []),
  },
  {
    name: 'info',
    help: 'Versions of the program and of the scanner.',
    samples: (outcome) => [
      [{ version: TOOL_VERSION, ...(outcome.kind === 'report' ? { nmap: outcome.scanner.version } : {}) }, 1],
    ],
  },
  byTarget('open_ports', 'Ports that are open.', ({ hosts }, target) =>
    hosts
      .filter(({ targets }) => targets.includes(target))
      .flatMap(({ protocols }) => PROTOCOLS.map((protocol) => portCount(protocols[protocol]?.states.open ?? [])))
      .reduce((sum, count) => sum + count, 0),
  ),
  byTarget(
    'unexpected_findings',
    'Findings about open ports that the policy does not allow, without waived ones and those of targets that are ' +
      'not active yet.',
    ({ findings }, target) =>
      count(findings, (one) => one.target === target && isStanding(one) && OPEN_BUT_NOT_ALLOWED.has(one.code)),
  ),
  byTarget('waived_findings', 'Findings that a waiver suppresses.', ({ findings }, target) =>
    count(findings, (one) => one.target === target && one.waived !== null),
  ),
  byTarget('not_active_findings', 'Findings of a target that is not active yet.', ({ findings }, target) =>
    count(findings, (one) => one.target === target && one.severity !== null && isNotActive(one)),
  ),
  byTarget('unobserved_ports', 'Ports without a trustworthy answer.', ({ coverage }, target) =>
    countGaps(coverage.unobserved.filter((gap) => gap.target === target)).reduce((sum, ports) => sum + ports, 0),
  ),
  {
    name: 'resting_ports',
    help: 'Ports that were not scanned, because an earlier run found their hosts clean (rescan-after).',
    samples: forReport(({ coverage }) => [[{}, coverage.resting?.ports ?? 0]]),
  },
  {
    name: 'findings',
    help: 'Findings by severity, without waived ones and those of targets that are not active yet.',
    samples: forReport(({ findings, policy }) =>
      policy.targets.flatMap((target) =>
        SEVERITIES.map((severity): Sample => {
          const own = (one: Finding): boolean => one.target === target && one.severity === severity;
          return [{ target, severity }, count(findings, (one) => own(one) && isStanding(one))];
        }),
      ),
    ),
  },
  {
    name: 'waiver_end_timestamp_seconds',
    help: 'When a waiver ends that suppresses a finding.',
    samples: forReport((report) => waivers(report, (end) => end)),
  },
  {
    name: 'waiver_days_left',
    help: 'Days from the last run until the waiver ends.',
    samples: forReport((report) => waivers(report, (end) => daysLeft(end, report))),
  },
  {
    name: 'authorization_end_timestamp_seconds',
    help: 'When the authorization of the scan ends.',
    samples: forReport((report) => authorization(report, (end) => end)),
  },
  {
    name: 'authorization_days_left',
    help: 'Days from the last run until the authorization ends.',
    samples: forReport((report) => authorization(report, (end) => daysLeft(end, report))),
  },
];

function forReport(samples: (report: Report) => Iterable<Sample>): Family['samples'] {
  return (outcome) => (outcome.kind === 'report' ? samples(outcome) : []);
}

function byTarget(name: string, help: string, value: (report: Report, target: string) => number): Family {
  const samples = forReport((report) => report.policy.targets.map((target) => [{ target }, value(report, target)]));
  return { name, help, samples };
}

function count(findings: readonly Finding[], test: (finding: Finding) => boolean): number {
  return findings.filter(test).length;
}

/** Of waivers with equal labels, the one that ends first counts: no parser takes a sample twice. */
function waivers({ findings }: Report, value: (end: number) => number): readonly Sample[] {
  const ends = new Map<string, { readonly labels: Labels; readonly end: number }>();
  for (const finding of findings) {
    const { waived, target, code } = finding;
    if (waived === null) continue;
    const { owner, location, expires } = waived;
    const labels = { target, finding: code, port: portsOf(finding) ?? '', owner, line: String(location.line) };
    const key = labelsText(labels);
    const end = Math.min(secondsOf(expires), ends.get(key)?.end ?? Number.POSITIVE_INFINITY);
    ends.set(key, { labels, end });
  }
  return [...ends.values()].map(({ labels, end }): Sample => [labels, value(end)]);
}

function authorization({ authorization: granted }: Report, value: (end: number) => number): readonly Sample[] {
  const end = granted === null ? undefined : parseDay(granted.expires);
  return end === undefined ? [] : [[{}, value(secondsOf(end))]];
}

function secondsOf(day: WaiverRecord['expires']): number {
  return endOf(day) / 1000;
}

function daysLeft(end: number, { finishedAt }: Report): number {
  return Math.round(((end - finishedAt.getTime() / 1000) / DAY) * 100) / 100;
}

/**
 * All metrics are gauges, so the text is OpenMetrics 1.0 and also the text format 0.0.4 that node exporter's textfile
 * collector reads: there, `# EOF` is a comment.
 * @returns the outcome as metrics, in pieces
 */
export function* renderOpenMetrics(outcome: Outcome): Generator<string> {
  const { policy } = outcome;
  const common = { environment: policy.environment ?? '', policy: policy.file };
  for (const { name, help, samples } of FAMILIES) {
    const metric = `exposure_gate_${name}`;
    let first = true;
    for (const [labels, value] of samples(outcome)) {
      if (first) yield `# HELP ${metric} ${help}\n# TYPE ${metric} gauge\n`;
      first = false;
      yield `${metric}{${labelsText({ ...common, ...labels })}} ${value}\n`;
    }
  }
  yield '# EOF\n';
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${withoutCommands(plain(value)).replace(/["\\]/g, '\\$&')}"`)
    .join(',');
}

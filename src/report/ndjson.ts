import { type Address, familyOf } from '../model/address.ts';
import type { Finding, Severity } from '../model/finding.ts';
import { eachPort, formatPorts, PROTOCOLS, type Protocol, portCount } from '../model/port.ts';
import type { Outcome, Report, ReportedHost } from '../model/report.ts';
import type { RunOrigin } from '../model/repository.ts';
import type { FindingRule } from '../model/rule.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import { plain } from './escape.ts';
import { severityScore } from './score.ts';
import { serializeLine } from './serialize.ts';
import { type Standing, standingOf } from './standing.ts';
import { failureMeaning, gradeOf, isCompleteRun, meaning, tally } from './words.ts';

/** The version of the Elastic Common Schema whose fields are used. */
const ECS_VERSION = '8.11.0';

/** The number of open ports of one protocol from which one event lists them: a tarpit has 65,535. */
const LISTED = 500;

/** What an event has besides the fields of all events. Fields that ECS does not have are below `exposure_gate`. */
type Event = Readonly<Record<string, unknown>>;

export interface NdjsonOptions {
  readonly rules: readonly FindingRule[];
  readonly origin: RunOrigin;
}

/**
 * The first event is the run, and says whether it was complete. Then comes an event for each finding, each host and
 * each open port. Field names are those of the Elastic Common Schema.
 * @returns the outcome as newline-delimited JSON, in pieces
 */
export function* renderNdjson(outcome: Outcome, options: NdjsonOptions): Generator<string> {
  const common = commonFields(outcome, options.origin);
  for (const event of events(outcome, options)) yield `${serializeLine(merged(common, event))}\n`;
}

function* events(outcome: Outcome, { rules, origin }: NdjsonOptions): Generator<Event> {
  yield runEvent(outcome, origin);
  if (outcome.kind === 'failure') {
    for (const { code, message } of outcome.problems)
      yield {
        ...eventFields('problem', 'event', ['configuration'], { outcome: 'unknown' }),
        error: { code: plain(code), message: plain(message) },
        message: plain(message),
      };
    return;
  }
  const byCode = new Map(rules.map((rule) => [rule.code, rule]));
  for (const finding of outcome.findings) yield findingEvent(finding, outcome, byCode.get(finding.code));
  for (const host of outcome.hosts) {
    yield hostEvent(host);
    yield* portEvents(host);
  }
}

function commonFields({ finishedAt, policy }: Outcome, { repository, commit, branch, run }: RunOrigin): Event {
  const known = {
    environment: policy.environment,
    policy: policy.file,
    ...{ repository, commit, branch, run: run?.id ?? null, run_url: run?.url ?? null },
  };
  return {
    '@timestamp': finishedAt.toISOString(),
    ecs: { version: ECS_VERSION },
    observer: { product: TOOL_NAME, type: 'scanner', version: TOOL_VERSION },
    labels: cleaned(known),
  };
}

/** The fields of an event beside those of all events; their labels are joined. */
function merged(common: Event, { labels, ...event }: Event): Event {
  const own = typeof labels === 'object' && labels !== null ? labels : {};
  return { ...common, ...event, labels: { ...(common.labels as object), ...own } };
}

/** @returns the texts that are known, printable */
function cleaned(texts: Readonly<Record<string, string | null>>): Event {
  const known = Object.entries(texts).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return Object.fromEntries(known.map(([name, text]) => [name, plain(text)]));
}

function eventFields(dataset: string, kind: 'event' | 'alert' | 'state', category: readonly string[], more: Event) {
  const event = { kind, category, type: ['info'], dataset: `exposure_gate.${dataset}`, module: 'exposure_gate' };
  return { event: { ...event, provider: TOOL_NAME, ...more } };
}

const OUTCOMES = { pass: 'success', fail: 'failure', inconclusive: 'unknown', error: 'unknown' } as const;

function runEvent(outcome: Outcome, { run }: RunOrigin): Event {
  const { startedAt, finishedAt, exitCode } = outcome;
  const verdict = outcome.kind === 'report' ? outcome.verdict : 'error';
  const when = {
    outcome: OUTCOMES[verdict],
    ...{ start: startedAt.toISOString(), end: finishedAt.toISOString() },
    // in nanoseconds
    duration: (finishedAt.getTime() - startedAt.getTime()) * 1_000_000,
    ...(run?.url == null ? {} : { url: plain(run.url) }),
  };
  const counts =
    outcome.kind === 'report'
      ? {
          fail_on: outcome.failOn,
          counts: tally(outcome.findings),
          required: outcome.coverage.required,
          answered: outcome.coverage.answered,
        }
      : {};
  return {
    ...eventFields('run', 'event', ['network'], when),
    message: outcome.kind === 'report' ? meaning(outcome) : failureMeaning(outcome),
    exposure_gate: { verdict, exit_code: exitCode, complete: isCompleteRun(outcome), ...counts },
  };
}

/** A finding that does not fail the build has no outcome: it is neither a failure nor a success. */
const STANDING_OUTCOMES: Readonly<Partial<Record<Standing, string>>> = { failing: 'failure', incomplete: 'unknown' };

function findingEvent(finding: Finding, report: Report, rule: FindingRule | undefined): Event {
  const { code, severity, waived, owner, tags, target, protocol, port, ports, state, fingerprint } = finding;
  const standing = standingOf(finding, report.failOn);
  const result = STANDING_OUTCOMES[standing];
  return {
    ...eventFields('finding', 'alert', ['vulnerability', 'network'], {
      action: code,
      ...(result === undefined ? {} : { outcome: result }),
      ...(severity === null ? {} : scores(severity)),
    }),
    message: plain(finding.message),
    rule: {
      ...{ id: code, ruleset: TOOL_NAME, version: TOOL_VERSION },
      ...(rule === undefined ? {} : { name: rule.title, description: rule.description, reference: rule.helpUri }),
    },
    ...(tags.length === 0 ? {} : { tags: tags.map((tag) => plain(tag)) }),
    ...(owner === null ? {} : { organization: { name: plain(owner) } }),
    ...hostFields(finding.address, finding.host === null ? [] : [finding.host]),
    ...(protocol === null ? {} : networkFields(finding.address, protocol, port, finding.service)),
    labels: cleaned({ target }),
    exposure_gate: {
      ...{ fingerprint, severity: gradeOf(finding), standing, state, ports, activation: finding.activation },
      ...(finding.exposure === null ? {} : { exposure: cleaned({ ...finding.exposure }) }),
      ...(finding.line === null ? {} : { line: cleaned(lineTexts(finding.line)) }),
      ...(waived === null ? {} : { waiver: cleaned(waivedTexts(waived)) }),
    },
  };
}

function lineTexts({ reason, approvedBy, ticket }: NonNullable<Finding['line']>) {
  return { reason, approved_by: approvedBy, ticket };
}

function waivedTexts({ reason, owner, expires, ticket }: NonNullable<Finding['waived']>) {
  return { reason, owner, expires, ticket };
}

function scores(severity: Severity): Event {
  const score = severityScore(severity);
  return { severity: Math.round(score * 10), risk_score: score };
}

function hostFields(address: Address | null, names: readonly string[]): Event {
  const [name] = names.filter((one) => one !== address);
  if (address === null && name === undefined) return {};
  return {
    host: {
      ...(address === null ? {} : { ip: [address] }),
      ...(name === undefined ? {} : { name: plain(name) }),
    },
    ...(address === null ? {} : { related: { ip: [address] } }),
  };
}

function networkFields(address: Address | null, protocol: Protocol, port: number | null, service: string | null) {
  return {
    network: {
      transport: protocol,
      ...(address === null ? {} : { type: familyOf(address) }),
      ...(service === null ? {} : { protocol: plain(service) }),
    },
    destination: {
      ...(address === null ? {} : { address, ip: address }),
      ...(port === null ? {} : { port }),
    },
  };
}

function hostEvent(host: ReportedHost): Event {
  const open = PROTOCOLS.flatMap((protocol) => {
    const ports = portCount(host.protocols[protocol]?.states.open ?? []);
    return ports === 0 ? [] : [[protocol, ports] as const];
  });
  return {
    ...eventFields('host', 'state', ['host'], {}),
    message: `${host.address} is ${host.state}`,
    ...hostFields(host.address, host.hosts),
    exposure_gate: {
      ...{ state: host.state, targets: host.targets.map((target) => plain(target)) },
      open_ports: Object.fromEntries(open),
    },
  };
}

function* portEvents(host: ReportedHost): Generator<Event> {
  const { address } = host;
  const about = { ...hostFields(address, host.hosts), exposure_gate: { state: 'open' } };
  const fields = eventFields('port', 'state', ['network'], {});
  for (const protocol of PROTOCOLS) {
    const answers = host.protocols[protocol];
    const open = answers?.states.open ?? [];
    if (portCount(open) > LISTED) {
      const ports = formatPorts(open);
      const exposed = { state: 'open', ports };
      const message = `${address} ${portCount(open)} ${protocol} ports are open`;
      yield { ...fields, message, ...about, ...networkFields(address, protocol, null, null), exposure_gate: exposed };
      continue;
    }
    for (const port of eachPort(open)) {
      const service = answers?.details.get(port)?.service ?? null;
      const message = `${address} ${port}/${protocol} is open`;
      // A name from the port table proves nothing.
      const proven = service?.method === 'probed' ? service.name : null;
      yield {
        ...fields,
        message,
        ...about,
        ...networkFields(address, protocol, port, proven),
        exposure_gate: { state: 'open', ...serviceFields(service) },
      };
    }
  }
}

function serviceFields(service: { readonly product: string | null; readonly version: string | null } | null): Event {
  const known = cleaned({ product: service?.product ?? null, version: service?.version ?? null });
  return Object.keys(known).length === 0 ? {} : { service: known };
}

import type { FindingCode } from '../model/finding.ts';
import type { KnownFinding, MemoryRecord } from '../model/memory.ts';
import {
  PORT_STATES,
  type PortDetail,
  type PortState,
  type ProtocolAnswers,
  type SweepRecord,
} from '../model/observation.ts';
import { eachPort, formatPorts, hasPort, type PortSet, PROTOCOLS, type Protocol, portCount } from '../model/port.ts';
import type { Failure, Outcome, Report, ReportedHost, StageSeconds } from '../model/report.ts';
import type { RunOrigin } from '../model/repository.ts';
import type { FindingRule } from '../model/rule.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import { findingOf, locationOf } from './json-finding.ts';
import type { JsonFailure, JsonHost, JsonReport } from './json-schema.ts';
import type { JsonMemory } from './memory-schema.ts';
import { serialize } from './serialize.ts';
import { isCompleteRun, severityCounts, tally } from './words.ts';

/**
 * States whose ports are listed one by one, and the number of ports of one protocol from which ranges replace the list.
 * 65,535 silent UDP ports, or the open ports of a tarpit, are one line. Ports in any other state are only counted.
 */
const LISTED = { open: 500, 'open|filtered': 100, unfiltered: 100 } as const satisfies Partial<
  Record<PortState, number>
>;
type ListedState = keyof typeof LISTED;
const LISTED_STATES = PORT_STATES.filter((state): state is ListedState => state in LISTED);

type JsonPort = JsonHost['ports'][number];

/** Lists whose items are made while they are written. */
type Streamed<T> = T extends readonly (infer Item)[]
  ? Iterable<Item>
  : T extends object
    ? { readonly [Key in keyof T]: Streamed<T[Key]> }
    : T;

/**
 * @returns the outcome as JSON with the shape of `reportJsonSchema`, in pieces, with a stable order of keys, indented,
 * and a newline at the end
 */
export function renderJson(outcome: Outcome, { rules, origin }: JsonOptions): Iterable<string> {
  const byCode = new Map(rules.map((rule) => [rule.code, rule]));
  return serialize(outcome.kind === 'report' ? reportOf(outcome, byCode, origin) : failureOf(outcome, origin));
}

export interface JsonOptions {
  readonly rules: readonly FindingRule[];
  readonly origin: RunOrigin;
}

const FRAME = { reportVersion: 1, generator: { name: TOOL_NAME, version: TOOL_VERSION } } as const;

function reportOf(
  report: Report,
  rules: ReadonlyMap<FindingCode, FindingRule>,
  origin: RunOrigin,
): Streamed<JsonReport> {
  const { policy, authorization, coverage, scanner } = report;
  return {
    ...FRAME,
    verdict: report.verdict,
    exitCode: judgedExit(report),
    complete: isCompleteRun(report),
    origin: { ...origin },
    failOn: report.failOn,
    policy: {
      file: policy.file,
      environment: policy.environment,
      targets: [...policy.targets],
      notActive: policy.notActive.map(({ target, until }) => ({ target, until })),
    },
    authorization:
      authorization === null
        ? null
        : { by: authorization.by, reference: authorization.reference, expires: authorization.expires },
    startedAt: report.startedAt.toISOString(),
    finishedAt: report.finishedAt.toISOString(),
    scannedAt: scannedAt(report)?.toISOString() ?? null,
    seconds: secondsOf(report),
    scanner: { name: scanner.name, version: scanner.version, privilege: scanner.privilege, data: scanner.data },
    scans: report.scans.map(({ command, seconds, failure }) => ({
      command,
      seconds: rounded(seconds),
      failure,
    })),
    sweeps: report.sweeps.map(sweepOf),
    ...(report.stages === undefined ? {} : { stages: stagesOf(report.stages) }),
    discovery:
      report.discovery === null ? null : { ...report.discovery, downAddresses: [...report.discovery.downAddresses] },
    coverage: coverageOf(coverage),
    counts: { ...tally(report.findings), bySeverity: severityCounts(report.findings) },
    findings: each(report.findings, (finding) => findingOf(finding, rules.get(finding.code))),
    hosts: each(report.hosts, hostOf),
    notices: [...report.notices],
    ...(report.memory === undefined ? {} : { memory: memoryOf(report.memory) }),
  };
}

function memoryOf({
  file,
  bytes,
  runs,
  comparedWith,
  gone,
  unverified,
  devices,
  events,
}: MemoryRecord): Streamed<JsonMemory> {
  return {
    ...{ file, bytes, runs, comparedWith, devices },
    events: each(events, ({ event, id, vendor, name, addresses, last }) => {
      return { event, id, vendor, name, addresses: [...addresses], last };
    }),
    gone: each(gone, knownOf),
    unverified: each(unverified, knownOf),
  };
}

function knownOf({ fingerprint, target, code, severity, host, protocol, ports, first, last }: KnownFinding) {
  return { code, severity, target, host, protocol, ports, fingerprint, first, last };
}

function coverageOf({ required, answered, addresses, unobserved, excluded, resting }: Report['coverage']) {
  return {
    ...{ required, answered, addresses },
    unobserved: each(unobserved, ({ target, host, address, protocol, ports, reason }) => ({
      ...{ target, host, address, protocol },
      ports: formatPorts(ports),
      reason: reason.code,
      detail: reason.text,
    })),
    excluded: excluded.map(({ target, exclude, location, count, addresses: some }) => ({
      ...{ target, exclude, location: locationOf(location), count },
      addresses: [...some],
    })),
    ...(resting === undefined ? {} : { resting: { ...resting, addresses: [...resting.addresses] } }),
  };
}

/** @returns when the oldest scan began whose results count; null: unknown */
function scannedAt({ observedAt, scanner, startedAt }: Report): Date | null {
  return observedAt ?? (scanner.privilege === 'none' ? null : startedAt);
}

/** Scanning is the sum of its stages. */
function secondsOf({ startedAt, finishedAt, stages }: Report): JsonReport['seconds'] {
  const total = (finishedAt.getTime() - startedAt.getTime()) / 1000;
  const scan = stages === undefined ? null : Object.values(stages).reduce((sum, one) => sum + one, 0);
  return {
    total: rounded(total),
    scan: scan === null ? null : rounded(scan),
    judging: rounded(Math.max(0, total - (scan ?? 0))),
  };
}

function* each<From, To>(list: Iterable<From>, make: (item: From) => To): Generator<To> {
  for (const item of list) yield make(item);
}

function sweepOf(sweep: SweepRecord): JsonReport['sweeps'][number] {
  return {
    family: sweep.family,
    protocol: sweep.protocol,
    addresses: sweep.addresses,
    required: sweep.required,
    probes: sweep.probes,
    passes: sweep.passes,
    rate: sweep.rate === null ? null : rounded(sweep.rate),
    seconds: rounded(sweep.seconds),
    loss: sweep.loss,
    missed: sweep.missed,
    evidence: sweep.evidence,
    silentRetry: sweep.silentRetry,
  };
}

function stagesOf({ discover, ports, services, confirm }: StageSeconds): JsonReport['stages'] {
  return {
    discover: rounded(discover),
    ports: rounded(ports),
    services: rounded(services),
    confirm: rounded(confirm),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function failureOf({ exitCode, policy, problems, startedAt, finishedAt }: Failure, origin: RunOrigin): JsonFailure {
  return {
    ...FRAME,
    verdict: 'error',
    exitCode,
    complete: false,
    origin: { ...origin },
    policy: { file: policy.file, environment: policy.environment },
    problems: problems.map(({ code, message, location }) => ({
      code,
      message,
      location: location === undefined ? null : locationOf(location),
    })),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
  };
}

/** @throws RangeError for 2, with which only a failure ends */
export function judgedExit({ exitCode }: Report): JsonReport['exitCode'] {
  if (exitCode === 2) throw new RangeError('a run that judged something does not end with 2');
  return exitCode;
}

function hostOf(host: ReportedHost): JsonHost {
  const scanned = PROTOCOLS.flatMap((protocol) => {
    const answers = host.protocols[protocol];
    return answers === undefined ? [] : [{ protocol, answers }];
  });
  return {
    address: host.address,
    names: [...host.names],
    declaredAs: [...host.hosts],
    targets: [...host.targets],
    state: host.state,
    ports: scanned.flatMap(({ protocol, answers }) => portsOf(protocol, answers)),
    states: Object.fromEntries(scanned.map(({ protocol, answers }) => [protocol, countsOf(answers)])),
    ...(host.links === undefined ? {} : { macs: host.links.map(({ mac, vendor }) => ({ mac, vendor })) }),
    facts: host.facts.map(({ protocol, port, source, text }) => ({ protocol, port, source, text })),
  };
}

function portsOf(protocol: Protocol, { states, details, second = {} }: ProtocolAnswers): JsonPort[] {
  const singly: (JsonPort & { port: number })[] = [];
  const inBulk: JsonPort[] = [];
  for (const state of LISTED_STATES) {
    const ports: PortSet = states[state] ?? [];
    if (portCount(ports) > LISTED[state]) inBulk.push({ protocol, ports: formatPorts(ports), state });
    else {
      for (const port of eachPort(ports)) {
        const again = PORT_STATES.find((other) => hasPort(second[other] ?? [], port)) ?? null;
        singly.push(portOf(protocol, port, state, details.get(port), again));
      }
    }
  }
  return [...singly.sort((a, b) => a.port - b.port), ...inBulk];
}

/** No object spread here: V8 (of Node 20) puts such copies into the old generation, where they accumulate. */
function portOf(
  protocol: Protocol,
  port: number,
  state: ListedState,
  detail: PortDetail | undefined,
  second: PortState | null,
) {
  const service = detail?.service ?? null;
  return {
    protocol,
    port,
    state,
    reason: detail?.reason ?? null,
    service:
      service === null
        ? null
        : {
            name: service.name,
            product: service.product,
            version: service.version,
            confidence: service.confidence,
            method: service.method,
            tunnel: service.tunnel,
          },
    second,
  };
}

function countsOf({ states }: ProtocolAnswers): JsonHost['states']['tcp'] {
  return Object.fromEntries(
    PORT_STATES.map((state) => [state, portCount(states[state] ?? [])] as const).filter(([, count]) => count > 0),
  );
}

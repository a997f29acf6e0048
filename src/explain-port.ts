import { byAddress } from './authorize/hosts.ts';
import { compare } from './compare/compare.ts';
import { type Address, parseAddress, patternHas } from './model/address.ts';
import type { Effects } from './model/effects.ts';
import { expectations, governingEntry } from './model/expectation.ts';
import type { Finding } from './model/finding.ts';
import type { Grant } from './model/grant.ts';
import type { HostObservation, PortState, ServiceEvidence } from './model/observation.ts';
import { type Entry, type HostPattern, type Policy, requiredCoverage, type Target } from './model/policy.ts';
import { formatPorts, hasPort, type Protocol } from './model/port.ts';
import { InputError, type Location } from './model/problem.ts';
import { isOver } from './model/time.ts';
import { TOOL_URL } from './model/version.ts';
import { readPolicy } from './pipeline.ts';
import { parseWaivedPort } from './policy/entries.ts';
import { faultText, type Parsed } from './policy/fault.ts';
import { parseSingleHost } from './policy/hosts.ts';
import { parseService } from './policy/services.ts';
import type { PortExplanation, PortLine, PortOutcome } from './report/port-explanation.ts';

/** What to do about a service that resembles no known one. */
const NAMES = `see ${TOOL_URL}/blob/main/docs/services.md`;

export interface PortQuestion {
  readonly policyFile: string;
  /** An address or a name. */
  readonly host: string;
  /** `6379/tcp`. */
  readonly port: string;
  /** A service that may answer; null: those that lines name. */
  readonly service: string | null;
}

/**
 * Explains which lines of a policy concern one port of one host, which of them decides, and what a check would find.
 * Sends nothing and resolves no name.
 * @throws InputError for a bad policy, host, port or service
 */
export async function explainPort(
  question: PortQuestion,
  effects: Pick<Effects, 'readPolicy' | 'readUsed' | 'now'>,
): Promise<PortExplanation> {
  const policy = await readPolicy(question.policyFile, effects);
  const host = parsedOf(parseSingleHost(question.host), 'host');
  const { protocol, ports } = parsedOf(parseWaivedPort(question.port), 'port');
  const port = ports[0]?.[0] ?? 0;
  const now = effects.now();
  const excluded = exclusionsOf(policy, host);
  const targets = excluded.isEverywhere ? [] : policy.targets.filter((target) => names(target, host));
  const named = targets.flatMap(({ entries }) =>
    entries.filter((entry) => speaksOf(entry, protocol, port)).flatMap(({ service }) => service ?? []),
  );
  const services =
    question.service === null
      ? [...new Set(named)]
      : [parsedOf(parseService(question.service, port), 'service', NAMES)];
  const ask = (state: PortState, service: string | null): PortOutcome => ({
    ...{ state, service },
    findings: findingsAt(policy, targets, { host, protocol, port, state, service }, now).map((finding) => ({
      ...{ code: finding.code, severity: finding.severity, target: finding.target, at: finding.location },
      waivedUntil: finding.waived?.expires ?? null,
      notActiveUntil: finding.activation,
    })),
  });
  return {
    ...{ file: policy.file, host: host.text, port: `${port}/${protocol}`, isName: host.kind === 'name' },
    targets: targets.map((target) => ({
      name: target.name,
      at: target.location,
      scanned: hasPort(requiredCoverage(target)[protocol] ?? [], port),
      lines: linesOf(target, protocol, port, now),
    })),
    excluded: excluded.places,
    outcomes: [
      ask('open', null),
      ...services.map((service) => ask('open', service)),
      ask('closed', null),
      ask('filtered', null),
    ],
  };
}

function parsedOf<T>(parsed: Parsed<T>, what: string, otherwise?: string): T {
  if ('value' in parsed) return parsed.value;
  throw new InputError([{ code: 'bad-option', message: `${what}: ${faultText(parsed.fault, otherwise)}` }]);
}

function names(target: Target, host: HostPattern): boolean {
  const isIn = ({ value }: { readonly value: HostPattern }): boolean => meets(value, host);
  return target.hosts.some(isIn) && !target.exclude.some(isIn);
}

function meets(pattern: HostPattern, host: HostPattern): boolean {
  if (host.kind === 'name') return pattern.kind === 'name' && pattern.name === host.name;
  return pattern.kind === 'addresses' && patternHas(pattern.pattern, addressOf(host));
}

/** For a name, any address: what is said of the port does not depend on it. */
function addressOf(host: HostPattern): Address {
  return (host.kind === 'addresses' ? parseAddress(host.text) : undefined) ?? ('192.0.2.0' as Address);
}

/** An exclusion of the authorization counts for every target. */
function exclusionsOf({ targets, authorization }: Policy, host: HostPattern) {
  const isIn = ({ value }: { readonly value: HostPattern }): boolean => meets(value, host);
  const everywhere = (authorization?.exclude ?? []).filter(isIn);
  const places = [...everywhere, ...targets.flatMap(({ exclude }) => exclude.filter(isIn))];
  return { isEverywhere: everywhere.length > 0, places: places.map(({ location }): Location => location) };
}

function speaksOf(entry: Entry, protocol: Protocol, port: number): boolean {
  return entry.protocol === protocol && hasPort(entry.ports, port);
}

/** The line that decides comes first. */
function linesOf(target: Target, protocol: Protocol, port: number, now: Date): readonly PortLine[] {
  const decides = governingEntry(expectations(target.entries), protocol, port);
  const entries = target.entries.filter((entry) => speaksOf(entry, protocol, port));
  const others = entries.filter((entry) => entry !== decides);
  const isScanned = hasPort(requiredCoverage(target)[protocol] ?? [], port);
  const denied = { text: 'no line allows the port', at: target.location, effect: 'it must not be open' };
  return [
    ...(decides === null && isScanned ? [denied] : []),
    ...(decides === null
      ? []
      : [{ text: entryText(decides), at: decides.location, effect: decidesBecause(decides, others) }]),
    ...others.map((entry) => ({ text: entryText(entry), at: entry.location, effect: 'overruled' })),
    ...target.forbiddenServices.map(({ service, location }) => ({
      ...{ text: `forbid ${service}`, at: location },
      effect: `decides if ${service} answers, whatever other lines say`,
    })),
    ...target.waivers
      .filter((waiver) => waiver.protocol === protocol && waiver.port === port)
      .map(({ finding, host, expires, location }) => ({
        ...{ text: `waive ${finding}${host === null ? '' : ` of ${host.text}`}`, at: location },
        effect: isOver(expires, now) ? `over since ${expires}: waives nothing` : `waives it until ${expires}`,
      })),
  ];
}

function decidesBecause(entry: Entry, others: readonly Entry[]): string {
  if (others.length === 0) return 'decides';
  const stronger = others.some(({ expectation }) => expectation !== entry.expectation);
  const why = stronger ? 'forbid beats filtered, filtered beats require, require beats allow' : 'it names fewer ports';
  return `decides: ${why}`;
}

function entryText({ expectation, ports, protocol, service }: Entry): string {
  return `${expectation} ${formatPorts(ports)}/${protocol}${service === null ? '' : ` ${service}`}`;
}

interface Seen {
  readonly host: HostPattern;
  readonly protocol: Protocol;
  readonly port: number;
  readonly state: PortState;
  readonly service: string | null;
}

/** Compares an observation of this one port, as a check would. */
function findingsAt(policy: Policy, targets: readonly Target[], seen: Seen, now: Date): readonly Finding[] {
  const address = addressOf(seen.host);
  const granted = targets.map((target) => ({ target, host: seen.host.text, address }));
  const grant: Grant = {
    hosts: granted.map(({ target, host }) => ({ target: target.name, host, address })),
    ...{ unresolved: [], excluded: [], others: [], unknown: [], maxRate: null },
    ...byAddress(granted),
  };
  const observation = { hosts: new Map([[address, observed(address, seen)]]), unobserved: [], discovery: null };
  const { findings } = compare(policy, targets, grant, observation, now);
  return findings.filter(({ state, port }) => state !== null && port === seen.port);
}

function observed(address: Address, { protocol, port, state, service }: Seen): HostObservation {
  const evidence: ServiceEvidence | null =
    service === null
      ? null
      : {
          name: service,
          method: 'probed',
          confidence: 10,
          tunnel: null,
          product: null,
          version: null,
          // Without a program, this name stands for any RPC service.
          extraInfo: service === 'rpcbind' ? 'RPC #100000' : null,
          cpes: [],
        };
  const detail = { reason: 'syn-ack', service: evidence, identified: true, disagreeing: [] };
  return {
    ...{ address, names: [], state: 'up', answersWithin: null, needsConnect: false, facts: [] },
    protocols: {
      [protocol]: { states: { [state]: [[port, port]] }, details: new Map(state === 'open' ? [[port, detail]] : []) },
    },
  };
}

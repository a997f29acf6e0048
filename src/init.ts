import { contentOfResults } from './acquire/results.ts';
import { authorize, isLocalName } from './authorize/authorize.ts';
import { withoutAddresses } from './authorize/edges.ts';
import { grantFromResults } from './authorize/grant-from-results.ts';
import { unitePorts } from './authorize/hosts.ts';
import { type Comparison, compareSteps } from './compare/compare.ts';
import { type Address, isLoopback, parseAddress } from './model/address.ts';
import type { Effects, Resolver } from './model/effects.ts';
import type { Evidence } from './model/evidence.ts';
import type { Finding } from './model/finding.ts';
import type { HostPattern, Policy } from './model/policy.ts';
import { ALL_PORTS, comparePorts, type PortsByProtocol, PROTOCOLS, portCount } from './model/port.ts';
import { InputError, type Problem, ToolError } from './model/problem.ts';
import type { ResultsRequest, ScanRequest } from './model/request.ts';
import { printable } from './model/text.ts';
import { dayAfter } from './model/time.ts';
import { inTurns } from './model/turns.ts';
import { type JudgeRequest, judge } from './pipeline.ts';
import { faultText } from './policy/fault.ts';
import { parseHost } from './policy/hosts.ts';
import { parsePolicy } from './policy/parse.ts';
import { readCompose } from './propose/compose.ts';
import type { Intent, IntentFile, Intents } from './propose/intent.ts';
import { readKubernetes } from './propose/kubernetes.ts';
import type { Proposal, ProposedAuthorization, ProposedTarget } from './propose/proposal.ts';
import { type Basis, intendedTargets, proposeTargets } from './propose/propose.ts';
import { writePolicy } from './propose/write.ts';

/** Hosts of a new policy if the user names none: this machine, which needs no authorization. */
const LOOPBACK = '127.0.0.1';

/** Days that the authorization of a new policy lasts. */
const AUTHORIZED_DAYS = 90;

/** More waivers than this are not a policy that somebody reads. */
const MOST_WAIVERS = 200;

/** From this, editors complete keys. */
const SCHEMA = 'https://raw.githubusercontent.com/exposure-gate/exposure-gate/main/policies/policy.schema.json';

/** What to make a policy from. */
export interface InitRequest extends ScanRequest, ResultsRequest {
  /** The path of the new policy, for its messages. */
  readonly policyFile: string;
  /** As the user wrote them; empty: the hosts of the results, or loopback. */
  readonly hosts: readonly string[];
  readonly authorization: Omit<ProposedAuthorization, 'expires'> | null;
  readonly compose: readonly IntentFile[];
  readonly kubernetes: readonly IntentFile[];
  readonly owner: string | null;
  readonly acceptSeen: boolean;
  /** The command as the user typed it, printable. */
  readonly command: string;
}

/** A new policy. */
export interface NewPolicy {
  readonly text: string;
  readonly targets: readonly ProposedTarget[];
}

/**
 * Makes a policy from evidence and from what files declare as published. The same evidence, judged again by that
 * policy, has no finding.
 * @throws InputError for bad input, a refused authorization, or too many waivers
 * @throws ToolError if the evidence is incomplete, or if no policy can express it
 */
export async function makePolicy(request: InitRequest, effects: Effects): Promise<NewPolicy> {
  const now = effects.now();
  const intents = intentsOf(request);
  const results = request.scanXml.length > 0 ? await contentOfResults(request, now, effects) : null;
  const hosts = hostsOf(request, results?.hosts ?? null);
  const authorization = request.authorization && {
    ...request.authorization,
    expires: dayAfter(now, AUTHORIZED_DAYS),
  };
  const common = { authorization, owner: request.owner };
  const ports = portsOf(results?.ports ?? null);
  const steady = { ...effects, resolve: remembering(effects.resolve) };

  const looking: Proposal = {
    ...common,
    ports: withIntents(ports, intents.ports),
    head: [],
    targets: [hostsOnly(hosts)],
  };
  const policy = parsed(writePolicy(looking), request);
  const asked: JudgeRequest = { ...request, failOn: 'low' };
  const { evidence, comparison } = await judge(policy, policy.targets, asked, now, steady).catch(withoutPlaces);
  refuseIncomplete(evidence, comparison);

  const compareUnder = (targets: readonly ProposedTarget[], head: readonly string[] = []): Promise<Judged> => {
    const text = writePolicy({ ...common, ports, head, targets });
    return compareAgain(text, evidence, request, now, steady);
  };
  const seen = { hosts: evidence.grant.hosts, observation: evidence.observation, intents: intents.ports };
  const { findings } = await compareUnder(intendedTargets(seen));
  const basis: Basis = {
    ...seen,
    findings,
    minConfidence: policy.serviceConfidence,
    acceptSeen: request.acceptSeen,
    now,
  };
  const targets = proposeTargets(basis);
  refuseTooMany(targets);
  const judged = await compareUnder(targets, headOf(request, evidence, intents.notes, now));
  refuseFindings(judged.findings);
  return { text: judged.text, targets };
}

/** A policy, and the findings of the evidence under it. */
interface Judged {
  readonly text: string;
  readonly findings: readonly Finding[];
}

function intentsOf({ compose, kubernetes }: InitRequest): Intents {
  const read = [...compose.map(readCompose), ...kubernetes.map(readKubernetes)];
  return { ports: read.flatMap(({ ports }) => ports), notes: read.flatMap(({ notes }) => notes) };
}

/** @throws InputError for a text that is no host, and if a scan of the hosts needs an authorization */
function hostsOf({ hosts, authorization, scanXml }: InitRequest, found: readonly Address[] | null): readonly string[] {
  const written = [...new Set(hosts.length > 0 ? hosts : (found ?? [LOOPBACK]))];
  if (written.length === 0) throw bad('no-hosts', 'the results show no host that is up: name the hosts with --host');
  const patterns = written.map((text) => {
    const host = parseHost(text);
    if ('value' in host) return host.value;
    throw bad('invalid-host', `--host: ${faultText(host.fault)}`);
  });
  const foreign = patterns.find((pattern) => !isOwnMachine(pattern));
  if (foreign !== undefined && authorization === null && scanXml.length === 0) {
    const message =
      `a scan of ${printable(foreign.text)} needs an authorization: add --by WHO --reference TEXT ` +
      `--scope ${printable(foreign.text)}`;
    throw bad('not-authorized', message);
  }
  return patterns.map(({ text }) => text);
}

function isOwnMachine(pattern: HostPattern): boolean {
  if (pattern.kind === 'name') return isLocalName(pattern.name);
  const address = parseAddress(pattern.text);
  return address !== undefined && isLoopback(address);
}

/** All of TCP is the default of a policy, so it is not written. */
function portsOf(ports: PortsByProtocol | null): PortsByProtocol | null {
  if (ports === null) return null;
  const isDefault = PROTOCOLS.every((one) => comparePorts(ports[one] ?? [], one === 'tcp' ? ALL_PORTS : []) === 0);
  return isDefault ? null : ports;
}

/** Names must not change their addresses between the two comparisons. */
function remembering(resolve: Resolver): Resolver {
  const known = new Map<string, ReturnType<Resolver>>();
  return (name, family) => {
    const key = `${family} ${name}`;
    const answer = known.get(key) ?? resolve(name, family);
    known.set(key, answer);
    return answer;
  };
}

/** No line for any port, so that everything that is open is identified and confirmed. */
function hostsOnly(hosts: readonly string[]): ProposedTarget {
  return { name: 'begun', hosts, entries: [], waivers: [] };
}

/** @returns the ports to look at; null: all of TCP */
function withIntents(ports: PortsByProtocol | null, intents: readonly Intent[]): PortsByProtocol | null {
  const others = intents.filter(({ protocol }) => protocol !== 'tcp');
  if (ports === null && others.length === 0) return null;
  const each = intents.map(({ protocol, port }): PortsByProtocol => ({ [protocol]: [[port, port]] }));
  return unitePorts([ports ?? { tcp: ALL_PORTS }, ...each]);
}

/** @throws InputError if the text is no valid policy, as with two hosts that overlap */
function parsed(text: string, { policyFile }: InitRequest): Policy {
  try {
    return parsePolicy(text, policyFile);
  } catch (error) {
    return withoutPlaces(error);
  }
}

/** The policy is not written yet, so its lines mean nothing to the user. */
function withoutPlaces(error: unknown): never {
  if (!(error instanceof InputError)) throw error;
  const [first, ...rest] = error.problems.map(({ code, message }): Problem => ({ code, message }));
  throw first === undefined ? error : new InputError([first, ...rest]);
}

/** @throws ToolError unless every port was answered for, and no probe contradicted another one */
function refuseIncomplete({ observation }: Evidence, { findings, withdrawn }: Comparison): void {
  const incomplete = findings.filter(({ code }) => code === 'incomplete-scan');
  if (incomplete.length === 0 && observation.unobserved.length === 0 && !withdrawn) return;
  const [first] = incomplete;
  const more = incomplete.length > 1 ? ` (and ${incomplete.length - 1} more like this)` : '';
  throw new ToolError(
    'the evidence is incomplete, so no policy is written: ' +
      `${first?.message ?? 'some ports have no trustworthy answer'}${more}`,
  );
}

/** @throws InputError if nobody would read so many waivers */
function refuseTooMany(targets: readonly ProposedTarget[]): void {
  const count = targets.reduce((sum, { waivers }) => sum + waivers.length, 0);
  if (count <= MOST_WAIVERS) return;
  const hosts = new Set(targets.flatMap(({ waivers }) => waivers.map(({ host }) => host)));
  const message =
    `${count} waivers would be needed on ${hosts.size} hosts, and nobody reads more than ` +
    `${MOST_WAIVERS}: begin with fewer hosts (--host), close ports first, or accept what is seen (--accept-seen)`;
  throw bad('too-many-waivers', message);
}

/** Compares the same evidence with another policy for the same hosts. */
async function compareAgain(
  text: string,
  evidence: Evidence,
  request: InitRequest,
  now: Date,
  { resolve }: Pick<Effects, 'resolve'>,
): Promise<Judged> {
  const policy = parsed(text, request);
  const { targets } = policy;
  const all =
    request.scanXml.length > 0
      ? grantFromResults(policy, targets, namesOf(evidence))
      : await authorize(policy, targets, { resolve, now }).catch(withoutPlaces);
  const gone = [...all.required.keys()].filter((address) => !evidence.grant.required.has(address));
  const grant = withoutAddresses(all, gone);
  const { findings } = await inTurns(compareSteps(policy, targets, grant, evidence.observation, now), () => {});
  return { text, findings };
}

/** @throws ToolError if the new policy does not pass on the evidence that it was made from */
function refuseFindings(findings: readonly Finding[]): void {
  // Silence of a UDP port that no line mentions proves nothing, and is a note under any policy.
  const isSilence = ({ code, severity }: Finding) => code === 'possibly-open' && severity === 'note';
  const [first] = findings.filter((finding) => finding.waived === null && !isSilence(finding));
  if (first === undefined) return;
  throw new ToolError(
    `the new policy would not pass on its own evidence, so it is not written: ${first.message} This is a defect of ` +
      'exposure-gate, please report it',
  );
}

/** @returns for each name, the addresses that the evidence has for it */
function namesOf({ grant }: Evidence): ReadonlyMap<string, readonly Address[]> {
  const names = new Map<string, Address[]>();
  for (const { host, address } of grant.hosts) {
    if (host !== address) names.set(host, [...(names.get(host) ?? []), address]);
  }
  return names;
}

function headOf(request: InitRequest, evidence: Evidence, notes: readonly string[], now: Date): readonly string[] {
  const { scanner, grant } = evidence;
  const addresses = [...grant.required.keys()];
  const [first = '', ...more] = addresses;
  const which = `${first}${more.length > 0 ? ` and ${more.length} more` : ''}`;
  const ports = PROTOCOLS.flatMap((protocol) => {
    const counts = addresses.map((address) => portCount(grant.required.get(address)?.[protocol] ?? []));
    const most = Math.max(0, ...counts);
    return most === 0 ? [] : [`${most.toLocaleString('en')} ${protocol.toUpperCase()} ports`];
  });
  const source =
    request.scanXml.length > 0
      ? `results of nmap ${scanner.version} in ${request.scanXml.map((file) => printable(file)).join(', ')}`
      : `a scan with nmap ${scanner.version}`;
  const intent = [...request.compose, ...request.kubernetes].map(({ file }) => printable(file));
  return [
    `yaml-language-server: $schema=${SCHEMA}`,
    `Made on ${dayAfter(now, 0)} (UTC) by: ${request.command}`,
    `Evidence: ${source} of ${which}: ${ports.join(' and ')}, complete.`,
    ...(intent.length > 0 ? [`Intent: ${intent.join(', ')}.`] : []),
    ...notes.map((note) => `Not here: ${note}`),
    ...(request.authorization === null && !addresses.every(isLoopback)
      ? ['A scan of these hosts needs an authorization: add by, reference, scope and expires.']
      : []),
    'Read each line, correct what is wrong, and commit the file. Then run: exposure-gate check',
  ];
}

function bad(code: string, message: string): InputError {
  return new InputError([{ code, message }]);
}

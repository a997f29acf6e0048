import { authorize } from './authorize/authorize.ts';
import { rangeEdges, withoutAddresses } from './authorize/edges.ts';
import { exclusionNotices } from './authorize/exclude.ts';
import { unseenMacProblems, withoutOwnMacs } from './authorize/exclude-macs.ts';
import { RULES } from './compare/catalogue.ts';
import { levelIn } from './compare/level.ts';
import type { Effects } from './model/effects.ts';
import type { Grant } from './model/grant.ts';
import { groupBy } from './model/group.ts';
import type { Machine } from './model/plan.ts';
import {
  type Entry,
  type Expectation,
  graceWords,
  type Policy,
  type PolicyDevice,
  requiredCoverage,
  type Target,
} from './model/policy.ts';
import { formatPorts, PROTOCOLS, portCount, union } from './model/port.ts';
import { refuse } from './model/problem.ts';
import type { CheckRequest } from './model/request.ts';
import { DEFAULTS } from './model/request.ts';
import { printable } from './model/text.ts';
import { type Day, endOf, isOver } from './model/time.ts';
import { readAuthorized } from './pipeline.ts';
import { budgetNotice } from './plan/budget.ts';
import { estimate } from './plan/estimate.ts';
import { planScanGroups } from './plan/plan.ts';
import { PROFILE_TABLE } from './plan/profiles.ts';
import { DEFAULT_MAX_HOSTS, policySchema, type RawDefaults } from './policy/schema.ts';
import { selectTargets, sharedHosts } from './policy/select.ts';
import type { ExplainedPlan } from './report/explained-plan.ts';
import type { ExplainedDevice, ExplainedEntry, ExplainedTarget, Explanation, Period } from './report/explanation.ts';
import { scannerWords } from './report/words.ts';
import { limitWords } from './review/settings.ts';
import { findScanner, type Scanner } from './scan/find-nmap.ts';
import { findLinks, findMachine, linkEdges } from './scan/machine.ts';
import { commandOf } from './scan/scan.ts';

/** What to explain. */
export interface ExplainRequest
  extends Pick<CheckRequest, 'policyFile' | 'targets' | 'nmap' | 'timeout' | 'authorizationFrom'> {
  /** Whether to show what a check would do. This resolves names, and needs a valid authorization and nmap. */
  readonly plan: boolean;
}

/**
 * Explains what a policy means and what a check would do. Sends nothing to any target.
 * @throws InputError for a bad policy, or if the plan is requested and a check would be refused
 * @throws ToolError if the plan is requested and there is no usable nmap
 */
export async function explain(request: ExplainRequest, effects: Effects): Promise<Explanation> {
  const now = effects.now();
  const { policy } = await readAuthorized(request, effects);
  const targets = selectTargets(policy, request.targets);
  return {
    policy: { file: policy.file, environment: policy.environment },
    authorization: authorizationOf(policy, now),
    targets: targets.map((target) => targetOf(target, policy.targets, now)),
    devices: policy.devices.map(deviceOf),
    defaults: defaultsOf(policy),
    levels: RULES.map(({ code, level }) => ({ code, usual: level, here: levelIn(policy, code) })),
    plan: request.plan ? await planOf(policy, targets, request, now, effects) : null,
  };
}

function periodOf(expires: Day, now: Date): Period {
  const over = isOver(expires, now);
  return { expires, over, days: over ? 0 : Math.ceil((endOf(expires) - now.getTime()) / 86_400_000) };
}

function authorizationOf({ authorization, maxHosts }: Policy, now: Date): Explanation['authorization'] {
  if (authorization === null) return null;
  const { by, reference, scope, expires, maxRate } = authorization;
  return {
    by,
    reference,
    scope: scope.map(({ value }) => value.text),
    exclude: excludeWords(authorization),
    ...periodOf(expires.value, now),
    maxRate,
    maxHosts: maxHosts.value,
  };
}

function excludeWords({ exclude, excludeMacs = [] }: Pick<Target, 'exclude' | 'excludeMacs'>): readonly string[] {
  return [...exclude.map(({ value }) => value.text), ...excludeMacs.map(({ value }) => value)];
}

function targetOf(target: Target, all: readonly Target[], now: Date): ExplainedTarget {
  const { name, location, owner, tags, hosts, families, settings, entries, forbiddenServices, waivers } = target;
  return {
    ...{ name, line: location.line, owner, tags, zone: target.zone ?? null, families },
    activation: target.activation === null ? null : periodOf(target.activation.value, now),
    hosts: hosts.map(({ value }) => value.text),
    exclude: excludeWords(target),
    ...settings,
    ports: requiredCoverage(target),
    require: entriesOf(entries, 'require'),
    allow: entriesOf(entries, 'allow'),
    filtered: entriesOf(entries, 'filtered'),
    forbid: [
      ...forbiddenServices.map(({ service, used }) => ({
        what: `${service} on any port`,
        notes: used === undefined ? [] : [`from ${printable(used.origin.file)}:${used.origin.line}`],
      })),
      ...entriesOf(entries, 'forbid'),
    ],
    waivers: waivers.map(({ finding, protocol, port, host, reason, owner: by, ticket, expires }) => ({
      ...{ finding, port: `${port}/${protocol}`, host: host?.text ?? null, reason, owner: by, ticket },
      ...periodOf(expires, now),
    })),
    shared: sharesOf(target, all),
  };
}

function deviceOf({ location, ...device }: PolicyDevice): ExplainedDevice {
  return { ...device, line: location.line };
}

function sharesOf(target: Target, all: readonly Target[]): ExplainedTarget['shared'] {
  return all.flatMap((other) => {
    const hosts = other === target ? [] : sharedHosts(target, other);
    if (hosts.length === 0) return [];
    const lines = [
      ...other.entries.map((entry) => ({ what: `${entry.expectation} ${entryWords(entry)}`, at: entry.location })),
      ...other.forbiddenServices.map(({ service, location }) => ({
        what: `forbid ${service} on any port`,
        at: location,
      })),
    ].map(({ what, at }) => ({ what, line: at.line }));
    return [{ target: other.name, line: other.location.line, hosts, lines }];
  });
}

function entryWords({ ports, protocol, service }: Entry): string {
  return `${formatPorts(ports)}/${protocol}${service === null ? '' : ` ${service}`}`;
}

function entriesOf(entries: readonly Entry[], expectation: Expectation): readonly ExplainedEntry[] {
  return entries
    .filter((entry) => entry.expectation === expectation)
    .map((entry) => ({ ...entry, what: entryWords(entry) }))
    .map(({ what, reason, approvedBy, ticket, reviewBy, used }) => ({
      what,
      notes: [
        ...(used === undefined ? [] : [`from ${printable(used.origin.file)}:${used.origin.line}`]),
        ...(reason === null ? [] : [reason]),
        ...(approvedBy === null ? [] : [`approved by ${approvedBy}`]),
        ...(ticket === null ? [] : [ticket]),
        ...(reviewBy === null ? [] : [`to be reviewed by ${reviewBy}`]),
      ],
    }));
}

/** The keys without a default. The compiler demands words for each. */
const UNSET = {
  'unknown-devices': 'ignored',
  'max-random': limitWords(null),
  'max-waiver-days': limitWords(null),
  'unused-after': 'never',
} as const satisfies Readonly<Record<OptionalKey, string>>;

type OptionalKey = {
  [Key in keyof RawDefaults]-?: undefined extends RawDefaults[Key] ? Key : never;
}[keyof RawDefaults];

/** Reads the keys from the schema, so that a new key appears here automatically. */
function defaultsOf(policy: Policy): Explanation['defaults'] {
  const usual = policySchema.shape.defaults.parse({});
  const here: Readonly<Record<string, string>> = {
    'fail-on': policy.failOn,
    confirm: String(policy.confirm),
    'service-confidence': String(policy.serviceConfidence),
    'warn-before': `${policy.warnBefore}d`,
    'unknown-devices': policy.unknownDevices ?? UNSET['unknown-devices'],
    'max-random': limitWords(policy.maxRandom),
    'max-waiver-days': limitWords(policy.maxWaiverDays),
    'unused-after': policy.unusedAfter === null ? UNSET['unused-after'] : String(policy.unusedAfter),
    grace: policy.grace.runs > 0 ? graceWords(policy.grace) : timeWords(policy.grace.minutes),
    'noise-window': timeWords(policy.noiseWindow),
    'prune-after': `${policy.pruneAfter}d`,
  };
  const { shape } = policySchema.shape.defaults.unwrap();
  const keys = (Object.keys(shape) as (keyof RawDefaults)[]).filter((key) => key !== 'levels');
  return [
    ...keys.map((key) => row(key, wordsOf(key, usual), here[key])),
    row('authorization.max-hosts', String(DEFAULT_MAX_HOSTS), String(policy.maxHosts.value)),
    row('--on-incomplete', DEFAULTS.onIncomplete),
    row('--install', DEFAULTS.install),
    row('--timeout', DEFAULTS.timeout),
  ];
}

function row(name: string, usual: string, here = usual): Explanation['defaults'][number] {
  return { name, usual, here: here === usual ? null : here };
}

function isUnset(key: keyof RawDefaults): key is OptionalKey {
  return key in UNSET;
}

function wordsOf(key: keyof RawDefaults, usual: RawDefaults): string {
  if (key === 'noise-window' || key === 'rescan-after') return timeWords(usual[key]);
  if (key === 'grace') return timeWords(usual.grace.minutes);
  if (isUnset(key)) return UNSET[key];
  if (key !== 'ports') return [usual[key]].flat().join(', ');
  return PROTOCOLS.map((one) => `${one} ${formatPorts(union(...(usual.ports[one] ?? []))) || 'none'}`).join(', ');
}

/** @returns minutes as a policy writes them: `45m`, `2h` */
function timeWords(minutes: number): string {
  if (minutes > 0 && minutes % 1_440 === 0) return `${minutes / 1_440}d`;
  return minutes > 0 && minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

async function planOf(
  policy: Policy,
  targets: readonly Target[],
  { nmap, timeout }: ExplainRequest,
  now: Date,
  effects: Effects,
): Promise<ExplainedPlan> {
  const { resolve, environment, say, signal } = effects;
  const all = await authorize(policy, targets, { resolve, now });
  const scanner = await findScanner(nmap, 'never', environment, say, signal);
  const machine = await findMachine(scanner, all, effects);
  const links = findLinks();
  refuse(unseenMacProblems(all, machine, links));
  const edges = [...rangeEdges(all, targets, linkEdges()).keys()].filter((address) => machine.unroutable.has(address));
  const grant = withoutOwnMacs(withoutAddresses(all, edges), machine, links);
  return planned(grant, scanner, machine, timeout);
}

function planned(grant: Grant, { program, version, data }: Scanner, machine: Machine, timeout: number): ExplainedPlan {
  const expected = estimate(grant, machine);
  const { privilege } = machine;
  return {
    scanner: scannerWords({ name: 'nmap', version, privilege, data: printable(data) }),
    hosts: grant.hosts,
    unresolved: grant.unresolved.map(({ target, host, reason }) => ({ target, host, reason: reason.text })),
    excluded: exclusionNotices(grant.excluded),
    others: othersOf(grant),
    unobserved: unobservedOf(grant, machine),
    steps: expected.steps.map(({ plans, ...step }) => ({
      ...step,
      commands: plans.map(({ argv }) => commandOf(argv, { program, data, privilege }).join(' ')),
    })),
    packets: expected.packets,
    seconds: expected.seconds,
    least: expected.least,
    maxRate: grant.maxRate,
    notice: budgetNotice(expected, timeout),
    profiles: PROFILE_TABLE,
  };
}

/** Other targets that name granted addresses, and hosts whose addresses are unknown. */
function othersOf({ others, unknown, required }: Grant): ExplainedPlan['others'] {
  return [
    ...others.filter(({ address }) => required.has(address)),
    ...unknown.map((host) => ({ ...host, address: null })),
  ];
}

/** What this machine cannot probe, by reason. */
function unobservedOf(grant: Grant, machine: Machine): ExplainedPlan['unobserved'] {
  const byReason = groupBy(planScanGroups(grant, machine).unobserved, ({ reason }) => reason.text);
  return [...byReason].map(([reason, gaps]) => ({
    reason,
    addresses: new Set(gaps.map(({ address }) => address)).size,
    ports: gaps.reduce((sum, { ports }) => sum + portCount(ports), 0),
  }));
}

import { authorize } from './authorize/authorize.ts';
import { type Comparison, compare } from './compare/compare.ts';
import { type Effects, type Evidence, findMachine, judgeResults, type ScanRequest, scanTargets } from './evidence.ts';
import { type Decision, decide, type OnIncomplete } from './gate/gate.ts';
import type { Severity } from './model/finding.ts';
import type { Grant } from './model/grant.ts';
import { groupBy } from './model/group.ts';
import type { Policy, Target } from './model/policy.ts';
import type { Report, ReportedHost } from './model/report.ts';
import { recordDiscovery } from './observe/discovery.ts';
import { planSweep } from './plan/plan.ts';
import { parsePolicy } from './policy/parse.ts';
import { selectTargets } from './policy/select.ts';
import { decodePolicy } from './policy/source.ts';
import { findScanner } from './scan/nmap.ts';
import { commandOf } from './scan/scan.ts';

/** What the user asks of one run. */
export interface Request extends ScanRequest {
  readonly policyFile: string;
  /** Names of targets; empty: all of them. */
  readonly targets: readonly string[];
  /** Results to judge instead of scanning; empty: scan. */
  readonly scanXml: readonly string[];
  /** Null: as the policy says. */
  readonly failOn: Severity | null;
  readonly onIncomplete: OnIncomplete;
}

/**
 * The whole run: a policy's text in, a report with its verdict out.
 * @throws InputError for a bad policy, bad input or a refused authorization: nothing was probed
 * @throws ToolError where the tool could not work
 */
export async function check(request: Request, effects: Effects): Promise<Report> {
  const startedAt = effects.now();
  const policy = await readPolicy(request.policyFile, effects);
  const targets = selectTargets(policy, request.targets);
  const evidence =
    request.scanXml.length > 0
      ? await judgeResults(policy, targets, request.scanXml, effects)
      : await scanTargets(policy, targets, request, startedAt, effects);
  const comparison = compare(policy, targets, evidence.grant, evidence.observation, startedAt);
  const failOn = request.failOn ?? policy.failOn;
  const decision = decide(comparison.findings, comparison.unobserved.length === 0, {
    failOn,
    onIncomplete: request.onIncomplete,
    withdrawn: comparison.withdrawn,
  });
  return {
    kind: 'report',
    ...decision,
    failOn,
    ...about(policy, targets),
    ...found(evidence, comparison),
    notices: [...evidence.notices, ...loudly(decision, comparison)],
    startedAt,
    finishedAt: effects.now(),
  };
}

/** What a dry run shows: who would be probed, and with which commands. Nothing is sent to any target. */
export interface Preview {
  readonly grant: Grant;
  readonly commands: readonly (readonly string[])[];
}

/** As far as `check` goes before its first packet. @throws as `check` does */
export async function preview(request: Request, effects: Effects): Promise<Preview> {
  const policy = await readPolicy(request.policyFile, effects);
  const grant = await authorize(policy, selectTargets(policy, request.targets), {
    resolve: effects.resolve,
    now: effects.now(),
  });
  const { program } = await findScanner(request.nmap, 'never', effects.environment, effects.say, effects.signal);
  const machine = await findMachine(program, grant, effects);
  const { plans } = planSweep(grant, machine);
  return { grant, commands: plans.map(({ argv }) => commandOf(argv, { program, ...machine })) };
}

/** @throws InputError with every problem of the policy */
export async function readPolicy(file: string, effects: Pick<Effects, 'readPolicy'>): Promise<Policy> {
  return parsePolicy(decodePolicy(await effects.readPolicy(file), file), file);
}

function about(
  { file, environment, authorization, targets: all }: Policy,
  targets: readonly Target[],
): Pick<Report, 'policy' | 'authorization'> {
  return {
    policy: { file, environment, targets: targets.map(({ name }) => name), selected: targets.length < all.length },
    authorization:
      authorization === null
        ? null
        : { by: authorization.by, reference: authorization.reference, expires: authorization.expires.value },
  };
}

function found(
  { grant, observation, scanner, scans, sweeps }: Evidence,
  { findings, owed, answered, addresses, unobserved }: Comparison,
): Pick<Report, 'coverage' | 'discovery' | 'findings' | 'hosts' | 'scanner' | 'scans' | 'sweeps'> {
  const byAddress = groupBy(grant.hosts, ({ address }) => address);
  const hosts: ReportedHost[] = [];
  // Observations are in address order.
  for (const [address, seen] of observation.hosts) {
    const granted = byAddress.get(address);
    if (granted === undefined) continue;
    const names = [...new Set(granted.map(({ host }) => host))];
    hosts.push({ ...seen, hosts: names, targets: [...new Set(granted.map(({ target }) => target))] });
  }
  return {
    coverage: { owed, answered, addresses, unobserved },
    discovery: observation.discovery === null ? null : recordDiscovery(observation.discovery),
    findings,
    hosts,
    scanner,
    scans,
    sweeps,
  };
}

function loudly({ verdict, exitCode }: Decision, { withdrawn }: Comparison): readonly string[] {
  if (verdict !== 'inconclusive') return [];
  if (exitCode === 0) {
    return [
      'WARNING: the scan was incomplete and proves nothing; the exit status is 0 only because on-incomplete is "warn".',
    ];
  }
  return withdrawn
    ? [
        'Something that would fail the build was found by one probe and not by a second one: such a run ends with 3, whatever on-incomplete says.',
      ]
    : [];
}

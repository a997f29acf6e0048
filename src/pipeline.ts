import { type Comparison, compareSteps } from './compare/compare.ts';
import { confirmationNotice, stillSilent, toConfirm, unconfirmed, unconfirmedNotice } from './compare/confirm.ts';
import { pathNotices } from './compare/path.ts';
import { type Effects, type Evidence, type Scanned, type ScanRequest, scanTargets } from './evidence.ts';
import { type Decision, decide, type OnIncomplete } from './gate/gate.ts';
import type { Severity } from './model/finding.ts';
import { groupBy } from './model/group.ts';
import { owedPorts, type Policy, type Target } from './model/policy.ts';
import { formatProblem } from './model/problem.ts';
import type { Report, ReportedHost } from './model/report.ts';
import { inTurns } from './model/turns.ts';
import { recordDiscovery } from './observe/discovery.ts';
import { parsePolicy } from './policy/parse.ts';
import { selectTargets } from './policy/select.ts';
import { decodePolicy } from './policy/source.ts';
import { judgeResults, type ResultsRequest, refuseWhenStopped } from './results.ts';

/** What the user asks of one run. `scanXml`: results to judge instead of scanning; empty: scan. */
export interface Request extends ScanRequest, ResultsRequest {
  readonly policyFile: string;
  /** Names of targets; empty: all of them. */
  readonly targets: readonly string[];
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
  const failOn = request.failOn ?? policy.failOn;
  const judge: Judge = ({ grant, observation }, between) =>
    inTurns(compareSteps(policy, targets, grant, observation, startedAt), between);
  const { evidence, comparison } =
    request.scanXml.length > 0
      ? await judged(policy, targets, request, startedAt, effects, judge)
      : await confirmed(await scanTargets(policy, targets, request, startedAt, effects), judge, policy, failOn);
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
    notices: [
      ...policy.warnings.map(formatProblem),
      ...evidence.notices,
      ...pathNotices(comparison.findings, evidence.observation),
      ...loudly(decision, comparison),
    ],
    startedAt,
    finishedAt: effects.now(),
  };
}

interface Compared {
  readonly evidence: Evidence;
  readonly comparison: Comparison;
}

/** @param between called between two turns of the event loop */
type Judge = (evidence: Evidence, between?: () => void) => Promise<Comparison>;

/** Nothing is sent, and results are read whole or not at all: a run that is stopped has no verdict. */
async function judged(
  policy: Policy,
  targets: readonly Target[],
  request: Request,
  startedAt: Date,
  effects: Effects,
  judge: Judge,
): Promise<Compared> {
  const goOn = refuseWhenStopped(request, startedAt, effects);
  const evidence = await judgeResults(policy, targets, request, startedAt, { ...effects, goOn });
  return { evidence, comparison: await judge(evidence, goOn) };
}

/** How often a second probe that stayed silent is repeated. */
const MOST_REPEATED = 3;

/** What would fail the build is looked at once more before it counts. */
async function confirmed(scanned: Scanned, judge: Judge, policy: Policy, failOn: Severity): Promise<Compared> {
  const first = await judge(scanned);
  const doubts = toConfirm(first, policy, failOn);
  if (doubts.length === 0) return { evidence: scanned, comparison: first };
  let evidence = await scanned.confirm(doubts);
  // Silence contradicts an open port only when it lasts: a lossy path is no disagreement.
  for (let again = 0; again < MOST_REPEATED; again++) {
    const silent = stillSilent(doubts, evidence.observation);
    if (silent.length === 0) break;
    evidence = await scanned.confirm(silent);
  }
  const { observation, stopped } = evidence;
  const once = stopped === null ? [] : unconfirmed(await judge(evidence), policy, failOn, observation, stopped);
  const whole = { ...evidence, observation: { ...observation, unobserved: [...observation.unobserved, ...once] } };
  const comparison = await judge(whole);
  const notices = [unconfirmedNotice(once, observation), confirmationNotice(doubts, observation, comparison)];
  return {
    evidence: { ...whole, notices: [...evidence.notices, ...notices.filter((one) => one !== null)] },
    comparison,
  };
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
    policy: {
      file,
      environment,
      targets: targets.map(({ name }) => name),
      looksAt: targets.map(owedPorts),
      selected: targets.length < all.length,
    },
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
    coverage: { owed, answered, addresses, unobserved, excluded: grant.excluded },
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
        'What would fail the build may be hidden: no later probe confirmed or identified what one probe found. Such a run ends with 3, whatever on-incomplete says.',
      ]
    : [];
}

import { scanTargets } from './acquire/acquire.ts';
import { type Compared, confirmFindings, type Judge } from './acquire/confirm.ts';
import { compareResults } from './acquire/results.ts';
import { longWaivers } from './authorize/terms.ts';
import { obeyAuthorizationOf } from './base-policy.ts';
import { compareSteps } from './compare/compare.ts';
import { compareFindings } from './compare/merge.ts';
import { composeReport, hostsOfDevices } from './gate/compose-report.ts';
import { decide } from './gate/gate.ts';
import type { Effects } from './model/effects.ts';
import type { Severity } from './model/finding.ts';
import type { Policy, Target } from './model/policy.ts';
import { refuse } from './model/problem.ts';
import type { Report, ScannerRecord } from './model/report.ts';
import type { CheckRequest, ResultsRequest, ScanRequest } from './model/request.ts';
import { printable } from './model/text.ts';
import { momentOf } from './model/time.ts';
import { inTurns } from './model/turns.ts';
import { loadPolicy } from './policy/load.ts';
import { memoryProblems } from './policy/memory-rules.ts';
import { selectTargets } from './policy/select.ts';
import { decodePolicy } from './policy/source.ts';
import { vantage } from './scan/machine.ts';
import { graceNotices } from './state/absent-devices.ts';
import { withGrace } from './state/absent-ports.ts';
import { seenAllowances, unusedAllowances } from './state/allowances.ts';
import { cleanHosts, nothingClean, recollection } from './state/clean.ts';
import { deviceFindings } from './state/device-findings.ts';
import { placedHosts, seenDevices, withAnswered } from './state/devices.ts';
import { readState } from './state/read.ts';
import { type MemoryFile, recall } from './state/recall.ts';
import { NO_STATE, type State } from './state/state.ts';
import { withUnknownZones } from './state/unknown-zones.ts';

/**
 * The whole run: reads a policy and returns a report with its verdict.
 * @throws InputError for a bad policy, bad input or a refused authorization; nothing was probed
 * @throws ToolError if the tool could not work
 */
export async function check(request: CheckRequest, effects: Effects): Promise<Report> {
  const startedAt = effects.now();
  const { policy, notices } = await readAuthorized(request, effects);
  refuse(longWaivers(policy, startedAt));
  const memory = await readMemory(request.stateFile, startedAt, effects);
  const targets = selectTargets(policy, request.targets);
  const failOn = request.failOn ?? policy.failOn;
  refuse(memoryProblems(policy, failOn));
  const from = vantage();
  const circumstances = (scanner: ScannerRecord) => ({ policy, targets, failOn, scanner, vantage: from });
  const recollect = (state: State) => (scanner: ScannerRecord) =>
    recollection(circumstances(scanner), state, effects.now);
  const asked = { ...request, failOn, ...(memory === null ? {} : { recollect: recollect(memory.state) }) };
  const { evidence, comparison: judged } = await judge(policy, targets, asked, startedAt, effects);
  const { grant, observation } = evidence;
  const hosts = placedHosts(hostsOfDevices(evidence), policy, observation.discovery, grant.others);
  const zoned = withUnknownZones(judged, policy, grant, hosts, startedAt);
  const complete = zoned.unobserved.length === 0;
  const state = memory?.state ?? null;
  const seen = { policy, targets, hosts, complete, at: momentOf(evidence.observedAt ?? startedAt), now: startedAt };
  // The grace counts to the end of a long run, and a clock that stepped back makes it no longer.
  const end = effects.now();
  const { comparison, notices: late } = withGrace(
    zoned,
    { ...seen, state, now: end > startedAt ? end : startedAt },
    failOn,
  );
  const judging = { ...seen, state, complete: complete && grant.resting === undefined && !comparison.withdrawn };
  const about = [...deviceFindings({ ...seen, state }), ...unusedAllowances(judging)];
  const findings = [...comparison.findings, ...about].sort(compareFindings);
  const decision = decide(findings, complete, {
    failOn,
    onIncomplete: request.onIncomplete,
    withdrawn: comparison.withdrawn,
  });
  const times = { startedAt, finishedAt: effects.now() };
  const report = composeReport(policy, targets, failOn, {
    ...{ evidence, decision, times },
    comparison: { ...comparison, findings },
  });
  const noticed = { ...report, notices: [...notices, ...graceNotices({ ...seen, state }), ...late, ...report.notices] };
  if (memory === null) return noticed;
  const { pruneAfter, noiseWindow } = policy;
  const answered = withAnswered(hosts, grant.required, comparison.unobserved);
  const devices = seenDevices(answered, memory.state, policy);
  // Of a machine that moved meanwhile, nobody knows from where it found a host clean.
  const placed = { ...comparison, withdrawn: comparison.withdrawn || vantage() !== from };
  const remembered = {
    ...noticed,
    allowances: seenAllowances(seen),
    cleanHosts:
      request.scanXml.length > 0
        ? nothingClean(grant)
        : cleanHosts(circumstances(evidence.scanner), evidence, placed, findings),
  };
  return recall(remembered, memory.state, { ...memory.file, pruneAfter, noiseWindow }, { devices, policy });
}

/** What is remembered of earlier runs, and the file that it comes from. */
interface Memory {
  readonly state: State;
  readonly file: Pick<MemoryFile, 'file' | 'bytes'>;
}

/**
 * Reads what earlier runs saw, before anything is probed. A file that cannot be used ends the run, because this run
 * would replace it.
 * @throws InputError for a file that is damaged, or that cannot be read or written
 */
async function readMemory(file: string | null, now: Date, effects: Effects): Promise<Memory | null> {
  if (file === null) return null;
  const source = await effects.readStateFile(file);
  const state = source === null ? NO_STATE : readState(source.pieces, file, now);
  return { state, file: { file: printable(file, 1_000), bytes: source?.bytes ?? null } };
}

/**
 * Gets evidence, by a scan or from files of results, and compares it with the policy.
 * @throws InputError for bad input or a refused authorization; nothing was probed
 * @throws ToolError if the tool could not work
 */
export async function judge(
  policy: Policy,
  targets: readonly Target[],
  request: JudgeRequest,
  startedAt: Date,
  effects: Effects,
): Promise<Compared> {
  const compare: Judge = ({ grant, observation }, between) =>
    inTurns(compareSteps(policy, targets, grant, observation, startedAt), between);
  if (request.scanXml.length > 0) return compareResults(policy, targets, request, startedAt, effects, compare);
  const scanned = await scanTargets(policy, targets, request, startedAt, effects);
  return confirmFindings(scanned, compare, policy, request.failOn);
}

/** How to get evidence, and from which severity on a second probe confirms a finding. */
export type JudgeRequest = ScanRequest & ResultsRequest & { readonly failOn: Severity };

/**
 * Reads a policy, and the authorization that counts for it.
 * @throws InputError with every problem of the policy, or if the authorization cannot be read
 */
export async function readAuthorized(
  { policyFile, authorizationFrom }: Pick<CheckRequest, 'policyFile' | 'authorizationFrom'>,
  effects: Effects,
): Promise<{ readonly policy: Policy; readonly notices: readonly string[] }> {
  const policy = await readPolicy(policyFile, effects);
  if (authorizationFrom === null) return { policy, notices: [] };
  const authorized = await obeyAuthorizationOf(policy, authorizationFrom, effects);
  authorized.notices.forEach(effects.say);
  return authorized;
}

/** @throws InputError with every problem of the policy */
export async function readPolicy(file: string, effects: Pick<Effects, 'readPolicy' | 'readUsed'>): Promise<Policy> {
  return loadPolicy(decodePolicy(await effects.readPolicy(file), file), file, effects.readUsed);
}

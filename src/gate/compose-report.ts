import type { Comparison } from '../compare/compare.ts';
import { pathNotices } from '../compare/path.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import type { Policy, Target } from '../model/policy.ts';
import { requiredCoverage } from '../model/policy.ts';
import { formatProblem } from '../model/problem.ts';
import type { Report, ReportedHost } from '../model/report.ts';
import { recordDiscovery } from '../observe/discovery.ts';
import type { Decision } from './gate.ts';

/** What a run found, and the verdict. */
export interface Judged {
  readonly evidence: Evidence;
  readonly comparison: Comparison;
  readonly decision: Decision;
  readonly times: Pick<Report, 'startedAt' | 'finishedAt'>;
}

/** @returns everything that the report formats show */
export function composeReport(
  policy: Policy,
  targets: readonly Target[],
  failOn: Severity,
  { evidence, comparison, decision, times }: Judged,
): Report {
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
      ...exitStatusNotices(decision, comparison),
    ],
    ...times,
  };
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
      looksAt: targets.map(requiredCoverage),
      selected: targets.length < all.length,
    },
    authorization:
      authorization === null
        ? null
        : { by: authorization.by, reference: authorization.reference, expires: authorization.expires.value },
  };
}

function found(
  { grant, observation, scanner, scans, sweeps, stages }: Evidence,
  { findings, required, answered, addresses, unobserved }: Comparison,
): Pick<Report, 'coverage' | 'discovery' | 'findings' | 'hosts' | 'scanner' | 'scans' | 'stages' | 'sweeps'> {
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
    coverage: { required, answered, addresses, unobserved, excluded: grant.excluded },
    discovery: observation.discovery === null ? null : recordDiscovery(observation.discovery),
    findings,
    hosts,
    scanner,
    scans,
    sweeps,
    ...(stages === undefined ? {} : { stages }),
  };
}

function exitStatusNotices({ verdict, exitCode }: Decision, { withdrawn }: Comparison): readonly string[] {
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

import type { Comparison } from '../compare/compare.ts';
import { pathNotices } from '../compare/path.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Severity } from '../model/finding.ts';
import type { Grant } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';
import { entryWords, notActiveUntil, type Policy, requiredCoverage, type Target } from '../model/policy.ts';
import { NO_PORTS, portCount } from '../model/port.ts';
import { formatProblem } from '../model/problem.ts';
import type { Report, ReportedHost, TargetExpectations } from '../model/report.ts';
import { nextDay } from '../model/time.ts';
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
    ...about(policy, targets, times.startedAt),
    ...found(evidence, comparison),
    notices: [
      ...policy.warnings.map(formatProblem),
      ...activationNotices(targets, times.startedAt),
      ...evidence.notices,
      ...restingNotices(evidence.grant),
      ...pathNotices(comparison.findings, evidence.observation),
      ...exitStatusNotices(decision, comparison),
    ],
    ...times,
    ...(evidence.observedAt === undefined ? {} : { observedAt: evidence.observedAt }),
  };
}

function about(
  { file, environment, authorization, targets: all }: Policy,
  targets: readonly Target[],
  now: Date,
): Pick<Report, 'policy' | 'authorization'> {
  return {
    policy: {
      file,
      environment,
      targets: targets.map(({ name }) => name),
      looksAt: targets.map(requiredCoverage),
      expectations: targets.map(expectationsOf),
      selected: targets.length < all.length,
      notActive: targets.flatMap((target) => {
        const until = notActiveUntil(target, now);
        return until === null ? [] : [{ target: target.name, until }];
      }),
    },
    authorization:
      authorization === null
        ? null
        : { by: authorization.by, reference: authorization.reference, expires: authorization.expires.value },
  };
}

function expectationsOf({ name, location, entries, forbiddenServices }: Target): TargetExpectations {
  const lines = [
    ...entries.map((entry) => ({
      ...{ what: entryWords(entry), protocol: entry.protocol, ports: entry.ports, location: entry.location },
    })),
    ...forbiddenServices.map(({ service, location: at }) => ({
      ...{ what: `forbid ${service}`, protocol: null, ports: NO_PORTS, location: at },
    })),
  ];
  return { target: name, location, lines };
}

/** The most targets of one day that a notice names. */
const NAMED = 10;

/** @returns for each day, the targets whose findings fail no build until the end of that day */
function activationNotices(targets: readonly Target[], now: Date): readonly string[] {
  const byDay = groupBy(targets, (target) => notActiveUntil(target, now));
  return [...byDay].flatMap(([until, those]) => {
    if (until === null) return [];
    const names = those.slice(0, NAMED).map(({ name }) => name);
    const more = those.length > NAMED ? ` and ${those.length - NAMED} more` : '';
    const who = those.length === 1 ? 'Target' : 'Targets';
    return (
      `${who} ${names.join(', ')}${more}: not active yet. Findings fail no build until the end of ${until} ` +
      `(UTC), and do so from ${nextDay(until)} on.`
    );
  });
}

/** @returns the hosts of the grant that were observed, with their names and targets, in address order */
export function reportedHosts({
  grant,
  observation,
}: Pick<Evidence, 'observation'> & { readonly grant: Pick<Evidence['grant'], 'hosts'> }): readonly ReportedHost[] {
  const byAddress = groupBy(grant.hosts, ({ address }) => address);
  const hosts: ReportedHost[] = [];
  // Observations are in address order.
  for (const [address, seen] of observation.hosts) {
    const granted = byAddress.get(address);
    if (granted === undefined) continue;
    const names = [...new Set(granted.map(({ host }) => host))];
    hosts.push({ ...seen, hosts: names, targets: [...new Set(granted.map(({ target }) => target))] });
  }
  return hosts;
}

/** @returns the hosts that a run can tell devices from: also those that it may not port scan */
export function hostsOfDevices({
  grant,
  observation,
}: Pick<Evidence, 'grant' | 'observation'>): readonly ReportedHost[] {
  return reportedHosts({ grant: { hosts: [...grant.hosts, ...(grant.excludedByMac ?? [])] }, observation });
}

function found(
  evidence: Evidence,
  { findings, required, answered, addresses, unobserved }: Comparison,
): Pick<Report, 'coverage' | 'discovery' | 'findings' | 'hosts' | 'scanner' | 'scans' | 'stages' | 'sweeps'> {
  const { grant, observation, scanner, scans, sweeps, stages } = evidence;
  return {
    coverage: { required, answered, addresses, unobserved, excluded: grant.excluded, ...restingIn(grant) },
    discovery: observation.discovery === null ? null : recordDiscovery(observation.discovery),
    findings,
    hosts: reportedHosts(evidence),
    scanner,
    scans,
    sweeps,
    ...(stages === undefined ? {} : { stages }),
  };
}

function restingIn({ resting = new Map() }: Grant): Pick<Report['coverage'], 'resting'> {
  const [first, ...others] = [...resting.values()];
  if (first === undefined) return {};
  const ports = [first, ...others]
    .flatMap((one) => Object.values(one.ports))
    .reduce((sum, set) => sum + portCount(set), 0);
  const since = others.reduce((oldest, one) => (one.since < oldest ? one.since : oldest), first.since);
  return { resting: { addresses: [...resting.keys()], ports, since } };
}

/** The most hosts that a notice names. */
const RESTING_NAMED = 10;

/** @returns which hosts were not scanned again, and since when nobody scanned them */
function restingNotices({ resting = new Map() }: Grant): readonly string[] {
  if (resting.size === 0) return [];
  const named = [...resting].slice(0, RESTING_NAMED).map(([address, { since }]) => `${address} (clean at ${since})`);
  const more = resting.size > RESTING_NAMED ? ` and ${resting.size - RESTING_NAMED} more` : '';
  return [`Not port scanned, because of rescan-after: ${named.join(', ')}${more}. The verdict rests on memory there.`];
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
        'What would fail the build may be hidden: no later probe confirmed or identified what one probe found. ' +
          'Such a run ends with 3, whatever on-incomplete says.',
      ]
    : [];
}

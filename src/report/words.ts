import { countGaps } from '../model/coverage.ts';
import { atLeast, type Finding, type FindingCode, isStanding, SEVERITIES, type Severity } from '../model/finding.ts';
import type { Privilege } from '../model/plan.ts';
import { type PortsByProtocol, PROTOCOLS, portCount } from '../model/port.ts';
import type { Location } from '../model/problem.ts';
import { counted, duration, grouped } from '../model/quantity.ts';
import type { Failure, Outcome, Report, ScannerRecord, UnobservedRecord, Verdict } from '../model/report.ts';
import { nextDay } from '../model/time.ts';
import { restingWords } from './memory-words.ts';

const STAGES = { discover: 'discovery', ports: 'ports', services: 'services', confirm: 'confirmation' } as const;

/** Shorter stages are not shown, in seconds. */
const LEAST_STAGE = 0.05;

/** @returns how long a run took, and where the time went: `14.1 s (ports 8.0 s, services 5.2 s)` */
export function elapsed({
  startedAt,
  finishedAt,
  stages,
}: Pick<Report, 'startedAt' | 'finishedAt' | 'stages'>): string {
  const all = duration((finishedAt.getTime() - startedAt.getTime()) / 1000);
  if (stages === undefined) return all;
  const parts = (Object.keys(STAGES) as (keyof typeof STAGES)[])
    .filter((stage) => stages[stage] >= LEAST_STAGE)
    .map((stage) => `${STAGES[stage]} ${duration(stages[stage])}`);
  return parts.length === 0 ? all : `${all} (${parts.join(', ')})`;
}

/** @returns the owner and the tags of the target of a finding, in parentheses; empty if the policy names none */
export function ownerWords({ owner, tags }: Pick<Finding, 'owner' | 'tags'>): string {
  const parts = [
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

/** @returns the same, without the owner of the target if the waiver of the finding names that owner too */
export function ownerWordsBesideWaiver(finding: Finding): string {
  const { owner, waived } = finding;
  return ownerWords({ ...finding, owner: owner === waived?.owner ? null : owner });
}

/** @returns the severity's word; `incomplete` if a finding has none */
export function gradeOf(finding: Finding): string {
  return finding.severity ?? 'incomplete';
}

/** @returns the line that every report names: the waiver's line if the finding is waived, else the finding's */
export function placeOf({ waived, location }: Finding): Location {
  return waived?.location ?? location;
}

/** @returns `1 critical, 2 high`, worst first; the empty string for no findings */
export function bySeverity(findings: readonly Finding[]): string {
  return [...SEVERITIES, 'incomplete']
    .map((word) => ({ word, count: findings.filter((finding) => gradeOf(finding) === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => `${grouped(count)} ${word}`)
    .join(', ');
}

/**
 * The three numbers of every report. `new`: findings that nobody tolerates. `waived`: findings that a waiver tolerates.
 * `gone`: waivers whose finding was expected and is not there any more. And `notActive`: findings of targets that are
 * not active yet, which are neither new nor waived.
 */
export function tally(findings: readonly Finding[]): {
  readonly new: number;
  readonly waived: number;
  readonly gone: number;
  readonly notActive: number;
} {
  const waived = findings.filter((finding) => finding.waived !== null).length;
  const gone = findings.filter(({ code }) => code === 'unused-waiver').length;
  const news = findings.filter(({ code, severity }) => severity !== null && !ABOUT_WAIVERS.has(code));
  return { new: news.filter(isStanding).length, waived, gone, notActive: news.filter(isNotActive).length };
}

/** @returns whether only the activation of its target keeps the finding from failing a build */
export function isNotActive({ waived, activation }: Finding): boolean {
  return waived === null && activation !== null;
}

/** @returns since when the finding fails a build, as a clause; null: it counts already, is waived, or fails none */
export function activationWords(finding: Finding, failOn: Severity): string | null {
  const { activation, severity } = finding;
  if (activation === null || !isNotActive(finding) || severity === null || !atLeast(severity, failOn)) return null;
  return `from ${nextDay(activation)} on (UTC) this fails the build`;
}

/** @returns the same as a sentence that follows a message, after a space; empty if there is nothing to say */
export function laterWords(finding: Finding, failOn: Severity): string {
  const later = activationWords(finding, failOn);
  return later === null ? '' : ` Not active yet: ${later}.`;
}

/** Findings of things that can be reached and should not be. */
export const OPEN_BUT_NOT_ALLOWED: ReadonlySet<FindingCode> = new Set([
  'unexpected-port',
  'forbidden-port',
  'forbidden-service',
  'wrong-service',
  'suspicious-host',
]);

/** @returns how many findings nothing tolerates, by severity */
export function severityCounts(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, note: 0 };
  for (const finding of findings) if (finding.severity !== null && isStanding(finding)) counts[finding.severity]++;
  return counts;
}

/** Notes about waivers that work, or that nothing needs: they are no news of the network. */
const ABOUT_WAIVERS: ReadonlySet<string> = new Set(['expiring-waiver', 'unused-waiver']);

/** @returns `1 finding of targets that are not active yet`, `1 waived`, `2 waived but gone`; nothing for zero */
export function waiverWords(findings: readonly Finding[]): readonly string[] {
  const { waived, gone, notActive } = tally(findings);
  return [
    ...(notActive > 0 ? [`${counted(notActive, 'finding')} of targets that are not active yet`] : []),
    ...(waived > 0 ? [`${grouped(waived)} waived`] : []),
    ...(gone > 0 ? [`${grouped(gone)} waived but gone`] : []),
  ];
}

/** @returns `6379/tcp`, `8000-8010/tcp`; null if the finding concerns no port */
export function portsOf({ port, ports, protocol }: Finding): string | null {
  const which = port === null ? ports : String(port);
  return which === null ? null : protocol === null ? which : `${which}/${protocol}`;
}

/** @returns `192.0.2.10`, `www.example.com (192.0.2.10)`; null if the finding concerns no host */
export function hostOf({ host, address }: { host: string | null; address: string | null }): string | null {
  if (host === null || address === null || host === address) return host ?? address;
  return `${host} (${address})`;
}

const PRIVILEGE_WORDS: Readonly<Record<Privilege | 'none', string>> = {
  root: 'as root',
  capabilities: 'with file capabilities',
  sudo: 'through sudo',
  unprivileged: 'without privileges',
  none: 'results from files, nothing was sent',
};

/** @returns `nmap 7.93 as root, data files in /usr/share/nmap`. */
export function scannerWords({ name, version, privilege, data }: ScannerRecord): string {
  const program = version === '' ? `${name} (unknown version)` : `${name} ${version}`;
  const how = privilege === 'none' ? `, ${PRIVILEGE_WORDS.none}` : ` ${PRIVILEGE_WORDS[privilege]}`;
  return `${program}${how}${data === undefined ? '' : `, data files in ${data}`}`;
}

/** @returns `ports`; `addresses` if only their liveness is required; or both */
export function coverageUnits({ required, addresses }: Report['coverage']): string {
  if (addresses === 0) return 'ports';
  return addresses === required ? 'addresses' : 'ports and addresses';
}

/** @returns `65,540 of 65,540 ports answered`; counts each port once for every address and protocol */
export function coverageWords(coverage: Report['coverage']): string {
  const answered = `${grouped(coverage.answered)} of ${grouped(coverage.required)} ${coverageUnits(coverage)} answered`;
  return coverage.resting === undefined ? answered : `${answered}; ${restingWords(coverage.resting)}`;
}

export function isComplete({ required, answered, unobserved }: Report['coverage']): boolean {
  return unobserved.length === 0 && answered === required;
}

/** @returns whether the required coverage was answered; hosts that rest on memory are not in it */
export function isCovered(outcome: Outcome): outcome is Report {
  return outcome.kind === 'report' && outcome.verdict !== 'inconclusive' && isComplete(outcome.coverage);
}

/** @returns whether all ports were answered in this run, none of them by memory; only such a run may close alerts */
export function isCompleteRun(outcome: Outcome): boolean {
  return isCovered(outcome) && outcome.coverage.resting === undefined;
}

export interface UnobservedGroup {
  readonly reason: UnobservedRecord['reason'];
  readonly hosts: number;
  readonly ports: number;
}

/** @returns what was not observed, grouped by reason, in the order of first appearance */
export function byReason(unobserved: readonly UnobservedRecord[]): readonly UnobservedGroup[] {
  const groups = new Map<string, { reason: UnobservedRecord['reason']; hosts: Set<string>; ports: number }>();
  const counts = countGaps(unobserved);
  for (const [index, { reason, host, address, protocol }] of unobserved.entries()) {
    const key = `${reason.code} ${reason.text}`;
    const group = groups.get(key) ?? { reason, hosts: new Set(), ports: 0 };
    group.hosts.add(address ?? host);
    group.ports += protocol === null ? 0 : (counts[index] as number);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ reason, hosts, ports }) => ({ reason, hosts: hosts.size, ports }));
}

/**
 * If there are several targets, the text gives the smallest and the largest number of ports.
 * @returns `all TCP ports and 5 UDP ports of each host`, `100 of 65,535 TCP ports of each host`
 */
export function lookedAtWords(looksAt: readonly PortsByProtocol[]): string {
  const parts = PROTOCOLS.flatMap((protocol) => {
    const counts = looksAt.map((ports) => portCount(ports[protocol] ?? []));
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    if (most === 0) return [];
    const name = `${protocol.toUpperCase()} ports`;
    if (least >= ALL_COUNT) return [`all ${name}`];
    return [`${least === most ? '' : `${grouped(least)} to `}${grouped(most)} of 65,535 ${name}`];
  });
  return `${parts.join(' and ')} of each host${looksAt.length > 1 ? ', as its target says' : ''}`;
}

/** The number of ports from 1 to 65535, which "all" means. */
const ALL_COUNT = 65_535;

/** Longer lists of targets are cut. */
const TARGETS_SHOWN = 10;

/** @returns the meaning of the verdict and its basis in plain words; the caller supplies the verdict */
export function meaning(report: Report): string {
  const { selected, targets } = report.policy;
  if (!selected) return verdictMeaning(report);
  const more = targets.length > TARGETS_SHOWN ? ` and ${targets.length - TARGETS_SHOWN} more` : '';
  const shown = `${targets.slice(0, TARGETS_SHOWN).join(', ')}${more}`;
  const which = targets.length === 1 ? `target ${shown} was` : `targets ${shown} were`;
  return `${verdictMeaning(report)} Only the ${which} checked: the policy has others.`;
}

function verdictMeaning(report: Report): string {
  const standing = report.findings.filter(isStanding);
  const failing = standing.filter(({ severity }) => severity !== null && atLeast(severity, report.failOn));
  const { required, answered, addresses, resting } = report.coverage;
  const what = report.policy.selected ? 'the selected part of the policy' : 'the policy';
  switch (report.verdict) {
    case 'pass': {
      if (addresses === required && resting === undefined) {
        return (
          `Host discovery probed every address that ${what} names. ` +
          'No port was probed, so nothing is known about open ports.'
        );
      }
      const ports = lookedAtWords(report.policy.looksAt);
      const [every, but] = resting === undefined ? ['Every', ''] : ['Every other', `, and ${restingWords(resting)}`];
      const looked = `${every} port that ${what} asks about was probed to the end (${ports})${but}`;
      if (report.findings.length === 0) return `${looked}, and none of these is open unless the policy allows it.`;
      const later = report.findings.some(isNotActive);
      if (standing.length > 0) {
        const active = later ? ' of an active target' : '';
        return `${looked}, and no finding${active} is as severe as "${report.failOn}" (fail-on).`;
      }
      const waived = report.findings.some((finding) => finding.waived !== null);
      const tolerated = [...(waived ? ['waived'] : []), ...(later ? ['found in targets that are not active yet'] : [])];
      return `${looked}, and what the policy does not allow is ${tolerated.join(', or ')}.`;
    }
    case 'fail': {
      const found =
        `The network differs from the policy: ${counted(failing.length, 'finding')} at or above "` +
        `${report.failOn}" (fail-on).`;
      return isComplete(report.coverage) ? found : `${found} The scan was incomplete too, so there may be more.`;
    }
    case 'inconclusive': {
      const unknown =
        `${grouped(required - answered)} of ${grouped(required)} ${coverageUnits(report.coverage)} ` +
        'got no trustworthy answer, so nobody knows whether the policy holds. Silence is not counted as closed.';
      return report.exitCode === 0 ? `${unknown} The exit status is 0 only because on-incomplete is "warn".` : unknown;
    }
    default:
      return report.verdict satisfies never;
  }
}

export function failureMeaning({ exitCode }: Failure): string {
  return exitCode === 2
    ? 'Nothing was probed. Correct the policy, the input or the authorization first.'
    : 'The tool could not do its work, so nothing is known about the network.';
}

/** @returns the counts of a heading, the most important first; the caller supplies the verdict */
export function headline(outcome: Outcome): string {
  if (outcome.kind === 'failure') {
    const state = outcome.exitCode === 2 ? 'nothing was probed' : 'the tool could not work';
    return `${counted(outcome.problems.length, 'problem')}, ${state}`;
  }
  const { verdict, coverage, findings } = outcome;
  const graded = findings.filter((finding) => isStanding(finding) && finding.severity !== null);
  const count = graded.length === 0 ? 'no findings' : counted(graded.length, 'finding');
  const found = [count, ...waiverWords(findings)].join(', ');
  const unanswered = `${grouped(coverage.required - coverage.answered)} of ${grouped(coverage.required)}`;
  const gaps = `${unanswered} ${coverageUnits(coverage)} without an answer`;
  const facts = {
    pass: [found],
    fail: isComplete(coverage) ? [found] : [found, gaps],
    inconclusive: graded.length === 0 ? [gaps, ...waiverWords(findings)] : [gaps, found],
  } as const satisfies Record<Verdict, readonly string[]>;
  return facts[verdict].join(', ');
}

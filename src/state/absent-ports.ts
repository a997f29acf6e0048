import type { Comparison } from '../compare/compare.ts';
import { compareFindings, type Place } from '../compare/merge.ts';
import type { Address } from '../model/address.ts';
import { type Finding, isStanding, type Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import { isGone, type KnownDevice, type KnownFinding } from '../model/memory.ts';
import type { Target } from '../model/policy.ts';
import { eachPort } from '../model/port.ts';
import type { Moment } from '../model/time.ts';
import { momentWords } from '../report/memory-words.ts';
import { hostOf, portsOf } from '../report/words.ts';
import { macOf, type PlacedHost } from './devices.ts';
import { graceLeft, type Judging, runsOf } from './grace.ts';
import type { State } from './state.ts';

/** What a run knows of the ports that its hosts had open. */
export interface PortEvidence extends Judging {
  /** The targets of the run. */
  readonly targets: readonly Target[];
  readonly hosts: readonly PlacedHost[];
  /** Null: the run has no memory. */
  readonly state: State | null;
}

export interface Graced {
  readonly comparison: Comparison;
  /** Which required ports are not open, and how long this does not count. */
  readonly notices: readonly string[];
}

/** The most findings that have a notice of their own. */
const NAMED = 10;

/**
 * Within its grace, a missing required port stays a finding, and is only a note: so no report shows it as open, no run
 * finds its absence gone, and its host is not clean. If every note fails the build, nothing has a grace.
 */
export function withGrace(comparison: Comparison, evidence: PortEvidence, failOn: Severity): Graced {
  const { policy, targets, state } = evidence;
  const missing = comparison.findings.filter((one) => one.code === 'missing-port' && counts(one));
  if (state === null || failOn === 'note' || missing.length === 0) return { comparison, notices: [] };
  const notes = new Map<Finding, Finding>();
  const notices: string[] = [];
  const lastOpen = sightingsOf(evidence, state);
  for (const finding of missing) {
    const target = targets.find(({ name }) => name === finding.target);
    if (isFailing(state.findings.get(finding.fingerprint))) continue;
    const last = oldest(comparison.places.get(finding) ?? [], finding.target, lastOpen);
    if (last === null || target === undefined) continue;
    const left = graceLeft({ policy, now: evidence.now }, state, [target], last);
    if (left === null) continue;
    const clock = `${openWords(finding, last)} ${left}`;
    notes.set(finding, { ...finding, severity: 'note', level: 'note', message: `${finding.message} ${clock}` });
    const where = `${portsOf(finding)} of ${hostOf(finding)}`;
    notices.push(`The policy requires ${where}, which this run did not see open. ${clock}`);
  }
  const noted = (finding: Finding): Finding => notes.get(finding) ?? finding;
  return {
    comparison: {
      ...comparison,
      findings: comparison.findings.map(noted).sort(compareFindings),
      places: new Map([...comparison.places].map(([finding, places]) => [noted(finding), places])),
    },
    notices: few(notices),
  };
}

function counts(finding: Finding): boolean {
  return isStanding(finding) && finding.severity !== 'note';
}

/** What counted goes on counting until a run finds it gone: else a wrong clock would end the failure for a time. */
function isFailing(known: KnownFinding | undefined): boolean {
  return known?.failing === true && !isGone(known);
}

/** @param last when the port was seen open; of several ports, the one that was seen open the longest ago */
function openWords({ port }: Finding, last: Moment): string {
  const when = momentWords(last);
  return port === null
    ? `A run saw each of these ports open at ${when} or later.`
    : `The last run that saw the port open was at ${when}.`;
}

function few(notices: readonly string[]): readonly string[] {
  const more = notices.length - NAMED;
  if (more <= 0) return notices;
  return [...notices.slice(0, NAMED), `${more} more findings about required ports are notes within their grace.`];
}

/** @returns when a port was open at an address last, in a remembered run of a target; null: no such run saw it */
type LastOpen = (address: Address, port: string, target: string) => Moment | null;

/** @returns the moment of the port that was open the longest ago; null: no run saw one of them */
function oldest(places: readonly Place[], target: string, lastOpen: LastOpen): Moment | null {
  const moments: Moment[] = [];
  for (const { address, protocol, ports } of places) {
    for (const port of eachPort(ports)) {
      const last = lastOpen(address, `${port}/${protocol}`, target);
      if (last === null) return null;
      moments.push(last);
    }
  }
  return moments.sort()[0] ?? null;
}

function sightingsOf({ policy, hosts }: PortEvidence, state: State): LastOpen {
  const hostAt = new Map(hosts.map((host) => [host.address, host]));
  const runs = new Map(runsOf(policy, state).map(({ at, targets }) => [at, targets]));
  const known = [...state.devices.values()].filter(({ environment }) => environment === policy.environment);
  const holdersAt = groupBy(
    known.flatMap((device) => device.addresses.map((address) => ({ ...address, device }))),
    ({ what }) => what,
  );
  return (address, port, target) => {
    const host = hostAt.get(address);
    if (host === undefined) return null;
    const holders = (holdersAt.get(address) ?? []).filter(({ device }) => device.zone === host.zone);
    const moments = holders.flatMap(({ device }) => {
      const last = device.ports.find(({ what }) => what === port)?.last;
      if (last === undefined || !isOne(device, host) || !hadAlone(device, address, last)) return [];
      const isTaken = holders.some((other) => other.device !== device && other.last >= last);
      return !isTaken && runs.get(last)?.includes(target) === true ? [last] : [];
    });
    return moments.sort().at(-1) ?? null;
  };
}

/** Whether nothing says that the host is another device. */
function isOne(device: KnownDevice, { zone, links = [] }: PlacedHost): boolean {
  const mac = macOf(device);
  return device.zone === zone && (mac === null || links.every((link) => link.mac === mac));
}

/** Of a device with several addresses, nobody remembers at which of them a port was open. */
function hadAlone({ addresses }: KnownDevice, address: Address, at: Moment): boolean {
  const then = addresses.filter(({ first, last }) => first <= at && at <= last);
  return then.length === 1 && then[0]?.what === address;
}

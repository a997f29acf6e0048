import type { Comparison } from '../compare/compare.ts';
import { compareFindings, type Place } from '../compare/merge.ts';
import type { Address } from '../model/address.ts';
import { type Finding, isStanding, type Severity } from '../model/finding.ts';
import { groupBy } from '../model/group.ts';
import type { KnownDevice } from '../model/memory.ts';
import type { Target } from '../model/policy.ts';
import { eachPort } from '../model/port.ts';
import type { Moment } from '../model/time.ts';
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
 * A required port that was open lately stays a finding, and is only a note: so no report shows it as open, no run finds
 * its absence gone, and its host is not clean. If every note fails the build, nothing has a grace.
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
    const last = oldest(comparison.places.get(finding) ?? [], lastOpen);
    const left =
      last === null || target === undefined ? null : graceLeft({ policy, now: evidence.now }, state, [target], last);
    if (left === null) continue;
    const clock = `It was seen open last at ${last}, and its grace lasts ${left} more.`;
    notes.set(finding, { ...finding, severity: 'note', level: 'note', message: `${finding.message} ${clock}` });
    notices.push(`Port ${portsOf(finding)} of ${hostOf(finding)} is required and is ${finding.state}. ${clock}`);
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

function few(notices: readonly string[]): readonly string[] {
  const more = notices.length - NAMED;
  if (more <= 0) return notices;
  return [...notices.slice(0, NAMED), `${more} more findings about required ports are notes within their grace.`];
}

/** @returns when a port was open at an address last, in a run that is remembered; null: no run saw it */
type LastOpen = (address: Address, port: string) => Moment | null;

/** @returns the moment of the port that was open the longest ago; null: no run saw one of them */
function oldest(places: readonly Place[], lastOpen: LastOpen): Moment | null {
  const moments: Moment[] = [];
  for (const { address, protocol, ports } of places) {
    for (const port of eachPort(ports)) {
      const last = lastOpen(address, `${port}/${protocol}`);
      if (last === null) return null;
      moments.push(last);
    }
  }
  return moments.sort()[0] ?? null;
}

function sightingsOf({ policy, hosts }: PortEvidence, state: State): LastOpen {
  const hostAt = new Map(hosts.map((host) => [host.address, host]));
  const runs = new Set(runsOf(policy, state).map(({ at }) => at));
  const known = [...state.devices.values()].filter(({ environment }) => environment === policy.environment);
  const knownAt = groupBy(
    known.flatMap((device) => device.addresses.map(({ what }) => ({ what, device }))),
    ({ what }) => what,
  );
  return (address, port) => {
    const host = hostAt.get(address);
    if (host === undefined) return null;
    const moments = (knownAt.get(address) ?? []).flatMap(({ device }) => {
      const last = isOne(device, host) ? device.ports.find(({ what }) => what === port)?.last : undefined;
      return last !== undefined && runs.has(last) && hadAlone(device, address, last) ? [last] : [];
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

import type { Address } from '../model/address.ts';
import type { KnownAllowance, KnownDevice, KnownFinding, Sighting } from '../model/memory.ts';
import { SIGHTINGS } from '../model/memory.ts';
import { compareText } from '../model/problem.ts';
import { joinLives } from './life.ts';
import type { KnownRun, LastScan, State } from './state.ts';

/** Collects what lines remember. Lines about the same thing are joined, in any order. */
export class StateDraft {
  readonly runs = new Map<string, KnownRun>();
  readonly devices = new Map<string, KnownDevice>();
  readonly findings = new Map<string, KnownFinding>();
  readonly allowances = new Map<string, KnownAllowance>();
  readonly scanned = new Map<Address, LastScan>();

  addRun(run: KnownRun): void {
    const { at, environment, targets, verdict, complete, silent, ending } = run;
    this.runs.set(JSON.stringify([at, environment, targets, verdict, complete, silent, ending]), run);
  }

  addDevice(device: KnownDevice): void {
    const before = this.devices.get(device.id);
    this.devices.set(device.id, before === undefined ? device : joinDevices(before, device));
  }

  addFinding(finding: KnownFinding): void {
    const before = this.findings.get(finding.fingerprint);
    this.findings.set(finding.fingerprint, before === undefined ? finding : joinFindings(before, finding));
  }

  addAllowance(allowance: KnownAllowance): void {
    const before = this.allowances.get(allowance.fingerprint);
    this.allowances.set(allowance.fingerprint, before === undefined ? allowance : joinAllowances(before, allowance));
  }

  addScan(address: Address, scan: LastScan): void {
    const before = this.scanned.get(address);
    this.scanned.set(address, before === undefined ? scan : joinScans(before, scan));
  }

  finish(): State {
    const { devices, findings, allowances, scanned } = this;
    const runs = [...this.runs.entries()].sort(([a], [b]) => compareText(a, b)).map(([, run]) => run);
    return { runs, devices, findings, allowances, scanned };
  }
}

/** The newer scan counts. Two that disagree and are as new show nothing clean. */
function joinScans(a: LastScan, b: LastScan): LastScan {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.clean === b.clean ? a : { ...a, clean: null };
}

/** The newer line says how the finding was. If both are as new, the choice is arbitrary and always the same. */
function joinFindings(a: KnownFinding, b: KnownFinding): KnownFinding {
  return { ...newer(a, b), ...joinLives(a, b) };
}

/** Equal fingerprints are equal entries, unless somebody wrote the file: then the choice is always the same. */
function joinAllowances(a: KnownAllowance, b: KnownAllowance): KnownAllowance {
  const text = ({ environment, target, protocol, ports }: KnownAllowance): string =>
    JSON.stringify([environment, target, protocol, ports]);
  return {
    ...(compareText(text(a), text(b)) > 0 ? a : b),
    first: a.first < b.first ? a.first : b.first,
    last: a.last > b.last ? a.last : b.last,
    open: (a.open ?? '') > (b.open ?? '') ? a.open : b.open,
  };
}

export function joinDevices(a: KnownDevice, b: KnownDevice): KnownDevice {
  const lists = SIGHTINGS.map((key) => [key, joinSightings(a[key], b[key])] as const);
  return { ...newer(a, b), ...joinLives(a, b), ...(Object.fromEntries(lists) as Pick<KnownDevice, 'addresses'>) };
}

/** @returns each thing once, in the order of the text */
export function joinSightings(a: readonly Sighting[], b: readonly Sighting[]): readonly Sighting[] {
  const byWhat = new Map<string, Sighting>();
  for (const one of [...a, ...b]) {
    const before = byWhat.get(one.what);
    byWhat.set(one.what, before === undefined ? one : joinSighting(before, one));
  }
  return [...byWhat.values()].sort((one, other) => compareText(one.what, other.what));
}

function joinSighting(a: Sighting, b: Sighting): Sighting {
  const order = compareText(a.last, b.last) || compareText(a.detail ?? '', b.detail ?? '');
  return { ...(order > 0 ? a : b), first: a.first < b.first ? a.first : b.first };
}

/** Compares what joining does not join. */
function newer<T extends KnownDevice | KnownFinding>(a: T, b: T): T {
  return (compareText(a.last, b.last) || compareText(ownText(a), ownText(b))) > 0 ? a : b;
}

function ownText(known: KnownDevice | KnownFinding): string {
  const { first, last, gone, spans, ...rest } = known;
  const joined = new Set<string>(SIGHTINGS);
  // `ports` of a finding is a text, and is not joined.
  const own = Object.entries(rest).filter(([key, value]) => !(joined.has(key) && Array.isArray(value)));
  return JSON.stringify(own.sort(([a], [b]) => compareText(a, b)));
}

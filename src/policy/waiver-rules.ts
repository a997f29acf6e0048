import { patternCovers } from '../model/address.ts';
import { expectations, governingEntry } from '../model/expectation.ts';
import type { WaivableCode } from '../model/finding.ts';
import { type Entry, entryWords, type HostPattern, type Target, type Waiver } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import { placeOf } from './entry-rules.ts';
import { removable } from './removal.ts';
import type { Tree } from './tree.ts';

/**
 * @param complete whether the whole target could be read; if not, a missing line may only be misspelt
 * @returns duplicate waivers, and waivers that can never suppress anything
 */
export function waiverProblems(target: Target, complete: boolean, tree: Tree): readonly Problem[] {
  const expected = expectations(target.entries);
  return target.waivers.flatMap((waiver, index) => {
    const path = ['targets', target.name, 'waive', index];
    const twin = target.waivers.find((other, place) => place !== index && sameWaiver(other, waiver, place < index));
    if (twin !== undefined) {
      const message = `this ${waiver.finding} is already waived on line ${twin.location.line}`;
      return [removable(tree, path, 'duplicate-waiver', message)];
    }
    if (!complete) return [];
    const why =
      hostMismatch(target, waiver.host) ??
      CAN_HAPPEN[waiver.finding](governingEntry(expected, waiver.protocol, waiver.port), target);
    if (why === undefined) return [];
    return [removable(tree, path, 'useless-waiver', `this waiver waives nothing: ${why}`)];
  });
}

/** Whether `other` makes `waiver` superfluous: it comes first and says the same, or it covers every host. */
function sameWaiver(other: Waiver, waiver: Waiver, earlier: boolean): boolean {
  if (other.finding !== waiver.finding || other.protocol !== waiver.protocol || other.port !== waiver.port)
    return false;
  if (other.host === null) return earlier || waiver.host !== null;
  return earlier && waiver.host !== null && sameHost(other.host, waiver.host);
}

function sameHost(a: HostPattern, b: HostPattern): boolean {
  if (a.kind === 'name') return b.kind === 'name' && a.name === b.name;
  return b.kind === 'addresses' && patternCovers(a.pattern, b.pattern);
}

function hostMismatch({ hosts, exclude }: Target, host: HostPattern | null): string | undefined {
  if (host === null) return undefined;
  const gone = exclude.find(({ value }) => sameHost(value, host));
  if (gone !== undefined) return `${host.text} is excluded on line ${gone.location.line}`;
  // A name is not resolved yet, so any address may belong to the target.
  if (host.kind === 'addresses' && hosts.some(({ value }) => value.kind === 'name')) return undefined;
  return hosts.some(({ value }) => sameHost(value, host)) ? undefined : `${host.text} is no host of this target`;
}

/**
 * For each finding, why it cannot happen on a port with this governing entry (null: no entry), by the decision table.
 */
const CAN_HAPPEN: Readonly<Record<WaivableCode, (entry: Entry | null, target: Target) => string | undefined>> = {
  'unexpected-port': (entry) => {
    if (entry === null || entry.expectation === 'filtered') return undefined;
    if (entry.expectation === 'forbid') return `${line(entry)} forbids the port, so the finding is forbidden-port`;
    return `${line(entry)} already lets the port be open`;
  },
  'forbidden-port': (entry) =>
    entry?.expectation === 'forbid'
      ? undefined
      : 'nothing in this target forbids the port (else it is unexpected-port)',
  'forbidden-service': (_, { forbiddenServices }) =>
    forbiddenServices.length > 0 ? undefined : 'no service is forbidden in this target',
  'wrong-service': (entry) => (expectsService(entry) ? undefined : 'no service is expected on this port'),
  'unverified-service': (entry, { forbiddenServices }) =>
    expectsService(entry) || forbiddenServices.length > 0 ? undefined : 'no service is expected on this port',
  'missing-port': (entry) =>
    entry?.expectation === 'require' ? undefined : 'nothing in this target requires the port',
  'unfiltered-port': (entry) =>
    entry?.expectation === 'filtered' ? undefined : 'nothing in this target says that the port is filtered',
  'possibly-open': (entry) =>
    entry?.expectation === 'allow' || entry?.expectation === 'filtered'
      ? `${line(entry)} is satisfied with a port that may be open`
      : undefined,
};

function expectsService(entry: Entry | null): boolean {
  return (entry?.expectation === 'require' || entry?.expectation === 'allow') && entry.service !== null;
}

function line(entry: Entry): string {
  return `${placeOf(entry)} (${entryWords(entry)})`;
}

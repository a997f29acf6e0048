import type { PropertyBag, Result } from 'sarif';
import type { Finding, Severity } from '../model/finding.ts';
import type { FindingRule } from '../model/rule.ts';
import { plain, sarifText } from './escape.ts';
import { REMEDIES, remedyYaml } from './remedy.ts';
import { type locator, logicalLocation } from './sarif-location.ts';
import { ruleIdOf } from './sarif-rules.ts';
import { laterWords, ownerWords } from './words.ts';

const EVIDENCE_LIMIT = 200;
const OTHERS_LIMIT = 20;

/** What the results of a run have in common. */
export interface ResultContext {
  readonly options: { readonly rules: readonly FindingRule[] };
  readonly ruleIndexes: ReadonlyMap<string, number>;
  readonly locate: ReturnType<typeof locator>;
  /** The end of the run. */
  readonly now: Date;
  readonly failOn: Severity;
}

/** @returns the result of a finding of this run */
export function resultOf(finding: Finding, { options, ruleIndexes, locate, now, failOn }: ResultContext): Result {
  // Code scanning fails checks by level and severity: until its target is active, a finding is a note.
  // An incomplete scan counts for every target.
  const { activation, severity } = finding;
  const counted =
    activation === null || severity === null ? finding : ({ ...finding, level: 'note', severity: 'note' } as const);
  const ruleId = ruleIdOf(counted, options.rules);
  const { waived } = finding;
  const said = `${finding.message}${ownerWords(finding)}${laterWords(finding, failOn)}`;
  return {
    ruleId,
    ruleIndex: ruleIndexes.get(ruleId) ?? -1,
    level: counted.level,
    // code scanning rejects the whole file if one message is empty
    message: { text: sarifText(said).trim() || finding.code },
    locations: [{ ...locate(finding.location), logicalLocations: [logicalLocation(finding)] }],
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    ...relatedLocations(finding, locate),
    // SARIF 2.1.0, 3.48.3
    ...(finding.since === undefined ? {} : { provenance: { firstDetectionTimeUtc: finding.since.first } }),
    ...(waived === null
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              justification:
                `${plain(waived.reason)} (${plain(waived.owner, EVIDENCE_LIMIT)}, until the end of ` +
                `${waived.expires} UTC)`,
            },
          ],
        }),
    properties: { ...evidence(finding), ...remedies(finding, now) },
  };
}

/** Other lines of the policy that concern the finding: the waiver, and other targets with the same address. */
function relatedLocations(
  { waived, others }: Finding,
  locate: ResultContext['locate'],
): Pick<Result, 'relatedLocations'> {
  const places = [
    ...(waived === null ? [] : [{ location: waived.location, text: 'Waiver that suppresses this finding' }]),
    ...others.slice(0, OTHERS_LIMIT).map(({ target, location }) => ({
      location,
      text: `Target ${target}, which has the same address`,
    })),
  ];
  if (places.length === 0) return {};
  return {
    relatedLocations: places.map(({ location, text }, index) => ({
      id: index + 1,
      ...locate(location),
      message: { text: sarifText(text) },
    })),
  };
}

/** Lines of a policy that end the finding, as text. The rules' help is the same for all runs, so it shows samples. */
function remedies(finding: Finding, now: Date): PropertyBag {
  const lines = REMEDIES.map((remedy) => [remedy, remedyYaml([finding], remedy, now)] as const);
  return Object.fromEntries(lines.filter(([, yaml]) => yaml !== null));
}

function evidence(finding: Finding): PropertyBag {
  const { severity, target, owner, tags, host, address, protocol, port, ports, state } = finding;
  const { service, product, version, activation } = finding;
  const place = { target, owner, host, address, protocol, port, ports, state };
  const known = { severity, ...place, service, product, version, activation };
  const evident = Object.entries(known)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, typeof value === 'string' ? plain(value, EVIDENCE_LIMIT) : value]);
  // The property that SARIF 2.1.0 (3.8.2) has for tags.
  const tagged = tags.length === 0 ? {} : { tags: tags.map((tag) => plain(tag, EVIDENCE_LIMIT)) };
  return { ...Object.fromEntries(evident), ...tagged };
}

import type { Finding, FindingSince } from '../model/finding.ts';
import type { Location } from '../model/problem.ts';
import type { FindingRule } from '../model/rule.ts';
import type { JsonReport } from './json-schema.ts';
import { severityScore } from './score.ts';

/** @returns a finding of the JSON report */
export function findingOf(finding: Finding, rule: FindingRule | undefined): JsonReport['findings'][number] {
  const { waived, location } = finding;
  return {
    code: finding.code,
    title: rule?.title ?? finding.code,
    help: rule?.helpUri ?? null,
    severity: finding.severity,
    score: finding.severity === null ? null : severityScore(finding.severity),
    level: finding.level,
    target: finding.target,
    owner: finding.owner,
    tags: [...finding.tags],
    host: finding.host,
    address: finding.address,
    protocol: finding.protocol,
    port: finding.port,
    ports: finding.ports,
    state: finding.state,
    expectation: finding.expectation,
    expectedService: finding.expectedService,
    line: finding.line === null ? null : { ...finding.line },
    exposure: finding.exposure === null ? null : { ...finding.exposure },
    service: finding.service,
    product: finding.product,
    version: finding.version,
    message: finding.message,
    location: locationOf(location),
    others: finding.others.map((other) => ({ target: other.target, location: locationOf(other.location) })),
    fingerprint: finding.fingerprint,
    ...(finding.since === undefined ? {} : { since: sinceOf(finding.since) }),
    waived:
      waived === null
        ? null
        : {
            reason: waived.reason,
            owner: waived.owner,
            expires: waived.expires,
            ticket: waived.ticket,
            location: locationOf(waived.location),
          },
    activation: finding.activation,
  };
}

function sinceOf({ first, since, isNew, returned, flapping }: FindingSince) {
  return { first, since, new: isNew, returned, changes: flapping };
}

export function locationOf({ file, line, column }: Location): Location {
  return { file, line, column };
}

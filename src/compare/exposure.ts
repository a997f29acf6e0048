import { SEVERITIES } from '../model/finding.ts';
import type { ServiceEvidence } from '../model/observation.ts';
import type { Protocol } from '../model/port.ts';
import { bareName } from '../model/service.ts';
import { EXPOSURES, type Exposure, type Grade } from './exposure-table.ts';
import { provenService } from './service.ts';

export interface GradedExposure {
  readonly severity: Grade;
  /** The row of the table that decided; null: none. */
  readonly name: string | null;
  /** The public reference of that row; null: none. */
  readonly source: string | null;
  /** One or two printable sentences: what was graded, on what evidence, and why it matters. */
  readonly reason: string;
}

/** The grade of an open port that is not in the policy and not in the table. */
const DEFAULT_GRADE: Grade = 'medium';

const BY_PORT = index(({ ports = [] }) => ports);

/**
 * Grades an open port by its service.
 *
 * 1. No service is proven: there was no version scan, the name is a guess from the port number, its confidence is below
 *    `minConfidence`, or the name only says that something answers. The port number then suggests a row. The suggestion
 *    may raise the default, but never lower it.
 * 2. A service is proven: the worst row that matches its name or its product counts. A product is text that the other
 *    side chooses, so it may raise the grade of the name, but never lower it. If no row matches, the default counts.
 * 3. The worse of the proven grade and the row that the port number suggests counts, unless the service contradicts
 *    that row. A service contradicts it if its name is neither a name of the row nor a name that nmap gives to the
 *    row's service if it does not recognise it. `ssh` on 2375/tcp is ssh. `http` on 2375/tcp may be the Docker API
 *    behind a proxy that hides its banner.
 * @param input.service nmap's own names (not the policy's aliases), printable; null: unknown
 * @param input.minConfidence nmap's `conf`, 0 to 10, from which a probed service is evidence
 */
export function gradeExposure(input: {
  readonly protocol: Protocol;
  readonly port: number;
  readonly service: ServiceEvidence | null;
  readonly minConfidence: number;
}): GradedExposure {
  const { protocol, port, service, minConfidence } = input;
  const place = `${port}/${protocol}`;
  const suggested = BY_PORT.get(place) ?? [];
  if (service === null || provenService(service, minConfidence) === null) return gradeByPort(place, suggested);

  const name = bareName(service);
  const proven = worst(matching(name, service.product));
  const possible = worst(suggested.filter((row) => row.over?.includes(name) ?? false));
  if (possible !== undefined && isWorse(possible.severity, proven?.severity ?? DEFAULT_GRADE)) {
    return {
      severity: possible.severity,
      name: possible.name,
      source: possible.source,
      reason: `${name} answers on ${place}, a port usually used by ${possible.name}. ${possible.reason}`,
    };
  }
  if (proven !== undefined) {
    const row = proven.name === name ? '' : `Identified as ${proven.name}. `;
    return { severity: proven.severity, name: proven.name, source: proven.source, reason: `${row}${proven.reason}` };
  }
  return {
    severity: DEFAULT_GRADE,
    ...{ name: null, source: null },
    reason: `Identified as ${name}, which no rule grades: ${DEFAULT_GRADE} until someone decides.`,
  };
}

function gradeByPort(place: string, suggested: readonly Exposure[]): GradedExposure {
  const row = worst(suggested);
  if (row === undefined) {
    return {
      severity: DEFAULT_GRADE,
      ...{ name: null, source: null },
      reason: `Nothing is known about what listens on ${place}: ${DEFAULT_GRADE} until someone finds out.`,
    };
  }
  return {
    severity: isWorse(row.severity, DEFAULT_GRADE) ? row.severity : DEFAULT_GRADE,
    name: row.name,
    source: row.source,
    reason: `Not identified; ${place} is a port usually used by ${row.name}. ${row.reason}`,
  };
}

/**
 * Says nothing about the quality of the evidence.
 * @returns the rows that match a service's name or product
 */
export function exposuresOf(service: ServiceEvidence): readonly Exposure[] {
  return matching(bareName(service), service.product);
}

function matching(name: string, product: string | null): readonly Exposure[] {
  const text = product?.toLowerCase() ?? '';
  return EXPOSURES.filter(
    ({ services = [], products = [] }) =>
      services.includes(name) || products.some((pattern) => text.includes(pattern.toLowerCase())),
  );
}

/** @returns the row with the worst grade; if there are several, the first in the table */
function worst(rows: readonly Exposure[]): Exposure | undefined {
  return rows.reduce<Exposure | undefined>(
    (found, row) => (found === undefined || isWorse(row.severity, found.severity) ? row : found),
    undefined,
  );
}

function isWorse(a: Grade, b: Grade): boolean {
  return SEVERITIES.indexOf(a) < SEVERITIES.indexOf(b);
}

function index(keys: (row: Exposure) => readonly string[]): ReadonlyMap<string, readonly Exposure[]> {
  const found = new Map<string, Exposure[]>();
  for (const row of EXPOSURES) {
    for (const key of keys(row)) found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

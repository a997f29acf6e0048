import { CATALOGUE } from '../compare/catalogue.ts';
import { type GradedExposure, gradeExposure } from '../compare/exposure.ts';
import { EXPOSURES } from '../compare/exposure-table.ts';
import { SEVERITIES, type Severity } from '../model/finding.ts';
import type { ServiceEvidence } from '../model/observation.ts';
import type { Waiver } from '../model/policy.ts';
import { firstPorts, hasPort, type PortSet, PROTOCOLS, type Protocol, subtract } from '../model/port.ts';

export interface Graded {
  readonly severity: Severity;
  readonly reason: string;
}

/** Ports with a row in the table of exposures. */
const KNOWN = new Map(
  PROTOCOLS.map((protocol) => [
    protocol,
    [...new Set(EXPOSURES.flatMap(({ ports = [] }) => ports))]
      .filter((text) => text.endsWith(`/${protocol}`))
      .map((text) => Number.parseInt(text, 10))
      .sort((a, b) => a - b),
  ]),
);

/** The number of dangerous services that a reason names. */
const NAMED = 3;

/**
 * Grades ports that may be open, by the table of exposures: the worst port counts.
 * @param services what may be there; empty: any service, so the usual service of the port counts
 */
export function gradePorts(protocol: Protocol, ports: PortSet, services: readonly string[]): Graded {
  const known = (KNOWN.get(protocol) ?? []).filter((port) => hasPort(ports, port));
  const other = firstPorts(
    subtract(
      ports,
      known.map((port) => [port, port] as const),
    ),
    1,
  )[0]?.[0];
  const evidence = services.length === 0 ? [null] : services.map(declared);
  const graded = [...known, ...(other === undefined ? [] : [other])].flatMap((port) =>
    evidence.map((service) => ({ port, ...gradeExposure({ protocol, port, service, minConfidence: 1 }) })),
  );
  const [worst, ...others] = graded.sort((a, b) => rank(a) - rank(b));
  if (worst === undefined) return { severity: 'medium', reason: '' };
  const { severity } = worst;
  const names = [worst, ...others].map((one) => one.name);
  const named = [worst, ...others].filter(
    (one, index) => one.name !== null && one.severity === severity && names.indexOf(one.name) === index,
  );
  if (services.length > 0) return { severity, reason: reasonOf(worst) };
  if (named.length < 2) {
    const usual = worst.name === null ? '' : `${worst.port}/${protocol} is a port usually used by ${worst.name}. `;
    return { severity, reason: `${usual}${reasonOf(worst)}` };
  }
  const shown = named.slice(0, NAMED).map(({ name, port }) => `${name} (${port}/${protocol})`);
  const more = named.length > NAMED ? ` and ${named.length - NAMED} more` : '';
  return { severity, reason: `The usual ports of ${shown.join(', ')}${more} are among them.` };
}

/** @returns why the exposure matters: the sentence of its row, without the evidence that only a scan has */
function reasonOf({ name }: Pick<GradedExposure, 'name'>): string {
  return EXPOSURES.find((row) => row.name === name)?.reason ?? '';
}

/** Grades a finding that a waiver tolerates. */
export function gradeWaiver({ finding, protocol, port }: Waiver): Graded {
  const { graded, severity, title } = CATALOGUE[finding];
  return graded ? gradePorts(protocol, [[port, port]], []) : { severity, reason: `${title}.` };
}

/** Grades a service on any port. */
export function gradeService(service: string): Graded {
  // Port 0 suggests no row, so only the service counts.
  const graded = gradeExposure({ protocol: 'tcp', port: 0, service: declared(service), minConfidence: 1 });
  return { severity: graded.severity, reason: reasonOf(graded) };
}

/** A service that a policy names, as if it had been proven. */
function declared(name: string): ServiceEvidence {
  return {
    name,
    method: 'probed',
    confidence: 10,
    tunnel: null,
    product: null,
    version: null,
    extraInfo: null,
    cpes: [],
  };
}

/** @returns the worst of the grades; medium: there are none */
export function worstOf(grades: readonly Pick<Graded, 'severity'>[]): Pick<Graded, 'severity'> {
  return { severity: SEVERITIES.find((one) => grades.some(({ severity }) => severity === one)) ?? 'medium' };
}

function rank({ severity }: Pick<GradedExposure, 'severity'>): number {
  return SEVERITIES.indexOf(severity);
}

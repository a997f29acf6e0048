import type { PortDetail, ServiceEvidence } from '../model/observation.ts';
import { observedService, sameService } from '../model/service.ts';

/** Names that nmap reports without having recognised what speaks: a closed door, noise, or TLS around something unknown. */
const PROVES_NOTHING: ReadonlySet<string> = new Set([
  'tcpwrapped',
  'unknown',
  'ssl',
  'ssl/unknown',
  'ssl/tcpwrapped',
  'ssl/ssl',
]);

/** Evidence of large scans is shared by many ports: each is normalised once. */
const normalised = new WeakMap<ServiceEvidence, string>();

/**
 * @returns the normalised service name that the evidence proves, or null. Only a probed answer with nmap's `conf` at or
 * above the threshold is evidence; `method="table"` is a guess from the port number.
 */
export function provenService(service: ServiceEvidence | null, minConfidence: number): string | null {
  if (service === null || service.method !== 'probed' || service.confidence < minConfidence) return null;
  let name = normalised.get(service);
  if (name === undefined) {
    name = observedService(service);
    normalised.set(service, name);
  }
  return PROVES_NOTHING.has(name) ? null : name;
}

/** How an open port stands to the service that an entry names. */
export function agreement(
  expected: string | null,
  detail: PortDetail | null,
  minConfidence: number,
): 'agrees' | 'disagrees' | 'unproven' {
  if (expected === null) return 'agrees';
  const proven = provenService(detail?.service ?? null, minConfidence);
  if (proven === null) return 'unproven';
  return sameService(expected, proven) ? 'agrees' : 'disagrees';
}

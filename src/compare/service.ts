import { isAnyWebServer, isProductOf, SPEAK_HTTP } from '../model/http-names.ts';
import type { PortDetail, ServiceEvidence } from '../model/observation.ts';
import { isRecognised, observedService, sameService, withoutTls } from '../model/service.ts';
import { ALSO_RPC_PROGRAMS, FULL_MATCHES, SOFT_MATCHES } from '../nmap/match-names.ts';

/** In large scans, many ports share the same evidence. Each is normalised once. */
const normalised = new WeakMap<ServiceEvidence, string>();

/**
 * Only a probed answer with nmap's `conf` at or above the threshold is evidence. `method="table"` is a guess from the
 * port number.
 * @returns the normalised service name that the evidence proves; null: none
 */
export function provenService(service: ServiceEvidence | null, minConfidence: number): string | null {
  if (service === null || service.method !== 'probed' || service.confidence < minConfidence) return null;
  if (!isRecognised(service)) return null;
  let name = normalised.get(service);
  if (name === undefined) {
    name = observedService(service);
    normalised.set(service, name);
  }
  return name;
}

/** Compares an open port with the service that an entry names. */
export function agreement(
  expected: string | null,
  detail: PortDetail | null,
  minConfidence: number,
): 'agrees' | 'disagrees' | 'unproven' {
  if (expected === null) return 'agrees';
  const proven = provenService(detail?.service ?? null, minConfidence);
  if (proven === null) return 'unproven';
  const product = detail?.service?.product ?? null;
  if (sameService(expected, proven) || isOwnProduct(expected, proven, product)) return 'agrees';
  const lessPrecise =
    isUnnamedRpc(expected, proven, detail?.service?.extraInfo ?? '') || isLessPrecise(expected, proven, product);
  return lessPrecise ? 'unproven' : 'disagrees';
}

/**
 * nmap calls any RPC service `rpcbind` before it knows the program. Names that RPC programs have are then undecided.
 */
export function isUnnamedRpc(expected: string, proven: string, extraInfo: string): boolean {
  const plain = withoutTls(expected);
  const isOfRpc = (!SOFT_MATCHES.has(plain) && !FULL_MATCHES.has(plain)) || ALSO_RPC_PROGRAMS.has(plain);
  return proven === 'rpcbind' && isOfRpc && !extraInfo.startsWith('RPC #');
}

/** A web server without a known product may be the expected service, also for services over HTTP (`ipp`, `docker`). */
function isLessPrecise(expected: string, proven: string, product: string | null): boolean {
  const web = overPlainHttp(expected, proven);
  return web !== undefined && isAnyWebServer(product) && web !== 'http' && SPEAK_HTTP.has(web);
}

/** nmap calls Elasticsearch http, and names the product. Both must be inside TLS, or neither. */
function isOwnProduct(expected: string, proven: string, product: string | null): boolean {
  const web = overPlainHttp(expected, proven);
  return web !== undefined && isProductOf(product, web) && (web === expected) === (proven === 'http');
}

/** @returns the expected service without TLS if a web server was found where it is expected; undefined: none was */
function overPlainHttp(expected: string, proven: string): string | undefined {
  if (proven === 'http') return expected;
  return proven === 'https' ? withoutTls(expected) : undefined;
}

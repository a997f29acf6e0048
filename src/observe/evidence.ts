import { SPEAK_HTTP } from '../model/http-names.ts';
import type { PortDetail, ServiceEvidence } from '../model/observation.ts';
import { bareName, isRecognised } from '../model/service.ts';
import { FULL_MATCHES, SOFT_MATCHES } from '../nmap/match-names.ts';
import type { WireProof } from './fingerprint.ts';

/**
 * The confidence of an answer that is recognised here. It is evidence by default, but below nmap's own match, so that a
 * policy may require more (`service-confidence: 10`).
 */
const RECOGNISED_CONFIDENCE = 8;

/** nmap's confidence in a name from its port table. */
export const TABLE_CONFIDENCE = 3;

/**
 * Judges what the wire proves of a service. nmap's version scripts mark the port table's name as `probed` with full
 * confidence (`http-server-header`), and write `tunnel="ssl"` if a web server redirects to https (`https-redirect`). So
 * a name counts only if a match line or a script can find it. If the answers are available, they decide: nmap's own
 * connection shows TLS, and a status line shows HTTP.
 * @param evidence the service as nmap reports it
 * @param wireProof what the answers prove; null: they are unavailable
 */
export function judgeService(evidence: ServiceEvidence, wireProof: WireProof | null): ServiceEvidence {
  const reported = ofBroker(evidence);
  const status = wireProof?.status ?? null;
  const seen: ServiceEvidence = wireProof === null ? reported : { ...reported, ...proofOf(wireProof) };
  // nmap names no product for an unrecognised web server. Its status line still proves HTTP.
  const web: ServiceEvidence = { ...seen, name: 'http', method: 'probed', confidence: RECOGNISED_CONFIDENCE };
  if (reported.method === 'table') return status === null ? seen : web;
  if (isNamed(reported, wireProof)) return seen;
  if (status !== null) return { ...web, confidence: Math.min(reported.confidence, web.confidence) };
  return { ...seen, method: 'table', confidence: TABLE_CONFIDENCE, tunnel: wireProof === null ? null : seen.tunnel };
}

/** What a broker says of itself: perhaps its name, and a version that begins with two numbers. */
const BROKER = /^(?:(.*?)\s+)??(?:version\s+)?(v?\d+\.\d.*)$/i;

/**
 * nmap's script `mqtt-subscribe` speaks MQTT, and then writes the broker's words (`mosquitto version 2.0.11`) in the
 * place of the service's name. No name of nmap's has this form.
 */
function ofBroker(reported: ServiceEvidence): ServiceEvidence {
  const { method, name, product, version } = reported;
  const isBare = method === 'probed' && product === null && version === null && name.length <= 200;
  const said = isBare ? BROKER.exec(name) : null;
  if (said === null) return reported;
  return { ...reported, name: 'mqtt', product: said[1] ?? null, version: said[2] ?? null };
}

function proofOf({ tls, greeted }: WireProof): Pick<ServiceEvidence, 'tunnel' | 'handshake' | 'greeted'> {
  return { tunnel: tls ? 'ssl' : null, ...(tls ? { handshake: true } : {}), ...(greeted ? { greeted } : {}) };
}

/** Statuses by which a soft match recognises a proxy. */
const PROXY_STATUS: ReadonlySet<string> = new Set(['407', '502']);

/**
 * Names of web servers that the port table has too, for ports where scripts repeat it. Their match lines find a
 * product.
 */
const WITH_PRODUCT: ReadonlySet<string> = new Set(['ipp', 'oem-agent', 'vnc-http']);

/**
 * Products that report in clear text that they cannot begin TLS. nmap takes that for TLS. With real TLS, nmap also
 * reports a version.
 */
const WITHOUT_TLS: ReadonlySet<string> = new Set(['Cyrus imapd', 'Cyrus pop3sd']);

function isNamed(reported: ServiceEvidence, wireProof: WireProof | null): boolean {
  const name = reported.name.toLowerCase();
  // nmap's own words that name nothing, and the names of RPC calls (see `withoutPortmapperNames`).
  if (name === 'tcpwrapped' || name === 'unknown' || /^RPC #\d+$/.test(reported.extraInfo ?? '')) return true;
  if (wireProof === null) {
    if (reported.tunnel === 'ssl' && reported.version === null && WITHOUT_TLS.has(reported.product ?? '')) return false;
    return (SOFT_MATCHES.has(name) || FULL_MATCHES.has(name)) && !(WITH_PRODUCT.has(name) && reported.product === null);
  }
  const { status } = wireProof;
  return SOFT_MATCHES.has(name) && !(name === 'http-proxy' && status !== null && !PROXY_STATUS.has(status));
}

/**
 * Judges TLS for which nmap keeps no answers, by its script `ssl-cert`. A web server that only redirects to https has
 * no certificate to read.
 * @param read whether the script read a certificate
 * @param asked whether the script was requested
 */
export function judgeTls(detail: PortDetail, read: boolean, asked: boolean): PortDetail {
  const { service } = detail;
  if (service?.tunnel !== 'ssl' || service.method === 'table' || service.handshake) return detail;
  if (read) return { ...detail, service: { ...service, handshake: true } };
  if (!asked || !SPEAK_HTTP.has(bareName(service))) return detail;
  return { ...detail, service: { ...service, method: 'table', confidence: TABLE_CONFIDENCE, tunnel: null } };
}

/**
 * Decides by a separate handshake and HTTP request whether a service is what nmap took it for. The result is HTTP if
 * nothing better is known, or if nmap took a web server for something else: a web server never speaks first.
 * @param first the evidence of version detection
 * @param asked the evidence of the handshake scan; null: none for this port
 * @returns the first evidence with the proven TLS; confidence 0 if neither is proven
 */
export function settleService(first: ServiceEvidence | null, asked: ServiceEvidence | null): ServiceEvidence | null {
  const proven = first !== null && first.method === 'probed' && first.confidence > 0 && isRecognised(first);
  const isWeb = proven && (bareName(first) === 'http' || bareName(first) === 'http-proxy');
  if (asked !== null && asked.method === 'probed' && bareName(asked) === 'http') {
    const { tunnel, handshake } = asked;
    if (!proven) return asked;
    if (isWeb || SPEAK_HTTP.has(bareName(first))) return { ...first, tunnel, ...(handshake ? { handshake } : {}) };
    return asked.greeted || first.greeted ? { ...first, confidence: 0 } : asked;
  }
  if (!isWeb || first.handshake) return first;
  const tls = asked?.handshake === true;
  if (tls && first.tunnel === 'ssl') return { ...first, handshake: true };
  return tls || first.tunnel === 'ssl' ? { ...first, confidence: 0 } : first;
}

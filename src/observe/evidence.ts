import { SPEAK_HTTP } from '../model/http-names.ts';
import type { PortDetail, ServiceEvidence } from '../model/observation.ts';
import { bareName, isRecognised } from '../model/service.ts';
import type { WireProof } from './fingerprint.ts';
import { FULL_MATCHES, SOFT_MATCHES } from './proven-names.ts';

/**
 * nmap's confidence that stands for an answer recognised here: evidence by default, and yet below nmap's own match, so
 * that a policy may ask for more (`service-confidence: 10`).
 */
const RECOGNISED_CONFIDENCE = 8;

/** nmap's confidence in a name of its port table. */
export const TABLE_CONFIDENCE = 3;

/**
 * Judges what the wire proved of a service. nmap's version scripts mark the port table's name as `probed` with full
 * confidence (`http-server-header`), and write `tunnel="ssl"` because a web server redirects to https
 * (`https-redirect`). So a name counts only if a match line or a script can have found it, and where the answers are
 * there, they decide: TLS by nmap's own connection, HTTP by its status line.
 * @param told the service as nmap tells it
 * @param wireProof what the answers prove; null: they are not there
 */
export function judgeService(told: ServiceEvidence, wireProof: WireProof | null): ServiceEvidence {
  const status = wireProof?.status ?? null;
  const seen: ServiceEvidence = wireProof === null ? told : { ...told, ...proofOf(wireProof) };
  // A web server that nmap knows by no product is unknown to it; its status line is proof of HTTP all the same.
  const web: ServiceEvidence = { ...seen, name: 'http', method: 'probed', confidence: RECOGNISED_CONFIDENCE };
  if (told.method === 'table') return status === null ? seen : web;
  if (isNamed(told, wireProof)) return seen;
  if (status !== null) return { ...web, confidence: Math.min(told.confidence, web.confidence) };
  return { ...seen, method: 'table', confidence: TABLE_CONFIDENCE, tunnel: wireProof === null ? null : seen.tunnel };
}

function proofOf({ tls, greeted }: WireProof): Pick<ServiceEvidence, 'tunnel' | 'handshake' | 'greeted'> {
  return { tunnel: tls ? 'ssl' : null, ...(tls ? { handshake: true } : {}), ...(greeted ? { greeted } : {}) };
}

/** Statuses by which a soft match knows a proxy. */
const PROXY_STATUS: ReadonlySet<string> = new Set(['407', '502']);

/**
 * Names of web servers that are also the table's, for ports where scripts repeat it: their match lines tell a product.
 */
const WITH_PRODUCT: ReadonlySet<string> = new Set(['ipp', 'oem-agent', 'vnc-http']);

/** What says in clear that it could not begin TLS: nmap takes it for TLS. Where there is TLS, nmap tells a version. */
const WITHOUT_TLS: ReadonlySet<string> = new Set(['Cyrus imapd', 'Cyrus pop3sd']);

function isNamed(told: ServiceEvidence, wireProof: WireProof | null): boolean {
  const name = told.name.toLowerCase();
  // Words of nmap's own that name nothing; and what an RPC call names (see `withoutHearsay`).
  if (name === 'tcpwrapped' || name === 'unknown' || /^RPC #\d+$/.test(told.extraInfo ?? '')) return true;
  if (wireProof === null) {
    if (told.tunnel === 'ssl' && told.version === null && WITHOUT_TLS.has(told.product ?? '')) return false;
    return (SOFT_MATCHES.has(name) || FULL_MATCHES.has(name)) && !(WITH_PRODUCT.has(name) && told.product === null);
  }
  const { status } = wireProof;
  return SOFT_MATCHES.has(name) && !(name === 'http-proxy' && status !== null && !PROXY_STATUS.has(status));
}

/**
 * Judges TLS of which nmap keeps no answers, by its script `ssl-cert`: a web server that redirects to https in clear
 * has no certificate to read.
 * @param read whether the script read one
 * @param asked whether it was to
 */
export function judgeTls(detail: PortDetail, read: boolean, asked: boolean): PortDetail {
  const { service } = detail;
  if (service?.tunnel !== 'ssl' || service.method === 'table' || service.handshake) return detail;
  if (read) return { ...detail, service: { ...service, handshake: true } };
  if (!asked || !SPEAK_HTTP.has(bareName(service))) return detail;
  return { ...detail, service: { ...service, method: 'table', confidence: TABLE_CONFIDENCE, tunnel: null } };
}

/**
 * Settles whether a service is what it was taken for, by a handshake and an HTTP request of their own.
 * @param first what an identification says
 * @param asked what the handshake scan says; null: it said nothing of the port
 * @returns the first evidence with TLS as it is; HTTP where nothing better is known of it, or where nmap took a web
 * server, which speaks only when it is asked, for something else; confidence 0 where neither is proven
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

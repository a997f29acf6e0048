import type { Severity } from '../../model/finding.ts';
import type { Protocol } from '../../model/port.ts';

/** How bad it is that something is reachable. `note` is no grade: what is graded is worth a failed build. */
export type Grade = Exclude<Severity, 'note'>;

type PortText = `${number}/${Protocol}`;

/**
 * One thing that should not be reachable without a decision. The grades mean:
 * - `critical`: reaching it is enough to run code, or to control a host, a cluster or a machine; or an intruder put it
 *   there.
 * - `high`: data, credentials or administration, commonly without a login or behind one password, and attacked in bulk.
 * - `medium`: something with its own protection, or that tells about the inside. Also what no row knows.
 * - `low`: tells little, or is at worst useful against others.
 */
export interface Exposure {
  /** Unique. What messages and the documentation call it. */
  readonly name: string;
  readonly severity: Grade;
  /** nmap's service names that prove it (nmap-service-probes, `match`), in lower case and without the tunnel. */
  readonly services?: readonly string[];
  /** Found in nmap's `product` by plain substring, without regard to case. */
  readonly products?: readonly string[];
  /** The ports it usually listens on. */
  readonly ports?: readonly PortText[];
  /**
   * Other names that nmap gives it when it does not recognise it: they do not show that its port is used by something
   * else.
   */
  readonly over?: readonly string[];
  /** One sentence: why it matters. */
  readonly reason: string;
  /** A stable public reference. */
  readonly source: string;
}

/** What nmap calls an HTTP server that it knows nothing more about. */
export const HTTP: readonly string[] = ['http', 'https', 'http-proxy', 'soap', 'websocket', 'json-rpc'];

export const CWE_MISSING_AUTHENTICATION = 'https://cwe.mitre.org/data/definitions/306.html';
export const CWE_CLEARTEXT = 'https://cwe.mitre.org/data/definitions/319.html';
export const CWE_DEBUG_CODE = 'https://cwe.mitre.org/data/definitions/489.html';
export const CWE_INSECURE_DEFAULT = 'https://cwe.mitre.org/data/definitions/1188.html';
export const CWE_INFORMATION = 'https://cwe.mitre.org/data/definitions/200.html';
export const CISA_MANAGEMENT = 'https://www.cisa.gov/news-events/directives/binding-operational-directive-23-02';
export const CISA_AMPLIFICATION = 'https://www.cisa.gov/news-events/alerts/2014/01/17/udp-based-amplification-attacks';
export const CISA_INDUSTRIAL = 'https://www.cisa.gov/topics/industrial-control-systems';

export function cve(id: `CVE-${number}-${string}`): string {
  return `https://nvd.nist.gov/vuln/detail/${id}`;
}

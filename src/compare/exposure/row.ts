import type { Severity } from '../../model/finding.ts';
import type { Protocol } from '../../model/port.ts';

/** How serious the exposure is. `note` is not a grade, because every graded exposure may fail a build. */
export type Grade = Exclude<Severity, 'note'>;

type PortText = `${number}/${Protocol}`;

/**
 * A service that should not be reachable without a decision. The grades mean:
 * - `critical`: an intruder who reaches it can run code, or control a host, a cluster or a machine; or an intruder
 *   installed it.
 * - `high`: data, credentials or administration, often without a login or behind one password, and attacked in bulk.
 * - `medium`: a service with its own protection, or one that reveals internals. Also everything without a row.
 * - `low`: reveals little, or at worst helps an attack on others.
 */
export interface Exposure {
  /** Unique name for messages and the documentation. */
  readonly name: string;
  readonly severity: Grade;
  /** nmap's service names that prove it (nmap-service-probes, `match`), in lower case and without a tunnel. */
  readonly services?: readonly string[];
  /** Substrings of nmap's `product`, case-insensitive. */
  readonly products?: readonly string[];
  /** Its usual ports. */
  readonly ports?: readonly PortText[];
  /** Names that nmap gives to the unrecognised service. They do not show that its port has another service. */
  readonly over?: readonly string[];
  /** One sentence: why the exposure matters. */
  readonly reason: string;
  /** A stable public reference. */
  readonly source: string;
}

/** nmap's names for an HTTP server without further information. */
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

/**
 * The head of a fingerprint (nmap's `service_scan.cc`). It contains `%T=SSL` if and only if the answers came through a
 * TLS connection that nmap made.
 */
const HEAD = /^SF-Port\d{1,5}-(?:TCP|UDP|SCTP):V=[^%(]{1,40}(%T=SSL)?%I=\d/;

/**
 * An answer to one of nmap's HTTP requests, in the fingerprint of a service that no full match line knows. Parentheses
 * and quotes inside an answer are escaped, so an answer cannot imitate a frame.
 */
const HTTP_ANSWER = /%r\((?:GetRequest|HTTPOptions|FourOhFourRequest),[0-9A-F]+,"HTTP\/1\\\.[01]\\x20([1-5]\d\d)/;

/** What the service sent before nmap sent anything. */
const GREETING = /%r\(NULL,/;

/** What the answers to nmap's HTTP requests prove. */
export interface WireProof {
  /** The answers came through a TLS connection. */
  readonly tls: boolean;
  /** The status of an HTTP answer (RFC 9112, 4); null: no answer was HTTP. */
  readonly status: string | null;
  /** The service sent data before it was asked. */
  readonly greeted: boolean;
}

/** @returns null if a service has no fingerprint or an unreadable one; nothing is known of its answers then */
export function readFingerprint(servicefp: string | undefined): WireProof | null {
  const head = servicefp === undefined ? null : HEAD.exec(servicefp);
  if (servicefp === undefined || head === null) return null;
  return {
    tls: head[1] !== undefined,
    status: HTTP_ANSWER.exec(servicefp)?.[1] ?? null,
    greeted: GREETING.test(servicefp),
  };
}

/**
 * The head of a fingerprint (nmap's `service_scan.cc`): `%T=SSL` stands in it if and only if the answers came through a
 * TLS connection that nmap itself had made.
 */
const HEAD = /^SF-Port\d{1,5}-(?:TCP|UDP|SCTP):V=[^%(]{1,40}(%T=SSL)?%I=\d/;

/**
 * An answer to one of nmap's HTTP requests, in a fingerprint of a service that no full match line knows (parentheses
 * and quotes inside an answer are escaped, so that an answer can't imitate a frame).
 */
const HTTP_ANSWER = /%r\((?:GetRequest|HTTPOptions|FourOhFourRequest),[0-9A-F]+,"HTTP\/1\\\.[01]\\x20([1-5]\d\d)/;

/** What came before anything was sent. */
const GREETING = /%r\(NULL,/;

/** What answers to nmap's HTTP requests prove on the wire. */
export interface WireProof {
  /** Through a TLS connection. */
  readonly tls: boolean;
  /** The status of an HTTP answer (RFC 9112, 4); null: no answer was HTTP. */
  readonly status: string | null;
  /** The service spoke first. */
  readonly greeted: boolean;
}

/**
 * @returns null where a service has no fingerprint, or one that can't be read: then nothing is known of its answers.
 */
export function readFingerprint(servicefp: string | undefined): WireProof | null {
  const head = servicefp === undefined ? null : HEAD.exec(servicefp);
  if (servicefp === undefined || head === null) return null;
  return {
    tls: head[1] !== undefined,
    status: HTTP_ANSWER.exec(servicefp)?.[1] ?? null,
    greeted: GREETING.test(servicefp),
  };
}

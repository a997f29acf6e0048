/**
 * nmap's confidence that stands for an answer recognised here: evidence by default, and yet below nmap's own match, so
 * that a policy may ask for more (`service-confidence: 10`).
 */
export const RECOGNISED_CONFIDENCE = 8;

/**
 * An answer to one of nmap's HTTP requests, in a fingerprint of a service that no match line knows (nmap's
 * `service_scan.cc`: parentheses and quotes inside an answer are escaped, so that an answer can't imitate a frame).
 */
const HTTP_ANSWER = /%r\((?:GetRequest|HTTPOptions|FourOhFourRequest),[0-9A-F]+,"HTTP\/1\\\.[01]\\x20[1-5]\d\d/;

/**
 * nmap knows web servers by their products: one without a `Server` header that it knows stays unrecognised, with its
 * answers in `servicefp`. An HTTP status line (RFC 9112, 4) in answer to an HTTP request is proof of HTTP all the same.
 */
export function answersHttp(servicefp: string | undefined): boolean {
  return servicefp !== undefined && HTTP_ANSWER.test(servicefp);
}

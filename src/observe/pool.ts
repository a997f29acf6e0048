import type { PortDetail, ServiceEvidence } from '../model/observation.ts';
import { MAX_PORT, type PortRange } from '../model/port.ts';
import { printable } from '../model/text.ts';
import { judgeService } from './evidence.ts';
import { readFingerprint } from './fingerprint.ts';

/** If there are more distinct values, the pool starts again, so that its memory is bounded. */
const POOL_LIMIT = 16_384;

export type Attributes = Readonly<Record<string, string>>;

/** Keeps equal values once, so that memory grows with the distinct values and not with the document. */
export interface Pool {
  /** The range of a single port. Most ranges have one port, and many hosts have the same ports open. */
  readonly range: (port: number) => PortRange;
  readonly detail: (
    port: number,
    reason: string,
    identified: boolean,
    service: Attributes | null,
    cpes: readonly string[],
  ) => PortDetail;
}

/** @returns printable text in memory of its own; a slice would keep the parser's whole chunk in memory */
export function keepText(text: string, limit?: number): string {
  return Buffer.from(printable(text, limit), 'utf8').toString('utf8');
}

/** @returns a host name in the form that this program compares: lower case, without the root's dot, printable */
export function keepName(text: string): string {
  return keepText(text.toLowerCase().replace(/\.$/, ''));
}

let shared: Pool | null = null;

/** The pool of all documents. It keeps shared values once. A new pool costs as much as reading a small document. */
export function sharedPool(): Pool {
  shared ??= createPool();
  return shared;
}

function createPool(): Pool {
  const details = new Map<string, PortDetail>();
  const latest = new Array<PortDetail | undefined>(MAX_PORT + 1);
  const ranges = new Array<PortRange | undefined>(MAX_PORT + 1);
  return {
    range: (port) => {
      const range = ranges[port] ?? [port, port];
      ranges[port] = range;
      return range;
    },
    detail: (port, reason, identified, service, cpes) => {
      const previous = latest[port];
      if (previous !== undefined && isOf(previous, reason, identified, service, cpes)) return previous;
      const key = detailKey(reason, identified, service, cpes);
      let detail = details.get(key);
      if (detail === undefined) {
        if (details.size >= POOL_LIMIT) details.clear();
        const evidence = service === null ? null : serviceEvidence(service, cpes);
        detail = { reason: keepText(reason), service: evidence, identified, disagreeing: [] };
        details.set(key, detail);
      }
      // What its answers prove is no proof for another host with the same words.
      latest[port] = service?.servicefp === undefined ? detail : undefined;
      return detail;
    },
  };
}

/**
 * Whether a detail equals these values. Consecutive hosts often have the same detail, and comparing is cheaper than
 * hashing. The values themselves are not kept (see `keepText`).
 */
function isOf(
  detail: PortDetail,
  reason: string,
  identified: boolean,
  service: Attributes | null,
  cpes: readonly string[],
): boolean {
  if (detail.reason !== reason || detail.identified !== identified) return false;
  if (detail.service === null || service === null) return detail.service === service;
  const known = detail.service;
  return (
    known.method === service.method &&
    known.name === service.name &&
    known.product === (service.product ?? null) &&
    known.version === (service.version ?? null) &&
    known.extraInfo === (service.extrainfo ?? null) &&
    known.tunnel === (service.tunnel ?? null) &&
    known.confidence === readConfidence(service.conf) &&
    service.servicefp === undefined &&
    known.cpes.length === cpes.length &&
    known.cpes.every((cpe, index) => cpe === cpes[index])
  );
}

// XML cannot contain NUL, so two different services never have the same key.
function detailKey(reason: string, identified: boolean, service: Attributes | null, cpes: readonly string[]): string {
  if (service === null) return `${reason}\0${identified}`;
  const { name, method, conf, tunnel, product = '', version = '', extrainfo = '', servicefp } = service;
  const wireProof = readFingerprint(servicefp);
  const answers = wireProof === null ? '' : `${wireProof.tls} ${wireProof.status} ${wireProof.greeted}`;
  const cpe = cpes.length === 0 ? '' : cpes.join('\0');
  return (
    `${reason}\0${identified}\0${name}\0${method}\0${conf}\0${tunnel}\0${product}\0${version}\0${extrainfo}\0` +
    `${cpe}\0${answers}`
  );
}

function serviceEvidence(service: Attributes, cpes: readonly string[]): ServiceEvidence | null {
  const { name, method, conf, tunnel, product, version, extrainfo } = service;
  if (name === undefined || name === '') return null;
  const reported = {
    name: keepText(name),
    method: method === 'probed' ? 'probed' : 'table',
    confidence: readConfidence(conf),
    tunnel: tunnel === 'ssl' ? 'ssl' : null,
    product: product === undefined ? null : keepText(product),
    version: version === undefined ? null : keepText(version),
    extraInfo: extrainfo === undefined ? null : keepText(extrainfo),
    cpes: cpes.map((cpe) => keepText(cpe)),
  } as const;
  return judgeService(reported, readFingerprint(service.servicefp));
}

/** @returns nmap's `conf`, 0 to 10; 0 for any other text, such as `1e1` */
function readConfidence(conf = ''): number {
  return /^(?:\d|10)$/.test(conf) ? Number(conf) : 0;
}

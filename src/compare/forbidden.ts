import { atLeast, type Severity } from '../model/finding.ts';
import { isNamedBy, OVER_HTTP, rulesOut } from '../model/http-names.ts';
import type { PortDetail } from '../model/observation.ts';
import { type ForbiddenService, notActiveUntil, type Target } from '../model/policy.ts';
import { eachPort, hasPort, type PortSet } from '../model/port.ts';
import { compareText } from '../model/problem.ts';
import { sameService, withoutTls } from '../model/service.ts';
import type { Draft } from './draft.ts';
import { HTTP } from './exposure/row.ts';
import { exposuresOf } from './exposure.ts';
import { isUnnamedRpc, provenService } from './service.ts';
import { detailOf, draft, type Subject, type TargetHost } from './subject.ts';

/**
 * Applies services that are forbidden by name to every open port of the address, whichever target covers it and
 * whatever its lines say. If the service of a port is unknown, it may be forbidden.
 * @param judged existing failures; an unknown service is not reported again on a port that fails for the same target,
 *   at least as severely
 */
export function forbiddenServices(subject: Subject, seen: PortSet, judged: readonly Draft[]): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const targetHost of subject.targetHosts) {
    const banned = [...targetHost.target.forbiddenServices].sort((a, b) => compareText(a.service, b.service));
    if (banned.length === 0) continue;
    const reported = reportedSeverity(subject, targetHost, judged);
    for (const port of eachPort(seen)) {
      const found = forbiddenHere(subject, targetHost, banned, port);
      if (found === null) continue;
      const known = found.code === 'forbidden-service' ? null : reported(port);
      // `levels` may make a failure a note, which fails no build: then the unknown service is reported beside it.
      if (known === null || !atLeast(known, subject.severityOf(found))) drafts.push(found);
    }
  }
  return drafts;
}

function forbiddenHere(
  subject: Subject,
  targetHost: TargetHost,
  banned: readonly ForbiddenService[],
  port: number,
): Draft | null {
  const detail = detailOf(subject, port);
  const proven = provenService(detail?.service ?? null, subject.minConfidence);
  const declared = servicesOf(subject, port);
  const known = proven === null || detail === null ? null : { proven, detail };
  const certain = known && banned.find(({ service }) => isForbidden(service, known.proven, known.detail, declared));
  const first = certain ?? banned.find(({ service }) => known === null || mayBe(service, known.proven, known.detail));
  if (first === undefined || (known === null && hasPort(subject.notIdentified, port))) return null;
  const code = certain ? 'forbidden-service' : 'unverified-service';
  const part = { ports: [[port, port]] as PortSet, state: 'open' as const, detail };
  return draft(subject, targetHost, {
    code,
    ...part,
    service: first.service,
    location: first.location,
    used: first.used ?? null,
  });
}

/**
 * @returns the worst severity of the failures that report the unknown service of a port already; null: none does. If
 *   the target waives a finding of the port, the whole port may be waived, so its own failures do not count here.
 */
function reportedSeverity(
  subject: Subject,
  { target, host }: TargetHost,
  judged: readonly Draft[],
): (port: number) => Severity | null {
  const worst = new Map<number, Severity>();
  const add = (draft: Draft): void => {
    const severity = subject.severityOf(draft);
    for (const port of eachPort(draft.ports)) {
      const known = worst.get(port);
      if (known === undefined || !atLeast(known, severity)) worst.set(port, severity);
    }
  };
  for (const draft of judged) if (draft.target === target && draft.host === host) add(draft);
  for (const { protocol, port } of target.waivers) if (protocol === subject.protocol) worst.delete(port);
  if (subject.suspicionStands) for (const draft of judged) if (isSuspicion(subject, draft, target)) add(draft);
  return (port) => worst.get(port) ?? null;
}

/**
 * The many ports of a suspicious host are not listed one by one, whichever target reports it. But a target that is not
 * active yet fails no build, and must not hide what another target forbids.
 */
function isSuspicion({ now }: Subject, { code, target: other }: Draft, target: Target): boolean {
  return code === 'suspicious-host' && (other === target || notActiveUntil(other, now) === null);
}

/** The services that entries name for a port. */
function servicesOf({ targetHosts }: Subject, port: number): readonly (string | null)[] {
  const governed = targetHosts.flatMap((targetHost) => [...targetHost.governed]);
  return governed.flatMap(([{ service }, ports]) => (hasPort(ports, port) ? [service] : []));
}

/** Also matches inside TLS, and if nmap names the product and calls the service http. */
function isForbidden(
  forbidden: string,
  proven: string,
  { service }: PortDetail,
  declared: readonly (string | null)[],
): boolean {
  // A policy that forbids http and declares https by its name forbids only the web without TLS.
  const plainWeb = forbidden === 'http' && proven === 'https' && declared.includes('https');
  if (sameService(forbidden, proven) || (sameService(forbidden, withoutTls(proven)) && !plainWeb)) return true;
  if (isCarriedByHttp(forbidden, proven, declared)) return true;
  if (service === null) return false;
  if (exposuresOf(service).some(({ name }) => name === forbidden)) return true;
  const [inside, bare] = [withoutTls(proven), withoutTls(forbidden)];
  if (!HTTP.includes(inside) || (bare !== forbidden && inside === proven)) return false;
  return isNamedBy(`${service.product ?? ''} ${service.extraInfo ?? ''}`, bare);
}

/**
 * Whether http or https is forbidden and the service has another name, but speaks HTTP (`ipp`, `docker`): a browser can
 * connect to it. A line that names the service accepts it.
 */
function isCarriedByHttp(forbidden: string, proven: string, declared: readonly (string | null)[]): boolean {
  const inside = withoutTls(proven);
  if (withoutTls(forbidden) !== 'http' || !OVER_HTTP.has(inside)) return false;
  if (declared.some((name) => name !== null && sameService(name, proven))) return false;
  const overTls = inside !== proven;
  return overTls ? forbidden === 'https' || !declared.includes('https') : forbidden === 'http';
}

/** Whether a service that speaks HTTP, but is no ordinary web server, or an unnamed RPC service may be forbidden. */
function mayBe(forbidden: string, proven: string, { service }: PortDetail): boolean {
  const [inside, bare] = [withoutTls(proven), withoutTls(forbidden)];
  if (service === null || (bare !== forbidden && inside === proven)) return false;
  if (isUnnamedRpc(bare, inside, service.extraInfo ?? '')) return true;
  return HTTP.includes(inside) && !rulesOut(service.product, bare);
}

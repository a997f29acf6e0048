import { DECISIONS } from '../compare/table.ts';
import { governingEntry } from '../model/expectation.ts';
import type { WaivableCode } from '../model/finding.ts';
import { hasPort, type Protocol } from '../model/port.ts';
import type { HostClass, Surface } from './hosts.ts';

/** A failure that a target may tolerate. `service`: the service of the line, for failures that concern one. */
export interface Failure {
  readonly code: WaivableCode;
  readonly service: string | null;
  readonly protocol: Protocol;
  readonly port: number;
}

/** @returns the services whose presence or absence on a port may be a failure */
export function servicesAt({ base, head }: HostClass, protocol: Protocol, port: number): readonly string[] {
  return [...base, ...head].flatMap(({ services, expected }) => [
    ...services,
    ...[governingEntry(expected, protocol, port)?.service ?? []].flat(),
  ]);
}

/** @returns the finding with which the target reports the failure; null: it does not */
export function codeOf({ covered, expected, services }: Surface, { code, service, protocol, port }: Failure) {
  if (!hasPort(covered[protocol] ?? [], port)) return null;
  const entry = governingEntry(expected, protocol, port);
  const expectation = entry?.expectation ?? 'nothing';
  const named = service !== null && entry?.service === service;
  const forbidden = service !== null && services.has(service);
  const when = (holds: boolean): WaivableCode | null => (holds ? code : null);
  switch (code) {
    case 'unexpected-port':
    case 'forbidden-port': {
      // Both are about an open port: a host may come from a target that forbids the port to one that only denies it.
      if (expectation === 'require' || expectation === 'allow') return null;
      return expectation === 'forbid' ? 'forbidden-port' : 'unexpected-port';
    }
    case 'wrong-service':
      return when(named);
    case 'unverified-service':
      return when(named || forbidden);
    case 'forbidden-service':
      return when(forbidden);
    case 'missing-port':
    case 'unfiltered-port':
      return when(DECISIONS.closed[expectation] === code);
    case 'possibly-open':
      return when(DECISIONS['open|filtered'][expectation] === code);
    default:
      return code satisfies never;
  }
}

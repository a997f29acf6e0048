import { answersEverywhere } from '../model/observation.ts';
import type { Entry } from '../model/policy.ts';
import { eachPort, hasPort, intersect, NO_PORTS, type PortSet, portCount, union } from '../model/port.ts';
import type { Draft } from './draft.ts';
import { forbiddenServices } from './forbidden.ts';
import { agreement } from './service.ts';
import { deniedByDefault, detailOf, draft, draftCode, type Part, type Subject, type TargetHost } from './subject.ts';
import { DECISIONS, type Seen } from './table.ts';

/** Failures of open ports, for each target separately: a waiver of one target does not apply to another. */
export function openPorts(subject: Subject, seen: PortSet): readonly Draft[] {
  if (seen.length === 0) return [];
  const drafts: Draft[] = [];
  for (const targetHost of subject.targetHosts) {
    for (const [entry, ports] of targetHost.governed) {
      if (entry.service === null && DECISIONS['open, agrees'][entry.expectation] === 'ok') continue;
      for (const port of eachPort(intersect(seen, ports))) {
        const draft = openUnderEntry(subject, targetHost, entry, port);
        if (draft !== null) drafts.push(draft);
      }
    }
  }
  const judged = [...drafts, ...openByDefault(subject, seen)];
  return [...judged, ...forbiddenServices(subject, seen, judged)];
}

function openUnderEntry(subject: Subject, targetHost: TargetHost, entry: Entry, port: number): Draft | null {
  const detail = detailOf(subject, port);
  const seen: Seen = `open, ${agreement(entry.service, detail, subject.minConfidence)}`;
  const cell = DECISIONS[seen][entry.expectation];
  // Already incomplete: the identification failed, and has its own finding.
  if (cell === 'ok' || (cell === 'unverified-service' && hasPort(subject.notIdentified, port))) return null;
  const { service } = entry;
  const part = { code: draftCode(cell), ports: [[port, port]] as PortSet, state: 'open' as const };
  return draft(subject, targetHost, { ...part, detail, entry, service });
}

function openByDefault(subject: Subject, seen: PortSet): readonly Draft[] {
  const parts = deniedByDefault(subject, 'open', seen);
  if (parts.length === 0) return [];
  const suspicious = answersEverywhere(countOf(parts), countOf(deniedByDefault(subject, 'open', subject.required)));
  const details = subject.answers?.details ?? null;
  const suspicions = suspicious
    ? parts.map(({ targetHost, ports }) =>
        draft(subject, targetHost, { code: 'suspicious-host', ports, state: 'open', details }),
      )
    : [];
  if (suspicious && subject.suspicionStands) return suspicions;
  const each = parts.flatMap(({ targetHost, ports }) =>
    [...eachPort(ports)].map((port) => {
      const detail = detailOf(subject, port);
      return draft(subject, targetHost, { code: 'unexpected-port', ports: [[port, port]], state: 'open', detail });
    }),
  );
  return [...suspicions, ...each];
}

function countOf(parts: readonly Part[]): number {
  return portCount(union(NO_PORTS, ...parts.map(({ ports }) => ports)));
}

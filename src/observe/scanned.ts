import type { PortDetail, PortState, ProtocolAnswers } from '../model/observation.ts';
import { hasPort, intersect, NO_PORTS, type PortSet, subtract, union } from '../model/port.ts';
import { type Doubt, NO_ANSWERS, type ScannedPorts } from './document.ts';
import { mergeSources } from './merge.ts';

/** Splits answers into undoubted answers, and doubtful ports that were seen open. */
export function setAside(answers: ProtocolAnswers, doubtful: PortSet): Pick<ScannedPorts, 'answers' | 'seen'> {
  if (doubtful.length === 0) return { answers, seen: null };
  return {
    answers: {
      states: mapStates(answers.states, (ports) => subtract(ports, doubtful)),
      details: new Map([...answers.details].filter(([port]) => !hasPort(doubtful, port))),
    },
    seen: openPorts(intersect(answers.states.open ?? NO_PORTS, doubtful), answers.details),
  };
}

/** Keeps only the open ports, as seen. For a host that is down or a scan that failed, which has no answers. */
export function seenOnly({ answers, seen }: ScannedPorts): ScannedPorts {
  const open = union(answers.states.open ?? NO_PORTS, seen?.states.open ?? NO_PORTS);
  return {
    answers: NO_ANSWERS,
    seen: openPorts(open, new Map([...answers.details, ...(seen?.details ?? [])])),
    doubts: [],
  };
}

/** Merges two results for one address in one document. Doubts of either result remain. */
export function mergePorts(a: ScannedPorts, b: ScannedPorts): ScannedPorts {
  const doubts = mergeDoubts([...a.doubts, ...b.doubts]);
  const merged = mergeSources([a, b].map(({ answers }) => ({ answers, weight: 'answer' })));
  const { answers, seen } = setAside(merged, union(...doubts.map(({ ports }) => ports)));
  return { answers, seen: joinSeen([a.seen, b.seen, seen]), doubts };
}

/** @returns everything that was seen open in any of them */
export function joinSeen(sightings: readonly ScannedPorts['seen'][]): ScannedPorts['seen'] {
  const sources = sightings.flatMap((one) => (one === null ? [] : [{ answers: one, weight: 'seen' } as const]));
  return sources.length === 0 ? null : mergeSources(sources);
}

export function answeredPorts({ states }: ProtocolAnswers): PortSet {
  return union(...Object.values(states));
}

function mergeDoubts(doubts: readonly Doubt[]): readonly Doubt[] {
  const byText = new Map<string, Doubt>();
  for (const { ports, reason } of doubts) {
    const known = byText.get(reason.text);
    byText.set(reason.text, { ports: union(ports, known?.ports ?? NO_PORTS), reason });
  }
  return [...byText.values()];
}

function openPorts(open: PortSet, details: ReadonlyMap<number, PortDetail>): ProtocolAnswers | null {
  if (open.length === 0) return null;
  return { states: { open }, details: new Map([...details].filter(([port]) => hasPort(open, port))) };
}

function mapStates(states: ProtocolAnswers['states'], change: (ports: PortSet) => PortSet): ProtocolAnswers['states'] {
  const changed: Partial<Record<PortState, PortSet>> = {};
  for (const [state, ports] of Object.entries(states) as [PortState, PortSet][]) {
    const left = change(ports);
    if (left.length > 0) changed[state] = left;
  }
  return changed;
}

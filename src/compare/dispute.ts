import { compatibleStates, PORT_STATES, type PortState, type ProtocolAnswers } from '../model/observation.ts';
import type { Entry } from '../model/policy.ts';
import { intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import type { Draft } from './draft.ts';
import { LISTED_ONE_BY_ONE } from './merge.ts';
import { DECISIONS } from './table.ts';

/** Ports for which two probes had different answers, and the answers. */
export interface Dispute {
  readonly ports: PortSet;
  readonly text: string;
}

/** An expectation (null: no line mentions the ports), and the ports that it governs. */
export interface Decided {
  readonly entry: Entry | null;
  readonly ports: PortSet;
}

/**
 * Ports that no probe found open, but on which the policy judges the two answers differently. If it judges both the
 * same (a required port is missing, closed or filtered), there is no dispute.
 */
export function otherwiseDecided(
  { states, second = {} }: ProtocolAnswers,
  decided: readonly Decided[],
): readonly Dispute[] {
  return NOT_OPEN.flatMap((one) =>
    NOT_OPEN.filter((other) => !compatibleStates(one, other)).flatMap((other): readonly Dispute[] => {
      const torn = intersect(states[one] ?? NO_PORTS, second[other] ?? NO_PORTS);
      if (torn.length === 0) return [];
      const ports = union(
        ...decided
          .filter(({ entry }) => cell(one, entry) !== cell(other, entry))
          .map((some) => intersect(some.ports, torn)),
      );
      const text = `the port was ${one} for one probe and ${other} for a second one`;
      return ports.length === 0 ? [] : [{ ports, text }];
    }),
  );
}

const NOT_OPEN = PORT_STATES.filter((state): state is Exclude<PortState, 'open'> => state !== 'open');

function cell(state: Exclude<PortState, 'open'>, entry: Entry | null): string {
  return DECISIONS[state][entry?.expectation ?? 'nothing'];
}

/** The failures without their disputed ports, and further doubtful ports. */
export interface Undisputed {
  readonly drafts: readonly Draft[];
  readonly doubtful: PortSet;
}

/**
 * Removes disputed ports from failures. For a failure with very many ports, only a sample was probed again. If no port
 * of the sample was confirmed, all ports are doubtful.
 */
export function withoutDisputed(
  drafts: readonly Draft[],
  disputed: PortSet,
  answers: ProtocolAnswers | null,
): Undisputed {
  if (disputed.length === 0) return { drafts, doubtful: NO_PORTS };
  const doubtful: PortSet[] = [];
  const left = drafts.flatMap((draft): readonly Draft[] => {
    if (intersect(draft.ports, disputed).length === 0) return [draft];
    const sampled = portCount(draft.ports) > LISTED_ONE_BY_ONE;
    if (sampled && intersect(draft.ports, confirmed(draft.state, answers)).length === 0) {
      doubtful.push(subtract(draft.ports, disputed));
      return [];
    }
    const ports = subtract(draft.ports, disputed);
    return ports.length === 0 ? [] : [{ ...draft, ports }];
  });
  return { drafts: left, doubtful: union(...doubtful) };
}

/** Ports that a second probe found in the same or a compatible state. */
function confirmed(state: PortState, answers: ProtocolAnswers | null): PortSet {
  const agreeing = PORT_STATES.filter((other) => compatibleStates(state, other));
  return union(...agreeing.map((other) => answers?.second?.[other] ?? NO_PORTS));
}

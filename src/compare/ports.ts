import { PORT_STATES, type PortState } from '../model/observation.ts';
import type { Expectation } from '../model/policy.ts';
import { eachPort, intersect, overlap, type PortSet, subtract, union } from '../model/port.ts';
import { type Decided, otherwiseDecided, withoutDisputed } from './dispute.ts';
import type { Draft } from './draft.ts';

import { openPorts } from './open.ts';
import { deniedByDefault, detailOf, draft, draftCode, type Subject } from './subject.ts';
import { type Cell, DECISIONS, undetermined } from './table.ts';

/** The failures of one address and protocol, and answered ports whose answer does not count. */
export interface PortsCompared {
  readonly drafts: readonly Draft[];
  readonly incomplete: readonly {
    readonly ports: PortSet;
    readonly code: 'ambiguous-states' | 'answers-disagree';
    readonly text: string;
  }[];
  /** The failures if a host with unknown addresses had this address. */
  readonly unknown: readonly Draft[];
  /** Whether failures may be missing: two probes disagree, or an open port could not be identified. */
  readonly withdrawn: boolean;
}

/** Compares the observation of one address and protocol with all its targets, by the decision table. */
export function comparePorts(subject: Subject): PortsCompared {
  const drafts: Draft[] = [];
  const unknown: Draft[] = [];
  const incomplete: PortsCompared['incomplete'][number][] = [];
  let contradicted = subject.notIdentified;
  for (const state of PORT_STATES) {
    const seen = intersect(subject.answers?.states[state] ?? [], subject.required);
    if (state === 'open') {
      drafts.push(...openPorts(subject, seen));
      if (subject.unknown.length > 0) unknown.push(...openPorts({ ...subject, targetHosts: subject.unknown }, seen));
      const doubtful = disagreeing(subject, subtract(seen, subject.disputed));
      if (doubtful.length > 0) {
        contradicted = union(contradicted, doubtful);
        incomplete.push({
          ports: doubtful,
          code: 'answers-disagree',
          text: 'probes of the same port disagree: open, and not open',
        });
      }
      continue;
    }
    const compared = closedPorts(subject, state, subtract(seen, subject.unanswered));
    drafts.push(...compared.drafts);
    if (compared.incomplete.length > 0) {
      incomplete.push({
        ports: compared.incomplete,
        code: 'ambiguous-states',
        text: undetermined(state),
      });
    }
  }
  const otherwise = subject.answers?.second === undefined ? [] : otherwiseDecided(subject.answers, decidedBy(subject));
  const disputed = union(subject.disputed, ...otherwise.map(({ ports }) => ports));
  const undisputed = withoutDisputed(drafts, disputed, subject.answers);
  const text = 'a second probe of some of these ports gave a different answer on each of them';
  const doubts = [...otherwise, { ports: undisputed.doubtful, text }].filter(({ ports }) => ports.length > 0);
  return {
    drafts: undisputed.drafts,
    unknown,
    incomplete: [...incomplete, ...doubts.map((doubt) => ({ ...doubt, code: 'answers-disagree' as const }))],
    withdrawn: overlap(union(disputed, contradicted), subject.required),
  };
}

function decidedBy(subject: Subject): readonly Decided[] {
  const governed = subject.targetHosts.flatMap((targetHost) => [...targetHost.governed]);
  return [
    ...governed.map(([entry, ports]) => ({ entry, ports })),
    ...deniedByDefault(subject, 'closed', subject.required).map(({ ports }) => ({ entry: null, ports })),
  ];
}

/** Ports that are not known to be open. Handled as sets, because there may be 65,535 of them. */
function closedPorts(
  subject: Subject,
  state: Exclude<PortState, 'open'>,
  seen: PortSet,
): { readonly drafts: readonly Draft[]; readonly incomplete: PortSet } {
  const incomplete: PortSet[] = [];
  const drafts: Draft[] = [];
  const cells = DECISIONS[state];
  const judge = (cell: Cell, ports: PortSet, make: (code: Draft['code']) => Draft): void => {
    if (ports.length === 0 || cell === 'ok') return;
    if (cell === 'incomplete-scan') incomplete.push(ports);
    else drafts.push(make(draftCode(cell)));
  };
  for (const targetHost of subject.targetHosts) {
    for (const [entry, ports] of targetHost.governed) {
      const cell = cells[entry.expectation];
      if (cell === 'ok') continue;
      const here = intersect(seen, ports);
      judge(cell, here, (code) => draft(subject, targetHost, { code, ports: here, state, entry }));
    }
  }
  if (cells.nothing === 'ok') return { drafts, incomplete: union(...incomplete) };
  for (const { targetHost, ports } of deniedByDefault(subject, state, seen)) {
    judge(cells.nothing, ports, (code) => draft(subject, targetHost, { code, ports, state }));
  }
  return { drafts, incomplete: union(...incomplete) };
}

/** Required ports that one probe found open and another did not. Neither answer proves anything. */
function disagreeing(subject: Subject, seen: PortSet): PortSet {
  const toBeOpen = intersect(seen, expected(subject, 'require'));
  return union(
    ...[...eachPort(toBeOpen)]
      .filter((port) => (detailOf(subject, port)?.disagreeing.length ?? 0) > 0)
      .map((port): PortSet => [[port, port]]),
  );
}

/** @returns the ports that entries with this expectation govern, in any target */
function expected({ targetHosts }: Subject, expectation: Expectation): PortSet {
  const governed = targetHosts.flatMap((targetHost) => [...targetHost.governed]);
  return union(...governed.filter(([entry]) => entry.expectation === expectation).map(([, ports]) => ports));
}

import type { Address } from '../../model/address.ts';
import { type Finding, type FindingCode, isStanding, SEVERITIES } from '../../model/finding.ts';
import { groupBy } from '../../model/group.ts';
import { PORT_STATES, type PortState, type ProtocolAnswers } from '../../model/observation.ts';
import { eachPort, hasPort, type PortSet, PROTOCOLS, type Protocol, portCount, union } from '../../model/port.ts';
import type { Report, ReportedHost, UnobservedRecord } from '../../model/report.ts';

/** A port that the matrix shows in a column of its own. */
export interface Column {
  readonly protocol: Protocol;
  readonly port: number;
}

/** What the matrix shows of a port of a host. A finding hides the state. */
export type Cell =
  | { readonly kind: 'finding' | 'inactive' | 'waived'; readonly finding: Finding }
  | { readonly kind: PortState | 'unobserved' | 'not-asked' };

/** What the matrix shows of all ports of a host that have no column. */
export interface OtherPorts {
  /** The worst finding of such a port, or of the host itself. */
  readonly finding: Finding | null;
  readonly open: number;
  readonly unobserved: number;
  /** Ports whose answer does not say whether they are open. */
  readonly unclear: number;
  /** Ports that are known not to be open. */
  readonly shut: number;
  /** `unknown`: nobody knows whether a host is there. `unlisted`: the report has findings of it alone. */
  readonly host: 'up' | 'down' | 'unknown' | 'unlisted';
}

/** A host, or a name without an address. */
export interface Place {
  readonly name: string;
  readonly address: Address | null;
  readonly host: ReportedHost | null;
  readonly findings: readonly Finding[];
  readonly gaps: readonly UnobservedRecord[];
}

export interface Row {
  readonly place: Place;
  readonly cells: readonly Cell[];
  readonly others: OtherPorts;
  /** 0 is the most severe; hosts without a finding come last. */
  readonly rank: number;
}

/** The most columns of the matrix. */
const COLUMNS = 20;
/** Ports of a host beyond this number are no services: a tarpit does not fill the columns. */
const COUNTED = 500;
/** Sets of unobserved ports up to this size get columns. */
const FEW = 20;

/** Findings about lines of the policy say nothing of a port. */
const ABOUT_LINES: ReadonlySet<FindingCode> = new Set([
  'expired-waiver',
  'expiring-waiver',
  'unused-waiver',
  'overdue-review',
  'unused-allowance',
]);

/** @returns everything that is known of each host, in the order of the report; names without an address come last */
export function placesOf({ hosts, findings, coverage }: Report): readonly Place[] {
  const keyOf = ({ host, address }: { host: string | null; address: Address | null }): string => address ?? host ?? '';
  const about = findings.filter(({ code, severity }) => severity !== null && !ABOUT_LINES.has(code));
  const found = groupBy(about, keyOf);
  const gaps = groupBy(coverage.unobserved, keyOf);
  const place = (name: string, address: Address | null, host: ReportedHost | null): Place => ({
    ...{ name, address, host },
    findings: found.get(name) ?? [],
    gaps: gaps.get(name) ?? [],
  });
  const seen = new Set<string>(hosts.map(({ address }) => address));
  const others: Place[] = [];
  for (const one of [...coverage.unobserved, ...about.filter(({ address }) => address !== null)]) {
    const name = keyOf(one);
    if (seen.has(name)) continue;
    seen.add(name);
    others.push(place(name, one.address, null));
  }
  return [...hosts.map((host) => place(host.address, host.address, host)), ...others];
}

/** @returns the ports that matter most, in the order of their numbers */
export function columnsOf(places: readonly Place[]): readonly Column[] {
  const scores = new Map<string, Column & { score: number }>();
  const add = (protocol: Protocol, port: number, points: number): void => {
    const key = `${port}/${protocol}`;
    const known = scores.get(key);
    if (known === undefined) scores.set(key, { protocol, port, score: points });
    else known.score += points;
  };
  for (const { host, findings, gaps } of places) {
    for (const finding of findings) {
      const { protocol, port, severity } = finding;
      const points = isStanding(finding) ? WEIGHTS[severity ?? 'note'] : WEIGHTS.note;
      if (port !== null && protocol !== null) add(protocol, port, points);
    }
    for (const { protocol, ports } of gaps) {
      if (protocol !== null && portCount(ports) <= FEW) for (const port of eachPort(ports)) add(protocol, port, 10);
    }
    for (const [protocol, open] of openPorts(host)) {
      if (portCount(open) <= COUNTED) for (const port of eachPort(open)) add(protocol, port, 1);
    }
  }
  return [...scores.values()]
    .sort((a, b) => b.score - a.score || a.port - b.port)
    .slice(0, COLUMNS)
    .sort((a, b) => a.port - b.port || PROTOCOLS.indexOf(a.protocol) - PROTOCOLS.indexOf(b.protocol));
}

/** What a finding counts beside an open port of one host: the worst findings get columns first. */
const WEIGHTS = { critical: 1e8, high: 1e6, medium: 1e4, low: 1e3, note: 100 } as const;

function openPorts(host: ReportedHost | null): readonly (readonly [Protocol, PortSet])[] {
  if (host === null) return [];
  return PROTOCOLS.flatMap((protocol) => {
    const open = host.protocols[protocol]?.states.open;
    return open === undefined ? [] : [[protocol, open] as const];
  });
}

/** @returns what the matrix shows of a host */
export function rowOf(place: Place, columns: readonly Column[]): Row {
  const { host, findings, gaps } = place;
  const answers = new Map(PROTOCOLS.map((protocol) => [protocol, statesOf(host?.protocols[protocol])]));
  const cells = columns.map((column): Cell => {
    const about = worst(findings.filter(({ port, protocol }) => port === column.port && protocol === column.protocol));
    if (about !== null) return { kind: toleratedBy(about) ?? 'finding', finding: about };
    const unobserved = gaps.some(({ protocol, ports }) => protocol === column.protocol && hasPort(ports, column.port));
    if (unobserved) return { kind: 'unobserved' };
    return { kind: stateOf(answers.get(column.protocol), column.port) ?? 'not-asked' };
  });
  const others = otherPorts(place, columns, answers);
  const standing = [...cells.flatMap((cell) => (cell.kind === 'finding' ? cell.finding : [])), others.finding];
  const rank = Math.min(...standing.map((finding) => (finding === null ? LAST : rankOf(finding))), LAST);
  return { place, cells, others, rank: rank === LAST && gaps.length > 0 ? LAST - 1 : rank };
}

const LAST = SEVERITIES.length + 1;

function rankOf({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity ?? 'note');
}

type States = ProtocolAnswers['states'];

/** Packed states are unpacked when they are read: once for each host. */
function statesOf(answers: ProtocolAnswers | undefined): States {
  return answers?.states ?? {};
}

function stateOf(states: States | undefined, port: number): PortState | null {
  return PORT_STATES.find((state) => hasPort(states?.[state] ?? [], port)) ?? null;
}

function toleratedBy(finding: Finding): 'inactive' | 'waived' | null {
  if (isStanding(finding)) return null;
  return finding.waived === null ? 'inactive' : 'waived';
}

/** @returns the worst finding; one that is tolerated only if all are tolerated */
function worst(findings: readonly Finding[]): Finding | null {
  const standing = findings.filter(isStanding);
  const [first = null, ...rest] = standing.length > 0 ? standing : findings;
  return rest.reduce((a, b) => (a === null || rankOf(b) < rankOf(a) ? b : a), first);
}

function otherPorts(
  { host, findings, gaps }: Place,
  columns: readonly Column[],
  answers: ReadonlyMap<Protocol, States>,
): OtherPorts {
  const hasColumn = ({ protocol, port }: Finding): boolean =>
    columns.some((column) => column.port === port && column.protocol === protocol);
  const beside = (portsOf: (protocol: Protocol) => PortSet): number =>
    PROTOCOLS.reduce((sum, protocol) => {
      const [ports, own] = [portsOf(protocol), columns.filter((column) => column.protocol === protocol)];
      return sum + portCount(ports) - own.filter(({ port }) => hasPort(ports, port)).length;
    }, 0);
  const inStates = (...states: readonly PortState[]): number =>
    states.reduce((sum, state) => sum + beside((protocol) => answers.get(protocol)?.[state] ?? []), 0);
  const gapsOf = (protocol: Protocol) => gaps.filter((gap) => gap.protocol === protocol).map(({ ports }) => ports);
  return {
    finding: worst(findings.filter((finding) => isStanding(finding) && !hasColumn(finding))),
    open: beside((protocol) => answers.get(protocol)?.open ?? []),
    unclear: inStates('open|filtered', 'unfiltered'),
    shut: inStates('closed', 'filtered', 'closed|filtered'),
    unobserved: beside((protocol) => union(...gapsOf(protocol))),
    host: gaps.some(({ protocol }) => protocol === null) ? 'unknown' : (host?.state ?? 'unlisted'),
  };
}

/** Rows that show the same. */
export type Group = readonly [Row, ...Row[]];

/** @returns rows that show the same are one group; the worst groups come first */
export function foldRows(rows: readonly [Row, ...Row[]]): readonly [Group, ...Group[]] {
  const groups = groupBy(rows, ({ place, cells, others }) =>
    JSON.stringify([
      place.address === null ? place.name : null,
      cells.map((cell) => ('finding' in cell ? [cell.kind, cell.finding.code, cell.finding.severity] : cell.kind)),
      [others.finding?.code, others.open, others.unobserved, others.unclear, others.shut > 0, others.host],
    ]),
  );
  const [first, ...others] = [...groups.values()].sort(([a], [b]) => a.rank - b.rank);
  return [first ?? rows, ...others];
}

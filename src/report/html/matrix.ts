import { addressRanges } from '../../model/address-set.ts';
import type { Finding, FindingCode } from '../../model/finding.ts';
import { groupBy } from '../../model/group.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { Report } from '../../model/report.ts';
import {
  type Cell,
  type Column,
  columnsOf,
  foldRows,
  type Group,
  type OtherPorts,
  placesOf,
  type Row,
  rowOf,
} from './exposure.ts';
import { networkOf } from './fold.ts';
import { html, link, type Markup, type Part, within } from './markup.ts';
import { cutRow, table } from './table.ts';

/** The most bytes: rows of hosts in one table, rows of networks, tables of networks. */
const ROW_BYTES = 500_000;
const NETWORK_BYTES = 500_000;
const DETAIL_BYTES = 1_500_000;
/** With more rows, a table of networks comes first, and each network opens on a click. */
const UNFOLDED = 40;

/** What a cell says instead of the state. */
const FINDING_WORDS: Readonly<Record<FindingCode, string>> = {
  'unexpected-port': 'open, not allowed',
  'forbidden-port': 'open, forbidden',
  'forbidden-service': 'forbidden',
  'wrong-service': 'wrong service',
  'unverified-service': 'unverified',
  'missing-port': 'missing',
  'unfiltered-port': 'not filtered',
  'possibly-open': 'maybe open',
  'suspicious-host': 'suspicious',
  'incomplete-scan': 'unknown',
  'expired-waiver': 'waiver over',
  'expiring-waiver': 'waiver ends',
  'unused-waiver': 'waiver unused',
  'overdue-review': 'review due',
  'unused-allowance': 'never open',
  'unknown-device': 'unknown device',
  'missing-device': 'missing device',
  'address-conflict': 'conflict',
};

/** The class of a kind of cell, which has its glyph and colour; the word; and what it means. */
const KINDS: Readonly<Record<Cell['kind'], readonly [className: string, word: string, meaning: string]>> = {
  finding: ['f', 'finding', 'differs from the policy; the word says how'],
  inactive: ['w', 'not active', 'differs from the policy, in a target that is not active yet'],
  waived: ['w', 'waived', 'differs from the policy, and a waiver tolerates it for a time'],
  unobserved: ['u', 'unknown', 'no trustworthy answer: open or closed'],
  open: ['o', 'open', 'open, and the policy allows it'],
  'open|filtered': ['m', 'open|filtered', 'no answer, which proves nothing in this protocol'],
  unfiltered: ['m', 'unfiltered', 'reachable, open or closed'],
  closed: ['c', 'closed', 'answered that nothing listens'],
  filtered: ['x', 'filtered', 'no answer: a firewall drops it'],
  'closed|filtered': ['x', 'closed|filtered', 'no connection is possible'],
  'not-asked': ['n', 'not asked', 'was not probed'],
};

/** Finds the id of the group of a finding in the page; undefined: the page does not show it. */
export type Ids = ReadonlyMap<string, string>;

interface Network {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly groups: readonly [Group, ...Group[]];
}

/** @returns hosts × ports as tables: networks first if there are many hosts */
export function* exposureTables(report: Report, ids: Ids): Generator<Markup> {
  const places = placesOf(report);
  const columns = columnsOf(places);
  if (columns.length === 0) {
    yield html`<p>No port is known to be open, and no finding concerns a single port.</p>`;
    return;
  }
  const rows = places.map((place) => rowOf(place, columns));
  const byNetwork = groupBy(rows, ({ place }) => (place.address === null ? 'names' : networkOf(place.address)));
  const networks = [...byNetwork]
    .map(([name, own]): Network => ({ name, rows: own, groups: foldRows(own) }))
    .sort((a, b) => a.groups[0][0].rank - b.groups[0][0].rank);
  if (networks.reduce((sum, { groups }) => sum + groups.length, 0) <= UNFOLDED) {
    const groups = networks.flatMap((network) => network.groups);
    yield* exposureTable('hosts by ports', 'Host', columns, groupRows(groups, columns, ids));
    yield legend(rows);
    return;
  }
  yield* exposureTable('networks by ports', 'Network', columns, networkRows(networks, columns));
  yield legend(rows);
  yield* within(
    { left: DETAIL_BYTES },
    networks,
    (network) => networkDetails(network, columns, ids),
    (count) => html`<p>${counted(count, 'more network')} left out; the JSON report has all hosts.</p>
`,
  );
}

function networkDetails({ name, rows, groups }: Network, columns: readonly Column[], ids: Ids): Markup {
  const hosts = exposureTable(`hosts of ${name} by ports`, 'Host', columns, groupRows(groups, columns, ids));
  return html`<details class="net"><summary>${name}: ${counted(rows.length, 'host')}</summary>${[...hosts]}</details>
`;
}

/** @returns what each kind of cell means, for the kinds that occur */
function legend(rows: readonly Row[]): Markup {
  const present = new Set(rows.flatMap(({ cells }) => cells.map(({ kind }) => kind)));
  const kinds = (Object.keys(KINDS) as Cell['kind'][]).filter((kind) => present.has(kind));
  return html`<ul class="legend">${kinds.map((kind) => {
    const [className, word, meaning] = KINDS[kind];
    return html`<li><b class="${className}">${word}</b> ${meaning}</li>`;
  })}</ul>
`;
}

function exposureTable(
  name: string,
  head: string,
  columns: readonly Column[],
  rows: Iterable<Markup>,
): Iterable<Markup> {
  const ports = columns.map(({ protocol, port }) => html`${port}<small>/${protocol}</small>`);
  const className = head === 'Host' ? 'matrix rows' : 'matrix';
  const caption = `Exposure: ${name}`;
  return table({ name: caption, caption, heads: [head, ...ports, 'Other ports'], className, isTall: true }, rows);
}

function groupRows(groups: readonly Group[], columns: readonly Column[], ids: Ids): Iterable<Markup> {
  const make = (group: Group): Markup => {
    const [{ cells, others }] = group;
    return html`<tr><th scope="row">${groupName(group)}</th>${cells.map((cell) => cellOf(cell, ids))}
<td>${otherWords(others, ids)}</td></tr>
`;
  };
  return within({ left: ROW_BYTES }, groups, make, (count) => cutRow(count, 'row', columns.length + 2));
}

function groupName(group: Group): Markup {
  const [{ place }] = group;
  if (group.length > 1) {
    const addresses = group.flatMap((row) => row.place.address ?? []);
    const ranges = addressRanges(addresses, Number.POSITIVE_INFINITY);
    return html`<span class="hosts">${ranges}</span> <small>${counted(group.length, 'host')}</small>`;
  }
  const names = [...new Set([...(place.host?.hosts ?? []), ...(place.host?.names ?? [])])];
  const other = names.filter((name) => name !== place.name).slice(0, 2);
  return html`<span class="hosts">${place.name}</span>${other.map((name) => html` <small>${name}</small>`)}`;
}

function cellOf(cell: Cell, ids: Ids): Markup {
  const [className, word] = KINDS[cell.kind];
  if (!('finding' in cell)) return html`<td class="${className}">${word}</td>`;
  if (cell.kind === 'waived' || cell.kind === 'inactive')
    return html`<td class="w">${link(`#${cell.kind}`, word)}</td>`;
  return html`<td class="f ${cell.finding.severity}">${findingWord(cell.finding, ids)}</td>`;
}

function findingWord({ code, fingerprint }: Finding, ids: Ids): Markup {
  const id = ids.get(fingerprint);
  const word = html`<b>${FINDING_WORDS[code]}</b>`;
  return id === undefined ? word : link(`#${id}`, word);
}

function otherWords({ finding, open, unobserved, unclear, shut, host }: OtherPorts, ids: Ids): Part {
  const parts = [
    ...(finding === null ? [] : [html`<span class="f">${findingWord(finding, ids)}</span>`]),
    ...(unobserved === 0 ? [] : [html`<span class="u">${grouped(unobserved)} unknown</span>`]),
    ...(open === 0 ? [] : [html`<span class="o">${grouped(open)} open</span>`]),
    ...(unclear === 0 ? [] : [html`<span class="m">${grouped(unclear)} unclear</span>`]),
  ];
  if (parts.length > 0) return parts.map((part, index) => (index === 0 ? part : html`, ${part}`));
  if (host === 'unknown') return html`<span class="u">unknown</span>`;
  if (host === 'down') return html`<span class="c">host is down</span>`;
  return shut === 0 ? html`<span class="n">not asked</span>` : html`<span class="c">none open</span>`;
}

function networkRows(networks: readonly Network[], columns: readonly Column[]): Iterable<Markup> {
  return within(
    { left: NETWORK_BYTES },
    networks,
    ({ name, rows }) => {
      const cells = columns.map((_, index) => sumOf(rows.flatMap(({ cells: own }) => own[index] ?? [])));
      return html`<tr><th scope="row">${name} <small>${counted(rows.length, 'host')}</small></th>${cells}
<td>${sumOfOthers(rows)}</td></tr>
`;
    },
    (count) => cutRow(count, 'row', columns.length + 2),
  );
}

/** What a network shows of a port: the first of these that any host has. */
const SUMMED = ['finding', 'unobserved', 'inactive', 'waived', 'open', 'open|filtered', 'unfiltered'] as const;
const SHUT: ReadonlySet<Cell['kind']> = new Set(['closed', 'filtered', 'closed|filtered']);

function sumOf(cells: readonly Cell[]): Markup {
  for (const kind of SUMMED) {
    const count = cells.filter((cell) => cell.kind === kind).length;
    if (count === 0) continue;
    const [className, word] = KINDS[kind];
    const said = kind === 'finding' ? counted(count, word) : `${grouped(count)} ${word}`;
    return html`<td class="${className}">${said}</td>`;
  }
  const shut = cells.filter(({ kind }) => SHUT.has(kind)).length;
  if (shut === 0) return html`<td class="n">not asked</td>`;
  return html`<td class="c">none open${shut < cells.length ? ` of ${grouped(shut)}` : ''}</td>`;
}

function sumOfOthers(rows: readonly Row[]): Markup {
  const sum = (of: 'open' | 'unobserved' | 'unclear' | 'shut') => rows.reduce((all, { others }) => all + others[of], 0);
  const [open, unobserved, unclear] = [sum('open'), sum('unobserved'), sum('unclear')];
  const findings = rows.filter(({ others }) => others.finding !== null).length;
  if (findings > 0) return html`<span class="f">${counted(findings, 'finding')}</span>`;
  if (unobserved > 0) return html`<span class="u">${grouped(unobserved)} unknown</span>`;
  if (open > 0) return html`<span class="o">${grouped(open)} open</span>`;
  const unknown = rows.filter(({ others }) => others.host === 'unknown').length;
  if (unknown > 0) return html`<span class="u">${counted(unknown, 'host')} unknown</span>`;
  if (unclear > 0) return html`<span class="m">${grouped(unclear)} unclear</span>`;
  return sum('shut') > 0 ? html`<span class="c">none open</span>` : html`<span class="n">not asked</span>`;
}

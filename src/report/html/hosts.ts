import { addressRanges } from '../../model/address-set.ts';
import { groupBy } from '../../model/group.ts';
import { PORT_STATES, type ProtocolAnswers } from '../../model/observation.ts';
import { eachPort, formatPorts, PROTOCOLS, type Protocol, portCount } from '../../model/port.ts';
import { counted, grouped } from '../../model/quantity.ts';
import type { ReportedHost } from '../../model/report.ts';
import { factWords } from '../scan-words.ts';
import { networkOf } from './fold.ts';
import { html, type Markup, within } from './markup.ts';
import { cutRow, table } from './table.ts';

/** The most bytes of all networks, and of one. */
const HOST_BYTES = 8_000_000;
const NETWORK_BYTES = 4_000_000;
/** With more hosts, each network opens on a click. */
const UNFOLDED = 50;
/** Open ports of a host and protocol that are listed one by one. */
const LISTED = 100;

/** What the table shows of a host beside its address. */
interface HostRow {
  readonly host: ReportedHost;
  /** `443/tcp https nginx 1.24.0`. */
  readonly open: readonly string[];
  /** `464 closed, 65,067 filtered`. */
  readonly states: string;
}

/** @returns the hosts network by network; hosts that show the same are one row */
export function* hostTables(hosts: readonly ReportedHost[]): Generator<Markup> {
  if (hosts.length === 0) {
    yield html`<p>No host answered.</p>
`;
    return;
  }
  if (hosts.length <= UNFOLDED) {
    yield* hostTable('all hosts', hosts);
    return;
  }
  yield* within(
    { left: HOST_BYTES },
    groupBy(hosts, ({ address }) => networkOf(address)),
    networkDetails,
    (count) => html`<p>${counted(count, 'more network')} left out; the JSON report has all hosts.</p>
`,
  );
}

function networkDetails([name, hosts]: readonly [string, readonly ReportedHost[]]): Markup {
  return html`<details class="net"><summary>${name}: ${counted(hosts.length, 'host')}</summary>
${[...hostTable(name, hosts)]}</details>
`;
}

function hostTable(name: string, hosts: readonly ReportedHost[]): Iterable<Markup> {
  const heads = ['Host', 'Targets', 'Open', 'Other states'];
  const rows = within({ left: NETWORK_BYTES }, foldHosts(hosts), hostRow, (count) =>
    cutRow(count, 'row', heads.length),
  );
  return table({ name: `Hosts: ${name}`, heads, className: 'rows sortable' }, rows);
}

type HostGroup = readonly [HostRow, ...HostRow[]];

/** Names and facts belong to one host, so a host that has some is not folded. */
function foldHosts(hosts: readonly ReportedHost[]): Iterable<HostGroup> {
  return groupBy(hosts.map(rowOf), ({ host, open, states }) => {
    const own = host.facts.length > 0 || otherNames(host).length > 0;
    return JSON.stringify([own ? host.address : null, host.targets, host.state, open, states]);
  }).values();
}

function otherNames({ address, hosts, names }: ReportedHost): readonly string[] {
  return [...new Set([...hosts, ...names])].filter((name) => name !== address);
}

function rowOf(host: ReportedHost): HostRow {
  const answers = PROTOCOLS.flatMap((protocol) => {
    const own = host.protocols[protocol];
    return own === undefined ? [] : [[protocol, own] as const];
  });
  return {
    host,
    open: answers.flatMap(([protocol, own]) => openWords(protocol, own)),
    states: answers.flatMap(([protocol, own]) => stateWords(protocol, own)).join(', '),
  };
}

function openWords(protocol: Protocol, { states, details }: ProtocolAnswers): readonly string[] {
  const open = states.open ?? [];
  if (portCount(open) > LISTED) return [`${grouped(portCount(open))} ports: ${formatPorts(open)}/${protocol}`];
  const listed: string[] = [];
  for (const port of eachPort(open)) {
    const service = details.get(port)?.service ?? null;
    const name = service === null ? null : `${service.name}${service.tunnel === 'ssl' ? ' over TLS' : ''}`;
    const guessed = service?.method === 'table' ? ' (by its number alone)' : '';
    const words = [`${port}/${protocol}`, name, service?.product ?? null, service?.version ?? null];
    listed.push(`${words.filter((word) => word !== null).join(' ')}${guessed}`);
  }
  return listed;
}

function stateWords(protocol: Protocol, { states }: ProtocolAnswers): readonly string[] {
  return PORT_STATES.flatMap((state) => {
    const count = portCount(states[state] ?? []);
    return state === 'open' || count === 0 ? [] : [`${grouped(count)} ${protocol} ${state}`];
  });
}

function hostRow(group: HostGroup): Markup {
  const [{ host, open, states }] = group;
  const addresses = addressRanges(
    group.map((row) => row.host.address),
    Number.POSITIVE_INFINITY,
  );
  const beside = [...(group.length === 1 ? [] : [counted(group.length, 'host')]), ...otherNames(host)];
  const small = beside.map((name) => html` <small>${name}</small>`);
  const shown = host.state === 'down' ? 'host is down' : openList(open);
  return html`<tr><th scope="row"><span class="hosts">${addresses}</span>${small}</th>
<td>${host.targets.join(', ')}</td><td>${shown}${facts(host)}</td><td>${states}</td></tr>
`;
}

function openList(open: readonly string[]): Markup {
  if (open.length === 0) return html`none`;
  return html`<ul>${open.map((words) => html`<li>${words}</li>`)}</ul>`;
}

function facts({ facts: found }: ReportedHost): Markup | null {
  if (found.length === 0) return null;
  return html`<details><summary>${counted(found.length, 'further fact')}</summary><ul>${found.map(
    (fact) => html`<li><code>${factWords(fact)}</code> ${fact.text}</li>`,
  )}</ul></details>`;
}

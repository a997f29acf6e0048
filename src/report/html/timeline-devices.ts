import { groupBy } from '../../model/group.ts';
import { isGone, type KnownDevice, type MemoryRecord, type Sighting, type TimelineRecord } from '../../model/memory.ts';
import { compareText } from '../../model/problem.ts';
import { counted, grouped } from '../../model/quantity.ts';
import { current, identityOf, vendorOf } from '../devices.ts';
import { axis, daysWords, ELSEWHERE, lane, restRow, type Scale, timesWords } from './lane.ts';
import { html, type Markup, within } from './markup.ts';
import { table } from './table.ts';

/** The most bytes of all devices. */
const BYTES = 2_500_000;
/** The most addresses, open ports, and bars of ports of one device. */
const ADDRESSES = 3;
const PORTS = 12;
const LANES = 8;

/** What a row of a device needs beside the device. */
interface Context {
  readonly scale: Scale;
  /** The last complete run of the same targets; null: there is none, and nothing is news. */
  readonly comparedWith: MemoryRecord['comparedWith'];
  readonly names: TimelineRecord['names'];
  /** What happened to devices since that run, by their ids. */
  readonly events: ReadonlyMap<string, string>;
}

/** @returns devices with news, and the others folded, zone by zone; those that were seen last come first */
export function* deviceTables(
  { devices, names, omitted }: TimelineRecord,
  { events, comparedWith }: MemoryRecord,
  scale: Scale,
): Generator<Markup> {
  const words = events.map(({ id, event }) => [id, event === 'moved' ? 'another address' : event] as const);
  const context: Context = { scale, comparedWith, names, events: new Map(words) };
  const sorted = [...devices].sort(
    (a, b) => compareText(b.last, a.last) || compareText(titleOf(a, names), titleOf(b, names)),
  );
  const news = new Set(sorted.filter((device) => hasNews(device, context)));
  const budget = { left: BYTES };
  const tableOf = (name: string, some: readonly KnownDevice[]): Iterable<Markup> => {
    const heads = ['Device', axis(scale), 'Seen', 'Open ports'];
    const make = (device: KnownDevice): Markup => deviceRows(device, context);
    return table(
      { name, heads, className: 'timeline' },
      within(budget, some, make, (count) => restRow(count, 'device')),
    );
  };
  yield html`<h3>${news.size === 0 ? 'Devices: no news' : `Devices with news (${grouped(news.size)})`}</h3>
`;
  if (news.size > 0) yield* tableOf('Devices with news, over time', [...news]);
  const quiet = groupBy(
    sorted.filter((device) => !news.has(device)),
    ({ zone }) => zone,
  );
  for (const [zone, some] of [...quiet].sort(([a], [b]) => compareText(a, b))) {
    const where = quiet.size === 1 ? '' : ` in zone ${zone}`;
    yield html`<details><summary>Devices without news${where} (${grouped(some.length)})</summary>
`;
    yield* tableOf(`Devices without news${where}, over time`, some);
    yield html`</details>
`;
  }
  if (omitted > 0)
    yield html`<p>${counted(omitted, 'more device')}: ${ELSEWHERE}.</p>
`;
}

/** @returns whether something happened to the device or to its ports since the last complete run */
function hasNews(device: KnownDevice, { comparedWith, events }: Context): boolean {
  if (events.has(device.id)) return true;
  if (comparedWith === null) return false;
  return device.ports.some(({ first, last }) => first > comparedWith || (last >= comparedWith && last < device.last));
}

function titleOf(device: KnownDevice, names: TimelineRecord['names']): string {
  return names.get(device.id) ?? current(device.names, device)[0]?.what ?? identityOf(device);
}

function deviceRows(device: KnownDevice, { scale, names, events }: Context): Markup {
  const title = titleOf(device, names);
  const addresses = current(device.addresses, device).map(({ what }) => what);
  const more = addresses.length > ADDRESSES ? `and ${addresses.length - ADDRESSES} more` : null;
  const beside = [identityOf(device), vendorOf(device), addresses.slice(0, ADDRESSES).join(', '), more];
  const small = [...new Set(beside)].filter((text) => text !== null && text !== '' && text !== title);
  const event = events.get(device.id);
  const gone = isGone(device) && event === undefined ? 'gone' : null;
  const seen = [timesWords(device, 'session', scale), event ?? gone].filter((text) => text !== null);
  const ports = current(device.ports, device);
  return html`<tr><th scope="row">${title}<small>${small.join(', ')}</small></th>
<td>${lane(device.spans, isGone(device) ? 'past' : 'seen', scale)}</td><td>${seen.join(', ')}</td>
<td>${portsWords(ports)}</td></tr>
${device.ports
  .filter((port) => hasOwnLane(port, device))
  .slice(0, LANES)
  .map((port) => portRow(port, device, scale))}`;
}

function portsWords(ports: readonly Sighting[]): string {
  if (ports.length === 0) return 'none';
  const shown = ports.slice(0, PORTS).map(portWords).join(', ');
  return ports.length > PORTS ? `${shown} and ${ports.length - PORTS} more` : shown;
}

function portWords({ what, detail }: Sighting): string {
  return detail === null ? what : `${what} ${detail}`;
}

/** Ports that were open for as long as their device was there have its bar. */
function hasOwnLane({ first, last }: Sighting, device: KnownDevice): boolean {
  return first > device.first || last < device.last;
}

function portRow(port: Sighting, device: KnownDevice, scale: Scale): Markup {
  const isOpen = port.last === device.last;
  return html`<tr class="sub"><th scope="row">${portWords(port)}</th>
<td>${lane([[port.first, port.last]], isOpen ? 'port' : 'past', scale)}</td><td>${daysWords(port, scale)}</td>
<td>${isOpen ? 'open' : 'not open any more'}</td></tr>
`;
}

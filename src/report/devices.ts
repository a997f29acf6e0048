import { isLocallyAdministered, type Mac } from '../model/device.ts';
import { isGone, isRandomGroup, type KnownDevice, type Sighting } from '../model/memory.ts';
import { counted } from '../model/quantity.ts';
import { withoutCommands } from '../model/text.ts';
import { csvLine } from './csv.ts';
import { plain } from './escape.ts';
import { momentWords } from './memory-words.ts';
import { serialize } from './serialize.ts';

/** A remembered device, and the name that the policy gives it; null: none. */
export interface NamedDevice {
  readonly known: KnownDevice;
  readonly name: string | null;
  readonly owner: string | null;
}

/** The formats of `devices`, and how each prints, in pieces. */
export const DEVICE_FORMATS = {
  text: renderText,
  json: renderJson,
  csv: renderCsv,
} as const satisfies Readonly<Record<string, (devices: readonly NamedDevice[]) => Iterable<string>>>;
export type DeviceFormat = keyof typeof DEVICE_FORMATS;

const GROUP = 'randomised addresses';

/** @returns what a device is known by: a hardware address, an address, or the group of randomised addresses */
export function identityOf({ id }: Pick<KnownDevice, 'id'>): string {
  return isRandomGroup({ id }) ? GROUP : id.slice(id.lastIndexOf('/') + 1);
}

/** @returns what the last run that saw the device saw of it */
export function current(list: readonly Sighting[], { last }: KnownDevice): readonly Sighting[] {
  return list.filter((one) => one.last === last);
}

export function vendorOf({ macs }: KnownDevice): string | null {
  return macs.find(({ detail }) => detail !== null)?.detail ?? null;
}

const HEAD = ['DEVICE', 'VENDOR', 'ZONE', 'ADDRESSES', 'NAMES', 'OPEN PORTS', 'FIRST SEEN', 'LAST SEEN'];
/** The widest column. The other formats cut nothing. */
const WIDEST = 36;

function* renderText(devices: readonly NamedDevice[]): Generator<string> {
  if (devices.length === 0) {
    yield 'No device is remembered.\n';
    return;
  }
  const rows = devices.map(cellsOf);
  const widths = HEAD.map((head, index) => Math.max(head.length, ...rows.map((row) => (row[index] ?? '').length)));
  for (const row of [HEAD, ...rows]) {
    const text = row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
    yield `${withoutCommands(text.trimEnd())}\n`;
  }
  const missing = devices.filter(({ known }) => isGone(known)).length;
  yield `\n${counted(devices.length, 'device')}${missing === 0 ? '' : `, ${missing} missing`}\n`;
}

function cellsOf({ known, name }: NamedDevice): readonly string[] {
  const ports = current(known.ports, known).map(({ what, detail }) => (detail === null ? what : `${what} ${detail}`));
  const identity = isRandomGroup(known) ? `${known.macs.length} ${GROUP}` : identityOf(known);
  return [
    name === null ? identity : `${name} (${identity})`,
    vendorOf(known) ?? '',
    known.zone,
    texts(current(known.addresses, known)).join(' '),
    texts(current(known.names, known)).join(' '),
    ports.join(', '),
    momentWords(known.first),
    `${momentWords(known.last)}${isGone(known) ? ', missing since then' : ''}`,
  ].map((cell, index) => plain(cell, index === HEAD.length - 1 ? 60 : WIDEST));
}

const COLUMNS = ['device', 'name', 'owner', 'vendor', 'zone', 'environment', 'addresses', 'names', 'ports', 'os'];

function* renderCsv(devices: readonly NamedDevice[]): Generator<string> {
  yield csvLine([...COLUMNS, 'first-seen', 'last-seen', 'missing', 'sessions']);
  for (const { known, name, owner } of devices) {
    const { zone, environment, os, first, last, spans } = known;
    yield csvLine([
      ...[identityOf(known), name ?? '', owner ?? '', vendorOf(known) ?? '', zone, environment],
      ...[known.addresses, known.names, known.ports].map((list) => texts(current(list, known)).join(' ')),
      ...[os ?? '', first, last, String(isGone(known)), spans.length],
    ]);
  }
}

function renderJson(devices: readonly NamedDevice[]): Iterable<string> {
  return serialize({ devices: devices.map(deviceJson) });
}

/** @returns everything that is remembered of a device */
export function deviceJson({ known, name, owner }: NamedDevice) {
  const { id, zone, environment, targets, os, first, last, gone, spans } = known;
  return {
    ...{ id, device: identityOf(known), name, owner, zone, environment, targets, vendor: vendorOf(known), os },
    randomised: known.macs.some(({ what }) => isLocallyAdministered(what as Mac)),
    missing: isGone(known),
    ...{ first, last, gone: isGone(known) ? gone : null },
    sessions: spans.map(([from, to]) => ({ first: from, last: to })),
    addresses: known.addresses,
    macs: known.macs,
    names: known.names,
    ports: known.ports,
  };
}

function texts(list: readonly Sighting[]): readonly string[] {
  return list.map(({ what }) => what);
}

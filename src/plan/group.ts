import { type Address, FAMILIES, type Family, familyOf, isLoopback } from '../model/address.ts';
import type { Grant } from '../model/grant.ts';
import { formatPorts, type PortSet, type PortsByProtocol, type Protocol } from '../model/port.ts';
import { DEFAULT_SETTINGS, type ScanSettings } from '../model/scan-settings.ts';
import { ADDRESSES_A_PLAN } from '../nmap/arguments.ts';

/**
 * The number of ranges in one `-p`: Linux takes 128 KiB in one argument (MAX_ARG_STRLEN), a range
 * has at most 12 characters.
 */
const RANGES_A_PLAN = 8_000;

/**
 * Addresses of one family with the same required coverage and the same scan settings. All of them are loopback, or
 * other addresses of this machine, or neither.
 */
export interface Group {
  readonly family: Family;
  readonly loopback: boolean;
  /** Whether the addresses belong to this machine; loopback does. */
  readonly own: boolean;
  readonly settings: ScanSettings;
  readonly addresses: readonly Address[];
  readonly ports: PortSet;
}

/**
 * @param asked addresses with their required coverage
 * @param ours addresses of this machine, which get groups of their own
 * @returns groups of at most 256 addresses: IPv4 first, otherwise in the order of `asked`
 */
export function groupByPorts(
  asked: ReadonlyMap<Address, PortsByProtocol>,
  protocol: Protocol,
  settingsByAddress: Grant['settingsByAddress'],
  ours: ReadonlySet<Address> = new Set(),
): readonly Group[] {
  const groups = new Map<string, Group & { readonly addresses: Address[] }>();
  const texts = new Map<object, string>();
  const textOf = <T extends object>(value: T, write: (value: T) => string): string => {
    const text = texts.get(value) ?? write(value);
    texts.set(value, text);
    return text;
  };
  for (const [address, byProtocol] of asked) {
    const ports = byProtocol[protocol];
    if (ports === undefined) continue;
    const settings = settingsByAddress.get(address) ?? DEFAULT_SETTINGS;
    const family = familyOf(address);
    const loopback = isLoopback(address);
    const own = loopback || ours.has(address);
    const key = `${family} ${loopback} ${own} ${textOf(ports, formatPorts)} ${textOf(settings, settingsText)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { family, loopback, own, settings, addresses: [address], ports });
    else group.addresses.push(address);
  }
  return [...groups.values()]
    .sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family))
    .flatMap((group) => chunks(group.addresses, ADDRESSES_A_PLAN).map((addresses) => ({ ...group, addresses })));
}

function settingsText({ profile, assume, confidence, options }: ScanSettings): string {
  return [profile, assume, confidence, ...options].join(' ');
}

/** @returns the ports in parts that each fit into one argument */
export function slices(ports: PortSet): readonly PortSet[] {
  return chunks(ports, RANGES_A_PLAN);
}

export function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

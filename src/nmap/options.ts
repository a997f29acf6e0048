import { parsePorts, portCount } from '../model/port.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import { type OptionFault, refusalOf, refusedInResults, strangeness } from './refused-options.ts';
import { SAFE_SCRIPTS } from './scripts.ts';
import { isShipped } from './shipped-scripts.ts';

/**
 * What an option changes, and with that the invocations that it is written into. `timing`: all; such a sweep is at
 * nmap's own pace. `rate`: all, and never above the authorization's. `probe`: discovery. `technique`: every port scan
 * of TCP. `packet`: the same, and the second opinion has to be by raw packets too. `version`: identification. `facts`:
 * the step for facts.
 */
type Kind = 'timing' | 'rate' | 'probe' | 'technique' | 'packet' | 'version' | 'facts' | 'words';

/** One option of nmap that a policy may name, read. */
export interface Option {
  readonly name: string;
  readonly kind: Kind;
  /** Null: the option takes none. */
  readonly value: string | null;
  /** As it is handed to nmap: one argument. */
  readonly argument: string;
}

interface Value {
  readonly shape: string;
  readonly accepts: (text: string) => boolean;
  readonly range?: Range;
}

/** Numbers, or times in milliseconds. */
interface Range {
  readonly least: number;
  readonly most: number;
  /** Reads what nmap would read, not only what a policy may write; undefined for anything else. */
  readonly read: (text: string) => number | undefined;
}

interface Row {
  readonly name: string;
  readonly kind: Kind;
  /** Behind the name, with `=` where the name is a long one. Null: none. */
  readonly value: Value | null;
  /** Whether the value may be left out. */
  readonly bare?: true;
  /** Sends packets that the kernel would not: needs raw sockets. */
  readonly raw?: true;
  /** Beyond which end of its range a value makes nmap miss what is slow or far; absent: at neither. */
  readonly hasty?: 'below' | 'above';
}

const readNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

const number = (least: number, most: number, read: Range['read'] = readNumber): Value => ({
  shape: `a whole number from ${least} to ${most}`,
  accepts: (text) => /^(?:0|[1-9]\d{0,7})$/.test(text) && Number(text) >= least && Number(text) <= most,
  range: { least, most, read },
});

const TEMPLATES = ['paranoid', 'sneaky', 'polite', 'normal', 'aggressive', 'insane'];

/** A timing template by number or name: of a number nmap reads the first digit. */
const readTemplate = (text: string): number | undefined => {
  const named = TEMPLATES.indexOf(text.toLowerCase());
  return named === -1 ? readNumber(text.slice(0, 1)) : named;
};

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** @returns a time in milliseconds, or undefined; nmap would take numbers without a unit as seconds. */
export function milliseconds(text: string): number | undefined {
  const [, digits, unit = ''] = /^(0|[1-9]\d{0,6})(ms|s|m)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (MILLISECONDS[unit] ?? 0);
}

const NMAP_UNITS: Readonly<Record<string, number>> = { ...MILLISECONDS, h: 3_600_000 };

/** Without a unit: seconds, and before nmap 5.30 milliseconds; today's nmap takes no such number from 50 on. */
const readTime = (text: string): number | undefined => {
  const [, digits, unit = ''] = /^(\d{1,9}(?:\.\d{1,9})?)(ms|[smh])?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const usual = Number(digits) >= 50 ? 'ms' : 's';
  return Number(digits) * (NMAP_UNITS[unit === '' ? usual : unit.toLowerCase()] ?? 0);
};

const time = (least: number, most: number): Value => ({
  range: { least, most, read: readTime },
  shape: `a time from ${least}ms to ${most / 1_000}s with its unit, as in 1500ms or 2s`,
  accepts: (text) => {
    const value = milliseconds(text);
    return value !== undefined && value >= least && value <= most;
  },
});

const MOST_PROBED_PORTS = 20;
const probedPorts: Value = {
  shape: `up to ${MOST_PROBED_PORTS} port numbers, as in 22,80,443`,
  accepts: (text) => {
    const ports = parsePorts(text);
    return text !== '' && ports !== undefined && portCount(ports) <= MOST_PROBED_PORTS;
  },
};

const scripts: Value = {
  shape: 'names from the list of safe scripts, as in ssl-cert,http-title (no categories, paths or patterns)',
  accepts: (text) => {
    const names = text.split(',');
    return new Set(names).size === names.length && names.every((name) => SAFE_SCRIPTS.has(name));
  },
};

const timing = (name: string, value: Value, hasty?: Row['hasty']): Row => {
  const row = { name, kind: 'timing', value } as const;
  return hasty === undefined ? row : { ...row, hasty };
};

/**
 * The grammar of `options`: everything that is not in this table is refused. No option may be more impatient than
 * nmap's -T4, the usual pace: what is not waited for reads as filtered, and filtered is what a policy hopes for.
 */
const ROWS: readonly Row[] = [
  timing('-T', number(0, 4, readTemplate), 'above'),
  timing('--max-retries', number(2, 10), 'below'),
  timing('--scan-delay', time(0, 300_000)),
  timing('--max-scan-delay', time(10, 300_000), 'below'),
  timing('--initial-rtt-timeout', time(500, 30_000), 'below'),
  timing('--min-rtt-timeout', time(100, 30_000), 'below'),
  timing('--max-rtt-timeout', time(1_250, 30_000), 'below'),
  timing('--min-parallelism', number(1, 10), 'above'),
  timing('--max-parallelism', number(1, 300)),
  timing('--min-hostgroup', number(1, 256)),
  timing('--max-hostgroup', number(1, 256)),
  { name: '--max-rate', kind: 'rate', value: number(1, 10_000_000) },
  { name: '-PS', kind: 'probe', value: probedPorts, bare: true },
  { name: '-PA', kind: 'probe', value: probedPorts, bare: true, raw: true },
  { name: '-PU', kind: 'probe', value: probedPorts, bare: true, raw: true },
  { name: '-PY', kind: 'probe', value: probedPorts, bare: true, raw: true },
  { name: '-PE', kind: 'probe', value: null, raw: true },
  { name: '-PP', kind: 'probe', value: null, raw: true },
  { name: '-PM', kind: 'probe', value: null, raw: true },
  { name: '-sS', kind: 'technique', value: null, raw: true },
  { name: '-sT', kind: 'technique', value: null },
  { name: '--source-port', kind: 'packet', value: number(1, 65_535), raw: true },
  { name: '-g', kind: 'packet', value: number(1, 65_535), raw: true },
  { name: '--ttl', kind: 'packet', value: number(37, 255), raw: true, hasty: 'below' },
  { name: '--defeat-rst-ratelimit', kind: 'packet', value: null, raw: true },
  { name: '--version-intensity', kind: 'version', value: number(0, 9) },
  { name: '--version-light', kind: 'version', value: null },
  { name: '--version-all', kind: 'version', value: null },
  { name: '-O', kind: 'facts', value: null, raw: true },
  { name: '--osscan-limit', kind: 'facts', value: null },
  { name: '--script', kind: 'facts', value: scripts },
  { name: '--reason', kind: 'words', value: null },
];

const ROW: ReadonlyMap<string, Row> = new Map(ROWS.map((row) => [row.name, row]));

export const OPTION_NAMES: readonly string[] = [...ROW.keys()];

const SCRIPT_FAULT = 'a script that nmap does not bring along may report an open port as closed';

/**
 * Judges an option that results made elsewhere were made with: what a policy may not write because it is too hasty
 * proves nothing there either. More patience than a policy may write does no harm.
 * @param name as nmap took it, written out: `--max-retries`, `-T`
 * @returns what is wrong; null: nothing
 */
export function optionFault(name: string, value: string | null): string | null {
  const row = ROW.get(name);
  if (row === undefined) return refusedInResults(name);
  if (name === '--script' && !isShipped(value ?? '')) return SCRIPT_FAULT;
  const range = row.value?.range;
  if (row.hasty === undefined || range === undefined) return null;
  const said = range.read(value ?? '');
  const fits = said !== undefined && (row.hasty === 'below' ? said >= range.least : said <= range.most);
  return fits ? null : `${name} takes ${row.value?.shape}`;
}

/**
 * Reads one option as a policy writes it: `--name`, `--name=value`, `-sS`, `-T3`, `-PS22,80`. Spelt as in nmap's
 * manual: what nmap would take for the same (an abbreviation, one dash for two, `_` for `-`, a value after a space) is
 * refused.
 */
export function readOption(text: string): { readonly option: Option } | { readonly fault: OptionFault } {
  const strange = strangeness(text);
  if (strange !== undefined) return { fault: { kind: 'invalid', ...strange } };
  const [name, value] = splitOption(text);
  const row = ROW.get(name);
  if (row === undefined) return { fault: refusalOf(text, OPTION_NAMES) };
  const shape = row.value === null ? 'no value' : row.value.shape;
  const fits = value === null ? row.value === null || row.bare === true : (row.value?.accepts(value) ?? false);
  if (!fits) return { fault: { kind: 'invalid', message: `${name} takes ${shape}` } };
  return { option: { name, kind: row.kind, value, argument: text } };
}

/** A long option has its value behind `=`, a short one right behind its letters. */
function splitOption(text: string): readonly [name: string, value: string | null] {
  if (text.startsWith('--')) {
    const at = text.indexOf('=');
    return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  }
  const [, name = text, value = ''] = /^(-(?:P[SAUY]|T|g))(.*)$/.exec(text) ?? [];
  return [name, value === '' ? null : value];
}

/** Options of which only one makes sense, or none without another. Each is told at the later one's place. */
const ALTERNATIVES: readonly (readonly string[])[] = [
  ['-sS', '-sT'],
  ['--version-light', '--version-all', '--version-intensity'],
  ['--source-port', '-g'],
];

/** Pairs of which nmap ends at once if the first is larger. */
const ORDERED: readonly (readonly [lower: string, higher: string])[] = [
  ['--min-parallelism', '--max-parallelism'],
  ['--min-hostgroup', '--max-hostgroup'],
  ['--min-rtt-timeout', '--max-rtt-timeout'],
  ['--initial-rtt-timeout', '--max-rtt-timeout'],
  ['--min-rtt-timeout', '--initial-rtt-timeout'],
  ['--scan-delay', '--max-scan-delay'],
];

/** Pairs of which nmap ignores one, or ends at once. */
const RIVALS: readonly (readonly [one: RegExp, other: RegExp, why: string])[] = [
  [/^--scan-delay=/, /^--(?:min|max)-parallelism=/, 'with --scan-delay one probe at a time goes to a host'],
  [/^-T[0-2]$/, /^--min-parallelism=/, 'up to -T2 one probe goes out at a time'],
];

/** @returns what does not go together: the place of the option to complain of, and what to say. */
export function optionConflicts(options: readonly Option[]): readonly { index: number; message: string }[] {
  return options.flatMap(({ name, kind, argument }, index) => {
    const earlier = options.slice(0, index);
    const alternatives = ALTERNATIVES.find((names) => names.includes(name)) ?? [name];
    const rival = earlier.find((other) => alternatives.includes(other.name));
    if (rival !== undefined) {
      const message =
        rival.name === name
          ? `${name} is already in this list`
          : `${rival.name} is already in this list, and only one of the two can be used`;
      return [{ index, message }];
    }
    const unordered = ORDERED.find((pair) => pair.includes(name) && isBackwards(pair, options.slice(0, index + 1)));
    if (unordered !== undefined) return [{ index, message: `${unordered[0]} is larger than ${unordered[1]}` }];
    const rivals = RIVALS.find(
      ([one, that]) =>
        (one.test(argument) && earlier.some((option) => that.test(option.argument))) ||
        (that.test(argument) && earlier.some((option) => one.test(option.argument))),
    );
    if (rivals !== undefined) return [{ index, message: rivals[2] }];
    const other = (wanted: string): boolean => options.some((option) => option.name === wanted);
    if (name === '--osscan-limit' && !other('-O')) return [{ index, message: 'this says nothing without -O' }];
    if (kind === 'packet' && other('-sT')) {
      return [{ index, message: `${name} shapes packets, and with -sT the kernel makes them` }];
    }
    return [];
  });
}

function isBackwards([lower, higher]: readonly [string, string], options: readonly Option[]): boolean {
  const least = options.find(({ name }) => name === lower)?.value;
  const most = options.find(({ name }) => name === higher)?.value;
  if (least == null || most == null) return false;
  return (milliseconds(least) ?? Number(least)) > (milliseconds(most) ?? Number(most));
}

/**
 * @returns the options of a manner, read again: whatever made the manner, nothing outside the grammar reaches nmap.
 * @throws TypeError for an option that is not allowed
 */
export function optionsOf({ profile, options }: ScanSettings): readonly Option[] {
  if (profile !== 'custom') return [];
  return options.map((text) => {
    const read = readOption(text);
    if ('fault' in read) throw new TypeError(`${JSON.stringify(text)} is not allowed: ${read.fault.message}`);
    return read.option;
  });
}

/** @returns the first option of a manner that needs raw sockets, or undefined. */
export function rawOption(settings: ScanSettings): Option | undefined {
  return optionsOf(settings).find(({ name }) => ROW.get(name)?.raw === true);
}

import { parsePorts, portCount } from '../model/port.ts';
import type { ScanSettings } from '../model/scan-settings.ts';
import { type OptionFault, refusalOf, refusedInResults, strangeness } from './refused-options.ts';
import { SAFE_SCRIPTS } from './scripts.ts';
import { isShipped } from './shipped-scripts.ts';

/**
 * What an option changes, and so the invocations that contain it.
 * - `timing`: all invocations; the sweep is at nmap's own pace.
 * - `rate`: all invocations, never above the rate of the authorization.
 * - `probe`: host discovery.
 * - `technique`: every port scan of TCP.
 * - `packet`: every port scan of TCP; confirmation uses raw packets too.
 * - `version`: version detection.
 * - `facts`: scripts and OS detection, which ride with version detection.
 */
type Kind = 'timing' | 'rate' | 'probe' | 'technique' | 'packet' | 'version' | 'facts' | 'words';

/** One option of nmap that a policy may name, parsed. */
export interface Option {
  readonly name: string;
  readonly kind: Kind;
  /** Null: the option has no value. */
  readonly value: string | null;
  /** The option as nmap gets it: one argument. */
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
  /** @returns every value that nmap accepts, not only a value that a policy may write; undefined for any other text */
  readonly read: (text: string) => number | undefined;
}

interface Row {
  readonly name: string;
  readonly kind: Kind;
  /** The value after the name, with `=` after a long name. Null: no value. */
  readonly value: Value | null;
  /** Whether the value may be left out. */
  readonly bare?: true;
  /** Whether the option makes nmap send packets that the kernel would not send, so that it needs raw sockets. */
  readonly raw?: true;
  /** The end of the range beyond which a value makes nmap miss slow or distant ports; absent: neither end. */
  readonly hasty?: 'below' | 'above';
}

const readNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

const number = (least: number, most: number, read: Range['read'] = readNumber): Value => ({
  shape: `a whole number from ${least} to ${most}`,
  accepts: (text) => /^(?:0|[1-9]\d{0,7})$/.test(text) && Number(text) >= least && Number(text) <= most,
  range: { least, most, read },
});

const TEMPLATES = ['paranoid', 'sneaky', 'polite', 'normal', 'aggressive', 'insane'];

/** Reads a timing template by number or name. nmap reads only the first digit of a number. */
const readTemplate = (text: string): number | undefined => {
  const named = TEMPLATES.indexOf(text.toLowerCase());
  return named === -1 ? readNumber(text.slice(0, 1)) : named;
};

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** @returns a time in milliseconds, or undefined. nmap would read a number without a unit as seconds. */
export function milliseconds(text: string): number | undefined {
  const [, digits, unit = ''] = /^(0|[1-9]\d{0,6})(ms|s|m)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (MILLISECONDS[unit] ?? 0);
}

const NMAP_UNITS: Readonly<Record<string, number>> = { ...MILLISECONDS, h: 3_600_000 };

/**
 * A number without a unit means seconds, and before nmap 5.30 milliseconds. Current versions accept
 * no such number from 50 on.
 */
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
 * The grammar of `options`: every option that is not in this table is refused. No option may have shorter
 * timeouts than nmap's -T4, the default pace: a port that answers too late looks filtered, and a policy may
 * list that port as filtered.
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

const SCRIPT_FAULT = 'a script that is not part of nmap may report an open port as closed';

/**
 * Judges an option of the command line of results from elsewhere. A value that a policy may not write because nmap
 * would miss ports makes these results prove less too. Longer timeouts than a policy may write do no harm.
 * @param name the full name, as nmap reads it: `--max-retries`, `-T`
 * @returns what is wrong; null: nothing
 */
export function optionFault(name: string, value: string | null): string | null {
  const row = ROW.get(name);
  if (row === undefined) return refusedInResults(name);
  if (name === '--script' && !isShipped(value ?? '')) return SCRIPT_FAULT;
  const range = row.value?.range;
  if (row.hasty === undefined || range === undefined) return null;
  const read = range.read(value ?? '');
  const fits = read !== undefined && (row.hasty === 'below' ? read >= range.least : read <= range.most);
  return fits ? null : `${name} takes ${row.value?.shape}`;
}

/**
 * Reads one option as a policy writes it: `--name`, `--name=value`, `-sS`, `-T3`, `-PS22,80`. The spelling is that
 * of nmap's manual. Other spellings that nmap accepts (an abbreviation, one dash for two, `_` for `-`, a value
 * after a space) are refused.
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

/** A long option has its value after `=`, a short option directly after its letters. */
function splitOption(text: string): readonly [name: string, value: string | null] {
  if (text.startsWith('--')) {
    const at = text.indexOf('=');
    return at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
  }
  const [, name = text, value = ''] = /^(-(?:P[SAUY]|T|g))(.*)$/.exec(text) ?? [];
  return [name, value === '' ? null : value];
}

/** Options that exclude each other, and options that need another option. The message is about the later option. */
const ALTERNATIVES: readonly (readonly string[])[] = [
  ['-sS', '-sT'],
  ['--version-light', '--version-all', '--version-intensity'],
  ['--source-port', '-g'],
];

/** Pairs of options. nmap ends at once if the first value is larger than the second. */
const ORDERED: readonly (readonly [lower: string, higher: string])[] = [
  ['--min-parallelism', '--max-parallelism'],
  ['--min-hostgroup', '--max-hostgroup'],
  ['--min-rtt-timeout', '--max-rtt-timeout'],
  ['--initial-rtt-timeout', '--max-rtt-timeout'],
  ['--min-rtt-timeout', '--initial-rtt-timeout'],
  ['--scan-delay', '--max-scan-delay'],
];

/** Pairs of options of which nmap ignores one, or with which nmap ends at once. */
const RIVALS: readonly (readonly [one: RegExp, other: RegExp, why: string])[] = [
  [/^--scan-delay=/, /^--(?:min|max)-parallelism=/, 'with --scan-delay, nmap sends one probe at a time to a host'],
  [/^-T[0-2]$/, /^--min-parallelism=/, 'with -T0 to -T2, nmap sends one probe at a time'],
];

/** @returns the options that contradict each other: the index of the option to report, and the message */
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
    if (name === '--osscan-limit' && !other('-O')) return [{ index, message: 'this has no effect without -O' }];
    if (kind === 'packet' && other('-sT')) {
      return [{ index, message: `${name} has no effect with -sT, because the kernel makes the packets` }];
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
 * @returns the options of scan settings, parsed again, so that no option outside the grammar reaches nmap
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

/** @returns the first option of scan settings that needs raw sockets, or undefined */
export function rawOption(settings: ScanSettings): Option | undefined {
  return optionsOf(settings).find(({ name }) => ROW.get(name)?.raw === true);
}

/** @returns the arguments of one kind */
export function written(given: readonly Option[], kind: Kind): readonly string[] {
  return given.filter((option) => option.kind === kind).map(({ argument }) => argument);
}

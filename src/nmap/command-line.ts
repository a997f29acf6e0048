import { printable } from '../model/text.ts';
import { OPTION_NAMES, optionFault } from './options.ts';
import { REFUSED_NAMES } from './refused-options.ts';

/** Folders in which distributions keep nmap's data files. */
export const DATA_FOLDERS: readonly string[] = [
  '/usr/share/nmap',
  '/usr/local/share/nmap',
  '/opt/homebrew/share/nmap',
  '/opt/local/share/nmap',
  '/snap/nmap/current/usr/share/nmap',
];

/** One option of a command line, as nmap's parser (getopt_long_only) reads it. */
interface Taken {
  /** The full name: `--name` or `-x`. Each letter of a scan type is one option, `-sS`. */
  readonly name: string;
  readonly value: string | null;
}

interface Read {
  readonly options: readonly Taken[];
  /** Whether the next word is the value of the last option. */
  readonly usesNext: boolean;
}

/**
 * nmap's short options (nmap.cc, 7.99). `:` follows options with a value, `::` follows options whose value
 * has to be in the same word.
 */
const SHORT = '46Ab:D:d::e:Ffg:hIi:M:m:nO::o:P::p:qRrS:s::T:Vv::';

/** nmap's long options with a value, in the next word or after `=` (nmap.cc, 7.99). */
const WITH_VALUE: ReadonlySet<string> = new Set(
  (
    'datadir servicedb versiondb max-os-tries max-parallelism min-parallelism timing max-rtt-timeout min-rtt-timeout ' +
    'initial-rtt-timeout excludefile exclude max-hostgroup min-hostgroup scanflags host-timeout scan-delay ' +
    'max-scan-delay max-retries oA oN oM oG oS oH oX iL iR sI source-port nsock-engine proxies proxy data ' +
    'data-string data-length stylesheet mtu spoof-mac ttl version-intensity dns-servers port-ratio exclude-ports ' +
    'top-ports script script-args script-args-file script-help script-timeout ip-options min-rate max-rate ' +
    'stats-every route-dst resume'
  )
    .split(' ')
    .map((name) => `--${name}`),
);

/** Options that nmap treats as the same. */
const SAME: Readonly<Record<string, string>> = { '--timing': '-T', '-M': '--max-parallelism' };

const LONG_NAMES: readonly string[] = [...OPTION_NAMES.filter((name) => name.startsWith('--')), ...REFUSED_NAMES];

/**
 * Judges the command line of results from elsewhere by the grammar of `options` (options.ts, refused-options.ts).
 * An option that a policy may not name because it makes a scan prove less makes these results prove less too.
 * Options that only choose targets and ports, host discovery, or places for results are allowed, because the
 * document itself shows what it covers.
 * @param words nmap's arguments, the program first; null: the command line cannot be parsed
 * @returns which options make the results prove nothing, and why, printable, to follow "made
 * with"; null: no option does
 */
export function commandFault(words: readonly string[] | null): string | null {
  if (words === null) return 'options that cannot be parsed: a quote is not closed';
  const [program = '', ...rest] = words;
  if (program === '' || program.startsWith('-')) return 'options that the file does not name';
  const faults = new Set<string>();
  for (const taken of readOptions(rest)) {
    const fault = typeof taken === 'string' ? `${printable(taken)} (unknown option)` : faultOf(taken);
    if (fault !== null) faults.add(fault);
    if (faults.size >= MOST_TOLD) break;
  }
  return faults.size === 0 ? null : [...faults].join(' and ');
}

/** The largest number of faults of one command line that a message shows. */
const MOST_TOLD = 3;

function faultOf({ name, value }: Taken): string | null {
  // The gate's own scans name this folder, so that nmap reads no data files of a home folder.
  if (name === '--datadir' && value !== null && DATA_FOLDERS.includes(value)) return null;
  const why = optionFault(SAME[name] ?? name, value);
  if (why === null) return null;
  const written = value === null || value === '' ? name : `${name} ${value}`;
  return `${printable(written)} (${why})`;
}

/** @returns each option, or a word that is not an option. Targets may stand anywhere (GNU getopt). */
function* readOptions(words: readonly string[]): Generator<Taken | string> {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '--') return;
    if (!word.startsWith('-') || word === '-') continue;
    const next = words[index + 1] ?? null;
    const read = readLong(word, next) ?? (word.startsWith('--') ? null : readShort(word.slice(1), next));
    if (read === null) yield word;
    else {
      yield* read.options;
      if (read.usesNext) index++;
    }
  }
}

/**
 * Reads a long option. One dash is enough, and so is any beginning of the name. Older versions accept `_` for `-`.
 * @returns null if the word is not a long option
 */
function readLong(word: string, next: string | null): Read | null {
  if (word.length === 2) return null;
  const at = word.indexOf('=');
  const written = word.slice(word.startsWith('--') ? 2 : 1, at === -1 ? undefined : at).replaceAll('_', '-');
  const exact = LONG_NAMES.filter((name) => name === `--${written}`);
  const names = exact.length > 0 ? exact : LONG_NAMES.filter((name) => name.startsWith(`--${written}`));
  const stuck = at === -1 ? null : word.slice(at + 1);
  const taken = names.map((name) => ({ name, value: stuck ?? (WITH_VALUE.has(name) ? next : null) }));
  // The meaning of an abbreviation depends on the version of nmap, so the worst meaning counts.
  const worst = taken.find(({ name, value }) => optionFault(SAME[name] ?? name, value) !== null) ?? taken[0];
  if (worst === undefined) return null;
  const usesNext = stuck === null && WITH_VALUE.has(worst.name);
  if (taken.some(({ name }) => WITH_VALUE.has(name) !== WITH_VALUE.has(worst.name)) && taken.length > 1) return null;
  return { options: [worst], usesNext };
}

/**
 * Reads letters after one dash: options without a value, and then perhaps one option with a value in the
 * same word or in the next.
 */
function readShort(letters: string, next: string | null): Read | null {
  const options: Taken[] = [];
  for (const [index, letter] of [...letters].entries()) {
    const at = letter === ':' ? -1 : SHORT.indexOf(letter);
    if (at === -1) return null;
    const kind = /^:*/.exec(SHORT.slice(at + 1))?.[0] ?? '';
    const rest = letters.slice(index + 1);
    if (kind === '') options.push({ name: `-${letter}`, value: null });
    else if (letter === 's') return { options: [...options, ...scanTypes(rest)], usesNext: false };
    else {
      const usesNext = kind === ':' && rest === '';
      return { options: [...options, { name: `-${letter}`, value: usesNext ? next : rest }], usesNext };
    }
  }
  return { options, usesNext: false };
}

function scanTypes(letters: string): readonly Taken[] {
  return [...letters].map((letter) => ({ name: `-s${letter}`, value: null }));
}

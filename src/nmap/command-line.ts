import { printable } from '../model/text.ts';
import { OPTION_NAMES, optionFault } from './options.ts';
import { REFUSED_NAMES } from './refused-options.ts';

/** Where distributions keep nmap's data files. */
export const DATA_FOLDERS: readonly string[] = [
  '/usr/share/nmap',
  '/usr/local/share/nmap',
  '/opt/homebrew/share/nmap',
  '/opt/local/share/nmap',
  '/snap/nmap/current/usr/share/nmap',
];

/** One option of a command line, as nmap's parser (getopt_long_only) takes it. */
interface Taken {
  /** Written out: `--name` or `-x`; each letter of a scan type is one, `-sS`. */
  readonly name: string;
  readonly value: string | null;
}

interface Read {
  readonly options: readonly Taken[];
  /** Whether the next word is the value of the last one. */
  readonly usesNext: boolean;
}

/**
 * nmap's short options (nmap.cc, 7.99): with `:` those that take a value, with `::` those whose value can only stick to
 * them.
 */
const SHORT = '46Ab:D:d::e:Ffg:hIi:M:m:nO::o:P::p:qRrS:s::T:Vv::';

/** nmap's long options that take a value, in the next word or behind `=` (nmap.cc, 7.99). */
const WITH_VALUE: ReadonlySet<string> = new Set(
  (
    'datadir servicedb versiondb max-os-tries max-parallelism min-parallelism timing max-rtt-timeout min-rtt-timeout ' +
    'initial-rtt-timeout excludefile exclude max-hostgroup min-hostgroup scanflags host-timeout scan-delay max-scan-delay ' +
    'max-retries oA oN oM oG oS oH oX iL iR sI source-port nsock-engine proxies proxy data data-string data-length ' +
    'stylesheet mtu spoof-mac ttl version-intensity dns-servers port-ratio exclude-ports top-ports script script-args ' +
    'script-args-file script-help script-timeout ip-options min-rate max-rate stats-every route-dst resume'
  )
    .split(' ')
    .map((name) => `--${name}`),
);

/** What nmap takes for the same. */
const SAME: Readonly<Record<string, string>> = { '--timing': '-T', '-M': '--max-parallelism' };

const LONG_NAMES: readonly string[] = [...OPTION_NAMES.filter((name) => name.startsWith('--')), ...REFUSED_NAMES];

/**
 * Judges the command line that results were made with, by the grammar of `options` (options.ts, refused.ts). What a
 * policy may not ask for because it takes away the proof takes it away there too; what only says which targets and
 * ports are scanned, how hosts are found and where results go does not, because the document itself tells what it
 * answers.
 * @param words nmap's arguments, the program first; null: they can not be read
 * @returns which options take away the proof and why, printable, to stand behind "made with"; null: none does
 */
export function commandFault(words: readonly string[] | null): string | null {
  if (words === null) return 'options that can not be read: a quote is not closed';
  const [program = '', ...rest] = words;
  if (program === '' || program.startsWith('-')) return 'options that it does not tell';
  const faults = new Set<string>();
  for (const taken of readOptions(rest)) {
    const fault = typeof taken === 'string' ? `${printable(taken)} (no option that is known here)` : faultOf(taken);
    if (fault !== null) faults.add(fault);
    if (faults.size >= MOST_TOLD) break;
  }
  return faults.size === 0 ? null : [...faults].join(' and ');
}

/** Faults of one command line that are told. */
const MOST_TOLD = 3;

function faultOf({ name, value }: Taken): string | null {
  // The gate's own scans name this folder, so that nmap reads no data files of a home folder.
  if (name === '--datadir' && value !== null && DATA_FOLDERS.includes(value)) return null;
  const why = optionFault(SAME[name] ?? name, value);
  if (why === null) return null;
  const written = value === null || value === '' ? name : `${name} ${value}`;
  return `${printable(written)} (${why})`;
}

/** @returns each option, or the word that can not be understood. Targets may stand anywhere (GNU getopt). */
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
 * One dash is enough, and any beginning of the name; older versions take `_` for `-`. @returns null for no long option.
 */
function readLong(word: string, next: string | null): Read | null {
  if (word.length === 2) return null;
  const at = word.indexOf('=');
  const written = word.slice(word.startsWith('--') ? 2 : 1, at === -1 ? undefined : at).replaceAll('_', '-');
  const exact = LONG_NAMES.filter((name) => name === `--${written}`);
  const names = exact.length > 0 ? exact : LONG_NAMES.filter((name) => name.startsWith(`--${written}`));
  const stuck = at === -1 ? null : word.slice(at + 1);
  const taken = names.map((name) => ({ name, value: stuck ?? (WITH_VALUE.has(name) ? next : null) }));
  // Which one an abbreviation means depends on the version: the worst of them counts.
  const worst = taken.find(({ name, value }) => optionFault(SAME[name] ?? name, value) !== null) ?? taken[0];
  if (worst === undefined) return null;
  const usesNext = stuck === null && WITH_VALUE.has(worst.name);
  if (taken.some(({ name }) => WITH_VALUE.has(name) !== WITH_VALUE.has(worst.name)) && taken.length > 1) return null;
  return { options: [worst], usesNext };
}

/** Letters behind one dash: options without a value, and then perhaps one whose value sticks to it or follows. */
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

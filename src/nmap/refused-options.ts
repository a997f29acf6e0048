/** Why an option is refused: by its name, because it is unknown, or because its value is not allowed. */
export interface OptionFault {
  readonly kind: 'forbidden' | 'unknown' | 'invalid';
  /** What is wrong and what to do. The caller puts the quoted option before this text. */
  readonly message: string;
  /** The option that the user probably meant. It may be refused too. */
  readonly meant?: string;
}

const WRITES = 'this option writes files, and the gate reads the results itself';
const READS = 'this option reads a file of the scanning machine, which the policy does not show';
const TARGETS = 'targets come only from hosts and exclude, which are checked against the authorization';
const PORTS = 'the scanned ports come only from ports and the entries';
const HIDES = 'this option hides the scanner, which an authorized scan does not need';
const PROVES = 'a scan of this type proves nothing: a port that it does not report as open may be open';
const LADEN = 'firewalls drop probes that carry data, and their ports look filtered';
const FAST =
  'packets that are faster than the path carries get lost, and their ports look filtered; the sweep finds the best ' +
  'rate itself';
const SCRIPTS = 'only scripts from the list of safe scripts run, without arguments: --script=ssl-cert,http-title';
const ELSEWHERE = 'this option sends packets to addresses that are not authorized';
const RESOLVES = 'names are resolved once, before the scan, and checked';
const PRIVILEGE = 'the gate finds out how the scanning machine can send packets';
const TALKS = 'this option changes what nmap prints or waits for, and the results must stay readable';
const OURS = 'the gate sets this option itself if it is needed';
const DROPS = 'nmap drops the results of a host after this time; "timeout" limits the whole run';
const SILENCE = 'silent ports would look closed';

/**
 * Whether results from elsewhere are trusted although nmap ran with the option. They are trusted if the option only
 * chooses targets and ports, host discovery, or places for results, because the document itself shows what it covers.
 */
type InResults = 'believed' | 'refused';

/**
 * nmap's long options that are refused, and the reasons (nmap manual, 7.93, and options that only nmap's source has).
 */
const LONG: ReadonlyMap<string, { readonly why: string; readonly results: InResults }> = new Map(
  (
    [
      [WRITES, 'believed', ['append-output', 'oA', 'oG', 'oH', 'oM', 'oN', 'oS', 'oX', 'log-errors', 'webxml']],
      [WRITES, 'believed', ['stylesheet', 'no-stylesheet', 'script-updatedb', 'deprecated-xml-osclass']],
      [READS, 'believed', ['iL', 'excludefile', 'script-args-file']],
      [READS, 'refused', ['resume', 'datadir', 'servicedb', 'versiondb']],
      [TARGETS, 'believed', ['iR', 'exclude', 'resolve-all', 'unique', 'randomize-hosts']],
      [PORTS, 'believed', ['exclude-ports', 'top-ports', 'port-ratio', 'allports']],
      [HIDES, 'refused', ['decoys', 'decoy', 'ip-options', 'mtu', 'ff', 'spoof-mac', 'badsum', 'adler32', 'data']],
      [HIDES, 'refused', ['data-string', 'proxies', 'proxy']],
      [PROVES, 'refused', ['scanflags', 'sI', 'open']],
      [LADEN, 'refused', ['data-length']],
      [FAST, 'refused', ['min-rate', 'nsock-engine', 'nogcc']],
      [SCRIPTS, 'believed', ['script-args', 'script-help', 'script-trace', 'script-timeout', 'vulnscan']],
      [ELSEWHERE, 'believed', ['traceroute', 'dns-servers', 'route-dst']],
      [RESOLVES, 'believed', ['system-dns']],
      [PRIVILEGE, 'believed', ['privileged', 'unprivileged', 'send-eth', 'send-ip', 'disable-arp-ping']],
      [PRIVILEGE, 'believed', ['discovery-ignore-rst']],
      [TALKS, 'believed', ['debug', 'verbose', 'vv', 'packet-trace', 'version-trace', 'iflist', 'help', 'version']],
      [TALKS, 'believed', ['interactive', 'noninteractive', 'release-memory', 'thc', 'rH']],
      [OURS, 'believed', ['stats-every', 'timing', 'M', 'max-os-tries']],
      [DROPS, 'refused', ['host-timeout']],
      [SILENCE, 'refused', ['defeat-icmp-ratelimit']],
      ['this option makes nmap guess, and a guess is not a fact', 'believed', ['osscan-guess', 'fuzzy']],
    ] as const
  ).flatMap(([why, results, names]) => names.map((name) => [name, { why, results }] as const)),
);

/** The names of the refused long options, as a user writes them. */
export const REFUSED_NAMES: readonly string[] = [...LONG.keys()].map((name) => `--${name}`);

/** Short options, by their first letters, in the order in which they are tried. A value may follow in the same word. */
const SHORT: readonly (readonly [begins: RegExp, why: string, results: InResults])[] = [
  [/^-[om]/, WRITES, 'believed'],
  [/^-iL/, READS, 'believed'],
  [/^-iR/, TARGETS, 'believed'],
  [/^-i/, TARGETS, 'believed'],
  [/^-[46]/, 'the address family comes from hosts and families', 'believed'],
  [/^-(?:p|F|r)/, PORTS, 'believed'],
  [/^-(?:D|S|e|f)/, HIDES, 'refused'],
  [/^-b/, ELSEWHERE, 'refused'],
  [/^-sI/, ELSEWHERE, 'refused'],
  [/^-sC/, SCRIPTS, 'believed'],
  [/^-s[VR]/, 'open ports always get version detection', 'believed'],
  [/^-s[YU]/, 'the scanned protocols come only from ports and the entries', 'believed'],
  [
    /^-s[nPL]/,
    'a scan without ports proves nothing about ports; the profile discovery finds out which hosts are up',
    'believed',
  ],
  [/^-s[ST]./, 'write one scan type, -sS or -sT', 'believed'],
  [/^-s/, PROVES, 'refused'],
  [/^-(?:Pn|P0|PN|PD|PI|PB|PT)/, 'assume: up or assume: discover says whether host discovery runs', 'believed'],
  [/^-PR/, 'nmap uses ARP by itself if it can', 'believed'],
  [/^-P/, 'host discovery takes only -PS, -PA, -PU, -PY, -PE, -PP and -PM', 'believed'],
  [
    /^-A/,
    'this option stands for several options and runs scripts that are not safe; write -O and --script instead',
    'believed',
  ],
  [/^-[nR]/, RESOLVES, 'believed'],
  [/^-[dvhV]/, TALKS, 'believed'],
  [/^-q/, TALKS, 'refused'],
  [/^-M/, 'write --max-parallelism', 'believed'],
  [/^-I/, ELSEWHERE, 'refused'],
];

/**
 * @param name the full name of an option that is not in the grammar: `--badsum`, `-f`, `-sF`
 * @returns why results that were made with the option prove nothing; null if they may prove something
 */
export function refusedInResults(name: string): string | null {
  const row = name.startsWith('--') ? LONG.get(name.slice(2)) : undefined;
  if (row !== undefined) return row.results === 'refused' ? row.why : null;
  const [, why, results] = SHORT.find(([begins]) => begins.test(name)) ?? [];
  if (why === undefined) return 'its effect is unknown';
  return results === 'refused' ? why : null;
}

/**
 * nmap's parser accepts abbreviations, one dash or two, and `_` for `-`. The gate refuses these spellings, but uses
 * them to find the option that the user meant.
 * @returns why an option that is not in the grammar is refused
 */
export function refusalOf(text: string, allowed: readonly string[]): OptionFault {
  if (/^-{1,2}$/.test(text))
    return forbidden('the words after it would be targets, and targets come only from the policy');
  if (!text.startsWith('-')) return forbidden(`it would be a target: ${TARGETS}`);
  const [name = ''] = text.replace(/^--?/, '').replaceAll('_', '-').split('=');
  const exact = LONG.get(name);
  if (exact !== undefined) return forbidden(exact.why);
  const isLong = text.startsWith('--');
  const short = SHORT.find(([begins]) => begins.test(text));
  if (!isLong && short !== undefined && name.length <= 3) return forbidden(short[1]);
  const meant =
    name.length < 2 ? undefined : allowed.find((one) => one.startsWith('--') && one.slice(2).startsWith(name));
  if (meant !== undefined) {
    const value = /=.*$/s.exec(text)?.[0] ?? '';
    return { kind: 'invalid', message: `its name is ${meant}`, meant: meant + value };
  }
  const refused = name.length < 2 ? undefined : [...LONG.keys()].find((one) => one.startsWith(name));
  if (refused !== undefined) return forbidden(`nmap reads it as --${refused}: ${LONG.get(refused)?.why}`);
  if (!isLong && short !== undefined) return forbidden(short[1]);
  return { kind: 'unknown', message: 'a policy may not name this option' };
}

function forbidden(why: string): OptionFault {
  return { kind: 'forbidden', message: why };
}

/** @returns what is wrong with the text of any option, and what the user probably meant */
export function strangeness(text: string): Omit<OptionFault, 'kind'> | undefined {
  if (text === '') return { message: 'an option is missing here' };
  if (/^\p{Dash}/u.test(text) && !text.startsWith('-')) {
    return { message: 'it begins with a dash that is not a hyphen', meant: text.replace(/^\p{Dash}+/u, hyphens) };
  }
  if (/\s/.test(text)) {
    const meant = text.trim().replace(/\s+/, text.trim().startsWith('--') ? '=' : '');
    return { message: 'it contains spaces', meant };
  }
  return /[^\x21-\x7e]/.test(text) ? { message: 'an option may contain only visible ASCII characters' } : undefined;
}

/** Word processors turn two hyphens into one long dash. Before a short option they may write a dash of any length. */
function hyphens(dashes: string, _at: number, text: string): string {
  return text.length - dashes.length > 2 && !/^[sP][A-Z]/.test(text.slice(dashes.length)) ? '--' : '-';
}

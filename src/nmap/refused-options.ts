/** Why an option is not taken: refused by name, not known, or with a value that is not allowed. */
export interface OptionFault {
  readonly kind: 'forbidden' | 'unknown' | 'invalid';
  /** What is wrong and what to do; without the option itself, which is quoted by the caller before it. */
  readonly message: string;
  /** The option as it was probably meant. It may be refused too. */
  readonly meant?: string;
}

const WRITES = 'it writes files: the results go to the gate alone';
const READS = 'it reads a file of the machine that scans, which the policy does not show';
const TARGETS = 'what is scanned comes from hosts and exclude alone, checked against the authorization';
const PORTS = 'which ports are scanned comes from ports and the entries alone';
const HIDES = 'it hides who scans, which an authorized scan has no need of';
const PROVES = 'what it reports as not open may be open: a scan of this type proves nothing';
const LADEN = 'firewalls drop probes that carry data, and what is dropped reads as filtered';
const FAST =
  'packets forced out faster than the path carries are lost, and read as filtered; the sweep finds its own pace';
const SCRIPTS = 'only scripts from the list of safe ones run, as they are: --script=ssl-cert,http-title';
const ELSEWHERE = 'it sends packets to addresses that nobody authorized';
const RESOLVES = 'names are resolved once, before the scan, and checked';
const PRIVILEGE = 'how packets are sent depends on the machine that scans, and is found out there';
const TALKS = 'it changes what nmap prints or waits for, and the results must stay readable';
const OURS = 'the gate says this itself, where it is needed';
const DROPS = 'results of a host are thrown away with it; "timeout" bounds the whole run';
const SILENCE = 'silence would read as closed';

/**
 * Whether results made elsewhere are believed although nmap was given the option: where it only says which targets and
 * ports are scanned, how they are found and where results go, the document itself tells what it answers.
 */
type InResults = 'believed' | 'refused';

/** nmap's long options that are refused, and why (nmap manual, 7.93; and what its source knows besides). */
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
      [FAST, 'refused', ['min-rate', 'nsock-engine']],
      [SCRIPTS, 'believed', ['script-args', 'script-help', 'script-trace', 'script-timeout', 'vulnscan']],
      [ELSEWHERE, 'believed', ['traceroute', 'dns-servers', 'route-dst']],
      [RESOLVES, 'believed', ['system-dns']],
      [PRIVILEGE, 'believed', ['privileged', 'unprivileged', 'send-eth', 'send-ip', 'disable-arp-ping']],
      [PRIVILEGE, 'believed', ['discovery-ignore-rst']],
      [TALKS, 'believed', ['debug', 'verbose', 'vv', 'packet-trace', 'version-trace', 'iflist', 'help', 'version']],
      [TALKS, 'believed', ['interactive', 'noninteractive', 'release-memory', 'nogcc', 'thc', 'rH']],
      [OURS, 'believed', ['stats-every', 'timing', 'M', 'max-os-tries']],
      [DROPS, 'refused', ['host-timeout']],
      [SILENCE, 'refused', ['defeat-icmp-ratelimit']],
      ['it guesses, and a guess is no fact', 'believed', ['osscan-guess', 'fuzzy']],
    ] as const
  ).flatMap(([why, results, names]) => names.map((name) => [name, { why, results }] as const)),
);

/** The long options that are refused, as they are written. */
export const REFUSED_NAMES: readonly string[] = [...LONG.keys()].map((name) => `--${name}`);

/** Short options, by how they begin; the value may stick to them. In this order. */
const SHORT: readonly (readonly [begins: RegExp, why: string, results: InResults])[] = [
  [/^-[om]/, WRITES, 'believed'],
  [/^-iL/, READS, 'believed'],
  [/^-iR/, TARGETS, 'believed'],
  [/^-i/, TARGETS, 'believed'],
  [/^-[46]/, 'the family of addresses follows from hosts and families', 'believed'],
  [/^-(?:p|F|r)/, PORTS, 'believed'],
  [/^-(?:D|S|e|f)/, HIDES, 'refused'],
  [/^-b/, ELSEWHERE, 'refused'],
  [/^-sI/, ELSEWHERE, 'refused'],
  [/^-sC/, SCRIPTS, 'believed'],
  [/^-s[VR]/, 'open ports are always asked for their services', 'believed'],
  [/^-s[YU]/, 'which protocols are scanned comes from ports and the entries alone', 'believed'],
  [/^-s[nPL]/, 'a scan without ports answers for none; the profile discovery looks which hosts are up', 'believed'],
  [/^-s[ST]./, 'one scan type, and only -sS or -sT', 'believed'],
  [/^-s/, PROVES, 'refused'],
  [/^-(?:Pn|P0|PN|PD|PI|PB|PT)/, 'whether hosts are looked for first is said by assume: up or discover', 'believed'],
  [/^-PR/, 'nmap asks by ARP where it can', 'believed'],
  [/^-P/, 'only -PS, -PA, -PU, -PY, -PE, -PP and -PM look for hosts here', 'believed'],
  [/^-A/, 'it stands for several options, scripts that are not safe among them; name -O and --script', 'believed'],
  [/^-[nR]/, RESOLVES, 'believed'],
  [/^-[dvhV]/, TALKS, 'believed'],
  [/^-q/, TALKS, 'refused'],
  [/^-M/, 'write --max-parallelism', 'believed'],
  [/^-I/, ELSEWHERE, 'refused'],
];

/**
 * @param name `--badsum`, `-f`, `-sF`: written out, and not in the grammar of what is allowed
 * @returns why results that were made with it prove nothing; null: they may
 */
export function refusedInResults(name: string): string | null {
  const row = name.startsWith('--') ? LONG.get(name.slice(2)) : undefined;
  if (row !== undefined) return row.results === 'refused' ? row.why : null;
  const [, why, results] = SHORT.find(([begins]) => begins.test(name)) ?? [];
  if (why === undefined) return 'nobody knows what it does';
  return results === 'refused' ? why : null;
}

/**
 * nmap's parser takes options abbreviated, with one dash or two, and with `_` for `-`. Here none of that is taken; it
 * only tells which option was meant.
 * @returns why an option that is not in the grammar is refused.
 */
export function refusalOf(text: string, allowed: readonly string[]): OptionFault {
  if (/^-{1,2}$/.test(text)) return forbidden('what follows would be targets: hosts come from the policy alone');
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
  if (refused !== undefined) return forbidden(`nmap takes it for --${refused}: ${LONG.get(refused)?.why}`);
  if (!isLong && short !== undefined) return forbidden(short[1]);
  return { kind: 'unknown', message: 'no option that a policy may name' };
}

function forbidden(why: string): OptionFault {
  return { kind: 'forbidden', message: why };
}

/** @returns what is wrong with the text of an option, whichever it is, and how it was probably meant. */
export function strangeness(text: string): Omit<OptionFault, 'kind'> | undefined {
  if (text === '') return { message: 'an option is missing here' };
  if (/^\p{Dash}/u.test(text) && !text.startsWith('-')) {
    return { message: 'it begins with a dash that is not a hyphen', meant: text.replace(/^\p{Dash}+/u, hyphens) };
  }
  if (/\s/.test(text)) {
    const meant = text.trim().replace(/\s+/, text.trim().startsWith('--') ? '=' : '');
    return { message: 'it has spaces', meant };
  }
  return /[^\x21-\x7e]/.test(text) ? { message: 'an option has only visible ASCII characters' } : undefined;
}

/** Word processors write a long dash for two hyphens, and before a short option a dash of any length. */
function hyphens(dashes: string, _at: number, text: string): string {
  return text.length - dashes.length > 2 && !/^[sP][A-Z]/.test(text.slice(dashes.length)) ? '--' : '-';
}

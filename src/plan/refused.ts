import type { OptionFault } from './options.ts';

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

/** nmap's long options that are refused, and why (nmap manual, 7.93; and what its source knows besides). */
const LONG: ReadonlyMap<string, string> = new Map(
  (
    [
      [WRITES, ['append-output', 'oA', 'oG', 'oH', 'oM', 'oN', 'oS', 'oX', 'log-errors', 'script-updatedb']],
      [WRITES, ['stylesheet', 'no-stylesheet', 'webxml', 'deprecated-xml-osclass']],
      [READS, ['iL', 'resume', 'excludefile', 'datadir', 'servicedb', 'versiondb', 'script-args-file']],
      [TARGETS, ['iR', 'exclude', 'resolve-all', 'unique', 'randomize-hosts']],
      [PORTS, ['exclude-ports', 'top-ports', 'port-ratio', 'allports']],
      [HIDES, ['decoys', 'decoy', 'ip-options', 'mtu', 'ff', 'spoof-mac', 'badsum', 'adler32', 'data', 'data-string']],
      [HIDES, ['proxies', 'proxy']],
      [PROVES, ['scanflags', 'sI', 'open']],
      [LADEN, ['data-length']],
      [FAST, ['min-rate', 'nsock-engine']],
      [SCRIPTS, ['script-args', 'script-help', 'script-trace', 'script-timeout', 'vulnscan']],
      [ELSEWHERE, ['traceroute', 'dns-servers', 'route-dst']],
      [RESOLVES, ['system-dns']],
      [PRIVILEGE, ['privileged', 'unprivileged', 'send-eth', 'send-ip', 'disable-arp-ping', 'discovery-ignore-rst']],
      [TALKS, ['debug', 'verbose', 'vv', 'packet-trace', 'version-trace', 'iflist', 'help', 'version', 'interactive']],
      [TALKS, ['noninteractive', 'release-memory', 'nogcc', 'thc', 'rH']],
      [OURS, ['stats-every', 'timing', 'M', 'max-os-tries']],
      [DROPS, ['host-timeout']],
      [SILENCE, ['defeat-icmp-ratelimit']],
      ['it guesses, and a guess is no fact', ['osscan-guess', 'fuzzy']],
    ] as const
  ).flatMap(([why, names]) => names.map((name) => [name, why] as const)),
);

/** Short options, by how they begin; the value may stick to them. In this order. */
const SHORT: readonly (readonly [begins: RegExp, why: string])[] = [
  [/^-o/, WRITES],
  [/^-iL/, READS],
  [/^-iR/, TARGETS],
  [/^-i/, TARGETS],
  [/^-6/, 'the family of addresses follows from hosts and families'],
  [/^-4/, 'the family of addresses follows from hosts and families'],
  [/^-(?:p|F|r)/, PORTS],
  [/^-(?:D|S|e|f)/, HIDES],
  [/^-b/, ELSEWHERE],
  [/^-sI/, ELSEWHERE],
  [/^-sC/, SCRIPTS],
  [/^-s[VR]/, 'open ports are always asked for their services'],
  [/^-s[YU]/, 'which protocols are scanned comes from ports and the entries alone'],
  [/^-s[nPL]/, 'a scan without ports answers for none; the profile discovery looks which hosts are up'],
  [/^-s[ST]./, 'one scan type, and only -sS or -sT'],
  [/^-s/, PROVES],
  [/^-(?:Pn|P0|PN|PD|PI|PB|PT)/, 'whether hosts are looked for first is said by assume: up or discover'],
  [/^-PR/, 'nmap asks by ARP where it can'],
  [/^-P/, 'only -PS, -PA, -PU, -PY, -PE, -PP and -PM look for hosts here'],
  [/^-A/, `it stands for several options, scripts that are not safe among them; name -O and --script`],
  [/^-[nR]/, RESOLVES],
  [/^-[dvhVq]/, TALKS],
  [/^-M/, 'write --max-parallelism'],
  [/^-I/, ELSEWHERE],
];

/**
 * nmap's parser takes options abbreviated, with one dash or two, and with `_` for `-`. Here none of that is taken; it only
 * tells which option was meant.
 * @returns why an option that is not in the grammar is refused.
 */
export function refusalOf(text: string, allowed: readonly string[]): OptionFault {
  if (/^-{1,2}$/.test(text)) return forbidden('what follows would be targets: hosts come from the policy alone');
  if (!text.startsWith('-')) return forbidden(`it would be a target: ${TARGETS}`);
  const [name = ''] = text.replace(/^--?/, '').replaceAll('_', '-').split('=');
  const exact = LONG.get(name);
  if (exact !== undefined) return forbidden(exact);
  const isLong = text.startsWith('--');
  const short = SHORT.find(([begins]) => begins.test(text));
  if (!isLong && short !== undefined && name.length <= 3) return forbidden(short[1]);
  const meant =
    name.length < 2 ? undefined : allowed.find((one) => one.startsWith('--') && one.slice(2).startsWith(name));
  if (meant !== undefined) return { kind: 'invalid', message: `write it out, as ${meant}` };
  const refused = name.length < 2 ? undefined : [...LONG.keys()].find((one) => one.startsWith(name));
  if (refused !== undefined) return forbidden(`nmap takes it for --${refused}: ${LONG.get(refused)}`);
  if (!isLong && short !== undefined) return forbidden(short[1]);
  return { kind: 'unknown', message: 'no option that a policy may name' };
}

function forbidden(why: string): OptionFault {
  return { kind: 'forbidden', message: why };
}

import type { Level } from '../model/finding.ts';
import type { PolicyDevice } from '../model/policy.ts';
import type { PortsByProtocol } from '../model/port.ts';
import { formatPorts, PROTOCOLS, portCount } from '../model/port.ts';
import { counted } from '../model/quantity.ts';
import type { Assumption, Profile, Rest } from '../model/scan-settings.ts';
import { withoutCommands } from '../model/text.ts';
import type { Day } from '../model/time.ts';
import { plain } from './escape.ts';
import { type ExplainedPlan, planSections } from './explained-plan.ts';
import { serialize } from './serialize.ts';

/** The meaning of a policy, as data. All defaults are applied, and all periods are compared with the clock. */
export interface Explanation {
  readonly policy: { readonly file: string; readonly environment: string };
  readonly authorization: ExplainedAuthorization | null;
  readonly targets: readonly ExplainedTarget[];
  readonly devices: readonly ExplainedDevice[];
  /** Every default, and the policy's own value; null: the default applies. */
  readonly defaults: readonly { readonly name: string; readonly usual: string; readonly here: string | null }[];
  /** The levels of all kinds of findings. */
  readonly levels: readonly { readonly code: string; readonly usual: Level; readonly here: Level }[];
  readonly plan: ExplainedPlan | null;
}

/** A period until the end of a day, UTC. */
export interface Period {
  readonly expires: Day;
  readonly over: boolean;
  /** The remaining whole days, including today; 0 if the period is over. */
  readonly days: number;
}

export interface ExplainedAuthorization extends Period {
  readonly by: string;
  readonly reference: string;
  readonly scope: readonly string[];
  readonly exclude: readonly string[];
  readonly maxRate: number | null;
  readonly maxHosts: number;
}

export interface ExplainedTarget {
  readonly name: string;
  readonly line: number;
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** Null: the environment is the zone. */
  readonly zone: string | null;
  /** The days on which findings of the target fail no build; null: they always count. */
  readonly activation: Period | null;
  readonly hosts: readonly string[];
  readonly exclude: readonly string[];
  readonly families: readonly string[];
  readonly profile: Profile;
  readonly assume: Assumption;
  readonly confidence: number;
  readonly options: readonly string[];
  readonly rest?: Rest;
  /** The required coverage of each address: the target's `ports`, and the ports of entries and waivers. */
  readonly ports: PortsByProtocol;
  readonly require: readonly ExplainedEntry[];
  readonly allow: readonly ExplainedEntry[];
  readonly filtered: readonly ExplainedEntry[];
  readonly forbid: readonly ExplainedEntry[];
  readonly waivers: readonly ExplainedWaiver[];
  /** Other targets with the same hosts, selected or not. Their lines apply there too. */
  readonly shared: readonly ExplainedShare[];
}

/** A device that the policy names. Its `zone` is null if it may be in any zone. */
export interface ExplainedDevice extends Omit<PolicyDevice, 'location'> {
  readonly line: number;
}

export interface ExplainedShare {
  readonly target: string;
  readonly line: number;
  /** The shared hosts of this target, as written. */
  readonly hosts: readonly string[];
  readonly lines: readonly { readonly what: string; readonly line: number }[];
}

export interface ExplainedEntry {
  /** `443/tcp https`, `telnet on any port`. */
  readonly what: string;
  /** Reason, approval, ticket, review. */
  readonly notes: readonly string[];
}

export interface ExplainedWaiver extends Period {
  readonly finding: string;
  readonly port: string;
  readonly host: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string | null;
}

export const EXPLANATION_FORMATS: Readonly<Record<'text' | 'json', (explanation: Explanation) => string>> = {
  text: renderExplanation,
  json: (explanation) => {
    const targets = explanation.targets.map((target) => ({ ...target, ports: portTexts(target.ports) }));
    return [...serialize({ ...explanation, targets })].join('');
  },
};

function portTexts(ports: PortsByProtocol): Readonly<Record<string, string>> {
  return Object.fromEntries(PROTOCOLS.flatMap((one) => (ports[one] ? [[one, formatPorts(ports[one])]] : [])));
}

/** @returns the explanation in plain words, one fact per line */
export function renderExplanation(explanation: Explanation): string {
  const { policy, authorization, targets, devices, defaults, levels, plan } = explanation;
  const sections = [
    [`${policy.file}: environment "${policy.environment}", ${counted(targets.length, 'target')}`],
    ['Authorization', ...authorizationLines(authorization)],
    ...targets.map((target) => [`Target ${target.name} (line ${target.line})`, ...targetLines(target)]),
    ...(devices.length === 0 ? [] : [['Devices', ...devices.map(deviceLine)]]),
    ['Defaults', ...defaults.map(defaultLine)],
    ['Levels of findings', ...levels.map(({ code, ...level }) => defaultLine({ name: code, ...different(level) }))],
    ...(plan === null ? [] : planSections(plan)),
  ];
  const lines = sections.flatMap(([head = '', ...rest], index) => [
    ...(index === 0 ? [] : ['']),
    head,
    // Commands have no indentation, so that they can be copied.
    ...rest.map((line) => (line.startsWith('$ ') ? line : `  ${line}`)),
  ]);
  return `${lines.map((line) => withoutCommands(plain(line, LONGEST_LINE))).join('\n')}\n`;
}

/** The longest line: a command with all its ports and addresses. */
const LONGEST_LINE = 200_000;

function authorizationLines(authorization: ExplainedAuthorization | null): string[] {
  if (authorization === null) return ['None: only loopback addresses may be probed.'];
  const { by, reference, scope, exclude, expires, over, days, maxRate, maxHosts } = authorization;
  return [
    `${by}, reference ${reference}`,
    over
      ? `expired after ${expires} (UTC): only loopback addresses may be probed`
      : `until the end of ${expires} (UTC): ${counted(days, 'day')} left`,
    `scope: ${scope.join(', ')}`,
    ...(exclude.length === 0 ? [] : [`never probed: ${exclude.join(', ')}`]),
    `at most ${counted(maxHosts, 'address', 'addresses')} per run`,
    maxRate === null
      ? 'no limit of packets per second (max-rate)'
      : `at most ${counted(maxRate, 'packet')} per second for all probes together`,
  ];
}

/** What each profile does. */
const PROFILE_WORDS: Readonly<Record<Profile, string>> = {
  discovery: 'finds out which addresses are up; scans only the ports that entries name',
  quick: 'scans the 100 most common TCP ports; identifies the services of open ports',
  standard: 'scans the 1,000 most common TCP ports; identifies the services of open ports',
  thorough: 'scans every port above; identifies the services of open ports, with versions',
  deep: 'like thorough; adds operating systems and the results of safe scripts, which no verdict rests on',
  udp: 'scans UDP only; identifies the services of open ports',
  stealth: 'like thorough, slowly and with few packets',
  custom: 'like thorough, with options of nmap',
};

function restLine({ minutes, isCovered }: Rest): string {
  const what = isCovered ? 'covered, by memory' : 'unobserved, because accept-memory is false';
  return `rescan-after ${minutes}m: a host that was clean within this time is not scanned again; its ports are ${what}`;
}

function targetLines(target: ExplainedTarget): string[] {
  const { owner, tags, zone, activation, hosts, exclude, families, ports, profile, assume, confidence, options, rest } =
    target;
  const families4and6 = families.map((family) => (family === 'ipv4' ? 'IPv4' : 'IPv6')).join(' and ');
  const looked = PROTOCOLS.flatMap((one) => (ports[one] ? [`${one.toUpperCase()} ${portWords(ports[one])}`] : []));
  const each = PROTOCOLS.reduce((sum, one) => sum + portCount(ports[one] ?? []), 0);
  return [
    ...(owner === null ? [] : [`owner: ${owner}`]),
    ...(tags.length === 0 ? [] : [`tags: ${tags.join(', ')}`]),
    ...(zone === null ? [] : [`zone: ${zone}`]),
    ...(activation === null ? [] : [activationLine(activation)]),
    `hosts: ${hosts.join(', ')}${exclude.length === 0 ? '' : `; not ${exclude.join(', ')}`}`,
    `names resolve to ${families4and6} addresses${families.length === 1 ? ' only' : ''}`,
    `must be answered: ${looked.join('; ') || 'no port'} (${counted(each, 'port')} per address)`,
    `profile ${profile}: ${PROFILE_WORDS[profile]}${options.length === 0 ? '' : `: ${options.join(' ')}`}`,
    assume === 'up'
      ? 'assume up: every address is scanned, whether or not it answers a ping'
      : 'assume discover: host discovery comes first; hosts that are down: only required ports are checked',
    `confidence ${confidence}: a sweep is complete if it expects to have missed at most ${confidence} open ports`,
    ...(rest === undefined ? [] : [restLine(rest)]),
    ...entryLines('must be open', target.require),
    ...entryLines('may be open', target.allow),
    ...entryLines('must not answer at all', target.filtered),
    ...entryLines('must not be open, whatever is allowed', target.forbid),
    'all other scanned ports must not be open',
    ...target.waivers.map(waiverLine),
    ...target.shared.flatMap(sharedLines),
  ];
}

function deviceLine(device: ExplainedDevice): string {
  const { name, line, zone, tags, required } = device;
  const facts = [
    ...(required ? ['required'] : []),
    ...(zone === null ? [] : [`zone ${zone}`]),
    ...[device.type, device.group, device.owner].flatMap((word) => word ?? []),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
  ];
  return [`${name} (line ${line}): ${[...device.macs, ...device.addresses].join(', ')}`, ...facts].join('; ');
}

function activationLine({ expires, over, days }: Period): string {
  return over
    ? `active since the end of ${expires} (UTC): findings count`
    : `not active until the end of ${expires} (UTC): findings fail no build, ${counted(days, 'day')} left; an ` +
        'incomplete scan is inconclusive all the same';
}

/** The longest list of ports that is useful to a person. */
const READABLE = 120;

function portWords(ports: Parameters<typeof formatPorts>[0]): string {
  const text = formatPorts(ports);
  if (text === '1-65535') return 'all (1-65535)';
  if (text.length <= READABLE) return text;
  return `${text.slice(0, text.lastIndexOf(',', READABLE))} and more (${counted(portCount(ports), 'port')})`;
}

function entryLines(head: string, entries: readonly ExplainedEntry[]): string[] {
  return entries.map(({ what, notes }) => `${head}: ${what}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`);
}

function waiverLine({ finding, port, host, reason, owner, ticket, expires, over, days }: ExplainedWaiver): string {
  const where = `${finding} on ${port}${host === null ? '' : ` of ${host}`}`;
  const until = over
    ? `expired after ${expires} (UTC): the finding counts again`
    : `until the end of ${expires} (UTC): ${counted(days, 'day')} left`;
  return `waived: ${where}, ${until} (${[reason, owner, ...(ticket === null ? [] : [ticket])].join('; ')})`;
}

function sharedLines({ target, line, hosts, lines }: ExplainedShare): readonly string[] {
  return [
    `target ${target} (line ${line}) names ${hosts.join(', ')} too; a port may be open there if either target ` +
      'allows it, unless a line forbids it:',
    ...lines.map((one) => `  ${one.what} (target ${target}, line ${one.line})`),
  ];
}

function different({ usual, here }: { readonly usual: string; readonly here: string }) {
  return { usual, here: usual === here ? null : here };
}

function defaultLine({ name, usual, here }: Explanation['defaults'][number]): string {
  return `${name}: ${here === null ? usual : `${here} (set in this policy; the default is ${usual})`}`;
}

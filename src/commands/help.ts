import { DEFAULT_POLICIES } from '../model/repository.ts';
import { DEFAULTS } from '../model/request.ts';
import { byFormat, FORMAT_NAMES, FORMATS } from '../report/formats.ts';

/** One option of the command line. */
export interface OptionRow {
  /** The placeholder for the option's value; null: the option has no value. */
  readonly value: string | null;
  readonly meaning: string;
  /** The value if the option is left out; absent: not worth mentioning. */
  readonly usual?: string;
}

/** Every option except `--help` and `--version`: one table for `--help`, docs/cli.md and the parser in cli.ts. */
export const OPTION_ROWS = {
  policy: { value: 'FILE', meaning: 'the policy', usual: 'exposure-policy.yml, then .github/exposure-policy.yml' },
  target: { value: 'NAME', meaning: 'only this target; may be repeated', usual: 'every target' },
  'scan-xml': { value: 'FILE', meaning: "judge nmap's XML, plain or gzip, instead of scanning; may be repeated" },
  'max-age': {
    value: 'AGE',
    meaning: 'oldest start of the scans in these files, such as 30m, 24h or 7d',
    usual: DEFAULTS.maxAge,
  },
  'fail-on': {
    value: 'SEVERITY',
    meaning: 'lowest severity that fails: critical, high, medium, low or note',
    usual: 'as the policy says',
  },
  'authorization-from': {
    value: 'REF',
    meaning: 'obey the authorization that the policy has in this commit, read with Git',
    usual: 'the policy itself',
  },
  'on-incomplete': {
    value: 'MODE',
    meaning: 'fail, or warn: exit with 0 although the run is inconclusive',
    usual: DEFAULTS.onIncomplete,
  },
  timeout: { value: 'TIME', meaning: 'time for the whole run, such as 90s, 45m or 2h', usual: DEFAULTS.timeout },
  nmap: { value: 'FILE', meaning: 'the nmap to run', usual: 'the first on the PATH' },
  install: { value: 'MODE', meaning: 'auto: install nmap if there is none; or never', usual: DEFAULTS.install },
  debug: {
    value: null,
    meaning: 'print each step, chunk, decision and retry, with the time and the reason, on stderr',
  },
  trace: { value: 'FILE', meaning: 'write the same, as lines of JSON, to a file' },
  'keep-xml': {
    value: 'DIR',
    meaning: 'keep each document that nmap writes, with its command, in a folder that is new or empty',
  },
  state: { value: 'FILE', meaning: 'remember runs in a file, and say since when each finding is there' },
  'dry-run': { value: null, meaning: 'print addresses, commands, packets and time of the scan; send nothing' },
  format: { value: 'FORMAT', meaning: 'format on stdout: text or json', usual: 'text' },
  ...byFormat((format): OptionRow => ({ value: 'FILE', meaning: `file to write: ${FORMATS[format].description}` })),
  'sarif-include-waived': { value: null, meaning: 'include waived findings in SARIF, as suppressed results' },
  category: {
    value: 'NAME',
    meaning: 'category of the alerts in code scanning',
    usual:
      "exposure-gate/, the environment, the policy's path unless it is a default path, and the targets if " +
      '--target selects some',
  },
  strict: { value: null, meaning: 'treat warnings as errors' },
  plan: { value: null, meaning: 'add addresses, commands, packets and time of a check; send nothing' },
  host: {
    value: 'HOST',
    meaning: 'an address, a range or a name for the policy; may be repeated',
    usual: 'the hosts of the results, or 127.0.0.1',
  },
  by: { value: 'WHO', meaning: 'who authorized the scan; any host except loopback needs it' },
  reference: { value: 'TEXT', meaning: 'where the authorization is recorded' },
  scope: { value: 'HOST', meaning: 'an address, a range or a name that may be scanned; may be repeated' },
  compose: { value: 'FILE', meaning: 'require the ports that a compose file publishes; may be repeated' },
  kubernetes: {
    value: 'FILE',
    meaning: 'require the ports that Kubernetes manifests open outside the cluster; may be repeated',
  },
  owner: { value: 'NAME', meaning: 'owner of the targets and of the waivers' },
  output: { value: 'FILE', meaning: 'the new policy, which must not exist', usual: DEFAULT_POLICIES[0] },
  print: { value: null, meaning: 'print the policy and write no file' },
  'accept-seen': { value: null, meaning: 'allow what is open for ever, in place of waivers that end' },
  base: {
    value: 'REF',
    meaning: 'the commit of the earlier policy: a branch, a tag or a hash',
    usual: 'the merge base with the branch of the pull request, or else with the default branch',
  },
  head: { value: 'REF', meaning: 'the commit of the later policy', usual: 'the working tree' },
  add: { value: null, meaning: 'add a waiver for each selected finding of the report' },
  prune: { value: null, meaning: 'remove waivers that are over and, with --from, waivers that nothing needs' },
  check: { value: null, meaning: 'write nothing; exit with 1 if the file (exposure.lock.md) is not current' },
  from: { value: 'FILE', meaning: 'the report of a check, written with --json' },
  finding: { value: 'CODE', meaning: 'only findings with this code', usual: 'every finding that can be waived' },
  port: { value: 'PORT', meaning: 'only findings on this port, such as 6379/tcp', usual: 'every port' },
  service: { value: 'NAME', meaning: 'the service that answers on PORT', usual: 'each that a line names' },
  reason: { value: 'TEXT', meaning: 'why the finding is tolerated' },
  ticket: { value: 'TEXT', meaning: 'where the repair is tracked' },
  expires: { value: 'TIME', meaning: 'the last day of the waiver: 30d, or a day such as 2027-01-31' },
  'fail-on-new': {
    value: 'SEVERITY',
    meaning: 'exit with 1 if a change that allows more has this severity or a higher one',
    usual: 'no change fails',
  },
} as const satisfies Readonly<Record<string, OptionRow>>;
export type OptionName = keyof typeof OPTION_ROWS;

export interface CommandRow {
  readonly name: string;
  readonly operands: string;
  readonly meaning: string;
  readonly options: readonly OptionName[];
}

export const COMMAND_ROWS: readonly CommandRow[] = [
  {
    name: 'check',
    operands: '[options]',
    meaning: 'scan the hosts of a policy, and compare what is open with it',
    options: [
      'policy',
      'target',
      'scan-xml',
      'max-age',
      'fail-on',
      'authorization-from',
      'on-incomplete',
      'timeout',
      'nmap',
      'install',
      'debug',
      'trace',
      'keep-xml',
      'state',
      'dry-run',
      'format',
      'output',
      ...FORMAT_NAMES,
      'sarif-include-waived',
      'category',
    ],
  },
  {
    name: 'validate',
    operands: '[options] [FILE...]',
    meaning: 'report every error in policies; send nothing, resolve no name',
    options: ['strict', 'format'],
  },
  {
    name: 'explain',
    operands: '[options] [HOST PORT/PROTO]',
    meaning: 'print what a policy means, or what it says of one port; with --plan, what a check would do',
    options: ['policy', 'target', 'authorization-from', 'plan', 'service', 'nmap', 'timeout', 'format'],
  },
  {
    name: 'init',
    operands: '[options]',
    meaning: 'make a policy from a scan, from results, and from what files publish',
    options: [
      'host',
      'by',
      'reference',
      'scope',
      'scan-xml',
      'max-age',
      'compose',
      'kubernetes',
      'owner',
      'output',
      'print',
      'accept-seen',
      'timeout',
      'nmap',
      'install',
    ],
  },
  {
    name: 'diff',
    operands: '[options] [BASE HEAD]',
    meaning: 'print what a change of the policy newly allows, from two files or from Git; send nothing',
    options: ['policy', 'base', 'head', 'format', 'fail-on-new'],
  },
  {
    name: 'waive',
    operands: '--add|--prune [options]',
    meaning: 'add waivers to the policy, or remove those that are over; every other line stays as it is',
    options: ['add', 'prune', 'policy', 'from', 'finding', 'port', 'host', 'reason', 'owner', 'ticket', 'expires'],
  },
  {
    name: 'effective',
    operands: '[options]',
    meaning: 'print what all targets together expect, in a text to review: equal for policies that mean the same',
    options: ['policy', 'output', 'check'],
  },
  { name: 'demo', operands: '', meaning: 'show a failing and a passing gate on services of its own', options: [] },
];

/** The exit statuses, and the verdict for each; null: no verdict. */
export const EXIT_ROWS: readonly { readonly status: number; readonly verdict: string | null; readonly when: string }[] =
  [
    { status: 0, verdict: 'pass', when: 'every port was answered for, and no finding is at or above `fail-on`' },
    { status: 1, verdict: 'fail', when: 'a finding is at or above `fail-on`, whether or not the scan was complete' },
    { status: 2, verdict: null, when: 'bad policy, bad input or a refused authorization: nothing was probed' },
    {
      status: 3,
      verdict: 'inconclusive',
      when: 'no finding is at or above `fail-on`, but a port was not answered for, or the tool could not work',
    },
  ];

/** What differs from `OPTION_ROWS` in a command. */
const COMMAND_OPTIONS: Readonly<Record<string, Partial<Record<OptionName, OptionRow>>>> = {
  check: {
    format: formatRow(choiceOf(FORMAT_NAMES)),
    output: {
      value: 'FORMAT=FILE',
      meaning: 'file to write in any of these formats; json=- replaces the text on stdout; may be repeated',
    },
  },
  diff: { format: formatRow('text, markdown, json or sarif') },
  effective: {
    output: { value: 'FILE', meaning: 'the file to write or to check, such as exposure.lock.md', usual: 'stdout' },
  },
  waive: {
    host: { value: 'HOST', meaning: 'only findings of this host; may be repeated', usual: 'every host' },
    owner: { value: 'NAME', meaning: 'who is responsible for the waiver' },
  },
};

/** @returns `text, json or sarif` */
function choiceOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function formatRow(formats: string): OptionRow {
  return { value: 'FORMAT', meaning: `format on stdout: ${formats}`, usual: 'text' };
}

const WIDTH = 120;
const INDENT = 27;

const GENERAL = `${optionLine('-h, --help', 'print this text; after a command, only the help of that command')}
${optionLine('-V, --version', 'print the version')}`;

const EXIT = `Exit status:
${EXIT_ROWS.map(({ status, verdict, when }) => {
  const lead = `  ${status}  ${verdict === null ? '' : `${verdict}: `}`;
  return wrap(`${lead}${when.replaceAll('`fail-on`', '--fail-on')}`, 5);
}).join('\n')}`;

/** The text of `--help`. */
export const HELP = `exposure-gate keeps a network's exposure under review like code.

Usage:
${COMMAND_ROWS.map(usageOf).join('\n')}

${COMMAND_ROWS.flatMap(optionsOf).join('\n\n')}

${GENERAL}

${EXIT}
`;

/** @returns the text of `COMMAND --help`; undefined: there is no such command */
export function commandHelp(command: string): string | undefined {
  const row = COMMAND_ROWS.find(({ name }) => name === command);
  if (row === undefined) return undefined;
  return `${[`Usage:\n${usageOf(row)}`, ...optionsOf(row), GENERAL, EXIT].join('\n\n')}\n`;
}

function usageOf({ name, operands, meaning }: CommandRow): string {
  return `  ${`exposure-gate ${name} ${operands}`.trimEnd()}\n${wrap(`      ${meaning}`, 6)}`;
}

/** @returns the options under their heading; none for a command without options */
function optionsOf({ name, options }: CommandRow): readonly string[] {
  const lines = options.map((option) => optionLines(name, option));
  return lines.length === 0 ? [] : [`Options of ${name}:\n${lines.join('\n')}`];
}

/** @returns what an option does in a command */
export function optionRow(command: string, option: OptionName): OptionRow {
  return COMMAND_OPTIONS[command]?.[option] ?? OPTION_ROWS[option];
}

function optionLines(command: string, option: OptionName): string {
  const { value, meaning, usual } = optionRow(command, option);
  const text = `${meaning}${usual === undefined ? '' : ` (default: ${usual})`}`;
  return optionLine(`--${option}${value === null ? '' : ` ${value}`}`, text);
}

function optionLine(name: string, text: string): string {
  return wrap(`${`  ${name}`.padEnd(INDENT)}${text}`, INDENT);
}

/** Breaks a line at spaces and indents the following lines. */
function wrap(line: string, indent: number): string {
  if (line.length <= WIDTH) return line;
  const at = line.lastIndexOf(' ', WIDTH);
  return `${line.slice(0, at)}\n${wrap(`${' '.repeat(indent)}${line.slice(at + 1)}`, indent)}`;
}

import { FORMAT_NAMES } from '../report/formats.ts';

import { OPTION_ROWS, type OptionName, type OptionRow } from './option-rows.ts';

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
  {
    name: 'devices',
    operands: '--state FILE [options]',
    meaning: 'list the devices that runs with --state have seen: vendor, addresses, ports, first and last seen',
    options: ['state', 'format'],
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
  devices: {
    state: { value: 'FILE', meaning: 'the file that check --state wrote' },
    format: formatRow('text, json or csv'),
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

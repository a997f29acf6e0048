import type { ExitCode, Verdict } from '../model/report.ts';
import { DEVICE_FORMATS } from '../report/devices.ts';
import { FORMAT_NAMES } from '../report/formats.ts';
import { HISTORY_FORMATS } from '../report/history.ts';
import { REVIEW_FORMAT_NAMES } from '../report/review-formats.ts';
import { VALIDATION_FORMATS } from '../report/validation.ts';
import { formatRow, OPTION_ROWS, type OptionName, type OptionRow } from './option-rows.ts';

/** The shells for which completion is generated. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const COMMAND_NAMES = [
  'check',
  'validate',
  'explain',
  'init',
  'diff',
  'waive',
  'effective',
  'devices',
  'history',
  'demo',
  'completion',
  'help',
  'version',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** One exit status of a command. */
export interface ExitRow {
  readonly status: ExitCode;
  /** The verdict that the status stands for; null: none. */
  readonly verdict: Verdict | null;
  readonly when: string;
}

export interface CommandRow {
  readonly name: CommandName;
  /** As in a usage line. */
  readonly operands: string;
  /** What an operand is; absent: the command takes none. */
  readonly operand?: 'file' | 'command' | readonly string[];
  readonly meaning: string;
  readonly options: readonly OptionName[];
  readonly exits: readonly ExitRow[];
}

/** The exit statuses of a check, which the other commands' are like. */
export const EXIT_ROWS: readonly ExitRow[] = [
  { status: 0, verdict: 'pass', when: 'every port was answered for, and no finding is at or above `fail-on`' },
  { status: 1, verdict: 'fail', when: 'a finding is at or above `fail-on`, whether or not the scan was complete' },
  { status: 2, verdict: null, when: 'bad policy, bad input or a refused authorization: nothing was probed' },
  {
    status: 3,
    verdict: 'inconclusive',
    when: 'no finding is at or above `fail-on`, but a port was not answered for, or the tool could not work',
  },
];

function done(when: string): ExitRow {
  return { status: 0, verdict: null, when };
}

function different(when: string): ExitRow {
  return { status: 1, verdict: null, when };
}

function refused(when: string): ExitRow {
  return { status: 2, verdict: null, when };
}

const BROKEN: ExitRow = { status: 3, verdict: null, when: 'the tool could not work' };

export const COMMAND_ROWS: readonly CommandRow[] = [
  {
    name: 'check',
    operands: '[options] [FILE]',
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
      'quiet',
      'verbose',
      'debug',
      'trace',
      'keep-xml',
      'state',
      'dry-run',
      'format',
      'output',
      ...FORMAT_NAMES,
      'notify-file',
      'sarif-include-waived',
      'category',
    ],
    operand: 'file',
    exits: EXIT_ROWS,
  },
  {
    name: 'validate',
    operands: '[options] [FILE...]',
    meaning: 'report every error in policies; send nothing, resolve no name',
    options: ['strict', 'format', 'quiet'],
    operand: 'file',
    exits: [
      done('a check would begin with each policy'),
      refused('a policy has an error; with --strict, also a warning'),
      BROKEN,
    ],
  },
  {
    name: 'explain',
    operands: '[options] [HOST PORT/PROTO]',
    meaning: 'print what a policy means, or what it says of one port',
    options: ['policy', 'target', 'authorization-from', 'plan', 'service', 'nmap', 'timeout', 'format'],
    exits: [
      done('the policy is explained'),
      refused('bad policy or bad input; with --plan, also a refused authorization'),
      BROKEN,
    ],
  },
  {
    name: 'init',
    operands: '[options]',
    meaning: 'make a policy from a scan, from results or from other files',
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
    exits: [
      done('the policy is written'),
      refused('bad input, a refused authorization, or the file exists'),
      { ...BROKEN, when: 'the evidence is incomplete, or the tool could not work' },
    ],
  },
  {
    name: 'diff',
    operands: '[options] [BASE HEAD]',
    meaning: 'print what a change of the policy newly allows; send nothing',
    options: ['policy', 'base', 'head', 'format', 'fail-on-new'],
    operand: 'file',
    exits: [
      done('no change is at or above --fail-on-new'),
      different('a change is at or above --fail-on-new'),
      refused('bad policy, bad input, or no such commit'),
      BROKEN,
    ],
  },
  {
    name: 'waive',
    operands: '--add|--prune [options]',
    meaning: 'add waivers to the policy, or remove what is over or unused',
    options: [
      'add',
      'prune',
      'unused-allowances',
      'policy',
      'from',
      'finding',
      'port',
      'host',
      'reason',
      'owner',
      'ticket',
      'expires',
    ],
    exits: [
      done('the policy is changed, or needs no change'),
      refused('bad policy, bad report or bad input: the policy is not changed'),
      BROKEN,
    ],
  },
  {
    name: 'effective',
    operands: '[options]',
    meaning: 'print what all targets together expect, in a text to review',
    options: ['policy', 'output', 'check'],
    exits: [
      done('the text is written or current'),
      different('with --check: the file is not current'),
      refused('bad policy or bad input'),
      BROKEN,
    ],
  },
  {
    name: 'devices',
    operands: '--state FILE | --add MAC --name NAME [options]',
    meaning: 'list the devices that runs with --state saw, or name one',
    options: ['state', 'format', 'policy', 'add', 'name', 'owner'],
    exits: [
      done('the devices are listed, or the policy names the device'),
      refused('bad input, a file that check --state did not write, or a policy that cannot be edited'),
      BROKEN,
    ],
  },
  {
    name: 'history',
    operands: 'HOST|MAC|FINGERPRINT --state FILE [options]',
    meaning: 'print what runs with --state saw of a host, device or finding',
    options: ['state', 'format'],
    exits: [done('the history is printed'), refused('bad input, or nothing is remembered of it'), BROKEN],
  },
  {
    name: 'demo',
    operands: '',
    meaning: 'show a failing and a passing gate on services of its own',
    options: [],
    exits: [done('one gate failed and one passed, as they should'), refused('bad input'), BROKEN],
  },
  {
    name: 'completion',
    operands: 'bash|zsh|fish',
    operand: SHELLS,
    meaning: 'print a script that completes commands and options in a shell',
    options: [],
    exits: [done('the script is printed'), refused('there is no such shell')],
  },
  {
    name: 'help',
    operands: '[COMMAND]',
    operand: 'command',
    meaning: 'print the help of all commands, or of one',
    options: [],
    exits: [done('the help is printed'), refused('there is no such command')],
  },
  { name: 'version', operands: '', meaning: 'print the version', options: [], exits: [done('the version is printed')] },
];

/** What differs from `OPTION_ROWS` in a command. */
const COMMAND_OPTIONS: Readonly<Record<string, Partial<Record<OptionName, OptionRow>>>> = {
  check: {
    format: { ...formatRow(FORMAT_NAMES), meaning: 'format on stdout, one of those below' },
    output: {
      value: 'FORMAT=FILE',
      meaning: 'file to write in any of these formats; json=- replaces the text on stdout; may be repeated',
    },
  },
  devices: {
    state: { value: 'FILE', meaning: 'the file that check --state wrote' },
    format: formatRow(Object.keys(DEVICE_FORMATS)),
    policy: { value: 'FILE', meaning: 'the policy that names devices', usual: 'none; with --add the default places' },
    add: { value: null, meaning: 'add a device, by its hardware address or its address, to the policy' },
    owner: { value: 'NAME', meaning: 'who is responsible for the device' },
  },
  history: {
    state: { value: 'FILE', meaning: 'the file that check --state wrote' },
    format: formatRow(Object.keys(HISTORY_FORMATS)),
  },
  diff: { format: formatRow(REVIEW_FORMAT_NAMES) },
  validate: { format: formatRow(VALIDATION_FORMATS) },
  effective: {
    output: { value: 'FILE', meaning: 'the file to write or to check, such as exposure.lock.md', usual: 'stdout' },
  },
  waive: {
    host: { value: 'HOST', meaning: 'only findings of this host; may be repeated', usual: 'every host' },
    owner: { value: 'NAME', meaning: 'who is responsible for the waiver' },
  },
};

/** @returns what an option does in a command */
export function optionRow(command: string, option: OptionName): OptionRow {
  return COMMAND_OPTIONS[command]?.[option] ?? OPTION_ROWS[option];
}

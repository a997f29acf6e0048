import { FORMAT_NAMES } from '../report/formats.ts';
import { wrap } from '../report/wrap.ts';
import { COMMAND_ROWS, type CommandRow, type ExitRow, optionRow } from './command-rows.ts';
import { GENERAL_OPTION_ROWS, type OptionName, type OptionRow } from './option-rows.ts';

/** The widest help. A longer line is harder to read. */
const WIDEST = 120;

/** Columns before the explanation of an option, and of a command. */
const OPTION_COLUMN = 32;
const COMMAND_COLUMN = 14;

/** @returns the text of `--help` */
export function helpText(width: number): string {
  const commands = COMMAND_ROWS.map(({ name, meaning }) => row(`  ${name}`, COMMAND_COLUMN, meaning, width));
  return sections(
    [
      'exposure-gate compares authorized scans of a network with a policy.',
      'Usage: exposure-gate COMMAND [options]\n       exposure-gate help COMMAND     its options and exit statuses',
      ['Commands:', ...commands].join('\n'),
      generalOptions(width),
    ],
    width,
  );
}

/** @returns the text of `COMMAND --help`; undefined: there is no such command */
export function commandHelp(command: string, width: number): string | undefined {
  const found = COMMAND_ROWS.find(({ name }) => name === command);
  if (found === undefined) return undefined;
  const { name, operands, meaning, exits } = found;
  const options = optionLines(found, width);
  return sections(
    [
      `exposure-gate ${name}: ${meaning}`,
      `Usage: exposure-gate ${name} ${operands}`.trimEnd(),
      ...(options.length === 0 ? [] : [['Options:', ...options].join('\n')]),
      generalOptions(width),
      ['Exit status:', ...exits.map((exit) => row(`  ${exit.status}`, 5, exitWords(exit), width))].join('\n'),
    ],
    width,
  );
}

/** @returns an exit status in words, as the command line writes options */
function exitWords({ verdict, when }: ExitRow): string {
  return `${verdict === null ? '' : `${verdict}: `}${when.replaceAll('`fail-on`', '--fail-on')}`;
}

function sections(parts: readonly string[], width: number): string {
  const most = Math.min(width, WIDEST);
  return `${parts.flatMap((part) => (part.includes('\n') ? part : wrap(part, most, 2).join('\n'))).join('\n\n')}\n`;
}

function generalOptions(width: number): string {
  const lines = Object.entries(GENERAL_OPTION_ROWS).map(([name, option]) => optionLine(name, option, width));
  return ['General options:', ...lines].join('\n');
}

/** One line stands for the options that are named for formats, which differ in nothing else. */
function optionLines({ name, options }: CommandRow, width: number): readonly string[] {
  const isFormat = (option: OptionName): boolean => FORMAT_NAMES.some((format) => format === option);
  const [firstFormat] = options.filter(isFormat);
  return options.flatMap((option) => {
    if (option === firstFormat) return row('      --FORMAT FILE', OPTION_COLUMN, FORMATS_TEXT, Math.min(width, WIDEST));
    return isFormat(option) ? [] : optionLine(option, optionRow(name, option), width);
  });
}

const FORMATS_TEXT = `write a report to a file; FORMAT is one of ${FORMAT_NAMES.join(', ')}`;

function optionLine(name: string, { short, value, meaning, usual }: OptionRow, width: number): string {
  const head = `  ${short === undefined ? '    ' : `-${short}, `}--${name}${value === null ? '' : ` ${value}`}`;
  return row(head, OPTION_COLUMN, `${meaning}${usual === undefined ? '' : ` (default: ${usual})`}`, width);
}

function row(head: string, column: number, text: string, width: number): string {
  return wrap(`${`${head} `.padEnd(column)}${text}`, Math.min(width, WIDEST), column).join('\n');
}

import { parseArgs } from 'node:util';
import { badOption } from '../edge/options.ts';
import type { InputError } from '../model/problem.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { byFormat } from '../report/formats.ts';
import { COMMAND_NAMES, COMMAND_ROWS, type CommandName, type CommandRow, optionRow } from './command-rows.ts';
import { GENERAL_OPTION_ROWS, type GeneralOptionName, OPTION_ROWS, type OptionName } from './option-rows.ts';

/** The options for Node's parser. A test compares them with the tables. */
export const OPTIONS = {
  policy: { type: 'string', short: 'p' },
  target: { type: 'string', multiple: true },
  nmap: { type: 'string' },
  install: { type: 'string' },
  timeout: { type: 'string' },
  'scan-xml': { type: 'string', multiple: true },
  'max-age': { type: 'string' },
  'fail-on': { type: 'string' },
  'authorization-from': { type: 'string' },
  'on-incomplete': { type: 'string' },
  ...byFormat(() => ({ type: 'string' }) as const),
  'notify-file': { type: 'string', multiple: true },
  'sarif-include-waived': { type: 'boolean' },
  category: { type: 'string' },
  format: { type: 'string' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  debug: { type: 'boolean' },
  trace: { type: 'string' },
  'keep-xml': { type: 'string' },
  state: { type: 'string' },
  'dry-run': { type: 'boolean' },
  plan: { type: 'boolean' },
  host: { type: 'string', multiple: true },
  by: { type: 'string' },
  reference: { type: 'string' },
  scope: { type: 'string', multiple: true },
  compose: { type: 'string', multiple: true },
  kubernetes: { type: 'string', multiple: true },
  owner: { type: 'string' },
  output: { type: 'string', multiple: true },
  print: { type: 'boolean' },
  'accept-seen': { type: 'boolean' },
  base: { type: 'string' },
  head: { type: 'string' },
  'fail-on-new': { type: 'string' },
  add: { type: 'boolean' },
  name: { type: 'string' },
  prune: { type: 'boolean' },
  'unused-allowances': { type: 'boolean' },
  check: { type: 'boolean' },
  strict: { type: 'boolean' },
  from: { type: 'string' },
  finding: { type: 'string' },
  port: { type: 'string' },
  service: { type: 'string' },
  reason: { type: 'string' },
  ticket: { type: 'string' },
  expires: { type: 'string' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const satisfies Readonly<Record<OptionName | GeneralOptionName, object>>;

const TAKE_ONE: ReadonlySet<string> = new Set(
  Object.entries(OPTIONS).flatMap(([name, option]) =>
    option.type === 'string' && !('multiple' in option) ? name : [],
  ),
);

/** The values of the options, as typed. */
export type Values = ReturnType<typeof strictly>['values'];

/** The arguments of the program, split. */
export interface Arguments {
  readonly values: Values;
  /** Undefined: there are only options. */
  readonly command: CommandName | undefined;
  readonly operands: readonly string[];
}

/**
 * Splits the arguments of the program.
 * @throws InputError for an unknown command, an option that the command does not have, and a missing or superfluous
 * value
 */
export function parseArguments(args: readonly string[]): Arguments {
  for (const arg of args) refuseOneDash(arg);
  const row = commandOf(args);
  const { values, positionals } = parsed(args, row);
  refuseRepeated(args);
  if (row !== undefined) for (const option of Object.keys(values)) refuseOther(option, row);
  return { values, command: row?.name, operands: positionals.slice(1) };
}

/** Splits arguments that may be wrong. The type of a value may be wrong too. */
function parseLeniently(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: false, tokens: true });
}

/** @returns every value of every option of arguments that may be wrong, and what is no option */
export function everyValue(args: readonly string[]): {
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly operands: readonly string[];
} {
  const { tokens, positionals } = parseLeniently(args);
  const values: Record<string, string[]> = Object.create(null);
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    values[token.name] = [...(values[token.name] ?? []), ...(token.value === undefined ? [] : [token.value])];
  }
  return { values, operands: positionals };
}

/** @throws InputError for an unknown command, or for an unknown option before it: what follows may be its value */
function commandOf(args: readonly string[]): CommandRow | undefined {
  for (const token of parseLeniently(args).tokens) {
    if (token.kind === 'option' && !Object.hasOwn(OPTIONS, token.name)) throw unknownOption(token.rawName, undefined);
    if (token.kind === 'positional') return commandNamed(token.value);
  }
  return undefined;
}

/** @throws InputError, which names the nearest command */
export function commandNamed(name: string): CommandRow {
  const found = COMMAND_ROWS.find((row) => row.name === name);
  if (found !== undefined) return found;
  const near = didYouMean(name, COMMAND_NAMES);
  throw badOption(`there is no command "${printable(name)}"${near || '; exposure-gate help lists them'}`);
}

/** Nobody knows which of two values was meant, and the last one would silently replace the first. */
function refuseRepeated(args: readonly string[]): void {
  const { values } = everyValue(args);
  const repeated = Object.keys(values).find((name) => TAKE_ONE.has(name) && (values[name]?.length ?? 0) > 1);
  if (repeated !== undefined) throw badOption(`--${repeated} takes one value: leave out all others`);
}

function strictly(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
}

function parsed(args: readonly string[], row: CommandRow | undefined): ReturnType<typeof strictly> {
  try {
    return strictly(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /^Unknown option '(--?[^']*)'/.exec(message)?.[1];
    if (unknown !== undefined) throw unknownOption(unknown, row);
    const name = /^Option '(?:-\w, )?--([\w-]+)/.exec(message)?.[1];
    throw name === undefined ? badOption(printable(message)) : badOption(valueWords(name, row));
  }
}

function unknownOption(option: string, row: CommandRow | undefined): InputError {
  const general = Object.keys(GENERAL_OPTION_ROWS);
  const own = row === undefined ? Object.keys(OPTION_ROWS) : row.options;
  const nearOwn = didYouMean(option, [...own, ...general].map(written));
  const near = nearOwn || didYouMean(option, Object.keys(OPTION_ROWS).map(written));
  return badOption(`there is no option ${printable(option)}${near || `; see ${helpCommand(row)}`}`);
}

/** What is wrong with the value of an option that exists. */
function valueWords(name: string, row: CommandRow | undefined): string {
  const option = OPTION_NAMES.find((known) => known === name);
  const { value } = option === undefined ? { value: null } : optionRow(row?.name ?? '', option);
  return value === null
    ? `--${name} takes no value: write --${name}`
    : `--${name} needs a value: write --${name} ${value}, or --${name}=${value} for one that begins with a dash`;
}

/** Options of another command are refused, because they would be ignored silently. */
function refuseOther(option: string, { name, options }: CommandRow): void {
  if (Object.hasOwn(GENERAL_OPTION_ROWS, option) || options.some((own) => own === option)) return;
  if (option === 'plan' && name === 'check') throw badOption('--plan belongs to explain; use check --dry-run');
  const owners = COMMAND_ROWS.filter((row) => row.options.some((own) => own === option)).map((row) => row.name);
  throw badOption(`${name} has no option --${option}, which belongs to ${owners.join(' and ')}: leave it out`);
}

/** `-policy` would be read as `-p olicy`. */
function refuseOneDash(arg: string): void {
  const name = /^-([a-z][\w-]+)(?:=|$)/.exec(arg)?.[1];
  if (name !== undefined && Object.hasOwn(OPTIONS, name))
    throw badOption(`there is no option -${name}: write --${name}`);
}

const OPTION_NAMES = Object.keys(OPTION_ROWS) as readonly OptionName[];

function written(option: string): string {
  return `--${option}`;
}

function helpCommand(row: CommandRow | undefined): string {
  return row === undefined ? 'exposure-gate --help' : `exposure-gate ${row.name} --help`;
}

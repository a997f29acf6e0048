import { parseArgs } from 'node:util';
import { badOption } from '../edge/options.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { byFormat } from '../report/formats.ts';
import type { OptionName } from './option-rows.ts';

const OPTIONS = {
  policy: { type: 'string' },
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
  'sarif-include-waived': { type: 'boolean' },
  category: { type: 'string' },
  format: { type: 'string' },
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
  prune: { type: 'boolean' },
  check: { type: 'boolean' },
  strict: { type: 'boolean' },
  from: { type: 'string' },
  finding: { type: 'string' },
  port: { type: 'string' },
  service: { type: 'string' },
  reason: { type: 'string' },
  ticket: { type: 'string' },
  expires: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const satisfies Readonly<Record<OptionName | 'help' | 'version', object>>;

/** The values of the options, as typed. */
export type Values = ReturnType<typeof parseArguments>['values'];

/**
 * Splits the arguments of the program.
 * @throws InputError for an unknown option, and for a missing or superfluous value
 */
export function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    const unknown = /^Unknown option '(--?[^']*)'/.exec(error instanceof Error ? error.message : '')?.[1];
    if (unknown === undefined) throw badOption(printable(error instanceof Error ? error.message : String(error)));
    const names = Object.keys(OPTIONS).map((option) => `--${option}`);
    throw badOption(`there is no option ${printable(unknown)}${didYouMean(unknown, names) || '; see --help'}`);
  }
}

/** Splits arguments that may be wrong. The type of a value may be wrong too. */
export function parseLeniently(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: false });
}

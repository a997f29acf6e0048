import type { CheckRequest } from '../model/request.ts';
import { DEFAULTS } from '../model/request.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { FORMAT_NAMES, type Format, inputOf } from '../report/formats.ts';
import {
  badOption,
  nothingToKeep,
  readAge,
  readCategory,
  readChoice,
  readDuration,
  readInstall,
  readOnIncomplete,
  readSeverity,
} from './options.ts';
import type { ReportFile, ReportOptions, RunFiles } from './publish.ts';
import type { RecordingOptions } from './recording.ts';
import { filesIn, readNotify } from './report-options.ts';

/** The inputs of action.yml; a test compares both lists. */
export const INPUTS = [
  'policy',
  'targets',
  'scan-xml',
  'scan-xml-max-age',
  'fail-on',
  'authorization-from',
  'on-incomplete',
  'install',
  'timeout',
  ...FORMAT_NAMES.map(inputOf),
  'notify-file',
  'sarif-include-waived',
  'category',
  'trace-file',
  'keep-xml',
  'state-file',
  'summary',
  'annotations',
] as const;
type Input = (typeof INPUTS)[number];

/** Formats that are written even if no input names a file. The upload to code scanning needs SARIF. */
const DEFAULT_FILES: Readonly<Partial<Record<Format, string>>> = { sarif: 'exposure-gate.sarif' };

export interface ActionOptions extends Omit<CheckRequest, 'policyFile'>, ReportOptions, RecordingOptions {
  readonly summary: boolean;
  readonly annotations: boolean;
  /** Variables of the environment that look like inputs but are not inputs of this action. */
  readonly foreign: readonly string[];
}

/** @returns the text of an input, trimmed; the empty string if the input was not given */
export type GetInput = (name: string) => string;

/**
 * @param variables names of environment variables: the runner passes every input as `INPUT_NAME`
 * @throws InputError for an input that is misspelt or invalid
 */
export function readInputs(get: GetInput, variables: readonly string[]): ActionOptions {
  const foreign = foreignInputs(variables, INPUTS);
  const text = (name: Input): string | null => get(name) || null;
  const flag = (name: Input, fallback: boolean): boolean => {
    const given = text(name);
    return given === null ? fallback : readChoice(name, given, ['true', 'false']) === 'true';
  };
  const failOn = text('fail-on');
  const category = text('category');
  if (text('scan-xml') !== null && text('keep-xml') !== null) throw nothingToKeep('keep-xml', 'scan-xml');
  if (text('scan-xml') === null && text('scan-xml-max-age') !== null)
    throw badOption('scan-xml-max-age belongs to scan-xml: name a file in scan-xml, or leave out scan-xml-max-age');
  const files = readFiles(get);
  const state = { option: 'state-file', file: files.stateFile };
  return {
    ...files,
    notify: readNotify(items(get('notify-file'), /\n/), 'notify-file', state),
    targets: items(get('targets'), /[\n,]/),
    maxAge: readAge('scan-xml-max-age', text('scan-xml-max-age') ?? DEFAULTS.maxAge),
    failOn: failOn === null ? null : readSeverity('fail-on', failOn),
    authorizationFrom: text('authorization-from'),
    onIncomplete: readOnIncomplete('on-incomplete', text('on-incomplete') ?? DEFAULTS.onIncomplete),
    install: readInstall('install', text('install') ?? DEFAULTS.install),
    timeout: readDuration('timeout', text('timeout') ?? DEFAULTS.timeout),
    nmap: null,
    includeWaived: flag('sarif-include-waived', false),
    category: category === null ? null : readCategory('category', category),
    summary: flag('summary', true),
    annotations: flag('annotations', true),
    keepXml: text('keep-xml'),
    foreign,
  };
}

/** Reads the inputs that name files. They can be read even if other inputs are wrong. */
export function readFiles(get: GetInput): RunFiles & Pick<ReportOptions, 'reports'> {
  return {
    policy: get('policy') || null,
    scanXml: items(get('scan-xml'), /\n/),
    reports: FORMAT_NAMES.flatMap((format): readonly ReportFile[] => {
      const file = get(inputOf(format)) || DEFAULT_FILES[format];
      return file === undefined ? [] : [{ format, file }];
    }),
    notify: filesIn(items(get('notify-file'), /\n/)),
    trace: get('trace-file') || null,
    stateFile: get('state-file') || null,
  };
}

/** Reads one item per line. Commas separate target names too; a path may contain commas. */
function items(text: string, separator: RegExp): readonly string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/**
 * For an input that an action does not have, the runner prints only a warning, and a typo must not go unnoticed. Other
 * programs may also set variables with this prefix, such as an action that starts this one.
 * @param inputs the inputs of the action
 * @returns variables that look like inputs but are not
 * @throws InputError for a name that is similar to an input, or that is longer or shorter by some words
 */
export function foreignInputs(variables: readonly string[], inputs: readonly string[]): readonly string[] {
  const unknown = variables.filter(
    (variable) => variable.startsWith('INPUT_') && !inputs.includes(inputName(variable)),
  );
  for (const variable of unknown) {
    const name = inputName(variable);
    // A shell cannot set a variable with a hyphen in its name, so users write `_`.
    const written = name.replace(/[_ ]/g, '-');
    const suggestion = didYouMean(written, inputs) || longerOrShorter(written, inputs);
    if (suggestion !== '') throw badOption(`there is no input "${printable(name)}"${suggestion}`);
  }
  return unknown;
}

/** The input of another action, such as `fail-on` for `fail-on-new`, would otherwise have no effect. */
function longerOrShorter(name: string, inputs: readonly string[]): string {
  const meant = inputs.find((input) => input.startsWith(`${name}-`) || name.startsWith(`${input}-`));
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

const FOREIGN_SHOWN = 10;

/** @returns what to say about variables that look like inputs but are not; null: there are none */
export function foreignWarning(variables: readonly string[]): string | null {
  if (variables.length === 0) return null;
  const some = variables.slice(0, FOREIGN_SHOWN).map((variable) => printable(variable, 100));
  const more = variables.length > some.length ? ` and ${variables.length - some.length} more` : '';
  return `exposure-gate has no such inputs and ignores them: ${some.join(', ')}${more}`;
}

function inputName(variable: string): string {
  return variable.slice('INPUT_'.length).toLowerCase();
}

import type { CheckRequest } from '../model/request.ts';
import { DEFAULTS } from '../model/request.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
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
import type { ReportOptions, RunFiles } from './publish.ts';
import type { RecordingOptions } from './recording.ts';

/** The inputs of action.yml; a test holds the two together. */
export const INPUTS = [
  'policy',
  'targets',
  'scan-xml',
  'scan-xml-max-age',
  'fail-on',
  'on-incomplete',
  'install',
  'timeout',
  'sarif-file',
  'sarif-include-waived',
  'category',
  'json-file',
  'trace-file',
  'keep-xml',
  'summary',
  'annotations',
] as const;
type Input = (typeof INPUTS)[number];

/** Written unless named otherwise: the upload to code scanning needs it, and it is what the action is for. */
const SARIF_FILE = 'exposure-gate.sarif';

export interface ActionOptions extends Omit<CheckRequest, 'policyFile'>, ReportOptions, RecordingOptions {
  readonly policy: string | null;
  readonly summary: boolean;
  readonly annotations: boolean;
  /** Variables of the environment that look like inputs, and are nobody's here. */
  readonly foreign: readonly string[];
}

/** @returns an input's text, trimmed; the empty string where it was not given. */
export type GetInput = (name: string) => string;

/**
 * @param variables names of the environment's variables: the runner passes every input as `INPUT_NAME`
 * @throws InputError for an input that is misspelt or not well formed
 */
export function readInputs(get: GetInput, variables: readonly string[]): ActionOptions {
  const foreign = foreignInputs(variables);
  const text = (name: Input): string | null => get(name) || null;
  const flag = (name: Input, fallback: boolean): boolean => {
    const said = text(name);
    return said === null ? fallback : readChoice(name, said, ['true', 'false']) === 'true';
  };
  const failOn = text('fail-on');
  const category = text('category');
  if (text('scan-xml') !== null && text('keep-xml') !== null) throw nothingToKeep('keep-xml', 'scan-xml');
  return {
    ...readFiles(get),
    targets: items(get('targets'), /[\n,]/),
    maxAge: readAge('scan-xml-max-age', text('scan-xml-max-age') ?? DEFAULTS.maxAge),
    failOn: failOn === null ? null : readSeverity('fail-on', failOn),
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

/** The inputs that name files: they can be read even if others are wrong. */
export function readFiles(get: GetInput): RunFiles {
  return {
    policy: get('policy') || null,
    scanXml: items(get('scan-xml'), /\n/),
    reports: { sarif: get('sarif-file') || SARIF_FILE, json: get('json-file') || null, summary: null },
    trace: get('trace-file') || null,
  };
}

/** One item a line; target names also separated by commas, which a path may contain. */
function items(text: string, separator: RegExp): readonly string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/**
 * The runner passes an input that action.yml does not know with no more than a warning, and a typo must not go
 * unnoticed. But also other programs set variables that begin so, such as an action that starts this one.
 * @throws InputError for a name that is nearly one of ours
 */
function foreignInputs(variables: readonly string[]): readonly string[] {
  const unknown = variables.filter((variable) => variable.startsWith('INPUT_') && !isInput(inputName(variable)));
  for (const variable of unknown) {
    const name = inputName(variable);
    // A shell can't set a name with a hyphen: who tries writes `_`.
    const suggestion = didYouMean(name.replace(/[_ ]/g, '-'), INPUTS);
    if (suggestion !== '') throw badOption(`there is no input "${printable(name)}"${suggestion}`);
  }
  return unknown;
}

function inputName(variable: string): string {
  return variable.slice('INPUT_'.length).toLowerCase();
}

function isInput(name: string): boolean {
  return INPUTS.some((known) => known === name);
}

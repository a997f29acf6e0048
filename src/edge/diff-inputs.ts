import type { Severity } from '../model/finding.ts';
import { foreignInputs, type GetInput } from './inputs.ts';
import { readChoice, readSeverity } from './options.ts';

/** The inputs of diff/action.yml; a test compares both lists. */
export const DIFF_INPUTS = [
  'policy',
  'base',
  'head',
  'fail-on-new',
  'markdown-file',
  'json-file',
  'sarif-file',
  'summary',
  'annotations',
] as const;
type Input = (typeof DIFF_INPUTS)[number];

export interface DiffInputs {
  readonly policy: string | null;
  readonly base: string | null;
  readonly head: string | null;
  readonly failOnNew: Severity | null;
  /** The files to write, by format; null: not wanted. */
  readonly outputs: Readonly<Record<'markdown' | 'json' | 'sarif', string | null>>;
  readonly summary: boolean;
  readonly annotations: boolean;
  /** Variables of the environment that look like inputs but are not inputs of this action. */
  readonly foreign: readonly string[];
}

/**
 * @param variables names of environment variables: the runner passes every input as `INPUT_NAME`
 * @throws InputError for an input that is misspelt or invalid
 */
export function readDiffInputs(get: GetInput, variables: readonly string[]): DiffInputs {
  const foreign = foreignInputs(variables, DIFF_INPUTS);
  const text = (name: Input): string | null => get(name) || null;
  const flag = (name: Input): boolean => readChoice(name, text(name) ?? 'true', ['true', 'false']) === 'true';
  const failOnNew = text('fail-on-new');
  return {
    ...readDiffFiles(get),
    base: text('base'),
    head: text('head'),
    failOnNew: failOnNew === null ? null : readSeverity('fail-on-new', failOnNew),
    summary: flag('summary'),
    annotations: flag('annotations'),
    foreign,
  };
}

/** Reads the inputs that name files. They can be read even if other inputs are wrong. */
export function readDiffFiles(get: GetInput): Pick<DiffInputs, 'policy' | 'outputs'> {
  const text = (name: Input): string | null => get(name) || null;
  return {
    policy: text('policy'),
    outputs: { markdown: text('markdown-file'), json: text('json-file'), sarif: text('sarif-file') },
  };
}

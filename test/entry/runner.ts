import { join } from 'node:path';
import { ACTION, type Ended, spawnBundle } from '../support/bundles.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { POLICY, SCANS } from './samples.ts';

/** One step of a workflow that uses the action. */
export interface Step {
  readonly node?: string;
  /** By the names of action.yml. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Files of the checked-out repository, beside POLICY as `exposure-policy.yml` and SCANS as `NAME.xml`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly without?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly bundle?: string;
  /** A checked-out repository; absent: a new folder with the files. */
  readonly folder?: string;
}

/** What the runner has after the step. */
export interface StepEnded extends Ended {
  readonly folder: string;
  /** As `steps.x.outputs`; null: the step had no file for them. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string | null;
  readonly annotations: readonly Annotation[];
  /** What the log folds, by title; null where a group was left open, was ended twice, or has an annotation in it. */
  readonly groups: Readonly<Record<string, readonly string[]>> | null;
  /** What `core.warning` and its like did not print. */
  readonly log: readonly string[];
}

export interface Annotation {
  readonly kind: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Runs the action as the runner does: inputs and files by environment variables, no shell, no token. */
export async function runStep({
  inputs = {},
  files = {},
  without = [],
  env = {},
  node,
  bundle = ACTION,
  folder: checkedOut,
}: Step): Promise<StepEnded> {
  const scans = Object.fromEntries(Object.entries(SCANS).map(([name, xml]) => [`${name}.xml`, xml]));
  const repository = { 'exposure-policy.yml': POLICY, ...scans, ...files };
  const kept = Object.entries(repository).filter(([name]) => !without.includes(name));
  const folder = checkedOut ?? (await workspace(Object.fromEntries(kept)));
  // The runner keeps these outside of the workspace.
  const runners = await workspace({ outputs: '', summary: '' });
  const variables: Record<string, string> = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(runners, 'outputs'),
    GITHUB_STEP_SUMMARY: join(runners, 'summary'),
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value])),
    ...env,
  };
  const ended = await spawnBundle(bundle, [], { cwd: folder, env: variables, ...(node === undefined ? {} : { node }) });
  const lines = ended.stdout.split(/\r?\n/);
  return {
    ...ended,
    folder,
    outputs: parseOutputs((await textOf(join(runners, 'outputs'))) ?? ''),
    summary: await textOf(join(runners, 'summary')),
    annotations: lines.flatMap(parseCommand).filter(({ kind }) => !GROUPING.includes(kind)),
    groups: groupsOf(lines),
    log: lines.filter((line) => parseCommand(line).length === 0),
  };
}

const GROUPING: readonly string[] = ['group', 'endgroup'];

function groupsOf(lines: readonly string[]): StepEnded['groups'] {
  const groups: Record<string, string[]> = {};
  let inside: string[] | null = null;
  for (const line of lines) {
    const [command] = parseCommand(line);
    if (command?.kind === 'group' && inside === null) groups[command.message] = inside = [];
    else if (command?.kind === 'endgroup' && inside !== null) inside = null;
    else if (command === undefined) inside?.push(line);
    else if (inside !== null || GROUPING.includes(command.kind)) return null;
  }
  return inside === null ? groups : null;
}

/** As the runner names an input's variable (actions/runner, InputManager): upper case, spaces to underscores. */
function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** As the runner reads the file (actions/runner, SetEnvFileCommand): `name<<delimiter`, the value, the delimiter. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^([\w-]+)<<(.+)\n([\s\S]*?)\n\2$/gm)) outputs[name] = value;
  return outputs;
}

/** As the runner reads a line (actions/runner, ActionCommand.cs), with its unescaping. */
function parseCommand(line: string): readonly Annotation[] {
  const [, kind = '', properties = '', message = ''] = /^\s*::([a-z-]+) ?(.*?)::(.*)$/.exec(line) ?? [];
  if (kind === '') return [];
  const pairs = properties.split(',').filter((pair) => pair !== '');
  const parsed = pairs.map((pair) => [
    pair.slice(0, pair.indexOf('=')),
    unescapeValue(pair.slice(pair.indexOf('=') + 1)),
  ]);
  return [{ kind, properties: Object.fromEntries(parsed), message: unescapeValue(message) }];
}

function unescapeValue(text: string): string {
  const characters: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => characters[code] ?? code);
}

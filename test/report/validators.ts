import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AnySchemaObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';

/**
 * `@microsoft/sarif-multitool` resolves to the native program of this platform's package; the schema lies beside it.
 */
function multitool(): string {
  const program: unknown = createRequire(import.meta.url)('@microsoft/sarif-multitool');
  if (typeof program !== 'string') throw new TypeError('@microsoft/sarif-multitool no longer exports a path');
  return program;
}

function compile(schema: AnySchemaObject) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(schema);
  return (data: unknown): readonly string[] =>
    validate(data) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

let sarifSchema: ReturnType<typeof compile> | undefined;

/** @returns what the OASIS schema of SARIF 2.1.0 has against the log; empty when it is valid. */
export function validateWithSchema(sarif: unknown): readonly string[] {
  sarifSchema ??= compile(JSON.parse(readFileSync(join(dirname(multitool()), 'sarif-2.1.0.json'), 'utf8')));
  return sarifSchema(sarif);
}

const compiled = new WeakMap<object, ReturnType<typeof compile>>();

/** @returns what a JSON Schema (draft 2020-12) has against the data; empty when it is valid. */
export function validateWithJsonSchema(schema: object, data: unknown): readonly string[] {
  const validate = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, validate);
  return validate(data);
}

export interface MultitoolResult {
  readonly file: string;
  readonly ruleId: string;
  readonly level: string;
  readonly text: string;
}

/** The multitool's rules for GitHub; off until a configuration turns each on. */
const GITHUB_RULES = [
  'GH1001.ProvideRequiredLocationProperties',
  'GH1002.InlineThreadFlowLocations',
  'GH1003.ProvideRequiredRegionProperties',
  'GH1004.ReviewArraysThatExceedConfigurableDefaults',
  'GH1005.LocationsMustBeRelativeUrisOrFilePaths',
  'GH1006.ProvideCheckoutPath',
  'GH1007.ProvideFullyFormattedMessageStrings',
];

const ENABLED = '<Property Key="RuleEnabled" Value="Error"/>';
const CONFIG = `<?xml version="1.0" encoding="utf-8"?>
<Properties>
${GITHUB_RULES.map((rule) => `  <Properties Key="${rule}.Options">${ENABLED}</Properties>`).join('\n')}
</Properties>
`;

/** @returns whether the multitool is there for this platform. */
export function hasMultitool(): boolean {
  try {
    return existsSync(multitool());
  } catch {
    return false;
  }
}

/**
 * Runs `sarif-multitool validate` on all files at once (each start costs a second). Its exit status is 0 whatever it
 * finds, so its own log is read.
 * @returns what it has against them at the levels Error and Warning.
 */
export async function validateWithMultitool(files: readonly string[]): Promise<readonly MultitoolResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'multitool-'));
  try {
    const [config, out] = [join(folder, 'config.xml'), join(folder, 'out.sarif')];
    await writeFile(config, CONFIG);
    const options = ['--rule-kind', 'Sarif;Ghas', '--config', config, '--level', 'Error;Warning'];
    await run(multitool(), ['validate', ...files, ...options, '-o', out, '--log', 'ForceOverwrite']);
    const log = JSON.parse((await readFile(out, 'utf8')).replace(/^\uFEFF/, '')) as Log;
    return log.runs.flatMap(({ results, invocations }) => [
      ...(results ?? []).map((result) => ({
        file: result.locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '',
        ruleId: result.ruleId ?? '',
        level: result.level ?? 'warning',
        text: `${result.message.id ?? result.message.text}: ${(result.message.arguments ?? []).join(' | ')}`,
      })),
      ...(invocations ?? []).flatMap(({ toolExecutionNotifications, toolConfigurationNotifications }) =>
        [...(toolExecutionNotifications ?? []), ...(toolConfigurationNotifications ?? [])].map((notification) => ({
          file: '',
          ruleId: 'notification',
          level: notification.level ?? 'warning',
          text: notification.message.text ?? '',
        })),
      ),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`multitool ended with ${code}: ${said}`))));
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { chart } from '../bench/chart.ts';
import { readResults } from '../bench/results.ts';
import { machineOf, overview, resultsPage } from '../bench/table.ts';
import { policyJsonSchema } from '../src/policy/json-schema.ts';
import { reportJsonSchema } from '../src/report/json-schema.ts';
import { validationJsonSchema } from '../src/report/validation-schema.ts';
import { exposurePage, findingPages } from './pages.ts';

export const ROOT = join(import.meta.dirname, '..');

/** A file that is made from source: its path below the root, and what it should hold. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const action = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/**
 * @returns every generated file, as it should be. Reads action.yml and README.md; throws where a marker is missing
 * there.
 */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...findingPages(),
    exposurePage(),
    { path: 'policies/policy.schema.json', content: json(policyJsonSchema()) },
    { path: 'docs/report.schema.json', content: json(reportJsonSchema()) },
    { path: 'docs/validate.schema.json', content: json(validationJsonSchema()) },
    ...speedFiles(),
    { path: 'README.md', content: readme() },
  ];
}

/** What the recorded benchmark shows: a picture, and every figure; nothing where none was recorded. */
function speedFiles(): readonly GeneratedFile[] {
  const results = readResults();
  if (results === undefined) return [];
  return [
    { path: 'docs/bench.svg', content: chart(results) },
    { path: 'bench/results/scan.md', content: resultsPage(results) },
  ];
}

function speed(): string {
  const results = readResults();
  if (results === undefined) return 'Not measured yet: `npm run bench`.';
  const alt = 'How long scanners took for all TCP ports under several conditions, and how many open ports they missed';
  return [`![${alt}](docs/bench.svg)`, overview(results), machineOf(results)].join('\n\n');
}

/** @returns the paths of the generated files that differ from what they should be, or are missing. */
export function outdatedFiles(files = generatedFiles()): readonly string[] {
  return files.filter(({ path, content }) => readIfThere(path) !== content).map(({ path }) => path);
}

function readme(): string {
  const { inputs, outputs } = action.parse(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')));
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const parts = { inputs: table('Input', inputs), outputs: table('Output', outputs), speed: speed() };
  return Object.entries(parts).reduce((whole, [name, content]) => replaceBetween(whole, name, content), text);
}

function table(head: string, rows: Readonly<Record<string, { readonly description: string }>>): string {
  const lines = Object.entries(rows).map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`);
  return [`| ${head} | What it is |`, '|---|---|', ...lines].join('\n');
}

function cell(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

/** @returns the text with everything between `<!-- name:start -->` and `<!-- name:end -->` replaced. */
export function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md has no "${start}" followed by "${end}"`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from '../bench/chart.ts';
import { readResults } from '../bench/results.ts';
import { resultsPage } from '../bench/table.ts';
import { policyJsonSchema } from '../src/policy/json-schema.ts';
import { changesJsonSchema } from '../src/report/changes-schema.ts';
import { reportJsonSchema } from '../src/report/json-schema.ts';
import { reviewJsonSchema } from '../src/report/review-schema.ts';
import { traceJsonSchema } from '../src/report/trace-schema.ts';
import { validationJsonSchema } from '../src/report/validation-schema.ts';
import { withFormats } from './formats.ts';
import { replaceBetween } from './markdown.ts';
import { decisionsPage, exposurePage, findingPages } from './pages.ts';
import { SECTIONS } from './sections.ts';

export const ROOT = join(import.meta.dirname, '..');

/** A file that is made from source: its path below the root, and what it should hold. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** @returns every generated file, as it should be. Throws if a page lacks the markers of a generated section. */
export function generatedFiles(): readonly GeneratedFile[] {
  return [
    ...findingPages(),
    exposurePage(),
    decisionsPage(),
    { path: 'policies/policy.schema.json', content: json(policyJsonSchema()) },
    { path: 'docs/report.schema.json', content: json(reportJsonSchema()) },
    { path: 'docs/changes.schema.json', content: json(changesJsonSchema()) },
    { path: 'docs/diff.schema.json', content: json(reviewJsonSchema()) },
    { path: 'docs/trace.schema.json', content: json(traceJsonSchema()) },
    { path: 'docs/validate.schema.json', content: json(validationJsonSchema()) },
    { path: 'action.yml', content: withFormats(readFileSync(join(ROOT, 'action.yml'), 'utf8')) },
    ...speedFiles(),
    ...Object.keys(SECTIONS).map((path) => ({ path, content: withSections(path) })),
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

/** @returns a page that people write, with its generated sections as they should be */
function withSections(path: string): string {
  const sections = Object.entries(SECTIONS[path] ?? {});
  const text = readFileSync(join(ROOT, path), 'utf8');
  return sections.reduce((page, [name, section]) => replaceBetween(page, name, section()), text);
}

/** @returns the paths of the generated files that differ from what they should be, or are missing. */
export function outdatedFiles(files = generatedFiles()): readonly string[] {
  return files.filter(({ path, content }) => readIfThere(path) !== content).map(({ path }) => path);
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

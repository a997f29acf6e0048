import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cell, table } from './markdown.ts';

/** The folders of examples/, in the order of the page, and what each is for. */
const SYSTEMS = {
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  jenkins: 'Jenkins',
  azure: 'Azure Pipelines',
  'pre-commit': 'pre-commit',
  docker: 'Docker',
  systemd: 'systemd',
  cron: 'cron',
} as const;

export interface Recipe {
  readonly system: keyof typeof SYSTEMS;
  /** Below the root. */
  readonly path: string;
  readonly text: string;
  /** Its first comment: what it does. */
  readonly purpose: string;
}

/** @returns the files of examples/, in the order of the page */
export function readRecipes(root = join(import.meta.dirname, '..')): readonly Recipe[] {
  return (Object.keys(SYSTEMS) as (keyof typeof SYSTEMS)[]).flatMap((system) => {
    const names = readdirSync(join(root, 'examples', system)).sort();
    return names.map((name) => {
      const path = `examples/${system}/${name}`;
      const text = readFileSync(join(root, path), 'utf8');
      return { system, path, text, purpose: purposeOf(path, text) };
    });
  });
}

function purposeOf(path: string, text: string): string {
  const lines = text.split('\n').filter((line) => !line.startsWith('#!'));
  const end = lines.findIndex((line) => !/^(?:#|\/\/) /.test(line));
  if (end < 1) throw new Error(`${path}: begin with a comment that says what it does`);
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\S+ /, ''))
    .join(' ');
}

/** @returns the table of all recipes, for docs/recipes.md */
export function recipeTable(): string {
  const rows = readRecipes().map(({ system, path, purpose }) => {
    return [SYSTEMS[system], `[${path.split('/').at(-1)}](../${path})`, cell(purpose)];
  });
  return table(['For', 'File', 'What it does'], rows);
}

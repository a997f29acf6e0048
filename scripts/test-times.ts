import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { table } from './markdown.ts';
import { SUITES, suiteOf } from './suites.ts';

/** What `npm test -- --record` measured, in seconds. */
export interface TestTimes {
  readonly date: string;
  readonly cores: number;
  /** Each suite, from its start to its end. */
  readonly suites: Readonly<Record<string, number>>;
  /** Each file by itself, by its path below the root. */
  readonly files: Readonly<Record<string, number>>;
}

const TESTS = join(import.meta.dirname, '..', 'test');
const FILE = join(TESTS, 'times.json');

export function readTimes(): TestTimes {
  if (!existsSync(FILE)) return { date: 'never', cores: 0, suites: {}, files: {} };
  return JSON.parse(readFileSync(FILE, 'utf8')) as TestTimes;
}

/** Keeps what was measured in the place of what was known of the same suites; the other suites keep theirs. */
export function recordTimes(measured: Pick<TestTimes, 'suites' | 'files'>): void {
  writeFileSync(FILE, `${JSON.stringify(merge(readTimes(), measured), null, 2)}\n`);
}

/** @returns the record with the suites that were measured, and without files that these no longer have */
export function merge(before: TestTimes, { suites, files }: Pick<TestTimes, 'suites' | 'files'>): TestTimes {
  const kept = Object.entries(before.files).filter(
    ([file]) => !Object.hasOwn(suites, suiteOf(file.slice('test/'.length)).name),
  );
  const rounded = (times: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(
      Object.entries(times)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, seconds]) => [name, Math.round(10 * seconds) / 10]),
    );
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    suites: rounded({ ...before.suites, ...suites }),
    files: rounded({ ...Object.fromEntries(kept), ...files }),
  };
}

/** @returns files and their seconds, those first that take longest */
export function longestFirst(times: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(times).sort(([, a], [, b]) => b - a);
}

/** @returns the suites with what they need and take, in Markdown */
export function suiteTable({ suites }: TestTimes): string {
  const rows = SUITES.map(({ name, folders, aspect, what, needs }) => {
    const there = (folders ?? []).filter((folder) => existsSync(join(TESTS, folder))).map((one) => `test/${one}/`);
    const named = aspect === undefined ? [] : [`*.${aspect}.test.ts`];
    const places = folders === null ? 'all other files' : [...there, ...named].map((one) => `\`${one}\``).join(', ');
    return [`\`npm test ${name}\``, what, places, needs, duration(suites[name])];
  });
  return table(['Command', 'What is tested', 'Where', 'Needs', 'Time'], rows);
}

/** @returns the files that take longest, in Markdown */
export function fileTable({ files }: TestTimes, count: number): string {
  const rows = longestFirst(files)
    .slice(0, count)
    .map(([file, seconds]) => [`\`${file}\``, duration(seconds)]);
  return table(['File', 'Time'], rows);
}

function duration(seconds: number | undefined): string {
  return seconds === undefined ? 'not measured' : `${Math.round(seconds)} s`;
}

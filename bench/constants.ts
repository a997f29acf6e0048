import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Costs } from './constants-child.ts';
import { RESULTS, record, today } from './measure.ts';

/**
 * Sweeps simulated paths with each constant of `src/sweep` at half and at double its value, and writes a table: which
 * constant changes the time, the packets, the ports that are missed and the hosts in doubt. A constant that changes
 * nothing is worth nothing.
 *
 *     node --import tsx bench/constants.ts [name of a constant …]
 */

const ROOT = join(import.meta.dirname, '..');
const FACTORS = [0.5, 2] as const;
/** Milliseconds: a sweep that takes longer with a changed constant counts as one that does not end. */
const LIMIT = 600_000;

interface Constant {
  readonly file: string;
  readonly name: string;
  /** Where its number stands in the file, in characters. */
  readonly from: number;
  readonly to: number;
  readonly value: number;
  /** The comment above it: `[unit; source] meaning`. */
  readonly unit: string;
  readonly source: string;
  readonly meaning: string;
}

type Result = Readonly<Record<string, Costs>>;

const NUMBER = /(?<![\w.$])\d[\d_]*(?:\.\d+)?(?:e-?\d+)?(?![\w.])/g;
const DECLARATION =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^(?:export )?const ([A-Z][A-Z_\d]*)(?:: [^=]+)? = (.*(?:\n {2}.*)*);$/gm;

/** @returns each number of a constant that is declared at the top of a file */
function constantsOf(file: string, text: string): readonly Constant[] {
  return [...text.matchAll(DECLARATION)].flatMap((match) => {
    const [whole, comment, name = '', value = ''] = match;
    if (comment === undefined || /=>|new Set|\['/.test(value)) return [];
    const text = comment.replace(/\s*\n\s*\*\s?/g, ' ').trim();
    const [, unit, source, meaning] = /^\[([^;\]]+); ([^\]]+)\] (.*)$/.exec(text) ?? [];
    // Other constants do not tune a sweep.
    if (unit === undefined || source === undefined || meaning === undefined) return [];
    const start = match.index + whole.lastIndexOf(value);
    const numbers = [...value.matchAll(NUMBER)];
    return numbers.map((number, index) => {
      const key = /(\w+): $/.exec(value.slice(0, number.index))?.[1] ?? String(index + 1);
      const from = start + number.index;
      return {
        ...{ file, unit, source, meaning, from, to: from + number[0].length },
        name: numbers.length === 1 ? name : `${name} ${key}`,
        value: Number(number[0].replaceAll('_', '')),
      };
    });
  });
}

/** @returns what the sweeps come to; null: they failed, or did not end */
function run(folder: string): Result | null {
  const args = ['--import', 'tsx', join('bench', 'constants-child.ts')];
  const ended = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: LIMIT });
  return ended.status === 0 ? (JSON.parse(ended.stdout) as Result) : null;
}

/** @returns the scenarios in which something changed, in words */
function changes(usual: Result, changed: Result | null): string {
  if (changed === null) return 'fails';
  const percent = (now: number, before: number): string =>
    `${now > before ? '+' : ''}${Math.round((100 * now) / before - 100)} %`;
  const told = Object.entries(usual).flatMap(([name, before]) => {
    const now = changed[name] ?? before;
    const words = [
      ...(Math.abs(now.seconds / before.seconds - 1) < 0.02 ? [] : [`time ${percent(now.seconds, before.seconds)}`]),
      ...(Math.abs(now.packets / before.packets - 1) < 0.02 ? [] : [`packets ${percent(now.packets, before.packets)}`]),
      ...(now.missed === before.missed ? [] : [`${now.missed} missed`]),
      ...(now.doubted === before.doubted ? [] : [`${now.doubted} in doubt`]),
    ];
    return words.length === 0 ? [] : [`${name}: ${words.join(', ')}`];
  });
  return told.length === 0 ? 'nothing' : told.join('; ');
}

const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-constants-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const part of ['src', 'test/simulations', 'bench', 'package.json', 'tsconfig.json']) {
  cpSync(join(ROOT, part), join(folder, part), { recursive: true });
}
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));

const wanted = process.argv.slice(2);
const usual = run(folder);
if (usual === null) throw new Error('the simulated sweeps fail as they are');
const files = readdirSync(join(ROOT, 'src', 'sweep'), { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);
const rows = files.sort().flatMap((path) => {
  const file = join('src', 'sweep', path);
  const text = readFileSync(join(ROOT, file), 'utf8');
  return constantsOf(file, text)
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .map((constant) => {
      const [half = '', double = ''] = FACTORS.map((factor) => {
        writeFileSync(
          join(folder, file),
          text.slice(0, constant.from) + constant.value * factor + text.slice(constant.to),
        );
        return changes(usual, run(folder));
      });
      writeFileSync(join(folder, file), text);
      console.error(`${constant.name} (${constant.value}): half: ${half}; double: ${double}`);
      const { name, value, unit, source, meaning } = constant;
      return { file, name, value, unit, source, meaning, half, double };
    });
});

if (wanted.length === 0) {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const table = rows.map(
    ({ file, name, value, unit, source, meaning, half, double }) =>
      `| \`${name}\` | ${value} | ${unit} | ${source} | ${cell(meaning)} | ${half} | ${double} | ` +
      `${file.replace(/^src\/sweep\//, '')} |`,
  );
  record('constants', { usual, rows });
  writeFileSync(
    join(RESULTS, 'constants.md'),
    [
      '<!-- Written by bench/constants.ts; edits are lost. -->',
      '',
      '# The constants of a sweep, at half and at double',
      '',
      `Measured on ${today()} on ${Object.keys(usual).length} simulated scenarios of one run each.`,
      'Changes below 2 % are left out.',
      '',
      '| Constant | Value | Unit | Source | Meaning | At half | At double | File |',
      '|---|---|---|---|---|---|---|---|',
      ...table,
      '',
    ].join('\n'),
  );
}

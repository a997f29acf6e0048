import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { median } from '../bench/measure.ts';
import { readResults } from '../bench/results.ts';
import { readServices } from '../bench/services-results.ts';
import { machineOf, overview, seconds } from '../bench/table.ts';
import { PATHS, type PathName, readZoo, type ZooResults } from '../bench/zoo-results.ts';
import { COMMAND_ROWS, EXIT_ROWS, type ExitRow, optionRow } from '../src/commands/command-rows.ts';
import { GENERAL_OPTION_ROWS, type OptionRow } from '../src/commands/option-rows.ts';
import { REASONS } from '../src/compare/reasons.ts';
import { DECISIONS, EXPECTED, SEEN } from '../src/compare/table.ts';
import { OVER_HTTP } from '../src/model/http-names.ts';
import { SERVICE_ALIASES, sameService, TLS_NAMES } from '../src/model/service.ts';
import { PRODUCTS } from '../src/nmap/products.ts';
import { OTHER_NAMES, SERVICE_NAMES } from '../src/nmap/service-names.ts';
import { PROFILE_TABLE } from '../src/plan/profiles.ts';
import { exampleChanges } from './example-report.ts';
import { formatExamples, formatTable, withFormats } from './formats.ts';
import { cell, table } from './markdown.ts';
import { policyReference } from './policy-page.ts';
import { recipeTable } from './recipes.ts';
import { fileTable, readTimes, suiteTable } from './test-times.ts';

/** The generated sections of pages that people write: page, name of the markers, content. */
export const SECTIONS: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'README.md': { exit: exitStatuses },
  'docs/action.md': actionTables('action.yml'),
  'docs/changes.md': { 'example-json': () => `\`\`\`json\n${exampleChanges()}\n\`\`\`` },
  'docs/cli.md': { commands, general: generalOptions, exit: exitStatuses },
  'docs/diff.md': actionTables('diff/action.yml'),
  'docs/formats.md': { formats: formatTable, ...formatExamples() },
  'docs/policy.md': { keys: policyReference },
  'docs/profiles.md': { profiles },
  'docs/recipes.md': { recipes: recipeTable },
  'docs/services.md': {
    services,
    'other-services': () => codes(OTHER_NAMES),
    products,
    zoo,
    http: () => codes([...OVER_HTTP].sort()),
  },
  'docs/speed.md': { speed, checks },
  'docs/testing.md': { suites: () => suiteTable(readTimes()), longest: () => fileTable(readTimes(), 15) },
  'docs/verdict.md': { decisions, exit: exitStatuses, reasons },
};

const described = z.record(z.string(), z.object({ description: z.string() }));
const action = z.object({ inputs: described, outputs: described });

function actionTables(path: string) {
  return {
    inputs: () => actionTable(path, 'inputs', 'Input'),
    outputs: () => actionTable(path, 'outputs', 'Output'),
  };
}

function actionTable(path: string, kind: 'inputs' | 'outputs', head: string): string {
  const written = readFileSync(join(import.meta.dirname, '..', path), 'utf8');
  const text = path === 'action.yml' ? withFormats(written) : written;
  const rows = Object.entries(action.parse(parse(text))[kind]).map(([name, { description }]) => {
    const [meaning = '', usual = ''] = description.split(/\bDefault: /);
    return [`\`${name}\``, cell(meaning), ...(kind === 'inputs' ? [cell(sentence(usual))] : [])];
  });
  return table(kind === 'inputs' ? [head, 'Meaning', 'Default'] : [head, 'Meaning'], rows);
}

function sentence(text: string): string {
  return text.trim().replace(/\.$/, '');
}

function commands(): string {
  return COMMAND_ROWS.map(({ name, operands, meaning: purpose, options, exits }) => {
    const usage = `\`exposure-gate ${name}${operands === '' ? '' : ` ${operands}`}\`: ${purpose}.`;
    const rows = options.map((option) => optionCells(option, optionRow(name, option)));
    const body = rows.length === 0 ? '' : `\n\n${table(['Option', 'Meaning', 'Default'], rows)}`;
    // The statuses of a check have a section of their own.
    const statuses = exits === EXIT_ROWS ? '[Exit status](#exit-status)' : `Exit status: ${exitList(exits)}.`;
    return `### ${name}\n\n${usage}${body}\n\n${statuses}`;
  }).join('\n\n');
}

function generalOptions(): string {
  const rows = Object.entries(GENERAL_OPTION_ROWS).map(([name, row]) => optionCells(name, row).slice(0, 2));
  return table(['Option', 'Meaning'], rows);
}

function optionCells(name: string, { short, value, meaning, usual }: OptionRow): readonly string[] {
  const written = `\`--${name}${value === null ? '' : ` ${value}`}\`${short === undefined ? '' : `, \`-${short}\``}`;
  return [written, cell(meaning), cell(usual ?? '')];
}

function exitList(exits: readonly ExitRow[]): string {
  return exits.map(({ status, when }) => `${status}: ${when}`).join('; ');
}

function exitStatuses(): string {
  const rows = EXIT_ROWS.map(({ status, verdict, when }) => [
    String(status),
    verdict === null ? '(none)' : `\`${verdict}\``,
    when,
  ]);
  return table(['Exit status', 'Verdict', 'When'], rows);
}

function profiles(): string {
  const rows = PROFILE_TABLE.map(({ profile, goal, command, differs }) => {
    return [`\`${profile}\``, goal, `\`${command}\``, differs].map(cell);
  });
  return table(['Profile', 'Purpose', 'The usual nmap command', 'What the gate does differently'], rows);
}

/** A cell that is no finding is left as it is: ok. */
function decisions(): string {
  const rows = SEEN.map((seen) => {
    const cells = EXPECTED.map((expected) => {
      const decision = DECISIONS[seen][expected];
      return decision === 'ok' ? 'ok' : `[${decision}](findings/${decision}.md)`;
    });
    return [cell(seen), ...cells];
  });
  return table(['What was observed', ...EXPECTED.map((one) => (one === 'nothing' ? 'no line' : `\`${one}\``))], rows);
}

function reasons(): string {
  const rows = Object.entries(REASONS).map(([code, { meaning, fix }]) => [`\`${code}\``, cell(meaning), cell(fix)]);
  return table(['Reason', 'What happened', 'What to do'], rows);
}

/** A table of the names with something to say about, and a list of the others. */
function services(): string {
  const tlsNames = Object.values(TLS_NAMES);
  const names = SERVICE_NAMES.filter((name) => !Object.hasOwn(SERVICE_ALIASES, name)).sort();
  const rows = names.map((name) => {
    const aliases = Object.keys(SERVICE_ALIASES).filter((alias) => SERVICE_ALIASES[alias] === name);
    const overTls = TLS_NAMES[name];
    const also = names.filter((other) => other !== name && sameService(name, other));
    return [name, codes(aliases), overTls === undefined ? '' : codes([overTls]), codes(also)] as const;
  });
  const isSpecial = ([, ...cells]: (typeof rows)[number]): boolean => cells.some((cell) => cell !== '');
  const special = rows.filter(isSpecial).map(([name, ...cells]) => [codes([name]), ...cells]);
  const others = rows.filter((row) => !isSpecial(row) && !tlsNames.includes(row[0])).map(([name]) => name);
  const head = ['Name', 'Other names for it', 'Inside TLS', 'Also satisfied by'];
  return `${table(head, special)}\n\nNames without other names:\n\n${codes(others)}`;
}

function products(): string {
  const services = new Map<string, string[]>();
  for (const [product, names] of Object.entries(PRODUCTS)) {
    const written = names.length === 0 ? 'nothing: write the port without a service' : codes(names);
    services.set(written, [...(services.get(written) ?? []), product]);
  }
  return table(
    ['Products', 'nmap reports'],
    [...services].map(([written, names]) => [codes(names.sort()), written]),
  );
}

function zoo(): string {
  const measured = readZoo()?.paths ?? {};
  const [first] = Object.values(measured);
  if (first === undefined) return 'Not measured yet: `npm run bench:zoo`.';
  const rows = first.rows.map(({ server, port, word, nmap }, index) => {
    const checks = new Set(Object.values(measured).flatMap(({ rows }) => rows[index]?.check ?? []));
    const said = [...checks].map((name) => (name === null ? '(nothing)' : codes([name]))).join(' or ');
    const others = [nmap === null ? '(nothing)' : codes([nmap]), said, word === null ? '(none)' : codes([word])];
    return [server, port, ...others].map(cell);
  });
  const head = ['Server', 'Port', 'nmap -sV', 'A check', 'Written in a policy'];
  return `${table(head, rows)}\n\n${zooPaths(measured)}`;
}

function zooPaths(measured: ZooResults['paths']): string {
  const rows = Object.entries(PATHS).flatMap(([name, { title }]) => {
    const one = measured[name as PathName];
    if (one === undefined) return [];
    const { date, servers, nmapSeconds, nmapNamesLess, runs } = one;
    const good = runs.filter(({ verdict, namesLess }) => verdict === 'pass' && namesLess === 0).length;
    const times = [seconds(nmapSeconds), seconds(median(runs.map((run) => run.seconds)))];
    return [[title, `${servers}`, ...times, `${nmapNamesLess}`, `${good} of ${runs.length}`, date]];
  });
  const named = 'Checks that name every service and pass';
  const head = ['Path', 'Servers', 'nmap -sV', 'A check, median', 'Services that nmap misses', named, 'Measured'];
  return table(head, rows);
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** How long checks take whose time is mostly version detection, beside nmap's own version scan of the same ports. */
function checks(): string {
  const results = readServices();
  if (results === undefined) return 'Not measured yet: `node --import tsx bench/services.ts`.';
  const { estate, https, demo, date, runs } = results;
  const second = (value: number | undefined): string => (value === undefined ? '' : seconds(value));
  const row = (what: string, { seconds: all, nmapSeconds, stages }: typeof estate): readonly string[] => {
    const parts = [stages?.ports, stages?.services, stages?.confirm];
    return [what, second(all), ...parts.map(second), second(nmapSeconds)];
  };
  const rows = [
    row('three addresses, 19 TCP and 6 UDP ports each', estate),
    row('one HTTPS port', https),
    ['`npm start`: two checks', second(demo.seconds), '', '', '', ''],
  ];
  const head = ['', 'A check', 'ports', 'services', 'confirmation', 'nmap -T4 -sV'];
  return `${table(head, rows)}\n\nMeasured ${date}, ${runs === 1 ? 'one run' : `medians of ${runs} runs`}.`;
}

function speed(): string {
  const results = readResults();
  if (results === undefined) return 'Not measured yet: `npm run bench`.';
  const alt = 'How long scanners took for all TCP ports under several conditions, and how many open ports they missed';
  return [`![${alt}](bench.svg)`, overview(results), machineOf(results)].join('\n\n');
}

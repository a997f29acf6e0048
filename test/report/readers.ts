import assert from 'node:assert/strict';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseJunit } from 'junit2json';
import parsePrometheus from 'parse-prometheus-text-format';
import { z } from 'zod';
import type { Format } from '../../src/report/formats.ts';

/** What a reader of one format learns of a run; undefined: the format does not say it. */
export interface Told {
  /** `judged`: either pass or fail; the format does not tell which. */
  readonly verdict: string;
  readonly standing?: readonly string[];
  readonly waived?: readonly string[];
  readonly standingCount?: number;
  readonly waivedCount?: number;
}

/** @returns whether what one format says may be the verdict: not every format tells a pass from a fail */
export function mayBe(told: string, verdict: string): boolean {
  return told === verdict || (told === 'judged' && ['pass', 'fail'].includes(verdict));
}

/** Holds what all formats of one run tell to what the JSON report tells. */
export function assertToldAlike(told: Readonly<Partial<Record<Format, Told>>>, what: string): void {
  const whole = told.json ?? assert.fail(`${what}: there is no JSON report`);
  for (const [format, { verdict, ...others }] of Object.entries(told)) {
    assert.ok(mayBe(verdict, whole.verdict), `${what}: ${format} says ${verdict}, and JSON ${whole.verdict}`);
    for (const key of ['standing', 'waived', 'standingCount', 'waivedCount'] as const)
      if (others[key] !== undefined) assert.deepEqual(sorted(others[key]), sorted(whole[key]), `${what}: ${format}`);
  }
}

function sorted(value: Told['standing' | 'standingCount']): unknown {
  return typeof value === 'object' ? [...value].sort() : value;
}

const HEADINGS: Readonly<Record<string, string>> = {
  Pass: 'pass',
  Fail: 'fail',
  Inconclusive: 'inconclusive',
  Error: 'error',
};

/** Reads reports as other programs do: by the grammar of each format. */
export const READERS: Readonly<Record<Format, (text: string) => Told | Promise<Told>>> = {
  text: readText,
  html: readHtml,
  json: readJson,
  sarif: readSarif,
  'sarif-carry': readSarif,
  summary: readMarkdown,
  markdown: readMarkdown,
  junit: readJunit,
  gitlab: readGitlab,
  ndjson: readNdjson,
  openmetrics: readMetrics,
  csv: readRows,
};

const FOUND = /([\d,]+) findings?\b(?! of targets)/;
const WAIVED = /([\d,]+) waived(?! but)/;

/** `5 findings`, `1,000 findings`; no findings: 0. */
function countIn(line: string, what: RegExp): number {
  return Number((what.exec(line)?.[1] ?? '0').replaceAll(',', ''));
}

function readText(text: string): Told {
  const line = text.split('\n').at(-2) ?? '';
  const verdict = /^(PASS|FAIL|INCONCLUSIVE|ERROR) {2}/.exec(line)?.[1] ?? assert.fail(line);
  if (verdict === 'ERROR') return { verdict: 'error' };
  const standingCount = countIn(line, FOUND);
  return { verdict: verdict.toLowerCase(), standingCount, waivedCount: countIn(line, WAIVED) };
}

function readHtml(text: string): Told {
  const verdict = /<body class="(\w+)">/.exec(text)?.[1] ?? assert.fail();
  const heading = (/<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? '').replace(/<[^>]*>/g, '');
  assert.equal(HEADINGS[heading.split(':', 1)[0] ?? ''], verdict);
  if (verdict === 'error') return { verdict };
  return { verdict, standingCount: countIn(heading, FOUND), waivedCount: countIn(heading, WAIVED) };
}

const jsonReport = z.looseObject({
  verdict: z.string(),
  counts: z.looseObject({ waived: z.number() }).optional(),
  findings: z
    .array(
      z.looseObject({
        fingerprint: z.string(),
        severity: z.string().nullable(),
        waived: z.unknown(),
        activation: z.unknown(),
      }),
    )
    .optional(),
});

function readJson(text: string): Told {
  const { verdict, findings, counts } = jsonReport.parse(JSON.parse(text));
  if (findings === undefined) return { verdict };
  return {
    verdict,
    standing: findings.filter(({ waived }) => waived === null).map(({ fingerprint }) => fingerprint),
    waived: findings.filter(({ waived }) => waived !== null).map(({ fingerprint }) => fingerprint),
    standingCount: findings.filter(
      ({ waived, severity, activation }) => waived === null && severity !== null && activation === null,
    ).length,
    waivedCount: counts?.waived ?? assert.fail(),
  };
}

const sarifLog = z.looseObject({
  runs: z.tuple([
    z.looseObject({
      properties: z.looseObject({ verdict: z.string() }),
      results: z.array(
        z.looseObject({
          partialFingerprints: z.looseObject({ primaryLocationLineHash: z.string() }),
          suppressions: z.array(z.unknown()).optional(),
        }),
      ),
    }),
  ]),
});

function readSarif(text: string): Told {
  const { properties, results } = sarifLog.parse(JSON.parse(text)).runs[0];
  const standing = results.filter(({ suppressions }) => suppressions === undefined);
  const { verdict } = properties;
  if (verdict === 'error') return { verdict };
  return { verdict, standing: standing.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash) };
}

function readMarkdown(text: string): Told {
  const line = text.split('\n').find((one) => one.startsWith('## ')) ?? '';
  const word = /^## \S+ (\w+): /.exec(line)?.[1] ?? '';
  const verdict = HEADINGS[word] ?? assert.fail(line);
  if (verdict === 'error') return { verdict };
  const waivedCount = countIn(line, WAIVED);
  return { verdict, standingCount: countIn(line, FOUND), waivedCount };
}

const issues = z.array(z.looseObject({ check_name: z.string(), fingerprint: z.string(), severity: z.string() }));

function readGitlab(text: string): Told {
  const all = issues.parse(JSON.parse(text));
  const verdict = all.find(({ check_name }) => ['inconclusive', 'error'].includes(check_name))?.check_name ?? 'judged';
  if (verdict === 'error') return { verdict };
  const standing = all.filter(({ check_name }) => check_name !== 'inconclusive').map(({ fingerprint }) => fingerprint);
  return { verdict, standing };
}

const event = z.looseObject({
  event: z.looseObject({ dataset: z.string(), outcome: z.string().optional() }),
  exposure_gate: z
    .looseObject({
      verdict: z.string().optional(),
      fingerprint: z.string().optional(),
      standing: z.string().optional(),
      complete: z.boolean().optional(),
    })
    .optional(),
});

function readNdjson(text: string): Told {
  const events = text
    .trimEnd()
    .split('\n')
    .map((line) => event.parse(JSON.parse(line)));
  const [run, ...others] = events;
  assert.equal(run?.event.dataset, 'exposure_gate.run');
  const verdict = run?.exposure_gate?.verdict ?? assert.fail();
  assert.equal(run?.event.outcome, { pass: 'success', fail: 'failure' }[verdict] ?? 'unknown');
  if (verdict === 'error') return { verdict };
  const found = others.filter((one) => one.event.dataset === 'exposure_gate.finding').map((one) => one.exposure_gate);
  const prints = (test: (standing: string) => boolean): readonly string[] =>
    found.filter((one) => test(one?.standing ?? assert.fail())).map((one) => one?.fingerprint ?? assert.fail());
  return {
    verdict,
    standing: prints((standing) => standing !== 'waived'),
    waived: prints((standing) => standing === 'waived'),
  };
}

function readMetrics(text: string): Told {
  assert.ok(text.endsWith('\n# EOF\n'));
  const families = new Map(parsePrometheus(text).map(({ name, metrics }) => [name, metrics]));
  const samples = (name: string) => families.get(`exposure_gate_${name}`);
  const sum = (name: string): number | undefined =>
    samples(name)?.reduce((total, { value }) => total + Number(value), 0);
  const verdicts = samples('verdict')?.filter(({ value }) => Number(value) === 1) ?? [];
  assert.equal(verdicts.length, 1);
  const verdict = verdicts[0]?.labels?.verdict ?? assert.fail();
  const complete = Number(samples('complete')?.[0]?.value);
  if (verdict !== 'pass' && verdict !== 'fail') assert.equal(complete, 0);
  if (verdict === 'error') {
    assert.equal(sum('findings'), undefined);
    return { verdict };
  }
  return { verdict, standingCount: sum('findings') ?? 0, waivedCount: sum('waived_findings') ?? 0 };
}

const row = z.looseObject({ verdict: z.string(), standing: z.string(), code: z.string(), fingerprint: z.string() });

function readRows(text: string): Told {
  const rows = z.array(row).parse(parseCsv(text, { columns: true, record_delimiter: '\r\n' }));
  const [verdict = 'pass'] = new Set(rows.map((one) => one.verdict));
  if (verdict === 'error') return { verdict };
  const found = rows.filter(({ fingerprint }) => fingerprint !== '');
  const prints = (isWaived: boolean): readonly string[] =>
    found.filter(({ standing }) => (standing === 'waived') === isWaived).map(({ fingerprint }) => fingerprint);
  return { verdict, standing: prints(false), waived: prints(true) };
}

/** As a server reads it: a failure is red, and so is an error. */
async function readJunit(text: string): Promise<Told> {
  const root = await parseJunit(text);
  assert.ok(root !== undefined && root !== null && 'testsuite' in root);
  const cases = (root.testsuite ?? []).flatMap(({ testcase }) => testcase ?? []);
  const [failures, errors] = [cases.flatMap((one) => one.failure ?? []), cases.flatMap((one) => one.error ?? [])];
  assert.deepEqual([root.tests, root.failures, root.errors], [cases.length, failures.length, errors.length]);
  if (errors.some(({ type }) => type === 'error')) return { verdict: 'error' };
  const printsIn = (texts: readonly string[]) => texts.flatMap((one) => /^fingerprint: (\S+)$/m.exec(one)?.[1] ?? []);
  const skipped = cases.flatMap((one) => one.skipped ?? []) as readonly { message?: string; inner?: string }[];
  const isWaived = ({ message }: { message?: string }): boolean => /^waived until/.test(message ?? '');
  const standing = [...failures, ...errors, ...skipped.filter((one) => !isWaived(one))];
  return {
    verdict: failures.length > 0 ? 'fail' : errors.length > 0 ? 'inconclusive' : 'pass',
    standing: printsIn(standing.map(({ inner }) => inner ?? '')),
    waived: printsIn(skipped.filter(isWaived).map(({ inner }) => inner ?? '')),
  };
}

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { FINDING_CODES } from '../../src/model/finding.ts';
import { FORMAT_NAMES, type Format } from '../../src/report/formats.ts';
import { assertSarif } from '../report/invariants.ts';
import { assertToldAlike, READERS, type Told } from '../report/readers.ts';
import { hasMultitool, validateWithMultitool, validateWithSchema } from '../report/validators.ts';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { workspace } from '../support/workspace.ts';
import { asOfNow, withoutClocks } from '../support/clocks.ts';

/**
 * A folder is a case: a policy, what nmap saw (`scan.xml`, `scan-2.xml` …; as if it had just ended), what the gate
 * prints (`expected.txt`), what it remembers of earlier runs (`state.jsonl`, if there is one) and what it found
 * (`expected.json`). To add one, make the folder and run this with `UPDATE_CASES=1`; then read what it wrote.
 */
const CASES = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

interface Judged {
  readonly name: string;
  readonly text: string;
  readonly found: string;
  readonly sarif: string;
  /** What each format tells, as other programs read it. */
  readonly told: Readonly<Partial<Record<Format, Told>>>;
}

async function judge(name: string): Promise<Judged> {
  const own = join(import.meta.dirname, name);
  const scans = readdirSync(own).filter((file) => /^scan.*\.xml$/.test(file));
  const folder = await workspace();
  const reports = await workspace();
  await copyFile(join(own, 'policy.yml'), join(folder, 'policy.yml'));
  for (const scan of scans) {
    // One byte a character: a file may be in any encoding.
    const text = await readFile(join(own, scan), 'latin1');
    await writeFile(join(folder, scan), asOfNow(text), 'latin1');
  }
  const state = existsSync(join(own, 'state.jsonl')) ? ['--state', 'state.jsonl'] : [];
  if (state.length > 0) await copyFile(join(own, 'state.jsonl'), join(folder, 'state.jsonl'));
  const fileOf = (format: Format): string => join(reports, `${name}.${format}`);
  const options = ['--policy', 'policy.yml', ...FORMAT_NAMES.flatMap((format) => [`--${format}`, fileOf(format)])];
  const args = ['check', ...options, ...state, ...scans.sort().flatMap((scan) => ['--scan-xml', scan])];
  const { status, stdout } = await spawnBundle(CLI, args, { cwd: folder });
  const found = readable(status, JSON.parse(await readFile(fileOf('json'), 'utf8')));
  const told: Partial<Record<Format, Told>> = {};
  for (const format of FORMAT_NAMES) told[format] = await READERS[format](await readFile(fileOf(format), 'utf8'));
  return { name, text: withoutClocks(stdout), found, sarif: fileOf('sarif'), told };
}

/** The report, as far as a case is about it. */
interface Found {
  readonly verdict: string;
  readonly exitCode: number;
  readonly coverage?: { readonly required: number; readonly answered: number };
  readonly findings?: readonly Line[];
  readonly problems?: readonly Line[];
}
type Line = Readonly<Record<string, unknown>> & {
  readonly location: { readonly line: number; readonly column: number };
};

/** One line for each finding. */
function readable(status: number | null, { verdict, exitCode, coverage, findings, problems }: Found): string {
  assert.equal(exitCode, status, 'the report and the process agree about the exit status');
  const lines =
    findings?.map(({ code, severity, target, host, protocol, port, ports, location, waived }) => {
      const where = port === null ? ports : port;
      return {
        code,
        severity,
        target,
        host,
        port: `${where}/${protocol}`,
        line: location.line,
        waived: waived !== null,
      };
    }) ?? problems?.map(({ code, location }) => ({ code, line: location.line, column: location.column }));
  const head = {
    exitStatus: status,
    verdict,
    ...(coverage === undefined ? {} : { answered: `${coverage.answered} of ${coverage.required}` }),
  };
  const fields = Object.entries(head).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`);
  const list = (lines ?? []).map((line) => `    ${JSON.stringify(line)}`).join(',\n');
  fields.push(`  "${findings === undefined ? 'problems' : 'findings'}": [${list === '' ? '' : `\n${list}\n  `}]`);
  return `{\n${fields.join(',\n')}\n}\n`;
}

describe('cases', () => {
  const judged = new Map<string, Judged>();
  before(async () => {
    for (const name of CASES) judged.set(name, await judge(name));
  });

  for (const name of CASES) {
    test(name.replaceAll('-', ' '), async () => {
      const { text, found } = judged.get(name) as Judged;
      const files = { 'expected.txt': text, 'expected.json': found };
      for (const [file, actual] of Object.entries(files)) {
        const path = join(import.meta.dirname, name, file);
        if (process.env.UPDATE_CASES === '1') await writeFile(path, actual);
        assert.equal(actual, await readFile(path, 'utf8'));
      }
    });
  }

  test('together show every kind of finding and every verdict', () => {
    const all = [...judged.values()].map(({ found }) => found).join('');
    const told = (key: string) =>
      new Set([...all.matchAll(new RegExp(`"${key}": ?"([a-z-]+)"`, 'g'))].map(([, value]) => value));
    assert.deepEqual(
      FINDING_CODES.filter((code) => !told('code').has(code)),
      [],
    );
    assert.deepEqual([...told('verdict')].sort(), ['error', 'fail', 'inconclusive', 'pass']);
  });

  test('are told alike by every format: verdict, counts and fingerprints', () => {
    for (const { name, told } of judged.values()) {
      assert.deepEqual(Object.keys(told), FORMAT_NAMES);
      assertToldAlike(told, name);
    }
  });

  test('make SARIF that keeps the OASIS schema and our own invariants', async () => {
    for (const { name, sarif } of judged.values()) {
      const log: unknown = JSON.parse(await readFile(sarif, 'utf8'));
      assert.deepEqual(validateWithSchema(log), [], name);
      assertSarif(log);
    }
  });

  test('make SARIF that the multitool has nothing against', { skip: !hasMultitool() }, async () => {
    const against = await validateWithMultitool([...judged.values()].map(({ sarif }) => sarif));
    assert.deepEqual(
      against.map((one) => ({ ...one, file: basename(one.file) })),
      [],
    );
  });
});

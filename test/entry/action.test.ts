import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { assertSarif } from '../report/invariants.ts';
import { validateWithSchema } from '../report/validators.ts';
import { assertNoPass } from '../support/never-pass.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { textOf } from '../support/workspace.ts';
import { runStep, type Step, type StepEnded } from './runner.ts';
import { POLICY, SCANS, TYPO_PLACES, TYPOS } from './samples.ts';

const NOTHING = {
  ...{ critical: '0', high: '0', medium: '0', low: '0', notes: '0', 'not-active': '0' },
  ...{ changes: '', 'changes-json': '' },
} as const;
const NO_FILES = Object.fromEntries(FORMAT_NAMES.map((format) => [`${format}-file`, '']));
const REPORTS = { ...NO_FILES, 'sarif-file': 'exposure-gate.sarif' };

async function jsonIn({ folder }: StepEnded, file: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse((await textOf(join(folder, file))) ?? 'null');
}

for (const { name: runtime, node } of RUNTIMES) {
  const step = (given: Omit<Step, 'node'>) => runStep({ node, ...given });
  const judge = (scan: keyof typeof SCANS, inputs: Step['inputs'] = {}) =>
    step({ inputs: { 'scan-xml': `${scan}.xml`, ...inputs } });

  describe(`the action on ${runtime}`, { concurrency: 3 }, () => {
    test('passes: exit status 0, outputs, summary and SARIF say so, and nothing is annotated', async () => {
      const ended = await judge('pass');
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      assert.deepEqual(ended.outputs, {
        verdict: 'pass',
        'exit-code': '0',
        complete: 'true',
        'resting-ports': '0',
        findings: '0',
        ...NOTHING,
        ...REPORTS,
      });
      assert.match(ended.stdout, /^PASS {2}/m);
      assert.match(ended.summary ?? '', /^## ✅ Pass: no findings, in `staging`$/m);
      assert.deepEqual(ended.annotations, []);
      const sarif = await jsonIn(ended, 'exposure-gate.sarif');
      assertSarif(sarif);
      assert.deepEqual(validateWithSchema(sarif), []);
    });

    test('writes every format to the file that its input names, and repeats the path', async () => {
      const files = Object.fromEntries(FORMAT_NAMES.map((format) => [`${format}-file`, `out/report.${format}`]));
      const ended = await judge('fail', files);
      assert.equal(ended.status, 1, ended.stdout + ended.stderr);
      for (const [name, file] of Object.entries(files)) {
        assert.equal(ended.outputs[name], file);
        assert.notEqual((await textOf(join(ended.folder, file))) ?? '', '');
      }
    });

    test("says what it does in the runner's debug log, and writes a trace and the documents where asked", async () => {
      const inputs = { 'trace-file': 'out/trace.jsonl', 'keep-xml': 'scans', install: 'never' };
      const [judged, scanned] = await Promise.all([
        judge('pass', { 'trace-file': 'trace.jsonl' }),
        step({ inputs, env: { RUNNER_DEBUG: '1' } }),
      ]);
      assert.equal(judged.status, 0, judged.stdout);
      assert.deepEqual(judged.annotations, []);
      assert.match((await textOf(join(judged.folder, 'trace.jsonl'))) ?? '', /"event":"results"/);
      const debugged = scanned.annotations.filter(({ kind }) => kind === 'debug').map(({ message }) => message);
      assert.ok(
        debugged.some((line) => /^[\d.]+ s: scan 1 \(sweep\) ended well/.test(line)),
        debugged.join('\n'),
      );
      assert.ok(
        debugged.some((line) => /^[\d.]+ s: verdict: /.test(line)),
        debugged.join('\n'),
      );
      assert.match((await textOf(join(scanned.folder, 'out', 'trace.jsonl'))) ?? '', /"event":"verdict"/);
      assert.ok((await readdir(join(scanned.folder, 'scans'))).includes('001-sweep.xml'));
    });

    test("fails: exit status 1, the worst first, annotated on the policy's line", async () => {
      const ended = await judge('fail', { 'json-file': 'report.json' });
      assert.equal(ended.status, 1, ended.stdout + ended.stderr);
      const counts = { findings: '2', ...NOTHING, critical: '1', high: '1' };
      assert.deepEqual(ended.outputs, {
        verdict: 'fail',
        'exit-code': '1',
        complete: 'true',
        'resting-ports': '0',
        ...counts,
        ...REPORTS,
        'json-file': 'report.json',
      });
      assert.match(ended.summary ?? '', /^## ❌ Fail: 2 findings, in `staging`$/m);
      const [only, ...others] = ended.annotations;
      assert.deepEqual(others, []);
      assert.equal(only?.kind, 'error');
      assert.deepEqual(only?.properties, {
        title: 'exposure-gate: 2 findings on this line: 1 critical, 1 high',
        file: 'exposure-policy.yml',
        line: '8',
        col: '3',
      });
      assert.match(
        only?.message ?? '',
        /^critical: 127\.0\.0\.1 6379\/tcp is open .*\[unexpected-port\]\nhigh: 127\.0\.0\.1 9001\/tcp/,
      );
      assertSarif(await jsonIn(ended, 'exposure-gate.sarif'));
      assert.equal((await jsonIn(ended, 'report.json')).verdict, 'fail');
    });

    test('passes and counts separately what it found in a target that is not active yet', async () => {
      const policy = POLICY.replace('  web:\n', '  web:\n    activation: 2099-12-31\n');
      const ended = await step({ inputs: { 'scan-xml': 'fail.xml' }, files: { 'exposure-policy.yml': policy } });
      assert.equal(ended.status, 0, ended.stdout + ended.stderr);
      const { verdict, findings, 'not-active': notActive } = ended.outputs;
      assert.deepEqual({ verdict, findings, notActive }, { verdict: 'pass', findings: '0', notActive: '2' });
    });

    test('is inconclusive: exit status 3, and nothing says pass', async () => {
      const ended = await judge('inconclusive', { 'json-file': 'report.json' });
      assert.equal(ended.status, 3, ended.stdout + ended.stderr);
      assert.equal(ended.outputs.verdict, 'inconclusive');
      assert.equal(ended.outputs['exit-code'], '3');
      assert.equal(ended.outputs.complete, 'false');
      assert.match(ended.summary ?? '', /^## ⚠️ Inconclusive: 3 of 7 ports without an answer, in `staging`$/m);
      assert.deepEqual(
        ended.annotations.map(({ kind, properties }) => `${kind} ${properties.line}`),
        ['error 8'],
      );
      for (const text of [
        ended.stdout,
        ended.stderr,
        ended.summary ?? '',
        (await textOf(join(ended.folder, 'report.json'))) ?? '',
      ]) {
        assertNoPass('the action', text);
      }
      const sarif = await jsonIn(ended, 'exposure-gate.sarif');
      assertSarif(sarif);
    });

    test(
      'is only warned of an incomplete scan where it is told so: exit status 0, loudly, and the ' + 'verdict stays',
      async () => {
        const ended = await judge('inconclusive', { 'on-incomplete': 'warn', 'json-file': 'report.json' });
        assert.equal(ended.status, 0, ended.stdout + ended.stderr);
        assert.equal(ended.outputs.verdict, 'inconclusive');
        assert.equal(ended.outputs['exit-code'], '0');
        assert.equal(ended.outputs.complete, 'false');
        assert.match(ended.stdout, /WARNING: the scan was incomplete and proves nothing/);
        assert.deepEqual(
          ended.annotations.map(({ kind }) => kind),
          ['warning'],
        );
        assert.match(ended.summary ?? '', /^## ⚠️ Inconclusive/m);
        for (const text of [ended.stdout, ended.summary ?? '']) assertNoPass('the action', text);
        const { verdict, exitCode } = await jsonIn(ended, 'report.json');
        assert.deepEqual({ verdict, exitCode }, { verdict: 'inconclusive', exitCode: 0 });
        const sarif = await textOf(join(ended.folder, 'exposure-gate.sarif'));
        assert.match(sarif ?? '', /"executionSuccessful": false/);
      },
    );

    test('tells three typos at once: each with its line and column, on stdout and as an annotation', async () => {
      const ended = await step({ inputs: { policy: 'policies/web.yml' }, files: { 'policies/web.yml': TYPOS } });
      assert.equal(ended.status, 2, ended.stdout + ended.stderr);
      const told = ended.log.flatMap(
        (line) => /^policies\/web\.yml:(\d+:\d+): .* \[(.+)\]$/.exec(line)?.slice(1).join(' ') ?? [],
      );
      assert.deepEqual(told, TYPO_PLACES);
      const annotated = ended.annotations.map(
        ({ kind, properties: { file, line, col, title } }) => `${kind} ${file}:${line}:${col} ${title}`,
      );
      assert.deepEqual(
        annotated,
        TYPO_PLACES.map((place) => `error policies/web.yml:${place.replace(' ', ' exposure-gate: ')}`),
      );
      assert.deepEqual(ended.outputs, {
        verdict: 'error',
        'exit-code': '2',
        complete: 'false',
        'resting-ports': '0',
        findings: '0',
        ...NOTHING,
        ...REPORTS,
      });
      assert.match(ended.summary ?? '', /^## ⛔ Error: 3 problems, nothing was probed$/m);
      const sarif = await jsonIn(ended, 'exposure-gate.sarif');
      assertSarif(sarif);
      assert.deepEqual(validateWithSchema(sarif), []);
    });
  });

  describe(`the log on ${runtime}`, { concurrency: 3 }, () => {
    for (const [name, given] of Object.entries({
      'of a pass': { inputs: { 'scan-xml': 'pass.xml' } },
      'of a failing gate': { inputs: { 'scan-xml': 'fail.xml' } },
      'of an inconclusive one': { inputs: { 'scan-xml': 'inconclusive.xml' } },
    })) {
      test(`${name} folds the progress, and nothing else: the findings stand outside`, async () => {
        const { groups, log } = await step(given);
        assert.deepEqual(Object.keys(groups ?? {}), ['exposure-gate: progress']);
        const [inside = []] = Object.values(groups ?? {});
        assert.ok(inside.length > 0);
        for (const line of inside) assert.match(line, /^exposure-gate: /);
        assert.ok(log.length > inside.length);
      });
    }

    test('of a run that breaks off closes what it opened before it annotates anything', async () => {
      const broken = { inputs: { policy: 'bad.yml' }, files: { 'bad.yml': TYPOS } };
      for (const given of [broken, { inputs: { 'scan-xml': 'none.xml' } }, { inputs: { policy: 'none.yml' } }]) {
        const ended = await step(given);
        assert.equal(ended.status, 2);
        assert.deepEqual(Object.keys(ended.groups ?? {}), ['exposure-gate: progress']);
        assert.notDeepEqual(ended.annotations, []);
      }
    });

    test('of a run whose inputs are refused folds nothing', async () => {
      assert.deepEqual((await step({ inputs: { polcy: 'x' } })).groups, {});
    });
  });

  describe(`inputs on ${runtime}`, { concurrency: 3 }, () => {
    const refused: Readonly<Record<string, readonly [Step['inputs'], RegExp]>> = {
      'that do not exist': [{ polcy: 'x.yml' }, /there is no input "polcy"; did you mean "policy"\?/],
      'that look like others': [{ 'fail-onn': 'high' }, /there is no input "fail-onn"; did you mean "fail-on"\?/],
      'with an underscore for a hyphen': [{ fail_on: 'high' }, /there is no input "fail_on"; did you mean "fail-on"\?/],
      'that are no boolean': [{ summary: 'yes' }, /summary must be one of true, false, not "yes"/],
      'that are a boolean of another language': [
        { annotations: 'True' },
        /annotations must be one of true, false, not "True"/,
      ],
      'that are no severity': [{ 'fail-on': 'hihg' }, /fail-on must be one of .*, not "hihg"; did you mean "high"\?/],
      'that are no mode': [{ 'on-incomplete': 'ignore' }, /on-incomplete must be one of fail, warn/],
      'that are no time': [{ timeout: '90' }, /timeout must be a time/],
      'that are no time, but nearly': [{ timeout: '0s' }, /timeout must be a time/],
      'that install otherwise': [{ install: 'true' }, /install must be one of auto, never/],
      'that name no target': [
        { targets: 'wbe', 'scan-xml': 'pass.xml' },
        /the policy has no target "wbe"; did you mean "web"\?/,
      ],
      'of which one names no target': [
        { targets: 'web, wbe', 'scan-xml': 'pass.xml' },
        /the policy has no target "wbe"/,
      ],
      'that name no policy': [{ policy: 'none.yml' }, /none\.yml: there is no such file/],
      'that name a folder as the policy': [{ policy: '.' }, /it is not a file but a folder/],
      'that name a folder as a report': [{ 'json-file': '.', 'scan-xml': 'pass.xml' }, /no report can be written/],
    };
    for (const [name, [inputs = {}, message]] of Object.entries(refused)) {
      test(`${name} are refused with 2, annotated`, async () => {
        const ended = await step({ inputs });
        assert.equal(ended.status, 2, ended.stdout + ended.stderr);
        assert.equal(ended.outputs.verdict, 'error');
        assert.match(ended.stdout, message);
        assert.deepEqual(
          ended.annotations.map(({ kind }) => kind),
          ['error'],
        );
        assert.match(ended.annotations[0]?.message ?? '', message);
      });
    }

    test('that name no policy, without one, give a comment with the mark of a run that passed', async () => {
      const markOf = async (without: readonly string[]) => {
        const inputs = { 'scan-xml': 'pass.xml', 'scan-xml-max-age': '99999d', 'markdown-file': 'comment.md' };
        const ended = await step({ inputs, without });
        const [mark, , heading] = ((await textOf(join(ended.folder, 'comment.md'))) ?? '').split('\n');
        return { status: ended.status, file: ended.outputs['markdown-file'], mark, heading };
      };
      const [passed, failed] = await Promise.all([markOf([]), markOf(['exposure-policy.yml'])]);
      assert.equal(passed.status, 0);
      assert.equal(failed.status, 2);
      assert.match(failed.heading ?? '', /^## ⛔ Error/);
      assert.deepEqual([failed.file, failed.mark], ['comment.md', passed.mark]);
    });

    test('that are empty are as good as left out, as the runner passes what a workflow leaves empty', async () => {
      const inputs = {
        policy: '',
        targets: '',
        'fail-on': '',
        'on-incomplete': '',
        timeout: '',
        summary: '',
        'json-file': '',
      };
      assert.equal((await judge('pass', inputs)).status, 0);
    });

    for (const [failOn, status] of Object.entries({ critical: 0, high: 0, medium: 0, low: 1, note: 1 })) {
      test(
        `decide from which severity on the build fails: a low finding under fail-on ${failOn} ends ` + `in ${status}`,
        async () => {
          const ended = await judge('warned', { 'fail-on': failOn });
          assert.equal(ended.status, status, ended.stdout);
          assert.equal(ended.outputs.verdict, status === 0 ? 'pass' : 'fail');
          assert.equal(ended.outputs.low, '1');
          assert.deepEqual(
            ended.annotations.map(({ kind }) => kind),
            ['warning'],
          );
        },
      );
    }

    test('name several results, one a line, and several targets, by commas and line breaks', async () => {
      const two = POLICY.replace(
        'targets:',
        'targets:\n  other:\n    hosts: [127.0.0.2]\n    require:\n      - 80/tcp http',
      );
      const files = { 'exposure-policy.yml': two, 'other.xml': SCANS.pass.replaceAll('127.0.0.1', '127.0.0.2') };
      const ended = await step({ inputs: { 'scan-xml': 'pass.xml\nother.xml\n', targets: 'web,\nother' }, files });
      assert.equal(ended.status, 0, ended.stdout);
      assert.equal((await step({ inputs: { 'scan-xml': 'pass.xml' }, files })).status, 3);
      assert.equal((await step({ inputs: { 'scan-xml': 'pass.xml', targets: 'web' }, files })).status, 0);
    });

    test('switch the summary and the annotations off', async () => {
      const ended = await judge('fail', { summary: 'false', annotations: 'false' });
      assert.equal(ended.status, 1);
      assert.equal(ended.summary, '');
      assert.deepEqual(ended.annotations, []);
    });

    test('put the reports where they are wanted, and make the folders', async () => {
      const ended = await judge('pass', { 'sarif-file': 'out/a/gate.sarif', 'json-file': 'out/gate.json' });
      assert.equal(ended.status, 0, ended.stdout);
      assert.deepEqual((await readdir(join(ended.folder, 'out'), { recursive: true })).sort(), [
        'a',
        'a/gate.sarif',
        'gate.json',
      ]);
      assert.equal(ended.outputs['sarif-file'], 'out/a/gate.sarif');
      assert.equal(ended.outputs['json-file'], 'out/gate.json');
    });
  });

  describe(`the runner's files on ${runtime}`, { concurrency: 3 }, () => {
    test('may be missing: without a summary file the verdict is the same', async () => {
      for (const [scan, status] of [
        ['pass', 0],
        ['fail', 1],
      ] as const) {
        const ended = await step({ inputs: { 'scan-xml': `${scan}.xml` }, env: { GITHUB_STEP_SUMMARY: '' } });
        assert.equal(ended.status, status, ended.stdout);
        assert.equal(ended.summary, '');
      }
    });

    test('hold no more than one summary, also after a refusal', async () => {
      const ended = await step({ inputs: { polcy: 'x' } });
      assert.equal((ended.summary ?? '').match(/^## /gm)?.length, 1);
    });
  });

  test(`foreign text makes no workflow command of its own on ${runtime}`, async () => {
    const product = '::error::x&#xd;::add-mask::443&#xa;::set-output name=verdict::pass&#xa0;##[stop-commands]tok';
    const xml = SCANS.fail.replace('<service name="redis"', `<service product="${product}" name="redis"`);
    const ended = await step({ inputs: { 'scan-xml': 'evil.xml' }, files: { 'evil.xml': xml } });
    assert.equal(ended.status, 1, ended.stdout);
    assert.deepEqual(
      ended.annotations.map(({ kind }) => kind),
      ['error'],
    );
    assert.doesNotMatch(`${ended.stdout}${ended.stderr}${ended.summary}`, /##\[|^\s*::(?:add-mask|set-output)/m);
    assert.equal(ended.outputs.verdict, 'fail');
  });
}

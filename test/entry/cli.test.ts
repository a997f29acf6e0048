import assert from 'node:assert/strict';
import { mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { COMMAND_ROWS } from '../../src/commands/command-rows.ts';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { validationJsonSchema } from '../../src/report/validation-schema.ts';
import { assertSarif } from '../report/invariants.ts';
import { validateWithJsonSchema, validateWithSchema } from '../report/validators.ts';
import { CLI, ROOT, spawnBundle } from '../support/bundles.ts';
import { withoutClocks } from '../support/clocks.ts';
import { invocations, writeFakeNmap } from '../support/fake-nmap.ts';
import { RUNTIMES } from '../support/runtimes.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { POLICY, SCANS, TYPO_PLACES, TYPOS } from './samples.ts';

interface Place {
  readonly level: string;
  readonly code: string;
  readonly line: number | null;
  readonly column: number | null;
}

interface ValidationResult {
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number; readonly startColumn: number };
      };
    },
  ];
  readonly properties: { readonly code: string };
}

const FILES = {
  'exposure-policy.yml': POLICY,
  'pass.xml': SCANS.pass,
  'fail.xml': SCANS.fail,
  'cut.xml': SCANS.inconclusive,
};

for (const { name: runtime, node } of RUNTIMES) {
  const run = (cwd: string, ...args: readonly string[]) => spawnBundle(CLI, args, { cwd, node });

  describe(`the command line on ${runtime}`, { concurrency: 3 }, () => {
    test('prints its help and its version to stdout', async () => {
      const folder = await workspace();
      const help = await run(folder, '--help');
      assert.deepEqual([help.status, help.stderr], [0, '']);
      assert.match(help.stdout, /^exposure-gate compares .*\n\nUsage: exposure-gate COMMAND/);
      assert.equal((await run(folder, 'help')).stdout, help.stdout);
      const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
      const told = await run(folder, '--version');
      assert.deepEqual([told.status, told.stdout, told.stderr], [0, `exposure-gate ${version}\n`, '']);
      assert.deepEqual(await run(folder, '-V'), told);
      assert.deepEqual(await run(folder, 'version'), told);
    });

    test('prints the help of one command: its usage, its options and its exit statuses', async () => {
      const folder = await workspace();
      for (const { name, options, exits } of COMMAND_ROWS) {
        const help = await run(folder, 'help', name);
        assert.deepEqual([help.status, help.stderr], [0, ''], name);
        assert.match(help.stdout, new RegExp(`^exposure-gate ${name}: .*\\n\\nUsage: exposure-gate ${name}\\b`));
        const [own = '', general = ''] = help.stdout.split(/^General options:$/m);
        const listed = [...own.matchAll(/^ {2}(?:-\w,| {3}) --([\w-]+)/gm)].map(([, option]) => option);
        const isFormat = (option: string): boolean => FORMAT_NAMES.some((format) => format === option);
        const [format] = options.filter(isFormat);
        const expected = options.map((option) => (option === format ? 'FORMAT' : option));
        assert.deepEqual(
          listed,
          expected.filter((option) => !isFormat(option)),
          name,
        );
        const statuses = [...general.matchAll(/^ {2}(\d) {2}\S/gm)].map(([, status]) => Number(status));
        assert.deepEqual(
          statuses,
          exits.map(({ status }) => status),
          name,
        );
        if (name !== 'help') assert.equal((await run(folder, name, '--help')).stdout, help.stdout, name);
      }
    });

    test('prints its help on stderr and ends with 2 if it is called without arguments', async () => {
      const folder = await workspace();
      const alone = await run(folder);
      assert.deepEqual([alone.status, alone.stdout], [2, '']);
      assert.equal(alone.stderr, (await run(folder, 'help')).stdout);
    });

    const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
      ['no command', ['--no-color'], /which command\? exposure-gate help lists them/],
      ['two commands to help with', ['help', 'check', 'diff'], /help takes one command/],
      ['completion of no shell', ['completion'], /completion must be one of bash, zsh, fish/],
      ['an option with one dash', ['check', '-policy', 'x'], /there is no option -policy: write --policy/],
      ['quiet and verbose', ['check', '-q', '-v'], /--quiet and --verbose exclude each other/],
      ['two policies', ['check', 'a.yml', 'b.yml'], /check takes one policy, not "b\.yml" as well/],
      ['a policy named twice', ['check', '-p', 'a.yml', 'b.yml'], /leave out --policy or "b\.yml"/],
      ['a policy after another', ['check', '-p', 'a.yml', '--policy=b.yml'], /--policy takes one value: leave out all/],
      ['two severities', ['check', '--fail-on', 'low', '--fail-on', 'low'], /--fail-on takes one value/],
      ['an unknown command', ['chekc'], /there is no command "chekc"; did you mean "check"\?/],
      ['help of an unknown command', ['chekc', '--help'], /did you mean "check"\?/],
      ['help with an unknown command', ['help', 'chekc'], /did you mean "check"\?/],
      ["a command of JavaScript's own", ['constructor'], /there is no command "constructor"/],
      ['an unknown option', ['check', '--fial-on', 'high'], /there is no option --fial-on; did you mean "--fail-on"\?/],
      [
        'an unknown option before the command',
        ['--polciy', 'x.yml', 'check'],
        /there is no option --polciy; did you mean/,
      ],
      ['an option with one dash before the command', ['-policy', 'x', 'check'], /there is no option -policy: write/],
      ['an unknown letter before the command', ['-x', 'y', 'check'], /there is no option -x/],
      ['an option without its value', ['check', '--policy'], /--policy needs a value: write --policy FILE/],
      ['an option whose value is an option', ['check', '--policy', '--debug'], /--policy needs a value/],
      ['an unknown option of a command', ['validate', '--stritc'], /did you mean "--strict"\?/],
      ['an unknown option that is like none', ['diff', '--xyzzy'], /see exposure-gate diff --help/],
      ['an option with a value it does not take', ['check', '--dry-run=no'], /--dry-run takes no value/],
      [
        'an option of another command',
        ['validate', '--json', 'x'],
        /validate has no option --json, which belongs to check: leave it out/,
      ],
      ['a plan of a check', ['check', '--plan'], /--plan belongs to explain; use check --dry-run/],
      ['a file to explain', ['explain', 'policy.yml'], /explain takes a host and a port/],
      ['a report of explain', ['explain', '--sarif', 'x'], /explain has no option --sarif/],
      ['a format that explain does not have', ['explain', '--format', 'sarif'], /--format must be one of text, json/],
      ['arguments to demo', ['demo', 'now'], /demo takes no files/],
      ['a bad severity', ['check', '--fail-on', 'hihg'], /did you mean "high"\?/],
      ['a bad mode', ['check', '--on-incomplete', 'warning'], /--on-incomplete must be one of fail, warn/],
      ['a bad time', ['check', '--timeout', '1d'], /--timeout must be a time/],
      ['an age of no results', ['check', '--max-age', '7d'], /--max-age belongs to --scan-xml/],
      ['an age of no results for init', ['init', '--max-age', '7d'], /--max-age belongs to --scan-xml/],
      ['a typing error in a service', ['explain', '127.0.0.1', '80/tcp', '--service', 'htpt'], /did you mean "http"\?/],
      ['an unknown service', ['explain', '127.0.0.1', '80/tcp', '--service', 'foobarbaz'], /docs\/services\.md/],
      ['a bad format', ['check', '--format', 'yaml'], /--format must be one of text, .*\bjson, sarif/],
    ];
    for (const [name, args, message] of wrong) {
      test(`refuses ${name} with 2, on stderr alone`, async () => {
        const ended = await run(await workspace(FILES), ...args);
        assert.equal(ended.status, 2);
        assert.equal(ended.stdout, '');
        assert.match(ended.stderr, /^exposure-gate: .* \[bad-option\]\n$/);
        assert.match(ended.stderr, message);
      });
    }

    test('validates several files and tells everything about all of them', async () => {
      const folder = await workspace({ ...FILES, 'typos.yml': TYPOS });
      const ended = await run(folder, 'validate', 'exposure-policy.yml', 'typos.yml', 'none.yml', 'fail.xml');
      assert.equal(ended.status, 2);
      const lines = ended.stdout.split('\n');
      assert.equal(lines[0], 'exposure-policy.yml: valid, 1 target');
      const places = lines.flatMap(
        (line) => /^typos\.yml:(\d+:\d+): .* \[(.+)\]$/.exec(line)?.slice(1).join(' ') ?? [],
      );
      assert.deepEqual(places, TYPO_PLACES);
      assert.match(ended.stdout, /^none\.yml: there is no such file \[no-policy\]$/m);
      assert.match(ended.stdout, /^fail\.xml:\d+:\d+: /m);
      const valid = await run(folder, 'validate');
      assert.deepEqual([valid.status, valid.stdout], [0, 'exposure-policy.yml: valid, 1 target\n']);
    });

    test('validates as JSON: errors refuse, warnings and notes do not', async () => {
      const late = `${FILES['exposure-policy.yml']}`.trimEnd();
      const folder = await workspace({ ...FILES, 'typos.yml': TYPOS, 'late.yml': late });
      const ended = await run(folder, 'validate', 'typos.yml', 'late.yml', '--format', 'json');
      const told = JSON.parse(ended.stdout);
      assert.equal(ended.status, 2);
      assert.deepEqual(validateWithJsonSchema(validationJsonSchema(), told), []);
      const [typos, policy] = told.policies;
      assert.deepEqual([told.valid, typos.valid, policy.valid], [false, false, true]);
      assert.deepEqual(
        typos.problems.map(({ line, column, code }: Place) => `${line}:${column} ${code}`),
        TYPO_PLACES,
      );
      assert.deepEqual(
        policy.problems.map(({ level, code }: Place) => [level, code]),
        [['note', 'unfinished-line']],
      );
      assert.equal((await run(folder, 'validate', 'late.yml', '--format', 'json')).status, 0);
    });

    test('takes the policy of a check without --policy too, and never removes it', async () => {
      const folder = await workspace({ 'own.yml': POLICY, 'fail.xml': SCANS.fail });
      const ended = await run(folder, 'check', 'own.yml', '--scan-xml', 'fail.xml', '--json', 'own.yml');
      assert.equal(ended.status, 2);
      const wrong = await run(
        folder,
        'check',
        'own.yml',
        '--scan-xml',
        'fail.xml',
        '--json',
        'own.yml',
        '--fail-on',
        'x',
      );
      assert.equal(wrong.status, 2);
      const twice = await run(folder, 'check', '-p', 'x.yml', 'own.yml', '--scan-xml', 'fail.xml', '--json', 'own.yml');
      assert.equal(twice.status, 2);
      assert.equal(await textOf(join(folder, 'own.yml')), POLICY);
      assert.equal((await run(folder, 'check', 'own.yml', '--scan-xml', 'fail.xml')).status, 1);
      assert.equal((await run(folder, 'check', '-p', 'own.yml', '--scan-xml', 'fail.xml')).status, 1);
    });

    test('prints less, more, and without colour, with the same exit status', async () => {
      const folder = await workspace(FILES);
      const check = (...args: readonly string[]) =>
        spawnBundle(CLI, ['check', '--scan-xml', 'fail.xml', ...args], {
          cwd: folder,
          node,
          env: { FORCE_COLOR: '1' },
        });
      const [usual, quiet, verbose, plain] = await Promise.all([
        check(),
        check('-q'),
        check('-v'),
        check('--no-color'),
      ]);
      assert.deepEqual(
        [usual, quiet, verbose, plain].map((ended) => ended?.status),
        [1, 1, 1, 1],
      );
      assert.ok(usual.stdout.includes('\u001b['));
      assert.ok(!plain.stdout.includes('\u001b['));
      assert.equal(withoutClocks(plain.stdout), withoutClocks(stripVTControlCharacters(usual.stdout)));
      assert.equal(quiet.stderr, '');
      assert.ok(quiet.stdout.length < usual.stdout.length && usual.stdout.length < verbose.stdout.length);
      assert.match(stripVTControlCharacters(quiet.stdout), /^FAIL {2}.*\n$/m);
    });

    test('wraps its text to the columns that are wanted, except for a command to paste', async () => {
      const folder = await workspace(FILES);
      const check = (COLUMNS: string) =>
        spawnBundle(CLI, ['check', '--scan-xml', 'fail.xml'], { cwd: folder, node, env: { COLUMNS } });
      const longest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));
      const { stdout } = await check('80');
      const command = /^ {2}exposure-gate waive --add .* 30d\n/m;
      assert.match(stdout, command);
      assert.ok(longest(stdout.replace(command, '')) <= 80, stdout);
      assert.ok(longest((await check('')).stdout.replace(command, '')) > 120);
    });

    test('folds progress in GitHub Actions and GitLab, and never the report', async () => {
      const folder = await workspace(FILES);
      const check = (env: Readonly<Record<string, string>>) =>
        spawnBundle(CLI, ['check', '--scan-xml', 'fail.xml'], { cwd: folder, node, env });
      const [plain, actions, gitlab] = await Promise.all(
        [{}, { GITHUB_ACTIONS: 'true' }, { GITLAB_CI: 'true' }].map(check),
      );
      assert.match(actions?.stderr ?? '', /^::group::exposure-gate: progress\n(?:exposure-gate: .*\n)+::endgroup::\n$/);
      assert.match(gitlab?.stderr ?? '', /section_start:\d+:[^\n]*\n(?:exposure-gate: .*\n)+[^\n]*section_end:\d+:/);
      const report = withoutClocks(plain?.stdout ?? '');
      for (const ended of [actions, gitlab]) assert.equal(withoutClocks(ended?.stdout ?? ''), report);
    });

    test('validates as SARIF that keeps its schema', async () => {
      const folder = await workspace({ ...FILES, 'typos.yml': TYPOS });
      const ended = await run(folder, 'validate', 'typos.yml', 'exposure-policy.yml', 'none.yml', '--format', 'sarif');
      assert.equal(ended.status, 2);
      const log = JSON.parse(ended.stdout);
      assert.deepEqual(validateWithSchema(log), []);
      const [{ results, invocations }] = log.runs;
      const places = results.map(({ locations, properties }: ValidationResult) => {
        const [{ physicalLocation }] = locations;
        assert.equal(physicalLocation.artifactLocation.uri, 'typos.yml');
        return `${physicalLocation.region.startLine}:${physicalLocation.region.startColumn} ${properties.code}`;
      });
      assert.deepEqual(places, TYPO_PLACES);
      const [{ executionSuccessful, toolConfigurationNotifications }] = invocations;
      assert.equal(executionSuccessful, false);
      assert.match(toolConfigurationNotifications[0].message.text, /\(no-policy\)$/);
      const valid = JSON.parse((await run(folder, 'validate', '--format', 'sarif')).stdout);
      assert.deepEqual([valid.runs[0].results, valid.runs[0].invocations], [[], [{ executionSuccessful: true }]]);
    });

    test('says nothing of valid policies if it is to be quiet', async () => {
      const folder = await workspace({ ...FILES, 'typos.yml': TYPOS });
      assert.deepEqual(await run(folder, 'validate', '-q'), { status: 0, signal: null, stdout: '', stderr: '' });
      const ended = await run(folder, 'validate', '-q', 'exposure-policy.yml', 'typos.yml');
      assert.deepEqual([ended.status, ended.stdout.trimEnd().split('\n').length], [2, TYPO_PLACES.length]);
    });

    test('validates strictly: a warning refuses, a note does not', async () => {
      const authorization = 'authorization: {by: Jo, reference: X-1, scope: [10.0.0.0/8], expires: 2099-01-01}\n';
      const wide = `version: 1\n${authorization}targets: {web: {hosts: [10.0.0.1], allow: [80/tcp]}}\n`;
      const late = `${FILES['exposure-policy.yml']}`.trimEnd();
      const folder = await workspace({ 'wide.yml': wide, 'late.yml': late });
      assert.equal((await run(folder, 'validate', 'wide.yml')).status, 0);
      assert.equal((await run(folder, 'validate', '--strict', 'late.yml')).status, 0);
      const ended = await run(folder, 'validate', '--strict', 'wide.yml');
      assert.equal(ended.status, 2);
      assert.match(
        ended.stdout,
        /^wide\.yml:2:49: [^\n]* \[wide-scope\]\nwide\.yml:2:71: [^\n]* \[long-authorization\]\n$/,
      );
      const json = JSON.parse((await run(folder, 'validate', '--strict', 'wide.yml', '--format', 'json')).stdout);
      assert.equal(json.valid, false);
    });

    for (const [scan, status, verdict] of [
      ['pass', 0, 'pass'],
      ['fail', 1, 'fail'],
      ['cut', 3, 'inconclusive'],
    ] as const) {
      test(`puts nothing but the chosen format on stdout: ${verdict}`, async () => {
        const folder = await workspace(FILES);
        const check = (format: string) => run(folder, 'check', '--scan-xml', `${scan}.xml`, '--format', format);
        const [text, json, sarif] = await Promise.all(['text', 'json', 'sarif'].map(check));
        assert.deepEqual([text?.status, json?.status, sarif?.status], [status, status, status]);
        for (const ended of [text, json, sarif]) assert.equal(ended?.stderr, `exposure-gate: reading ${scan}.xml\n`);
        assert.match(text?.stdout ?? '', new RegExp(`^${verdict.toUpperCase()} {2}.*\\n$`, 'm'));
        const report = JSON.parse(json?.stdout ?? '');
        assert.deepEqual([report.verdict, report.exitCode], [verdict, status]);
        const schema = JSON.parse(await readFile(join(ROOT, 'docs', 'report.schema.json'), 'utf8'));
        assert.deepEqual(validateWithJsonSchema(schema, report), []);
        const log = JSON.parse(sarif?.stdout ?? '');
        assertSarif(log);
        assert.deepEqual(validateWithSchema(log), []);
      });
    }

    test('puts a refusal on stdout in the chosen format too', async () => {
      const folder = await workspace({ 'exposure-policy.yml': TYPOS });
      const json = await run(folder, 'check', '--format', 'json');
      assert.equal(json.status, 2);
      const { verdict, problems } = JSON.parse(json.stdout);
      assert.equal(verdict, 'error');
      assert.deepEqual(
        problems.map(
          ({ code, location }: { code: string; location: { line: number; column: number } }) =>
            `${location.line}:${location.column} ${code}`,
        ),
        TYPO_PLACES,
      );
      const sarif = await run(folder, 'check', '--format', 'sarif');
      assertSarif(JSON.parse(sarif.stdout));
      const text = await run(folder, 'check');
      assert.match(text.stdout, /^6 \| {5}requrie:$/m);
    });
  });

  describe(`explain on ${runtime}`, { concurrency: 3 }, () => {
    const explain = async (policy: string, ...options: readonly string[]) => {
      const folder = await workspace({ 'exposure-policy.yml': policy });
      const nmap = await writeFakeNmap(folder, {}, { sweep: '', identify: '' });
      const ended = await run(folder, 'explain', '--nmap', nmap, ...options);
      assert.deepEqual(
        (await invocations(folder)).filter(({ args }) => args.includes('-v')),
        [],
        'it scanned',
      );
      return { ...ended, asked: await invocations(folder) };
    };

    test('says what a policy means, also where nothing may be scanned; it does not even look for nmap', async () => {
      const ended = await explain(POLICY.replace('127.0.0.1', 'www.example.com'));
      assert.deepEqual([ended.status, ended.asked], [0, []], ended.stdout);
      assert.match(ended.stdout, /^ {2}None: only loopback addresses may be probed/m);
      assert.match(ended.stdout, /^ {2}must be open: 80\/tcp http$/m);
      assert.match(ended.stdout, /^ {2}hosts: www\.example\.com$/m);
      assert.doesNotMatch(ended.stdout, /^\$ /m);
    });

    test('shows with --plan what a check would do: addresses, commands, packets, time, and the profiles', async () => {
      const ended = await explain(POLICY, '--plan');
      assert.equal(ended.status, 0, ended.stdout);
      assert.match(ended.stdout, /^ {2}web: 127\.0\.0\.1$/m);
      assert.match(ended.stdout, /^\$ .*nmap .* -p 22,80,6379,9000-9003 127\.0\.0\.1$/m);
      assert.match(ended.stdout, /^In all: about [\d,]+ packets, about \d/m);
    });

    test('says that a scan does not fit into its time budget', async () => {
      const slow = POLICY.replace('[22, 80, 6379, 9000-9003]', 'all').replace('[127.0.0.1]', '[127.0.0.0/24]');
      const ended = await explain(slow, '--plan', '--timeout', '1s');
      assert.match(ended.stdout, /^ {2}This scan is expected to take about .*, and its time budget is 1\.0 s: /m);
      assert.doesNotMatch((await explain(POLICY, '--plan')).stdout, /time budget is/);
    });

    test('gives the same as JSON', async () => {
      const ended = await explain(POLICY, '--plan', '--format', 'json');
      assert.equal(ended.status, 0, ended.stdout);
      const { targets, plan } = JSON.parse(ended.stdout);
      assert.deepEqual(targets[0].ports, { tcp: '22,80,6379,9000-9003' });
      assert.deepEqual(plan.hosts, [{ target: 'web', host: '127.0.0.1', address: '127.0.0.1' }]);
      assert.ok(plan.steps.length > 0 && plan.packets > 0);
    });

    test('refuses a plan of what is not authorized, and a policy with mistakes, with 2 and their lines', async () => {
      const refused = await explain(POLICY.replace('127.0.0.1', '192.0.2.1'), '--plan');
      assert.equal(refused.status, 2);
      assert.match(refused.stdout, /^exposure-policy\.yml:\d+:\d+: /m);
      const typos = await explain(TYPOS, '--format', 'json');
      assert.equal(typos.status, 2);
      assert.equal(JSON.parse(typos.stdout).problems.length, TYPO_PLACES.length);
    });
  });

  describe(`a dry run on ${runtime}`, () => {
    test('shows addresses and commands, and asks the scanner for no more than its version', async () => {
      const folder = await workspace(FILES);
      const nmap = await writeFakeNmap(folder, {}, { sweep: '', identify: '' });
      const ended = await run(folder, 'check', '--dry-run', '--nmap', nmap);
      assert.equal(ended.status, 0, ended.stderr);
      assert.match(ended.stdout, /^ {2}web: 127\.0\.0\.1$/m);
      assert.match(ended.stdout, /^\$ .*nmap .* -p 22,80,6379,9000-9003 127\.0\.0\.1$/m);
      const scans = (await invocations(folder)).filter(({ args }) => args.includes('-v'));
      assert.deepEqual(scans, []);
    });

    test('takes no report options: it judges nothing', async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY, 'old.sarif': 'old' });
      const ended = await run(folder, 'check', '--dry-run', '--sarif', 'old.sarif');
      assert.equal(ended.status, 2);
      assert.match(ended.stderr, /\[bad-option\]/);
    });

    test('is refused like a real one', async () => {
      const folder = await workspace({ 'exposure-policy.yml': POLICY.replace('127.0.0.1', '192.0.2.1') });
      const nmap = await writeFakeNmap(folder, {}, { sweep: '', identify: '' });
      const ended = await run(folder, 'check', '--dry-run', '--nmap', nmap);
      assert.equal(ended.status, 2);
      assert.match(ended.stdout, /^exposure-policy\.yml:\d+:\d+: /m);
      assert.deepEqual(await invocations(folder), []);
    });
  });

  describe(`the policy on ${runtime}`, { concurrency: 3 }, () => {
    const judge = (folder: string, ...options: readonly string[]) =>
      run(folder, 'check', '--scan-xml', 'pass.xml', '--format', 'json', ...options);

    test('is looked for at the root, then under .github', async () => {
      const folder = await workspace(FILES);
      assert.equal(JSON.parse((await judge(folder)).stdout).policy.file, 'exposure-policy.yml');
      await mkdir(join(folder, '.github'));
      await rename(join(folder, 'exposure-policy.yml'), join(folder, '.github', 'exposure-policy.yml'));
      assert.equal(JSON.parse((await judge(folder)).stdout).policy.file, '.github/exposure-policy.yml');
    });

    test('is not chosen where there are two: exit status 2, unless one is named', async () => {
      const folder = await workspace({ ...FILES, '.github/exposure-policy.yml': POLICY });
      const ended = await judge(folder);
      assert.equal(ended.status, 2);
      assert.equal(JSON.parse(ended.stdout).problems[0].code, 'two-policies');
      assert.equal((await judge(folder, '--policy', '.github/exposure-policy.yml')).status, 0);
    });

    test('is missing: exit status 2', async () => {
      const ended = await judge(await workspace({ 'pass.xml': SCANS.pass }));
      assert.equal(ended.status, 2);
      assert.equal(JSON.parse(ended.stdout).problems[0].code, 'no-policy');
    });

    test(
      'may be a link: the reports point at the real file, because code scanning shows ' + 'nothing on a link',
      async () => {
        const folder = await workspace({ 'pass.xml': SCANS.fail, 'deploy/the policy.yml': POLICY });
        await symlink('deploy/the policy.yml', join(folder, 'exposure-policy.yml'));
        const ended = await run(folder, 'check', '--scan-xml', 'pass.xml', '--format', 'sarif');
        assert.equal(ended.status, 1);
        const [{ results }] = JSON.parse(ended.stdout).runs;
        assert.equal(results[0].locations[0].physicalLocation.artifactLocation.uri, 'deploy/the%20policy.yml');
      },
    );

    test('may not be a link that leads out of the repository: nothing of that file is repeated', async () => {
      const [folder, elsewhere] = await Promise.all([workspace({}), workspace({ secret: 'password: hunter2\n' })]);
      await symlink(join(elsewhere, 'secret'), join(folder, 'exposure-policy.yml'));
      for (const named of [
        [],
        ['--policy', 'exposure-policy.yml'],
        ['--policy', join(folder, 'exposure-policy.yml')],
      ]) {
        const ended = await run(folder, 'check', '--format', 'json', ...named);
        assert.equal(JSON.parse(ended.stdout).problems[0].code, 'policy-outside');
        assert.doesNotMatch(ended.stdout + ended.stderr, /hunter2|password/);
      }
    });

    test('may lie elsewhere, and is then named by its whole path', async () => {
      const [folder, elsewhere] = await Promise.all([workspace({ 'pass.xml': SCANS.pass }), workspace(FILES)]);
      const file = join(elsewhere, 'exposure-policy.yml');
      assert.equal(JSON.parse((await judge(folder, '--policy', file)).stdout).policy.file, file);
    });

    test('is looked at for the named targets alone', async () => {
      const two = POLICY.replace('targets:', 'targets:\n  other:\n    hosts: [127.0.0.2]');
      const folder = await workspace({ ...FILES, 'exposure-policy.yml': two });
      assert.equal((await judge(folder)).status, 3);
      const ended = await judge(folder, '--target', 'web');
      assert.equal(ended.status, 0);
      assert.deepEqual(JSON.parse(ended.stdout).policy.targets, ['web']);
    });
  });

  describe(`reports on ${runtime}`, () => {
    test('are written where they are wanted, in folders that are made, and to stdout all the same', async () => {
      const folder = await workspace(FILES);
      const options = [
        '--json',
        'a/b/report.json',
        '--sarif',
        'a/report.sarif',
        '--summary',
        join(folder, 'c', 'report.md'),
      ];
      const ended = await run(folder, 'check', '--scan-xml', 'fail.xml', '--format', 'json', ...options);
      assert.equal(ended.status, 1);
      assert.equal(await textOf(join(folder, 'a/b/report.json')), ended.stdout);
      assertSarif(JSON.parse((await textOf(join(folder, 'a/report.sarif'))) ?? ''));
      assert.match((await textOf(join(folder, 'c/report.md'))) ?? '', /^## ❌ Fail: 2 findings/);
    });

    test('may all be named with --output, one of them as stdout', async () => {
      const folder = await workspace(FILES);
      const outputs = ['json=-', 'text=report.txt', 'json=one.json', 'json=two.json'];
      const options = outputs.flatMap((output) => ['--output', output]);
      const ended = await run(folder, 'check', '--scan-xml', 'fail.xml', ...options);
      assert.equal(ended.status, 1);
      assert.equal(JSON.parse(ended.stdout).verdict, 'fail');
      for (const file of ['one.json', 'two.json']) assert.equal(await textOf(join(folder, file)), ended.stdout);
      assert.match((await textOf(join(folder, 'report.txt'))) ?? '', /^FAIL {2}.*\n$/m);
    });
  });
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { validateWithJsonSchema } from '../report/validators.ts';
import { CLI, ROOT, spawnBundle } from '../support/bundles.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { runStep } from './runner.ts';
import { POLICY, SCANS } from './samples.ts';

const FORMATS = ['slack', 'teams', 'webhook', 'telegram'] as const;
const NOTIFY = FORMATS.map((format) => `${format}=${format}.json`);
const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'docs', 'changes.schema.json'), 'utf8'));

/** @returns the results as of a scan that began so many minutes ago */
function ago(minutes: number, scan: keyof typeof SCANS): string {
  const start = Math.floor(Date.now() / 1_000) - minutes * 60;
  return SCANS[scan].replace(/ start="\d+"/, ` start="${start}"`).replaceAll(/ (start|end)time="\d+"/g, '');
}

function messagesIn(folder: string): Promise<readonly (string | null)[]> {
  return Promise.all(FORMATS.map((format) => textOf(join(folder, `${format}.json`))));
}

describe('the action', () => {
  const step = async (folder: string, minutes: number, scan: keyof typeof SCANS, inputs = {}) => {
    await writeFile(join(folder, 'scan.xml'), ago(minutes, scan));
    const ended = await runStep({
      folder,
      inputs: { 'scan-xml': 'scan.xml', 'state-file': 'state.jsonl', 'notify-file': NOTIFY.join('\n'), ...inputs },
    });
    const { changes = '?', 'changes-json': text = '' } = ended.outputs;
    const json = text === '' ? null : JSON.parse(text);
    if (json !== null) assert.deepEqual(validateWithJsonSchema(SCHEMA, json), []);
    const kinds = json?.changes.map((one: { change: string; ports?: string }) =>
      [one.change, one.ports].filter((each) => each !== undefined).join(' '),
    );
    return { ended, changes, kinds, messages: await messagesIn(folder) };
  };

  test('tells each change once, also if the gate fails, and leaves no message if there is none', async () => {
    const folder = await workspace({ 'exposure-policy.yml': POLICY });
    const first = await step(folder, 50, 'pass');
    assert.deepEqual([first.ended.status, first.changes, first.kinds], [0, '1', ['first-run']]);
    assert.ok(first.messages.every((text) => text?.includes('First run: 0 findings, 1 device')));
    const second = await step(folder, 40, 'fail');
    assert.deepEqual([second.ended.status, second.changes], [1, '2']);
    assert.deepEqual(second.kinds, ['new-finding 6379', 'new-finding 9001']);
    assert.ok(second.messages.every((text) => text?.endsWith('}\n') && text.includes('6379/tcp is open')));
    const third = await step(folder, 30, 'fail');
    assert.deepEqual([third.ended.status, third.changes, third.kinds], [1, '0', []]);
    assert.deepEqual(third.messages, [null, null, null, null]);
    const fourth = await step(folder, 20, 'inconclusive');
    assert.deepEqual([fourth.ended.status, fourth.changes, fourth.kinds], [3, '0', []]);
    const fifth = await step(folder, 10, 'pass');
    assert.deepEqual([fifth.changes, fifth.kinds], ['2', ['finding-gone 6379', 'finding-gone 9001']]);
  });

  test('tells that a required port begins to fail the build when its grace is over', async () => {
    const policy = POLICY.replace('defaults:\n', 'defaults:\n  grace: 1 run\n');
    const folder = await workspace({ 'exposure-policy.yml': policy });
    await step(folder, 50, 'pass');
    const told = [await step(folder, 40, 'down'), await step(folder, 30, 'down'), await step(folder, 20, 'pass')];
    assert.deepEqual(
      told.map(({ ended, kinds }) => [ended.status, kinds]),
      [
        [0, ['new-finding 80']],
        [1, ['finding-failing 80']],
        [0, ['finding-gone 80']],
      ],
    );
  });

  test('knows no change without a state file, or if nothing was judged, and removes older messages', async () => {
    const files = Object.fromEntries(FORMATS.map((format) => [`${format}.json`, '{}']));
    for (const inputs of [
      { 'state-file': '' },
      { policy: 'none.yml' },
      { 'notify-file': `${NOTIFY.join('\n')}\nfax=f` },
      { timeout: 'x' },
    ]) {
      const folder = await workspace({ 'exposure-policy.yml': POLICY, ...files });
      const { ended, changes, kinds, messages } = await step(folder, 10, 'pass', inputs);
      assert.deepEqual([ended.status, changes, kinds], [2, '', undefined], JSON.stringify(inputs));
      assert.deepEqual(messages, [null, null, null, null], JSON.stringify(inputs));
    }
    const folder = await workspace({ 'exposure-policy.yml': POLICY });
    const { ended, changes } = await step(folder, 10, 'pass', { 'state-file': '', 'notify-file': '' });
    assert.deepEqual([ended.status, changes], [0, '']);
  });
});

describe('check --notify-file', () => {
  const check = async (cwd: string, ...options: readonly string[]) => {
    await writeFile(join(cwd, 'scan.xml'), ago(5, 'pass'));
    return spawnBundle(CLI, ['check', '--scan-xml', 'scan.xml', ...options], { cwd });
  };

  test('writes messages with the rules of reports', async () => {
    const cwd = await workspace({ 'exposure-policy.yml': POLICY, 'target.txt': 'kept' });
    await symlink('target.txt', join(cwd, 'link.json'));
    const ended = await check(
      cwd,
      '--state',
      's.jsonl',
      '--notify-file',
      'slack=link.json',
      '--notify-file=teams=new/t',
    );
    assert.equal(ended.status, 0, ended.stderr);
    assert.equal(await textOf(join(cwd, 'target.txt')), 'kept');
    for (const file of ['link.json', 'new/t']) assert.match((await textOf(join(cwd, file))) ?? '', /^\{.*\}\n$/);
  });

  for (const [name, options] of [
    ['without a state file', ['--notify-file', 'slack=m.json']],
    ['a format that does not exist', ['--state', 's', '--notify-file', 'slak=m.json']],
    ['no file', ['--state', 's', '--notify-file', 'slack=']],
    ['stdout', ['--state', 's', '--notify-file', 'slack=-']],
    ['one file twice', ['--state', 's', '--notify-file', 'slack=m.json', '--notify-file', 'teams=./m.json']],
    ['the file of a report', ['--state', 's', '--notify-file', 'slack=m.json', '--json', 'm.json']],
    ['the state file', ['--state', 'm.json', '--notify-file', 'slack=m.json']],
    ['the policy', ['--state', 's', '--notify-file', 'slack=exposure-policy.yml']],
  ] as const) {
    test(`is refused: ${name}`, async () => {
      const cwd = await workspace({ 'exposure-policy.yml': POLICY });
      const ended = await check(cwd, ...options);
      assert.equal(ended.status, 2, ended.stdout);
      assert.equal(await textOf(join(cwd, 'm.json')), null);
      assert.equal(await textOf(join(cwd, 'exposure-policy.yml')), POLICY);
    });
  }
});

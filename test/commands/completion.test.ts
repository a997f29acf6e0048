import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { COMMAND_NAMES, COMMAND_ROWS, SHELLS, type Shell } from '../../src/commands/command-rows.ts';
import { completionScript } from '../../src/commands/completion.ts';
import { SEVERITIES } from '../../src/model/finding.ts';
import { workspace } from '../support/workspace.ts';

const run = promisify(execFile);

function isInstalled(shell: Shell): boolean {
  return spawnSync(shell, ['-c', ':']).status === 0;
}

/** @returns what the shell offers for the last of the words, sorted */
async function completed(shell: 'bash' | 'fish', words: readonly string[], cwd: string): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = {
    bash: `${completionScript('bash')}
COMP_WORDS=(exposure-gate ${quoted}); COMP_CWORD=${words.length}; _exposure_gate; printf '%s\\n' "\${COMPREPLY[@]}"`,
    fish: `${completionScript('fish')}
complete -C "exposure-gate ${words.join(' ')}"`,
  }[shell];
  // Bash has compopt only while it completes; what it would do does not change the words.
  const { stdout } = await run(shell, ['-c', shell === 'bash' ? `compopt() { :; }; ${script}` : script], {
    cwd,
    env: { ...process.env, HOME: cwd },
  });
  return stdout
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')
    .filter((word) => word !== '')
    .sort();
}

for (const shell of ['bash', 'fish'] as const) {
  describe(`completion in ${shell}`, { skip: isInstalled(shell) ? false : `${shell} is not installed` }, () => {
    const folder = workspace({ 'my-policy.yml': '', 'my-scans/a.xml': '' });
    const offers = async (...words: readonly string[]) => completed(shell, words, await folder);

    test('offers every command', async () => {
      assert.deepEqual(await offers(''), [...COMMAND_NAMES].sort());
      assert.deepEqual(await offers('vali'), ['validate']);
    });

    test('offers the options of each command and no other', async () => {
      for (const { name, options } of COMMAND_ROWS) {
        const expected = [...options, 'help', 'no-color', 'version'].map((option) => `--${option}`).sort();
        assert.deepEqual(await offers(name, '--'), expected, name);
      }
    });

    test('offers the values of an option', async () => {
      assert.deepEqual(await offers('check', '--fail-on', ''), [...SEVERITIES].sort());
      assert.deepEqual(await offers('check', '--on-incomplete', 'w'), ['warn']);
      assert.deepEqual(await offers('diff', '--format', ''), ['json', 'markdown', 'sarif', 'text']);
    });

    test('offers files where a file is wanted, and nothing for a text', async () => {
      assert.deepEqual(await offers('check', '-p', 'my-p'), ['my-policy.yml']);
      assert.deepEqual(await offers('validate', 'my-p'), ['my-policy.yml']);
      assert.deepEqual(
        (await offers('check', '--keep-xml', 'my-')).map((path) => path.replace(/\/$/, '')),
        ['my-scans'],
      );
      assert.deepEqual(await offers('waive', '--reason', ''), []);
    });

    test('offers operands that are words', async () => {
      assert.deepEqual(await offers('completion', ''), [...SHELLS].sort());
      assert.deepEqual(await offers('help', 'che'), ['check']);
    });
  });
}

test('bash completes a value after an equals sign, which is a word of its own', {
  skip: !isInstalled('bash'),
}, async () => {
  const folder = await workspace();
  assert.deepEqual(await completed('bash', ['check', '--fail-on', '=', 'hi'], folder), ['high']);
  assert.deepEqual(await completed('bash', ['check', '--fail-on', '='], folder), [...SEVERITIES].sort());
  assert.deepEqual(await completed('bash', ['check', '--target', 'validate', '--st'], folder), ['--state']);
});

for (const shell of SHELLS) {
  test(`the script for ${shell} is correct ${shell}`, { skip: !isInstalled(shell) }, async () => {
    const folder = await workspace({ script: completionScript(shell) });
    const { stderr } = await run(shell, ['-n', join(folder, 'script')]);
    assert.equal(stderr, '');
  });
}

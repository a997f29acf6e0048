import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitState, readKnown, readStateFile } from '../../src/edge/state-file.ts';
import { InputError, ToolError } from '../../src/model/problem.ts';
import { readState } from '../../src/state/read.ts';
import { NO_STATE } from '../../src/state/state.ts';
import { writeState } from '../../src/state/write.ts';
import { runs } from '../support/property-runs.ts';
import { bundleWriter, committed, killWriters, startWriter } from '../support/state-writers.ts';
import { workspace } from '../support/workspace.ts';

function textOf(pieces: Iterable<Uint8Array> | null): string {
  let text = '';
  for (const piece of pieces ?? []) text += Buffer.from(piece).toString('latin1');
  return text;
}

function appending(text: string) {
  return (before: Iterable<Uint8Array> | null): readonly string[] => [textOf(before), text];
}

const refused = (error: unknown): boolean => error instanceof InputError && error.problems[0].code === 'bad-state-file';

describe('a state file', () => {
  test('is made with its folder, below the working directory, and is null before', async (t) => {
    const here = process.cwd();
    t.after(() => process.chdir(here));
    process.chdir(await workspace());
    assert.equal(await readStateFile('a/b/state.jsonl'), null);
    assert.equal(await commitState('a/b/state.jsonl', appending('1\n')), 2);
    assert.equal(textOf((await readStateFile('a/b/state.jsonl'))?.pieces ?? null), '1\n');
    assert.deepEqual(await readdir('a/b'), ['state.jsonl']);
  });

  test('keeps its mode', async () => {
    const file = join(await workspace({ 'state.jsonl': '1\n' }), 'state.jsonl');
    await chmod(file, 0o640);
    await commitState(file, appending('2\n'));
    assert.equal((await stat(file)).mode & 0o777, 0o640);
  });

  test('is never a link, a folder or a file without a name', async () => {
    const folder = await workspace({ other: 'text\n' });
    await symlink('other', join(folder, 'link'));
    await mkdir(join(folder, 'folder'));
    for (const name of ['link', 'folder']) {
      await assert.rejects(readStateFile(join(folder, name)), refused);
      await assert.rejects(readKnown('devices', join(folder, name)), refused);
      await assert.rejects(commitState(join(folder, name), appending('1\n')), ToolError);
    }
    await assert.rejects(readStateFile(''), refused);
    assert.equal(await readFile(join(folder, 'other'), 'utf8'), 'text\n');
    assert.deepEqual((await readdir(folder)).sort(), ['folder', 'link', 'other']);
  });

  test('that is no state any more stays as it is: then the tool could not write, and nobody typed wrong', async () => {
    const file = join(await workspace({ 'state.jsonl': 'x\n' }), 'state.jsonl');
    const change = (before: Iterable<Uint8Array> | null) =>
      writeState(readState(before ?? assert.fail(), file, new Date()));
    await assert.rejects(
      commitState(file, change),
      (error) => error instanceof ToolError && error.message.includes('[damaged-state]'),
    );
    assert.equal(await readFile(file, 'utf8'), 'x\n');
  });

  test('stays as it is if the change fails', async () => {
    const folder = await workspace({ 'state.jsonl': '1\n' });
    const failing = (): never => {
      throw new Error('no');
    };
    await assert.rejects(commitState(join(folder, 'state.jsonl'), failing), ToolError);
    assert.equal(await readFile(join(folder, 'state.jsonl'), 'utf8'), '1\n');
    assert.deepEqual(await readdir(folder), ['state.jsonl']);
  });

  test('that somebody edits without a lock is read again', async () => {
    const file = join(await workspace({ 'state.jsonl': '1\n' }), 'state.jsonl');
    let edited = false;
    await commitState(file, function* (before) {
      const text = textOf(before);
      yield text;
      if (!edited) execFileSync('sh', ['-c', 'echo 2 >> "$1"', 'sh', file]);
      edited = true;
      yield '3\n';
    });
    assert.equal(await readFile(file, 'utf8'), '1\n2\n3\n');
  });

  test('on a disk that is full stays as it is, with nothing beside it', async (t) => {
    const mount = await workspace();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', mount], { stdio: 'ignore' });
    } catch {
      return t.skip('mounting a file system is not allowed here');
    }
    t.after(() => execFileSync('umount', ['-l', mount]));
    const file = join(mount, 'state.jsonl');
    await commitState(file, appending('1\n'));
    await assert.rejects(commitState(file, appending('2\n'.repeat(20_000))), ToolError);
    assert.equal(await readFile(file, 'utf8'), '1\n');
    assert.deepEqual(await readdir(mount), ['state.jsonl']);
    await commitState(file, appending('3\n'));
    assert.equal(await readFile(file, 'utf8'), '1\n3\n');
  });
});

describe('a lock', () => {
  const PIDS = existsSync('/proc/self/ns/pid') ? ` ${readlinkSync('/proc/self/ns/pid')}` : '';
  const held = (pid: number, host = `${hostname()}${PIDS}`): string => `${pid}-abc ${host}\n`;
  const ended = (): number => {
    const child = spawn('true');
    return child.pid ?? assert.fail();
  };

  test('whose holder has ended is removed, with what it had written', async () => {
    const pid = ended();
    await sleep(200);
    const folder = await workspace({
      'state.jsonl.lock': held(pid),
      [`state.jsonl.lock.${pid}-abc.tmp`]: 'half a',
    });
    await commitState(join(folder, 'state.jsonl'), appending('1\n'));
    assert.deepEqual(await readdir(folder), ['state.jsonl']);
  });

  for (const [whose, text] of [
    ['a running process', held(process.pid)],
    ['another machine', held(1, 'elsewhere')],
    ['another container of that name', held(ended(), `${hostname()} pid:[1]`)],
    ['somebody unknown', ''],
  ] as const) {
    test(`of ${whose} is waited for`, async () => {
      const folder = await workspace({ 'state.jsonl.lock': text });
      let free = false;
      const done = commitState(join(folder, 'state.jsonl'), (before) => {
        assert.ok(free);
        return appending('1\n')(before);
      });
      await sleep(150);
      free = true;
      await rm(join(folder, 'state.jsonl.lock'));
      await done;
      assert.deepEqual(await readdir(folder), ['state.jsonl']);
    });
  }

  test('that does not say whose it is is removed after some seconds', async () => {
    const folder = await workspace({ 'state.jsonl.lock': '' });
    execFileSync('touch', ['-d', '10 seconds ago', join(folder, 'state.jsonl.lock')]);
    await commitState(join(folder, 'state.jsonl'), appending('1\n'));
    assert.deepEqual(await readdir(folder), ['state.jsonl']);
  });

  test('that is a pipe or a link is not read, and is removed after some seconds', async () => {
    const folder = await workspace({ other: 'text\n' });
    const lock = join(folder, 'state.jsonl.lock');
    for (const make of [['mkfifo'], ['ln', '-s', 'other']]) {
      execFileSync(make[0] ?? '', [...make.slice(1), lock]);
      execFileSync('touch', ['-h', '-d', '10 seconds ago', lock]);
      await commitState(join(folder, 'state.jsonl'), appending('1\n'));
    }
    assert.deepEqual((await readdir(folder)).sort(), ['other', 'state.jsonl']);
    assert.equal(await readFile(join(folder, 'other'), 'utf8'), 'text\n');
  });

  test('whose place has a folder is refused before a run and by a writer, and the folder stays', async () => {
    const folder = await workspace({ 'state.jsonl': '1\n', 'state.jsonl.lock/kept': '' });
    const file = join(folder, 'state.jsonl');
    execFileSync('touch', ['-d', '2 minutes ago', join(folder, 'state.jsonl.lock')]);
    const saysWhat = /state\.jsonl\.lock is a folder, .+: move or remove the folder/;
    await assert.rejects(
      readStateFile(file),
      (error) => refused(error) && saysWhat.test((error as InputError).problems[0].message),
    );
    await assert.rejects(
      commitState(file, appending('2\n')),
      (error) => error instanceof ToolError && saysWhat.test(error.message),
    );
    assert.equal(await readFile(file, 'utf8'), '1\n');
    assert.deepEqual(await readdir(join(folder, 'state.jsonl.lock')), ['kept']);
  });

  test('that is over a minute old is removed, whoever holds it', async () => {
    const folder = await workspace({ 'state.jsonl.lock': held(1, 'elsewhere') });
    execFileSync('touch', ['-d', '2 minutes ago', join(folder, 'state.jsonl.lock')]);
    await commitState(join(folder, 'state.jsonl'), appending('1\n'));
    assert.deepEqual(await readdir(folder), ['state.jsonl']);
  });
});

describe('writers at once', () => {
  test('lose nothing: ten in one process', async () => {
    const file = join(await workspace(), 'state.jsonl');
    await Promise.all(Array.from({ length: 10 }, (_, index) => commitState(file, appending(`${index}\n`))));
    assert.deepEqual((await readFile(file, 'utf8')).trim().split('\n').sort(), [...'0123456789']);
  });

  test('lose nothing: two processes with 30 commits each', async () => {
    const folder = await workspace();
    const program = await bundleWriter(folder);
    const file = join(folder, 'state.jsonl');
    const children = ['a', 'b'].map((prefix) => startWriter(program, file, prefix, 30));
    for (const child of children) child.stdout?.resume();
    await Promise.all(children.map((child) => once(child, 'close')));
    assert.equal((await committed(file)).size, 60);
  });

  test('that are killed at any moment, two at once, lose nothing that they had committed', async () => {
    const folder = await workspace();
    const [program, file] = [await bundleWriter(await workspace()), join(folder, 'state.jsonl')];
    await writeFile(file, [...writeState(NO_STATE)].join(''));
    const { acknowledged, lost } = await killWriters(program, file, runs(10, 100));
    assert.deepEqual(lost, []);
    assert.ok(acknowledged > 0);
    await commitState(file, (before) => writeState(readState(before ?? [], file, new Date())));
    assert.deepEqual(await readdir(folder), ['state.jsonl']);
  });
});

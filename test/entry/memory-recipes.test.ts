import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { commit, git } from '../support/git.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { ASKED, POLICY } from './samples.ts';

const STATE = 'exposure-state.jsonl';
const PAGE = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'memory.md'), 'utf8');

/** @returns the blocks of code of the page that have this language */
function blocks(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text ?? '');
}

/** Runs the gate in a folder on results that a scan got so many minutes ago. */
async function run(cwd: string, minutes: number, redis: boolean) {
  const open = redis ? { 80: 'http', 6379: 'redis' } : { 80: 'http' };
  const folded = { state: 'closed', ports: redis ? '22,9000-9003' : '22,6379,9000-9003' } as const;
  const at = new Date(Date.now() - minutes * 60_000);
  const hosts = [{ address: '127.0.0.1', open, folded }];
  await writeFile(join(cwd, 'exposure-policy.yml'), POLICY);
  await writeFile(join(cwd, 'scan.xml'), nmapXml({ asked: ASKED, versions: true, at, hosts }));
  const args = ['check', '--scan-xml', 'scan.xml', '--state', STATE, '--json', 'report.json'];
  const ended = await spawnBundle(CLI, args, { cwd });
  assert.equal(ended.status, redis ? 1 : 0, ended.stdout + ended.stderr);
  const { memory, findings } = JSON.parse((await textOf(join(cwd, 'report.json'))) ?? '');
  const isNew = findings.map(({ since }: { since: { new: boolean } }) => since.new);
  return {
    passed: ended.status === 0,
    text: ended.stdout,
    runs: memory.runs?.count ?? 0,
    isNew,
    gone: memory.gone.length,
  };
}

/** What actions/cache does: an entry is never changed, and the newest one with the prefix is restored. */
function cacheOf(folder: string, { path, key, 'restore-keys': prefix }: Readonly<Record<string, string>>) {
  const file = path ?? assert.fail();
  const keyOf = (id: number): string =>
    (key ?? '').replace(/\$\{\{ github\.run_id \}\}/g, `${id}`).replace(/\$\{\{ github\.run_attempt \}\}/g, '1');
  return {
    restore: async (cwd: string): Promise<void> => {
      const names = (await readdir(folder)).filter((name) => name.startsWith((prefix ?? '').trim()));
      const times = await Promise.all(
        names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
      );
      const newest = times.sort((a, b) => b.at - a.at)[0];
      if (newest !== undefined) await copyFile(join(folder, newest.name), join(cwd, file));
    },
    save: async (cwd: string, id: number): Promise<void> => {
      const entry = join(folder, keyOf(id));
      assert.equal(await textOf(entry), null, 'a key that is not new');
      await copyFile(join(cwd, file), entry);
      await utimes(entry, id, id);
    },
    evict: async (): Promise<void> => {
      for (const name of await readdir(folder)) await rm(join(folder, name));
    },
  };
}

describe('the recipe of a cache', () => {
  const workflow = parse(blocks('yaml').find((text) => text.includes('actions/cache/')) ?? assert.fail());
  interface Step {
    readonly uses: string;
    readonly if?: string;
    readonly with?: Readonly<Record<string, string>>;
  }
  const steps: readonly Step[] = workflow.jobs.gate.steps;
  const [, cached, gate, saved] = steps;

  test('restores the memory of the last run, failed or not, and reports an eviction as no memory', async () => {
    assert.equal(gate?.with?.['state-file'], cached?.with?.path);
    assert.deepEqual(saved?.with, { path: cached?.with?.path, key: cached?.with?.key });
    const cache = cacheOf(await workspace(), cached?.with ?? assert.fail());
    const inJob = async (id: number, minutes: number, redis: boolean) => {
      // Each job has a checkout of its own.
      const cwd = await workspace();
      await cache.restore(cwd);
      const said = await run(cwd, minutes, redis);
      if (said.passed || saved?.if === 'always()') await cache.save(cwd, id);
      return said;
    };
    const first = await inJob(1, 50, false);
    assert.match(first.text, /has no memory yet/);
    const second = await inJob(2, 40, true);
    assert.deepEqual([second.runs, second.isNew], [1, [true]]);
    const third = await inJob(3, 30, true);
    assert.deepEqual([third.runs, third.isNew], [2, [false]]);
    await cache.evict();
    const evicted = await inJob(4, 20, true);
    assert.match(evicted.text, /has no memory yet/);
    assert.deepEqual([evicted.runs, evicted.isNew], [0, [false]]);
    const after = await inJob(5, 10, false);
    assert.deepEqual([after.runs, after.gone], [1, 1]);
  });
});

describe('the recipe of a branch', () => {
  const attributes = blocks('text').find((text) => text.includes('merge=union')) ?? assert.fail();

  test('remembers three runs in a row, and two at once after Git has merged them by lines', async () => {
    const origin = await workspace();
    git(origin, 'init', '--quiet', '--bare');
    const clone = async (): Promise<string> => {
      const cwd = join(await workspace(), 'clone');
      await mkdir(cwd);
      git(cwd, 'clone', '--quiet', origin, '.');
      git(cwd, 'checkout', '--quiet', '-B', 'memory');
      return cwd;
    };
    const keep = async (cwd: string): Promise<void> => {
      const kept = await readFile(join(cwd, STATE), 'utf8');
      commit(cwd, { '.gitattributes': attributes, '.gitignore': 'scan.xml\nreport.json\n', [STATE]: kept });
    };
    const push = (cwd: string): unknown => git(cwd, 'push', '--quiet', 'origin', 'memory');
    const pull = (cwd: string): unknown => git(cwd, 'pull', '--quiet', '--no-rebase', '--no-edit', 'origin', 'memory');
    const one = await clone();
    for (const [number, minutes] of [50, 45, 40].entries()) {
      assert.equal((await run(one, minutes, false)).runs, number);
      await keep(one);
      push(one);
    }
    const other = await clone();
    pull(other);
    assert.equal((await run(one, 30, true)).runs, 3);
    assert.equal((await run(other, 20, false)).runs, 3);
    await keep(one);
    await keep(other);
    push(one);
    assert.throws(() => push(other));
    pull(other);
    push(other);
    const next = await clone();
    pull(next);
    const said = await run(next, 10, true);
    // One of the two at once saw the finding.
    assert.deepEqual([said.runs, said.isNew], [5, [false]]);
  });
});

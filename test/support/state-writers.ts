import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import { readState } from '../../src/state/read.ts';

/** Milliseconds after its first commit within which a writer is killed. */
const MOST_LIFE = 40;

/** @returns a program of one file: a process that first compiles its modules takes ten times as long to start */
export async function bundleWriter(folder: string): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'state-writer.ts'), platform: 'node' });
  const file = join(folder, 'writer.mjs');
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
  return file;
}

/** Starts a process that adds `count` runs to a state file, and prints the name of each when it is committed. */
export function startWriter(program: string, file: string, prefix: string, count: number): ChildProcess {
  return spawn(process.execPath, [program, file, prefix, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @returns the names of the runs in the file, which is valid */
export async function committed(file: string): Promise<ReadonlySet<string>> {
  const { runs } = readState([await readFile(file)], file, new Date());
  return new Set(runs.map(({ environment, targets }) => `${environment} ${targets.join(' ')}`));
}

/**
 * Kills writers at random moments, two of which write at once. After each pair the file must be valid.
 * @returns how many commits the killed writers had acknowledged, and those of them that the file did not have later
 */
export async function killWriters(program: string, file: string, kills: number) {
  const acknowledged: string[] = [];
  const lost: string[] = [];
  for (let number = 0; number < kills; number += 2) {
    const pair = [0, 1].map((which) => killed(startWriter(program, file, `w${number + which}`, 10_000)));
    for (const names of await Promise.all(pair)) acknowledged.push(...names);
    const known = await committed(file);
    lost.push(...acknowledged.filter((name) => !known.has(name)));
  }
  return { acknowledged: acknowledged.length, lost };
}

async function killed(child: ChildProcess): Promise<readonly string[]> {
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), closed]);
  await sleep(Math.random() * MOST_LIFE);
  child.kill('SIGKILL');
  await closed;
  return said.split('\n').slice(0, -1);
}

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { textOf } from './workspace.ts';

/**
 * What a false nmap does, as the body of an async function of JavaScript. In reach: `args`; `say(text)` and
 * `complain(text)`, which write to stdout and stderr and wait; `calls(step)`, how often it was called for that so far;
 * `die(signal)`; `hang()`, which never returns; `SWEEP` and `IDENTIFY`, the texts that were handed in;
 * `LISTEN`, the sweep's, in which every open port was silent; `spawn`.
 */
export interface FakeNmap {
  /** Answers to `--version`. */
  readonly version?: string;
  readonly sweep?: string;
  readonly identify?: string;
  readonly listen?: string;
}

export interface Answers {
  readonly sweep: string;
  readonly identify: string;
}

/** Writes a false nmap into `folder`. It records its arguments and its process id in `nmap.log`. @returns its path */
export async function writeFakeNmap(folder: string, fake: FakeNmap, answers: Answers): Promise<string> {
  const {
    version = "await say('Nmap version 7.93 ( https://nmap.org )\\n')",
    sweep = 'await say(SWEEP)',
    identify = 'await say(IDENTIFY)',
    listen = 'await say(LISTEN)',
  } = fake;
  const file = join(folder, 'nmap');
  await writeFile(
    file,
    `#!${process.execPath}
const { spawn } = require('node:child_process');
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const LOG = ${JSON.stringify(logOf(folder))};
const SWEEP = ${JSON.stringify(answers.sweep)};
const IDENTIFY = ${JSON.stringify(answers.identify)};
const LISTEN = SWEEP.replaceAll('</port>', '<script id="/dev/stdin" output="silent failed"/></port>');
const write = (stream) => (text) => new Promise((resolve) => stream.write(text, resolve));
const say = write(process.stdout);
const complain = write(process.stderr);
const stepOf = (args) => args.includes('--version') ? 'version' : !args.includes('-v') ? 'probe' : args.includes('-sV') ? 'identify' : args.includes('--script') ? 'listen' : 'sweep';
const calls = (step) => readFileSync(LOG, 'utf8').trim().split('\\n').filter((line) => stepOf(JSON.parse(line).args) === step).length;
const hang = () => new Promise(() => setInterval(() => {}, 1_000_000));
const die = (signal) => { process.kill(process.pid, signal); return hang(); };
const steps = {
  version: async () => { ${version} },
  sweep: async () => { ${sweep} },
  identify: async () => { ${identify} },
  listen: async () => { ${listen} },
  // Asked whether it has raw sockets: it has none.
  probe: async () => { process.exitCode = 1; },
};
const step = stepOf(args);
if (step !== 'probe') appendFileSync(LOG, JSON.stringify({ pid: process.pid, args }) + '\\n');
steps[step]();
`,
  );
  await chmod(file, 0o755);
  return file;
}

export interface Invocation {
  readonly pid: number;
  readonly args: readonly string[];
}

/** @returns how the false nmap in `folder` was called, first call first, without being asked for its privileges. */
export async function invocations(folder: string): Promise<readonly Invocation[]> {
  const text = (await textOf(logOf(folder))) ?? '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Invocation => JSON.parse(line));
}

/** Fails if a call of the false nmap in `folder` still runs 2 s later. */
export async function assertAllEnded(folder: string): Promise<void> {
  for (const { pid } of await invocations(folder)) assert.equal(await isGone(pid), true, `${pid} still runs`);
}

/** A killed process is gone once it has been reaped; in a container its new parent may be slow or none at all. */
async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 40; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    const state = /^\d+ \(.*\) (\S)/.exec((await textOf(`/proc/${pid}/stat`)) ?? '')?.[1];
    if (state === 'Z') return true;
    await wait(50);
  }
  return false;
}

function logOf(folder: string): string {
  return join(folder, 'nmap.log');
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

type Guard = ChildProcessByStdio<Writable, null, null>;

/**
 * Milliseconds that a scanner without a parent may take to end by itself: sudo passes SIGTERM on, and can't pass
 * SIGKILL on.
 */
const GRACE = 500;

/**
 * What the guard runs: it is told which process groups begin (`+1234`) and end (`-1234`), and when its stdin ends it
 * ends those that are left. Under sudo a group belongs to root, and sudo itself is asked to signal it.
 */
const PROGRAM = `
const { spawnSync } = require('node:child_process');
const groups = new Set();
const signal = (name) => {
  for (const group of groups) {
    try {
      process.kill(-group, name);
    } catch (error) {
      if (error.code === 'EPERM') spawnSync('sudo', ['-n', 'kill', '-' + name.slice(3), '--', '-' + group]);
    }
  }
};
let rest = '';
process.stdin.setEncoding('latin1');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) groups[line[0] === '+' ? 'add' : 'delete'](Number(line.slice(1)));
});
process.stdin.on('end', () => {
  if (groups.size === 0) return;
  signal('SIGTERM');
  setTimeout(signal, ${GRACE}, 'SIGKILL');
});
`;

/** One for the whole run: a start of Node costs as much CPU as judging a small scan. */
let running: Guard | null = null;

/**
 * Ends a scanner's process group should this process be killed outright, when nothing of it is left that could. nmap
 * does not notice by itself: it ignores SIGPIPE and scans on into a closed pipe (nmap 7.93, tried). Where no guard can
 * be started the scan is none the worse.
 * @param pid of the scanner, the leader of its group
 * @returns to be called when the scanner has ended
 */
export function guardGroup(pid: number, environment: NodeJS.ProcessEnv): () => void {
  running ??= startGuard(environment);
  const { stdin } = running;
  stdin?.write(`+${pid}\n`);
  return () => void stdin?.write(`-${pid}\n`);
}

function startGuard(environment: NodeJS.ProcessEnv): Guard {
  const guard = spawn(process.execPath, ['-e', PROGRAM], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // what ends our own group must not end it
    env: environment,
  });
  const forget = (): void => {
    if (running === guard) running = null;
  };
  guard.on('error', forget).on('exit', forget).unref();
  // Where pipes ran out there is no stdin, whatever its type says.
  guard.stdin?.on('error', forget);
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return guard;
}

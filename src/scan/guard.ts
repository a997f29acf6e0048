import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

type Guard = ChildProcessByStdio<Writable, null, null>;

/**
 * Milliseconds that a scanner without a parent may take to end by itself. sudo forwards SIGTERM
 * but cannot forward SIGKILL.
 */
const GRACE = 500;

/**
 * The program of the guard. It reads which process groups begin (`+1234`) and end (`-1234`). When its stdin ends, it
 * ends the groups that are left. Under sudo a group belongs to root, so the guard signals it through sudo.
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

/** One guard for the whole run: a start of Node takes as much CPU time as judging a small scan. */
let running: Guard | null = null;

/**
 * Ends the process group of a scanner if this process is killed with SIGKILL and cannot end the group itself. nmap does
 * not notice the death of this process: it ignores SIGPIPE and goes on writing into a closed pipe (tested with nmap
 * 7.93). If no guard can be started, the scan runs without one. Call this before the scanner starts: a guard takes
 * milliseconds to start, and this process may be killed meanwhile.
 * @returns `add`, for the process id of a scanner that has started, the leader of its group; and `remove`, for when it
 *   has ended
 */
export function groupGuard(environment: NodeJS.ProcessEnv) {
  running ??= startGuard(environment);
  const { stdin } = running;
  return {
    add: (pid: number): void => void stdin?.write(`+${pid}\n`),
    remove: (pid: number): void => void stdin?.write(`-${pid}\n`),
  };
}

function startGuard(environment: NodeJS.ProcessEnv): Guard {
  const guard = spawn(process.execPath, ['-e', PROGRAM], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // a signal to the group of this process must not end the guard
    env: environment,
  });
  const forget = (): void => {
    if (running === guard) running = null;
  };
  guard.on('error', forget).on('exit', forget).unref();
  // If no pipes were left, stdin is missing, although its type says otherwise.
  guard.stdin?.on('error', forget);
  if (guard.stdin instanceof Socket) guard.stdin.unref();
  return guard;
}

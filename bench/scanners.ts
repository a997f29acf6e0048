import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Family } from '../src/model/address.ts';
import type { JsonFailure, JsonReport } from '../src/report/json-schema.ts';
import { policyOf } from '../test/lab/policy.ts';
import type { Condition } from './conditions.ts';
import type { LabTarget } from './lab.ts';
import { CLI } from './measure.ts';
import type { SweepResult, SweepTask } from './sweep-child.ts';
import { buildTool, type Tool, versionOf } from './tools.ts';

/** What a scanner is to scan: all TCP ports of these targets. */
export interface Task {
  readonly targets: readonly LabTarget[];
  readonly family: Family;
  /** A folder of this run's own; it becomes the working directory. */
  readonly folder: string;
}

/** What our own sweep tells of itself. */
export interface SweepFacts {
  /** How often every port was asked at least. */
  readonly passes: number;
  /** Open ports that it expects to have missed. */
  readonly missed: number;
  /** Packets a second: the fastest; null: nmap's own pace. */
  readonly rate: number | null;
  /** Why something has no answer that it trusts; null: everything has. */
  readonly reason: string | null;
}

/** What a scanner says it found. */
export interface Answer {
  /** Open ports, `address port`. */
  readonly open: ReadonlySet<string>;
  readonly sweep?: SweepFacts;
}

export interface Scanner {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** Prepares the run, and says what to start. */
  readonly command: (task: Task) => readonly string[];
  /** Reads what it left in the task's folder. */
  readonly answer: (task: Task) => Answer;
  readonly takes: (condition: Condition) => boolean;
  /** Whether `--quick` leaves it out. */
  readonly slow: boolean;
}

/** A scanner that cannot be measured on this machine, and why. */
export interface Unavailable {
  readonly id: string;
  readonly reason: string;
}

export const USAGE = join(import.meta.dirname, 'usage.mjs');

/** Where ours writes what it used itself: bench/usage.mjs. */
export const USAGE_FILE = 'usage.json';

const always = (): boolean => true;
/** What takes longer, or adds to another row, is measured where it tells most. */
const few = ({ id }: Condition): boolean => ['drop', 'drop-loss3', 'veth'].includes(id);
/** Where a run takes minutes. */
const some = ({ id, charted, hosts }: Condition): boolean => charted || hosts === 1 || id === 'closed';

/** Packets a second that this lab's policy allows: as many as masscan is told to send. */
export const LAB_RATE = 100_000;

/** @param folder scratch space for bundles @returns all that work here, ours first, and those that do not. */
export async function findScanners(
  folder: string,
): Promise<{ readonly scanners: readonly Scanner[]; readonly unavailable: readonly Unavailable[] }> {
  const tools = { rustscan: buildTool('rustscan'), naabu: buildTool('naabu') };
  const program = await bundleSweep(folder);
  const built = [rustscan(tools.rustscan), naabu(tools.naabu)];
  return {
    scanners: [
      check(),
      sweep('exposure-gate', 'exposure-gate, sweep alone', program, LAB_RATE, always),
      sweep('default', 'exposure-gate, sweep at the default rate', program, null, few),
      nmap('nmap-minrate', 'nmap -T4 --min-rate 50000', ['--min-rate', '50000'], false),
      nmap('nmap', 'nmap -T4', [], true),
      // What a check does, with nmap alone: only where the ratio is told, because it takes minutes.
      { ...nmap('nmap-services', 'nmap -T4 -sV', ['-sV'], true), takes: ({ id }) => id === 'drop' },
      masscan('masscan', 'masscan, one try', []),
      masscan('masscan-retries', 'masscan --retries 2', ['--retries', '2']),
      ...built.flatMap((one) => ('reason' in one ? [] : [one])),
    ],
    unavailable: built.flatMap((one) => ('reason' in one ? [one] : [])),
  };
}

/**
 * Our engine alone, bundled as it is shipped, with version detection and confirmation left out: what the others do too.
 */
function sweep(id: string, title: string, program: string, maxRate: number | null, takes: Scanner['takes']): Scanner {
  return {
    id,
    title,
    version: versionOf([process.execPath, CLI, '--version']),
    command: (task) => {
      writeFileSync(join(task.folder, 'task.json'), JSON.stringify(sweepTask(task, maxRate)));
      return [process.execPath, '--import', USAGE, program, 'task.json'];
    },
    answer: (task) => {
      const { open, sweeps, reason } = sweepResult(task);
      return { open: new Set(open), sweep: factsOf(sweeps, reason) };
    },
    takes,
    slow: false,
  };
}

/** @param folder scratch space @returns the bundled sweep: its processor time is not to be the one of a compiler. */
export async function bundleSweep(folder: string): Promise<string> {
  const file = join(folder, 'sweep-child.mjs');
  const input = join(import.meta.dirname, 'sweep-child.ts');
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  await bundle.write({ file, format: 'esm' });
  return file;
}

export function sweepTask({ targets, family }: Pick<Task, 'targets' | 'family'>, maxRate: number | null): SweepTask {
  return { targets: targets.map((target) => ({ address: target[family], declared: target.declared })), maxRate };
}

export function sweepResult({ folder }: Pick<Task, 'folder'>): SweepResult {
  return JSON.parse(readFileSync(join(folder, 'stdout'), 'utf8')) as SweepResult;
}

/** @param reason why something has no answer that is trusted; null: everything has */
function factsOf(sweeps: SweepResult['sweeps'], reason: string | null): SweepFacts {
  const rates = sweeps.flatMap(({ rate }) => rate ?? []);
  return {
    passes: Math.min(...sweeps.map(({ passes }) => passes)),
    missed: sweeps.reduce((sum, one) => sum + one.missed, 0),
    rate: rates.length === 0 ? null : Math.max(...rates),
    reason,
  };
}

/**
 * The whole program: policy to verdict, what listens on each port, and everything that would fail the build confirmed.
 */
function check(): Scanner {
  return {
    id: 'check',
    title: 'exposure-gate check',
    version: versionOf([process.execPath, CLI, '--version']),
    command: (task) => {
      writeFileSync(join(task.folder, 'exposure-policy.yml'), policyFor(task));
      const args = ['check', '--install', 'never', '--format', 'json'];
      return [process.execPath, '--import', USAGE, CLI, ...args];
    },
    answer: (task) => {
      const report = reportOf(task);
      const sweep = factsOf(report.sweeps, report.coverage.unobserved[0]?.detail ?? null);
      return { open: openOf(report), sweep };
    },
    takes: always,
    slow: true,
  };
}

/**
 * @param task its ports are those up to `most`; left out: all
 * @returns a policy that allows each target's declared ports; every other open one is a finding
 */
export function policyFor(
  { targets, family, most }: Omit<Task, 'folder'> & { readonly most?: number },
  maxRate = LAB_RATE,
): string {
  const blocks = targets.map((target, index) => {
    const allowed = target.declared
      .filter((port) => port <= (most ?? port))
      .map((port) => `${port}/tcp`)
      .join(', ');
    return `t${index + 1}:\n  hosts: ["${target[family]}"]\n  allow: [${allowed}]`;
  });
  return policyOf({
    ports: most === undefined ? '{tcp: all}' : `{tcp: [1-${most}]}`,
    targets: blocks.join('\n'),
    scope: ['10.77.1.0/24', 'fd77:1::/64'],
    maxRate,
  });
}

/**
 * @returns the JSON report that `check` wrote to stdout
 * @throws Error where it judged nothing, with its problems
 */
export function reportOf({ folder }: Pick<Task, 'folder'>): JsonReport {
  const text = readFileSync(join(folder, 'stdout'), 'utf8');
  if (text === '') throw new Error(readFileSync(join(folder, 'stderr'), 'utf8'));
  const report = JSON.parse(text) as JsonReport | JsonFailure;
  if (report.verdict === 'error') throw new Error(report.problems.map(({ message }) => message).join('\n'));
  return report;
}

/** @returns `address port` of every open port in a report. */
export function openOf({ hosts }: JsonReport): ReadonlySet<string> {
  return new Set(
    hosts.flatMap(({ address, ports }) =>
      ports.flatMap((port) => ('port' in port && port.state === 'open' ? [`${address} ${port.port}`] : [])),
    ),
  );
}

function nmap(id: string, title: string, more: readonly string[], slow: boolean): Scanner {
  return {
    id,
    title,
    version: versionOf(['nmap', '--version']),
    command: ({ targets, family }) => [
      ...['nmap', ...(family === 'ipv6' ? ['-6'] : []), '-sS', '-n', '-Pn', '-T4', ...more, '-p-', '-oG', 'found'],
      ...targets.map((target) => target[family]),
    ],
    answer: grepable,
    takes: always,
    slow,
  };
}

/** masscan waits 10 s for late answers unless told otherwise; 3 s are enough for these paths, and spare it 7. */
function masscan(id: string, title: string, more: readonly string[]): Scanner {
  return {
    id,
    title,
    version: versionOf(['masscan', '--version']),
    command: ({ targets, family }) => [
      ...['masscan', ...targets.map((target) => target[family]), '-p1-65535', '--rate', '100000'],
      ...['--wait', '3', '-oG', 'found', ...more],
    ],
    answer: grepable,
    takes: ({ family }) => family === 'ipv4',
    slow: false,
  };
}

/** nmap's grepable output, one line a host; masscan's has one line a port. */
function grepable({ folder }: Task): Answer {
  const lines = readFileSync(join(folder, 'found'), 'latin1').matchAll(/Host: (\S+) .*?Ports: ([^\t\n]*)/g);
  const open = [...lines].flatMap(([, address, ports]) =>
    [...(ports as string).matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => `${address} ${port}`),
  );
  return { open: new Set(open) };
}

function rustscan(tool: Tool): Scanner | Unavailable {
  if (tool.program === null) return { id: 'rustscan', reason: tool.reason };
  const { program, version } = tool;
  return {
    id: 'rustscan',
    title: 'RustScan',
    version,
    command: ({ targets, family }) => [
      ...[program, '--no-config', '--no-banner', '--greppable', '--ulimit', '10000', '--range', '1-65535'],
      ...['--addresses', targets.map((target) => target[family]).join(',')],
    ],
    answer: ({ folder }) => {
      const lines = readFileSync(join(folder, 'stdout'), 'latin1').matchAll(/^(\S+) -> \[([\d,]*)\]/gm);
      return {
        open: new Set(
          [...lines].flatMap(([, address, ports]) => (ports as string).split(',').map((port) => `${address} ${port}`)),
        ),
      };
    },
    takes: some,
    slow: true,
  };
}

function naabu(tool: Tool): Scanner | Unavailable {
  if (tool.program === null) return { id: 'naabu', reason: tool.reason };
  const { program, version } = tool;
  return {
    id: 'naabu',
    title: 'naabu -rate 50000',
    version,
    command: ({ targets, family }) => [
      ...[program, '-duc', '-silent', '-json', '-Pn', '-scan-type', 's', '-rate', '50000', '-port', '-'],
      ...['-host', targets.map((target) => target[family]).join(',')],
    ],
    answer: ({ folder }) => {
      const lines = readFileSync(join(folder, 'stdout'), 'utf8').split('\n').filter(Boolean);
      const found = lines.map((line): { readonly ip: string; readonly port: number } => JSON.parse(line));
      return { open: new Set(found.map(({ ip, port }) => `${ip} ${port}`)) };
    },
    takes: some,
    slow: true,
  };
}

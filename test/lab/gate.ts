import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { FORMAT_NAMES, type Format } from '../../src/report/formats.ts';
import { type JsonFailure, type JsonReport, reportJsonSchema } from '../../src/report/json-schema.ts';
import { workflowCommands } from '../report/hostile.ts';
import { assertSarif } from '../report/invariants.ts';
import { assertToldAlike, READERS, type Told } from '../report/readers.ts';
import { validateWithJsonSchema } from '../report/validators.ts';

/** The program under test: what is shipped. */
export const CLI = process.env.EXPOSURE_GATE_CLI ?? join(import.meta.dirname, '../../dist/cli.js');

/** Milliseconds after which a gate that does not end is killed, unless its place has another limit. */
const LIMIT = 150_000;

export interface GateEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Gate {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly ended: Promise<GateEnd>;
  /** What it has written to stderr so far. */
  readonly said: () => string;
}

export interface GatePlace {
  readonly netns: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What starts it: node and the program, or something before them. */
  readonly program?: readonly [string, ...string[]];
  /** Milliseconds after which it is killed. */
  readonly limit?: number;
}

/** Starts the shipped program inside a namespace, without a shell. */
export function startGate(args: readonly string[], place: GatePlace): Gate {
  const { netns, cwd, env = {}, program = [process.execPath, CLI], limit = LIMIT } = place;
  const child = spawn('ip', ['netns', 'exec', netns, ...program, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<GateEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { pid: child.pid ?? -1, child, ended, said: () => stderr };
}

export function runGate(args: readonly string[], place: GatePlace): Promise<GateEnd> {
  return startGate(args, place).ended;
}

/** The reports of a `check`, all of them, as they were written. */
export interface Checked extends GateEnd {
  /** `report` where the run judged, `failure` where it did not. */
  readonly json: JsonReport | JsonFailure;
  readonly sarif: Log;
  readonly sarifFile: string;
  readonly summary: string;
  readonly cwd: string;
}

export interface Check {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly ended: Promise<Checked>;
}

export interface CheckOptions extends Omit<GatePlace, 'cwd'> {
  /** A lab's scratch folder; the run gets a folder of its own in it. */
  readonly folder: string;
  readonly args?: readonly string[];
}

/**
 * Starts `check` on a policy, with every report asked for. What holds of every run, whatever it was about, is asserted
 * here: the reports agree with each other and with the exit status, are valid, and hold nothing that a runner obeys.
 */
export function startCheck(policy: string, { folder, args = [], ...place }: CheckOptions): Check {
  const cwd = mkdtempSync(join(folder, 'run-'));
  chmodSync(cwd, 0o777);
  writeFileSync(join(cwd, 'exposure-policy.yml'), policy);
  const reports = FORMAT_NAMES.flatMap((format) => [`--${format}`, `report.${format}`]);
  const { ended, ...gate } = startGate(['check', '--install', 'never', ...reports, ...args], { cwd, ...place });
  return { ...gate, ended: ended.then((end) => readReports(end, cwd)) };
}

export function check(policy: string, options: CheckOptions): Promise<Checked> {
  return startCheck(policy, options).ended;
}

async function readReports(end: GateEnd, cwd: string): Promise<Checked> {
  const read = (name: string): string => {
    try {
      return readFileSync(join(cwd, name), 'utf8');
    } catch (error) {
      throw new Error(`no ${name} after status ${end.status}: ${end.stderr}`, { cause: error });
    }
  };
  const json = JSON.parse(read('report.json')) as JsonReport | JsonFailure;
  const sarif = JSON.parse(read('report.sarif')) as Log;
  const summary = read('report.summary');
  assert.deepEqual(validateWithJsonSchema(reportJsonSchema(), json), []);
  assertSarif(sarif);
  assert.equal(end.status, json.exitCode, `the status and the report's exit code: ${end.stderr}`);
  assert.equal(json.verdict === 'pass', end.status === 0);
  assert.equal(sarif.runs[0]?.invocations?.[0]?.exitCode, json.exitCode);
  for (const text of [end.stdout, end.stderr]) {
    assert.deepEqual(workflowCommands(text), []);
    assert.doesNotMatch(text, CONTROL);
  }
  for (const text of [summary, JSON.stringify(json), JSON.stringify(sarif)]) assert.doesNotMatch(text, CONTROL);
  const told: Partial<Record<Format, Told>> = {};
  for (const format of FORMAT_NAMES) told[format] = await READERS[format](read(`report.${format}`));
  // SARIF and GitLab's report leave out waived findings, and nothing else.
  assertToldAlike(told, 'a run');
  return { ...end, json, sarif, sarifFile: join(cwd, 'report.sarif'), summary, cwd };
}

/** Control characters but the end of a line, and what Unicode counts as one. */
const CONTROL = /(?!\n)\p{Cc}|[\u2028\u2029]/u;

/** @returns the report of a run that judged; fails the test where it did not. */
export function judged({ json, stderr }: Checked): JsonReport {
  if (json.verdict === 'error') assert.fail(`nothing was judged: ${JSON.stringify(json.problems)} ${stderr}`);
  return json;
}

/** @returns the codes of the problems of a run that judged nothing; fails the test where it judged. */
export function problemCodes({ json }: Checked): readonly string[] {
  if (json.verdict !== 'error') assert.fail(`expected a refusal, not ${json.verdict}`);
  return json.problems.map(({ code }) => code);
}

/** @returns the findings as short lines, `code address port/protocol severity`, sorted. */
export function findingLines(report: JsonReport): readonly string[] {
  return report.findings
    .map(({ code, host, protocol, port, ports, severity, waived }) => {
      const place = port === null && ports === null ? '-' : `${port ?? ports}/${protocol}`;
      return `${code} ${host ?? '-'} ${place} ${waived === null ? (severity ?? 'incomplete') : 'waived'}`;
    })
    .sort();
}

/** @returns the open ports of an address as it was seen, `port/protocol`, in the report's order. */
export function openPorts(report: JsonReport, address: string): readonly string[] {
  const host = report.hosts.find((one) => one.address === address);
  return (host?.ports ?? []).flatMap((port) =>
    'port' in port && port.state === 'open' ? [`${port.port}/${port.protocol}`] : [],
  );
}

/** @returns why something was not observed: the distinct reasons, sorted. */
export function reasons({ coverage }: JsonReport): readonly string[] {
  return [...new Set(coverage.unobserved.map(({ reason }) => reason))].sort();
}

/** @returns whether a port is among those of a report, in nmap's notation. */
export function holdsPort(ports: string, port: number): boolean {
  return ports.split(',').some((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first !== undefined && last !== undefined && first <= port && port <= last;
  });
}

/** The required coverage is complete, and nothing is unobserved. */
export function assertComplete({ coverage }: JsonReport): void {
  assert.deepEqual(coverage.unobserved, []);
  assert.equal(coverage.answered, coverage.required);
}

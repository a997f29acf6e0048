import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitState } from '../src/edge/state-file.ts';
import type { KnownDevice, Sighting, Span } from '../src/model/memory.ts';
import { type Moment, momentOf } from '../src/model/time.ts';
import { readState } from '../src/state/read.ts';
import { NO_STATE, type State } from '../src/state/state.ts';
import { writeState } from '../src/state/write.ts';
import { nmapXml } from '../test/support/nmap-xml.ts';
import { bundleWriter, killWriters } from '../test/support/state-writers.ts';
import { measure, record } from './measure.ts';

/**
 * How large a state file is, how long it takes to read and to replace it, how much memory a whole check with it needs,
 * and whether writers that are killed lose anything. `--record` keeps the result.
 */
const SIZES = [
  { devices: 10_000, runs: 365 },
  { devices: 100_000, runs: 1 },
] as const;
/** What must hold: of the first size its megabytes, and the seconds of reading and of writing; of the second, MiB. */
const BOUNDS = { megabytes: 50, seconds: 1, peakMegabytes: 300 } as const;
const KILLS = 1_000;

const DAY = 86_400_000;
const NOW = new Date();
const [what = 'all', file = ''] = process.argv.slice(2).filter((one) => !one.startsWith('--'));

/** @returns the moment of a run, the last of which was yesterday */
function day(number: number, runs: number): Moment {
  return momentOf(new Date(NOW.getTime() - (runs - number) * DAY));
}

/** A device that was there in most runs: as many sessions, addresses and ports as the file keeps of a usual one. */
function deviceOf(index: number, runs: number): KnownDevice {
  const mac =
    '00:1a:2b:' + [index >> 16, index >> 8, index].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':');
  const sighting = (text: string, detail: string | null = null): Sighting => {
    return { what: text, detail, first: day(0, runs), last: day(runs - 1, runs) };
  };
  const sessions = Math.min(30, Math.max(1, Math.floor(runs / 10)));
  const length = Math.floor(runs / sessions);
  const spans = Array.from({ length: sessions }, (_, at): Span => {
    return [day(at * length, runs), day(at === sessions - 1 ? runs - 1 : at * length + length - 2, runs)];
  });
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return {
    ...{ id: `mac:office/${mac}`, zone: 'office', environment: 'default', targets: ['office'], os: null },
    addresses: runs > 1 ? [sighting(address), sighting(`fd00::${index.toString(16)}`)] : [sighting(address)],
    macs: [sighting(mac, 'Acme Devices')],
    names: [sighting(`device-${index}.example.com`)],
    ports: [22, 80, 443].map((port) => sighting(`${port}/tcp`, 'http')),
    ...{ first: day(0, runs), last: day(runs - 1, runs), gone: null, spans },
  };
}

interface Size {
  readonly devices: number;
  readonly runs: number;
  readonly bytes: number;
  /** Of a process that reads and writes the file and does nothing else: elapsed, and of its CPU. */
  readonly readSeconds: number;
  readonly readCpuSeconds: number;
  readonly writeSeconds: number;
  readonly writeCpuSeconds: number;
  /** Of the shipped program: a whole check, without the file and with it. */
  readonly checkSeconds: readonly [without: number, with_: number];
  readonly peakMegabytes: readonly [without: number, with_: number];
}

const POLICY = `version: 1
defaults:
  ports: {tcp: [22]}
  prune-after: 400d
authorization: {by: me, reference: R-1, scope: [192.0.2.0/24], expires: 2099-12-31}
targets:
  lab:
    hosts: [192.0.2.1]
    zone: lab
    allow: [22/tcp]
`;

function measureSize(devices: number, runs: number): Size {
  const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-bench-'));
  try {
    const known = Array.from({ length: devices }, (_, index) => deviceOf(index, runs));
    const state: State = {
      ...NO_STATE,
      runs: Array.from({ length: runs }, (_, at) => ({
        ...({
          environment: 'default',
          targets: ['office'],
          verdict: 'pass',
          complete: true,
          silent: [],
          ending: null,
        } as const),
        at: day(at, runs),
      })),
      devices: new Map(known.map((one) => [one.id, one])),
    };
    const path = join(folder, 'state.jsonl');
    writeFileSync(path, [...writeState(state)].join(''));
    const bytes = statSync(path).size;
    const args = ['--import', 'tsx', import.meta.filename, 'measure', path];
    const times = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    writeFileSync(join(folder, 'exposure-policy.yml'), POLICY);
    const hosts = [{ address: '192.0.2.1', mac: '00:1A:2B:FF:FF:FF', open: { 22: 'ssh' } }];
    writeFileSync(join(folder, 'scan.xml'), nmapXml({ asked: '22', hosts }));
    const [without, with_] = [[], ['--state', 'state.jsonl']].map((options) => {
      const usage = measure(['check', '--scan-xml', 'scan.xml', ...options], folder);
      if (usage.status !== 0) throw new Error(`the check ended with ${usage.status}: ${usage.stdout}${usage.stderr}`);
      return usage;
    });
    if (without === undefined || with_ === undefined) throw new Error('nothing was measured');
    return {
      ...{ devices, runs, bytes },
      ...(JSON.parse(times.stdout) as Pick<
        Size,
        'readSeconds' | 'readCpuSeconds' | 'writeSeconds' | 'writeCpuSeconds'
      >),
      checkSeconds: [without.wallSeconds, with_.wallSeconds],
      peakMegabytes: [without.peakMegabytes, with_.peakMegabytes],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs in a process of its own. Writing includes waiting for the disk, as a run does. */
async function measureTimes(path: string): Promise<void> {
  const read = elapsed();
  const state = readState([readFileSync(path)], path, NOW);
  const [readSeconds, readCpuSeconds] = read();
  const write = elapsed();
  await commitState(path, () => writeState(state));
  const [writeSeconds, writeCpuSeconds] = write();
  process.stdout.write(JSON.stringify({ readSeconds, readCpuSeconds, writeSeconds, writeCpuSeconds }));
}

function elapsed(): () => readonly [wall: number, cpu: number] {
  const [started, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return [(performance.now() - started) / 1_000, (user + system) / 1e6];
  };
}

async function measureKills() {
  const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-bench-'));
  try {
    const path = join(folder, 'state.jsonl');
    writeFileSync(path, [...writeState(NO_STATE)].join(''));
    const { acknowledged, lost } = await killWriters(await bundleWriter(folder), path, KILLS);
    return { kills: KILLS, acknowledged, lost: lost.length };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureAll(): Promise<void> {
  const sizes = SIZES.map(({ devices, runs }) => measureSize(devices, runs));
  for (const size of sizes) {
    const [without, with_] = size.peakMegabytes;
    console.log(`${size.devices} devices, ${size.runs} runs: ${(size.bytes / 1e6).toFixed(1)} MB`);
    console.log(`  read in ${size.readSeconds.toFixed(2)} s (${size.readCpuSeconds.toFixed(2)} s of CPU)`);
    console.log(`  written in ${size.writeSeconds.toFixed(2)} s (${size.writeCpuSeconds.toFixed(2)} s of CPU)`);
    console.log(`  a check needs ${with_.toFixed(0)} MiB, and ${without.toFixed(0)} MiB without the file`);
  }
  const kills = what === 'size' ? null : await measureKills();
  if (kills !== null)
    console.log(`${kills.kills} kills: ${kills.acknowledged} commits acknowledged, ${kills.lost} of them lost`);
  const [year, many] = sizes;
  const kept =
    (year?.bytes ?? 0) < BOUNDS.megabytes * 1e6 &&
    (year?.readSeconds ?? 0) < BOUNDS.seconds &&
    (year?.writeSeconds ?? 0) < BOUNDS.seconds &&
    (many?.peakMegabytes[1] ?? 0) < BOUNDS.peakMegabytes &&
    (kills?.lost ?? 0) === 0;
  if (!kept) process.exitCode = 1;
  if (process.argv.includes('--record')) record('state', { bounds: BOUNDS, sizes, ...kills });
}

if (what === 'measure') await measureTimes(file);
else if (what === 'kills') console.log(await measureKills());
else await measureAll();

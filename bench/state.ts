import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commitState } from '../src/edge/state-file.ts';
import type { KnownDevice, Sighting, Span } from '../src/model/memory.ts';
import { type Moment, momentOf } from '../src/model/time.ts';
import { readState } from '../src/state/read.ts';
import { NO_STATE, type State } from '../src/state/state.ts';
import { writeState } from '../src/state/write.ts';

// How large a state file is, how long it takes to read and to replace it, and whether killed writers lose anything.
// node --import tsx bench/state.ts size DEVICES RUNS | kills COUNT

const [what = 'size', first = '10000', second = '365'] = process.argv.slice(2);
const BEGINNING = Date.parse('2026-01-01T00:00:00Z');
const DAY = 86_400_000;

function day(number: number): Moment {
  return momentOf(new Date(BEGINNING + number * DAY));
}

/** A device that was there in most runs: as many sessions, addresses and ports as the file keeps of a usual one. */
function deviceOf(index: number, runs: number): KnownDevice {
  const mac =
    '00:1a:2b:' + [index >> 16, index >> 8, index].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':');
  const sighting = (text: string, detail: string | null = null): Sighting => {
    return { what: text, detail, first: day(0), last: day(runs - 1) };
  };
  const sessions = Math.min(30, Math.max(1, Math.floor(runs / 10)));
  const length = Math.floor(runs / sessions);
  const spans = Array.from({ length: sessions }, (_, at): Span => {
    return [day(at * length), at === sessions - 1 ? day(runs - 1) : day(at * length + length - 2)];
  });
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return {
    ...{ id: `mac:office/${mac}`, zone: 'office', environment: 'default', targets: ['office'], os: null },
    addresses: runs > 1 ? [sighting(address), sighting(`fd00::${index.toString(16)}`)] : [sighting(address)],
    macs: [sighting(mac, 'Acme Devices')],
    names: [sighting(`device-${index}.example.com`)],
    ports: [22, 80, 443].map((port) => sighting(`${port}/tcp`, 'http')),
    ...{ first: day(0), last: day(runs - 1), gone: null, spans },
  };
}

async function measureSize(devices: number, runs: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'exposure-gate-bench-'));
  const file = join(folder, 'state.jsonl');
  try {
    const known = Array.from({ length: devices }, (_, index) => deviceOf(index, runs));
    const state: State = {
      ...NO_STATE,
      runs: Array.from({ length: Math.min(400, runs) }, (_, at) => ({
        ...({
          at: day(at),
          environment: 'default',
          targets: ['office'],
          verdict: 'pass',
          complete: true,
          silent: [],
        } as const),
      })),
      devices: new Map(known.map((one) => [one.id, one])),
    };
    await writeFile(file, [...writeState(state)].join(''));
    await measured(file, devices);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(file: string, devices: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', import.meta.filename, 'measure', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child, 'close');
  process.stdout.write(`${devices} devices: ${said}`);
}

/** Runs in a process of its own, whose peak memory is that of one run that reads and replaces the file. */
async function measure(file: string): Promise<void> {
  const now = new Date(BEGINNING + 3_650 * DAY);
  const started = performance.now();
  const bytes = await readFile(file);
  readState(bytes, file, now);
  const read = performance.now();
  await commitState(file, (before) => writeState(readState(before ?? Buffer.alloc(0), file, now)));
  const replaced = performance.now();
  const peak = process.resourceUsage().maxRSS / 1_024;
  const parts = [
    `${(bytes.length / 1e6).toFixed(1)} MB`,
    `read ${((read - started) / 1_000).toFixed(2)} s`,
    `read again and replaced ${((replaced - read) / 1_000).toFixed(2)} s`,
    `peak ${peak.toFixed(0)} MB`,
  ];
  process.stdout.write(`${parts.join(', ')}\n`);
}

async function kill(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'exposure-gate-bench-'));
  const file = join(folder, 'state.jsonl');
  const writer = join(import.meta.dirname, '..', 'test', 'support', 'state-writer.ts');
  let lost = 0;
  let committed = 0;
  try {
    await writeFile(file, [...writeState(NO_STATE)].join(''));
    for (let number = 0; number < count; number++) {
      // A fresh name each time: what an earlier writer committed must still be there, too.
      const child = spawn(process.execPath, ['--import', 'tsx', writer, file, `w${number}`, '1000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
      await sleep(Math.random() * 30);
      child.kill('SIGKILL');
      await once(child, 'close');
      const names = said.split('\n').slice(0, -1);
      committed += names.length;
      const known = new Set(
        readState(await readFile(file), file, new Date()).runs.map((run) => `${run.environment} ${run.targets[0]}`),
      );
      lost += names.filter((name) => !known.has(name)).length;
    }
    process.stdout.write(`${count} kills: ${committed} commits acknowledged, ${lost} lost, the file valid each time\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (what === 'measure') await measure(first);
else if (what === 'kills') await kill(Number(first));
else await measureSize(Number(first), Number(second));

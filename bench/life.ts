import { join } from 'node:path';
import { run } from '../test/lab/command.ts';
import { check, judged } from '../test/lab/gate.ts';
import { startLab } from '../test/lab/lab.ts';
import { sshd } from '../test/lab/services.ts';
import {
  DEVICES,
  type DeviceState,
  devicesIn,
  expectedTable,
  MINUTES,
  policyOfLife,
  RUNS,
  rowsOf,
  tableOf,
} from '../test/support/life.ts';
import { CLI, record } from './measure.ts';

/**
 * The life of a network with 30 real devices, each in a network namespace of its own, on one bridge. In each of 40 runs
 * the devices do what the story says, and a whole `check` discovers and scans them; its clock is set 10 minutes later
 * each time. What all runs say must be the table in `test/report/golden/life.md`. `--record` keeps the result.
 */
const NETWORK = '10.77.1.';
/** A device answers the first question for its hardware address, so that it is discovered, and nothing after it. */
const LOST = `table arp lost {
  chain input {
    type filter hook input priority 0;
    arp operation request arp daddr ip ${NETWORK}116 limit rate over 1/hour burst 1 packets drop;
  }
}`;

const started = performance.now();
const numbers = Array.from({ length: DEVICES }, (_, index) => index + 1);
const lab = await startLab({
  scanner: { number: 2 },
  ...Object.fromEntries(numbers.map((number) => [`d${number}`, deviceAt(number)])),
});
try {
  const before = new Map<number, DeviceState>();
  const rows: string[] = [];
  let events = 0;
  for (let index = 0; index < RUNS; index++) {
    for (const state of devicesIn(index)) {
      become(state, before.get(state.number));
      before.set(state.number, state);
    }
    const report = await scan(index);
    events += report.memory?.events.length ?? 0;
    const news = rowsOf(index, report);
    for (const row of news) console.log(row);
    rows.push(...news);
  }
  tell(rows, events);
} finally {
  lab.stop();
}

function deviceAt(number: number) {
  return { number: 100 + number, ipv6: false, services: [sshd()] };
}

function netnsOf(name: string): string {
  return lab.hosts[name as keyof typeof lab.hosts].netns;
}

/** Makes a device as the story has it, if it is not so already. */
function become(state: DeviceState, before: DeviceState | undefined): void {
  const name = `d${state.number}`;
  const ip = (...args: readonly string[]): unknown => run(['ip', '-n', netnsOf(name), ...args]);
  if (state.mac !== before?.mac) ip('link', 'set', 'eth0', 'address', state.mac);
  if (`${state.answers}` !== `${before?.answers}`) {
    ip('address', 'flush', 'dev', 'eth0');
    ip('link', 'set', 'eth0', state.answers.length > 0 ? 'up' : 'down');
    for (const last of state.answers) ip('address', 'add', `${NETWORK}${last}/16`, 'dev', 'eth0');
  }
  if (state.isLost !== (before?.isLost ?? false))
    run(['ip', 'netns', 'exec', netnsOf(name), 'nft', '-f', '-'], state.isLost ? LOST : 'flush ruleset');
}

async function scan(index: number) {
  const netns = netnsOf('scanner');
  run(['ip', '-n', netns, 'neigh', 'flush', 'all']);
  const checked = await check(policyOfLife(NETWORK, ['assume: discover']), {
    ...{ folder: lab.folder, netns, args: ['--state', join(lab.folder, 'state.jsonl')] },
    program: [process.execPath, '--import', join(import.meta.dirname, 'shifted-clock.mjs'), CLI],
    env: { EXPOSURE_GATE_CLOCK_SHIFT: `${(index - RUNS) * MINUTES * 60_000}` },
  });
  return judged(checked);
}

function tell(rows: readonly string[], events: number): void {
  const [table, expected] = [tableOf(rows), expectedTable()];
  const agrees = table === expected;
  const seconds = Math.round((performance.now() - started) / 1_000);
  for (const line of table.split('\n')) if (!expected.split('\n').includes(line)) console.log(`not expected: ${line}`);
  for (const line of expected.split('\n')) if (!table.split('\n').includes(line)) console.log(`missing: ${line}`);
  console.log(
    `${RUNS} runs of ${DEVICES} devices: ${events} events in ${seconds} s, the table ${agrees ? 'agrees' : 'differs'}`,
  );
  if (process.argv.includes('--record')) record('life', { runs: RUNS, devices: DEVICES, events, seconds, agrees });
  if (!agrees) process.exitCode = 1;
}

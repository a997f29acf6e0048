import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './command.ts';
import { type LinkEmulator, startLinkEmulator } from './link-emulator.ts';
import { addNamespace, removeNamespace } from './namespaces.ts';

const prefix = `egt-${process.pid}-cable`;
const [near, far] = [`${prefix}-near`, `${prefix}-far`];
const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
let linkEmulator: LinkEmulator;

before(async () => {
  for (const netns of [near, far]) addNamespace(netns);
  const ends = [near, far].map((netns) => ({ netns, device: 'eth0' })) as [
    { netns: string; device: string },
    { netns: string; device: string },
  ];
  linkEmulator = await startLinkEmulator(folder, prefix, ends);
  for (const [index, netns] of [near, far].entries()) {
    run(['ip', 'netns', 'exec', netns, 'sysctl', '-qw', 'net.ipv6.conf.eth0.disable_ipv6=1']);
    run(['ip', '-n', netns, 'address', 'add', `10.77.9.${index + 1}/24`, 'dev', 'eth0']);
    run(['ip', '-n', netns, 'link', 'set', 'eth0', 'up']);
  }
  scan(['--max-retries', '0', '-p', '9']); // so that the neighbours know each other
});

after(() => {
  linkEmulator?.stop();
  for (const netns of [near, far]) removeNamespace(netns);
  rmSync(folder, { recursive: true, force: true });
});

/** Closed ports answer with a reset: one frame each way a port. */
function scan(args: readonly string[]): string {
  return run(['ip', 'netns', 'exec', near, 'nmap', '-sS', '-n', '-Pn', '-oX', '-', ...args, '10.77.9.2']);
}

function resets(xml: string): number {
  return Number(/<extraports state="closed" count="(\d+)"/.exec(xml)?.[1] ?? 0);
}

test('a cable carries everything, both ways, after its delay', () => {
  linkEmulator.set({ delay: 20 });
  linkEmulator.clear();
  const xml = scan(['--max-retries', '0', '-p', '1-500']);
  assert.equal(resets(xml), 500);
  const srtt = Number(/srtt="(\d+)"/.exec(xml)?.[1]);
  assert.ok(srtt >= 40_000 && srtt < 60_000, `a round trip of ${srtt} µs`);
  const { there, back } = linkEmulator.counts();
  assert.ok(there.received >= 500 && back.received >= 500);
  assert.deepEqual([there.lost, there.overflowed, there.crowded, there.refused], [0, 0, 0, 0]);
});

for (const [name, burst] of [
  ['for itself', 0],
  ['in bursts', 8],
] as const) {
  test(`the share of frames asked for is lost, ${name}, one way alone where one way is asked for`, () => {
    linkEmulator.set({ loss: 0.1, burst }, {});
    linkEmulator.clear();
    scan(['--max-retries', '0', '--min-rate', '20000', '-p', '1-20000']);
    const { there, back } = linkEmulator.counts();
    const share = there.lost / there.received;
    assert.ok(share > 0.07 && share < 0.13, `lost ${share}`);
    assert.equal(back.lost, 0);
    // Neighbours may ask for each other, unasked.
    assert.ok(Math.abs(back.received - (there.received - there.lost)) < 10);
  });
}

test('what does not fit through a bottleneck and its queue is dropped, and counted', () => {
  linkEmulator.set({ rate: 2_000, queue: 50 });
  linkEmulator.clear();
  scan(['--max-retries', '0', '--min-rate', '20000', '-p', '1-10000']);
  const { there } = linkEmulator.counts();
  assert.ok(there.overflowed > 5_000, `dropped ${there.overflowed}`);
  assert.equal(there.delivered, there.received - there.overflowed);
});

test('the busiest second is that of the rate asked for', () => {
  linkEmulator.set({});
  linkEmulator.clear();
  scan(['--max-retries', '0', '--min-rate', '500', '--max-rate', '500', '-p', '1-1500']);
  const { busiestSecond, busiestTenth } = linkEmulator.counts().there;
  assert.ok(busiestSecond > 400 && busiestSecond <= 525, `${busiestSecond} in a second`);
  assert.ok(busiestTenth >= 40 && busiestTenth < busiestSecond / 2, `${busiestTenth} in a tenth`);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Ending } from '../../src/scan/ending.ts';
import { isTransient, RETRIES, withRetries } from '../../src/scan/retry.ts';

const GOOD: Ending = { exitCode: 0, signal: null, stopped: null, error: null, stderr: '' };
const ending = (part: Partial<Ending>): Ending => ({ ...GOOD, ...part });
const NO_BUFFERS =
  'sendto in send_ip_packet_sd: sendto(5, packet, 44, 0, 10.77.0.2, 16) => No buffer space available\n';

const PASSES: Readonly<Record<string, Partial<Ending>>> = {
  'full buffers, though it ends with 0': { stderr: NO_BUFFERS },
  'full buffers': { exitCode: 1, stderr: `${NO_BUFFERS}QUITTING!\n` },
  'no more processes': { exitCode: 1, stderr: 'fork: Resource temporarily unavailable\nQUITTING!\n' },
  'no more memory': { exitCode: 1, stderr: 'Out of memory: Cannot allocate memory\nQUITTING!\n' },
  'no more memory, in its own words': { exitCode: 1, stderr: 'safe_malloc: failed to allocate temporary memory\n' },
  'no more file descriptors': { exitCode: 1, stderr: 'socket: Too many open files (24)\n' },
  'a device that is busy': { exitCode: 1, stderr: 'dnet: Failed to open device eth0\nQUITTING!\n' },
  'a capture that could not be opened': {
    exitCode: 1,
    stderr: 'Call to pcap_open_live() failed three times. There are several possible reasons for this\nQUITTING!\n',
  },
  'an assertion': { exitCode: null, signal: 'SIGABRT', stderr: "nmap: scan_engine.cc:1: Assertion `x' failed.\n" },
  'a crash': { exitCode: null, signal: 'SIGSEGV' },
  'a crash that sudo tells as a status': { exitCode: 139 },
  'a program that could not be started for want of memory': { exitCode: null, error: 'spawn /usr/bin/nmap ENOMEM' },
  'a program that is just being written': { exitCode: null, error: 'spawn ETXTBSY' },
};

const STAYS: Readonly<Record<string, Partial<Ending>>> = {
  'a good end': {},
  'a good end that warned of something else': { stderr: 'Warning: 10.0.0.1 giving up on port\n' },
  'our own stop': { stopped: 'interrupt', signal: 'SIGTERM', exitCode: null },
  'our own stop that made it crash': { stopped: 'interrupt', signal: 'SIGSEGV', exitCode: null },
  'the end of the time budget': { stopped: 'timeout', signal: 'SIGKILL', exitCode: null, stderr: NO_BUFFERS },
  'somebody who killed it': { signal: 'SIGKILL', exitCode: null },
  'somebody who ended it': { signal: 'SIGTERM', exitCode: null },
  'somebody who killed it while buffers were full': { signal: 'SIGKILL', exitCode: null, stderr: NO_BUFFERS },
  'missing rights': { exitCode: 1, stderr: 'You requested a scan type which requires root privileges.\nQUITTING!\n' },
  'a firewall of our own': {
    stderr: 'sendto in send_ip_packet_sd: sendto(5, packet, 44, 0, 10.77.0.2, 16) => Operation not permitted\n',
  },
  'a firewall of our own beside full buffers': { stderr: `${NO_BUFFERS}sendto: Operation not permitted\n` },
  'a device that may not be opened': {
    exitCode: 1,
    stderr:
      "Couldn't open a raw socket. Error: (1) Operation not permitted\ndnet: Failed to open device eth0\nQUITTING!\n",
  },
  'sudo that asks for a password': { exitCode: 1, stderr: 'sudo: a password is required\n' },
  'a bad command line': { exitCode: 255, stderr: "nmap: unrecognized option '--fast'\n" },
  'a full disk': { exitCode: 1, stderr: 'Failed to write: No space left on device\n' },
  'a program that is not there': { exitCode: null, error: 'spawn /usr/bin/nmap ENOENT' },
  'no route': { stderr: 'sendto in send_ip_packet_sd: sendto(5) => Network is unreachable\n' },
  'an error nobody knows': { exitCode: 1, stderr: 'Strange error from connect (99):Cannot assign requested address\n' },
};

describe('a scan is begun anew after', () => {
  for (const [name, part] of Object.entries(PASSES)) test(name, () => assert.equal(isTransient(ending(part)), true));
});

describe('a scan is not begun anew after', () => {
  for (const [name, part] of Object.entries(STAYS)) test(name, () => assert.equal(isTransient(ending(part)), false));
});

/** Runs through endings, one an attempt. */
async function attempts(endings: readonly Partial<Ending>[], signal = new AbortController().signal, pause = 0) {
  const said: string[] = [];
  let begun = 0;
  const run = async () => ({
    number: ++begun,
    ending: ending(endings[begun - 1] ?? assert.fail('one attempt too many')),
  });
  const last = await withRetries(run, { say: (line) => said.push(line), signal, pause });
  return { last, begun, said };
}

describe('attempts', () => {
  test('end with the first that does not fail, and what failed is said', async () => {
    const { last, begun, said } = await attempts([{ stderr: NO_BUFFERS }, {}]);
    assert.deepEqual([last.number, begun], [2, 2]);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /No buffer space available; this may be temporary: scanning again \(1 of 2\)$/);
  });

  test('are bounded, and the last one is the result, with its failure', async () => {
    const crash = { signal: 'SIGSEGV', exitCode: null } as const;
    const { last, begun, said } = await attempts(Array.from({ length: 10 }, () => crash));
    assert.deepEqual([begun, last.ending.signal, said.length], [RETRIES + 1, 'SIGSEGV', RETRIES]);
  });

  test('are not repeated for what stays', async () => {
    assert.equal((await attempts([{ exitCode: 1 }])).begun, 1);
    assert.equal((await attempts([{ stderr: NO_BUFFERS }, { signal: 'SIGKILL', exitCode: null }])).begun, 2);
  });

  test('are not begun once the run is to stop, not even after the pause', async () => {
    const stop = new AbortController();
    const waiting = attempts([{ stderr: NO_BUFFERS }], stop.signal, 60_000);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    assert.equal((await waiting).begun, 1);
    assert.deepEqual((await attempts([{ stderr: NO_BUFFERS }], AbortSignal.abort(), 60_000)).said, []);
  });
});

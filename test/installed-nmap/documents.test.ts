import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import { readScan } from '../../src/observe/read.ts';
import { address, answered, cover, gaps, judged, ports, read, stateSet } from '../observe/xml.ts';

const LOOPBACK = address('127.0.0.1');
const ELSEWHERE = address('127.0.0.2');

/** Listens on loopback and greets with the bytes; @returns its port. */
async function greeter(greeting: string): Promise<{ server: Server; number: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(Buffer.from(greeting, 'latin1'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  assert.ok(bound !== null && typeof bound === 'object');
  return { server, number: bound.port };
}

function nmap(...argv: readonly string[]) {
  const child = spawn('nmap', ['-v', '-n', '-oX', '-', ...argv], { stdio: ['ignore', 'pipe', 'ignore'] });
  return { child, document: readScan(child.stdout, { wants: () => true }) };
}

const HOSTILE = 'SSH-2.0-OpenSSH_9.2\x01\x1b[31m\n::error::pwned\r\n##[group]]]><x>\u00ff\r\n';
let plain: Awaited<ReturnType<typeof greeter>>;
let hostile: Awaited<ReturnType<typeof greeter>>;
before(async () => {
  plain = await greeter('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n');
  hostile = await greeter(HOSTILE);
});
after(() => {
  plain?.server.close();
  hostile?.server.close();
});

test('a real scan answers everything that it was asked for, with the service', async () => {
  const list = `1-200,${plain.number}`;
  const document = await nmap('-sT', '-sV', '-p', list, LOOPBACK).document;
  const required = cover({ tcp: ports('1-200') }, LOOPBACK);
  const observation = account(required, [judged(document)]);
  assert.deepEqual(gaps(observation), []);
  assert.equal(document.versionScan, true);
  const detail = observation.hosts.get(LOOPBACK)?.protocols.tcp?.details.get(plain.number);
  assert.deepEqual([detail?.service?.name, detail?.service?.method, detail?.identified], ['ssh', 'probed', true]);
});

test('two hosts, one of them asked for by name, and 65,535 ports', async () => {
  const document = await nmap('-sT', '-p-', '-T4', 'localhost', ELSEWHERE, '--min-rate', '20000').document;
  const required = cover({ tcp: ports('1-65535') }, LOOPBACK, ELSEWHERE);
  const observation = account(required, [judged(document)]);
  assert.deepEqual(gaps(observation), []);
  assert.deepEqual(document.hosts.get(LOOPBACK)?.userNames, ['localhost']);
  assert.ok(
    stateSet(observation, 'open', 'tcp', LOOPBACK).some(
      ([first, last]) => first <= plain.number && plain.number <= last,
    ),
  );
});

test('a hostile banner is read, printable, and in no way of the scan', async () => {
  const document = await nmap('-sT', '-sV', '--script', 'banner', '-p', `1-5,${hostile.number}`, LOOPBACK).document;
  assert.equal(document.fault, null);
  const observation = account(cover({ tcp: ports('1-5') }, LOOPBACK), [judged(document)]);
  assert.deepEqual(gaps(observation), []);
  const details = [...(observation.hosts.get(LOOPBACK)?.protocols.tcp?.details.values() ?? [])];
  assert.equal(details.length, 1);
  assert.doesNotMatch(JSON.stringify(details), /::|##\[|[^\x20-\x7e]|\\u00/);
});

const NOTHING: readonly (readonly [why: string, argv: readonly string[]])[] = [
  ['a name that does not resolve', ['-p', '1-10', 'nosuch.invalid']],
  ['an address that is none', ['-p', '1-10', '127.0.0.300']],
  ['an IPv6 literal without -6', ['-p', '1-10', '::1']],
  ['an IPv4 literal with -6', ['-6', '-p', '1-10', '127.0.0.1']],
  ['all targets excluded', ['-p', '1-10', '127.0.0.1', '--exclude', '127.0.0.0/8']],
  ['only hosts with open ports shown', ['-p', '1', '--open', '127.0.0.1']],
];
for (const [why, argv] of NOTHING) {
  test(`${why}: nmap succeeds, and nothing is answered`, async () => {
    const { child, document } = nmap('-sT', ...argv);
    const { finished } = await document;
    assert.equal(finished, 'success');
    if (child.exitCode === null) await once(child, 'exit');
    assert.equal(child.exitCode, 0);
    const required = cover({ tcp: ports('1-10') }, LOOPBACK, address('::1'));
    assert.deepEqual(gaps(account(required, [judged(await document)])), [
      '127.0.0.1 tcp 1-10 host-absent',
      '::1 tcp 1-10 host-absent',
    ]);
  });
}

test('an absent name beside a present host leaves the present one answered', async () => {
  const document = await nmap('-sT', '-p', '1-10', LOOPBACK, 'nosuch.invalid').document;
  const observation = account(cover({ tcp: ports('1-10') }, LOOPBACK, ELSEWHERE), [judged(document)]);
  assert.deepEqual(gaps(observation), ['127.0.0.2 tcp 1-10 host-absent']);
});

test('discovery alone answers for no port', async () => {
  const document = await nmap('-sn', LOOPBACK).document;
  assert.deepEqual(gaps(account(cover({ tcp: ports('1') }, LOOPBACK), [judged(document)])), [
    '127.0.0.1 tcp 1 not-accounted',
  ]);
});

test('a host that times out answers nothing', async () => {
  const argv = ['-sT', '-p-', '--max-rate', '100', '--host-timeout', '1s', LOOPBACK];
  const observation = account(cover({ tcp: ports('1-10') }, LOOPBACK), [judged(await nmap(...argv).document)]);
  assert.deepEqual(gaps(observation), ['127.0.0.1 tcp 1-10 host-timeout']);
});

test('a scan that is killed answers nothing', async () => {
  const { child, document } = nmap('-sT', '-p-', '--max-rate', '100', '--stats-every', '1s', LOOPBACK);
  child.stdout.once('data', () => child.kill('SIGKILL'));
  const observation = account(cover({ tcp: ports('1-10') }, LOOPBACK), [judged(await document)]);
  assert.deepEqual(gaps(observation), ['127.0.0.1 tcp 1-10 scan-truncated']);
});

test('a target given twice is one host', async () => {
  const document = await nmap('-sT', '-p', '1-10', LOOPBACK, 'localhost').document;
  const required = cover({ tcp: ports('1-10') }, LOOPBACK);
  const observation = account(required, [judged(document)]);
  assert.deepEqual(answered(observation, required, LOOPBACK, 'tcp'), ports('1-10'));
});

test('both address families, each by its own scan, merge', async (t) => {
  const six = address('::1');
  const four = await nmap('-sT', '-p', '1-40', LOOPBACK).document;
  const other = await nmap('-6', '-sT', '-p', '1-40', six).document;
  const required = cover({ tcp: ports('1-40') }, LOOPBACK, six);
  if (other.hosts.size === 0) return t.skip('no IPv6 here');
  assert.deepEqual(gaps(account(required, [judged(four), judged(other)])), []);
});

test(
  "options before 7.92's lists aside, a copy of a real document without lists is answered " + 'by its counts',
  async () => {
    const { stdout } = spawnSync('nmap', ['-v', '-n', '-sT', '-p', '1-100', '-oX', '-', LOOPBACK], {
      encoding: 'utf8',
    });
    const older = stdout.replaceAll(/ proto="tcp" ports="[^"]*"/g, '');
    assert.notEqual(older, stdout);
    const required = cover({ tcp: ports('1-100') }, LOOPBACK);
    assert.deepEqual(account(required, [judged(await read(older))]), account(required, [judged(await read(stdout))]));
  },
);

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Listened } from '../../src/model/observation.ts';
import { listenScan, listenScript, readListened } from '../../src/nmap/listen.ts';
import { listenedOn } from '../../src/observe/listened.ts';
import { readScan } from '../../src/observe/read.ts';
import { HOST, judged, port, read, scan } from '../observe/xml.ts';

const LOOPBACK = '127.0.0.1';
const WAIT = 4_000;

describe('a scan that listens', () => {
  const servers: Server[] = [];
  const open = new Set<Socket>();
  const heard = new Map<number, Listened>();
  const said = new Map<number, string>();
  const ports: Record<'silent' | 'greets' | 'late' | 'closes', number> = { silent: 0, greets: 0, late: 0, closes: 0 };

  async function serve(serves: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)));
      const place = server.address();
      socket.on('data', (data) => {
        if (typeof place === 'object' && place !== null) said.set(place.port, data.toString('latin1'));
      });
      serves(socket);
    }).listen(0, LOOPBACK);
    servers.push(server);
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return address.port;
  }

  before(async () => {
    ports.silent = await serve(() => {});
    ports.greets = await serve((socket) => socket.write('220 hello\r\n'));
    ports.late = await serve((socket) => setTimeout(() => socket.write('220 hello\r\n'), 2_500).unref());
    ports.closes = await serve((socket) => socket.destroy());
    const list = Object.values(ports).join();
    const file = join(tmpdir(), `listen-${process.pid}`);
    writeFileSync(file, listenScript(WAIT));
    const input = openSync(file, 'r');
    rmSync(file);
    const argv = ['-sT', '-n', '-Pn', ...listenScan(), '-p', list, '-oX', '-', LOOPBACK];
    const child = spawn('nmap', argv, { stdio: [input, 'pipe', 'inherit'] });
    closeSync(input);
    assert.ok(child.stdout !== null);
    const document = await readScan(child.stdout, { wants: () => true });
    for (const host of document.hosts.values()) for (const [port, one] of host.listened) heard.set(port, one);
  });
  after(() => {
    for (const socket of open) socket.destroy();
    for (const server of servers) server.close();
  });

  test('hears what a service says first, and when, and says so if it says nothing', () => {
    const clear = (name: keyof typeof ports): unknown => heard.get(ports[name])?.clear;
    assert.deepEqual([clear('silent'), clear('closes')], ['silent', 'closed']);
    const [greets, late] = [clear('greets'), clear('late')];
    assert.ok(typeof greets === 'number' && greets < WAIT / 2, String(greets));
    assert.ok(typeof late === 'number' && late >= 2_400 && late < 6_000, String(late));
  });

  test('begins TLS, and sends nothing else, where nothing was said by then', () => {
    assert.deepEqual(
      [...heard.values()].map(({ tls }) => tls),
      [...heard.values()].map(() => 'failed'),
    );
    const isHello = (port: number): boolean => said.get(port)?.startsWith('\x16\x03') === true;
    assert.deepEqual([isHello(ports.silent), isHello(ports.late), said.has(ports.greets)], [true, true, false]);
  });
});

describe('what a scan heard', () => {
  const script = (output: string, id = '/dev/stdin'): string => `<script id="${id}" output="${output}"/>`;
  const documentOf = (body: string) => read(scan(`${body}`));
  const hostOf = (inner: string): string =>
    '<scaninfo type="syn" protocol="tcp" numservices="1" services="80"/><host><status state="up" ' +
    `reason="user-set"/><address addr="${HOST}" addrtype="ipv4"/><ports>${inner}</ports></host>`;

  test('is what its script says, and nothing else', () => {
    assert.deepEqual(readListened('12 failed'), { clear: 12, tls: 'failed' });
    assert.deepEqual(readListened('silent silent'), { clear: 'silent', tls: 'silent' });
    for (const text of ['', 'silent', 'silent silent ', '-1 silent', '1e3 silent', 'ERROR: failed', 'silent\nsilent']) {
      assert.equal(readListened(text), null);
    }
  });

  test('counts for ports that a successful scan found open, and was to ask', async () => {
    const document = await documentOf(hostOf(port(80, 'open', script('silent silent'))));
    const covers = new Map([[HOST, { tcp: [[80, 80]] as const }]]);
    const good = judged(document, { step: 'listen', covers });
    assert.deepEqual(listenedOn([good])(HOST, 80), { clear: 'silent', tls: 'silent' });
    assert.equal(listenedOn([good])(HOST, 81), null);
    const failure = { code: 'scan-failed', text: 'killed' } as const;
    for (const bad of [
      judged(document, { step: 'identify', covers }),
      judged(document, { step: 'listen', covers, failure }),
      judged(document, { step: 'listen', covers: new Map() }),
      judged(await documentOf(hostOf(port(80, 'filtered', script('silent silent')))), { step: 'listen', covers }),
      judged(await documentOf(hostOf(port(80, 'open', script('silent silent', 'banner')))), { step: 'listen', covers }),
    ]) {
      assert.equal(listenedOn([bad])(HOST, 80), null);
    }
  });
});

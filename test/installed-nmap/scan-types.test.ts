import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readScan } from '../../src/observe/read.ts';

for (const type of ['-sF', '-sN', '-sX', '-sM', '-sW', '-sA']) {
  test(`a ${type} scan answers nothing: it does not try to connect`, { skip: process.getuid?.() !== 0 }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const { stdout } = spawnSync('nmap', [type, '-n', '-Pn', '-p', `${address.port}`, '-oX', '-', '127.0.0.1']);
    server.close();
    const document = await readScan(Readable.from([stdout]), { wants: () => true });
    assert.equal(document.fault, null);
    assert.deepEqual(document.asked, {});
    for (const host of document.hosts.values()) assert.deepEqual(host.protocols.tcp?.answers.states ?? {}, {});
  });
}

test('a SYN or connect scan does', async () => {
  const { stdout } = spawnSync('nmap', ['-sT', '-n', '-Pn', '-p', '9', '-oX', '-', '127.0.0.1']);
  const document = await readScan(Readable.from([stdout]), { wants: () => true });
  assert.deepEqual(document.asked, { tcp: [[9, 9]] });
});

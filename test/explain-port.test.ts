import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainPort } from '../src/explain-port.ts';
import { InputError } from '../src/model/problem.ts';
import { PORT_EXPLANATION_FORMATS } from '../src/report/port-explanation.ts';

const POLICY = `version: 1
authorization: {by: b, reference: r, scope: [192.0.2.0/24], exclude: [192.0.2.66], expires: 2027-01-01}
targets:
  edge:
    hosts: [192.0.2.0/24, www.example.com]
    exclude: [192.0.2.67]
    ports: {tcp: [1-1024, 6379]}
    require: [443/tcp https]
    allow:
      - 8000-8010/tcp
      - 8001/tcp http
    forbid: [telnet, 23/tcp]
    waive:
      - {finding: unexpected-port, port: 6379/tcp, host: 192.0.2.7, reason: r, owner: o, expires: 2026-12-31}
      - {finding: unexpected-port, port: 6379/tcp, host: 192.0.2.8, reason: r, owner: o, expires: 2026-01-31}
  db:
    hosts: [192.0.2.7]
    ports: {tcp: [8001]}
    allow: [8001/tcp ssh]
`;

async function explained(host: string, port: string, service: string | null = null) {
  const effects = {
    readPolicy: async () => Buffer.from(POLICY),
    readUsed: () => assert.fail('nothing is used'),
    now: () => new Date('2026-06-01T00:00:00Z'),
  };
  return explainPort({ policyFile: 'p.yml', host, port, service }, effects);
}

async function findings(host: string, port: string, service: string | null = null) {
  const { outcomes } = await explained(host, port, service);
  return outcomes.map(({ state, service: named, findings: found }) => {
    const codes = found.map(
      ({ code, at, waivedUntil }) => `${at.line}:${code}${waivedUntil === null ? '' : ' waived'}`,
    );
    return [state, named, ...codes.sort()].join(' ').trim();
  });
}

async function linesOf(host: string, port: string) {
  const { targets } = await explained(host, port);
  return targets.map(({ name, scanned, lines }) => [
    name,
    scanned,
    ...lines.map(({ at, effect }) => `${at.line} ${effect.split(/[: ]/)[0]}`),
  ]);
}

describe('an explanation of one port', () => {
  test('names the lines that speak of it, and the one that decides first', async () => {
    assert.deepEqual(await linesOf('192.0.2.9', '8001/tcp'), [
      ['edge', true, '11 decides', '10 overruled', '12 decides'],
    ]);
    assert.deepEqual(await linesOf('192.0.2.9', '23/tcp'), [['edge', true, '12 decides', '12 decides']]);
    assert.deepEqual(await linesOf('192.0.2.9', '22/tcp'), [['edge', true, '4 it', '12 decides']]);
  });

  test('says what a check would find, by state and by service', async () => {
    assert.deepEqual(await findings('192.0.2.9', '443/tcp'), [
      'open  8:unverified-service',
      'open https',
      'closed  8:missing-port',
      'filtered  8:missing-port',
    ]);
    assert.deepEqual(await findings('192.0.2.9', '22/tcp', 'telnet'), [
      'open  4:unexpected-port',
      'open telnet 12:forbidden-service 4:unexpected-port',
      'closed',
      'filtered',
    ]);
  });

  test('knows waivers, those of one host, and those that are over', async () => {
    const [open] = await findings('192.0.2.7', '6379/tcp', 'redis').then((all) => all.slice(1));
    assert.equal(open, 'open redis 4:unexpected-port waived');
    assert.equal((await findings('192.0.2.8', '6379/tcp', 'redis'))[1], 'open redis 4:unexpected-port');
    assert.deepEqual((await linesOf('192.0.2.8', '6379/tcp'))[0]?.slice(-1), ['15 over']);
  });

  test('takes the lines of every target of the address', async () => {
    const all = await findings('192.0.2.7', '8001/tcp');
    assert.deepEqual(
      all.filter((line) => line.startsWith('open http') || line.startsWith('open ssh')),
      ['open http 19:wrong-service', 'open ssh 11:wrong-service'],
    );
  });

  test('says that a host is excluded, or that no target names it or scans the port', async () => {
    for (const host of ['192.0.2.66', '192.0.2.67']) {
      const { targets, excluded } = await explained(host, '22/tcp');
      assert.deepEqual([targets.length, excluded.length], [0, 1]);
    }
    assert.deepEqual(await linesOf('198.51.100.1', '22/tcp'), []);
    assert.deepEqual((await linesOf('192.0.2.9', '9/udp'))[0]?.slice(0, 2), ['edge', false]);
    const text = PORT_EXPLANATION_FORMATS.text(await explained('192.0.2.9', '9/udp'));
    assert.match(text, /finds nothing here, because no target scans the port/);
  });

  test('knows hosts by name, and says that addresses may add something', async () => {
    const explanation = await explained('www.example.com', '443/tcp');
    assert.deepEqual(
      explanation.targets.map(({ name }) => name),
      ['edge'],
    );
    assert.match(PORT_EXPLANATION_FORMATS.text(explanation), /lines for the addresses of this name may count too/);
    assert.equal(JSON.parse(PORT_EXPLANATION_FORMATS.json(explanation)).port, '443/tcp');
  });

  test('refuses what is no host, no single port and no service', async () => {
    await assert.rejects(explained('192.0.2.0/24', '22/tcp'), InputError);
    await assert.rejects(explained('192.0.2.1', '22'), InputError);
    await assert.rejects(explained('192.0.2.1', '22-23/tcp'), InputError);
    await assert.rejects(explained('192.0.2.1', '22/tcp', 'OpenSSH'), InputError);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Grant } from '../../src/model/grant.ts';
import type { PortDetail } from '../../src/model/observation.ts';
import { formatPorts, intersect, portSet } from '../../src/model/port.ts';
import { planHandshakes } from '../../src/plan/handshake.ts';
import { at, detail, grantOf, host, portsOf, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const MACHINE = { privilege: 'root', unroutable: new Set<never>(), own: new Set<never>() } as const;

function plansFor(entries: string, seen: Readonly<Record<string, PortDetail | 'closed'>>, part: Partial<Grant> = {}) {
  const policy = policyOf(`targets:\n  web:\n    hosts: [192.0.2.1]\n    ${entries}\n`);
  const grant = { ...grantOf(policy, { web: ['192.0.2.1'] }), ...part };
  return planHandshakes(grant, { hosts: new Map([[at('192.0.2.1'), host('192.0.2.1', seen)]]) }, MACHINE).plans;
}
const asked = (...of: Parameters<typeof plansFor>) => plansFor(...of).map(({ ports }) => formatPorts(ports));
const is = (name: string, part: Parameters<typeof service>[1] = {}) => detail({ service: service(name, part) });

describe('a handshake', () => {
  test('is asked of what is called https without a proof', () => {
    const told = is('http', { tunnel: 'ssl' });
    assert.deepEqual(asked('allow: [443/tcp https]', { 443: told }), ['443']);
    assert.deepEqual(asked('allow: [443/tcp https]', { 443: is('http', { tunnel: 'ssl', handshake: true }) }), []);
    assert.deepEqual(asked('allow: [443/tcp]', { 443: told }), []);
    assert.deepEqual(asked('allow: [443/tcp https]', { 443: 'closed' }), []);
  });

  test('is asked of what should be http or https, and is something else or unknown', () => {
    for (const expected of ['http', 'https']) {
      for (const seen of [is('ssh'), detail({ service: null }), is('https', { method: 'table' }), is('tcpwrapped')]) {
        assert.deepEqual(asked(`require: [8000/tcp ${expected}]`, { 8000: seen }), ['8000']);
      }
    }
    assert.deepEqual(asked('require: [8000/tcp http]', { 8000: is('http') }), []);
    assert.deepEqual(asked('require: [8000/tcp http]', { 8000: is('http', { tunnel: 'ssl' }) }), ['8000']);
    assert.deepEqual(asked('require: [8000/tcp ssh]', { 8000: is('http') }), []);
    assert.deepEqual(asked('require: [8000/tcp http]', { 8000: detail({ service: null, identified: false }) }), []);
  });

  test('waits for a service to speak first where nmap took it for something else, and in no other case', () => {
    const [plain, named] = plansFor('require: [80/tcp http, 443/tcp https]', {
      80: is('ssh'),
      443: is('http', { tunnel: 'ssl' }),
    });
    assert.deepEqual(
      [plain, named].map((plan) => formatPorts(plan?.ports ?? [])),
      ['443', '80'],
    );
    assert.deepEqual(
      [plain, named].map((plan) => /^Probe TCP NULL /.test(plan?.input ?? '')),
      [false, true],
    );
  });

  test('reads its own probes, and keeps the scripts away that rewrite what was found', () => {
    const [plan] = plansFor('allow: [443/tcp https]', { 443: is('http', { tunnel: 'ssl' }) });
    const text = plan?.argv.join(' ') ?? '';
    assert.match(text, / -sV --version-intensity 1 --versiondb \/dev\/stdin /);
    const hello = /^Probe TCP ClientHello q\|(.*)\|$/m.exec(plan?.input ?? '')?.[1]?.replaceAll('\\x', '') ?? '';
    const bytes = Buffer.from(hello, 'hex');
    // RFC 5246: a record of type 22 with its length, a ClientHello of type 1 with its own.
    assert.deepEqual(
      [bytes[0], bytes.readUInt16BE(3), bytes[5], bytes.readUIntBE(6, 3)],
      [22, bytes.length - 5, 1, bytes.length - 9],
    );
  });

  test('stays within the rate, and within the required coverage of the address', () => {
    const seen = Object.fromEntries([1, 2, 3, 4].map((number) => [String(number), is('ssh')]));
    const plans = plansFor('allow: [1-4/tcp http]', seen, { maxRate: 80 });
    assert.deepEqual(
      plans.map(({ ports }) => formatPorts(ports)),
      ['1-2', '3-4'],
    );
    const required = new Map([[at('192.0.2.1'), { tcp: intersect(portsOf('1-4'), portSet([[2, 3]])) }]]);
    assert.deepEqual(asked('allow: [1-4/tcp http]', seen, { required }), ['2-3']);
  });
});

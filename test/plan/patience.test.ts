import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identification } from '../../src/model/expectation.ts';
import type { PortDetail } from '../../src/model/observation.ts';
import { formatPorts } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS, type Profile } from '../../src/model/scan-settings.ts';
import { planIdentify } from '../../src/plan/identify.ts';
import { unsettledPorts } from '../../src/plan/patience.ts';
import { targetOf, withTarget } from '../policy/reading.ts';
import { answers, at, detail, portsOf, service } from '../support/observations.ts';

const HOST = at('192.0.2.1');

/**
 * For a target with these entries: the ports that are asked patiently after quick version detection found this, and
 * whether the quick one waits for services that speak first as long as nmap does.
 */
function quickly(entries: string, found: Readonly<Record<string, PortDetail>>, profile: Profile = 'thorough') {
  const required = { tcp: portsOf('1-1000') };
  const grant = {
    ...{ hosts: [], unresolved: [], excluded: [], others: [], unknown: [], maxRate: null },
    ...{
      required: new Map([[HOST, required]]),
      expected: new Map(),
      mentioned: new Map(),
      asserted: new Map(),
      web: new Map(),
    },
    identification: new Map([[HOST, identification([targetOf(withTarget(`ports: {tcp: [1-1000]}\n${entries}`))])]]),
    settingsByAddress: new Map([[HOST, { ...DEFAULT_SETTINGS, profile }]]),
  };
  const seen = {
    hosts: new Map([[HOST, { protocols: { tcp: answers(found) }, answersWithin: 100, needsConnect: false }]]),
  };
  const here = { privilege: 'root' } as const;
  const { plans } = planIdentify(grant, seen, here, { quick: true, loss: null });
  const again = unsettledPorts(grant, seen, plans).get(HOST)?.protocols.tcp?.states.open ?? [];
  return { again: formatPorts(again), awaitsGreeting: plans.some((plan) => plan.awaitsGreeting === true) };
}

function askedAgain(...of: Parameters<typeof quickly>): string {
  return quickly(...of).again;
}

const full = detail({ service: service('http', { product: 'nginx' }) });
const soft = detail({ service: service('http') });
const wrapped = detail({ service: service('tcpwrapped') });
const guess = detail({ service: service('http', { method: 'table', confidence: 3 }) });

describe('patient version detection', () => {
  test('is for unexpected ports that are not recognised in full', () => {
    for (const unclear of [soft, wrapped, guess, detail(), detail({ service: service('unknown') })]) {
      assert.equal(askedAgain('', { 80: full, 81: unclear }), '81');
    }
  });

  test('is not for ports that are allowed whatever listens, except for a deep scan', () => {
    assert.equal(askedAgain('allow: [80/tcp, 81/tcp]', { 80: wrapped, 81: guess }), '');
    assert.equal(askedAgain('allow: [80/tcp, 81/tcp]', { 80: wrapped, 81: full }, 'deep'), '80');
  });

  test('is for every port of a target that forbids services, unless it is recognised in full', () => {
    assert.equal(
      askedAgain('allow: [80/tcp, 81/tcp, 82/tcp]\nforbid: [telnet]', { 80: soft, 81: full, 82: wrapped }),
      '80,82',
    );
  });

  test('is for a port whose line names another service than was found, however clear it is', () => {
    const ssh = detail({ service: service('ssh', { product: 'OpenSSH' }) });
    assert.equal(askedAgain('allow: [22/tcp ssh, 23/tcp telnet]', { 22: ssh, 23: ssh }), '23');
  });

  test('is not for a port whose line names what was found, also without a product', () => {
    assert.equal(askedAgain('require: [80/tcp http]', { 80: soft }), '');
  });

  test('is for what is less than certain', () => {
    const by = (confidence: number) => detail({ service: service('http', { confidence }) });
    assert.equal(askedAgain('require: [80/tcp http, 81/tcp http]', { 80: by(7), 81: by(8) }), '80');
    assert.equal(askedAgain('', { 80: by(8) }), '80');
  });

  test('is for ports that the quick scan did not list', () => {
    assert.equal(askedAgain('require: [80/tcp http]', { 80: { ...full, identified: false } }), '80');
  });

  test('is not a second time for ports that were asked patiently at once', () => {
    assert.equal(askedAgain('', { 80: wrapped }, 'stealth'), '');
  });
});

test('quick version detection waits for a greeting as long as nmap, where the service decides something', () => {
  const waits = (entries: string): boolean => quickly(entries, { 80: full }).awaitsGreeting;
  assert.equal(waits('allow: [80/tcp http]\nforbid: [ssh]'), true);
  assert.equal(waits('allow: [81/tcp]'), true);
  assert.equal(waits('allow: [80/tcp http]'), true);
  assert.equal(waits('allow: [80/tcp]'), false);
});

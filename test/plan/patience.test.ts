import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { identification } from '../../src/model/expectation.ts';
import type { Listened, PortDetail } from '../../src/model/observation.ts';
import { formatPorts } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS, type Profile } from '../../src/model/scan-settings.ts';
import { planIdentify } from '../../src/plan/identify.ts';
import { planListening } from '../../src/plan/listen.ts';
import { hiddenPorts, unsettledPorts } from '../../src/plan/patience.ts';
import type { Seen } from '../../src/plan/plan.ts';
import { targetOf, withTarget } from '../policy/reading.ts';
import { answers, at, detail, portsOf, service } from '../support/observations.ts';

const HOST = at('192.0.2.1');

/** What was heard on every port that the gate listens at; null: nothing is known. */
type Heard = Listened | null;

interface Given {
  readonly profile?: Profile;
  readonly heard?: Heard;
  /** The milliseconds that each quick scan waits: as many scans of the same ports. Empty: one, and what it needs. */
  readonly waits?: readonly number[];
}

/**
 * For a target with these entries: the ports that are asked patiently after quick version detection found this, the
 * ports at which the gate listens, and those that are asked patiently because of what it heard.
 */
function quickly(
  entries: string,
  found: Readonly<Record<string, PortDetail>>,
  { profile = 'thorough', heard = null, waits = [] }: Given = {},
) {
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
  const { plans: needed } = planIdentify(grant, seen, here, { quick: true, loss: null });
  const plans = waits.length === 0 ? needed : waits.flatMap((wait) => needed.map((plan) => ({ ...plan, wait })));
  const portsIn = (hosts: Seen['hosts']): string => formatPorts(hosts.get(HOST)?.protocols.tcp?.states.open ?? []);
  const unsettled = unsettledPorts(grant, seen, plans);
  const listens = planListening(grant, seen, here, plans).map(({ ports }) => formatPorts(ports));
  const hidden = portsIn(hiddenPorts(grant, seen, plans, () => heard, unsettled));
  return { again: portsIn(unsettled), listens: listens.join(), hidden };
}

function askedAgain(entries: string, found: Readonly<Record<string, PortDetail>>, profile?: Profile): string {
  return quickly(entries, found, profile === undefined ? {} : { profile }).again;
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

describe('the gate listens, as long as nmap does,', () => {
  const listens = (entries: string): string => quickly(entries, { 80: full }).listens;

  test('at ports whose service decides something, and at no others', () => {
    assert.equal(listens('allow: [80/tcp http]\nforbid: [ssh]'), '80');
    assert.equal(listens('allow: [81/tcp]'), '80');
    assert.equal(listens('allow: [80/tcp http]'), '80');
    assert.equal(listens('allow: [80/tcp]'), '');
    assert.equal(quickly('allow: [80/tcp http]', { 80: full }, { profile: 'stealth' }).listens, '');
  });

  test('and asks patiently what may have spoken after the quick scan, or whose silence is not proven', () => {
    const tls = detail({ service: service('http', { product: 'nginx', tunnel: 'ssl', handshake: true }) });
    const hidden = (found: PortDetail, heard: Listened | null): boolean =>
      quickly('allow: [80/tcp]\nforbid: [ssh]', { 80: found }, { heard }).hidden === '80';
    const silent = { clear: 'silent', tls: 'failed' } as const;
    assert.equal(hidden(full, silent), false);
    assert.equal(hidden(full, { ...silent, clear: 500 }), false);
    assert.equal(hidden(tls, { clear: 'silent', tls: 'silent' }), false);
    for (const clear of [501, 'closed', 'failed'] as const) assert.equal(hidden(full, { ...silent, clear }), true);
    for (const inside of [501, 'closed', 'failed'] as const) {
      assert.equal(hidden(tls, { clear: 'silent', tls: inside }), true);
    }
    assert.equal(hidden(full, null), true);
  });

  test('and trusts only a greeting that each quick scan of the port was to hear', () => {
    const hidden = (...waits: readonly number[]): string => {
      const heard = { clear: 1_500, tls: 'failed' } as const;
      return quickly('allow: [80/tcp]\nforbid: [ssh]', { 80: full }, { heard, waits }).hidden;
    };
    assert.deepEqual([hidden(3_000), hidden(1_000)], ['', '80']);
    // One of two scans may have failed, and nothing says which one found the service.
    assert.deepEqual([hidden(3_000, 1_000), hidden(1_000, 3_000)], ['80', '80']);
  });

  test('but asks nothing twice, and nothing that decides nothing', () => {
    assert.equal(quickly('forbid: [ssh]', { 80: wrapped }).hidden, '');
    assert.equal(quickly('allow: [80/tcp]', { 80: full }).hidden, '');
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPorts } from '../../src/model/port.ts';
import { planIdentify, type Tier } from '../../src/plan/identify.ts';
import { mostSeconds } from '../../src/plan/patience.ts';
import { grantOf, host } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';

const [ONE, TWO] = ['192.0.2.1', '192.0.2.2'] as const;
const QUICK: Tier = { quick: true, loss: null };

interface Given {
  readonly settings?: string;
  readonly tier?: Tier;
  readonly maxRate?: number;
  readonly answersWithin?: number;
}

/** The scans of two hosts with the same open ports: which ports each asks, and how many questions. */
function scansFor(lines: string, { settings = '', tier = QUICK, maxRate, answersWithin = 100 }: Given = {}) {
  const target = `hosts: [${ONE}, ${TWO}]\n    ports: {tcp: [1-9999]}\n    ${lines}\n    ${settings}`;
  const policy = policyOf(`targets:\n  a:\n    ${target}\n`);
  const grant = { ...grantOf(policy, { a: [ONE, TWO] }), maxRate: maxRate ?? null };
  const hosts = [ONE, TWO].map((name) => ({ ...host(name, { '22,389,3389,7000': 'open' }), answersWithin }));
  const seen = { hosts: new Map(hosts.map((one) => [one.address, one])) };
  return planIdentify(grant, seen, { privilege: 'root' }, tier).plans;
}

function asked(...given: Parameters<typeof scansFor>): readonly string[] {
  return scansFor(...given).map(({ ports, quick = 'patient', argv }) => {
    const at = argv.indexOf('--version-intensity');
    return [formatPorts(ports), quick, ...(at < 0 ? [] : [argv[at + 1]])].join(' ');
  });
}

describe('quick version detection asks most of the questions', () => {
  const named = 'allow: [22/tcp ssh, 389/tcp ldap, 3389/tcp ssl/rdp, 7000/tcp]';
  const apart = ['389,3389 most 6', '22,7000 light 2'];

  test('where a line names a service that light questions may not prove', () => {
    assert.deepEqual(asked(named), apart);
    assert.deepEqual(asked('allow: [22/tcp ssh, 389/tcp imaps, 3389/tcp https, 7000/tcp]'), [
      '22,389,3389,7000 light 2',
    ]);
    assert.deepEqual(asked('allow: [389/tcp ldap]\n    require: [22/tcp, 3389/tcp]'), [
      '389 most 6',
      '22,3389,7000 light 2',
    ]);
  });

  test('if the rate has room to ask all of them within a second', () => {
    // 270 packets for each of four services.
    assert.deepEqual(asked(named, { maxRate: 1_080 }), apart);
    assert.deepEqual(asked(named, { maxRate: 1_079 }), ['22,389,3389,7000 light 2']);
    const { share = 0 } = scansFor(named, { maxRate: 1_080 })[0] ?? {};
    assert.equal(share, 1);
  });

  test('only if it is quick, and no scripts ride with it', () => {
    assert.deepEqual(asked(named, { tier: 'patient' }), ['22,389,3389,7000 patient']);
    assert.deepEqual(asked(named, { answersWithin: 3_200 }), ['22,389,3389,7000 patient']);
    assert.ok(asked(named, { settings: 'profile: stealth' }).every((one) => one.endsWith(' patient')));
    assert.deepEqual(asked(named, { settings: 'profile: deep' }), ['22,389,3389,7000 light 2']);
  });

  test('and says how long that takes at most', () => {
    // Measured with nmap 7.93, a silent service and waits of 1 s: 24.3 s, and 5.2 s.
    const [most = 0, light = 0] = scansFor(named).map(mostSeconds);
    assert.ok(most > 24.3 && most < 31, `${most} s`);
    assert.ok(light > 5.2 && light < 13, `${light} s`);
  });
});

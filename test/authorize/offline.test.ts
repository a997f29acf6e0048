import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorize } from '../../src/authorize/authorize.ts';
import { expiredWaivers, offlineProblems } from '../../src/authorize/offline.ts';
import { InputError, type Problem } from '../../src/model/problem.ts';
import { policyOf } from '../support/policies.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

async function offline(rest: string): Promise<readonly string[]> {
  return codesOf(await offlineProblems(policyOf(rest), NOW));
}

function codesOf(problems: readonly Problem[]): readonly string[] {
  for (const { location } of problems) assert.ok(location !== undefined);
  return problems.map(({ code }) => code);
}

/** What a check refuses once every name resolves to an address of the scope. */
async function refusedByCheck(rest: string): Promise<readonly string[]> {
  const policy = policyOf(rest);
  const address = (name: string) => (name === 'localhost' ? '127.0.0.1' : '192.0.2.1');
  const resolve = async (name: string, family: string) => (family === 'ipv4' ? [address(name)] : []);
  try {
    await authorize(policy, policy.targets, { resolve, now: NOW });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return codesOf(error.problems);
  }
}

const OVER = 'authorization: {by: me, reference: S-1, scope: [192.0.2.0/29, "*.example.com"], expires: 2026-11-20}\n';
const VALID = OVER.replace('2026-11-20', '2026-11-21');
const target = (hosts: string) => `targets:\n  edge:\n    hosts: [${hosts}]\n`;

describe('what a check refuses whatever the network says', () => {
  const rows: Readonly<Record<string, readonly [policy: string, codes: readonly string[]]>> = {
    'nothing of a policy in order': [VALID + target('192.0.2.1, www.example.com, 127.0.0.1'), []],
    'nothing of loopback without an authorization': [target('127.0.0.1, localhost'), []],
    'an authorization that ended, once': [OVER + target('192.0.2.1, www.example.com'), ['authorization-expired']],
    'an authorization that ended, of names alone': [OVER + target('www.example.com'), ['authorization-expired']],
    'an address outside the scope': [VALID + target('198.51.100.1, 192.0.2.1'), ['outside-scope']],
    'a name outside the scope': [VALID + target('example.com'), ['name-outside-scope']],
    'a missing authorization': [target('192.0.2.1, www.example.com'), ['not-authorized', 'not-authorized']],
    'more addresses than max-hosts': [
      VALID.replace('}', ', max-hosts: 2}') + target('192.0.2.0-2'),
      ['too-many-hosts'],
    ],
  };
  for (const [name, [policy, codes]] of Object.entries(rows)) {
    test(`is told without it: ${name}`, async () => {
      assert.deepEqual(await offline(policy), codes);
      assert.deepEqual(await refusedByCheck(policy), codes);
    });
  }

  test('is not guessed at of a name that an exclusion may take away', async () => {
    const excluding = VALID.replace('}', ', exclude: [db.example.com]}');
    assert.deepEqual(await offline(excluding + target('192.0.2.1, www.example.com')), []);
  });

  test('is no look-up of a name', async () => {
    assert.deepEqual(await offline(VALID + target('no-such-host.example.com')), []);
  });
});

test('a waiver that ended is a warning on its line, one that ends today is none', () => {
  const waiver = (port: number, day: string) =>
    `      - {finding: unexpected-port, port: ${port}/tcp, reason: r, owner: o, expires: ${day}}\n`;
  const policy = policyOf(`${target('127.0.0.1')}    waive:\n${waiver(81, '2026-11-20')}${waiver(82, '2026-11-21')}`);
  assert.deepEqual(
    expiredWaivers(policy, NOW).map(({ level, code, message }) => [level, code, message.includes('81/tcp')]),
    [['warning', 'expired-waiver', true]],
  );
});

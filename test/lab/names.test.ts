import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, judged, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { oddNames } from './odd.ts';
import { policyOf } from './policy.ts';
import { sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2, resolver: 'names' },
  names: { number: 10, services: [oddNames('10.77.0.11')] },
  plain: { number: 11, services: [sshd()] },
} as const;

describe('a name whose name server has no usable answer about IPv6', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  const scan = (label: string, rest = '') => {
    const targets = `named:\n  hosts: [${label}.lab.test]\n  ${rest}require: [22/tcp ssh]`;
    const policy = policyOf({ ports: '{tcp: [22]}', targets, scope: ['10.77.0.0/27', '*.lab.test'] });
    return check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns });
  };

  for (const label of ['error-1', 'error-9', 'cut', 'other']) {
    test(`is unresolved (${label})`, async () => {
      const checked = await scan(label);
      assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['name-unresolved']], checked.stdout);
    });
  }

  test('has none where the server says so, and needs none where the policy counts IPv4 alone', async () => {
    for (const [label, rest] of [
      ['none', ''],
      ['error-3', ''],
      ['error-1', 'families: [ipv4]\n  '],
    ] as const) {
      const checked = await scan(label, rest);
      assert.deepEqual([checked.status, judged(checked).verdict], [0, 'pass'], checked.stdout);
    }
  });
});

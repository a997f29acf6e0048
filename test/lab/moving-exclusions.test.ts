import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Checked, check } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { dnsmasq, redis, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2, resolver: 'names' },
  names: {
    number: 10,
    services: [
      dnsmasq([
        'printer.lab.test,10.77.0.12',
        // A second record, beside the one that was meant.
        'camera.lab.test,10.77.0.20',
        'camera.lab.test,10.77.0.12',
        'phone.lab.test,10.77.0.20,fd77::12',
      ]),
    ],
  },
  plain: { number: 11, services: [sshd()] },
  exposed: { number: 12, services: [sshd(), redis()] },
} as const;

describe('an exclusion by a name that has come to mean somebody else', { concurrency: 3 }, () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  function scan(targets: string, exclude = ''): Promise<Checked> {
    const policy = policyOf({ ports: '{tcp: [22, 6379]}', targets });
    const text = exclude === '' ? policy : policy.replace(/^( {2}expires:.*)$/m, `$1\n  exclude: [${exclude}]`);
    return check(text, { folder: lab.folder, netns: lab.hosts.scanner.netns });
  }

  test('taken away by the second of its addresses: never green', async () => {
    const checked = await scan('two:\n  hosts: [10.77.0.11, 10.77.0.12]\n  allow: [22/tcp ssh]', 'camera.lab.test');
    assert.notEqual(checked.status, 0, checked.stdout);
  });

  test('taken away from an IPv6 address that a target writes: never green', async () => {
    const hosts = '["fd77::11", "fd77::12"]';
    const checked = await scan(`two:\n  hosts: ${hosts}\n  allow: [22/tcp ssh]`, 'phone.lab.test');
    assert.notEqual(checked.status, 0, checked.stdout);
  });

  test('taken away from what must be open: never green', async () => {
    const checked = await scan(
      'range:\n  hosts: [10.77.0.11-12]\n  require: [22/tcp ssh]\n  allow: [6379/tcp]',
      'printer.lab.test',
    );
    assert.notEqual(checked.status, 0, checked.stdout);
  });

  test('taken away from a range: every report names the address and the name', async () => {
    const checked = await scan('range:\n  hosts: [10.77.0.11-12]\n  allow: [22/tcp ssh]', 'printer.lab.test');
    const reports = {
      text: checked.stdout,
      json: JSON.stringify(checked.json),
      sarif: readFileSync(checked.sarifFile, 'utf8'),
      summary: readFileSync(join(checked.cwd, 'report.summary'), 'utf8'),
    };
    for (const [format, text] of Object.entries(reports)) {
      assert.ok(text.includes('10.77.0.12') && text.includes('printer.lab.test'), format);
    }
  });
});

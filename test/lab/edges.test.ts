import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { check, findingLines, judged, reasons } from './gate.ts';
import { type Lab, NETWORK, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';

const PLANS = {
  host: { number: 1, services: [responder([{ port: 2222, greeting: 'SSH-2.0-OpenSSH_9.6\r\n' }])] },
  scanner: { number: 2 },
} as const;

describe('the network and broadcast addresses of a network that the scanner is in', () => {
  let lab: Lab<keyof typeof PLANS>;

  before(async () => {
    lab = await startLab(PLANS, { ...NETWORK, ipv4Length: 30 });
  });
  after(() => lab?.stop());

  const scan = (hosts: string, line = 'allow: [2222/tcp]') => {
    const policy = policyOf({
      ports: '{tcp: [22, 2222]}',
      targets: `link:\n  hosts: [${hosts}]\n  ${line}`,
    });
    return check(policy, { folder: lab.folder, netns: lab.hosts.scanner.netns });
  };

  for (const more of ['', '\n  assume: discover']) {
    test(
      'are left out of a range, and said to be' +
        (more.trim() === '' ? '' : ', also where it is asked first who is up'),
      async () => {
        const checked = await scan('10.77.0.0/30', `allow: [2222/tcp]${more}`);
        assert.deepEqual([checked.status, judged(checked).verdict], [0, 'pass'], checked.stdout);
        for (const text of [checked.stdout, checked.summary, JSON.stringify(checked.json)]) {
          assert.match(text, /77\\?\.0\\?\.3 is left out/);
        }
      },
    );
  }

  test('are required if a policy writes them', async () => {
    const checked = await scan('10.77.0.1, 10.77.0.3');
    assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['no-route']], checked.stdout);
  });

  test('are hosts if something answers there', async () => {
    run(['ip', '-n', lab.hosts.host.netns, 'address', 'add', '10.77.0.0/32', 'dev', 'eth0']);
    const checked = await scan('10.77.0.0/30', 'forbid: [2222/tcp]');
    assert.equal(checked.status, 1, checked.stdout);
    assert.ok(
      findingLines(judged(checked)).some((line) => line.startsWith('forbidden-port 10.77.0.0 2222/tcp')),
      checked.stdout,
    );
  });
});

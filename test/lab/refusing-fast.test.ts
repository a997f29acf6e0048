import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, judged, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';
import { addUser, type User } from './user.ts';

const HIDDEN = 31_337;
const serving = (number: number) => ({
  number,
  services: [responder([80, HIDDEN].map((port) => ({ port, hangsUp: true })))],
});
const PLANS = { scanner: { number: 2 }, raw: serving(11), connecting: serving(12) } as const;

describe('a host that refuses, in the name of every port, whoever opens connections too fast', {
  concurrency: 2,
}, () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    const input = 'tcp flags & (syn|ack) == syn limit rate over 5/second burst 30 packets reject with tcp reset';
    for (const host of ['raw', 'connecting'] as const) lab.firewall(host, { input });
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  // The one open port that is known is among the first that nmap asks, whatever comes then.
  for (const [host, who] of [
    ['raw', 'of the root user'],
    ['connecting', 'without privileges'],
  ] as const) {
    test(`is not believed by a scan ${who}`, async () => {
      const policy = policyOf({
        ports: `{tcp: [1-5000, ${HIDDEN}]}`,
        targets: `fast:\n  hosts: [${lab.hosts[host].ipv4}]\n  allow: [80/tcp]`,
      });
      const place = { folder: lab.folder, netns: lab.hosts.scanner.netns };
      const checked = await check(policy, host === 'raw' ? place : { ...place, program: user.program });
      assert.deepEqual([checked.status, reasons(judged(checked))], [3, ['blocked']], checked.stdout);
    });
  }
});

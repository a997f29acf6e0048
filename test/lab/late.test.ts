import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import { DEFAULT_SETTINGS } from '../../src/model/scan-settings.ts';
import { planConnectRetry } from '../../src/plan/silent-ports.ts';
import { run, until } from './command.ts';
import { assertComplete, check, findingLines, judged, reasons, startCheck } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { responder } from './services.ts';
import { addUser, type User } from './user.ts';

/** Open on every host here, and popular nowhere; and one that is common. */
const [HIDDEN, COMMON, KNOWN] = [2_727, 80, 3_131];
const PORTS = 2_000;
const serving = (number: number) => ({
  number,
  services: [responder([HIDDEN, COMMON, KNOWN].map((port) => ({ port, hangsUp: true })))],
});

const PLANS = { scanner: { number: 2 }, refusing: serving(11), dropping: serving(12), guarded: serving(13) } as const;

/**
 * "First packet discard": each connection's first SYN is dropped, a second one of the same address and ports is let in.
 */
const SETS = `set seen4 { type ipv4_addr . inet_service . inet_service; flags dynamic; timeout 60s; size 65535; }
set seen6 { type ipv6_addr . inet_service . inet_service; flags dynamic; timeout 60s; size 65535; }`;
const discardFirst = (ports: string): string =>
  [
    `tcp dport ${ports} tcp flags & (syn|ack) == syn ip saddr . tcp sport . tcp dport != @seen4 add @seen4 { ip ` +
      'saddr . tcp sport . tcp dport } drop',
    `tcp dport ${ports} tcp flags & (syn|ack) == syn ip6 saddr . tcp sport . tcp dport != @seen6 add @seen6 { ip6 ` +
      'saddr . tcp sport . tcp dport } drop',
  ].join('\n');

describe('ports that are silent to a probe, and open to whoever tries longer', () => {
  let lab: Lab<keyof typeof PLANS>;
  let user: User;

  before(async () => {
    lab = await startLab(PLANS);
    user = addUser(lab.folder);
    lab.firewall('refusing', { beside: SETS, input: discardFirst(`${HIDDEN}`) });
    const accept = `tcp dport { ${COMMON}, ${KNOWN} } accept`;
    lab.firewall('dropping', {
      beside: SETS,
      input: `${discardFirst(`{ ${COMMON}, ${KNOWN} }`)}\n${accept}\ntcp dport 1-65535 drop`,
    });
    lab.firewall('guarded', { beside: SETS, input: `${discardFirst('1-65535')}` });
  });
  after(() => {
    lab?.stop();
    user?.remove();
  });

  function policy(host: keyof typeof PLANS, rest: string, version: 4 | 6 = 4): string {
    const address = version === 4 ? lab.hosts[host].ipv4 : lab.hosts[host].ipv6;
    return policyOf({
      ports: `{tcp: [80, ${HIDDEN - PORTS + 500}-${HIDDEN + 500}]}`,
      targets: `${host}:\n  hosts: ["${address}"]\n  ${rest}\n`,
    });
  }
  const place = () => ({ folder: lab.folder, netns: lab.hosts.scanner.netns });

  for (const version of [4, 6] as const) {
    test(`one of a host that refuses the rest is found, over IPv${version}`, async () => {
      const checked = await check(policy('refusing', `allow: [${COMMON}/tcp, ${KNOWN}/tcp]`, version), place());
      const address = version === 4 ? lab.hosts.refusing.ipv4 : lab.hosts.refusing.ipv6;
      const report = judged(checked);
      assert.equal(checked.status, 1, checked.stdout);
      assert.deepEqual(
        report.findings.map(({ code, host, port }) => `${code} ${host} ${port}`),
        [`unexpected-port ${address} ${HIDDEN}`],
      );
      assertComplete(report);
      assert.equal(report.sweeps[0]?.silentRetry?.answered, 1);
    });
  }

  test('one of a host that refuses the rest is found without privileges', async () => {
    const checked = await check(policy('refusing', `allow: [${COMMON}/tcp, ${KNOWN}/tcp]`), {
      ...place(),
      program: user.program,
    });
    assert.equal(checked.status, 1, checked.stdout);
    assert.deepEqual(
      judged(checked).findings.map(({ code, port }) => `${code} ${port}`),
      [`unexpected-port ${HIDDEN}`],
    );
  });

  test('a required one is not missing, and a common one is found, of a host that drops the rest', async () => {
    const checked = await check(policy('dropping', `require: [${KNOWN}/tcp]`), place());
    const report = judged(checked);
    assert.deepEqual(
      findingLines(report).map((line) => line.split(' ').slice(0, 3).join(' ')),
      [`unexpected-port ${lab.hosts.dropping.ipv4} ${COMMON}/tcp`],
    );
    assert.equal(checked.status, 1);
    assertComplete(report);
  });

  test('a host that lets nobody in at once has all its silent ports asked again', async () => {
    const checked = await check(policy('guarded', `allow: [${COMMON}/tcp, ${KNOWN}/tcp]`), place());
    const report = judged(checked);
    assert.deepEqual(
      report.findings.map(({ code, port }) => `${code} ${port}`),
      [`unexpected-port ${HIDDEN}`],
    );
    assertComplete(report);
    assert.ok((report.sweeps[0]?.silentRetry?.ports ?? 0) > PORTS);
  });

  test('waiting for what stays silent takes hardly any time of the processor, which a sweep beside it needs', () => {
    const silent = { address: lab.hosts.dropping.ipv4 as Address, ports: [[4_001, 4_300]] as const, within: null };
    const [plan] = planConnectRetry(
      { protocol: 'tcp', settings: DEFAULT_SETTINGS },
      [silent],
      { privilege: 'root' },
      null,
    );
    const argv = ['ip', 'netns', 'exec', lab.hosts.scanner.netns, 'nmap', ...(plan?.argv ?? [])];
    const said = run(['sh', '-c', '"$@" >/dev/null 2>&1 && times', 'sh', ...argv]);
    const [, children = ''] = said.split('\n');
    const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, m, s]) => sum + 60 * Number(m) + Number(s),
      0,
    );
    assert.ok(children !== '' && seconds < 1, `300 connections took ${seconds} s`);
  });

  test('a run that is stopped before they were asked again proves nothing of them', async () => {
    const gate = startCheck(policy('refusing', `allow: [${COMMON}/tcp, ${KNOWN}/tcp]`), place());
    await until('silent ports are asked again', 60_000, () => gate.said().includes('again by connect()'));
    process.kill(gate.pid, 'SIGINT');
    const checked = await gate.ended;
    assert.equal(checked.status, 3, checked.stdout);
    assert.deepEqual(reasons(judged(checked)), ['scan-interrupted']);
  });
});

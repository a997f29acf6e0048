import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { SPEAK_HTTP } from '../../src/model/http-names.ts';
import type { Observation, ServiceEvidence } from '../../src/model/observation.ts';
import { observedService } from '../../src/model/service.ts';
import { asksForCertificates } from '../../src/nmap/result-arguments.ts';
import { account } from '../../src/observe/account.ts';
import type { Judged } from '../../src/observe/document.ts';
import { settleService } from '../../src/observe/evidence.ts';
import { portsNamedByPortmapper } from '../../src/observe/portmapper.ts';
import { service } from '../support/observations.ts';
import { address, asked, cover, host, judged, observe, port, ports, read, scan } from './xml.ts';

const LOOPBACK = address('127.0.0.1');
const ALL = ports(
  '80,443,465,563,631,993,995,3443,3872,4443,5443,5800,6697,7080,7443,8000,8080,8081,8088,8180,8181,8443,9090,9443,' +
    '10000,12345',
);

/** What nmap 7.93 wrote of real servers: Node's, nginx, and sockets that lie. */
const recorded = (name: string) => read(readFileSync(join(import.meta.dirname, 'recorded', `${name}.xml`)));

function seenIn(observation: Observation, number: number): string {
  const evidence = observation.hosts.get(LOOPBACK)?.protocols.tcp?.details.get(number)?.service;
  if (evidence === null || evidence === undefined) return 'nothing';
  if (evidence.method === 'table' || evidence.confidence === 0) return 'unproven';
  return observedService(evidence);
}

describe('of real servers', () => {
  let identified: Judged;
  let handshakes: Judged;
  before(async () => {
    identified = judged(await recorded('identify'));
    const covers = new Map([[LOOPBACK, { tcp: ALL }]]);
    handshakes = judged(await recorded('handshake'), { step: 'handshake', covers });
  });

  for (const [number, what, alone, settled] of [
    [443, 'plain HTTP on the port of https', 'http', 'http'],
    [8080, 'plain HTTP that redirects to https on its own port', 'http', 'http'],
    [8000, 'plain HTTP on a port with another name', 'http', 'http'],
    [5800, 'plain HTTP on the port of a VNC viewer', 'http', 'http'],
    [631, 'plain HTTP on the port of printing', 'http', 'http'],
    [7080, 'plain HTTP with a Server header', 'http', 'http'],
    [10_000, 'plain HTTP that no script looks at', 'http', 'http'],
    [8443, 'HTTPS on a port with another name', 'https', 'https'],
    [3872, 'HTTPS on the port of an agent', 'https', 'https'],
    [465, 'SMTP inside TLS', 'smtps', 'smtps'],
    [993, 'IMAP inside TLS', 'imaps', 'imaps'],
    [995, 'POP3 inside TLS', 'pop3s', 'pop3s'],
    [6697, 'IRC inside TLS', 'ircs', 'ircs'],
    [563, 'NNTP inside TLS', 'nntps', 'nntps'],
    [8088, 'a ServerHello without TLS, and plain HTTP', 'unproven', 'unproven'],
    [7443, 'the same on another port', 'unproven', 'unproven'],
    [8180, 'silence', 'unproven', 'unproven'],
    [9090, 'nginx without TLS', 'http', 'http'],
    [5443, 'nginx with TLS', 'https', 'https'],
    [3443, 'nginx that redirects to https on its own port', 'https', 'http'],
    [8081, 'the same on a port with another name', 'https', 'http'],
    [8181, 'the same on a third', 'https', 'http'],
    [9443, 'plain HTTP that says that it wants HTTPS', 'https', 'http'],
    [12_345, 'nginx with TLS, which nmap takes for plain HTTP', 'http', 'https'],
  ] as const) {
    test(`${what} (${number}) is ${alone} by nmap's word, and ${settled} by a handshake`, () => {
      const required = cover({ tcp: ALL }, LOOPBACK);
      assert.equal(seenIn(account(required, [identified]), number), alone);
      assert.equal(seenIn(account(required, [identified, handshakes]), number), settled);
      assert.equal(seenIn(account(required, [handshakes, identified]), number), settled);
    });
  }

  test('https without a proof is unproven where the scan that asked for a handshake failed', () => {
    const failed = { ...handshakes, failure: { code: 'scan-failed', text: 'x' } } as const;
    assert.equal(seenIn(account(cover({ tcp: ALL }, LOOPBACK), [identified, failed]), 5443), 'unproven');
    assert.equal(seenIn(account(cover({ tcp: ALL }, LOOPBACK), [identified, failed]), 8443), 'https');
  });
});

test('where a script was to read certificates, a redirect to https in clear is not https', async () => {
  const required = cover({ tcp: ports('8081,9443') }, LOOPBACK);
  const seen = account(required, [judged(await recorded('certificates'))]);
  assert.deepEqual([seenIn(seen, 8081), seenIn(seen, 9443)], ['unproven', 'https']);
  assert.equal(seen.hosts.get(LOOPBACK)?.protocols.tcp?.details.get(9443)?.service?.handshake, true);
});

test('a confidence in another notation is none, whatever was read before', async () => {
  const of = (number: number, conf: string) => {
    const service = `<service name="http" method="probed" conf="${conf}"/>`;
    return host(`<ports>${port(443, 'open', service)}</ports>`, { addr: `192.0.2.${number}` });
  };
  for (const conf of ['1e1', '0xA', ' 10', '+10', '010', '10.0']) {
    const document = await read(scan(asked('443') + of(7, '10') + of(8, conf), { args: 'nmap -sV' }));
    const [first, second] = ['192.0.2.7', '192.0.2.8'].map(
      (addr) => document.hosts.get(address(addr))?.protocols.tcp?.answers.details.get(443)?.service?.confidence,
    );
    assert.deepEqual([first, second], [10, 0], conf);
  }
});

test("one host's proof of TLS is no proof of another host that nmap describes alike, in any order", async () => {
  const web = '<service name="http" tunnel="ssl" method="probed" conf="10"';
  const fingerprint = 'SF-Port443-TCP:V=7.95%T=SSL%I=7%D=1/1%r(GetRequest,8,"HTTP/1\\.1\\x20200");';
  const of = (number: number, service: string) =>
    host(`<ports>${port(443, 'open', service)}</ports>`, { addr: `192.0.2.${number}` });
  const proven = of(7, `${web} servicefp="${fingerprint.replaceAll('"', '&quot;')}"/>`);
  const redirecting = of(8, `${web}/>`);
  for (const hosts of [proven + redirecting, redirecting + proven]) {
    const document = await read(scan(asked('443') + hosts, { args: 'nmap -sV -sC' }));
    const handshake = (addr: string) => document.hosts.get(address(addr))?.protocols.tcp?.answers.details.get(443);
    assert.equal(handshake('192.0.2.7')?.service?.handshake, true);
    assert.equal(handshake('192.0.2.8')?.service?.method, 'table');
  }
});

for (const [args, expected] of [
  ['nmap -sV -sC', true],
  ['nmap -n -A', true],
  ['nmap -sVC', true],
  ['nmap -sV --script=http-title,ssl-cert', true],
  ['nmap -sV --script default', true],
  ['nmap -sV', false],
  ['nmap -sV --script http-title -oX ssl-cert', false],
  ['nmap -sV --script-timeout 9', false],
] as const) {
  test(`${args} ${expected ? 'reads' : 'does not read'} certificates`, () => {
    assert.equal(asksForCertificates(args), expected);
  });
}

describe('beside a portmapper', () => {
  const required = cover({ tcp: ports('111,2049,4045') }, LOOPBACK);
  let beside: Judged;
  let alone: Judged;
  before(async () => {
    beside = judged(await recorded('portmapper'));
    const covers = new Map([[LOOPBACK, { tcp: ports('2049,4045') }]]);
    alone = judged(await recorded('portmapper-left-out'), { step: 'identify', covers });
  });

  test('the names that it gives to other ports prove nothing: Redis is called nfs', () => {
    const seen = account(required, [beside]);
    assert.deepEqual(
      [111, 2049, 4045].map((number) => seenIn(seen, number)),
      ['rpcbind', 'unproven', 'unproven'],
    );
  });

  test('these ports are asked again without it, and say what they are', async () => {
    const again = portsNamedByPortmapper(account(required, [beside])).get(LOOPBACK)?.protocols.tcp?.states.open;
    assert.deepEqual(again, ports('2049,4045'));
    const guessed = port(2049, 'open', '<service name="a" method="table" conf="3"/>');
    const table = judged(await read(scan(asked('2049') + host(`<ports>${guessed}</ports>`, { addr: LOOPBACK }))));
    assert.equal(
      portsNamedByPortmapper(account(required, [table, beside])).get(LOOPBACK)?.protocols.tcp?.states.open?.length,
      2,
    );
    for (const documents of [
      [beside, alone],
      [alone, beside],
    ]) {
      const seen = account(required, documents);
      assert.deepEqual(
        [2049, 4045].map((number) => seenIn(seen, number)),
        ['redis', 'nlockmgr'],
      );
      assert.equal(portsNamedByPortmapper(seen).size, 0);
    }
  });

  test('nothing that may be one is trusted: by UDP, or open|filtered', async () => {
    const rpc = '<service name="nfs" extrainfo="RPC #100003" method="probed" conf="10"/>';
    for (const [state, of, believed] of [
      ['open', 'udp', false],
      ['open|filtered', 'udp', false],
      ['closed', 'tcp', true],
    ] as const) {
      const inner = `<ports>${port(111, state, '', of)}${port(2049, 'open', rpc)}</ports>`;
      const tcp = of === 'tcp' ? '111,2049' : '2049';
      const xml = scan(asked(tcp) + (of === 'udp' ? asked('111', 'udp') : '') + host(inner), { args: 'nmap -sSU -sV' });
      const observation = await observe(xml, cover({ tcp: ports(tcp) }));
      const service = observation.hosts.values().next().value?.protocols.tcp?.details.get(2049)?.service;
      assert.equal(service?.method, believed ? 'probed' : 'table', `${state} ${of}`);
    }
  });
});

/** Names that only the port table has, or that are its names for ports where a script repeats it. */
const BORROWED = [
  '<service name="https" method="probed" conf="10"/>',
  '<service name="https" tunnel="ssl" method="probed" conf="10"/>',
  '<service name="https" product="nginx" tunnel="ssl" method="probed" conf="10"/>',
  '<service name="http-alt" method="probed" conf="10"/>',
  '<service name="https-alt" tunnel="ssl" method="probed" conf="10"/>',
  '<service name="vnc-http" method="probed" conf="10"/>',
  '<service name="ipp" method="probed" conf="10"/>',
  '<service name="oem-agent" tunnel="ssl" method="probed" conf="10"/>',
  '<service name="radan-http" method="probed" conf="10"/>',
  '<service name="afs3-callback" product="WebLogic" method="probed" conf="10"/>',
  '<service name="imaps" method="probed" conf="10"/>',
  '<service name="imap" product="Cyrus imapd" tunnel="ssl" method="probed" conf="10"/>',
];
for (const borrowed of BORROWED) {
  test(`nothing is proven by ${borrowed}`, async () => {
    const xml = scan(asked('443') + host(`<ports>${port(443, 'open', borrowed)}</ports>`), { args: 'nmap -v -sV' });
    const observation = await observe(xml, cover({ tcp: ports('443') }));
    const [detail] = [...(observation.hosts.values().next().value?.protocols.tcp?.details.values() ?? [])];
    assert.equal(detail?.service?.method, 'table');
  });
}

test(
  'an HTTP answer counts for more than a full match that speaks no HTTP, and for less if the service sent data ' +
    'before it was asked',
  () => {
    const web = service('http', { confidence: 8, tunnel: 'ssl', handshake: true });
    const settled = (first: ServiceEvidence, asked: ServiceEvidence | null) => {
      const evidence = settleService(first, asked);
      return evidence === null ? null : `${observedService(evidence)} ${evidence.confidence}`;
    };
    const nagios = service('nagios-nsca', { tunnel: 'ssl', product: 'Nagios NSCA' });
    assert.equal(settled(nagios, web), 'https 8');
    assert.equal(settled(nagios, { ...web, greeted: true }), 'ssl/nagios-nsca 0');
    assert.equal(settled(nagios, null), 'ssl/nagios-nsca 10');
    assert.equal(settled(service('ssh'), { ...web, greeted: true }), 'ssh 0');
    assert.ok(SPEAK_HTTP.has('docker'));
    assert.equal(settled(service('docker'), service('http', { confidence: 8 })), 'docker 10');
    assert.equal(settled(service('http', { tunnel: 'ssl' }), null), 'https 0');
    assert.equal(settled(service('imap', { tunnel: 'ssl' }), null), 'imaps 10');
  },
);

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PortsByAddress } from '../../src/model/observation.ts';
import { account } from '../../src/observe/account.ts';
import type { Judged } from '../../src/observe/document.ts';
import {
  address,
  asked,
  cover,
  extra,
  FINISHED,
  gaps,
  HOST,
  host,
  judged,
  KILLED,
  observe,
  port,
  ports,
  read,
  scan,
  stateSet,
} from './xml.ts';

const REQUIRED = cover({ tcp: ports('1-10') });
const OTHER = address('192.0.2.11');
const VERSIONS = { args: 'nmap -sV' };

function sweep(inner: string, options: { args?: string } = {}, rest: Partial<Omit<Judged, 'document'>> = {}) {
  return read(scan(asked('1-10') + host(`<ports>${inner}</ports>`), options)).then((document) =>
    judged(document, rest),
  );
}

function service(name: string, confidence = 10, method = 'probed', more = ''): string {
  return `<service name="${name}" method="${method}" conf="${confidence}"${more}/>`;
}

const closed = (list: string) => extra('closed', list);
const detail = (observation: ReturnType<typeof account>, number: number) =>
  observation.hosts.get(HOST)?.protocols.tcp?.details.get(number);

// The table "How it ends": what nmap leaves behind in each case, and what may be believed of it.
const COMPLETE = `<ports>${closed('1-9')}${port(10, 'open')}</ports>`;
const ENDINGS: readonly (readonly [how: string, xml: string, expected: readonly string[]])[] = [
  ['a normal end', scan(asked('1-10') + host(COMPLETE)), []],
  ['success, and no host at all', scan(asked('1-10')), ['192.0.2.10 tcp 1-10 host-absent']],
  [
    'success, another host alone',
    scan(asked('1-10') + host(COMPLETE, { addr: OTHER })),
    ['192.0.2.10 tcp 1-10 host-absent'],
  ],
  [
    'a target that nmap skipped',
    scan(`${asked('1-10')}<target specification="192.0.2.10" status="skipped" reason="invalid"/>\n`),
    ['192.0.2.10 tcp 1-10 host-absent'],
  ],
  ['a host that is down', scan(asked('1-10') + host('', { state: 'down' })), ['192.0.2.10 tcp 1-10 host-down']],
  [
    'a host of unknown state',
    scan(asked('1-10') + host(COMPLETE, { state: 'unknown' })),
    ['192.0.2.10 tcp 1-10 host-down'],
  ],
  [
    'a host that is down and up',
    scan(asked('1-10') + host(`<status state="up"/>${COMPLETE}`, { state: 'down' })),
    ['192.0.2.10 tcp 1-10 host-down'],
  ],
  ['a host that is up, discovery alone', scan(host('')), ['192.0.2.10 tcp 1-10 not-accounted']],
  [
    'a host that timed out',
    scan(asked('1-10') + host('', { attributes: ' timedout="true"' })),
    ['192.0.2.10 tcp 1-10 host-timeout'],
  ],
  [
    'a host that timed out and yet lists ports',
    scan(asked('1-10') + host(COMPLETE, { attributes: ' timedout="true"' })),
    ['192.0.2.10 tcp 1-10 host-timeout'],
  ],
  [
    'an XML cut off after a host',
    scan(asked('1-10') + host(COMPLETE), { end: '' }),
    ['192.0.2.10 tcp 1-10 scan-truncated'],
  ],
  [
    'an XML without an end',
    scan(asked('1-10') + host(COMPLETE), { end: '</nmaprun>' }),
    ['192.0.2.10 tcp 1-10 scan-truncated'],
  ],
  [
    'an error',
    scan(asked('1-10') + host(COMPLETE), {
      end: FINISHED.replace('exit="success"', 'exit="error" errormsg="no route"'),
    }),
    ['192.0.2.10 tcp 1-10 scan-failed'],
  ],
  [
    'an error and then success',
    scan(asked('1-10') + host(COMPLETE), { end: `<runstats><finished exit="error"/></runstats>${FINISHED}` }),
    ['192.0.2.10 tcp 1-10 scan-failed'],
  ],
  ['the header at most', scan('', { end: '' }), ['192.0.2.10 tcp 1-10 scan-truncated']],
  ['no output', '', ['192.0.2.10 tcp 1-10 scan-truncated']],
];
for (const [how, xml, expected] of ENDINGS) {
  test(`${how}: ${expected[0] ?? 'everything is answered'}`, async () => {
    const observation = await observe(xml, REQUIRED);
    assert.deepEqual(gaps(observation), expected);
    if (xml.includes('state="open"') && !xml.includes(OTHER))
      assert.deepEqual(stateSet(observation, 'open'), ports('10'));
  });
}

test('a protocol that was required and dropped is not answered', async () => {
  const required = cover({ tcp: ports('1-10'), udp: ports('53') });
  assert.deepEqual(gaps(await observe(scan(asked('1-10') + host(COMPLETE)), required)), [
    '192.0.2.10 udp 53 not-accounted',
  ]);
});

test("nmap's reason for skipping a target, and its error, are told", async () => {
  const skipped = scan('<target specification="192.0.2.10" status="skipped" reason="invalid"/>');
  assert.match((await observe(skipped, REQUIRED)).unobserved[0]?.reason.text ?? '', /invalid/);
  const failed = scan('', { end: FINISHED.replace('exit="success"', 'exit="error" errormsg="no route"') });
  assert.match((await observe(failed, REQUIRED)).unobserved[0]?.reason.text ?? '', /no route/);
});

test('without documents, the whole required coverage is unobserved', () => {
  assert.deepEqual(gaps(account(REQUIRED, [])), ['192.0.2.10 tcp 1-10 not-accounted']);
});

test('a scan that was killed answers nothing; what it saw open stays seen, unidentified', async () => {
  const observation = account(REQUIRED, [
    await sweep(closed('1-9') + port(10, 'open', service('ssh')), VERSIONS, { failure: KILLED }),
  ]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 1-10 scan-interrupted']);
  assert.deepEqual(stateSet(observation, 'open'), ports('10'));
  assert.deepEqual(stateSet(observation, 'closed'), []);
  assert.equal(detail(observation, 10)?.identified, false);
});

test('a good scan answers beside a killed one, whose service evidence is not believed', async () => {
  const killed = await sweep(closed('1-8') + port(9, 'open') + port(10, 'open', service('ssh')), VERSIONS, {
    failure: KILLED,
  });
  const good = await sweep(closed('1-9') + port(10, 'open', service('unknown', 3, 'table')));
  for (const documents of [
    [killed, good],
    [good, killed],
  ]) {
    const observation = account(REQUIRED, documents);
    assert.deepEqual(gaps(observation), []);
    assert.deepEqual(stateSet(observation, 'open'), ports('9-10'));
    assert.deepEqual(detail(observation, 9)?.disagreeing, ['closed']);
    assert.equal(detail(observation, 10)?.service?.method, 'table');
    assert.equal(detail(observation, 10)?.identified, false);
  }
});

test('a document answers only what it covers', async () => {
  const covers = cover({ tcp: ports('1-5') });
  const observation = account(REQUIRED, [
    await sweep(closed('1-8') + port(9, 'open') + port(10, 'filtered'), {}, { covers }),
  ]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 6-10 not-accounted']);
  assert.deepEqual(stateSet(observation, 'closed'), ports('1-5'));
  assert.deepEqual(stateSet(observation, 'open'), ports('9'));
});

test('the failure of the scan that covers the ports is their reason', async () => {
  const [low, high] = [cover({ tcp: ports('1-5') }), cover({ tcp: ports('6-10') })];
  const observation = account(REQUIRED, [
    await sweep(closed('1-10'), {}, { covers: low }),
    await sweep('', {}, { covers: high, failure: KILLED }),
  ]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 6-10 scan-interrupted']);
});

test('what was known beforehand is told as it is, and never for a port that was answered', async () => {
  const reason = { code: 'no-privilege', text: 'UDP needs root' } as const;
  const unasked = { code: 'not-identified', text: 'too many open ports' } as const;
  const required = cover({ tcp: ports('1-10'), udp: ports('53') });
  const known = [
    { address: HOST, protocol: 'udp', ports: ports('53'), reason },
    { address: HOST, protocol: 'tcp', ports: ports('1'), reason },
    { address: HOST, protocol: 'tcp', ports: ports('10'), reason: unasked },
  ] as const;
  assert.deepEqual(gaps(account(required, [await sweep(closed('1-9') + port(10, 'open'))], known)), [
    '192.0.2.10 tcp 10 not-identified',
    '192.0.2.10 udp 53 no-privilege',
  ]);
});

test('gaps are sorted by address, protocol and code', async () => {
  const required: PortsByAddress = new Map(
    ['2001:db8::1', '192.0.2.100', '192.0.2.9'].map((one) => [address(one), { udp: ports('1'), tcp: ports('1') }]),
  );
  assert.deepEqual(
    account(required, []).unobserved.map((gap) => `${gap.address} ${gap.protocol}`),
    ['192.0.2.9 tcp', '192.0.2.9 udp', '192.0.2.100 tcp', '192.0.2.100 udp', '2001:db8::1 tcp', '2001:db8::1 udp'],
  );
});

const STATES = ['open', 'open|filtered', 'unfiltered', 'closed', 'closed|filtered', 'filtered'] as const;
test(
  'of different good answers the strictest is kept, in any order, and contradictions of what may be ' +
    'open are listed',
  async () => {
    const contradicts: Record<string, readonly string[]> = {
      open: ['closed', 'filtered', 'closed|filtered'],
      'open|filtered': ['closed'],
      unfiltered: ['filtered'],
    };
    for (const [i, a] of STATES.entries()) {
      for (const b of STATES.slice(i)) {
        for (const [first, second] of [
          [a, b],
          [b, a],
        ] as const) {
          const observation = account(REQUIRED, [
            await sweep(closed('1-9') + port(10, first)),
            await sweep(closed('1-9') + port(10, second)),
          ]);
          assert.deepEqual(gaps(observation), []);
          assert.ok(
            stateSet(observation, a).some(([, last]) => last === 10),
            `${first} and ${second}`,
          );
          assert.deepEqual(detail(observation, 10)?.disagreeing ?? [], contradicts[a]?.includes(b) ? [b] : []);
        }
      }
    }
  },
);

const EVIDENCE: readonly (readonly [why: string, first: string, second: string, name: string, confidence: number])[] = [
  ['probed beats guessed', service('ssh', 3, 'table'), service('http', 5), 'http', 5],
  ['the more confident wins', service('ssh', 7), service('http', 10), 'http', 10],
  ['the same twice is as good as once', service('ssh', 10), service('ssh', 10), 'ssh', 10],
  ['two strong names prove nothing', service('ssh', 10), service('http', 8), 'ssh', 0],
  ['http in TLS is https', service('http', 10, 'probed', ' tunnel="ssl"'), service('https', 9), 'http', 10],
  ['http in TLS is not http', service('http', 10, 'probed', ' tunnel="ssl"'), service('http', 10), 'http', 0],
  ['a wrapped port contradicts nothing', service('tcpwrapped', 8), service('http', 10), 'http', 10],
  ['nothing and something', '', service('http', 10), 'http', 10],
];
for (const [why, first, second, name, confidence] of EVIDENCE) {
  test(`service evidence: ${why}`, async () => {
    const documents = [
      await sweep(closed('1-9') + port(10, 'open', first)),
      await sweep(closed('1-9') + port(10, 'open', second)),
    ];
    const seen = detail(account(REQUIRED, documents), 10)?.service;
    assert.deepEqual([seen?.name, seen?.confidence], [name, confidence]);
    assert.equal(detail(account(REQUIRED, documents.toReversed()), 10)?.service?.confidence, confidence);
  });
}

test('a conflict of services stays one, whatever a third probe says', async () => {
  const documents = await Promise.all(
    ['ssh', 'http', 'ssh'].map((name) => sweep(closed('1-9') + port(10, 'open', service(name)))),
  );
  assert.equal(detail(account(REQUIRED, documents), 10)?.service?.confidence, 0);
});

test('a service that is named twice in one port is not believed', async () => {
  const observation = account(REQUIRED, [
    await sweep(closed('1-9') + port(10, 'open', service('ssh') + service('http'))),
  ]);
  assert.equal(detail(observation, 10)?.service, null);
});

async function identify(
  inner: string,
  services: string,
  rest: Partial<Omit<Judged, 'document'>> = {},
): Promise<Judged> {
  const xml = scan(asked(services) + host(`<ports>${inner}</ports>`), VERSIONS);
  return judged(await read(xml), { step: 'identify', covers: cover({ tcp: ports(services) }), ...rest });
}

test('an identify scan adds services to what the sweep answered', async () => {
  const first = await sweep(closed('1-8') + port(9, 'open') + port(10, 'open|filtered'));
  const observation = account(REQUIRED, [
    first,
    await identify(port(9, 'open', service('ssh')) + port(10, 'open'), '9-10'),
  ]);
  assert.deepEqual(gaps(observation), []);
  assert.equal(detail(observation, 9)?.service?.name, 'ssh');
  assert.equal(detail(observation, 9)?.identified, true);
  assert.deepEqual(stateSet(observation, 'open'), ports('9-10'));
  assert.deepEqual(detail(observation, 10)?.disagreeing, []);
});

test('an identify scan that failed leaves the sweep’s answers, and what it was to cover unidentified', async () => {
  const first = await sweep(closed('1-7') + port(8, 'open') + port(9, 'open') + port(10, 'open|filtered'));
  const failed = await identify(port(9, 'open', service('ssh')), '9-10', { failure: KILLED });
  const observation = account(REQUIRED, [first, failed]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 9 not-identified']);
  assert.equal(detail(observation, 9)?.service, null);
  assert.match(observation.unobserved[0]?.reason.text ?? '', /SIGKILL/);
});

test('an open port that the identify scan finds closed, or does not list, is not identified', async () => {
  const first = await sweep(closed('1-8') + port(9, 'open') + port(10, 'open'));
  const observation = account(REQUIRED, [first, await identify(port(9, 'closed'), '9-10')]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 9 not-identified', '192.0.2.10 tcp 10 not-identified']);
  assert.match(observation.unobserved[0]?.reason.text ?? '', /open, and the version scan after that found it closed$/);
  assert.deepEqual(detail(observation, 9)?.disagreeing, ['closed']);
  assert.deepEqual(stateSet(observation, 'open'), ports('9-10'));
});

test('an identify scan never answers for a port itself', async () => {
  const observation = account(REQUIRED, [await identify(closed('1-9') + port(10, 'open', service('ssh')), '1-10')]);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 1-10 not-accounted']);
  assert.deepEqual(stateSet(observation, 'open'), ports('10'));
  assert.deepEqual(stateSet(observation, 'closed'), []);
});

test('a failed identify scan is no reason for what the sweep left unanswered', async () => {
  const first = await sweep(closed('1-8'), {}, { covers: cover({ tcp: ports('1-8') }) });
  const documents = [first, await identify('', '9-10', { failure: KILLED })];
  assert.deepEqual(gaps(account(REQUIRED, documents)), ['192.0.2.10 tcp 9-10 not-accounted']);
});

test('a port that is only perhaps open is not identified', async () => {
  const observation = account(REQUIRED, [await sweep(closed('1-9') + port(10, 'open|filtered'), VERSIONS)]);
  assert.equal(detail(observation, 10)?.identified, false);
});

for (const step of ['listen', 'handshake'] as const) {
  test(`a port that only a ${step} scan found open is not identified, because no version scan asked it`, async () => {
    const first = await sweep(closed('1-9') + port(10, 'open'));
    const asking = await identify(port(10, 'open', service('ssh')), '10');
    const xml = scan(asked('9-10') + host(`<ports>${port(9, 'open') + port(10, 'open')}</ports>`));
    const document = await read(xml);
    for (const failure of [null, KILLED]) {
      const later = judged(document, { step, failure, covers: cover({ tcp: ports('9-10') }) });
      const observation = account(REQUIRED, [first, asking, later]);
      assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 9 not-identified']);
      assert.deepEqual(stateSet(observation, 'open'), ports('9-10'));
    }
    const found = await sweep(closed('1-8') + port(9, 'open') + port(10, 'open'));
    const later = judged(document, { step, covers: cover({ tcp: ports('9-10') }) });
    assert.deepEqual(gaps(account(REQUIRED, [found, asking, later])), []);
  });
}

test('an identify scan that was not one of versions identifies nothing', async () => {
  const first = await sweep(closed('1-9') + port(10, 'open'));
  const xml = scan(asked('10') + host(`<ports>${port(10, 'open', service('ssh'))}</ports>`));
  const plain = judged(await read(xml), { step: 'identify', covers: cover({ tcp: ports('10') }) });
  assert.deepEqual(gaps(account(REQUIRED, [first, plain])), ['192.0.2.10 tcp 10 not-identified']);
});

test('65,536 hosts with all ports required take no loop over ports', async () => {
  const required: PortsByAddress = new Map(
    Array.from({ length: 65_536 }, (_, n) => [address(`10.0.${n >> 8}.${n & 255}`), { tcp: ports('1-65535') }]),
  );
  // Processor time, because a busy machine stretches wall time.
  const before = process.cpuUsage();
  assert.equal(account(required, []).unobserved.length, 65_536);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1_000 < 5_000);
});

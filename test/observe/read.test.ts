import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import { readScan } from '../../src/observe/read.ts';
import { asked, chunked, cover, extra, HOST, host, judged, port, ports, read, scan, stateSet } from './xml.ts';

const SSH =
  '<service name="ssh" product="OpenSSH" version="9.2p1" extrainfo="protocol 2.0" method="probed" ' +
  'conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service>';
const SAMPLE = scan(
  `${asked('20-30,80')}<hosthint><status state="up"/><address addr="192.0.2.99" addrtype="ipv4"/></hosthint>
${host(`<ports>${extra('closed', '20-21,23-30')}${port(22, 'open', SSH)}${port(80, 'filtered')}</ports>`, {
  names: '<hostname name="WWW.Example.com." type="user"/><hostname name="Host.Example." type="PTR"/>',
})}`,
  { args: 'nmap -v -sSV -p 20-30,80 192.0.2.10' },
);

test('a document gives the scanner, the arguments, what was asked for, and its hosts', async () => {
  const document = await read(SAMPLE);
  assert.equal(document.scanner, '7.93');
  assert.equal(document.versionScan, true);
  assert.deepEqual(document.asked, { tcp: ports('20-30,80') });
  assert.deepEqual([...document.hosts.keys()], [HOST]);
  assert.equal(document.finished, 'success');
  assert.deepEqual(document.counted, { up: 1, down: 0, total: 1 });
  assert.equal(document.fault, null);
});

test('names by the user and by reverse DNS are kept apart, in lower case and without the final dot', async () => {
  const found = (await read(SAMPLE)).hosts.get(HOST);
  assert.deepEqual(found?.userNames, ['www.example.com']);
  assert.deepEqual(found?.names, ['host.example']);
});

test('an open port has its reason and its service, a closed one nothing but its state', async () => {
  const answers = (await read(SAMPLE)).hosts.get(HOST)?.protocols.tcp?.answers;
  assert.deepEqual(answers?.states, { open: ports('22'), closed: ports('20-21,23-30'), filtered: ports('80') });
  assert.deepEqual(
    [...(answers?.details ?? [])],
    [
      [
        22,
        {
          reason: 'syn-ack',
          identified: true,
          disagreeing: [],
          service: {
            name: 'ssh',
            method: 'probed',
            confidence: 10,
            tunnel: null,
            product: 'OpenSSH',
            version: '9.2p1',
            extraInfo: 'protocol 2.0',
            cpes: ['cpe:/a:openbsd:openssh:9.2p1', 'cpe:/o:linux:linux_kernel'],
          },
        },
      ],
    ],
  );
});

test('chunks may end anywhere', async () => {
  const whole = await read(SAMPLE);
  for (const size of [1, 2, 3, 7, 64]) assert.deepEqual(await read(SAMPLE, size), whole);
  const bytes = Buffer.from(SAMPLE.replace('OpenSSH', 'Öpen\u{1f512}SSH'));
  const odd = await read(bytes);
  assert.equal(odd.hosts.get(HOST)?.protocols.tcp?.answers.details.get(22)?.service?.product, 'Öpen\\u{1f512}SSH');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const halves = (async function* () {
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    })();
    assert.deepEqual(await readScan(halves, { wants: () => true }), odd);
  }
});

test(
  'a document that is cut off at any byte is truncated, answers nothing, and never invents ' + 'an open port',
  async () => {
    const bytes = Buffer.from(SAMPLE);
    const required = cover({ tcp: ports('20-30,80') });
    for (let length = 0; length < bytes.length - 1; length++) {
      const document = await read(bytes.subarray(0, length));
      assert.equal(document.fault?.kind, 'truncated', `cut at ${length}`);
      const observation = account(required, [judged(document)]);
      assert.deepEqual(
        observation.unobserved.map((gap) => [gap.ports, gap.reason.code]),
        [[ports('20-30,80'), 'scan-truncated']],
      );
      assert.ok(stateSet(observation, 'open').every(([first, last]) => first === 22 && last === 22));
    }
    assert.equal((await read(bytes.subarray(0, -1))).fault, null);
  },
);

test('an open port of a host that was being written when the document ended was seen', async () => {
  for (const end of ['portid="80"', '<service']) {
    const document = await read(SAMPLE.slice(0, SAMPLE.indexOf(end)));
    assert.deepEqual(stateSet(account(cover({ tcp: ports('22') }), [judged(document)]), 'open'), ports('22'));
  }
});

const FAULTS: readonly (readonly [why: string, xml: string, kind: string])[] = [
  ['nothing at all', '', 'truncated'],
  ['white space', ' \n', 'truncated'],
  ['prose', 'Starting Nmap 7.93', 'not-nmap'],
  ['JSON', '{"nmaprun": {}}', 'not-nmap'],
  ['another root', '<html><body/></html>', 'not-nmap'],
  ['another scanner', SAMPLE.replace('scanner="nmap"', 'scanner="masscan"'), 'not-nmap'],
  ['no scanner', SAMPLE.replace('scanner="nmap"', ''), 'malformed'],
  [
    'a document type of its own',
    SAMPLE.replace('<!DOCTYPE nmaprun>', '<!DOCTYPE nmaprun [<!ENTITY a "b">]>'),
    'malformed',
  ],
  ['an unknown entity', SAMPLE.replace('OpenSSH', '&a;'), 'malformed'],
  ['a second document', SAMPLE + SAMPLE.slice(SAMPLE.indexOf('<nmaprun')), 'malformed'],
  ['text after the end', `${SAMPLE}done`, 'malformed'],
  ['a comment after the end', `${SAMPLE}<!-- x -->`, 'malformed'],
  ['tags that do not match', SAMPLE.replace('</ports>', '</port>'), 'malformed'],
  ['an attribute twice', SAMPLE.replace('portid="22"', 'portid="22" portid="23"'), 'malformed'],
  ['an unquoted attribute', SAMPLE.replace('portid="22"', 'portid=22'), 'malformed'],
  ['a raw control character', SAMPLE.replace('OpenSSH', '\u0001'), 'malformed'],
  ['a reference to NUL', SAMPLE.replace('OpenSSH', '&#x0;'), 'malformed'],
  ['a reference to half a character', SAMPLE.replace('OpenSSH', '&#xd800;'), 'malformed'],
  ['a reference to nothing', SAMPLE.replace('OpenSSH', '&#xyz;'), 'malformed'],
  [
    'two addresses of one host',
    SAMPLE.replace('<hostnames>', '<address addr="192.0.2.11" addrtype="ipv4"/><hostnames>'),
    'malformed',
  ],
  ['an address that is none', SAMPLE.replace('addr="192.0.2.10"', 'addr="192.0.2.300"'), 'malformed'],
  ['an unreadable list in scaninfo', SAMPLE.replace('services="20-30,80"', 'services="20-30;80"'), 'malformed'],
  ['a scaninfo that counts otherwise', SAMPLE.replace('numservices="12"', 'numservices="13"'), 'malformed'],
  ['a scaninfo after a host', SAMPLE.replace('<runstats>', `${asked('1-1000')}<runstats>`), 'malformed'],
  ['elements without end', SAMPLE.replace('<hosthint>', '<hosthint>'.repeat(40)), 'too-deep'],
  ['a host that opens again and again', scan('<host><ports>'.repeat(40)), 'too-deep'],
];
for (const [why, xml, kind] of FAULTS) {
  test(`${why}: ${kind}, and no answer`, async () => {
    const document = await read(xml);
    assert.equal(document.fault?.kind, kind);
    const { unobserved } = account(cover({ tcp: ports('20-30,80') }), [judged(document)]);
    assert.deepEqual(
      unobserved.flatMap((gap) => gap.ports),
      ports('20-30,80'),
    );
  });
}

test('bytes that are not UTF-8 are a fault', async () => {
  const bytes = Buffer.from(SAMPLE.replace('OpenSSH', 'Op\u00ff'), 'latin1');
  assert.equal((await read(bytes)).fault?.kind, 'malformed');
  assert.equal((await read(Buffer.from([...Buffer.from(SAMPLE), 0xc3]))).fault?.kind, 'truncated');
});

test(
  "nmap's references to control characters are tolerated wherever a chunk ends, also in " + 'what is ignored',
  async () => {
    const xml = SAMPLE.replace('OpenSSH', 'a&#x1;b&#x1f;').replace('<hosthint>', '<hosthint x="&#x8;">&#xb;');
    for (const size of [1, 2, 3, 5, 100_000]) {
      const document = await read(xml, size);
      assert.equal(document.fault, null);
      const product = document.hosts.get(HOST)?.protocols.tcp?.answers.details.get(22)?.service?.product ?? '';
      assert.match(product, /^a.+b.+$/);
      assert.match(product, /^[\x20-\x7e]*$/);
    }
  },
);

test('hostile banners arrive printable, and can not start a line', async () => {
  const hostile = '&#xa;::error::x&#xd;##[group]&#x1b;[31m&lt;script&gt;]]&gt;&#x202e;';
  const document = await read(SAMPLE.replaceAll('OpenSSH', hostile).replaceAll('Host.Example', hostile));
  const text = JSON.stringify([
    ...(document.hosts.get(HOST)?.protocols.tcp?.answers.details ?? []),
    document.hosts.get(HOST)?.names,
  ]);
  assert.equal(document.fault, null);
  assert.doesNotMatch(text, /\\u00|\\n|\u202e/);
});

test('too many bytes, and a token of absurd length, are faults', async () => {
  const small = await readScan(chunked(Buffer.from(SAMPLE)), { wants: () => true, maxBytes: 100 });
  assert.equal(small.fault?.kind, 'too-large');
  async function* endless(start: string, piece: string) {
    yield Buffer.from(start);
    for (;;) yield Buffer.from(piece);
  }
  const start = '<nmaprun scanner="nmap" args="';
  for (const [opening, piece] of [
    [start, 'a'.repeat(65_536)],
    [`${start}"><host><ports><port `, 'a="" '.repeat(10_000)],
    ['<!--', 'a'.repeat(65_536)],
    ['<nmaprun scanner="nmap">', ' '.repeat(65_536)],
    ['<', 'a'.repeat(65_536)],
  ] as const) {
    assert.equal((await readScan(endless(opening, piece), { wants: () => true })).fault?.kind, 'too-large');
  }
});

test('a host that is there again without end is a fault', async () => {
  const of = (times: number) =>
    read(scan(asked('1-10') + host(`<ports>${extra('closed', '1-10')}</ports>`).repeat(times)));
  assert.equal((await of(1_000)).fault, null);
  assert.equal((await of(1_100)).fault?.kind, 'too-large');
});

test('a host that lists more ports than there are, or gives states or reasons without end, is a fault', async () => {
  async function* repeated(start: string, piece: string) {
    yield Buffer.from(start);
    for (let times = 0; times < 250; times++) yield Buffer.from(piece.repeat(1_000));
  }
  const start = '<nmaprun scanner="nmap"><host><ports>';
  for (const [opening, piece] of [
    [start, '<port protocol="tcp" portid="1"></port>'],
    [`${start}<extraports state="closed" count="1">`, '<extrareasons count="1" proto="tcp" ports="1"/>'],
    [start, '<extraports state="closed" count="1"><extrareasons count="1" proto="tcp" ports="1"/></extraports>'],
    [start, '<extraports state="closed" count="1"/>'],
  ] as const) {
    assert.equal((await readScan(repeated(opening, piece), { wants: () => true })).fault?.kind, 'too-large');
  }
});

test('services that differ without end are each read as they are', async () => {
  const listed = Array.from({ length: 20_000 }, (_, n) =>
    port(n, 'open', `<service name="s${n}" method="probed" conf="10"/>`),
  );
  const document = await read(scan(asked('0-19999') + host(`<ports>${listed.join('')}</ports>`)));
  const details = document.hosts.get(HOST)?.protocols.tcp?.answers.details;
  assert.deepEqual(
    [...(details ?? [])].map(([number, { service }]) => `${number} ${service?.name}`),
    listed.map((_, n) => `${n} s${n}`),
  );
});

test('a host that is not wanted is forgotten, one that the user named is asked about by that name', async () => {
  const seen: [string, readonly string[]][] = [];
  const wants = (address: string, names: readonly string[]) => {
    seen.push([address, names]);
    return false;
  };
  const document = await readScan(chunked(Buffer.from(SAMPLE)), { wants });
  assert.deepEqual(seen, [[HOST, ['www.example.com']]]);
  assert.equal(document.hosts.size, 0);
  assert.equal(document.fault, null);
});

test('what the stream throws is thrown', async () => {
  async function* broken() {
    yield Buffer.from(SAMPLE.slice(0, 100));
    throw new Error('EIO');
  }
  await assert.rejects(readScan(broken(), { wants: () => true }), /EIO/);
});

for (const [args, versions] of [
  ['nmap -sV x', true],
  ['nmap -sSV x', true],
  ['nmap -sSUV x', true],
  ['nmap -A x', true],
  ['nmap -nA x', true],
  ['nmap -sS x', false],
  ['nmap -v -sn x', false],
  ['nmap --script=-A x', false],
  ['nmap -oX "a -sV b" x', false],
  ['nmap --version-all x', false],
] as const) {
  test(`\`${args}\` ${versions ? 'asks' : 'does not ask'} for versions`, async () => {
    const xml = scan('', { args: args.replaceAll('"', '&quot;') });
    assert.equal((await read(xml)).versionScan, versions);
  });
}

test(
  'ports that somebody rejects are told from silent ones and from hosts that are not found, a ' + 'few of them',
  async () => {
    const reasons = (list: string, reason: string): string => {
      const count = ports(list).reduce((sum, [first, last]) => sum + last - first + 1, 0);
      return (
        `<extraports state="filtered" count="${count}"><extrareasons reason="${reason}" count="${count}" ` +
        `proto="tcp" ports="${list}"/></extraports>`
      );
    };
    const rejected = async (list: string, reason: string) =>
      (await read(scan(`${asked(list)}${host(`<ports>${reasons(list, reason)}</ports>`)}`))).hosts.get(HOST)?.rejected;
    assert.deepEqual(await rejected('20-21,30-39', 'admin-prohibited'), [20, 21, 30, 31]);
    assert.deepEqual(await rejected('20-21', 'port-unreach'), [20, 21]);
    for (const reason of ['no-responses', 'host-unreach'])
      assert.deepEqual(await rejected('20-29', reason), [], reason);
  },
);

test('hardware addresses are read with their vendor, each once; what is none is not', async () => {
  const mac = (addr: string, vendor = '') => `<address addr="${addr}" addrtype="mac"${vendor}/>`;
  const several = [
    mac('00:1A:2B:3C:4D:5E', ' vendor="Ac\u202eme"'),
    mac('00:1a:2b:3c:4d:5e'),
    mac('02:00:00:00:00:01'),
    ...['FF:FF:FF:FF:FF:FF', '01:00:5E:00:00:01', '00:00:00:00:00:00', '00:1A:2B', ''].map((addr) => mac(addr)),
  ];
  const xml = SAMPLE.replace('<hostnames>', `${several.join('')}<hostnames>`);
  const document = await read(xml);
  assert.deepEqual(document.hosts.get(HOST)?.links, [
    { mac: '00:1a:2b:3c:4d:5e', vendor: 'Ac\\u{202e}me' },
    { mac: '02:00:00:00:00:01', vendor: null },
  ]);
  const observation = account(cover({ tcp: ports('20-30') }), [judged(document), judged(await read(SAMPLE))]);
  assert.deepEqual(observation.hosts.get(HOST)?.links, document.hosts.get(HOST)?.links);
  assert.equal((await read(SAMPLE)).hosts.get(HOST)?.links, undefined);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import { failureOf } from '../../src/observe/document.ts';
import { asked, cover, extra, host, judged, port, ports, read, scan, stateSet } from './xml.ts';

const OPEN = host(`<ports>${extra('closed', '1-9')}${port(10, 'open')}</ports>`);
const WHOLE = scan(asked('1-10') + OPEN);

/** Documents that contradict themselves before their host, in it or around it: each shows 10/tcp open. */
const BROKEN: readonly (readonly [why: string, xml: string | Uint8Array])[] = [
  ['numservices that differs from services', WHOLE.replace('numservices="10"', 'numservices="9"')],
  ['no numservices', WHOLE.replace(' numservices="10"', '')],
  ['services that cannot be read', WHOLE.replace('services="1-10"', 'services="1-10;"')],
  ['services backwards', WHOLE.replace('services="1-10"', 'services="10-1"')],
  ['a second <scaninfo> that cannot be read', scan(asked('1-10') + asked('1-5').replace('1-5', '5-1') + OPEN)],
  [
    'a <scaninfo> between two hosts',
    scan(asked('1-5') + host('<ports/>', { addr: '192.0.2.9' }) + asked('1-10') + OPEN),
  ],
  ['another host without a readable address', scan(asked('1-10') + host('<ports/>', { addr: '192.0.2.300' }) + OPEN)],
  [
    'a host with a second address',
    WHOLE.replace('<hostnames>', '<address addr="192.0.2.11" addrtype="ipv4"/><hostnames>'),
  ],
  [
    'a document inside the document',
    WHOLE.replace('<runstats>', `<nmaprun scanner="nmap">${OPEN}</nmaprun><runstats>`),
  ],
  ['no scanner', WHOLE.replace(' scanner="nmap"', '')],
  ['bytes that are not UTF-8', Buffer.from(WHOLE.replace('nmap -v', 'nmap \u00fc -v'), 'latin1')],
  ['bytes that are not UTF-8 at the end', Buffer.from(WHOLE.replace('Nmap done', '\u00fc'), 'latin1')],
  ['tags that do not match after the host', WHOLE.replace('<runstats>', '</ports><runstats>')],
  ['an error of nmap', WHOLE.replace('exit="success"', 'exit="error" errormsg="no more memory"')],
  ['no end', WHOLE.slice(0, WHOLE.indexOf('<runstats>'))],
];

describe('a broken document answers nothing, and what it shows open is seen', () => {
  for (const [why, xml] of BROKEN) {
    test(why, async () => {
      const document = await read(xml);
      assert.notEqual(failureOf(judged(document)), null);
      const observation = account(cover({ tcp: ports('1-10') }), [judged(document)]);
      assert.deepEqual(
        observation.unobserved.flatMap((gap) => gap.ports),
        ports('1-10'),
      );
      assert.deepEqual(stateSet(observation, 'open'), ports('10'));
    });
  }
});

describe('a fault says where it is', () => {
  const place = async (xml: string | Uint8Array, size?: number) =>
    /at byte (\d+) \(line (\d+)\)/
      .exec((await read(xml, size)).fault?.text ?? '')
      ?.slice(1)
      .map(Number);

  test('what is not well-formed: the byte and the line at which the reader stops', async () => {
    const before = WHOLE.slice(0, WHOLE.indexOf('<runstats>'));
    const broken = WHOLE.replace('<runstats>', '</ports><runstats>');
    const at = Buffer.byteLength(`${before}</ports>`);
    for (const size of [1, 7, 100_000]) assert.deepEqual(await place(broken, size), [at, before.split('\n').length]);
  });

  test('in bytes, not in characters', async () => {
    const longer = WHOLE.replace('nmap -v', 'nmap \u00fc\u{1f512} -v').replace('<runstats>', '</ports><runstats>');
    const at = Buffer.byteLength(longer.slice(0, longer.indexOf('<runstats>')));
    for (const size of [1, 7, 100_000]) assert.equal((await place(longer, size))?.[0], at);
  });

  test('what is cut off: its last byte and line', async () => {
    for (const length of [WHOLE.length - 30, WHOLE.indexOf('<runstats>'), WHOLE.indexOf('portid')]) {
      const cut = WHOLE.slice(0, length);
      assert.deepEqual(await place(cut), [length, cut.split('\n').length]);
    }
  });
});

describe('a fault names its cause', () => {
  test("nmap's own error comes before what follows from it", async () => {
    const xml =
      '<nmaprun><runstats><finished time="1" exit="error" errormsg="Your port range is ' +
      'backwards."/></runstats></nmaprun>';
    const failure = failureOf(judged(await read(xml)));
    assert.equal(failure?.code, 'scan-failed');
    assert.match(failure?.text ?? '', /Your port range is backwards/);
  });

  test('another scanner is named', async () => {
    const { fault } = await read(WHOLE.replace('scanner="nmap"', 'scanner="masscan"'));
    assert.equal(fault?.kind, 'not-nmap');
    assert.match(fault?.text ?? '', /masscan/);
  });

  test('the encoding that a shell makes of what nmap prints', async () => {
    const document = await read(Buffer.from(`\ufeff${WHOLE}`, 'utf16le'));
    assert.match(failureOf(judged(document))?.text ?? '', /UTF-16.*nmap -oX FILE/);
  });

  const saved = WHOLE.replace(' exit="success"', '').replace('<nmaprun ', '<nmaprun profile_name="Quick scan" ');
  const output = WHOLE.replace(' exit="success"', '').replace(
    '<scaninfo',
    '<output type="interactive">\u00fc</output><scaninfo',
  );
  for (const [why, xml] of [
    ['by its profile', saved],
    ['by what it printed, in its own encoding', Buffer.from(output, 'latin1')],
    ['also where it is cut off', saved.slice(0, -20)],
  ] as const) {
    test(`a file saved by Zenmap is called that, ${why}`, async () => {
      const document = await read(xml);
      assert.match(failureOf(judged(document))?.text ?? '', /Zenmap.*nmap -oX/);
      const observation = account(cover({ tcp: ports('1-10') }), [judged(document)]);
      assert.deepEqual(stateSet(observation, 'open'), ports('10'));
    });
  }
});

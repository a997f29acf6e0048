import assert from 'node:assert/strict';
import { test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import { readScan } from '../../src/observe/read.ts';
import { asked, chunked, cover, gaps, HOST, host, judged, port, ports, read, scan, stateSet } from './xml.ts';

const script = (id: string, output: string) => `<script id="${id}" output="${output}"><elem key="x">y</elem></script>`;
const CERT = script('ssl-cert', '&#xa;  Subject: commonName=www&#xa;  Issuer: x&#xa;');
const SYSTEMS = `<os><portused state="open" proto="tcp" portid="22"/>${[
  'Linux 5.0 - 5.14',
  'Linux 4',
  'Linux 3',
  'Linux 2',
]
  .map((name, index) => `<osmatch name="${name}" accuracy="${99 - index}" line="1"><osclass type="x"/></osmatch>`)
  .join('')}</os>`;

function withFacts(xml: string) {
  return readScan(chunked(Buffer.from(xml)), { wants: () => true, facts: true });
}

async function factsOf(inner: string, after = '') {
  const xml = scan(asked('443') + host(`<ports>${port(443, 'open', inner)}</ports>${after}`));
  return (await withFacts(xml)).hosts.get(HOST)?.facts ?? [];
}

test('scripts of ports and of the host and three systems are facts, each on one line', async () => {
  assert.deepEqual(await factsOf(CERT, `<hostscript>${script('clock-skew', '0s')}</hostscript>${SYSTEMS}`), [
    { protocol: 'tcp', port: 443, source: 'ssl-cert', text: 'Subject: commonName=www; Issuer: x' },
    { protocol: null, port: null, source: 'clock-skew', text: '0s' },
    { protocol: null, port: null, source: 'os', text: 'Linux 5.0 - 5.14 (99 %)' },
    { protocol: null, port: null, source: 'os', text: 'Linux 4 (98 %)' },
    { protocol: null, port: null, source: 'os', text: 'Linux 3 (97 %)' },
  ]);
});

test('what a script says of its own failure is no fact; the same words of a service are one', async () => {
  for (const output of [
    'ERROR: Script execution failed (use -d to debug)',
    'TIMEOUT',
    'EOF',
    'ERROR',
    '&#xa;  ERROR: Unable to obtain data from the target',
    'Error getting version: TIMEOUT',
  ]) {
    assert.deepEqual(await factsOf(script('ssl-date', output)), [], output);
  }
  for (const output of ['ERROR: The requested URL could not be retrieved', 'EOF of the world', 'Gateway TIMEOUT']) {
    assert.equal((await factsOf(script('http-title', output)))[0]?.text, output);
  }
});

test('nothing of it is read unless it is asked for', async () => {
  const xml = scan(asked('443') + host(`<ports>${port(443, 'open', CERT)}</ports>${SYSTEMS}`));
  assert.deepEqual((await read(xml)).hosts.get(HOST)?.facts, []);
});

test('facts are printable, at most 64 of 2,000 characters each', async () => {
  const hostile = script('http-title', '::error::x \u202e ##[group]');
  const [title] = await factsOf(hostile);
  assert.equal(title?.text, '::error::x \\u{202e} ##[group]');
  const long = script('http-title', 'a'.repeat(5_000));
  const facts = await factsOf(long.repeat(100));
  assert.equal(facts.length, 64);
  assert.equal(facts[0]?.text, `${'a'.repeat(2_000)}...`);
});

test(
  'a recheck answers for nothing; what it sees open is seen, and what it finds closed is a ' + 'disagreement',
  async () => {
    const required = cover({ tcp: ports('1-2') });
    const sweep = judged(
      await read(scan(asked('1-2') + host(`<ports>${port(1, 'open')}${port(2, 'closed')}</ports>`))),
    );
    const xml = scan(asked('1-2') + host(`<ports>${port(1, 'closed')}${port(2, 'open', CERT)}</ports>`));
    const facts = judged(await withFacts(xml), { step: 'recheck' });
    const observation = account(required, [sweep, facts]);
    assert.deepEqual(gaps(observation), []);
    assert.deepEqual(stateSet(observation, 'open'), ports('1-2'));
    assert.deepEqual(observation.hosts.get(HOST)?.protocols.tcp?.details.get(1)?.disagreeing, ['closed']);
    assert.equal(observation.hosts.get(HOST)?.facts.length, 1);
    assert.deepEqual(gaps(account(required, [facts])), ['192.0.2.10 tcp 1-2 not-accounted']);
  },
);

for (const step of ['identify', 'recheck'] as const) {
  test(`the silence of one such scan (${step}) is a lost packet where another one found the port open`, async () => {
    const documents = await Promise.all(
      (['open', 'filtered', 'open'] as const).map(async (state, index) =>
        judged(await read(scan(asked('1') + host(`<ports>${port(1, state)}</ports>`))), {
          step: index === 0 ? 'sweep' : step,
        }),
      ),
    );
    const disagreeing = (some: typeof documents) =>
      account(cover({ tcp: ports('1') }), some)
        .hosts.get(HOST)
        ?.protocols.tcp?.details.get(1)?.disagreeing;
    assert.deepEqual(disagreeing(documents), []);
    assert.deepEqual(disagreeing(documents.slice(0, 2)), ['filtered']);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  address,
  answered,
  asked,
  cover,
  extra,
  gaps,
  HOST,
  host,
  observe,
  oldExtra,
  port,
  ports,
  scan,
  stateSet,
} from './xml.ts';

const REQUIRED = cover({ tcp: ports('1-10') });

/** One host that was asked for 1-10/tcp and must answer them: what `inner` answers. */
async function outcome(inner: string, services = '1-10') {
  const observation = await observe(scan(asked(services) + host(`<ports>${inner}</ports>`)), REQUIRED);
  return {
    answered: answered(observation, REQUIRED, HOST, 'tcp'),
    open: stateSet(observation, 'open'),
    closed: stateSet(observation, 'closed'),
    gaps: gaps(observation),
    texts: observation.unobserved.map(({ reason }) => reason.text),
  };
}

test('listed ports and lists of unlisted ports answer together', async () => {
  const { answered, open, closed, gaps } = await outcome(extra('closed', '1-5,7-10') + port(6, 'open'));
  assert.deepEqual([answered, open, closed, gaps], [ports('1-10'), ports('6'), ports('1-5,7-10'), []]);
});

test('several lists answer with the state of each', async () => {
  const observation = await observe(
    scan(
      asked('1-10') + host(`<ports>${extra('closed', '1-4')}${extra('filtered', '5-9')}${port(10, 'open')}</ports>`),
    ),
    REQUIRED,
  );
  assert.deepEqual(stateSet(observation, 'filtered'), ports('5-9'));
  assert.deepEqual(observation.unobserved, []);
});

const LIES: readonly (readonly [why: string, inner: string, answered: string, open: string])[] = [
  ['nothing listed and nothing accounted for', '', '', ''],
  ['a list that leaves ports out', extra('closed', '1-5') + port(6, 'open'), '1-6', '6'],
  [
    'a port listed twice with different states',
    extra('closed', '1-9') + port(10, 'open') + port(10, 'closed'),
    '1-9',
    '10',
  ],
  ['a port listed twice, closed first', extra('closed', '1-9') + port(10, 'closed') + port(10, 'open'), '1-9', '10'],
  ['a port listed and in a list', extra('closed', '1-10') + port(10, 'open'), '1-9', '10'],
  ['a port in two lists', extra('closed', '1-6') + extra('filtered', '6-10'), '1-5,7-10', ''],
  ['an open port that was not asked for', extra('closed', '1-10') + port(99, 'open'), '1-10', '99'],
  ['a list of more than was asked for', extra('closed', '1-20'), '1-10', ''],
  ['a state that nmap does not have', extra('closed', '1-9') + port(10, 'shut'), '1-9', ''],
  ['a list with a state that nmap does not have', extra('shut', '1-9') + port(10, 'closed'), '10', ''],
  ['no state', `${extra('closed', '1-9')}<port protocol="tcp" portid="10"></port>`, '1-9', ''],
  ['two states in one port', extra('closed', '1-9') + port(10, 'closed', '<state state="open"/>'), '1-9', '10'],
  ['an unreadable list', extra('closed', '1-9').replace('ports="1-9"', 'ports="1-9;"') + port(10, 'open'), '10', '10'],
  ['a list backwards', extra('closed', '1-9').replace('ports="1-9"', 'ports="9-1"') + port(10, 'open'), '10', '10'],
  ['a list longer than its count', extra('closed', '1-9').replace('ports="1-9"', 'ports="1-10"'), '', ''],
  ['a list shorter than its count', extra('closed', '1-9').replace('ports="1-9"', 'ports="1-8"'), '', ''],
  ['counts that differ', extra('closed', '1-9').replace('count="9"', 'count="10"') + port(10, 'open'), '10', '10'],
  ['no counts', extra('closed', '1-9').replaceAll('count="9"', '') + port(10, 'open'), '10', '10'],
  ['another protocol in the list', extra('closed', '1-9', 'udp') + port(10, 'open'), '10', '10'],
  ['a protocol of no ports', extra('closed', '1-9', 'ip') + port(10, 'open', '', 'ip'), '', ''],
  ['a port number out of range', oldExtra('closed', 9) + port(65_536, 'open'), '', ''],
  ['a port number that is none', oldExtra('closed', 9) + port('10x', 'open'), '', ''],
  ['a port without a number', `${oldExtra('closed', 10)}<port protocol="tcp"><state state="open"/></port>`, '', ''],
];
for (const [why, inner, expected, open] of LIES) {
  test(`${why}: what is doubtful is not answered, and what is open is seen`, async () => {
    const seen = await outcome(inner);
    assert.deepEqual(seen.answered, ports(expected));
    assert.deepEqual(seen.open, ports(open));
    assert.ok(seen.gaps.every((gap) => gap.endsWith('not-accounted')));
  });
}

test('the reason says what is wrong with the claim', async () => {
  assert.match((await outcome(extra('closed', '1-9') + port(10, 'shut'))).texts[0] ?? '', /state/);
  assert.match(
    (await outcome(extra('closed', '1-9') + port(10, 'open') + port(10, 'open'))).texts[0] ?? '',
    /more than once/,
  );
});

test('of a port that is listed twice, what is known of it is what was seen open', async () => {
  const twice = port(10, 'open|filtered', '<service name="a" method="probed" conf="10"/>') + port(10, 'open');
  const observation = await observe(
    scan(asked('1-10') + host(`<ports>${extra('closed', '1-9')}${twice}</ports>`)),
    REQUIRED,
  );
  assert.equal(observation.hosts.get(HOST)?.protocols.tcp?.details.get(10)?.service, null);
});

test('an open port that was in doubt in one of two results is seen', async () => {
  const doubtful = host(`<ports>${extra('closed', '1-10')}${port(10, 'open')}</ports>`);
  const sure = host(`<ports>${extra('closed', '1-10')}</ports>`);
  for (const body of [doubtful + sure, sure + doubtful]) {
    const observation = await observe(scan(asked('1-10') + body), REQUIRED);
    assert.deepEqual(
      [gaps(observation), stateSet(observation, 'open')],
      [['192.0.2.10 tcp 10 not-accounted'], ports('10')],
    );
  }
});

test('scaninfo of one protocol in several elements is the union of them', async () => {
  const body = asked('1-5') + asked('6-10') + host(`<ports>${extra('closed', '1-10')}</ports>`);
  assert.deepEqual(gaps(await observe(scan(body), REQUIRED)), []);
});

test('a port that was not asked for is not answered, whatever the scan says of it', async () => {
  const { answered, gaps } = await outcome(extra('closed', '1-10'), '1-8');
  assert.deepEqual(answered, ports('1-8'));
  assert.deepEqual(gaps, ['192.0.2.10 tcp 9-10 not-accounted']);
});

test('without scaninfo nothing is answered', async () => {
  const body = host(`<ports>${extra('closed', '1-9')}${port(10, 'open')}</ports>`);
  const observation = await observe(scan(body), REQUIRED);
  assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 1-10 not-accounted']);
  assert.deepEqual(stateSet(observation, 'open'), ports('10'));
});

test("another host's answer answers nothing", async () => {
  const body = asked('1-10') + host(`<ports>${extra('closed', '1-10')}</ports>`, { addr: '192.0.2.11' });
  assert.deepEqual(gaps(await observe(scan(body), REQUIRED)), ['192.0.2.10 tcp 1-10 host-absent']);
});

test('a hint of a host is no result', async () => {
  const hint = host(`<ports>${extra('closed', '1-10')}</ports>`).replaceAll(/(<\/?)host\b/g, '$1hosthint');
  assert.deepEqual(gaps(await observe(scan(asked('1-10') + hint), REQUIRED)), ['192.0.2.10 tcp 1-10 host-absent']);
});

test('a port inside a script is no port', async () => {
  const script = `<hostscript><script id="x" output=""><ports>${port(9, 'open')}</ports></script></hostscript>`;
  const observation = await observe(
    scan(asked('1-10') + host(`<ports>${extra('closed', '1-10')}</ports>${script}`)),
    REQUIRED,
  );
  assert.deepEqual(stateSet(observation, 'open'), []);
});

test('both protocols are proven each by itself', async () => {
  const required = cover({ tcp: ports('1-3'), udp: ports('53,99') });
  const inner =
    `<ports>${extra('closed', '1-3')}${extra('open|filtered', '99', 'udp')}` + `${port(53, 'open', '', 'udp')}</ports>`;
  const observation = await observe(scan(asked('1-3') + asked('53,99', 'udp') + host(inner)), required);
  assert.deepEqual(gaps(observation), []);
  assert.deepEqual(stateSet(observation, 'open|filtered', 'udp'), ports('99'));
});

test('the same address twice merges; what one result leaves in doubt stays in doubt', async () => {
  const first = host(`<ports>${extra('closed', '1-9')}${port(10, 'open')}</ports>`);
  const second = host(`<ports>${extra('closed', '1-8')}${port(9, 'filtered')}${port(10, 'closed')}</ports>`);
  const partial = host(`<ports>${extra('closed', '1-8')}${port(9, 'open')}</ports>`);
  const both = await observe(scan(asked('1-10') + first + second), REQUIRED);
  assert.deepEqual([gaps(both), stateSet(both, 'open')], [[], ports('10')]);
  assert.deepEqual(both.hosts.get(HOST)?.protocols.tcp?.details.get(10)?.disagreeing, ['closed']);
  const doubtful = await observe(scan(asked('1-10') + first + partial), REQUIRED);
  assert.deepEqual(gaps(doubtful), ['192.0.2.10 tcp 10 not-accounted']);
  assert.deepEqual(stateSet(doubtful, 'open'), ports('9-10'));
});

// nmap before 7.92 says how many ports it leaves out, and not which.
const OLD: readonly (readonly [why: string, inner: string, states: Record<string, string>, gaps: readonly string[]])[] =
  [
    ['one state', oldExtra('filtered', 9) + port(10, 'open'), { filtered: '1-9', open: '10' }, []],
    [
      'closed and filtered',
      oldExtra('closed', 5) + oldExtra('filtered', 4) + port(10, 'open'),
      { 'closed|filtered': '1-9', open: '10' },
      [],
    ],
    ['open|filtered alone', oldExtra('open|filtered', 10), { 'open|filtered': '1-10' }, []],
    [
      'open|filtered and closed',
      oldExtra('open|filtered', 5) + oldExtra('closed', 5),
      {},
      ['192.0.2.10 tcp 1-10 ambiguous-states'],
    ],
    ['too few', oldExtra('closed', 8) + port(10, 'open'), { open: '10' }, ['192.0.2.10 tcp 1-9 not-accounted']],
    ['too many', oldExtra('closed', 10) + port(10, 'open'), { open: '10' }, ['192.0.2.10 tcp 1-9 not-accounted']],
    ['an unknown state', oldExtra('shut', 10), {}, ['192.0.2.10 tcp 1-10 ambiguous-states']],
    [
      'counts that contradict each other',
      oldExtra('closed', 9).replace('count="9"', 'count="5"') + port(10, 'open'),
      { open: '10' },
      ['192.0.2.10 tcp 1-9 not-accounted'],
    ],
    ['no reasons at all', '<extraports state="closed" count="10"/>', { closed: '1-10' }, []],
  ];
for (const [why, inner, states, expected] of OLD) {
  test(`counts without lists, ${why}`, async () => {
    const observation = await observe(scan(asked('1-10') + host(`<ports>${inner}</ports>`)), REQUIRED);
    assert.deepEqual(gaps(observation), expected);
    const seen = observation.hosts.get(HOST)?.protocols.tcp?.states ?? {};
    assert.deepEqual(seen, Object.fromEntries(Object.entries(states).map(([state, list]) => [state, ports(list)])));
  });
}

test('counts without lists are of all protocols together', async () => {
  const required = cover({ tcp: ports('1-3'), udp: ports('53,99') });
  const inner = `<ports>${oldExtra('closed', 4)}${port(53, 'open', '', 'udp')}</ports>`;
  const infos = asked('1-3') + asked('53,99', 'udp');
  assert.deepEqual(gaps(await observe(scan(infos + host(inner)), required)), []);
  const short = inner.replaceAll('count="4"', 'count="3"');
  assert.deepEqual(gaps(await observe(scan(infos + host(short)), required)), [
    '192.0.2.10 tcp 1-3 not-accounted',
    '192.0.2.10 udp 99 not-accounted',
  ]);
});

test('an IPv6 address in another spelling is the same host', async () => {
  const six = address('2001:db8::1');
  const required = cover({ tcp: ports('1-3') }, six);
  const body = asked('1-3') + host(`<ports>${extra('closed', '1-3')}</ports>`, { addr: '2001:DB8:0:0::1' });
  assert.deepEqual(gaps(await observe(scan(body), required)), []);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Observation, PortState, Unobserved, UnobservedCode } from '../../src/model/observation.ts';
import { account } from '../../src/observe/account.ts';
import type { Judged } from '../../src/observe/document.ts';
import { asked, cover, extra, gaps, HOST, host, judged, KILLED, port, ports, read, scan, stateSet } from './xml.ts';

const REQUIRED = cover({ tcp: ports('1-10') });
const REST = extra('closed', '1-8');

type Options = Partial<Omit<Judged, 'document'>> & { readonly args?: string };

async function sweep(inner: string, { args = 'nmap -sS', ...rest }: Options = {}): Promise<Judged> {
  return judged(await read(scan(asked('1-10') + host(`<ports>${REST}${inner}</ports>`), { args })), rest);
}

/** A confirm scan of ports 9 and 10 by connect(). */
async function confirm(inner: string, rest: Options = {}): Promise<Judged> {
  const body = asked('9-10').replace('"syn"', '"connect"') + host(inner === '' ? '' : `<ports>${inner}</ports>`);
  const document = await read(scan(body, { args: 'nmap -sT' }));
  return judged(document, { step: 'confirm', covers: cover({ tcp: ports('9-10') }), ...rest });
}

const both = (nine: string, ten: string) => port(9, nine) + port(10, ten);
const text = ({ unobserved }: Observation) => unobserved[0]?.reason.text;
const second = ({ hosts }: Observation) => hosts.get(HOST)?.protocols.tcp?.second;

describe('a second probe', () => {
  test('that finds the same leaves the answers as they are, and stands beside them', async () => {
    const first = await sweep(both('open', 'filtered'));
    const observation = account(REQUIRED, [first, await confirm(both('open', 'filtered'))]);
    assert.deepEqual(gaps(observation), []);
    assert.deepEqual(second(observation), { open: ports('9'), filtered: ports('10') });
    assert.equal(second(account(REQUIRED, [first])), undefined);
  });

  test('that finds an open port closed makes it unobserved, with both answers; it stays seen', async () => {
    const documents = [await sweep(both('open', 'closed')), await confirm(both('closed', 'closed'))];
    for (const order of [documents, documents.toReversed()]) {
      const observation = account(REQUIRED, order);
      assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 9 answers-disagree']);
      assert.equal(text(observation), 'a SYN scan found it open (syn-ack), a connect scan after it closed');
      assert.deepEqual(stateSet(observation, 'open'), ports('9'));
    }
  });

  test('that finds a silent port open makes it unobserved, with both answers', async () => {
    const observation = account(REQUIRED, [
      await sweep(both('filtered', 'closed')),
      await confirm(both('open', 'closed')),
    ]);
    assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 9 answers-disagree']);
    assert.equal(text(observation), 'a SYN scan found it filtered, a connect scan after it open (syn-ack)');
    assert.deepEqual(stateSet(observation, 'open'), ports('9'));
  });

  test('is better than one that left a port open or filtered', async () => {
    const observation = account(REQUIRED, [
      await sweep(both('open|filtered', 'open')),
      await confirm(both('open', 'open|filtered')),
    ]);
    assert.deepEqual(gaps(observation), []);
    assert.deepEqual(stateSet(observation, 'open'), ports('9-10'));
  });

  test('that is closed where the first was filtered decides nothing here', async () => {
    const observation = account(REQUIRED, [
      await sweep(both('filtered', 'closed')),
      await confirm(both('closed', 'filtered')),
    ]);
    assert.deepEqual(gaps(observation), []);
    assert.deepEqual(stateSet(observation, 'closed'), ports('1-8,10'));
    assert.deepEqual(stateSet(observation, 'filtered'), ports('9'));
    assert.deepEqual(second(observation), { closed: ports('9'), filtered: ports('10') });
  });

  test('never answers for a port that no sweep answered', async () => {
    const killed = await sweep(both('closed', 'closed'), { failure: KILLED });
    const observation = account(REQUIRED, [killed, await confirm(both('open', 'closed'))]);
    assert.deepEqual(gaps(observation), ['192.0.2.10 tcp 1-10 scan-interrupted']);
    assert.deepEqual(stateSet(observation, 'open'), ports('9'));
    assert.deepEqual(stateSet(observation, 'closed'), []);
  });

  test('disputes also what only a scan that died saw open', async () => {
    const killed = await sweep(both('open', 'closed'), { failure: KILLED });
    const observation = account(REQUIRED, [killed, await confirm(both('closed', 'closed'))]);
    assert.deepEqual(gaps(observation), [
      '192.0.2.10 tcp 1-8,10 scan-interrupted',
      '192.0.2.10 tcp 9 answers-disagree',
    ]);
  });

  for (const [how, inner, rest] of [
    ['was killed', both('closed', 'closed'), { failure: KILLED }],
    ['found no host', '', { failure: null }],
    ['was to look elsewhere', both('closed', 'closed'), { covers: cover({ tcp: ports('1') }) }],
  ] as const) {
    test(`that ${how} changes nothing`, async () => {
      const observation = account(REQUIRED, [await sweep(both('open', 'closed')), await confirm(inner, rest)]);
      assert.deepEqual(gaps(observation), []);
      assert.deepEqual(stateSet(observation, 'open'), ports('9'));
      assert.deepEqual(Object.values(second(observation) ?? {}), []);
    });
  }

  test('that was killed still shows what it saw open', async () => {
    const failed = await confirm(both('open', 'closed'), { failure: KILLED });
    const observation = account(REQUIRED, [await sweep(both('closed', 'closed')), failed]);
    assert.deepEqual(stateSet(observation, 'open'), ports('9'));
    assert.deepEqual(observation.hosts.get(HOST)?.protocols.tcp?.details.get(9)?.disagreeing, ['closed']);
  });
});

describe('the silence of a scan that asked every port once', () => {
  const disagreeing = (observation: Observation) =>
    observation.hosts.get(HOST)?.protocols.tcp?.details.get(9)?.disagreeing;

  for (const [args, expected] of [
    ['nmap -sS --max-retries 0', []],
    ['nmap -sS --max-retries=0 -p 1-10', []],
    ['nmap -sS --max-retries 1', ['filtered']],
    ['nmap -sS', ['filtered']],
  ] as const) {
    test(`${args}: contradicts ${expected.length === 0 ? 'no' : 'an'} open port`, async () => {
      const documents = [
        await sweep(both('open', 'closed'), { args }),
        await sweep(both('filtered', 'closed'), { args }),
      ];
      for (const order of [documents, documents.toReversed()]) {
        assert.deepEqual(disagreeing(account(REQUIRED, order)), expected);
        assert.deepEqual(stateSet(account(REQUIRED, order), 'open'), ports('9'));
      }
    });
  }

  test('is no excuse for a port that says it is closed', async () => {
    const args = 'nmap --max-retries 0';
    const observation = account(REQUIRED, [
      await sweep(both('open', 'closed'), { args }),
      await sweep(both('closed', 'closed'), { args }),
    ]);
    assert.deepEqual(disagreeing(observation), ['closed']);
  });
});

describe('answers that are known to prove nothing', () => {
  const states: Readonly<Record<number, PortState>> = { 9: 'open', 10: 'filtered' };
  const known = (code: UnobservedCode): Unobserved => {
    return { address: HOST, protocol: 'tcp', ports: ports('1-10'), reason: { code, text: 'because' } };
  };

  for (const [code, expected] of [
    ['too-lossy', ['192.0.2.10 tcp 10 too-lossy']],
    ['blocked', ['192.0.2.10 tcp 1-8,10 blocked']],
    ['no-route', []],
  ] as const) {
    test(`${code}: ${expected[0] ?? 'gives way to them'}`, async () => {
      const inner = Object.entries(states).map(([number, state]) => port(number, state));
      assert.deepEqual(gaps(account(REQUIRED, [await sweep(inner.join(''))], [known(code)])), expected);
    });
  }

  test('explain what has no answer at all, once', () => {
    assert.deepEqual(gaps(account(REQUIRED, [], [known('blocked'), known('too-lossy')])), [
      '192.0.2.10 tcp 1-10 blocked',
    ]);
  });
});

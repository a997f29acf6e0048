import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Comparison, compare } from '../../src/compare/compare.ts';
import { confirmationNotice, toConfirm } from '../../src/compare/confirm.ts';
import { decide } from '../../src/gate/gate.ts';
import type { Severity } from '../../src/model/finding.ts';
import {
  compatibleStates,
  type HostObservation,
  type Observation,
  PORT_STATES,
  type PortState,
  type ProtocolAnswers,
} from '../../src/model/observation.ts';
import { formatPorts, portCount } from '../../src/model/port.ts';
import { at, detail, gap, grantOf, host, observation, portsOf, type Seen, service } from '../support/observations.ts';
import { policyOf } from '../support/policies.ts';
import { runs } from '../support/property-runs.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const YES = { confirm: true };
const REDIS = detail({ service: service('redis') });

function judge(entries: string, seen: Observation): Comparison {
  const policy = policyOf(`targets:\n  web:\n    hosts: [192.0.2.1]\n${entries.replace(/^/gm, '    ')}\n`);
  return compare(policy, policy.targets, grantOf(policy, { web: ['192.0.2.1'] }), seen, NOW);
}

function asked(comparison: Comparison, failOn: Severity = 'low', confirm = true): readonly string[] {
  return toConfirm(comparison, { confirm }, failOn).map(
    ({ address, protocol, ports }) => `${address} ${protocol} ${formatPorts(ports)}`,
  );
}

const codes = ({ findings }: Comparison) => findings.map(({ code, port, ports }) => `${code} ${port ?? ports}`);

describe('what is to be confirmed', () => {
  const mixed = (entries: string, seen: Seen, udp: Seen = {}) =>
    judge(entries, observation([host('192.0.2.1', seen, udp)]));

  test('is what fails the build, and every missing port', () => {
    const entries = 'require: [443/tcp]\nallow: [80/tcp http]\nports: {udp: [53]}';
    const comparison = mixed(entries, { '22,443': 'closed', '80': detail(), '6379': REDIS }, { '53': 'open|filtered' });
    assert.deepEqual(asked(comparison), ['192.0.2.1 tcp 80,443,6379']);
    assert.deepEqual(asked(comparison, 'critical'), ['192.0.2.1 tcp 443,6379']);
    assert.deepEqual(asked(comparison, 'note'), ['192.0.2.1 tcp 80,443,6379', '192.0.2.1 udp 53']);
  });

  test('is nothing where a policy does not want it', () => {
    assert.deepEqual(asked(mixed('allow: [80/tcp]', { '6379': REDIS }), 'low', false), []);
  });

  test('is nothing that is waived, nor what concerns no port that was seen', () => {
    const waiver = (finding: string, port: string) =>
      `{finding: ${finding}, port: ${port}, reason: r, owner: o, expires: 2027-01-01}`;
    const entries =
      `require: [443/tcp]\nwaive: [${waiver('unexpected-port', '6379/tcp')}, ` +
      `${waiver('missing-port', '443/tcp')}, {finding: unexpected-port, port: 22/tcp, reason: r, owner: o, ` +
      'expires: 2026-01-01}]';
    const comparison = mixed(entries, { '22,80,443': 'closed', '6379': REDIS });
    assert.ok(codes(comparison).includes('expired-waiver 22'));
    assert.deepEqual(asked(comparison), []);
    assert.deepEqual(asked(judge('', observation([], [gap('192.0.2.1', '22', 'scan-failed')]))), []);
  });

  test('is asked of every address of a name', () => {
    const policy = policyOf('targets:\n  web: {hosts: [www.example.com]}\n');
    const grant = grantOf(policy, { web: ['www.example.com=192.0.2.2', 'www.example.com=192.0.2.1'] });
    const hosts = ['192.0.2.1', '192.0.2.2'].map((address) => host(address, { '6379': REDIS }));
    const comparison = compare(policy, policy.targets, grant, observation(hosts), NOW);
    assert.equal(comparison.findings.length, 2);
    assert.deepEqual(asked(comparison), ['192.0.2.1 tcp 6379', '192.0.2.2 tcp 6379']);
  });

  test('is a sample of very many ports, spread from the first to the last', () => {
    for (const [seen, ports] of [
      [{ '1-65535': detail() }, '1-65535'],
      [{ '1-999,1200-65535': 'filtered', '1000-1199': 'closed' }, '1000-1199'],
    ] satisfies [Seen, string][]) {
      const comparison = mixed('ports: {tcp: all}\nfiltered: [1000-1199/tcp]', seen);
      const batch = toConfirm(
        { ...comparison, findings: comparison.findings.filter(({ port }) => port === null) },
        YES,
        'low',
      );
      const sample = batch[0]?.ports ?? [];
      assert.equal(portCount(sample), 32);
      assert.deepEqual([sample[0]?.[0], sample.at(-1)?.[1]], portsOf(ports)[0]);
    }
  });

  test('is bounded, worst first', () => {
    const policy = policyOf(
      'targets:\n  web: {hosts: [192.0.2.0/24, 198.51.100.0/24], ports: {tcp: [1-40]}, require: [41-50/tcp]}\n',
    );
    const addresses = Array.from({ length: 512 }, (_, n) => (n < 256 ? `192.0.2.${n}` : `198.51.100.${n - 256}`));
    const hosts = addresses.map((address) => host(address, { '1-10': REDIS, '11-50': 'closed' }));
    const seen = compare(policy, policy.targets, grantOf(policy, { web: addresses }), observation(hosts), NOW);
    const batch = toConfirm(seen, YES, 'low');
    const total = batch.reduce((sum, { ports }) => sum + portCount(ports), 0);
    assert.ok(total <= 4_096 && total > 4_000, `${total}`);
  });
});

/** A host's ports as two probes saw them, merged and accounted for as observe does it. */
function twice(first: Seen, second: Readonly<Partial<Record<PortState, string>>>, disputed = ''): Observation {
  const one = host('192.0.2.1', first);
  const answers: ProtocolAnswers = {
    ...(one.protocols.tcp as ProtocolAnswers),
    second: Object.fromEntries(Object.entries(second).map(([state, ports]) => [state, portsOf(ports)])),
  };
  const seen: HostObservation = { ...one, protocols: { tcp: answers } };
  return observation([seen], disputed === '' ? [] : [gap('192.0.2.1', disputed, 'answers-disagree')]);
}

describe('what two probes disagree on', () => {
  const CLOSED = { '22,80,443': 'closed' } as const;

  test('is incomplete alone where one found it open, and does not let the build go on', () => {
    const comparison = judge('allow: [80/tcp]', twice({ ...CLOSED, '6379': REDIS }, { closed: '6379' }, '6379'));
    assert.deepEqual(codes(comparison), ['incomplete-scan 6379']);
    assert.deepEqual([comparison.required, comparison.answered, comparison.withdrawn], [4, 3, true]);
    for (const onIncomplete of ['fail', 'warn'] as const) {
      const terms = { failOn: 'low', onIncomplete, withdrawn: comparison.withdrawn } as const;
      const decision = decide(comparison.findings, comparison.unobserved.length === 0, terms);
      assert.deepEqual(decision, { verdict: 'inconclusive', exitCode: 3 });
    }
  });

  test('takes no other finding with it', () => {
    const seen = twice({ '80,443': 'closed', '22': detail(), '6379': REDIS }, { open: '22', closed: '6379' }, '6379');
    const comparison = judge('', seen);
    assert.deepEqual(codes(comparison), ['unexpected-port 22', 'incomplete-scan 6379']);
  });

  test('takes forbidden services, wrong services and required ports with it', () => {
    const seen = twice({ ...CLOSED, '6379': REDIS }, { closed: '6379' }, '6379');
    for (const entries of [
      'allow: [6379/tcp]\nforbid: [redis]',
      'allow: [6379/tcp http]',
      'require: [6379/tcp]',
      'forbid: [6379/tcp]',
      'filtered: [6379/tcp]',
    ]) {
      assert.deepEqual(codes(judge(entries, seen)), ['incomplete-scan 6379'], entries);
    }
  });

  test('is incomplete where closed and filtered make a difference, and only there', () => {
    const closedFirst = twice({ '22,80,443,6379': 'closed' }, { filtered: '6379' });
    const filteredFirst = twice({ '22,80,443': 'closed', '6379': 'filtered' }, { closed: '6379' });
    for (const seen of [closedFirst, filteredFirst]) {
      assert.deepEqual(codes(judge('filtered: [6379/tcp]', seen)), ['incomplete-scan 6379']);
      assert.deepEqual(codes(judge('require: [6379/tcp]', seen)), ['missing-port 6379']);
      assert.deepEqual(codes(judge('allow: [6379/tcp]', seen)), []);
    }
    const comparison = judge('filtered: [6379/tcp]', closedFirst);
    assert.match(comparison.findings[0]?.message ?? '', /was closed for one probe and filtered for a second one/);
    assert.equal(comparison.withdrawn, true);
  });

  test('is no disagreement where the second answer is only the vaguer one', () => {
    const seen = twice({ ...CLOSED, '6379': REDIS }, { 'open|filtered': '6379' });
    assert.deepEqual(codes(judge('', seen)), ['unexpected-port 6379']);
  });

  test('leaves a suspicious host that was confirmed in part, and doubts all of one that was not at all', () => {
    const all = { '1-65535': detail() } as const;
    const partly = judge('ports: {tcp: all}', twice(all, { open: '1-16', closed: '17-32' }, '17-32'));
    assert.deepEqual(codes(partly), ['suspicious-host 1-16,33-65535', 'incomplete-scan 17-32']);
    const none = judge('ports: {tcp: all}', twice(all, { closed: '1-32' }, '1-32'));
    assert.deepEqual(codes(none), ['incomplete-scan 1-65535']);
    assert.equal(none.answered, 0);
  });

  test('does not change the fingerprint of what was confirmed', () => {
    const once = judge('', observation([host('192.0.2.1', { ...CLOSED, '6379': REDIS })]));
    const confirmed = judge('', twice({ ...CLOSED, '6379': REDIS }, { open: '6379' }));
    assert.deepEqual(confirmed.findings, once.findings);
  });
});

test(
  'a second probe never makes a pass of what failed without it, unless it found a port that may be ' + 'open to be so',
  () => {
    const anyState = fc.constantFrom(...PORT_STATES);
    const anyEntry = fc.constantFrom('require', 'allow', 'filtered', 'forbid', '');
    fc.assert(
      fc.property(anyState, anyState, anyEntry, (first, second, entry) => {
        const entries = `ports: {tcp: [1]}${entry === '' ? '' : `\n${entry}: [1/tcp]`}`;
        const verdict = (seen: Observation) => {
          const { findings, unobserved, withdrawn } = judge(entries, seen);
          return decide(findings, unobserved.length === 0, { failOn: 'note', onIncomplete: 'fail', withdrawn }).verdict;
        };
        const before = verdict(observation([host('192.0.2.1', { '1': first })]));
        // As observe merges them: open stays open, and open for one alone is disputed.
        const merged = second === 'open' ? 'open' : first;
        const torn = (first === 'open' || second === 'open') && !compatibleStates(first, second);
        const after = verdict(twice({ '1': merged }, { [second]: '1' }, torn ? '1' : ''));
        const better = second === 'open' && compatibleStates(first, second);
        if (before !== 'pass' && !better) assert.notEqual(after, 'pass');
      }),
      { numRuns: runs(75, 300) },
    );
  },
);

describe('the note about a second probe', () => {
  const batch = [{ address: at('192.0.2.1'), protocol: 'tcp', ports: portsOf('22,6379') }] as const;
  const note = (seen: Observation) => confirmationNotice(batch, seen, judge('', seen));

  test('counts what agreed, what did not, and what gave no answer', () => {
    const open = { '80,443': 'closed', '22': detail(), '6379': REDIS } as const;
    assert.match(note(twice(open, { open: '22,6379' })) ?? '', /of 2 ports, 2 gave the same answer\.$/);
    assert.match(
      note(twice(open, { open: '22', closed: '6379' }, '6379')) ?? '',
      /of 2 ports, 1 gave the same answer, 1 gave a different answer and counts as unobserved\.$/,
    );
    assert.match(
      note(twice(open, { open: '22' })) ?? '',
      /1 gave the same answer, 1 gave none, and what was found there counts unconfirmed\.$/,
    );
    assert.equal(confirmationNotice([], observation([]), judge('', observation([]))), null);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../src/gate/gate.ts';
import type { Finding } from '../../src/model/finding.ts';
import { memoryProblems } from '../../src/policy/memory-rules.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { seenAllowances, unusedAllowances } from '../../src/state/allowances.ts';
import { placedHosts } from '../../src/state/devices.ts';
import { StateDraft } from '../../src/state/merge.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { host, type Seen } from '../support/observations.ts';
import { runs } from '../support/property-runs.ts';
import { anyState, hour, INCOMPLETE, reread, runAt } from './states.ts';

function policyOf(allow: string, more = '', defaults = 'unused-after: 3') {
  const text = `version: 1
environment: staging
defaults: {${defaults}}
authorization: {by: me, reference: R-1, scope: [192.0.2.0/24], expires: 2099-12-31}
targets:
  edge:
    hosts: [192.0.2.1, 192.0.2.2]
    require: [22/tcp]
    allow: [${allow}]
${more}`;
  return parsePolicy(text, 'p.yml');
}

type Policy = ReturnType<typeof policyOf>;

const WEB = policyOf('80/tcp http, 8000-8010/tcp, 53/udp');
const CLOSED: Seen = { '22': 'open', '80': 'closed', '8000-8010': 'filtered' };

interface Run {
  readonly tcp?: Seen;
  readonly udp?: Seen;
  readonly complete?: boolean;
  readonly down?: boolean;
  readonly targets?: readonly string[];
}

function evidenceOf(policy: Policy, hours: number, run: Run) {
  const { tcp = CLOSED, udp = { '53': 'closed' }, complete = true, down = false, targets = ['edge'] } = run;
  const seen = targets.flatMap((target) => [
    { ...host('192.0.2.1', { '22': 'open' }), hosts: ['192.0.2.1'], targets: [target] },
    { ...host('192.0.2.2', tcp, udp), hosts: ['192.0.2.2'], targets: [target] },
  ]);
  const hosts = down ? seen.map((one) => ({ ...one, state: 'down' as const, protocols: {} })) : seen;
  return {
    ...{ policy, complete, at: hour(hours), now: new Date(hour(hours)) },
    targets: policy.targets.filter(({ name }) => targets.includes(name)),
    hosts: hosts.map((one) => ({ ...one, ...(placedHosts([one], policy, null, [])[0] ?? assert.fail()) })),
  };
}

/** One run after another, an hour apart, with the file between them. */
function after(policy: Policy, all: readonly Run[], before = NO_STATE, from = 0) {
  let state = before;
  let findings: readonly Finding[] = [];
  for (const [index, run] of all.entries()) {
    const evidence = evidenceOf(policy, from + index, run);
    findings = unusedAllowances({ ...evidence, state });
    const about = { ...runAt(0, []).policy, targets: evidence.targets.map(({ name }) => name) };
    const report = runAt(from + index, findings, {
      ...(run.complete === false ? INCOMPLETE : {}),
      ...{ policy: about, allowances: seenAllowances(evidence), hosts: evidence.hosts },
    });
    state = reread(remember(state, report));
  }
  return {
    state,
    findings,
    lines: findings.map(({ ports, protocol, severity }) => `${ports}/${protocol} ${severity}`),
  };
}

const ALL = ['80/tcp note', '8000-8010/tcp note', '53/udp note'];

describe('an allowed line is unused', () => {
  test('after as many complete runs as the policy says, in which none of its ports was open', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((count) => after(WEB, Array(count).fill({})).lines),
      [[], [], ALL, ALL],
    );
    const [first] = after(WEB, [{}, {}, {}]).findings;
    assert.deepEqual([first?.location.line, first?.code, first?.level], [9, 'unused-allowance', 'note']);
  });

  test('not if one port of it was open on one host, or may have been, in one of these runs', () => {
    const open: Run = { tcp: { ...CLOSED, '8005': 'open' }, udp: { '53': 'open|filtered' } };
    for (const index of [0, 1, 2]) {
      const all = [{}, {}, {}].map((run, at) => (at === index ? open : run));
      assert.deepEqual(after(WEB, all).lines, ['80/tcp note'], `run ${index}`);
    }
    assert.deepEqual(after(WEB, [open, {}, {}, {}]).lines, ALL, 'that was long ago');
  });

  test('not by runs that are incomplete, though these show that a port is open', () => {
    assert.deepEqual(after(WEB, [{}, {}, { complete: false }]).lines, []);
    assert.deepEqual(after(WEB, [{}, { complete: false }, {}]).lines, []);
    const open = { complete: false, tcp: { ...CLOSED, '80': 'open' } } as const;
    assert.deepEqual(after(WEB, [{}, {}, open, {}]).lines, ALL.slice(1));
  });

  test('not by runs in which no host of the target is up, or each is excluded: nobody asked', () => {
    const down = { down: true };
    assert.deepEqual(after(WEB, [{}, {}, down]).lines, []);
    assert.deepEqual(after(WEB, [{}, down, down, {}]).lines, []);
    assert.deepEqual(after(WEB, [{}, down, {}, down, {}]).lines, ALL);
    assert.deepEqual(
      after(WEB, [{}, down]).state.runs.map(({ silent }) => silent),
      [[], ['edge']],
    );
  });

  test('not without a memory, and not if nobody asks', () => {
    assert.deepEqual(unusedAllowances({ ...evidenceOf(WEB, 9, {}), state: null }), []);
    const silent = policyOf('80/tcp', '', '');
    assert.deepEqual(after(silent, [{}, {}, {}, {}]).lines, []);
    assert.equal(after(silent, [{}]).state.allowances.size, 0);
    assert.equal(after(policyOf('80/tcp', '', 'unused-after: 1'), [{}]).lines.length, 1, 'the first run counts');
  });

  test('not before the runs since it was changed, added, or asked for', () => {
    const { state } = after(WEB, [{}, {}, {}]);
    assert.deepEqual(after(policyOf('80-81/tcp'), [{}, {}], state, 3).lines, []);
    assert.deepEqual(after(policyOf('80/tcp https'), [{}], state, 3).lines, ['80/tcp note'], 'it is the same port');
    for (const other of [policyOf('81/tcp'), policyOf('80/tcp', '', '')]) {
      const without = after(other, [{}], state, 3).state;
      assert.deepEqual(after(WEB, [{}, {}], without, 4).lines, [], 'what was open in between, nobody knows');
      assert.deepEqual(after(WEB, [{}, {}, {}], without, 4).lines, ALL);
    }
  });

  test('not because of older results, which say nothing of the runs in between', () => {
    const before = after(policyOf('81/tcp'), [{}, {}, {}], NO_STATE, 1).state;
    const since = after(WEB, [{}], before, 4).state;
    const older = after(WEB, [{}], since, 0).state;
    assert.deepEqual(after(WEB, [{}], older, 5).lines, after(WEB, [{}], since, 5).lines);
    assert.deepEqual(after(WEB, [{}, {}], older, 5).lines, ALL);
    const gap = after(policyOf('81/tcp'), [{}], after(WEB, [{}, {}], after(WEB, [{}]).state, 2).state, 1).state;
    assert.deepEqual(after(WEB, [{}], gap, 4).lines, ALL, 'the runs after it count');
    const late = after(policyOf('81/tcp'), [{}], after(WEB, [{}], after(WEB, [{}]).state, 2).state, 1).state;
    assert.deepEqual(after(WEB, [{}], late, 4).lines, [], 'the runs before it do not');
  });

  test('by runs of its own target alone', () => {
    const two = policyOf('80/tcp', '  core: {hosts: [192.0.2.3], allow: [80/tcp]}\n');
    const core = { targets: ['core'] };
    assert.deepEqual(after(two, [{}, core, core, {}]).lines, []);
    assert.deepEqual(after(two, [{}, core, {}, core, {}]).lines, ['80/tcp note']);
  });

  test('once, if a line of another policy says the same, and on the own line', () => {
    const doubled = WEB.targets.map((one) => {
      const [, entry = assert.fail()] = one.entries;
      const at = { file: 'p.yml', line: 3, column: 1 };
      const used = { ...entry, location: at, used: { reference: 'web-server', at, origin: at } };
      return { ...one, entries: [used, ...one.entries] };
    });
    const { findings } = after({ ...WEB, targets: doubled }, [{}, {}, {}]);
    assert.deepEqual([findings.length, findings[0]?.location.line, findings[0]?.expectation], [3, 9, 'allow']);
  });
});

test('what two files remember of a line is joined: first is the earliest, last and open are the latest', () => {
  const used = after(WEB, [{}, { tcp: { ...CLOSED, '80': 'open' } }]).state;
  const both = [used, after(WEB, [{}], NO_STATE, 2).state];
  for (const states of [both, [...both].reverse()]) {
    const draft = new StateDraft();
    for (const { allowances } of states) for (const known of allowances.values()) draft.addAllowance(known);
    assert.deepEqual(
      [...reread(draft.finish()).allowances.values()].map(({ ports, first, last, open }) => [ports, first, last, open]),
      [...used.allowances.values()].map(({ ports }) => [ports, hour(0), hour(2), ports === '80' ? hour(1) : null]),
    );
  }
});

describe('a policy in which an unused line decides the verdict', () => {
  test('is refused', () => {
    for (const more of ['levels: {unused-allowance: error}', 'levels: {unused-allowance: warning}', 'fail-on: note'])
      assert.throws(() => policyOf('80/tcp', '', `unused-after: 3, ${more}`), /\[contradiction\]/);
    policyOf('80/tcp', '', 'unused-after: 3, levels: {unused-allowance: note}');
    assert.equal(memoryProblems(WEB, 'low').length, 0);
    assert.deepEqual(
      memoryProblems(WEB, 'note').map(({ code, location }) => [code, location?.line]),
      [['contradiction', 3]],
    );
  });

  test('raises nothing if it got in all the same', () => {
    const raised = { ...WEB, levels: { 'unused-allowance': 'error' as const } };
    assert.deepEqual(after(raised, [{}, {}, {}]).lines, ALL);
  });

  test('has between 1 and 400 runs, because so many are kept', () => {
    for (const wrong of ['0', '401', '1.5', 'all'])
      assert.throws(() => policyOf('80/tcp', '', `unused-after: ${wrong}`));
    for (const right of ['1', '400']) policyOf('80/tcp', '', `unused-after: ${right}`);
  });
});

test('no memory of lines changes a verdict: it only adds notes, and none to an incomplete run', () => {
  fc.assert(
    fc.property(anyState, fc.boolean(), fc.constantFrom('low', 'medium'), (state: State, complete, failOn) => {
      const found = unusedAllowances({ ...evidenceOf(WEB, 70, { complete }), state });
      const judge = (findings: readonly Finding[]) =>
        decide(findings, complete, { failOn, onIncomplete: 'fail', withdrawn: false });
      assert.deepEqual(judge(found), judge([]));
      if (!complete) assert.deepEqual(found, []);
    }),
    { numRuns: runs(100, 1_000) },
  );
});

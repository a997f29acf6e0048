import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../../src/model/problem.ts';
import { addWaiver, removeItem } from '../../src/policy/edit.ts';

const WAIVER = {
  finding: 'unexpected-port',
  port: '4711/tcp',
  reason: 'old: "tool", being removed # soon',
  owner: 'yes',
  expires: '2026-12-31',
};

const HEAD = 'version: 1\ntargets:\n  a:\n    hosts: [127.0.0.1]\n    ports: {tcp: [1]}\n';
const ONE = '{finding: unexpected-port, port: 1/tcp, reason: r, owner: o, expires: 2026-12-31}';
const TWO = '{finding: unexpected-port, port: 2/tcp, reason: r, owner: o, expires: 2026-12-31}';

describe('a list of waivers', () => {
  for (const [name, list, index, left] of [
    ['in one flow list, the first', `    waive: [${ONE}, ${TWO}]\n`, 0, `    waive: [${TWO}]\n`],
    ['in one flow list, the last', `    waive: [${ONE}, ${TWO}]\n`, 1, `    waive: [${ONE}]\n`],
    [
      'in a flow list of several lines',
      `    waive: [\n      ${ONE}, # one\n      ${TWO}, # two\n    ]\n`,
      1,
      `    waive: [\n      ${ONE}, # one\n    ]\n`,
    ],
    ['alone in a flow list', `    waive: [${ONE}] # all\n    tags: [x]\n`, 0, '    tags: [x]\n'],
    [
      'with a comment above it, which stays',
      `    waive:\n      # one\n      - ${ONE}\n      # two\n      - ${TWO} # with two\n    # end\n`,
      1,
      `    waive:\n      # one\n      - ${ONE}\n      # two\n    # end\n`,
    ],
    [
      'whose reason is a folded block',
      `    waive:\n      - finding: unexpected-port\n        port: 1/tcp\n        owner: o\n        expires: ` +
        `2026-12-31\n        reason: >\n          because\n      - ${TWO}\n`,
      0,
      `    waive:\n      - ${TWO}\n`,
    ],
    ['at the indentation of its key', `    waive:\n    - ${ONE}\n    - ${TWO}\n`, 0, `    waive:\n    - ${TWO}\n`],
  ] as const) {
    test(`loses one: ${name}`, () => {
      assert.equal(removeItem(HEAD + list, 'policy.yml', 'a', 'waive', index), HEAD + left);
    });
  }

  test('gets one in its own style', () => {
    const short = { finding: 'unexpected-port', port: '3/tcp' };
    const flow = '{finding: unexpected-port, port: 3/tcp}';
    const add = (list: string) => addWaiver(HEAD + list, 'policy.yml', 'a', short).slice(HEAD.length);
    assert.equal(add(`    waive: [${ONE}]\n`), `    waive: [${ONE}, ${flow}]\n`);
    assert.equal(add(`    waive: [${ONE},]\n`), `    waive: [${ONE}, ${flow},]\n`);
    assert.equal(add(`    waive:\n    - ${ONE}\n# end`), `    waive:\n    - ${ONE}\n    - ${flow}\n# end`);
    assert.equal(
      add('    tags: [x] # end'),
      `    tags: [x] # end\n    waive:\n      - finding: unexpected-port\n        port: 3/tcp`,
    );
    const whole = 'version: 1\ntargets: {a: {hosts: [127.0.0.1], ports: {tcp: [1]}}}\n';
    assert.equal(
      addWaiver(whole, 'policy.yml', 'a', short),
      `version: 1\ntargets: {a: {hosts: [127.0.0.1], ports: {tcp: [1]}, waive: [${flow}]}}\n`,
    );
  });

  test('is refused, and not guessed, if its target is not there', () => {
    assert.throws(() => addWaiver(HEAD, 'policy.yml', 'b', WAIVER), InputError);
    assert.throws(() => removeItem(HEAD, 'policy.yml', 'a', 'waive', 0), InputError);
  });
});

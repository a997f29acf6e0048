import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CATALOGUE, RULES } from '../../src/compare/catalogue.ts';
import { ADJUSTABLE_CODES, FINDING_CODES, type FindingCode, WAIVABLE_CODES } from '../../src/model/finding.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

/** The lines of a help text, and what they leave out. */
function policyAround(lines: string): string {
  const targets = lines.includes('targets:') ? lines : `${lines}\ntargets:\n  edge:`;
  const hosts = targets.includes('hosts:')
    ? targets
    : targets.replace(/targets:\n {2}\w+:/, '$&\n    hosts: [192.0.2.0/24]');
  return `version: 1
environment: test
authorization:
  by: Jo <jo@example.com>
  reference: TEST-1
  scope: [192.0.2.0/24, www.example.com]
  expires: 2099-12-31
${hosts}
`;
}

describe('the finding catalogue', () => {
  test('lists every code once, in report order', () => {
    assert.deepEqual(
      RULES.map(({ code }) => code),
      [...FINDING_CODES],
    );
    for (const code of FINDING_CODES) assert.equal(CATALOGUE[code].code, code);
  });

  test('grades exactly the findings that are about what listens', () => {
    assert.deepEqual(
      RULES.filter(({ graded }) => graded).map(({ code }) => code),
      ['unexpected-port', 'forbidden-port', 'forbidden-service', 'wrong-service', 'suspicious-host'],
    );
  });

  test('keeps the severity that its level implies', () => {
    for (const { code, level, severity } of RULES) {
      if (level === 'warning') assert.equal(severity, 'low', code);
      else if (level === 'note') assert.equal(severity, 'note', code);
      else assert.ok(['critical', 'high', 'medium'].includes(severity), code);
    }
  });

  for (const rule of RULES) {
    test(`${rule.code} stays within the limits of code scanning`, () => {
      assert.match(rule.title, /^[^.\n]{5,255}$/);
      assert.match(rule.description, /^[^\n]{20,1024}$/);
      assert.match(rule.help.text, /^What it means\n\n[^`]{50,2500}$/);
      assert.doesNotMatch(rule.help.text, /:$/, 'what a colon announces is there');
      assert.ok(rule.help.markdown.length <= 1700, `${rule.help.markdown.length}`);
      assert.ok(rule.tags.length <= 9, 'one more tag is added: "security"');
      for (const tag of rule.tags) assert.match(tag, /^(?:[a-z]+|external\/cwe\/cwe-\d+)$/);
    });

    test(`${rule.code} says what it means, why it matters, how to fix and how to waive it`, () => {
      assert.deepEqual(rule.help.markdown.match(/^## .+$/gm), [
        '## What it means',
        '## Why it matters',
        '## How to fix it',
        '## How to waive it',
      ]);
    });

    test(`${rule.code} shows policy lines that a policy may hold`, () => {
      const blocks = [...rule.help.markdown.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text]) => text as string);
      assert.ok(blocks.length >= 1);
      for (const text of blocks) assert.doesNotThrow(() => parsePolicy(policyAround(text), 'policy.yml'));
    });

    test(`${rule.code} offers a waiver only where a policy may write one`, () => {
      const waivable: readonly FindingCode[] = WAIVABLE_CODES;
      assert.equal(rule.help.markdown.includes(`finding: ${rule.code}\n`), waivable.includes(rule.code));
    });

    test(`${rule.code} offers a level only where a policy may write one`, () => {
      for (const [, code] of rule.help.markdown.matchAll(/levels:\n\s+([a-z-]+):/g)) {
        assert.ok(ADJUSTABLE_CODES.some((adjustable) => adjustable === code));
      }
    });
  }
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatPorts } from '../src/model/port.ts';
import { parsePolicy } from '../src/policy/parse.ts';
import type { UsedPolicies } from '../src/policy/use.ts';
import { pruneWaivers } from '../src/prune.ts';
import { reviewPolicies } from '../src/review/review.ts';
import type { ReportedFindings } from '../src/waive.ts';

const FILE = 'p.yml';
const NOW = new Date('2026-11-27T00:00:00Z');

function policyText(ports: string, allow: readonly string[], more = ''): string {
  return `version: 1
environment: production
defaults: {ports: {tcp: [${ports}]}, unused-after: 1}
targets:
  a:
    hosts: [192.0.2.10]
    allow:
${allow.map((line) => `      - ${line}\n`).join('')}${more}`;
}

/** A report in which nothing used the lines of the policy that the test names by their ports. */
function unused(text: string, ...ports: readonly string[]): ReportedFindings {
  const findings = parsePolicy(text, FILE).targets.flatMap(({ name, entries }) =>
    entries
      .filter((entry) => ports.includes(formatPorts(entry.ports)))
      .map(({ protocol, ports: set, location }) => ({
        ...{ code: 'unused-allowance', target: name, host: null, address: null, protocol, port: null },
        ...{ ports: formatPorts(set), location: { ...location }, waived: null },
      })),
  );
  return { reportVersion: 1, verdict: 'pass', policy: { file: FILE }, findings };
}

function prune(text: string, report: ReportedFindings, used: UsedPolicies = new Map()) {
  const pruned = pruneWaivers(text, FILE, { report, allowances: true }, NOW, used);
  const side = (one: string) => ({ policy: parsePolicy(one, FILE, used), label: FILE, exists: true });
  const kinds = reviewPolicies(side(text), side(pruned.text)).changes.map(({ kind }) => kind);
  return { ...pruned, kinds: [...new Set(kinds)] };
}

describe('pruning keeps an allowed line', () => {
  test('that demands a service, if a wider line allows any service', () => {
    const text = policyText('22, 80', ['20-90/tcp', '80/tcp http']);
    const { text: after, left } = prune(text, unused(text, '80'));
    assert.equal(after, text);
    assert.equal(left.length, 1);
    assert.match(left[0] ?? '', /^a: not removed, .*80\/tcp.*narrow the other lines.*, by p\.yml:9$/);
  });

  test('that demands a service, if the wider line is one of another target of the host', () => {
    const wide = '  b: {hosts: [192.0.2.10], allow: [20-90/tcp]}\n';
    const text = policyText('22, 80', ['80/tcp http', '22/tcp ssh'], wide);
    assert.deepEqual([prune(text, unused(text, '80')).text, prune(text, unused(text, '22', '80')).text], [text, text]);
  });

  test('without which nobody scans its port, until ports has it', () => {
    const text = policyText('22', ['22/tcp ssh', '8080/tcp http']);
    const kept = prune(text, unused(text, '8080'));
    assert.equal(kept.text, text);
    assert.match(kept.left[0] ?? '', /8080\/tcp.*add the port to ports and prune again/);
    const obeyed = policyText('22, 8080', ['22/tcp ssh', '8080/tcp http']);
    const after = prune(obeyed, unused(obeyed, '8080'));
    assert.deepEqual([after.text, after.left], [policyText('22, 8080', ['22/tcp ssh']), []]);
  });

  test('and removes the others, also those that go only together', () => {
    const text = policyText('20-90', ['20-90/tcp', '80/tcp http', '8080/tcp http']);
    const { text: after, left, changes, kinds } = prune(text, unused(text, '20-90', '80', '8080'));
    assert.deepEqual([after, left.length, changes.length], [policyText('20-90', ['8080/tcp http']), 1, 2]);
    assert.deepEqual(kinds, ['narrowed']);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf, withTarget } from './reading.ts';

test('advice on a large policy that is no YAML at all takes no more than a few seconds', () => {
  const many = withTarget(Array.from({ length: 9_000 }, (_, index) => `  - "a: @b ${index}`).join('\n'));
  const start = process.cpuUsage();
  assert.ok(problemsOf(many).length > 0);
  const { user } = process.cpuUsage(start);
  assert.ok(user < 5e6, `${user} us`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_POLICY_BYTES } from '../../src/policy/parse.ts';
import { problemsOf } from './reading.ts';

test('a policy made to be slow is still read', () => {
  const ranges = Array.from({ length: 1000 }, (_, port) => `${port + 1}-${port + 9000}/tcp`);
  const hosts = Array.from({ length: 1000 }, (_, n) => `10.${n >> 8}.${n & 255}.0-${n & 127}`);
  const target = (n: number) => `  t${n}:\n    hosts: [${hosts.join(', ')}]\n    allow: [${ranges.join(', ')}]\n`;
  const text = `version: 1\nenvironment: test\ntargets:\n${[1, 2, 3].map(target).join('')}`;
  assert.ok(text.length < MAX_POLICY_BYTES && text.length > MAX_POLICY_BYTES / 4);
  const started = process.cpuUsage();
  assert.ok(problemsOf(text).every(({ code }) => code === 'useless-entry'));
  assert.ok(process.cpuUsage(started).user < 10_000_000, 'microseconds of the processor, whoever else is at work');
});

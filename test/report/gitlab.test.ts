import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderGitlab } from '../../src/report/gitlab.ts';
import { CONTEXT } from './contexts.ts';
import { hostileFailure, hostileReport, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';
import { validateWithJsonSchema } from './validators.ts';

/** GitLab, "Code Quality", "Code Quality report format": what it requires of every entry. */
const SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', minLength: 1, not: { pattern: '^(?:/|\\./|\\.\\./)' } },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
};

interface Issue {
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string };
}

function issuesOf(outcome: Parameters<typeof renderGitlab>[0]): readonly Issue[] {
  const issues: readonly Issue[] = JSON.parse([...renderGitlab(outcome, CONTEXT)].join(''));
  assert.deepEqual(validateWithJsonSchema(SCHEMA, issues), []);
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length, 'a fingerprint occurs twice');
  return issues;
}

test('every outcome is a valid report in which no fingerprint occurs twice', () => {
  for (const outcome of Object.values(samples.SAMPLES)) issuesOf(outcome);
  issuesOf(hostileFailure(() => PAYLOADS.join('')));
  issuesOf(hostileReport(() => ''));
});

test('only a run that passes without a finding is empty', () => {
  assert.deepEqual(issuesOf(samples.PASSED), []);
  for (const outcome of [samples.FAILED, samples.INCONCLUSIVE, samples.BAD_POLICY, samples.NO_SCANNER])
    assert.notDeepEqual(issuesOf(outcome), []);
});

test('a run that proves nothing begins with a blocker', () => {
  for (const outcome of [samples.INCONCLUSIVE, { ...samples.INCONCLUSIVE, exitCode: 0 as const }])
    assert.deepEqual([issuesOf(outcome)[0]?.check_name, issuesOf(outcome)[0]?.severity], ['inconclusive', 'blocker']);
  for (const outcome of [samples.BAD_POLICY, samples.NO_SCANNER])
    assert.deepEqual([issuesOf(outcome)[0]?.check_name, issuesOf(outcome)[0]?.severity], ['error', 'blocker']);
});

test('the path of an entry is relative to the root of the repository, wherever the run works', () => {
  const repository = { root: '/r', workingDirectory: '/r/services/a', revision: null };
  const paths = (JSON.parse([...renderGitlab(samples.FAILED, { repository })].join('')) as readonly Issue[]).map(
    ({ location }) => location.path,
  );
  assert.deepEqual([...new Set(paths)], ['services/a/.github/exposure-policy.yml']);
});

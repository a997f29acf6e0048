import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originOf } from '../../src/edge/origin.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const NOTHING = { repository: null, commit: null, branch: null, run: null };

const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'octo/network',
  GITHUB_SHA: COMMIT,
  GITHUB_REF: 'refs/heads/main',
  GITHUB_RUN_ID: '4711',
};
const GITLAB = {
  GITLAB_CI: 'true',
  CI_PROJECT_URL: 'https://gitlab.example/octo/network',
  CI_COMMIT_SHA: COMMIT,
  CI_COMMIT_BRANCH: 'main',
  CI_PIPELINE_ID: '4711',
  CI_PIPELINE_URL: 'https://gitlab.example/octo/network/-/pipelines/4711',
};
const JENKINS = {
  JENKINS_URL: 'https://jenkins.example/',
  GIT_URL: 'git@git.example:octo/network.git',
  GIT_COMMIT: COMMIT,
  BRANCH_NAME: 'main',
  BUILD_TAG: 'jenkins-network-4711',
  BUILD_URL: 'https://jenkins.example/job/network/4711/',
};
const AZURE = {
  TF_BUILD: 'True',
  BUILD_REPOSITORY_URI: 'https://jo:secret@dev.azure.com/octo/_git/network',
  BUILD_SOURCEVERSION: COMMIT,
  BUILD_SOURCEBRANCH: 'refs/heads/main',
  BUILD_BUILDID: '4711',
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/octo/',
  SYSTEM_TEAMPROJECT: 'network',
};

for (const [system, environment, repository, id, url] of [
  ['github', GITHUB, 'https://github.com/octo/network', '4711', 'https://github.com/octo/network/actions/runs/4711'],
  ['gitlab', GITLAB, 'https://gitlab.example/octo/network', '4711', GITLAB.CI_PIPELINE_URL],
  ['jenkins', JENKINS, 'ssh://git.example/octo/network', JENKINS.BUILD_TAG, JENKINS.BUILD_URL],
  [
    'azure',
    AZURE,
    'https://dev.azure.com/octo/_git/network',
    '4711',
    'https://dev.azure.com/octo/network/_build/results?buildId=4711',
  ],
] as const) {
  test(`the variables of ${system} name repository, commit, branch and run`, () => {
    const run = { system, id, url };
    assert.deepEqual(originOf(environment, null), { repository, commit: COMMIT, branch: 'main', run });
  });
}

test('what is checked out counts more than the variables', () => {
  const revision = { uri: 'https://git.example/other', commit: 'f'.repeat(40), branch: null };
  const { run, ...origin } = originOf(GITHUB, revision);
  assert.deepEqual(origin, { repository: 'https://git.example/other', commit: 'f'.repeat(40), branch: null });
  assert.equal(run?.id, '4711');
});

test('without a CI system, or with empty variables of one, nothing is known', () => {
  assert.deepEqual(originOf({}, null), NOTHING);
  assert.deepEqual(originOf({ GITHUB_ACTIONS: 'true', GITLAB_CI: '' }, null), NOTHING);
  assert.deepEqual(originOf({ CI_PIPELINE_ID: '4711' }, null), NOTHING);
});

test('no secret of a URL and no character that is not printable gets into a report', () => {
  const hostile = {
    GITLAB_CI: 'true',
    CI_PROJECT_URL: 'https://jo:secret@gitlab.example/a?private_token=secret',
    CI_COMMIT_SHA: 'HEAD',
    CI_COMMIT_BRANCH: 'a\n::error::b\u202e',
    CI_PIPELINE_ID: '1\x1b[31m',
    CI_PIPELINE_URL: 'javascript:alert(1)',
  };
  assert.deepEqual(originOf(hostile, null), {
    repository: 'https://gitlab.example/a',
    commit: null,
    branch: 'a\\x0a::error::b\\u{202e}',
    run: { system: 'gitlab', id: '1\\x1b[31m', url: null },
  });
});

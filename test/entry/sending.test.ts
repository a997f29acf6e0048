import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT } from '../support/bundles.ts';
import { blocksOf } from '../support/pages.ts';
import { textOf, workspace } from '../support/workspace.ts';

const workflow = z.object({
  jobs: z.object({
    exposure: z.object({ steps: z.array(z.looseObject({ id: z.string().optional(), run: z.string().optional() })) }),
  }),
});

/** Prints to whom it posts, and what. */
const CURL = `#!/bin/sh
for url; do :; done
printf '%s %s\\n' "$url" "$(jq --compact-output .)" >> sent
exit "\${CURL_STATUS:-0}"
`;

async function run(
  script: string,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | null; readonly sent: readonly string[] }> {
  const cwd = await workspace({ 'bin/curl': CURL, ...files });
  await chmod(join(cwd, 'bin', 'curl'), 0o755);
  const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: `${join(cwd, 'bin')}:${process.env.PATH}`, ...env },
  });
  const sent = (await textOf(join(cwd, 'sent')))?.trimEnd().split('\n') ?? [];
  return { status, sent };
}

describe('what sends messages', { skip: !existsSync('/usr/bin/jq') }, () => {
  test('to Slack sends the file if there is one, and says if a night proved nothing', async () => {
    const { jobs } = workflow.parse(parse(readFileSync(join(ROOT, 'examples/github/slack.yml'), 'utf8')));
    const step = jobs.exposure.steps.find(({ id }) => id === 'send');
    const script = step?.run ?? assert.fail();
    const env = { WEBHOOK: 'https://hooks.example', VERDICT: 'fail', RUN: 'https://run.example' };
    const message = { 'slack.json': '{"text":"2 changes"}' };
    const sent = async (files: Readonly<Record<string, string>>, COMPLETE: string) => {
      const ended = await run(script, files, { ...env, COMPLETE, GITHUB_REPOSITORY: 'octo/network' });
      assert.equal(ended.status, 0);
      return ended.sent;
    };
    assert.deepEqual(await sent({}, 'true'), []);
    assert.deepEqual(await sent(message, 'true'), ['https://hooks.example {"text":"2 changes"}']);
    for (const complete of ['false', '']) {
      const [first, second, ...more] = await sent(message, complete);
      assert.match(first ?? '', /octo\/network: fail, and not every port was answered for/);
      assert.deepEqual([second, more], ['https://hooks.example {"text":"2 changes"}', []]);
    }
    assert.notEqual((await run(script, message, { ...env, COMPLETE: 'true', CURL_STATUS: '22' })).status, 0);
  });

  test('in the documentation sends each file that is there', async () => {
    const page = { path: 'docs/changes.md', text: readFileSync(join(ROOT, 'docs/changes.md'), 'utf8') };
    const script = blocksOf(page, 'bash').find((block) => block.startsWith('post()')) ?? assert.fail();
    const urls = {
      SLACK_WEBHOOK_URL: 's',
      TEAMS_WEBHOOK_URL: 't',
      MY_URL: 'm',
      TELEGRAM_CHAT: '-7',
      TELEGRAM_TOKEN: '1:x',
    };
    assert.deepEqual((await run(script, {}, urls)).sent, []);
    const files = {
      'slack.json': '{"a":1}',
      'teams.json': '{"b":1}',
      'changes.json': '{}',
      'telegram.json': '{"c":1}',
    };
    const { sent } = await run(script, files, urls);
    assert.deepEqual(sent, [
      's {"a":1}',
      't {"b":1}',
      'm {}',
      'https://api.telegram.org/bot1:x/sendMessage {"c":1,"chat_id":"-7"}',
    ]);
  });
});

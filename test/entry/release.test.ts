import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { TOOL_VERSION } from '../../src/model/version.ts';
import { ROOT } from '../support/bundles.ts';
import { workspace } from '../support/workspace.ts';

/** Runs the command of the release workflow, on a tag, and returns the folder that it was to write. */
async function release(tag: string) {
  const steps = z.object({ steps: z.array(z.looseObject({ id: z.string().optional(), run: z.string().optional() })) });
  const workflow = z.object({ jobs: z.object({ pack: steps }) });
  const text = readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8');
  const command = workflow.parse(parse(text)).jobs.pack.steps.find(({ id }) => id === 'pack')?.run;
  const folder = await workspace();
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', command ?? 'false'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, RUNNER_TEMP: folder, GITHUB_REF_NAME: tag },
  });
  return { status, stderr, folder: join(folder, 'release') };
}

describe('a release', () => {
  test('has the package, the list of what it bundles, and checksums that agree', async () => {
    const { status, stderr, folder } = await release(`v${TOOL_VERSION}`);
    assert.equal(status, 0, stderr);
    const [packed, listed] = [`exposure-gate-${TOOL_VERSION}.tgz`, `exposure-gate-${TOOL_VERSION}.cdx.json`];
    assert.deepEqual(readdirSync(folder).sort(), ['SHA256SUMS', listed, packed].sort());
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder });
    const { bomFormat, components } = JSON.parse(readFileSync(join(folder, listed), 'utf8'));
    assert.equal(bomFormat, 'CycloneDX');
    const names = components.map(({ name }: { name: string }) => name);
    assert.ok(names.includes('zod') && !names.includes('typescript'), names.join());
  });

  test('is refused if the tag is not the version', async () => {
    const { status, folder } = await release('v99.0.0');
    assert.notEqual(status, 0);
    assert.equal(existsSync(folder), false);
  });
});

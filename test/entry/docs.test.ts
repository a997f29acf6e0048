import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CLI, ROOT } from '../support/bundles.ts';
import { builtFiles, commandsOf, readPages } from '../support/pages.ts';
import { workspace } from '../support/workspace.ts';

const run = promisify(execFile);

/** For the pages' commands: this machine in place of a network, and two ports that nothing uses. */
const POLICY = `version: 1
defaults:
  ports: {tcp: [4, 6]}
targets:
  edge:
    hosts: [127.0.0.1]
`;

/** What CI or the laboratory runs, or what this test is part of. */
const RUN_ELSEWHERE = ['npm start', 'npm cit', 'npm ci', 'npm run test:unit'];

/** Its commands need open services: test/lab/start.test.ts runs them. */
const WITH_SERVICES = ['docs/start.md'];

test('the pages link only to built files that exist', () => {
  const files = readPages().flatMap(builtFiles);
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter((file) => !existsSync(join(ROOT, file))),
    [],
  );
});

for (const page of readPages().filter(({ path }) => !path.startsWith('bench/') && !WITH_SERVICES.includes(path))) {
  const commands = commandsOf(page);
  if (commands.length === 0) continue;
  describe(`the commands of ${page.path}`, () => {
    let folder: Promise<string> | undefined;
    for (const command of commands) {
      test(command, { skip: RUN_ELSEWHERE.includes(command), timeout: 120_000 }, async () => {
        folder ??= workspace({ 'exposure-policy.yml': POLICY });
        await runs(command, await folder);
      });
    }
  });
}

/** In the order of the page: a later command may read what an earlier one wrote. */
async function runs(command: string, folder: string): Promise<void> {
  const [program = ''] = command.split(' ');
  assert.ok(['exposure-gate', 'nmap', 'node'].includes(program), `nobody runs ${command}`);
  const local = command.replace('192.0.2.10', '127.0.0.1').replace(' -p- ', ' -p4,6 ');
  assert.ok(program !== 'nmap' || local.endsWith(' 127.0.0.1'), 'this machine alone is scanned');
  // A test file that is run is no part of this run, of which Node would otherwise take it to be.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const script = `exposure-gate() { '${process.execPath}' '${CLI}' "$@"; }; ${local}`;
  await run('bash', ['-c', script], { cwd: program === 'node' ? ROOT : folder, env });
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { CLI, ROOT, spawnBundle, workspace } from '../support/bundles.ts';
import { commandsOf, readPages } from '../support/pages.ts';

const run = promisify(execFile);

/** The pages' example with the machine itself in place of a network: two ports that nothing uses. */
const POLICY = `version: 1
defaults:
  ports: {tcp: [4, 6]}
targets:
  edge:
    hosts: [127.0.0.1]
`;

/** What stands for a network in the pages, and here: this machine, and the ports of the policy above. */
const HERE: Readonly<Record<string, string>> = { '192.0.2.10': '127.0.0.1', '-p-': '-p4,6' };

/** What CI or the laboratory runs, or what this test is part of. */
const RUN_ELSEWHERE = ['npm start', 'npm cit', 'npm ci'];

for (const page of readPages().filter(({ path }) => !path.startsWith('bench/'))) {
  const commands = commandsOf(page);
  if (commands.length === 0) continue;
  describe(`the commands of ${page.path}`, () => {
    let folder: Promise<string> | undefined;
    for (const command of commands) {
      it(command, { skip: RUN_ELSEWHERE.includes(command), timeout: 120_000 }, async () => {
        folder ??= workspace({ 'exposure-policy.yml': POLICY });
        await runs(command, await folder);
      });
    }
  });
}

/** In the order of the page: a later command may read what an earlier one wrote. */
async function runs(command: string, folder: string): Promise<void> {
  const [program = '', ...args] = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([whole, quoted]) => quoted ?? whole);
  const local = args.map((arg) => HERE[arg] ?? arg.replace(/="(.*)"$/, '=$1'));
  if (program === 'exposure-gate') {
    const { status, stderr } = await spawnBundle(CLI, local, { cwd: folder });
    assert.equal(status, 0, stderr);
  } else if (program === 'nmap') {
    assert.ok(local.includes('127.0.0.1'), 'this machine alone is scanned');
    await run('nmap', local, { cwd: folder });
  } else {
    assert.equal(program, 'node', `nobody runs ${command}`);
    // Not as a part of this run, of which Node would otherwise take it to be.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    await run(process.execPath, local, { cwd: ROOT, env });
  }
}

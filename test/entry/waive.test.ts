import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CLI, type Ended, spawnBundle } from '../support/bundles.ts';
import { textOf, workspace } from '../support/workspace.ts';
import { POLICY, SCANS } from './samples.ts';

const FILE = 'exposure-policy.yml';
const TERMS = ['--reason', 'being removed', '--owner', 'team-edge', '--expires', '30d'];

function run(cwd: string, ...args: readonly string[]) {
  return spawnBundle(CLI, args, { cwd });
}

/** A repository in which a check has found something. */
async function checked(policy = POLICY, scan: keyof typeof SCANS = 'fail') {
  const cwd = await workspace({ [FILE]: policy, 'scan.xml': SCANS[scan] });
  const ended = await run(cwd, 'check', '--scan-xml', 'scan.xml', '--json', 'report.json');
  return { cwd, ended };
}

/** Edits the policy while the command runs: after it has read the policy, and before it writes. */
async function editedMeanwhile(cwd: string): Promise<{ readonly hit: boolean; readonly ended: Ended }> {
  // A long report makes the reading of the report, which comes after that of the policy, last longer than a look.
  const report = JSON.parse((await textOf(join(cwd, 'report.json'))) ?? '');
  await writeFile(join(cwd, 'long.json'), JSON.stringify({ ...report, padding: ' '.repeat(50_000_000) }));
  let hit = false;
  const ended = await spawnBundle(CLI, ['waive', '--add', '--from', 'long.json', ...TERMS], {
    cwd,
    running: (pid, end) => {
      let over = false;
      void end.finally(() => {
        over = true;
      });
      const look = (): void => {
        if (over || hit) return;
        hit = openFiles(pid).some((file) => file.endsWith('long.json'));
        if (hit) appendFileSync(join(cwd, FILE), '# edited meanwhile\n');
        else setImmediate(look);
      };
      look();
    },
  });
  return { hit, ended };
}

function openFiles(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

describe('waive --add', () => {
  test('refuses to write over an edit that somebody makes while it runs', {
    skip: process.platform !== 'linux',
  }, async () => {
    const { cwd } = await checked();
    for (let attempt = 1; ; attempt++) {
      const { hit, ended } = await editedMeanwhile(cwd);
      if (!hit && attempt < 5) {
        // The look came too late on a busy machine: undo the change, and look again.
        await writeFile(join(cwd, FILE), POLICY);
        continue;
      }
      assert.ok(hit, 'the report was never seen open');
      assert.equal(ended.status, 2, ended.stdout);
      assert.match(`${ended.stdout}${ended.stderr}`, /\[policy-changed\]/);
      assert.equal(await readFile(join(cwd, FILE), 'utf8'), `${POLICY}# edited meanwhile\n`);
      assert.deepEqual(readdirSync(cwd).sort(), [FILE, 'long.json', 'report.json', 'scan.xml']);
      return;
    }
  });

  test('makes exactly the findings of the report waived, and touches no other byte', async () => {
    const { cwd, ended } = await checked();
    assert.equal(ended.status, 1, ended.stderr);
    const added = await run(cwd, 'waive', '--add', '--from', 'report.json', ...TERMS);
    assert.equal(added.status, 0, added.stderr);
    assert.match(
      added.stdout,
      /^exposure-policy\.yml: \S+: added: \S+, \d+\/tcp on \S+, owner team-edge, until \d{4}-/m,
    );
    const text = await readFile(join(cwd, FILE), 'utf8');
    const lines = new Set(text.split('\n'));
    assert.ok(POLICY.split('\n').every((line) => lines.has(line)));
    const again = await run(cwd, 'check', '--scan-xml', 'scan.xml', '--json', 'again.json');
    assert.equal(again.status, 0, again.stdout);
    assert.deepEqual(readdirSync(cwd).sort(), ['again.json', FILE, 'report.json', 'scan.xml']);
  });

  test('does what the command in the text of a check says, for the policy of that check', async () => {
    const file = "the client's policy.yml";
    const cwd = await workspace({ [file]: POLICY, 'scan.xml': SCANS.fail });
    const check = ['check', file, '--scan-xml', 'scan.xml'];
    const { stdout } = await run(cwd, ...check, '--json', 'report.json');
    const command = /^ {2}(exposure-gate waive .*)$/m.exec(stdout)?.[1];
    assert.ok(command !== undefined, stdout);
    const { stderr } = await promisify(execFile)('sh', ['-c', `alias exposure-gate='"$NODE" "$CLI"'\n${command}`], {
      cwd,
      env: { PATH: process.env.PATH, NODE: process.execPath, CLI },
    });
    assert.equal(stderr, '');
    const again = await run(cwd, ...check);
    assert.equal(again.status, 0, again.stdout);
  });

  test('adds only what --finding, --port and --host select', async () => {
    const { cwd } = await checked();
    const report = JSON.parse((await textOf(join(cwd, 'report.json'))) ?? '');
    const [first] = report.findings;
    const port = `${first.port}/${first.protocol}`;
    const narrow = ['--finding', first.code, '--port', port, '--host', first.host];
    assert.equal((await run(cwd, 'waive', '--add', '--from', 'report.json', ...narrow, ...TERMS)).status, 0);
    const again = await run(cwd, 'check', '--scan-xml', 'scan.xml', '--json', 'again.json');
    assert.equal(again.status, 1);
    const left = JSON.parse((await textOf(join(cwd, 'again.json'))) ?? '').findings;
    const standing = (all: readonly { waived: unknown }[]) => all.filter(({ waived }) => waived === null).length;
    assert.equal(standing(left), standing(report.findings) - 1);
  });

  for (const [name, args, code] of [
    ['nothing is selected', ['--add', '--from', 'report.json', '--port', '9/udp', ...TERMS], 'no-finding'],
    ['there is no report', ['--add', '--from', 'none.json', ...TERMS], 'no-report'],
    ['the report is no JSON', ['--add', '--from', 'scan.xml', ...TERMS], 'bad-report'],
    ['the report is an error', ['--add', '--from', 'error.json', ...TERMS], 'bad-report'],
    ['an owner is missing', ['--add', '--from', 'report.json', '--reason', 'x', '--expires', '9d'], 'bad-option'],
    ['the last day is over', ['--add', '--from', 'report.json', ...TERMS.slice(0, -1), '2020-01-01'], 'bad-option'],
    ['the port is a range', ['--add', '--from', 'report.json', '--port', '1-9/tcp', ...TERMS], 'bad-option'],
    ['both verbs are given', ['--add', '--prune', '--from', 'report.json', ...TERMS], 'bad-option'],
    ['no verb is given', ['--from', 'report.json'], 'bad-option'],
  ] as const) {
    test(`changes nothing and exits with 2 if ${name}`, async () => {
      const { cwd } = await checked();
      await run(cwd, 'check', '--policy', 'none.yml', '--json', 'error.json');
      const ended = await run(cwd, 'waive', ...args);
      assert.equal(ended.status, 2, ended.stdout);
      assert.match(ended.stderr, new RegExp(`\\[${code}\\]`));
      assert.equal(await textOf(join(cwd, FILE)), POLICY);
    });
  }

  test('says what to write for a port without its protocol', async () => {
    const { cwd } = await checked();
    const ended = await run(cwd, 'waive', '--add', '--from', 'report.json', '--port', '6379', ...TERMS);
    assert.equal(ended.status, 2);
    assert.match(ended.stderr, /: write 6379\/tcp \[bad-option\]/);
  });

  test('refuses a policy that the report is not about, and a link out of the folder', async () => {
    const { cwd } = await checked();
    await writeFile(join(cwd, 'other.yml'), POLICY);
    const other = await run(cwd, 'waive', '--add', '--policy', 'other.yml', '--from', 'report.json', ...TERMS);
    assert.match(other.stderr, /\[bad-report\]/);
    const outside = await workspace({ 'policy.yml': POLICY });
    symlinkSync(join(outside, 'policy.yml'), join(cwd, 'link.yml'));
    const link = await run(cwd, 'waive', '--prune', '--policy', 'link.yml');
    assert.equal(link.status, 2);
    assert.match(link.stderr, /\[policy-outside\]/);
    assert.equal(await textOf(join(outside, 'policy.yml')), POLICY);
  });

  test('keeps mode, line ends and byte order mark', async () => {
    const { cwd } = await checked(`\ufeff${POLICY.replaceAll('\n', '\r\n')}`);
    chmodSync(join(cwd, FILE), 0o640);
    assert.equal((await run(cwd, 'waive', '--add', '--from', 'report.json', ...TERMS)).status, 0);
    const text = await readFile(join(cwd, FILE), 'utf8');
    assert.ok(text.startsWith('\ufeffversion') || text.startsWith('\ufeff#'));
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.equal(statSync(join(cwd, FILE)).mode & 0o777, 0o640);
  });
});

const WAIVED = (waivers: string) => `version: 1
targets:
  local:
    hosts: [127.0.0.1] # this machine
    ports: {tcp: [4, 6]}
    waive:
${waivers}`;
const waiver = (port: number, expires: string) =>
  `      # about ${port}\n      - {finding: unexpected-port, port: ${port}/tcp, reason: r, owner: o, expires: ` +
  `${expires}}\n`;

describe('waive --prune', () => {
  test('says of unused waivers only what a report says', async () => {
    const cwd = await workspace({ [FILE]: WAIVED(waiver(4, '2999-01-01')) });
    const { stdout } = await run(cwd, 'waive', '--prune');
    assert.match(stdout, /--from report\.json/);
    assert.doesNotMatch(stdout, /none is reported/);
  });

  test('removes what is over, keeps every comment, and adds nothing', async () => {
    const cwd = await workspace({ [FILE]: WAIVED(waiver(4, '2020-01-01') + waiver(6, '2999-01-01')) });
    const ended = await run(cwd, 'waive', '--prune');
    assert.equal(ended.status, 0, ended.stderr);
    assert.match(ended.stdout, /removed, because it ended with 2020-01-01: unexpected-port, 4\/tcp/);
    assert.equal(await textOf(join(cwd, FILE)), WAIVED(`      # about 4\n${waiver(6, '2999-01-01')}`));
    const again = await run(cwd, 'waive', '--prune');
    assert.equal(again.status, 0);
    assert.match(again.stdout, /no waiver is over/);
  });

  test('removes what a check did not need, and refuses a report about other lines', async () => {
    const policy = WAIVED(waiver(4, '2999-01-01') + waiver(6, '2999-01-01'));
    const cwd = await workspace({ [FILE]: policy });
    const ended = await run(cwd, 'check', '--json', 'report.json', '--install', 'never');
    assert.equal(ended.status, 0, ended.stdout + ended.stderr);
    await writeFile(join(cwd, FILE), `# new\n${policy}`);
    const stale = await run(cwd, 'waive', '--prune', '--from', 'report.json');
    assert.equal(stale.status, 2);
    assert.match(stale.stderr, /\[stale-report\]/);
    await writeFile(join(cwd, FILE), policy);
    assert.equal((await run(cwd, 'waive', '--prune', '--from', 'report.json')).status, 0);
    assert.equal(
      await textOf(join(cwd, FILE)),
      WAIVED('      # about 4\n      # about 6\n').replace('    waive:\n', ''),
    );
  });
});

const ALLOWING = (allow: string) => `version: 1
environment: staging

defaults:
  ports: {tcp: [22, 80, 6379, 9000-9003]}
  unused-after: 1

targets:
  web:
    hosts: [127.0.0.1]
    use: [./base.yml]
    require:
      - 80/tcp http # the site
${allow}`;
const BASE = `version: 1
targets:
  any:
    hosts: [127.0.0.1]
    allow: [9000/tcp]
`;
const LINES = `    allow: # what may be there
      # administration
      - 22/tcp ssh
      # a cache
      - port: 6379/tcp
        reason: for a time
      - 9001-9003/tcp # no more
`;

/** A repository in which a check has found which lines nothing used. */
async function unused(scan: keyof typeof SCANS = 'pass') {
  const cwd = await workspace({ [FILE]: ALLOWING(LINES), 'base.yml': BASE, 'scan.xml': SCANS[scan] });
  const ended = await run(cwd, 'check', '--scan-xml', 'scan.xml', '--state', 'state.jsonl', '--json', 'report.json');
  assert.equal(ended.status, 0, ended.stdout + ended.stderr);
  return cwd;
}

describe('waive --prune --unused-allowances', () => {
  const prune = ['waive', '--prune', '--from', 'report.json'];

  test('removes the lines of the policy that nothing used, with their list, and no comment', async () => {
    const cwd = await unused();
    const without = await run(cwd, ...prune);
    assert.equal(without.status, 0, without.stderr);
    assert.equal(await textOf(join(cwd, FILE)), ALLOWING(LINES), 'nobody asked for it');
    const ended = await run(cwd, ...prune, '--unused-allowances');
    assert.equal(ended.status, 0, ended.stderr);
    assert.equal(await textOf(join(cwd, FILE)), ALLOWING('      # administration\n      # a cache\n'));
    assert.match(ended.stdout, /web: removed, because nothing used it: allow 9001-9003\/tcp$/m);
    assert.match(ended.stdout, /web: not removed, because use takes it from another policy: .*base\.yml:5$/m);
    assert.equal(await textOf(join(cwd, 'base.yml')), BASE);
  });

  test('keeps a line that something used', async () => {
    // The redis at 6379 and a port of the range are open.
    const cwd = await unused('fail');
    assert.equal((await run(cwd, ...prune, '--unused-allowances')).status, 0);
    assert.equal(await textOf(join(cwd, FILE)), ALLOWING(LINES.replace('      - 22/tcp ssh\n', '')));
  });

  test('refuses a report about other lines, and a call without a report', async () => {
    const cwd = await unused();
    await writeFile(join(cwd, FILE), `# new\n${ALLOWING(LINES)}`);
    const stale = await run(cwd, ...prune, '--unused-allowances');
    assert.deepEqual([stale.status, /\[stale-report\]/.test(stale.stderr)], [2, true]);
    for (const args of [['--prune'], ['--add', '--from', 'report.json', ...TERMS]]) {
      const refused = await run(cwd, 'waive', ...args, '--unused-allowances');
      assert.deepEqual([refused.status, /\[bad-option\]/.test(refused.stderr)], [2, true]);
    }
    assert.equal(await textOf(join(cwd, FILE)), `# new\n${ALLOWING(LINES)}`);
  });
});

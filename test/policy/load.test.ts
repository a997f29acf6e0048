import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entry, Policy } from '../../src/model/policy.ts';
import { formatPorts } from '../../src/model/port.ts';
import { InputError } from '../../src/model/problem.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { isReadyName } from '../../src/policy/use.ts';

const FILE = 'exposure-policy.yml';

/** Files beside each other, and ready policies under their names. */
type Files = Readonly<Record<string, string>>;

function load(files: Files): Promise<Policy> {
  return loadPolicy(files[FILE] ?? '', FILE, async (reference) => {
    const file = isReadyName(reference) ? `tool/${reference}.yml` : reference.slice(2);
    const text = files[isReadyName(reference) ? reference : file];
    if (text === undefined) throw new InputError([{ code: 'unknown-policy', message: `no ${reference}` }]);
    return { file, text };
  });
}

function policy(lines: string, name = 'web'): string {
  return `version: 1\ntargets:\n  ${name}:\n    hosts: [127.0.0.1]\n    ${lines.replaceAll('\n', '\n    ')}\n`;
}

async function places(files: Files): Promise<readonly string[]> {
  try {
    await load(files);
    return [];
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.problems.map(
      ({ code, location }) => `${location?.file}:${location?.line}:${location?.column} ${code}`,
    );
  }
}

const line = ({ expectation, ports, protocol, location, used }: Entry): string =>
  `${expectation} ${formatPorts(ports)}/${protocol} ${location.file}:${location.line} ${used?.origin.file}:` +
  used?.origin.line;

describe('a target that uses other policies', () => {
  test('has their lines, each with the file and the line that it comes from', async () => {
    const { targets } = await load({
      [FILE]: policy('use: [ready, ./base.yml]\nallow: [22/tcp]'),
      ready: policy('require: [443/tcp https]\nforbid: [telnet]'),
      'base.yml':
        `${policy('allow: [80/tcp]')}  more:\n    hosts: [192.0.2.1]\n    filtered: [25/tcp]\n    waive: []\n`.replace(
          '    waive: []\n',
          '',
        ),
    });
    assert.deepEqual(targets[0]?.entries.map(line), [
      'allow 22/tcp exposure-policy.yml:6 undefined:undefined',
      // A ready policy is in no repository, so its line has the place of the item that names the policy.
      'require 443/tcp exposure-policy.yml:5 tool/ready.yml:5',
      'allow 80/tcp base.yml:5 base.yml:5',
      'filtered 25/tcp base.yml:8 base.yml:8',
    ]);
    const [telnet] = targets[0]?.forbiddenServices ?? [];
    assert.deepEqual([telnet?.service, telnet?.location.line, telnet?.used?.origin.line], ['telnet', 5, 6]);
    assert.deepEqual(
      targets[0]?.hosts.map(({ value }) => value.text),
      ['127.0.0.1'],
    );
  });

  test('has the lines of policies that these use', async () => {
    const { targets } = await load({
      [FILE]: policy('use: [./a.yml]'),
      'a.yml': policy('use: [b]'),
      b: policy('use: [c]\nallow: [1/tcp]'),
      c: policy('allow: [2/tcp]'),
    });
    assert.deepEqual(targets[0]?.entries.map(line), [
      'allow 1/tcp a.yml:5 tool/b.yml:6',
      'allow 2/tcp a.yml:5 tool/c.yml:5',
    ]);
  });

  test('may use the same policy as another target, and policies that use the same', async () => {
    const both = `${policy('use: [./a.yml, ./b.yml]')}  other:\n    hosts: ["::1"]\n    use: [./a.yml]\n`;
    const files = {
      [FILE]: both,
      'a.yml': policy('use: [c]'),
      'b.yml': policy('use: [c]'),
      c: policy('allow: [1/tcp]'),
    };
    const { targets } = await load(files);
    assert.deepEqual(
      targets.map(({ entries }) => entries.length),
      [2, 1],
    );
  });
});

describe('a use that is wrong is reported on its line:', () => {
  const cases: readonly (readonly [string, Files, readonly string[]])[] = [
    ['an unknown name', { [FILE]: policy('use: [nothing]') }, [`${FILE}:5:11 unknown-policy`]],
    ['an unknown file', { [FILE]: policy('use:\n  - ./none.yml') }, [`${FILE}:6:9 unknown-policy`]],
    ['itself', { [FILE]: policy(`use: [./${FILE}]`) }, [`${FILE}:5:11 circular-use`]],
    [
      'a circle',
      {
        [FILE]: policy('use: [./a.yml]'),
        'a.yml': policy('allow: [1/tcp]\nuse: [./b.yml]'),
        'b.yml': policy('use: [./a.yml]'),
      },
      ['b.yml:5:11 circular-use'],
    ],
    ['a web address', { [FILE]: policy('use: ["https://example.com/a.yml"]') }, [`${FILE}:5:11 invalid-use`]],
    ['an absolute path', { [FILE]: policy('use: [/etc/policy.yml]') }, [`${FILE}:5:11 invalid-use`]],
    ['a file that is no policy', { [FILE]: policy('use: [./README.md]') }, [`${FILE}:5:11 invalid-use`]],
    [
      'the same policy twice',
      { [FILE]: policy('use: [a, a]'), a: policy('allow: [1/tcp]') },
      [`${FILE}:5:14 duplicate-value`],
    ],
    ['no policy', { [FILE]: policy('use: []') }, [`${FILE}:5:5 empty-value`]],
    [
      'an error in the other file',
      { [FILE]: policy('use: [./a.yml]'), 'a.yml': policy('alow: [1/tcp]') },
      ['a.yml:5:5 unknown-key'],
    ],
    ['an empty file', { [FILE]: policy('use: [./a.yml]'), 'a.yml': '' }, ['a.yml:1:1 empty-policy']],
  ];
  for (const [name, files, expected] of cases) test(name, async () => assert.deepEqual(await places(files), expected));

  test('and its target is not said to have a useless waiver for what may be missing', async () => {
    const waive = 'waive:\n  - {finding: missing-port, port: 1/tcp, reason: a, owner: b, expires: 2099-01-01}';
    const files = { [FILE]: policy(`use: [./a.yml]\n${waive}`) };
    assert.deepEqual(await places(files), [`${FILE}:5:11 unknown-policy`]);
    assert.deepEqual(await places({ ...files, 'a.yml': policy('require: [1/tcp]') }), []);
  });

  test('also with more policies than anybody uses', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `p${index}`);
    const files = Object.fromEntries(names.map((name) => [name, policy('allow: [1/tcp]')]));
    const found = await places({ ...files, [FILE]: policy(`use: [${names.join(', ')}]`) });
    assert.deepEqual([found.length, found[0]], [50, `${FILE}:5:501 invalid-use`]);
  });
});

describe('lines of used policies and own lines', () => {
  const using = (own: string, ready: string) =>
    places({ [FILE]: policy(`use: [ready]\n${own}`), ready: policy(ready) });

  test('may say the same, or narrow what the others allow', async () => {
    assert.deepEqual(await using('allow: [80/tcp http]', 'allow: [80/tcp http]'), []);
    assert.deepEqual(await using('forbid: [8001/tcp]', 'allow: [8000-8010/tcp]'), []);
    assert.deepEqual(await using('forbid: [telnet]', 'forbid: [telnet, ftp]'), []);
  });

  test('are a contradiction on the own line or on the item of use', async () => {
    assert.deepEqual(await using('require: [23/tcp]', 'forbid: [23/tcp]'), [`${FILE}:5:11 contradiction`]);
    assert.deepEqual(await using('require: [23/tcp telnet]', 'forbid: [telnet]'), [`${FILE}:5:11 contradiction`]);
    assert.deepEqual(await using('allow: [80/tcp ssh]', 'allow: [80/tcp http]'), [`${FILE}:5:11 contradiction`]);
  });

  test('are reported if the own line has no effect', async () => {
    assert.deepEqual(await using('allow: [23/tcp]', 'forbid: [23/tcp]'), [`${FILE}:6:13 useless-entry`]);
  });

  test('contradict each other if they are of two policies', async () => {
    const files = { a: policy('require: [23/tcp]'), b: policy('forbid: [23/tcp]') };
    assert.deepEqual(await places({ ...files, [FILE]: policy('use: [a, b]') }), [`${FILE}:5:14 contradiction`]);
  });
});

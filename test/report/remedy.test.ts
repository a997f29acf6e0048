import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSeq, LineCounter, type Node, parse, parseDocument, type YAMLSeq } from 'yaml';
import { compare } from '../../src/compare/compare.ts';
import type { Finding, FindingCode } from '../../src/model/finding.ts';
import type { HostObservation } from '../../src/model/observation.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { REMEDIES, type Remedy, remedyYaml } from '../../src/report/remedy.ts';
import { detail, grantOf, host, observation, service } from '../support/observations.ts';
import { finding } from './make.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const SSH = detail({ service: service('ssh') });
const UNKNOWN = detail({ service: service('unknown', { method: 'table', confidence: 3 }) });

function policyText(lines: string): string {
  return `version: 1
environment: test
defaults:
  ports: {tcp: [22, 80, 443]}
targets:
  edge:
    hosts: [192.0.2.1, 192.0.2.2]
${lines}`;
}

function judge(text: string, seen: readonly HostObservation[]): readonly Finding[] {
  const policy = parsePolicy(text, 'policy.yml');
  const grant = grantOf(policy, { edge: ['192.0.2.1', '192.0.2.2'] });
  return compare(policy, policy.targets, grant, observation(seen), NOW).findings;
}

/** Adds the lines to the policy as a reader would: to the lists of the target, instead of the lines that they name. */
function obey(text: string, yaml: string): string {
  const counter = new LineCounter();
  const policy = parseDocument(text, { lineCounter: counter });
  for (const [, line] of yaml.matchAll(/# instead of the line for this port in line (\d+)/g)) {
    for (const list of ['require', 'allow']) {
      const items = policy.getIn(['targets', 'edge', list]) as YAMLSeq<Node> | undefined;
      const at = (items?.items ?? []).findIndex(({ range }) => counter.linePos(range?.[0] ?? 0).line === Number(line));
      if (at >= 0) items?.items.splice(at, 1);
      if (items?.items.length === 0) policy.deleteIn(['targets', 'edge', list]);
    }
  }
  const { targets } = parse(yaml) as { targets: Record<string, Record<string, readonly unknown[]>> };
  for (const [list, items] of Object.entries(targets.edge ?? {})) {
    const path = ['targets', 'edge', list];
    if (!isSeq(policy.getIn(path))) policy.setIn(path, policy.createNode([]));
    for (const item of items) policy.addIn(path, policy.createNode(item));
  }
  return policy.toString();
}

interface Case {
  readonly name: string;
  readonly code: FindingCode;
  readonly lines: string;
  readonly seen: Parameters<typeof host>[1];
  readonly remedies: readonly Remedy[];
}

const CASES: readonly Case[] = [
  {
    name: 'a port without a line',
    code: 'unexpected-port',
    lines: '',
    seen: { '22': SSH },
    remedies: ['allow', 'waive'],
  },
  {
    name: 'a port that a firewall should drop',
    code: 'unexpected-port',
    lines: '    filtered: [22/tcp]',
    seen: { '22': SSH },
    remedies: ['waive'],
  },
  {
    name: 'a forbidden port',
    code: 'forbidden-port',
    lines: '    forbid: [22/tcp]',
    seen: { '22': SSH },
    remedies: ['waive'],
  },
  {
    name: 'a forbidden service',
    code: 'forbidden-service',
    lines: '    allow: [22/tcp]\n    forbid: [ssh]',
    seen: { '22': SSH },
    remedies: ['waive'],
  },
  {
    name: 'another service than the allowed one',
    code: 'wrong-service',
    lines: '    allow:\n      - 22/tcp http\n      - 80/tcp http',
    seen: { '22': SSH },
    remedies: ['allow', 'waive'],
  },
  {
    name: 'another service than the required one',
    code: 'wrong-service',
    lines: '    require:\n      - 22/tcp http',
    seen: { '22': SSH },
    remedies: ['allow', 'waive'],
  },
  {
    name: 'a service that was not recognised',
    code: 'unverified-service',
    lines: '    allow:\n      - 22/tcp ssh',
    seen: { '22': UNKNOWN },
    remedies: ['allow', 'waive'],
  },
  {
    name: 'a required port that is closed',
    code: 'missing-port',
    lines: '    require:\n      - 22/tcp ssh\n      - 80/tcp',
    seen: { '22': 'closed' },
    remedies: ['allow', 'waive'],
  },
  {
    name: 'a port that the firewall does not drop',
    code: 'unfiltered-port',
    lines: '    filtered: [22/tcp]',
    seen: { '22': 'closed' },
    remedies: ['waive'],
  },
  {
    name: 'a silent port of which silence proves nothing',
    code: 'possibly-open',
    lines: '',
    seen: { '22': 'open|filtered' },
    remedies: ['allow', 'waive'],
  },
];

describe('lines that are pasted into the policy end exactly the finding', () => {
  for (const { name, code, lines, seen, remedies } of CASES) {
    for (const remedy of ['allow', 'waive'] as const) {
      test(`${remedy}: ${name}`, () => {
        const text = policyText(lines);
        const hosts = [
          host('192.0.2.1', { '80,443': 'closed', ...seen }),
          host('192.0.2.2', { '22,80,443': 'filtered' }),
        ];
        const before = judge(text, hosts);
        const concerned = (one: Finding) => one.code === code && one.host === '192.0.2.1' && one.port === 22;
        const [found] = before.filter(concerned);
        assert.ok(found !== undefined, JSON.stringify(before.map((one) => [one.code, one.port])));
        const yaml = remedyYaml([found], remedy, NOW);
        assert.equal(yaml !== null, remedies.includes(remedy));
        if (yaml === null) return;
        const after = judge(obey(text, yaml), hosts);
        assert.deepEqual(
          after.filter((one) => concerned(one) && one.waived === null),
          [],
        );
        const others = (some: readonly Finding[]) =>
          some.filter((one) => one.code !== code && one.waived === null).map(({ fingerprint }) => fingerprint);
        assert.deepEqual(
          others(after).filter((one) => !others(before).includes(one)),
          [],
        );
      });
    }
  }
});

test('findings of several targets are one part of a policy', () => {
  const yaml = remedyYaml(
    [
      finding({ code: 'unexpected-port', target: 'web', port: 8443, service: 'https' }),
      finding({ code: 'unexpected-port', target: 'db', port: 6379, service: null }),
      finding({ code: 'unexpected-port', target: 'web', port: 25, service: 'smtp' }),
    ],
    'allow',
    NOW,
  );
  assert.deepEqual(parse(yaml ?? ''), {
    targets: {
      db: { allow: [{ port: '6379/tcp', reason: '<why this is intended>' }] },
      web: {
        allow: [
          { port: '8443/tcp', service: 'https', reason: '<why this is intended>' },
          { port: '25/tcp', service: 'smtp', reason: '<why this is intended>' },
        ],
      },
    },
  });
});

test('a line that several hosts need is shown once, and lines that contradict each other are not shown', () => {
  const at = (host: string, service: string, port: number) => finding({ code: 'unexpected-port', host, service, port });
  const yaml = remedyYaml(
    [at('192.0.2.1', 'ssh', 22), at('192.0.2.2', 'ssh', 22), at('192.0.2.1', 'http', 80), at('192.0.2.2', 'ftp', 80)],
    'allow',
    NOW,
  );
  assert.deepEqual(parse(yaml ?? ''), {
    targets: { edge: { allow: [{ port: '22/tcp', service: 'ssh', reason: '<why this is intended>' }] } },
  });
});

test('a waiver lasts for 30 days after the run, until a day that is written as text', () => {
  const yaml = remedyYaml([finding({ code: 'missing-port', port: 443 })], 'waive', NOW) ?? '';
  assert.match(yaml, /expires: "?2026-12-21"?$/);
});

test('text that no policy can hold never gets into a line to paste', () => {
  for (const hostile of ['x: y\n    allow: [1-65535/tcp]', '::error::x', '# "', '```', '*.example.com', '']) {
    const names = [{ host: hostile }, { target: hostile }];
    for (const part of names) {
      assert.equal(remedyYaml([finding({ code: 'unexpected-port', ...part })], 'waive', NOW), null);
    }
    const allowed = remedyYaml([finding({ code: 'unexpected-port', service: hostile })], 'allow', NOW) ?? '';
    assert.deepEqual(parse(allowed), {
      targets: { edge: { allow: [{ port: '8080/tcp', reason: '<why this is intended>' }] } },
    });
  }
});

test('findings about many ports, a suspicious host, an incomplete scan or a waiver have no lines', () => {
  const none = [
    finding({ code: 'unexpected-port', port: null, ports: '1-100' }),
    finding({ code: 'suspicious-host', port: null, ports: '1-65535' }),
    finding({ code: 'incomplete-scan' }),
    finding({ code: 'expired-waiver' }),
    finding({ code: 'unused-waiver' }),
  ];
  for (const remedy of REMEDIES) assert.equal(remedyYaml(none, remedy, NOW), null);
});

test('a line that nothing used is shown as it is written, if it is a line of the target itself', () => {
  const part = { expectation: 'allow', port: null, ports: '8000-8010', expectedService: 'http' } as const;
  const unused = finding({ code: 'unused-allowance', host: null, ...part });
  assert.deepEqual(parse(remedyYaml([unused], 'remove', NOW) ?? ''), {
    targets: { edge: { allow: [{ port: '8000-8010/tcp', service: 'http' }] } },
  });
  assert.equal(remedyYaml([{ ...unused, expectation: null }], 'remove', NOW), null);
  for (const remedy of ['allow', 'waive'] as const) assert.equal(remedyYaml([unused], remedy, NOW), null);
});

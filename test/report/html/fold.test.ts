import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldFindings, networkOf } from '../../../src/report/html/fold.ts';
import { address, finding } from '../make.ts';

const on = (host: string, part: Parameters<typeof finding>[0] = { code: 'unexpected-port' }) =>
  finding({ host, address: address(host), message: `${part.port ?? 8080}/tcp is open on ${host}`, ...part });

test('findings that say the same of several hosts are one group', () => {
  const findings = [on('192.0.2.1'), on('192.0.2.2'), on('192.0.2.3')];
  const groups = foldFindings(findings);
  assert.deepEqual(
    groups.map((group) => group.findings.length),
    [3],
  );
});

for (const [what, part] of Object.entries({
  port: { code: 'unexpected-port', port: 8081 },
  severity: { code: 'unexpected-port', severity: 'low' },
  code: { code: 'forbidden-port' },
  target: { code: 'unexpected-port', target: 'web' },
  owner: { code: 'unexpected-port', owner: 'team-web' },
  message: { code: 'unexpected-port', message: 'another product on 192.0.2.2' },
  line: { code: 'unexpected-port', location: { file: 'policy.yml', line: 1, column: 1 } },
} as const)) {
  test(`findings of another ${what} are another group`, () => {
    assert.equal(foldFindings([on('192.0.2.1'), on('192.0.2.2', part)]).length, 2);
  });
}

test('no finding is lost, and each group has an id of its own', () => {
  const findings = Array.from({ length: 50 }, (_, index) =>
    on(`192.0.2.${index + 1}`, { code: 'unexpected-port', port: 1 + (index % 7) }),
  );
  const groups = foldFindings(findings);
  assert.deepEqual(new Set(groups.flatMap((group) => group.findings)), new Set(findings));
  assert.equal(new Set(groups.map(({ id }) => id)).size, 7);
});

test('an id has no text of the finding in it', () => {
  const [group] = foldFindings([finding({ code: 'unexpected-port', fingerprint: '"><script>ab' })]);
  assert.match(group?.id ?? '', /^f-[0-9a-f]*$/);
});

test('hosts are folded in networks of 24 and of 64 bits', () => {
  assert.equal(networkOf(address('192.0.2.77')), '192.0.2.0/24');
  assert.equal(networkOf(address('2001:db8:10:0:1::77')), '2001:db8:10::/64');
});

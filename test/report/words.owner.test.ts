import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from 'sarif';
import type { Day } from '../../src/model/time.ts';
import { annotations } from '../../src/report/annotations.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { ownerWords } from '../../src/report/words.ts';
import { renderJson, renderSarif, renderText } from './rendered.ts';
import { FAILED, finding, RULES, SOURCES } from './samples.ts';

const OWNED = finding({ code: 'unexpected-port', owner: 'team-edge', tags: ['pci', 'internet-facing'] });
const REPORT = { ...FAILED, findings: [OWNED] };
const REPOSITORY = { root: '/repo', workingDirectory: '/repo', revision: null };

test('every report names the owner and the tags of the target of a finding', () => {
  const words = /\(owner team-edge; tags pci, internet-facing\)/;
  assert.match(renderText(REPORT, { color: false, sources: SOURCES }), words);
  assert.match(renderSummary(REPORT, RULES), /team-edge.*pci, internet/);
  assert.match(
    annotations(REPORT)
      .map(({ message }) => message)
      .join('\n'),
    words,
  );
  const [json] = JSON.parse(renderJson(REPORT)).findings;
  assert.deepEqual([json.owner, json.tags], ['team-edge', ['pci', 'internet-facing']]);
  const options = { repository: REPOSITORY, sources: SOURCES, includeWaived: false, category: null };
  const log: Log = JSON.parse(renderSarif(REPORT, { ...options, rules: RULES }));
  const [result] = log.runs[0]?.results ?? [];
  assert.match(result?.message.text ?? '', words);
  assert.deepEqual([result?.properties?.owner, result?.properties?.tags], ['team-edge', ['pci', 'internet-facing']]);
});

test('nothing is said of an owner if the policy names none', () => {
  assert.equal(ownerWords({ owner: null, tags: [] }), '');
  assert.equal(ownerWords({ owner: null, tags: ['pci'] }), ' (tags pci)');
  assert.equal(ownerWords({ owner: 'jo', tags: [] }), ' (owner jo)');
});

test('an owner of the target who owns the waiver too is named once', () => {
  const location = { file: 'exposure-policy.yml', line: 9, column: 9 };
  const waived = { reason: 'being removed', owner: 'team-edge', expires: '2099-01-01' as Day, ticket: null, location };
  const named = (one: typeof OWNED) =>
    renderText({ ...FAILED, findings: [one] }, { color: false, sources: new Map() }).split('team-edge').length - 1;
  assert.equal(named({ ...OWNED, waived }), 1);
  assert.equal(named({ ...OWNED, waived: { ...waived, owner: 'jo' } }), 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { excerpt } from '../../src/report/excerpt.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { tally } from '../../src/report/words.ts';
import { runs } from '../support/property-runs.ts';
import { ORIGIN } from './contexts.ts';
import { assertGolden } from './golden.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import { renderText } from './rendered.ts';
import * as samples from './samples.ts';

const PLAIN = { color: false, sources: samples.SOURCES };

for (const [name, outcome] of Object.entries(samples.SAMPLES)) {
  test(`the text of the sample "${name}" reads as its golden file`, () => {
    assertGolden(`${name}-text.txt`, renderText(outcome, PLAIN));
  });
}

test('the last line is the verdict and the facts it rests on', () => {
  assert.deepEqual(
    Object.values(samples.SAMPLES).map((outcome) => renderText(outcome, PLAIN).trimEnd().split('\n').at(-1)),
    [
      'PASS  no findings, 65,536 of 65,536 ports answered, 1 host, nmap 7.93 as root, 12.3 s',
      'FAIL  5 findings (1 critical, 2 high, 1 low, 1 note), 1 waived, 1 waived but gone, 65,536 of 65,536 ports answered, 1 host, nmap 7.93 as root, 12.3 s',
      'INCONCLUSIVE  65,536 of 131,072 ports answered, no findings so far, 1 host, nmap 7.93 as root, 12.3 s',
      'ERROR  2 problems, exit status 2',
      'ERROR  1 problem, exit status 3',
    ],
  );
});

test('no word of success stands in the text of a run that was none', () => {
  for (const outcome of [samples.FAILED, samples.INCONCLUSIVE, samples.BAD_POLICY, samples.NO_SCANNER]) {
    assert.doesNotMatch(renderText(outcome, PLAIN), /\bpass(?:ed)?\b/i);
  }
});

test('colour is asked for, and changes nothing but colour', () => {
  for (const outcome of Object.values(samples.SAMPLES)) {
    const [plain, colored] = [false, true].map((color) => renderText(outcome, { ...PLAIN, color }));
    assert.ok(plain !== undefined && colored !== undefined);
    assert.ok(!plain.includes('\x1b'));
    assert.ok(colored.includes('\x1b['));
    assert.equal(stripVTControlCharacters(colored), plain);
  }
});

test('a source that is not at hand, or has no such line, gets no excerpt', () => {
  assert.doesNotMatch(renderText(samples.FAILED, { ...PLAIN, sources: new Map() }), / \| /);
  assert.deepEqual(excerpt('a\nb', { file: 'p', line: 3, column: 1 }), []);
  assert.deepEqual(excerpt('a\n \nb', { file: 'p', line: 2, column: 1 }), []);
});

test('the caret stands under the word, after tabs and escapes too', () => {
  assert.deepEqual(excerpt('x\r\n\t- 22/tcp ssh\r\n', { file: 'p', line: 2, column: 4 }), [
    '  |',
    '2 |  - 22/tcp ssh',
    '  |    ^~~~~~',
  ]);
  assert.deepEqual(excerpt('"\x1b": word', { file: 'p', line: 1, column: 6 }), [
    '  |',
    '1 | "\\x1b": word',
    '  |         ^~~~',
  ]);
  assert.deepEqual(excerpt('ab', { file: 'p', line: 1, column: 9 }), ['  |', '1 | ab', '  |   ^']);
});

test('a long line is cut around the place', () => {
  const line = `${'a '.repeat(200)}here ${'b '.repeat(200)}`;
  const [, source, caret] = excerpt(line, { file: 'p', line: 1, column: 401 });
  assert.match(source ?? '', /^1 \| \.\.\.(?:a )+here (?:b )+.*\.\.\.$/);
  assert.equal(caret?.indexOf('^'), source?.indexOf('here'));
  assert.ok((source ?? '').length < 120);
});

test('6,000 findings are all in the text', () => {
  const lines = renderText(samples.manyFindings(6000), PLAIN).split('\n');
  assert.equal(lines.filter((line) => line.includes('[unexpected-port]')).length, 6000);
});

test('hostile text, names of files and policies give no line to the runner and no escape to the terminal', () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const outcome of [hostileReport(inTurn(texts)), hostileFailure(inTurn(texts))]) {
        const sources = new Map([[outcome.policy.file, texts.join('\n')]]);
        for (const color of [false, true]) {
          const text = renderText(outcome, { color, sources });
          assert.deepEqual(workflowCommands(stripVTControlCharacters(text)), []);
          assert.deepEqual(workflowCommands(text), []);
          assert.match(color ? stripVTControlCharacters(text) : text, /^[\n\x20-\x7e\p{Script=Latin}]*$/u);
          assert.equal(renderText(structuredClone(outcome), { color, sources }), text);
        }
      }
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});

test('a command in the policy stays dead where a location cuts it in two', () => {
  const location = { file: 'p.yml', line: 1, column: 3 };
  const outcome = { ...samples.BAD_POLICY, problems: [{ code: 'bad', message: 'x', location }] as const };
  const text = renderText(outcome, { color: false, sources: new Map([['p.yml', '##[stop-commands]tok']]) });
  assert.deepEqual(workflowCommands(text), []);
  assert.ok(text.includes('stop-commands'));
});

test('every format of the command line renders every outcome', () => {
  const repository = { root: '/r', workingDirectory: '/r', revision: null };
  const context = { ...PLAIN, rules: samples.RULES, includeWaived: false, category: null, repository, origin: ORIGIN };
  for (const { render } of Object.values(FORMATS)) {
    for (const outcome of Object.values(samples.SAMPLES)) {
      assert.match([...render(outcome, context)].join(''), /\n$/);
    }
  }
});

test('the three numbers are what nobody tolerates, what is waived, and what is waived but gone', () => {
  const { findings } = samples.FAILED;
  const waiverNotes = findings.filter(({ code }) => code === 'unused-waiver').length;
  const standing = findings.filter(({ waived, severity }) => waived === null && severity !== null).length;
  assert.deepEqual(tally(findings), { new: standing - waiverNotes, waived: 1, gone: waiverNotes, notActive: 0 });
  assert.deepEqual(tally([]), { new: 0, waived: 0, gone: 0, notActive: 0 });
});

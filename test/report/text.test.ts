import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import type { FindingCode } from '../../src/model/finding.ts';
import { excerpt } from '../../src/report/excerpt.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { DETAILS } from '../../src/report/screen.ts';
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

for (const width of [80, 120]) {
  for (const [name, outcome] of Object.entries({ ...samples.SAMPLES, many: samples.manyHosts(300) })) {
    test(`the text of the sample "${name}" reads as its golden file at ${width} columns`, () => {
      assertGolden(`${name}-text-${width}.txt`, renderText(outcome, { ...PLAIN, width }));
    });
  }
}

const TO_PASTE = /^ {6,}(?:- )?\w+: |^ {2}exposure-gate /;

test('no line is wider than the terminal, except a single word and lines to paste', () => {
  for (const outcome of [...Object.values(samples.SAMPLES), samples.manyHosts(300)]) {
    for (const width of [40, 80, 100, 120, 160, 200]) {
      for (const detail of DETAILS) {
        for (const color of [false, true]) {
          const text = stripVTControlCharacters(renderText(outcome, { ...PLAIN, width, detail, color }));
          const wide = text
            .split('\n')
            .filter((line) => line.length > width && !TO_PASTE.test(line) && line.trim().includes(' '));
          assert.deepEqual(wide, [], `${width} ${detail}`);
        }
      }
    }
  }
});

test('the width changes nothing but where lines break', () => {
  for (const outcome of [...Object.values(samples.SAMPLES), samples.manyHosts(300)]) {
    const words = (width?: number) =>
      renderText(outcome, { color: false, sources: new Map(), width }).split(/\s+/).join(' ');
    for (const width of [80, 120, 200]) assert.equal(words(width), words());
  }
});

test('a quiet report is the findings and the verdict', () => {
  const quiet = renderText(samples.FAILED, { ...PLAIN, detail: 'quiet' })
    .trimEnd()
    .split('\n');
  const codes = quiet.flatMap((line) => /\[([a-z-]+)\]$/.exec(line)?.[1] ?? []);
  assert.deepEqual(codes.sort(), samples.FAILED.findings.map(({ code }) => code).sort());
  assert.match(quiet.at(-1) ?? '', /^FAIL {2}/);
  // One line has two findings, and its place a line of its own.
  assert.equal(quiet.length, codes.length + 2);
  const tolerated = { ...samples.INCONCLUSIVE, exitCode: 0 } as const;
  assert.match(
    renderText(tolerated, { ...PLAIN, detail: 'quiet' }),
    /exit status is 0 only because .*\nINCONCLUSIVE {2}/,
  );
  assert.match(renderText(samples.PASSED, { ...PLAIN, detail: 'quiet' }), /^PASS {2}[^\n]*\n$/);
  assert.match(renderText(samples.BAD_POLICY, { ...PLAIN, detail: 'quiet' }), /\nERROR {2}[^\n]*\n$/);
});

test('facts, commands and the evidence of a sweep are shown to those who want everything', () => {
  const [normal, verbose] = (['normal', 'verbose'] as const).map((detail) =>
    renderText(samples.FAILED, { ...PLAIN, detail }),
  );
  for (const words of [/^fact: 192\.0\.2\.10 os: Linux/m, /nmap -sS -n -Pn/, /evidence:/]) {
    assert.match(verbose ?? '', words);
    assert.doesNotMatch(normal ?? '', words);
  }
});

test('findings that differ only in hosts and ports are one line, with every host and port in it', () => {
  const text = renderText(samples.manyHosts(300), PLAIN);
  assert.equal(text.split('[unexpected-port]').length - 1, 2);
  assert.match(text, /critical: 10\.0\.0\.1-10\.0\.1\.44 \(300 hosts\) 6379\/tcp is open/);
  assert.match(text, /medium: www\.example\.com \(10\.0\.0\.7\) 8000-8009\/tcp is open/);
});

test('a reason that no finding repeats is shown by itself', () => {
  assert.match(renderText(samples.INCONCLUSIVE, PLAIN), /^not observed: .* \[name-unresolved\]$/m);
  assert.doesNotMatch(renderText(samples.INCONCLUSIVE, PLAIN), /^not observed: .* \[host-timeout\]$/m);
});

test('the last line is the verdict, the facts it rests on, and what to do next', () => {
  assert.deepEqual(
    Object.values(samples.SAMPLES).map((outcome) => renderText(outcome, PLAIN).trimEnd().split('\n').at(-1)),
    [
      'PASS  no findings, 65,536 of 65,536 ports answered, 1 host, 12.3 s',
      'FAIL  5 findings (1 critical, 2 high, 1 low, 1 note), 1 waived, 1 waived but gone, 65,536 of 65,536 ports ' +
        'answered, 1 host, 12.3 s. Next: close what nobody needs, or correct .github/exposure-policy.yml; then ' +
        'check again.',
      'INCONCLUSIVE  65,536 of 131,072 ports answered, no findings so far, 1 host, 12.3 s. Next: remove what kept ' +
        'the ports from being observed; then check again.',
      'ERROR  2 problems, exit status 2. Nothing was probed. Correct the policy, the input or the authorization first.',
      'ERROR  1 problem, exit status 3. The tool could not do its work, so nothing is known about the network.',
    ],
  );
});

test('a command to paste is one line of its own, also in a narrow terminal', () => {
  const commandIn = (outcome: typeof samples.FAILED, width?: number) =>
    /^ {2}exposure-gate waive .*$/m.exec(renderText(outcome, { ...PLAIN, width }))?.[0];
  const many = samples.manyHosts(300);
  assert.ok(commandIn(many)?.endsWith(' 30d'));
  assert.equal(commandIn(many, 40), commandIn(many));
});

test('nobody is told to close a port that is closed, or one of a host that answers everywhere', () => {
  const closes = (code: FindingCode) => {
    const findings = [samples.finding({ code, severity: 'high' })];
    return renderText({ ...samples.FAILED, findings }, PLAIN).includes('close what nobody needs');
  };
  const codes = ['unfiltered-port', 'suspicious-host', 'missing-port', 'possibly-open'] as const;
  assert.deepEqual(codes.map(closes), [false, false, false, true]);
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
  const options = { includeWaived: false, category: null, policy: null, selection: [] };
  const context = { ...PLAIN, ...options, rules: samples.RULES, repository, origin: ORIGIN };
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

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canRedraw, foldLines, wantsColor, widthOf } from '../../src/edge/terminal.ts';

const TERMINAL = { isTTY: true, columns: 100 };
const PIPE = { isTTY: false, columns: 0 };

describe('the width of text', () => {
  const CASES: readonly (readonly [string, typeof TERMINAL, Readonly<Record<string, string>>, number | undefined])[] = [
    ['is the width of the terminal', TERMINAL, {}, 100],
    ['is not limited in a file or a pipe', PIPE, {}, undefined],
    ['is that of COLUMNS, in a pipe too', PIPE, { COLUMNS: '90' }, 90],
    ['is that of COLUMNS rather than of the terminal', TERMINAL, { COLUMNS: '90' }, 90],
    ['ignores a COLUMNS that is no number', TERMINAL, { COLUMNS: '0x10' }, 100],
    ['ignores a COLUMNS of zero', TERMINAL, { COLUMNS: '0' }, 100],
    ['is 200 at most', { isTTY: true, columns: 500 }, {}, 200],
    ['is 40 at least', PIPE, { COLUMNS: '1' }, 40],
    ['is not limited on a terminal that does not report its width', { isTTY: true, columns: 0 }, {}, undefined],
  ];
  for (const [name, stream, environment, width] of CASES) {
    test(name, () => assert.equal(widthOf(stream, environment), width));
  }
});

describe('colour', () => {
  const CASES: readonly (readonly [string, typeof TERMINAL, Readonly<Record<string, string>>, boolean])[] = [
    ['is used on a terminal', TERMINAL, {}, true],
    ['is not used in a pipe', PIPE, {}, false],
    ['is not used on a terminal without colour', TERMINAL, { TERM: 'dumb' }, false],
    ['is not used with NO_COLOR', TERMINAL, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['is used in a pipe with FORCE_COLOR', PIPE, { FORCE_COLOR: '1' }, true],
    ['is not used with FORCE_COLOR=0', TERMINAL, { FORCE_COLOR: '0' }, false],
    ['is used with an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, true],
  ];
  for (const [name, stream, environment, expected] of CASES) {
    test(name, () => assert.equal(wantsColor(stream, environment), expected));
  }
});

test('a line is drawn again on a terminal, and never in the log of a CI system', () => {
  assert.equal(canRedraw(TERMINAL, { TERM: 'xterm' }), true);
  assert.equal(canRedraw(TERMINAL, { CI: 'false' }), true);
  assert.equal(canRedraw(PIPE, {}), false);
  for (const environment of [{ TERM: 'dumb' }, { CI: 'true' }, { CI: '1' }, { GITHUB_ACTIONS: 'true' }]) {
    assert.equal(canRedraw(TERMINAL, environment), false, JSON.stringify(environment));
  }
});

describe('lines that a CI system folds', () => {
  const written = (environment: Readonly<Record<string, string>>): string => {
    const pieces: string[] = [];
    const stream = { write: (piece: string) => pieces.push(piece) > 0 };
    const end = foldLines(stream, environment, 'progress');
    stream.write('line\n');
    end();
    end();
    return pieces.join('');
  };

  test('are a group in GitHub Actions, which ends once', () => {
    assert.equal(written({ GITHUB_ACTIONS: 'true' }), '::group::progress\nline\n::endgroup::\n');
  });

  test('are a section in GitLab, which ends once', () => {
    const text = written({ GITLAB_CI: 'true' }).replaceAll('\u001b', 'ESC');
    const [, start, rest] =
      /^ESC\[0Ksection_start:(\d{10}):\w+\[collapsed=true\]\rESC\[0Kprogress\nline\nESC(.*)\n$/s.exec(text) ??
      assert.fail();
    const end = /^\[0Ksection_end:(\d{10}):\w+\rESC\[0K$/.exec(rest ?? '')?.[1];
    assert.ok(Number(end) >= Number(start));
  });

  test('stay as they are anywhere else', () => {
    assert.equal(written({}), 'line\n');
    assert.equal(written({ CI: 'true' }), 'line\n');
  });
});

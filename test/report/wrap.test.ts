import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters, styleText } from 'node:util';
import fc from 'fast-check';
import { wrap } from '../../src/report/wrap.ts';

test('a line that fits, and a line without a width, stay as they are', () => {
  assert.deepEqual(wrap('a  b', 4, 2), ['a  b']);
  assert.deepEqual(wrap('word '.repeat(100), null, 2), ['word '.repeat(100)]);
});

test('a long line is broken at spaces, and further lines are indented', () => {
  assert.deepEqual(wrap('  one two three four', 10, 4), ['  one two', '    three', '    four']);
});

test('a word that is longer than a line stays whole, and no empty line comes before it', () => {
  const path = 'x'.repeat(30);
  assert.deepEqual(wrap(path, 10, 2), [path]);
  assert.deepEqual(wrap(`  ${path} end`, 10, 2), [`  ${path}`, '  end']);
});

test('a number is not parted from its unit', () => {
  assert.deepEqual(wrap('it took 12.3 s, or 50 % of 1 h, of 4 sessions', 13, 0), [
    'it took',
    '12.3 s, or',
    '50 % of 1 h,',
    'of 4 sessions',
  ]);
});

test('colour takes no columns', () => {
  const word = styleText(['red', 'bold'], 'high:', { validateStream: false });
  assert.deepEqual(wrap(`${word} one two`, 13, 2).map(stripVTControlCharacters), ['high: one two']);
});

test('no word is lost, none is added, and only a single word is wider than the width', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 8 }), (given, width, indent) => {
      const lines = wrap(given.join(' '), width, indent);
      assert.deepEqual(
        lines
          .join(' ')
          .split(/ +/)
          .filter((word) => word !== ''),
        given,
      );
      for (const line of lines) assert.ok(line.length <= width || line.trim().split(' ').length === 1, line);
    }),
  );
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FOREIGN_TEXT_LIMIT, printable, withoutCommands } from '../../src/model/text.ts';
import { isOver, parseDay } from '../../src/model/time.ts';

describe('foreign text', () => {
  for (const [text, expected] of [
    ['::error::x', '::error::x'],
    ['\u00a0::error::x', '\\xa0::error::x'],
    ['a ##[stop-commands]tok', 'a ##[stop-commands]tok'],
    ['x\r::add-mask::443', 'x\\x0d::add-mask::443'],
    ['x\n::set-output name=passed::true', 'x\\x0a::set-output name=passed::true'],
    ['on 2001:db8::1', 'on 2001:db8::1'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['Jörg Müller', 'Jörg Müller'],
  ] as const) {
    test(`${JSON.stringify(text)} comes out on one printable line`, () => assert.equal(printable(text), expected));
  }

  test('never holds a command, a control character or more than its limit allows', () => {
    const hostile = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('::', '##[', '#', ':', '[', '\r', '\u2028')),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const text = printable(parts.join(''));
        assert.doesNotMatch(withoutCommands(text), /^\s*::|##\[/u);
        assert.match(text, /^[\x20-\x7e\p{Script=Latin}]*$/u);
        assert.ok(text.length <= FOREIGN_TEXT_LIMIT * 10 + 3);
      }),
    );
  });
});

describe('a day', () => {
  test('is a real one, written in full', () => {
    assert.deepEqual(['2026-02-28', '2028-02-29'].map(parseDay), ['2026-02-28', '2028-02-29']);
    const not = ['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', '2026-01-01T00:00:00Z', ''];
    assert.deepEqual(
      not.map(parseDay),
      not.map(() => undefined),
    );
  });

  test('is over at midnight UTC after it, not before', () => {
    const day = parseDay('2026-11-21') ?? assert.fail();
    assert.equal(isOver(day, new Date('2026-11-21T23:59:59.999Z')), false);
    assert.equal(isOver(day, new Date('2026-11-22T00:00:00Z')), true);
  });
});

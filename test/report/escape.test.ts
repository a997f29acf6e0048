import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutCommands } from '../../src/model/text.ts';
import { code, markdown, plain, sarifText } from '../../src/report/escape.ts';
import { hostileTexts, PAYLOADS, workflowCommands } from './hostile.ts';

const MARKS = /&#\d+;|<wbr>/g;

function decoded(text: string): string {
  return text.replaceAll('<wbr>', '').replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
}

function eachHostile(check: (text: string) => void): void {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const text of texts) check(text);
    }),
    { examples: [[[...PAYLOADS]]] },
  );
}

test('an IPv6 address stays as it is, and what is not printable becomes an escape', () => {
  assert.equal(plain('2001:db8::1 \x1b[31m\u202e\u2028é'), '2001:db8::1 \\x1b[31m\\u{202e}\\u{2028}é');
});

test('text is cut at its limit, escapes included', () => {
  assert.equal(plain('x'.repeat(20), 10), `${'x'.repeat(10)}...`);
  assert.equal(plain('\u2028'.repeat(20), 10), '\\u{2028}\\u...');
  assert.equal(plain('x'.repeat(10), 10), 'x'.repeat(10));
});

test('a line that would be a workflow command is none any more', () => {
  assert.equal(withoutCommands('::error::x'), ':\\:error::x');
  assert.equal(withoutCommands('\u00a0 ::error::x'), '\u00a0 :\\:error::x');
  assert.equal(withoutCommands('a ##[stop-commands]tok'), 'a #\\#[stop-commands]tok');
  assert.equal(withoutCommands('on 2001:db8::1'), 'on 2001:db8::1');
  assert.equal(withoutCommands('x\n ::1 is up'), 'x\n :\\:1 is up');
  eachHostile((text) => assert.deepEqual(workflowCommands(withoutCommands(plain(text))), []));
});

test('no mark of Markdown or HTML is left in neutralised text, and the text can be read back', () => {
  eachHostile((text) => {
    const written = markdown(text);
    assert.doesNotMatch(written.replace(MARKS, ''), /[&<>\\`*_[\]{}~|^!@#$\n\r]/);
    assert.equal(decoded(written), plain(text));
  });
});

test('nothing is left of mentions, references, addresses and links for GitHub to find', () => {
  eachHostile((text) => {
    // each piece is what GitHub's filters see: the text between two elements
    for (const piece of markdown(text).split('<wbr>').map(decoded)) {
      assert.doesNotMatch(piece, /[@#$]./);
      assert.doesNotMatch(piece, /:\S|www\.|GH-\d/i);
    }
  });
});

test('text that begins like a block of Markdown begins none', () => {
  for (const text of ['- item', '+ item', '1. item', '12) item', '= x', '# x', '> x', '--- ', '``` x'])
    assert.match(markdown(text), /^(?:&#|\d+&#)/, text);
});

test('inline code is a code span, or an element where a span can not hold the text', () => {
  assert.equal(code('443/tcp'), '`443/tcp`');
  assert.equal(code('<b> @x #1 https://x'), '`<b> @x #1 https://x`');
  assert.equal(code('a|b'), '<code>a&#124;b</code>');
  assert.equal(code('`'), '<code>&#96;</code>');
  assert.equal(code(''), '');
  eachHostile((text) =>
    assert.match(code(text), /^(?:|`[^`|\\\n\r]+`|<code>(?:[^<>&`|\\\n\r]|&#\d+;|<wbr>)+<\/code>)$/),
  );
});

test('brackets, braces and backslashes are escaped in messages of SARIF', () => {
  assert.equal(sarifText('[a](1) {0} \\'), '\\[a\\](1) {{0}} \\\\');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { html, lines, link, type Markup, prose, textOf, within } from '../../../src/report/html/markup.ts';
import { PAYLOADS, workflowCommands } from '../hostile.ts';

test('a value of a template is text in content and in a quoted attribute', () => {
  assert.equal(
    textOf(html`<b title="${`"'<>&\``}">${'<i>'}</b>`),
    '<b title="&quot;&#39;&lt;&gt;&amp;&#96;">&lt;i&gt;</b>',
  );
});

test('a template takes markup, lists, numbers and nothing', () => {
  assert.equal(textOf(html`<p>${html`<b>${1}</b>`}${null}${['a', html`<br>`]}</p>`), '<p><b>1</b>a<br></p>');
});

test('an object that looks like markup is none', () => {
  const forged: unknown = { markup: '<script>' };
  assert.throws(() => html`${forged as Markup}`);
});

test('no text makes markup, a line end or a command of the runner', () => {
  const text = fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(text, (foreign) => {
      const written = textOf(html`${foreign}`);
      assert.doesNotMatch(written, /[<>"'`\n\r]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
      assert.deepEqual(workflowCommands(`${written}\n${textOf(lines(foreign))}`), []);
    }),
  );
});

test('lines keep line feeds and nothing else', () => {
  assert.equal(textOf(lines('a:\n  - <b>\u2028')), 'a:\n  - &lt;b&gt;\\u{2028}');
});

test('prose has code between backticks', () => {
  assert.equal(textOf(prose('write `a<b` here')), 'write <code>a&lt;b</code> here');
});

for (const to of ['javascript:alert(1)', '//evil.example', 'https://evil.example/"onclick=', '#a b', 'http://a', '']) {
  test(`no link leads to ${JSON.stringify(to)}`, () => assert.throws(() => link(to, 'text'), RangeError));
}

test('items are written whole while the budget lasts, and the others are counted', () => {
  const made = (budget: number) =>
    [
      ...within(
        { left: budget },
        ['aaaa', 'bbbb', 'cccc'],
        (item) => html`${item}`,
        (count) => html`+${count}`,
      ),
    ].map(textOf);
  assert.deepEqual(made(100), ['aaaa', 'bbbb', 'cccc']);
  assert.deepEqual(made(8), ['aaaa', 'bbbb', '+1']);
  assert.deepEqual(made(7), ['aaaa', '+2']);
  assert.deepEqual(made(0), ['+3']);
});

test('lists share a budget', () => {
  const budget = { left: 5 };
  const made = (item: string) =>
    [
      ...within(
        budget,
        [item],
        (one) => html`${one}`,
        (count) => html`+${count}`,
      ),
    ].map(textOf);
  assert.deepEqual([made('aaaa'), made('bbbb'), made('c')], [['aaaa'], ['+1'], ['+1']]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { anyOf } from '../../../src/model/text.ts';
import { SCRIPT } from '../../../src/report/html/script.ts';
import { STYLE } from '../../../src/report/html/style.ts';

test('the script is a program', () => {
  assert.ok(new Script(SCRIPT) instanceof Script);
});

test('the script makes no markup of text, stores nothing and asks nobody', () => {
  const forbidden = anyOf([
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|\.src\b|\.style\b/,
    /[lL]ocalStorage|sessionStorage|cookie|indexedDB|fetch|XMLHttpRequest|WebSocket|import\(/,
  ]);
  assert.doesNotMatch(SCRIPT, forbidden);
});

test('neither the script nor the style can end its element, and no style loads anything', () => {
  assert.doesNotMatch(`${SCRIPT}${STYLE}`, /<\/|<!--/);
  assert.doesNotMatch(STYLE, /url\(|@import|@font-face/);
});

test('green belongs to the verdict "pass" alone', () => {
  const users = STYLE.split('\n').filter((line) => line.includes('var(--pass'));
  assert.deepEqual(users, ['.pass { --verdict: var(--pass); --verdict-soft: var(--pass-soft); }']);
});

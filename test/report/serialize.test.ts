import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { serialize } from '../../src/report/serialize.ts';

/** What `serialize` makes of a value, as one text. */
function text(value: unknown): string {
  return [...serialize(value)].join('');
}

/** The same value, every list of it an iterable that is no array. */
function lazily(value: unknown): unknown {
  if (Array.isArray(value)) return new Set(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, lazily(field)]));
}

test('the pieces are what JSON.stringify writes, and a newline', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: fc.constantFrom(...'ab"\\/[]{},: \n\t') }), (value) => {
      assert.equal(text(value), `${JSON.stringify(value, null, 2)}\n`);
    }),
  );
});

test('a list may be made item by item', () => {
  const items = [{ a: [1, { b: [] }], c: {} }, 'x\ny', null];
  const value = { empty: [], items, nested: { items } };
  assert.equal(text(lazily(value)), `${JSON.stringify(value, null, 2)}\n`);
});

test('an item is made only when the ones before it have been taken', () => {
  const made: number[] = [];
  function* items(): Generator<number> {
    for (let item = 0; item < 3; item++) {
      made.push(item);
      yield item;
    }
  }
  for (const piece of serialize({ items: items() })) {
    if (piece === '0') break;
  }
  assert.deepEqual(made, [0]);
});

test('fields that are not there are left out', () => {
  assert.equal(text({ a: undefined, b: 1, c: undefined }), '{\n  "b": 1\n}\n');
  assert.equal(text({ a: undefined }), '{}\n');
});

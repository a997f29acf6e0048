import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { gunzipped } from '../../src/observe/gunzip.ts';

test('the source is closed, also if its reader stops early', async () => {
  for (const bytes of [Buffer.alloc(100_000, 'a'), gzipSync(Buffer.alloc(100_000, 'a'))]) {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield bytes;
      } finally {
        closed = true;
      }
    }
    for await (const chunk of gunzipped(source()).chunks) {
      assert.ok(chunk.length > 0);
      break;
    }
    await setImmediate();
    assert.ok(closed);
  }
});

test('a source that says nothing any more does not hold up a reader that stops', async () => {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield gzipSync(Buffer.alloc(100_000, 'a'));
    await new Promise(() => {});
  }
  for await (const chunk of gunzipped(source()).chunks) {
    assert.ok(chunk.length > 0);
    break;
  }
});

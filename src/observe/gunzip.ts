import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { printable } from '../model/text.ts';

/** A stream of bytes that never rejects. Errors are available after its end. */
export interface SafeStream {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Null: no error so far. Call this after the end. */
  readonly fault: () => string | null;
}

/**
 * Unpacks gzip (RFC 1952) if the first two bytes indicate it, and passes everything else on. An error in the source or
 * in the compressed data ends the stream early.
 */
export function gunzipped(source: AsyncIterable<Uint8Array>): SafeStream {
  let fault: string | null = null;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      const head = await firstBytes(iterator);
      const whole = rest(head, iterator);
      if (!(head[0] === 0x1f && head[1] === 0x8b)) yield* whole;
      else yield* unpacked(whole);
    } catch (error) {
      fault = `it can't be read to its end: ${printable(error instanceof Error ? error.message : String(error))}`;
    } finally {
      // Whoever stops early leaves the source open, and with it its file. A source that says nothing is not waited for.
      iterator.return?.().catch(() => {});
    }
  }
  return { chunks: chunks(), fault: () => fault };
}

/** `compose` is not used here: with it, truncated gzip ends the process (Node 20.20). */
async function* unpacked(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed, { objectMode: false });
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } finally {
    source.destroy();
  }
}

/** @returns at least two bytes, unless the stream is shorter */
async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* rest(head: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
}

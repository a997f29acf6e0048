import { isAscii } from 'node:buffer';
import type { ScanDocument } from './document.ts';
import { createDraft, fault, type TaskProgress, type Wants } from './draft.ts';
import { closeDraft } from './elements.ts';
import { createParser } from './parser.ts';

export interface ReadOptions {
  /** Asked once per host; what is not wanted is checked for well-formedness and forgotten. */
  readonly wants: Wants;
  /** Whether facts (scripts, operating systems) are read; left out: they are not. */
  readonly facts?: boolean;
  /** Told how far nmap is, as it writes it: `<taskbegin>`, `<taskprogress>` and `<taskend>` (nmap.dtd). */
  readonly progress?: ((progress: TaskProgress) => void) | undefined;
  /** Longest document that is read, in bytes. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 4 * 1024 ** 3;
const SLICE = 64 * 1024;

/**
 * Reads nmap's XML (nmap.dtd) from a stream, in memory that does not grow with the document but with what is wanted of it.
 * Stops reading at the first fault; what was read until then is kept, and nothing of it is an answer (`failureOf`).
 * @returns the document, with its `fault` where it is not nmap's, is malformed, ends early or is too large or too deep.
 * @throws only what the stream itself throws.
 */
export async function readScan(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ScanDocument> {
  const { wants, progress, facts, maxBytes = MAX_BYTES } = options;
  const draft = createDraft(wants, progress, facts);
  const parser = createParser(draft);
  const decode = createDecoder();
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) fault(draft, 'too-large', `the document is longer than ${maxBytes} bytes`);
    for (let from = 0; from < chunk.length && draft.fault === null; from += SLICE) {
      const text = decode(chunk.subarray(from, from + SLICE));
      if (text === undefined) fault(draft, 'malformed', 'the document is not UTF-8');
      else parser.write(text);
    }
    if (draft.fault !== null) break;
  }
  if (draft.fault === null) {
    if (decode(null) === undefined) fault(draft, 'truncated', 'the document ends in the middle of a character');
    parser.end();
  }
  closeDraft(draft);
  const { scanner, args, started, versionScan, askedOnce, techniques, pings } = draft;
  const { asked, hosts, skipped, finished, errorMessage, counted } = draft;
  return {
    scanner,
    args,
    started,
    versionScan,
    askedOnce,
    techniques,
    pings,
    asked,
    hosts,
    skipped,
    finished,
    errorMessage,
    counted,
    fault: draft.fault,
  };
}

type Decode = (bytes: Uint8Array | null) => string | undefined;

/** @returns a function from bytes (null: the end) to text, and to undefined once they are not UTF-8. */
function createDecoder(): Decode {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let plain = true;
  return (bytes) => {
    // nmap writes ASCII alone, which needs no decoder and makes strings of half the size.
    plain &&= bytes === null || isAscii(bytes);
    if (plain)
      return bytes === null ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    try {
      return bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      return undefined;
    }
  };
}

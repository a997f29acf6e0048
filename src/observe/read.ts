import { isAscii } from 'node:buffer';
import type { Fault, ScanDocument } from './document.ts';
import { createDraft, type Draft, fault, flaw, type TaskProgress, type Wants } from './draft.ts';
import { closeDraft } from './elements.ts';
import { createParser } from './parser.ts';

export interface ReadOptions {
  /** Called once per host. Unwanted hosts are only checked for well-formedness. */
  readonly wants: Wants;
  /** Whether facts (scripts, OS detection) are read; absent: they are not. */
  readonly facts?: boolean;
  /** Receives nmap's progress as nmap writes it: `<taskbegin>`, `<taskprogress>` and `<taskend>` (nmap.dtd). */
  readonly progress?: ((progress: TaskProgress) => void) | undefined;
  /** The longest document, in bytes. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 4 * 1024 ** 3;
const SLICE = 64 * 1024;

/**
 * Reads nmap's XML (nmap.dtd) from a stream. Memory grows with the wanted content, not with the document. Stops at the
 * first fault. What was read before is kept, but nothing of it is an answer (`failureOf`).
 * @returns the document, with a `fault` if it is not nmap's, is malformed, ends early, or is too large or too deep
 * @throws only what the stream itself throws
 */
export async function readScan(chunks: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<ScanDocument> {
  const { wants, progress, facts, maxBytes = MAX_BYTES } = options;
  const draft = createDraft(wants, progress, facts);
  const parser = createParser(draft);
  const decode = createDecoder();
  let bytes = 0;
  let foreign = 'the document is not UTF-8';
  for await (const chunk of chunks) {
    if (bytes === 0 && isUtf16(chunk)) foreign = UTF16;
    bytes += chunk.length;
    if (bytes > maxBytes) fault(draft, 'too-large', `the document is longer than ${maxBytes} bytes`);
    for (let from = 0; from < chunk.length && !draft.stopped; from += SLICE) {
      const { text, bytes, legal } = decode(chunk.subarray(from, from + SLICE));
      if (!legal) flaw(draft, 'malformed', foreign);
      parser.write(text, bytes);
    }
    if (draft.stopped) break;
  }
  if (!draft.stopped) {
    if (!decode(null).legal) flaw(draft, 'truncated', 'the document ends in the middle of a character');
    parser.end();
  }
  closeDraft(draft);
  const { scanner, args, command, started, versionScan, probedOnce, ignoresResets, techniques, pings } = draft;
  const { asked, hosts, skipped, finished, errorMessage, counted } = draft;
  return {
    scanner,
    args,
    command,
    started,
    versionScan,
    probedOnce,
    ignoresResets,
    techniques,
    pings,
    asked,
    hosts,
    skipped,
    finished,
    errorMessage,
    counted,
    fault: faultOf(draft),
  };
}

/** Zenmap's files lack the end of the scan and more. Their other faults follow from that. */
function faultOf({ fault, zenmap, finished }: Draft): Fault | null {
  if (!zenmap || (fault === null && finished === 'success')) return fault;
  const text =
    'Zenmap saved this file, without how the scan ended; write results with nmap -oX FILE, and judge that file';
  return { kind: 'truncated', text };
}

const UTF16 =
  'the document is UTF-16: a shell (PowerShell) converted what nmap printed; write results with nmap -oX FILE';

/** Whether a document begins with the byte order mark of UTF-16 (RFC 2781, 3.2). */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Text of some bytes. `legal` is false after the first bytes that are not UTF-8; then each byte is a character. */
interface Decoded {
  readonly text: string;
  readonly bytes: number;
  readonly legal: boolean;
}

/** @returns a function from bytes (null: the end) to text */
function createDecoder(): (bytes: Uint8Array | null) => Decoded {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let mode: 'ascii' | 'utf-8' | 'bytes' = 'ascii';
  const asBytes = (bytes: Uint8Array | null): Decoded => {
    const text = bytes === null ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return { text, bytes: text.length, legal: mode !== 'bytes' };
  };
  return (bytes) => {
    // nmap writes only ASCII, which needs no decoder and halves the size of strings.
    if (mode === 'ascii' && bytes !== null && !isAscii(bytes)) mode = 'utf-8';
    if (mode !== 'utf-8') return asBytes(bytes);
    try {
      const text = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
      return { text, bytes: Buffer.byteLength(text), legal: true };
    } catch {
      mode = 'bytes';
      return asBytes(bytes);
    }
  };
}

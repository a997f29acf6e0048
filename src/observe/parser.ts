import { SaxesParser } from 'saxes';
import { type Draft, type Element, fault } from './draft.ts';
import { DOCUMENT } from './elements.ts';
import { keepText } from './pool.ts';

/** nmap nests about ten elements. Structured script output may be deeper. */
const MAX_DEPTH = 32;
/** The longest stretch without the end of a tag, in characters. The parser keeps all of it in memory. */
const MAX_STRETCH = 8 * 1024 ** 2;

/**
 * nmap writes the control bytes of banners as `&#x1;`, which XML 1.0 (section 2.2) forbids. No other error is
 * tolerated.
 */
const CONTROL_REFERENCE = /&#x(?:[1-8bcef]|1[0-9a-f]);$/;
const REFERENCE_COMPLAINT = 'malformed character entity.';
const REFERENCE_LENGTH = '&#x1f;'.length;

export interface Parser {
  /** @param bytes the length of the text in bytes of the document */
  readonly write: (text: string, bytes: number) => void;
  /** Marks the end of the input. An incomplete document is then truncated. */
  readonly end: () => void;
}

/** The parser's position in the document. */
interface Walk {
  /** The known open elements, from the root on. The last one is current. */
  readonly path: Element[];
  /** The number of ignored open elements inside the current one. */
  ignored: number;
  readonly input: Input;
  /** Whether the root was opened, and whether it was closed. */
  started: boolean;
  ended: boolean;
  /** Whether the input has ended. */
  ending: boolean;
  /** Whether the current piece of text contained a tag or similar. */
  moved: boolean;
}

/** @returns a strict XML parser that fills the draft with the known elements, until the first fault */
export function createParser(draft: Draft): Parser {
  const saxes = new SaxesParser({ xmlns: false, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const walk: Walk = {
    path: [DOCUMENT],
    ignored: 0,
    input: { before: '', text: '', start: 0, bytes: 0, ended: 0 },
    ...{ started: false, ended: false, ending: false, moved: false },
  };
  listenToElements(saxes, walk, draft);
  listenToTheRest(saxes, walk, draft);
  let stretch = 0;
  return {
    write: (text, bytes) => {
      takeIn(walk.input, text, bytes);
      walk.moved = false;
      saxes.write(text);
      stretch = walk.moved ? 0 : stretch + text.length;
      if (stretch > MAX_STRETCH) fault(draft, 'too-large', 'the document has an element or a text of absurd length');
    },
    end: () => {
      walk.ending = true;
      saxes.close();
    },
  };
}

function listenToElements(saxes: SaxesParser, walk: Walk, draft: Draft): void {
  const { path } = walk;
  saxes.on('opentag', ({ name, attributes }) => {
    walk.moved = true;
    if (draft.stopped) return;
    if (path.length + walk.ignored > MAX_DEPTH) {
      return fault(draft, 'too-deep', `elements nest deeper than ${MAX_DEPTH}`);
    }
    if (walk.ignored > 0) {
      walk.ignored++;
      return;
    }
    const element = (path.at(-1) ?? DOCUMENT).children?.get(name);
    if (!walk.started && element === undefined) fault(draft, 'not-nmap', "the document's root is not <nmaprun>");
    walk.started = true;
    if (element === undefined || element.open?.(draft, attributes) === false) {
      walk.ignored = 1;
      return;
    }
    path.push(element);
    const { text } = element;
    // Without a listener the parser does not collect text. Nearly all text is ignored.
    if (text !== undefined) saxes.on('text', (value) => text(draft, value));
  });
  saxes.on('closetag', () => {
    walk.moved = true;
    if (draft.stopped) return;
    if (walk.ignored > 0) walk.ignored--;
    else {
      const element = path.pop();
      if (element?.text !== undefined) saxes.off('text');
      element?.close?.(draft);
    }
    walk.ended = path.length === 1 && walk.ignored === 0;
  });
}

function listenToTheRest(saxes: SaxesParser, walk: Walk, draft: Draft): void {
  const checkPlace = () => {
    walk.moved = true;
    if (walk.ended) fault(draft, 'malformed', 'something follows </nmaprun>');
  };
  saxes.on('comment', checkPlace);
  saxes.on('processinginstruction', checkPlace);
  saxes.on('doctype', (doctype) => {
    if (doctype.includes('[')) fault(draft, 'malformed', 'the document has a document type of its own');
  });
  saxes.on('error', ({ message }) => {
    const { input, started, ending } = walk;
    if (message === REFERENCE_COMPLAINT && CONTROL_REFERENCE.test(textBefore(input, saxes.position))) return;
    const place = `at byte ${bytesBefore(input, saxes.position)} (line ${saxes.line})`;
    const early = started ? `the document ends before </nmaprun>, ${place}` : 'the document is empty';
    if (ending) fault(draft, 'truncated', early);
    else if (!started) fault(draft, 'not-nmap', `the document is not nmap's XML: ${keepText(message)} (${place})`);
    else fault(draft, 'malformed', `the document is not well-formed ${place}: ${keepText(message)}`);
  });
}

interface Input {
  /** The end of the text before `text`. */
  before: string;
  text: string;
  /** Characters of the document before `text`. */
  start: number;
  /** Bytes of the document before `text`, and at its end. */
  bytes: number;
  ended: number;
}

function takeIn(input: Input, text: string, bytes: number): void {
  input.before = textBefore(input, input.start + input.text.length);
  input.start += input.text.length;
  input.text = text;
  input.bytes = input.ended;
  input.ended += bytes;
}

/** @returns the number of bytes before `position`, which counts characters from the beginning of the document */
function bytesBefore({ text, start, bytes, ended }: Input, position: number): number {
  const share = position - start;
  return share >= text.length ? ended : bytes + Buffer.byteLength(text.slice(0, Math.max(0, share)));
}

/** @returns the few characters before `position`, which counts from the beginning of the document */
function textBefore(input: Input, position: number): string {
  const end = position - input.start;
  const text = end >= REFERENCE_LENGTH ? input.text : input.before + input.text;
  const offset = end >= REFERENCE_LENGTH ? end : end + input.before.length;
  return text.slice(Math.max(0, offset - REFERENCE_LENGTH), offset);
}

import { InputError, type Problem, problemAt, type Warning } from '../model/problem.ts';
import { anyOf } from '../model/text.ts';
import type { PolicyCode } from './fault.ts';
import { replacement } from './tree.ts';

/** The longest policy, in bytes of UTF-8. The cost of reading YAML grows faster than its length. */
export const MAX_POLICY_BYTES = 256 * 1024;

/**
 * @returns the file's text, without a byte order mark
 * @throws InputError if the file is too large or is not UTF-8; nothing is guessed
 */
export function decodePolicy(bytes: Uint8Array, file: string): string {
  if (bytes.length > MAX_POLICY_BYTES) throw new InputError([tooLarge(file)]);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const location = { file, ...firstInvalid(bytes) };
    throw new InputError([
      problemAt<PolicyCode>('invalid-utf8', 'this is not UTF-8: save the file as UTF-8', location),
    ]);
  }
}

/** @returns what makes the text unreadable or different from what an editor shows; such a text is not parsed */
export function textProblems(text: string, file: string): readonly Problem[] {
  if (Buffer.byteLength(text, 'utf8') > MAX_POLICY_BYTES) return [tooLarge(file)];
  return text.split('\n').flatMap((whole, index) => {
    const line = whole.replace(/\r$/, '');
    const found = DECEPTIVE.exec(line);
    if (found === null) return [];
    const [character] = found;
    const location = { file, line: index + 1, column: found.index + 1 };
    const { code, message } = problemAt<PolicyCode>(
      'invalid-character',
      `${describe(character)} is not allowed in a policy`,
      location,
    );
    const [run = character] = DECEPTIVE_RUN.exec(line.slice(found.index)) ?? [];
    const end = { ...location, column: location.column + run.length };
    return [{ code, message: `${message}: remove it`, location, fix: replacement({ at: location, end }, '') }];
  });
}

/**
 * YAML has no end mark. A file that was cut within a line may be a valid policy with another meaning (`443/tcp https`
 * cut to `443/tcp`). But many editors leave the last line without an end, so this is only a note.
 * @returns a note if the last line does not end
 */
export function endWarnings(text: string, file: string): readonly Warning[] {
  if (text.endsWith('\n')) return [];
  const lines = text.split('\n');
  const location = { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  const message = 'the file does not end with a line feed: check that nothing is missing, and add one';
  return [{ level: 'note', code: 'unfinished-line', message, location }];
}

/**
 * Characters that YAML 1.2 (5.1) calls non-printable, U+FFFD (which decoders write for invalid input), and characters
 * that make a text look different from its meaning: bare carriage returns, other line separators, invisible and
 * bidirectional controls.
 */
const DECEPTIVE = anyOf(
  [
    /[^\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/u,
    /[\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u,
  ],
  'u',
);
const DECEPTIVE_RUN = new RegExp(`^(?:${DECEPTIVE.source})+`, 'u');

function describe(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = { '0000': ' (NUL)', '000D': ' (a carriage return without a line feed)', FFFD: ' (invalid text)' }[point];
  return `the character U+${point}${name ?? ''}`;
}

function firstInvalid(bytes: Uint8Array): { line: number; column: number } {
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('\ufffd', 1)[0] ?? '';
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function tooLarge(file: string): Problem {
  const limit = `${MAX_POLICY_BYTES / 1024} KiB`;
  return problemAt<PolicyCode>('file-too-large', `a policy may have at most ${limit}: split it by environment`, {
    file,
    line: 1,
    column: 1,
  });
}

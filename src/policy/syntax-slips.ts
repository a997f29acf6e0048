import type { Fix } from '../model/problem.ts';
import { printable } from '../model/text.ts';

/** One way to correct text that is not valid YAML. Lines and columns count from 1. */
export interface Slip {
  /** What is wrong, and what to write. */
  readonly message: string;
  readonly fix: Fix;
  /** The location of the message; absent: the start of the fix. */
  readonly at?: Fix['start'];
  /** Whether YAML reports this mistake at the end of the text, and no error between. */
  readonly isReportedAtEnd?: true;
}

/** The lines of a policy, without line ends, and the line of an error (from 0). */
export type Finder = (lines: readonly string[], error: number) => readonly Slip[];

// Mistakes that make a policy invalid YAML. Each finder proposes corrections; `syntax.ts` tries whether they help.

/** The number of lines above an error that may contain its cause, or show the usual indentation. */
const LINES_ABOVE = 20;

/** @returns the slip that writes a text between two columns (from 0) of a line (from 0) */
function rewrite(line: number, from: number, to: number, text: string, message: string, at = from): Slip {
  const place = (column: number) => ({ line: line + 1, column: column + 1 });
  return { message, fix: { start: place(from), end: place(to), text }, at: place(at) };
}

/** @returns the slip that replaces some lines */
function block(lines: readonly string[], from: number, to: number, written: readonly string[], message: string): Slip {
  const end = { line: to, column: (lines[to - 1] ?? '').length + 1 };
  return { message, fix: { start: { line: from + 1, column: 1 }, end, text: written.join('\n') } };
}

/** @returns text of the policy for a message */
function show(text: string): string {
  return printable(text, 80);
}

/** The numbers of spaces that a tab may stand for. */
const TAB_WIDTHS = [2, 4, 8];

/** Tabs before the first word of lines. All are replaced, because equally indented lines belong together. */
export const tabs: Finder = (lines, error) => {
  const isTabbed = (line: string) => /^ *\t/.test(line);
  if (!isTabbed(lines[error] ?? '')) return [];
  const [first, last] = [lines.findIndex(isTabbed), lines.findLastIndex(isTabbed)];
  return TAB_WIDTHS.map((width) => {
    const spaced = lines
      .slice(first, last + 1)
      .map((line) => line.replace(/^[ \t]+/, (blank) => blank.replaceAll('\t', ' '.repeat(width))));
    const message = `YAML is not indented with tabs: write ${width} spaces for each, down to line ${last + 1}`;
    return block(lines, first, last + 1, spaced, message);
  });
};

/** A quote that its line does not close, reported where it opens. YAML reports it at the end of the file. */
export const quotes: Finder = (lines, error) =>
  lines.slice(0, error + 1).flatMap((line, index) => {
    const open = scan(line).quote;
    if (open === undefined) return [];
    const mark = line[open] ?? '"';
    const rest = line.slice(open);
    const ends = [/\s*$/, /\s+#.*$/, /[\s\]},]*$/, /[\],}].*$/].map((end) => open + rest.search(end));
    return [...new Set(ends)].map((end) => {
      const message = `this quote is not closed: write ${show(`${line.slice(open, end)}${mark}`)}`;
      return { ...rewrite(index, end, end, mark, message, open), isReportedAtEnd: true };
    });
  });

/** A value that YAML does not read as one text: `a: b`, `@a`, `'a'b'`. */
export const values: Finder = (lines, error) =>
  [error, error - 1].flatMap((index) => {
    const line = lines[index] ?? '';
    const starts = [/^\s*(?:- +)*[\w.-]+\s*:\s+(?=[^\s#])/, /^\s*(?:- +)+(?=[^\s#])/];
    const whole = starts
      .flatMap((start) => start.exec(line)?.[0].length ?? [])
      .map((from) => [from, line.trimEnd().length] as const);
    return [...flowValues(line), ...whole].flatMap(([from, to]) => {
      const value = line.slice(from, to);
      if (value === '') return [];
      const item = /^- +(\S.*)$/.exec(value)?.[1];
      const list =
        item === undefined
          ? []
          : [rewrite(index, from, to, `[${item}]`, `a list on one line: write ${show(`[${item}]`)}`)];
      const quoted = inQuotes(value);
      return [...list, rewrite(index, from, to, quoted, `this value needs quotes: write ${show(quoted)}`)];
    });
  });

/** @returns the beginnings and ends of unusual items and values between brackets */
function flowValues(line: string): readonly (readonly [number, number])[] {
  return [...line.matchAll(/(?<=[[{,]\s*)[^\s[\]{},"'][^[\]{},]*(?=[\]},]|$)/g)]
    .flatMap(({ index, 0: item }) => {
      const key = /^[\w-]+:\s+/.exec(item)?.[0].length ?? 0;
      const end = index + item.trimEnd().length;
      return [[index + key, end] as const, ...(key > 0 ? [[index, end] as const] : [])];
    })
    .filter(([from, to]) => /^[#@`%&*!|>]|^-$|:\s|:$/.test(line.slice(from, to)));
}

function inQuotes(value: string): string {
  // Not if several words have quotes of their own: `"a" and "b"`.
  const bare = /^(["'])(?!\S*\1\s)(.*)\1$/s.exec(value)?.[2] ?? value;
  return bare.includes('"') && !bare.includes("'") ? `'${bare}'` : JSON.stringify(bare);
}

/** A missing colon or dash, or a missing space after one. */
export const punctuation: Finder = (lines, error) =>
  [error, error - 1, error + 1].flatMap((index) => {
    const line = lines[index] ?? '';
    const [before = '', word = ''] = /^(\s*(?:- +)*)([\w.-]+)/.exec(line)?.slice(1) ?? [];
    const end = before.length + word.length;
    const rest = line.slice(end);
    const next = lines.slice(index + 1).find((other) => other.trim() !== '') ?? '';
    const slips: Slip[] = [];
    const insert = (column: number, text: string, message: string) =>
      slips.push(rewrite(index, column, column, text, message, before.length));
    if (/^:\S/.test(rest)) {
      insert(end + 1, ' ', `a space is missing after the colon: write ${show(`${word}: ${rest.slice(1)}`)}`);
    }
    if (word !== '' && /^\s*(?:#.*)?$/.test(rest) && indentOf(next) > indentOf(line)) {
      insert(end, ':', `a colon is missing: write ${show(word)}:`);
    }
    if (word !== '' && /^\s+\S/.test(rest)) {
      insert(end, ':', `a colon is missing: write ${show(`${word}: ${rest.trim()}`)}`);
    }
    const dash = /^\s*-(?=[^\s-])/.exec(line)?.[0].length;
    if (dash !== undefined) {
      insert(dash, ' ', `a space is missing after the dash: write - ${show(line.slice(dash))}`);
    } else if (line.trim() !== '' && lines.slice(0, index).some((other) => /^\s*- /.test(other))) {
      insert(indentOf(line), '- ', `a dash is missing: write - ${show(line.trim())}`);
    }
    return slips;
  });

/** Brackets that are not closed, or that another kind of bracket closes. */
export const brackets: Finder = (lines, error) =>
  [error, error - 1, error - 2].flatMap((index) => {
    const line = lines[index] ?? '';
    const { opened, wrong } = scan(line);
    const first = opened[0] ?? wrong;
    if (first === undefined) return [];
    const code = line.replace(/\s+#.*$/, '').trimEnd();
    const bare = code.replace(/[\]}]+$/, '');
    const closers = scan(bare)
      .opened.map((open) => (line[open] === '[' ? ']' : '}'))
      .reverse()
      .join('');
    const whole = `${bare}${closers}`;
    const message = `a bracket is missing, or of the wrong kind: write ${show(whole.slice(first))}`;
    return [rewrite(index, bare.length, code.length, closers, message, first)];
  });

/** A line that, with the lines below it, is indented like nothing around it. */
export const indents: Finder = (lines, error) =>
  [error, error + 1, error - 1].flatMap((index) => {
    const line = lines[index] ?? '';
    if (line.trim() === '' || line.includes('\t')) return [];
    const own = indentOf(line);
    const above = lines.slice(Math.max(0, index - LINES_ABOVE), index).filter((other) => other.trim() !== '');
    const near = above.at(-1) ?? '';
    const usual = [...new Set([...above.map(indentOf), indentOf(near) + 2, indentOf(near) + 4])]
      .filter((indent) => indent !== own)
      .sort((a, b) => Math.abs(a - own) - Math.abs(b - own) || b - a);
    return usual.flatMap((indent) => ends(lines, index).map((end) => moved(lines, index, end, indent)));
  });

/** @returns the lines after which the block of a line may end: further indented lines, and equally indented lines */
function ends(lines: readonly string[], index: number): readonly number[] {
  const own = indentOf(lines[index] ?? '');
  const upTo = (least: number) => {
    let end = index + 1;
    while (end < lines.length && (lines[end]?.trim() === '' || indentOf(lines[end] ?? '') >= least)) end++;
    while (end > index + 1 && lines[end - 1]?.trim() === '') end--;
    return end;
  };
  return [...new Set([upTo(own), upTo(own + 1), index + 1])];
}

function moved(lines: readonly string[], from: number, to: number, indent: number): Slip {
  const first = lines[from] ?? '';
  const by = indent - indentOf(first);
  const written = lines.slice(from, to).map((line) => {
    if (line.trim() === '') return line;
    return ' '.repeat(Math.max(0, indentOf(line) + by)) + line.trimStart();
  });
  const below = to - from === 1 ? '' : `, and move what is below it alike, down to line ${to}`;
  const message = `wrong indentation: write ${indent} spaces before "${show(first.trim())}"${below}`;
  return { ...block(lines, from, to, written, message), at: { line: from + 1, column: indentOf(first) + 1 } };
}

function indentOf(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

/** What a line leaves open: a quote, brackets in their order, and a bracket that closes another kind. */
function scan(line: string): { quote?: number; opened: readonly number[]; wrong?: number } {
  const opened: number[] = [];
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? '';
    const starts = /(?:^|[\s[{,])$/.test(line.slice(Math.max(0, i - 1), i));
    if (character === '#' && starts) break;
    if ((character === '"' || character === "'") && starts && /(?:^|[:\-[{,])\s*$/.test(line.slice(0, i))) {
      const end = closing(line, i);
      if (end === undefined) return { quote: i, opened };
      i = end;
    } else if (character === '[' || character === '{') {
      if (opened.length > 0 || starts) opened.push(i);
    } else if ((character === ']' || character === '}') && opened.length > 0) {
      const open = opened.pop() ?? 0;
      if ((line[open] === '[') !== (character === ']')) return { opened, wrong: open };
    }
  }
  return { opened };
}

function closing(line: string, open: number): number | undefined {
  const pattern = line[open] === '"' ? /"(?:[^"\\]|\\.)*"/y : /'(?:[^']|'')*'/y;
  pattern.lastIndex = open;
  return pattern.test(line) ? pattern.lastIndex - 1 : undefined;
}

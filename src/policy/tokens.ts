import { CST, Lexer, type LineCounter, Parser } from 'yaml';
import { type Fault, quote } from './fault.ts';

/** A policy is at most seven levels deep. Deep nesting exhausts the composer's stack, which cannot always be caught. */
const MAX_DEPTH = 30;

/** Marks that the lexer puts between the pieces of the text. */
const MARKS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** Splits YAML into tokens. Stops at too deep a nesting, before anything recursive reads the text. */
export function tokenize(
  text: string,
  lines: LineCounter,
  maxDepth = MAX_DEPTH,
): { readonly all: CST.Token[] } | { readonly tooDeepAt: number } {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const all: CST.Token[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) all.push(token);
    if (parser.stack.length > maxDepth) return { tooDeepAt: Math.min(offset, text.length) };
    if (!MARKS.has(lexeme)) offset += lexeme.length;
  }
  for (const token of parser.end()) all.push(token);
  return { all };
}

/** Features of YAML that a policy does not have, because they make text mean something else than it seems to. */
const UNWELCOME: Readonly<Record<string, (source: string) => Fault>> = {
  directive: () => ({ code: 'directive', message: 'YAML directives are not used in a policy: remove this', meant: '' }),
  tag: (source) => ({ code: 'tag', message: `the tag ${quote(source)} is not allowed: remove this`, meant: '' }),
  anchor: (source) => ({
    code: 'alias',
    message: `the anchor ${quote(source)} is not allowed: write values out where used`,
  }),
  alias: (source) =>
    /^\*(?:\/\w+)?$/.test(source)
      ? {
          code: 'alias',
          message:
            `YAML reads ${quote(source)} as an alias: write all in \`ports\`, and 0-65535/` +
            `${source.slice(2) || 'tcp'} elsewhere`,
        }
      : source.startsWith('*.')
        ? { code: 'alias', message: `YAML reads ${quote(source)} as an alias: write "${source}"`, meant: `"${source}"` }
        : { code: 'alias', message: `the alias ${quote(source)} is not allowed: write the value out` },
};

/**
 * Checks the tokens themselves, because the composed document loses some tags (`!<>`) and resolves others.
 * @returns each unwelcome token with its offset and its end
 */
export function* unwelcome(tokens: unknown): Generator<Fault & { readonly offset: number; readonly end: number }> {
  if (typeof tokens !== 'object' || tokens === null) return;
  if ('type' in tokens && 'offset' in tokens && 'source' in tokens) {
    const { type, offset, source } = tokens;
    if (typeof type === 'string' && typeof offset === 'number' && Object.hasOwn(UNWELCOME, type)) {
      const said = UNWELCOME[type]?.(String(source));
      if (said !== undefined) yield { ...said, offset, end: offset + String(source).length };
    }
  }
  for (const part of Object.values(tokens)) yield* unwelcome(part);
}

import { z } from 'zod';
import { compareLocations, type Fix, type Location, type Problem, problemAt } from '../model/problem.ts';
import { schemaOfKey, schemasAt } from './advice.ts';
import type { PolicyCode } from './fault.ts';
import { policySchema } from './schema.ts';
import { find, locate, type Path, type Tree } from './tree.ts';

/**
 * @param path where the value is; undefined: nobody knows
 * @returns a problem that ends if the value at the path is removed; the message says so if removal is possible
 */
export function removable(
  tree: Tree,
  path: Path | undefined,
  code: PolicyCode,
  message: string,
  location: Location = locate(tree, path ?? []),
): Problem {
  const fix = path === undefined ? undefined : removal(tree, path);
  const problem = problemAt(code, fix === undefined ? message : `${message}: remove this`, location);
  return fix === undefined ? problem : { ...problem, fix };
}

/**
 * @returns the text to delete, so that neither the value at the path nor an empty list or mapping around it remains;
 * undefined: the policy needs the value
 */
function removal(tree: Tree, path: Path): Fix | undefined {
  const parentPath = path.slice(0, -1);
  const parent = find(tree, parentPath);
  const node = find(tree, path);
  const step = path.at(-1);
  if (parent === undefined || parent.kind === 'scalar' || node === undefined) return undefined;
  if (isMandatory(parentPath, String(step))) return undefined;
  const spans = spansOf(parent);
  const index = spans.findIndex((span) => span.node === node);
  const span = spans[index];
  if (span === undefined) return undefined;
  if (spans.length === 1) return removal(tree, parentPath);
  const [before, after] = [spans[index - 1], spans[index + 1]];
  if (parent.flow) return after === undefined ? cut(before?.end ?? span.at, span.end) : cut(span.at, after.at);
  // The first key of a list item follows the item's dash, which stays.
  if (parent.kind === 'mapping' && index === 0 && after !== undefined) return cut(span.at, after.at);
  const end = span.end.column === 1 ? span.end : { ...span.end, line: span.end.line + 1, column: 1 };
  return cut({ ...span.at, column: 1 }, end);
}

interface Span {
  readonly node: Tree;
  readonly at: Location;
  readonly end: Location;
}

function spansOf(parent: Exclude<Tree, { kind: 'scalar' }>): readonly Span[] {
  if (parent.kind === 'list') return parent.written.map((node) => ({ node, at: node.at, end: node.end }));
  return parent.written.map(({ key, keyEnd, value }) => ({
    node: value,
    at: key,
    end: compareLocations(value.end, keyEnd) > 0 ? value.end : keyEnd,
  }));
}

/** Whether the mapping needs the key. */
function isMandatory(parent: Path, key: string): boolean {
  const objects = schemasAt(policySchema, parent).filter((schema) => schema instanceof z.ZodObject);
  const schemas = objects.flatMap((schema) => schemaOfKey(schema, key) ?? []);
  return schemas.length > 0 && schemas.every((schema) => !z.safeParse(schema, undefined).success);
}

function cut(start: Location, end: Location): Fix {
  return {
    start: { line: start.line, column: start.column },
    end: { line: end.line, column: end.column },
    text: '',
  };
}

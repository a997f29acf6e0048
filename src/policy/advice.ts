import { z } from 'zod';
import { EXPECTATIONS } from '../model/policy.ts';
import type { Fix, Location } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { policySchema } from './schema.ts';
import { find, type Path, plain, type Tree } from './tree.ts';

/** What to write in place of a value, and how a message says so. */
export interface Advice {
  readonly words: string;
  readonly fix: Fix;
}

/**
 * @returns what the value at the path was probably meant to be. It is tried before it is told: the schema accepts it
 * there. Undefined: nothing that was tried is accepted.
 */
export function adviceFor(tree: Tree, path: Path): Advice | undefined {
  const node = find(tree, path);
  if (node === undefined) return undefined;
  const moved = serviceOfItsOwn(tree, node, path);
  if (moved !== undefined) return moved;
  const schemas = schemasAt(policySchema, path);
  const value = candidates(plain(node), isPort(path)).find((candidate) =>
    schemas.some((schema) => z.safeParse(schema, candidate).success),
  );
  if (value === undefined) return undefined;
  const text = flow(value);
  return { words: `write ${printable(text)}`, fix: replace(node, text) };
}

/** `port: 80/tcp http` has two keys in one. */
function serviceOfItsOwn(tree: Tree, node: Tree, path: Path): Advice | undefined {
  if (node.kind !== 'scalar') return undefined;
  const [, port, service] = /^(\S+\/(?:tcp|udp|sctp))\s+(\S+)$/.exec(String(node.value)) ?? [];
  const parent = find(tree, path.slice(0, -1));
  if (path.at(-1) !== 'port' || parent?.kind !== 'mapping' || port === undefined || service === undefined) {
    return undefined;
  }
  const whole = { ...(plain(parent) as object), port, service };
  const accepted = schemasAt(policySchema, path.slice(0, -1)).some((schema) => z.safeParse(schema, whole).success);
  if (parent.entries.has('service') || !accepted) return undefined;
  const separator = parent.flow ? ', ' : `\n${' '.repeat(parent.at.column - 1)}`;
  const fix = replace(node, `${port}${separator}service: ${flow(service)}`);
  return { words: `write port: ${printable(port)}, and service: ${printable(service)} as a key of its own`, fix };
}

/** Whether a port with its protocol stands there. */
function isPort(path: Path): boolean {
  return path.at(-1) === 'port' || EXPECTATIONS.some((expectation) => expectation === path.at(-2));
}

/** What people write for what, the likeliest meaning first. */
function candidates(value: unknown, port: boolean): readonly unknown[] {
  if (typeof value === 'number') return [...(port ? [`${value}/tcp`] : []), String(value), [value], { tcp: value }];
  if (typeof value === 'boolean') return [String(value)];
  if (Array.isArray(value)) return [{ tcp: value }, value[0]];
  if (typeof value !== 'string') return [];
  const number = /^\d{1,9}$/.test(value) ? [Number(value), ...(port ? [`${value}/tcp`] : [])] : [];
  const truth = { true: true, yes: true, false: false, no: false }[value];
  return [...number, ...(truth === undefined ? [] : [truth]), [value], value.split(/[\s,]+/), { tcp: value }];
}

function replace(node: Tree, text: string): Fix {
  return { start: place(node.at), end: place(node.end), text };
}

function place({ line, column }: Location): Fix['start'] {
  return { line, column };
}

/** @returns the value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, part]) => `${key}: ${flow(part)}`)
      .join(', ')}}`;
  }
  const plainText =
    typeof value === 'string' && /^(?=.*[a-z/.])[\w./*][\w./ *-]*$/i.test(value) && !AMBIGUOUS.test(value);
  return typeof value === 'string' && !plainText ? JSON.stringify(value) : String(value);
}

/** Texts that read as another kind of value, or end in a space. */
const AMBIGUOUS = /^(?:y|n|yes|no|on|off|true|false|null|\d*[._]?\d*|0[box].*|[\d.]+e\d+|\*.*|.* )$/i;

/** @returns the schemas of what may stand at a place of the policy. */
export function schemasAt(schema: z.core.$ZodType, path: Path): readonly z.core.$ZodType[] {
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return schemasAt(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodPipe) return schemasAt(schema.in, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => schemasAt(option, path));
  if (schema instanceof z.ZodArray) return schemasAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) return schemasAt(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const next: z.core.$ZodType | undefined = schema.shape[String(step)];
  return next === undefined ? [] : schemasAt(next, rest);
}

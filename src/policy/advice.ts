import { z } from 'zod';
import { EXPECTATIONS } from '../model/policy.ts';
import { PROTOCOLS } from '../model/port.ts';
import type { Fix, Problem } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { quote, type Remedy } from './fault.ts';
import { policySchema } from './schema.ts';
import { find, type Path, plain, replacement, type Tree } from './tree.ts';

/** What to write in place of a value, and how a message says so. */
export interface Advice {
  readonly words: string;
  readonly fix: Fix;
}

/** How many faults of one value are mended, one after the other. */
const MOST_FAULTS = 4;

/**
 * @param remedy what the parser of the value knows of what was meant
 * @param rewritten whether the value may be right if it is written otherwise
 * @returns what the value at the path was probably meant to be. It is tried before it is told: the schema accepts it
 * there. Undefined: nothing that was tried is accepted.
 */
export function adviceFor(tree: Tree, path: Path, remedy: Remedy, rewritten: boolean): Advice | undefined {
  const node = find(tree, path);
  if (node === undefined) return undefined;
  const moved = serviceOfItsOwn(tree, node, path) ?? itemsOfTheirOwn(tree, node, path, remedy.items);
  if (moved !== undefined) return moved;
  const meant = remedy.meant === undefined ? [] : [remedy.meant];
  const value = accepted(path, [...meant, ...(rewritten ? candidates(plain(node), isPort(path)) : [])]);
  if (value === undefined) return undefined;
  const text = flow(value);
  const words = remedy.guess === true ? `; did you mean ${quote(String(value))}?` : `: write ${printable(text)}`;
  return { words, fix: replacement(node, text) };
}

/** @returns the problems of scalars that not all readers of YAML take for the same value. */
export function oddProblems(tree: Tree, path: Path = []): readonly Problem[] {
  const node = find(tree, path);
  if (node === undefined) return [];
  if (node.kind === 'list') return node.items.flatMap((_, index) => oddProblems(tree, [...path, index]));
  if (node.kind === 'mapping') return [...node.entries.keys()].flatMap((key) => oddProblems(tree, [...path, key]));
  if (node.odd === undefined) return [];
  const { source, message } = node.odd;
  const values = [
    ...(typeof node.value === 'number' && Number.isSafeInteger(node.value) ? [node.value] : []),
    source,
    ...candidates(source, isPort(path)),
    ...(typeof node.value === 'number' ? candidates(node.value, isPort(path)) : []),
  ];
  const value = accepted(path, values);
  const problem = { code: 'ambiguous-scalar', location: node.at };
  if (value === undefined) return [{ ...problem, message: `${message}, and the key accepts neither` }];
  const text = flow(value);
  const words = value === source ? `put it in quotes, ${printable(text)}` : `write ${printable(text)}`;
  return [{ ...problem, message: `${message}: ${words}`, fix: replacement(node, text) }];
}

/** @returns the text as a name of lower-case letters, digits and hyphens, if that is one. */
export function nameFor(text: string, isName: (text: string) => boolean): string | undefined {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return isName(name) ? name : undefined;
}

/** @returns the first of the values that the schema accepts there, or accepts once their own faults are mended. */
function accepted(path: Path, values: readonly unknown[]): unknown {
  const schemas = schemasAt(policySchema, path);
  for (const start of values) {
    let value: unknown = start;
    for (let faults = 0; faults < MOST_FAULTS && value !== undefined; faults++) {
      const results = schemas.map((schema) => z.safeParse(schema, value));
      if (results.some(({ success }) => success)) return value;
      value = results.flatMap(({ error }) => error?.issues.flatMap(meantBy) ?? [])[0];
    }
  }
  return undefined;
}

function meantBy(issue: z.core.$ZodIssue): readonly unknown[] {
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(meantBy);
  if (issue.code !== 'custom' || issue.path.length > 0) return [];
  const { meant } = remedyOf(issue.params);
  return meant === undefined ? [] : [meant];
}

/** @returns what a parser told the schema of what was meant. */
export function remedyOf({ meant, items, guess, rule }: Readonly<Record<string, unknown>> = {}): Remedy {
  return {
    ...(meant === undefined ? {} : { meant }),
    ...(Array.isArray(items) ? { items: items.map(String) } : {}),
    ...(guess === true ? { guess } : {}),
    ...(typeof rule === 'string' ? { rule } : {}),
  };
}

/** `10.0.0.1 10.0.0.2` is two items of the list around it. */
function itemsOfTheirOwn(tree: Tree, node: Tree, path: Path, items: readonly string[] = []): Advice | undefined {
  const parent = find(tree, path.slice(0, -1));
  if (parent?.kind !== 'list' || items.length === 0) return undefined;
  const values = items.map((item) => accepted(path, [...(/^\d+$/.test(item) ? [Number(item)] : []), item]));
  if (values.includes(undefined)) return undefined;
  const texts = values.map(flow);
  const separator = parent.flow ? ', ' : `\n${' '.repeat(parent.at.column - 1)}- `;
  const words = `: write ${printable(texts.join(', '))}, each as an item of the list`;
  return { words, fix: replacement(node, texts.join(separator)) };
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
  if (parent.entries.has('service') || accepted(path.slice(0, -1), [whole]) === undefined) return undefined;
  const separator = parent.flow ? ', ' : `\n${' '.repeat(parent.at.column - 1)}`;
  const fix = replacement(node, `${port}${separator}service: ${flow(service)}`);
  return { words: `: write port: ${printable(port)}, and service: ${printable(service)} as a key of its own`, fix };
}

/** Whether a port with its protocol stands there. */
function isPort(path: Path): boolean {
  return path.at(-1) === 'port' || EXPECTATIONS.some((expectation) => expectation === path.at(-2));
}

/** What people write for what, the likeliest meaning first. */
function candidates(value: unknown, port: boolean): readonly unknown[] {
  if (typeof value === 'number') return [...(port ? [`${value}/tcp`] : []), String(value), [value], { tcp: value }];
  if (typeof value === 'boolean') return [String(value)];
  if (Array.isArray(value)) {
    const isMappings = value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
    const merged = isMappings ? [Object.assign({}, ...value)] : [];
    return [...merged, { tcp: value }, value[0], byProtocol(value), { hosts: value }];
  }
  if (typeof value === 'object' && value !== null) return [...entriesMeant(value), [value]];
  if (typeof value !== 'string') return [];
  const number = /^\d{1,9}$/.test(value) ? [Number(value), ...(port ? [`${value}/tcp`] : [])] : [];
  const [, digits] = /^v?([\d_,.]*\d)$/.exec(value) ?? [];
  const [, count, thousand] = /^(\d+) ?(k)?(?:\/s|pps)?$/i.exec(value) ?? [];
  const loose =
    count !== undefined
      ? [Number(count) * (thousand === undefined ? 1 : 1_000)]
      : digits === undefined
        ? []
        : [Number(digits.replace(/[_,]/g, '')), Number(digits.replace(',', '.'))];
  // A dash without a space behind it.
  const dashed = value.split(/\s+(?=-)/).map((item) => (/^-[^-\s]/.test(item) ? item.slice(1) : undefined));
  const truth = { true: true, yes: true, false: false, no: false }[value];
  return [
    ...number,
    ...(truth === undefined ? [] : [truth]),
    ...loose,
    dashed,
    ...(value.includes(',') ? [value.split(/\s*,\s*/)] : []),
    [value],
    value.split(/[\s,]+/),
    { tcp: value },
  ];
}

/** `[80/tcp, 53/udp]` where the protocol is the key. */
function byProtocol(items: readonly unknown[]): unknown {
  const ports = new Map<string, unknown[]>();
  for (const item of items) {
    const [, numbers = '', protocol = ''] =
      /^(\d[\d-]*)\/(tcp|udp|sctp)$/.exec(typeof item === 'string' ? item : '') ?? [];
    const port = /^\d+$/.test(numbers) ? Number(numbers) : numbers;
    ports.set(protocol, [...(ports.get(protocol) ?? []), port]);
  }
  return ports.has('') ? undefined : Object.fromEntries(ports);
}

/** What a mapping means that is no entry: `80/tcp: http`, `tcp: [80, 443]`, `port: 80` with `protocol: tcp`. */
function entriesMeant(value: object): readonly unknown[] {
  // A mapping of a policy may have a key `toString`, and then is no text.
  if (
    Object.values(value)
      .flat()
      .some((part) => typeof part === 'object' && part !== null)
  )
    return [];
  const parts = Object.entries(value);
  const items = parts.flatMap(([key, part]): readonly unknown[] => {
    const several: readonly unknown[] = Array.isArray(part) ? part : [part];
    if (PROTOCOLS.some((protocol) => protocol === key)) return several.map((port) => `${port}/${key}`);
    const port = /^\d+(?:-\d+)?$/.test(key) ? `${key}/tcp` : key;
    return /^\d/.test(key) ? several.map((service) => (service === null ? port : `${port} ${service}`)) : [undefined];
  });
  const { port, protocol, proto = protocol, ...rest } = Object.fromEntries(parts);
  const number = String(port).replace(/\/\w+$/, '');
  const joined =
    port === undefined || proto === undefined ? [] : [{ port: `${number}/${proto}`.toLowerCase(), ...rest }];
  return [...(items.includes(undefined) ? [] : [...(items.length === 1 ? items : []), items]), ...joined];
}

/** @returns the value as another key would take it, written on one line, if that is not how it stands there. */
export function adviceForValue(node: Tree, path: Path): string | undefined {
  const value = plain(node);
  if (node.kind !== 'scalar' || accepted(path, [value]) === value) return undefined;
  const meant = accepted(path, candidates(value, isPort(path)));
  return meant === undefined ? undefined : flow(meant);
}

/** @returns what the mapping at a path, which has keys that it can't have, was probably meant to be. */
export function adviceForMapping(tree: Tree, path: Path): Advice | undefined {
  const node = find(tree, path);
  const value = node?.kind === 'mapping' ? accepted(path, entriesMeant(Object(plain(node)))) : undefined;
  if (node === undefined || value === undefined) return undefined;
  return { words: `: write ${printable(flow(value))}`, fix: replacement(node, flow(value)) };
}

/** @returns the value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, part]) => `${key}: ${flow(part)}`)
      .join(', ')}}`;
  }
  const plainText = typeof value === 'string' && (DIGITS.test(value) || PLAIN.test(value)) && !AMBIGUOUS.test(value);
  return typeof value === 'string' && !plainText ? JSON.stringify(value) : String(value);
}

/** A day, or a range of ports. */
const DIGITS = /^(?:\d{4}-\d{2}-\d{2}|\d+-\d+)$/;
const PLAIN = /^(?=.*[a-z/.])(?:--?\w|[\w./*])[\w./ *=-]*$/i;

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

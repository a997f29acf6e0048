import { z } from 'zod';
import { EXPECTATIONS } from '../model/policy.ts';
import { PROTOCOLS } from '../model/port.ts';
import type { Fix, Problem } from '../model/problem.ts';
import { printable } from '../model/text.ts';
import { quote, type Remedy } from './fault.ts';
import { policySchema } from './schema.ts';
import { parseService } from './services.ts';
import { find, type Path, plain, replacement, type Tree } from './tree.ts';

/** What to write instead of a value, and the words of the message for it. */
export interface Advice {
  readonly words: string;
  readonly fix: Fix;
}

/** Words that YAML readers may take for a boolean. */
const BOOLEANS = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

/** The most faults of one value that are corrected one after the other. */
const MOST_FAULTS = 4;

/**
 * Each suggestion is tried before it is made: the schema accepts it at this path.
 * @param remedy what the parser of the value suggests
 * @param rewritten whether the value may be valid if it is written differently
 * @returns what the value at the path probably means; undefined: the schema accepts none of the candidates
 */
export function adviceFor(tree: Tree, path: Path, remedy: Remedy, rewritten: boolean): Advice | undefined {
  const node = find(tree, path);
  if (node === undefined) return undefined;
  const moved = serviceOfItsOwn(tree, node, path) ?? itemsOfTheirOwn(tree, node, path, remedy.items);
  if (moved !== undefined) return moved;
  const { meant: usual = remedy.meant } = besideItsPort(tree, node, path);
  const meant = usual === undefined ? [] : [usual];
  const value = accepted(path, [...meant, ...(rewritten ? candidates(plain(node), isPort(path)) : [])]);
  if (value === undefined) return undefined;
  const text = flow(value);
  const words = remedy.guess === true ? `; did you mean ${quote(String(value))}?` : `: write ${printable(text)}`;
  return { words, fix: replacement(node, text) };
}

/** @returns the problems of scalars that YAML readers interpret differently */
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

/** @returns the text as a name of lower-case letters, digits and hyphens, if that is a valid name */
export function nameFor(text: string, isName: (text: string) => boolean): string | undefined {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return isName(name) ? name : undefined;
}

/** @returns the first value that the schema accepts at this path, if necessary after its own faults are corrected */
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

/** @returns the remedy that a parser passed through the schema */
export function remedyOf({ meant, items, guess, rule }: Readonly<Record<string, unknown>> = {}): Remedy {
  return {
    ...(meant === undefined ? {} : { meant }),
    ...(Array.isArray(items) ? { items: items.map(String) } : {}),
    ...(guess === true ? { guess } : {}),
    ...(typeof rule === 'string' ? { rule } : {}),
  };
}

/** `10.0.0.1 10.0.0.2` means two items of the surrounding list. */
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

/** `port: 80/tcp http` contains the values of two keys. */
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

/** The port of an entry decides which service of a product is meant. */
function besideItsPort(tree: Tree, node: Tree, path: Path): Remedy {
  const port = find(tree, [...path.slice(0, -1), 'port']);
  if (path.at(-1) !== 'service' || node.kind !== 'scalar' || port?.kind !== 'scalar') return {};
  const parsed = parseService(String(node.value), Number.parseInt(String(port.value), 10));
  return 'fault' in parsed ? parsed.fault : {};
}

/** Whether the path leads to a port with its protocol. */
function isPort(path: Path): boolean {
  return path.at(-1) === 'port' || EXPECTATIONS.some((expectation) => expectation === path.at(-2));
}

/** What the value may mean, most likely first. */
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
  // A dash without a space after it.
  const dashed = value.split(/\s+(?=-)/).map((item) => (/^-[^-\s]/.test(item) ? item.slice(1) : undefined));
  const truth = BOOLEANS.get(value);
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

/** `[80/tcp, 53/udp]` in a mapping whose keys are protocols. */
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

/**
 * What a mapping means that is not a valid entry: `80/tcp: http`, `tcp: [80, 443]`, `port: 80` with `protocol: tcp`.
 */
function entriesMeant(value: object): readonly unknown[] {
  // A mapping of a policy may have a key `toString`, and then cannot be converted to text.
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

/** @returns the value as another key would accept it, on one line; undefined if it already has that form */
export function adviceForValue(node: Tree, path: Path): string | undefined {
  const value = plain(node);
  if (node.kind !== 'scalar' || accepted(path, [value]) === value) return undefined;
  const meant = accepted(path, candidates(value, isPort(path)));
  return meant === undefined ? undefined : flow(meant);
}

/** @returns what the mapping at the path, which has invalid keys, probably means */
export function adviceForMapping(tree: Tree, path: Path): Advice | undefined {
  const node = find(tree, path);
  const value = node?.kind === 'mapping' ? accepted(path, entriesMeant(Object(plain(node)))) : undefined;
  if (node === undefined || value === undefined) return undefined;
  return { words: `: write ${printable(flow(value))}`, fix: replacement(node, flow(value)) };
}

/** @returns the value as YAML on one line */
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

/** Texts that YAML reads as another kind of value, or that end in a space. */
const AMBIGUOUS = /^(?:y|n|yes|no|on|off|true|false|null|\d*[._]?\d*|0[box].*|[\d.]+e\d+|\*.*|.* )$/i;

/** @returns the schemas of the values that a path of the policy may have */
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
  const next = schemaOfKey(schema, String(step));
  return next === undefined ? [] : schemasAt(next, rest);
}

/** @returns the schema of a key; undefined: it is unknown. Inherited properties such as `constructor` are no keys. */
export function schemaOfKey({ shape }: z.ZodObject, key: string): z.core.$ZodType | undefined {
  return Object.hasOwn(shape, key) ? shape[key] : undefined;
}

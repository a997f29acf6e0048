import { stringify } from 'yaml';
import { policyJsonSchema } from '../src/policy/json-schema.ts';
import {
  DAY,
  FORBIDDEN,
  HOST,
  ONE_HOST,
  OPTION,
  PORT,
  PORT_AND_SERVICE,
  PORT_ITEM,
  SCOPE,
  SERVICE,
} from '../src/policy/patterns.ts';
import { cell, table } from './markdown.ts';

/** A JSON Schema, as far as the policy's uses it. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** One key of the policy language. `path` has `NAME` for a target's name and `0` for an item of a list. */
export interface PolicyKey {
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly default: string;
}

/** Keys that stand together: those of one object, which may stand at several places. */
interface Group {
  readonly paths: readonly (readonly string[])[];
  readonly keys: readonly PolicyKey[];
}

const KINDS: Readonly<Record<string, string>> = {
  [DAY]: 'day',
  [HOST]: 'host',
  [ONE_HOST]: 'address or name',
  [OPTION]: 'option',
  [PORT]: 'port',
  [PORT_AND_SERVICE]: 'port',
  [FORBIDDEN]: 'port or service',
  [SCOPE]: 'host or wildcard',
  [SERVICE]: '[service](services.md)',
  [PORT_ITEM.tcp]: 'range or word',
  [PORT_ITEM.udp]: 'range or word',
};

/** @returns every key of the policy language, in the order of the schema */
export function policyKeys(): readonly PolicyKey[] {
  return groupsOf(policyJsonSchema()).flatMap(({ keys }) => keys);
}

/** @returns the reference of the keys, one table for each object, as Markdown */
export function policyReference(): string {
  return groupsOf(policyJsonSchema())
    .map(({ paths, keys }) => `### ${headingOf(paths)}\n\n${keyTable(keys)}`)
    .join('\n\n');
}

/** @returns an example of a key as lines of YAML, or undefined if the schema has none: then it is an object */
export function exampleOf({ path, schema }: PolicyKey): { readonly key: string; readonly value: unknown } | undefined {
  const value = exampleValue(schema);
  return value === undefined ? undefined : { key: path.at(-1) as string, value };
}

function exampleValue({ examples, items, anyOf = [] }: Schema): unknown {
  if (examples !== undefined) return examples[0];
  const list = items ?? anyOf.find(({ type }) => type === 'array')?.items;
  const found = list === undefined ? [] : [list, ...(list.anyOf ?? [])].flatMap((one) => one.examples ?? []);
  return found.length === 0 ? undefined : found.slice(0, 2);
}

function groupsOf(root: Schema): readonly Group[] {
  const groups: Group[] = [];
  const visit = (path: readonly string[], schema: Schema): void => {
    const { properties } = schema;
    if (properties !== undefined) {
      const keys = Object.entries(properties).map(([key, value]) => {
        return { path: [...path, key], schema: value, default: defaultOf(schema, [...path, key], value) };
      });
      const same = groups.findIndex((group) => sameKeys(group.keys, keys));
      if (same === -1) groups.push({ paths: [path], keys });
      else groups[same] = { paths: [...(groups[same]?.paths ?? []), path], keys: groups[same]?.keys ?? keys };
      for (const key of keys) visit(key.path, key.schema);
    }
    const { items, additionalProperties } = schema;
    if (additionalProperties !== undefined && additionalProperties !== false) {
      visit([...path, 'NAME'], additionalProperties);
    }
    for (const item of items?.anyOf ?? [items]) if (item !== undefined) visit([...path, '0'], item);
  };
  visit([], root);
  return groups;
}

function sameKeys(some: readonly PolicyKey[], others: readonly PolicyKey[]): boolean {
  const shape = (keys: readonly PolicyKey[]): string =>
    JSON.stringify(keys.map(({ path, schema }) => [path.at(-1), typeOf(schema), schema.description]));
  return shape(some) === shape(others);
}

function headingOf(paths: readonly (readonly string[])[]): string {
  if (paths.some((path) => path.length === 0)) return 'Top level';
  const names = paths.map((path) => `\`${path.filter((part) => part !== '0').join('.')}\``).join(' and ');
  return paths.some((path) => path.at(-1) === '0') ? `Items of ${names}` : names;
}

function keyTable(keys: readonly PolicyKey[]): string {
  const rows = keys.map((key) => {
    const { path, schema } = key;
    const name = `\`${path.at(-1)}\``;
    return [name, typeOf(schema), key.default, shownExample(key), `${schema.description}.`].map(cell);
  });
  return table(['Key', 'Type', 'Default', 'Example', 'Meaning'], rows);
}

function shownExample(key: PolicyKey): string {
  const example = exampleOf(key);
  if (example === undefined) return 'see below';
  const options = { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 } as const;
  return `\`${stringify({ [example.key]: example.value }, options)
    .trim()
    .slice(1, -1)}\``;
}

/** @param parent the object that the key belongs to: its own default may have one for the key */
function defaultOf(parent: Schema, path: readonly string[], schema: Schema): string {
  const key = path.at(-1) as string;
  if (parent.required?.includes(key)) return '**required**';
  if (parent.oneOf?.some(({ required }) => required?.includes(key))) return 'one of these is **required**';
  if (schema.default !== undefined) return isEmpty(schema.default) ? 'none' : `\`${inline(schema.default)}\``;
  if (typeof parent.default === 'object' && parent.default !== null && !isEmpty(parent.default)) {
    const found = Object.entries(parent.default).find(([name]) => name === key)?.[1];
    return `\`${found === undefined ? 'none' : inline(found)}\``;
  }
  return path[0] === 'targets' && path.length === 3 && INHERITED.has(key) ? 'as in `defaults`' : 'none';
}

const INHERITED: ReadonlySet<string> = new Set(
  Object.keys((policyJsonSchema() as Schema).properties?.defaults?.properties ?? {}),
);

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false }).trim();
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return oneOf(schema.enum);
  if (schema.anyOf !== undefined) return alternatives(schema.anyOf);
  switch (schema.type) {
    case 'boolean':
      return oneOf(['true', 'false']);
    case 'integer':
      return `whole number, ${number(schema.minimum)} to ${number(schema.maximum)}`;
    case 'number':
      return `number above ${schema.exclusiveMinimum}, up to ${schema.maximum}`;
    case 'array':
      return `list of: ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
    case 'object':
      return schema.propertyNames === undefined ? 'keys' : mapOf(schema);
    default:
      return KINDS[schema.pattern ?? ''] ?? 'text';
  }
}

function mapOf({ propertyNames, additionalProperties }: Schema): string {
  if (propertyNames?.enum === undefined) return 'names with keys';
  const value =
    additionalProperties === undefined || additionalProperties === false ? '' : typeOf(additionalProperties);
  return `[codes](findings/README.md), each with ${value}`;
}

/** A value or a list of such values; or a short form and the keys of its long form. */
function alternatives(schemas: readonly Schema[]): string {
  const types = schemas.filter(({ type }) => type !== 'array').map(typeOf);
  const single = types.join(' or ').replace(/^whole number, .*? or range or word$/, 'port, range or word');
  return schemas.some(({ type }) => type === 'array') ? `${single}, or a list` : single;
}

function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

function number(value: number | undefined): string {
  return (value ?? 0).toLocaleString('en');
}

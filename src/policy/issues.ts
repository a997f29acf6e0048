import { stringify } from 'yaml';
import { z } from 'zod';
import type { Problem } from '../model/problem.ts';
import { nearest } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { adviceFor, adviceForMapping, adviceForValue, nameFor, remedyOf, schemasAt } from './advice.ts';
import { type Fault, POLICY_CODES, type PolicyCode, quote } from './fault.ts';
import { VISIBLE } from './patterns.ts';
import { removable } from './removal.ts';
import { policySchema } from './schema.ts';
import { find, locate, locateKey, type MappingEntry, type Path, replacement, type Tree } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** A problem, and what to remove so that the rest can be read. */
export interface ShapeProblem {
  readonly problem: Problem;
  readonly path: Path;
  /** The key that an unknown key probably means. */
  readonly meant?: string;
  /** Whether the advice replaces everything at the path. */
  readonly isWhole?: true;
}

/**
 * Leaves out complaints that only follow from a misspelt key: the right key is missing, or its mapping is empty. If one
 * problem replaces a whole value, only that problem of the value is reported.
 * @returns the schema's complaints
 */
export function rootProblems(tree: Tree, issues: readonly Issue[]): readonly ShapeProblem[] {
  const all = shapeProblems(tree, issues);
  const key = (path: Path) => JSON.stringify(path.map(String));
  const misspelt = all.filter(({ meant }) => meant !== undefined).map(({ path, meant = '' }) => ({ path, meant }));
  const missing = new Set(misspelt.map(({ path, meant }) => key([...path.slice(0, -1), meant])));
  const unknown = all.filter(({ problem }) => problem.code === 'unknown-key');
  const emptied = new Set(unknown.map(({ path }) => key(path.slice(0, -1))));
  const whole = new Map(all.flatMap(({ problem, path, isWhole }) => (isWhole ? [[key(path), problem]] : [])));
  const isPart = (problem: Problem, path: Path) =>
    path.some((_, index) => (whole.get(key(path.slice(0, index + 1))) ?? problem) !== problem);
  return all.filter(
    ({ problem, problem: { code }, path }) =>
      !isPart(problem, path) &&
      !(code === 'missing-key' && missing.has(key(path))) &&
      !(code === 'empty-value' && emptied.has(key(path))),
  );
}

/** @returns the schema's complaints as problems with locations in the policy */
export function shapeProblems(tree: Tree, issues: readonly Issue[], base: Path = []): readonly ShapeProblem[] {
  const misfits = new Set(issues.filter(isKind).map(({ path }) => path.join('/')));
  return issues.flatMap((issue): readonly ShapeProblem[] => {
    // Text has a length too: zod measures it even if it expects a list.
    if (!isKind(issue) && misfits.has(issue.path.join('/'))) return [];
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(tree, [...path, key]));
    if (issue.code === 'invalid_key') return [unknownKey(tree, path)];
    if (issue.code === 'invalid_union') {
      // The branches that accept this kind of value. If there are none, the kind is wrong.
      const fitting = issue.errors.filter((branch) => branch.every((inner) => inner.path.length > 0 || !isKind(inner)));
      const [branch] = fitting;
      if (branch !== undefined) return shapeProblems(tree, branch, path);
    }
    const missing = find(tree, path) === undefined;
    const { code, message, rule, ...remedy } = missing ? missingKey(path) : describe(tree, issue, path);
    const location = missing ? locateKey(tree, path.slice(0, -1)) : locate(tree, path);
    const advice = missing ? undefined : adviceFor(tree, path, remedy, REWRITTEN.has(code));
    if (advice !== undefined) {
      return [{ problem: { code, message: `${message}${advice.words}`, location, fix: advice.fix }, path }];
    }
    if (REMOVED.has(code) && rule === undefined && !missing && !isNull(tree, path))
      return [{ problem: removable(tree, path, code, message), path }];
    return [{ problem: { code, message: rule === undefined ? message : `${message}: ${rule}`, location }, path }];
  });
}

/** A key without a value may be unfinished. */
function isNull(tree: Tree, path: Path): boolean {
  const node = find(tree, path);
  return node?.kind === 'scalar' && node.value === null;
}

/** Codes of values that may be valid in another form. */
const REWRITTEN: ReadonlySet<PolicyCode> = new Set(['wrong-type', 'invalid-value', 'missing-protocol', 'invalid-port']);

/** Codes of values that must be removed. */
const REMOVED: ReadonlySet<PolicyCode> = new Set([
  'empty-value',
  'unexpected-service',
  'unreported-service',
  'duplicate-value',
]);

function isKind(issue: Issue): boolean {
  return issue.code === 'invalid_type' || (issue.code === 'invalid_union' && issue.errors.every((e) => e.some(isKind)));
}

function missingKey(path: Path): Fault {
  const key = String(path.at(-1));
  const [schema] = schemasAt(policySchema, path);
  const example = schema === undefined ? undefined : exampleOf(schema);
  const { description = 'a value' } = z.globalRegistry.get(schema ?? z.any()) ?? {};
  const words = example ?? `TEXT (${description.slice(0, 1).toLowerCase()}${description.slice(1)})`;
  return { code: 'missing-key', message: `the key ${quote(key)} is missing: add ${key}: ${words}` };
}

const IN_ONE_LINE = { collectionStyle: 'flow', flowCollectionPadding: false } as const;

/** @returns an example value from the schema; undefined for free text, because people would paste the example */
function exampleOf(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodLiteral) return [...schema.values].join();
  if (schema instanceof z.ZodPipe) return exampleOf(schema.in);
  if (schema instanceof z.ZodArray) return `[${exampleOf(schema.element) ?? ''}]`;
  const { examples, pattern }: Readonly<Record<string, unknown>> = z.globalRegistry.get(schema) ?? {};
  if (!Array.isArray(examples) || pattern === VISIBLE) return undefined;
  const [first] = examples;
  return typeof first === 'object' ? stringify(first, IN_ONE_LINE).trimEnd() : String(first);
}

/** Known parts of the language that do not exist yet: where, and what. */
const NOT_YET: readonly { readonly parent: RegExp; readonly keys: readonly string[] }[] = [
  { parent: /^targets\/[^/]+\/(?:require|allow)\/\d+$/, keys: ['product', 'version'] },
  { parent: /^authorization$/, keys: ['window'] },
];

/** Where else a key may belong. */
const HOMES: readonly Path[] = [['authorization'], ['defaults'], []];

/** Other names that people use for a key of the language. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  hosts: ['address', 'addresses', 'ip', 'ips', 'servers', 'targets'],
  allow: ['open', 'permit', 'allowed', 'accept', 'whitelist'],
  forbid: ['deny', 'block', 'denied', 'forbidden', 'blacklist', 'reject'],
  require: ['expect', 'expected', 'must', 'mandatory'],
  filtered: ['drop', 'dropped', 'blocked'],
  exclude: ['except', 'without', 'not'],
  waive: ['waivers', 'exceptions', 'suppress'],
  finding: ['code', 'rule', 'id'],
  reason: ['comment', 'description', 'note', 'why', 'justification'],
  expires: ['until', 'valid-until', 'expiry', 'end', 'deadline'],
  by: ['authorized-by', 'approved-by', 'approver'],
  reference: ['ticket', 'ref', 'issue'],
  'approved-by': ['by', 'approver'],
  ticket: ['reference', 'ref', 'issue', 'url'],
};

function unknownKey(tree: Tree, path: Path): ShapeProblem {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const place = parent.join('/');
  const located = (code: PolicyCode, message: string): ShapeProblem => ({
    problem: { code, message, location: locateKey(tree, path) },
    path,
  });
  if (NOT_YET.some((row) => row.parent.test(place) && row.keys.includes(key))) {
    return located('not-supported', `\`${key}\` is not supported yet`);
  }
  if (key === 'service' && /^targets\/[^/]+\/filtered\/\d+$/.test(place)) {
    const { problem } = located(
      'unexpected-service',
      'a filtered port must not answer, so no service can be seen on it',
    );
    return { problem: removable(tree, path, 'unexpected-service', problem.message, problem.location), path };
  }
  if (place === 'defaults/levels' && key === 'incomplete-scan') {
    return located('invalid-value', 'incomplete-scan has no level: a scan that is not complete proves nothing');
  }
  const whole = adviceForMapping(tree, parent);
  if (whole !== undefined) {
    const { problem } = located('unknown-key', `${quote(key)} is no key of an entry${whole.words}`);
    return { problem: { ...problem, fix: whole.fix }, path: parent, isWhole: true };
  }
  const known = keysAt(parent);
  const meant = nearest(key, known) ?? known.find((other) => OTHER_WORDS[other]?.includes(key.toLowerCase()));
  const home = meant === undefined ? HOMES.find((other) => keysAt(other).includes(key)) : undefined;
  if (home !== undefined) {
    const where = home.length === 0 ? 'at the beginning of a line' : `in ${home.join('.')}`;
    return located('unknown-key', `unknown key ${quote(key)}: it belongs ${where}`);
  }
  if (meant === undefined) return located('unknown-key', `unknown key ${quote(key)}; known here: ${known.join(', ')}`);
  const around = find(tree, parent);
  const entries = around?.kind === 'mapping' ? around.entries : new Map<string, MappingEntry>();
  const there = entries.get(meant);
  if (there !== undefined) {
    const near = located('unknown-key', `unknown key ${quote(key)}; "${meant}" is already on line ${there.key.line}`);
    return { ...near, meant };
  }
  const { problem } = located('unknown-key', `unknown key ${quote(key)}; did you mean "${meant}"?`);
  const entry = entries.get(key);
  if (entry === undefined) return { problem, path, meant };
  const value = adviceForValue(entry.value, [...parent, meant]);
  if (value === undefined) {
    return { problem: { ...problem, fix: replacement({ at: entry.key, end: entry.keyEnd }, meant) }, path, meant };
  }
  const fix = replacement({ at: entry.key, end: entry.value.end }, `${meant}: ${value}`);
  return {
    problem: { ...problem, message: `unknown key ${quote(key)}: write ${meant}: ${printable(value)}`, fix },
    path,
    meant,
  };
}

function describe(tree: Tree, issue: Issue, path: Path): Fault {
  const node = find(tree, path);
  const value = node?.kind === 'scalar' ? node.value : undefined;
  const shown = typeof value === 'string' ? quote(value) : String(value);
  if (value === null) return { code: 'empty-value', message: `value is empty: expected ${expected(issue)}` };
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return {
        code: 'wrong-type',
        message: `expected ${expected(issue)}, but this is ${kindOf(node)}`,
      };
    case 'invalid_value': {
      const options = issue.values.map(String);
      if (value === undefined || options.length === 1) {
        return { code: 'invalid-value', message: `expected ${expected(issue)}, but this is ${kindOf(node)}` };
      }
      const near = nearest(String(value), options);
      const guess = near === undefined ? {} : { meant: near, guess: true as const };
      return { code: 'invalid-value', message: `${shown} is not one of ${options.join(', ')}`, ...guess };
    }
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') {
        return {
          code: 'out-of-range',
          message: `${shown} is too small: ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`,
        };
      }
      return {
        code: 'empty-value',
        message: issue.origin === 'array' ? 'the list is empty' : 'the text is empty',
      };
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int') {
        return { code: 'out-of-range', message: `${shown} is too large: at most ${issue.maximum}` };
      }
      return {
        code: 'too-long',
        message: `this is too long: at most ${issue.maximum} ${issue.origin === 'array' ? 'items' : 'characters'}`,
      };
    case 'invalid_format':
      return {
        code: 'invalid-name',
        message: `${shown} is not a name`,
        meant: nameFor(String(value), (text) => /^[a-z0-9-]+$/.test(text)),
        rule: 'use a-z, 0-9 and -',
      };
    case 'custom': {
      const code = POLICY_CODES.find((known) => known === issue.params?.code) ?? 'invalid-value';
      return { code, message: issue.message, ...remedyOf(issue.params) };
    }
    default:
      return { code: 'invalid-value', message: issue.message };
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (keys and values)',
  record: 'a mapping (keys and values)',
};

function expected(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.path.at(-1) === 'confidence') return 'a number';
  if (issue.code === 'invalid_type' && issue.path.at(-2) === 'options') return 'an option such as --max-retries=4';
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value')
    return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code !== 'invalid_union') return 'a value';
  return [...new Set(issue.errors.flat().filter(isKind).map(expected))].join(' or ');
}

function kindOf(node: Tree | undefined): string {
  if (node?.kind === 'list') return 'a list';
  if (node?.kind !== 'scalar') return 'a mapping (keys and values)';
  if (typeof node.value === 'boolean') return `the truth value ${node.value}`;
  return typeof node.value === 'number' ? `the number ${node.value}` : `the text ${quote(String(node.value))}`;
}

/** @returns the keys that the schema knows at this path of the policy */
export function keysAt(path: Path): readonly string[] {
  return schemasAt(policySchema, path).flatMap(keysOf);
}

function keysOf(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return keysOf(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return keysOf(schema.in);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(keysOf);
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
}

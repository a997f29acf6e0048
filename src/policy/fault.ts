import { printable } from '../model/text.ts';

/** Every kind of problem that a policy can have. Stable: users and tests rely on them. */
export const POLICY_CODES = [
  // The file and its YAML
  'file-too-large',
  'invalid-utf8',
  'invalid-character',
  'empty-policy',
  'yaml-syntax',
  'several-documents',
  'nested-too-deep',
  'alias',
  'tag',
  'directive',
  'merge-key',
  'invalid-key',
  'duplicate-key',
  'ambiguous-scalar',
  // Its shape
  'unknown-key',
  'misplaced-key',
  'missing-key',
  'not-supported',
  'wrong-type',
  'invalid-value',
  'empty-value',
  'too-long',
  'out-of-range',
  // Its words
  'invalid-name',
  'invalid-date',
  'invalid-host',
  'invalid-port',
  'missing-protocol',
  'unknown-service',
  'unexpected-service',
  'too-many-required',
  'unknown-option',
  'invalid-option',
  'forbidden-option',
  // What the lines say together
  'duplicate-value',
  'duplicate-host',
  'excluded-host',
  'useless-exclude',
  'wrong-family',
  'useless-ports',
  'useless-option',
  'nothing-owed',
  'contradiction',
  'useless-entry',
  'duplicate-waiver',
  'useless-waiver',
] as const;
export type PolicyCode = (typeof POLICY_CODES)[number];

/** What is wrong with a piece of text; where it stands is the caller's knowledge. */
export interface Fault extends Remedy {
  readonly code: PolicyCode;
  /** What is wrong, without what to do. */
  readonly message: string;
}

/** What to do about a fault. */
export interface Remedy {
  /** A value to write instead. It may be wrong in another way: whoever advises it tries it first. */
  readonly meant?: unknown;
  /** Each value is an item of its own in the list around this value. */
  readonly items?: readonly string[];
  /** Whether `meant` is what a typing error was probably meant to be. */
  readonly guess?: true;
  /** What to do if there is nothing to write instead. */
  readonly rule?: string;
}

/** What a piece of text means, or what is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly fault: Fault };

export function fault(code: PolicyCode, message: string, remedy: Remedy = {}): { readonly fault: Fault } {
  return { fault: { code, message, ...remedy } };
}

/** @returns what was read of a part of a text; what to write instead is made whole again. */
export function within<T>(parsed: Parsed<T>, whole: (part: string) => string): Parsed<T> {
  if ('value' in parsed) return parsed;
  const { meant, items, ...rest } = parsed.fault;
  return {
    fault: {
      ...rest,
      ...(typeof meant === 'string' ? { meant: whole(meant) } : {}),
      ...(items === undefined ? {} : { items: items.map(whole) }),
    },
  };
}

/** @returns text of the policy in quotation marks, printable and short, for use within a message. */
export function quote(text: string): string {
  return `"${printable(text, 60)}"`;
}

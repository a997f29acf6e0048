import { printable } from '../model/text.ts';

/** Every kind of problem that a policy can have. The codes are stable: users and tests rely on them. */
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
  'unreported-service',
  'unexpected-service',
  'too-many-required',
  'invalid-use',
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
  'unknown-zone',
  'useless-entry',
  'duplicate-waiver',
  'useless-waiver',
] as const;
export type PolicyCode = (typeof POLICY_CODES)[number];

/** What is wrong with a piece of text. The caller knows its location. */
export interface Fault extends Remedy {
  readonly code: PolicyCode;
  /** What is wrong, without what to do. */
  readonly message: string;
}

/** What to do about a fault. */
export interface Remedy {
  /** A value to write instead. It may have another fault, so the caller tries it before it suggests it. */
  readonly meant?: unknown;
  /** The items to write into the surrounding list instead of this value. */
  readonly items?: readonly string[];
  /** Whether `meant` corrects a typing error. */
  readonly guess?: true;
  /** What to do if there is no value to write instead. */
  readonly rule?: string;
}

/** The value of a piece of text, or what is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly fault: Fault };

export function fault(code: PolicyCode, message: string, remedy: Remedy = {}): { readonly fault: Fault } {
  return { fault: { code, message, ...remedy } };
}

/** @returns what a part of a text means; a suggestion for the part becomes one for the whole text */
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

/**
 * @param otherwise what to do if the fault has no remedy of its own
 * @returns what is wrong and what to write, for a text outside of a policy
 */
export function faultText({ message, meant, guess, rule }: Fault, otherwise?: string): string {
  if (typeof meant === 'string' && meant !== '') {
    return guess === true ? `${message}; did you mean ${quote(meant)}?` : `${message}: ${rule ?? `write ${meant}`}`;
  }
  const advice = rule ?? otherwise;
  return advice === undefined ? message : `${message}: ${advice}`;
}

/** @returns text of the policy in quotation marks, printable and shortened, for a message */
export function quote(text: string): string {
  return `"${printable(text, 60)}"`;
}

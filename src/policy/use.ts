import type { Policy, UsedFrom } from '../model/policy.ts';
import type { Location, Problem } from '../model/problem.ts';
import { fault, type Parsed, quote } from './fault.ts';
import { find } from './tree.ts';
import { readYaml } from './yaml.ts';

/** Names of ready policies: the names of their files without the ending. */
const READY = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The policy that a reference names, or why there is none. Problems without a location are about the reference. */
export type UsedPolicy =
  | {
      readonly policy: Policy;
      /** Whether the policy is shipped with the tool, and so is in no repository of the user. */
      readonly isShipped: boolean;
    }
  | { readonly problems: readonly Problem[] };

/** For each reference as written, what it names. */
export type UsedPolicies = ReadonlyMap<string, UsedPolicy>;

/** Reads an item of `use`: the name of a ready policy, or the path of a file. */
export function parseUse(text: string): Parsed<string> {
  if (READY.test(text)) return { value: text };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    return fault('invalid-use', `${quote(text)} is not in this repository`, {
      rule: 'copy the file into the repository, and write its path, such as ./policies/base.yml',
    });
  }
  if (text.startsWith('/') || text.includes('\\')) {
    return fault('invalid-use', `${quote(text)} is not a relative path`, {
      rule: 'write a path that begins with ./ or ../, with "/" between its parts',
    });
  }
  if (/\.ya?ml$/.test(text)) {
    if (/^\.\.?\/[^\0]+$/.test(text)) return { value: text };
    return fault('invalid-use', `${quote(text)} is not a path`, { meant: `./${text}` });
  }
  return fault('invalid-use', `${quote(text)} is neither the name of a ready policy nor the path of a policy`, {
    rule: 'write a name such as web-server, or a path such as ./policies/base.yml',
  });
}

/** @returns whether the reference is the name of a ready policy, and not a path */
export function isReadyName(reference: string): boolean {
  return READY.test(reference);
}

/** @returns the references of all targets that can be read, each once */
export function referencesIn(text: string, file: string): readonly string[] {
  const { tree } = readYaml(text.replace(/^\ufeff/, ''), file);
  const targets = tree === null ? undefined : find(tree, ['targets']);
  if (targets?.kind !== 'mapping') return [];
  const found = [...targets.entries.values()].flatMap(({ value }) => {
    const list = find(value, ['use']);
    const items = list?.kind === 'list' ? list.items : [];
    return items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []));
  });
  return [...new Set(found)].filter((text) => 'value' in parseUse(text));
}

/** @returns the entries and forbidden services that a target takes by one reference, and what is wrong with it */
export function takeEntries(reference: string, at: Location, used: UsedPolicies) {
  const found = used.get(reference);
  if (found === undefined) {
    const message = `${quote(reference)} cannot be read here: a policy with use is read from a file`;
    return { entries: [], forbiddenServices: [], problems: [{ code: 'invalid-use', message, location: at }] };
  }
  if ('problems' in found) {
    const problems = found.problems.map((problem) => ({ location: at, ...problem }));
    return { entries: [], forbiddenServices: [], problems };
  }
  const { policy, isShipped } = found;
  const taken = <T extends { readonly location: Location; readonly used?: UsedFrom }>(one: T): T => ({
    ...one,
    location: isShipped ? at : one.location,
    used: { reference, at, origin: one.used?.origin ?? one.location },
  });
  return {
    entries: policy.targets.flatMap(({ entries }) => entries.map(taken)),
    forbiddenServices: policy.targets.flatMap(({ forbiddenServices }) => forbiddenServices.map(taken)),
    problems: [],
  };
}

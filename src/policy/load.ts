import type { Policy } from '../model/policy.ts';
import { InputError, type Problem } from '../model/problem.ts';
import { quote } from './fault.ts';
import { parsePolicy } from './parse.ts';
import { isReadyName, referencesIn, type UsedPolicies, type UsedPolicy } from './use.ts';

/** A policy that another policy uses. */
export interface UsedText {
  /** The path for messages. Equal paths are the same file. */
  readonly file: string;
  readonly text: string;
}

/**
 * Reads what an item of `use` names.
 * @param from the file that has the item
 * @throws InputError if there is no such policy, or if it may not be read
 */
export type ReadUsed = (reference: string, from: string) => Promise<UsedText>;

/** A policy uses few others. More are a mistake, or an attempt to exhaust the tool. */
const MOST_USED = 100;

/**
 * Reads a policy and the policies that it uses.
 * @throws InputError with every problem of all of them
 */
export async function loadPolicy(text: string, file: string, read: ReadUsed): Promise<Policy> {
  return parsePolicy(text, file, await loadUsedPolicies(text, file, read));
}

/** @returns the policies that a policy uses, for `parsePolicy`, which reports what is wrong with them */
export function loadUsedPolicies(text: string, file: string, read: ReadUsed): Promise<UsedPolicies> {
  return usedBy(text, file, { read, known: new Map() }, [file]);
}

interface Loading {
  readonly read: ReadUsed;
  /** By file. */
  readonly known: Map<string, UsedPolicy>;
}

/** @param chain the files that lead to this one by `use`, beginning with the policy itself */
async function usedBy(text: string, file: string, loading: Loading, chain: readonly string[]): Promise<UsedPolicies> {
  const used = new Map<string, UsedPolicy>();
  for (const reference of referencesIn(text, file))
    used.set(reference, await loadUsed(reference, file, loading, chain));
  return used;
}

async function loadUsed(
  reference: string,
  from: string,
  loading: Loading,
  chain: readonly string[],
): Promise<UsedPolicy> {
  try {
    const { file, text } = await loading.read(reference, from);
    if (chain.includes(file)) {
      const message =
        `${quote(reference)} leads back to this policy (` +
        `${[...chain, file].map(quote).join(' uses ')}): remove one of these`;
      return { problems: [{ code: 'circular-use', message }] };
    }
    const known = loading.known.get(file);
    if (known !== undefined) return known;
    if (loading.known.size >= MOST_USED) {
      const message = `more than ${MOST_USED} policies are used: join some of them`;
      return { problems: [{ code: 'invalid-use', message }] };
    }
    const policy = parsePolicy(text, file, await usedBy(text, file, loading, [...chain, file]));
    const found = { policy, isShipped: isReadyName(reference) };
    loading.known.set(file, found);
    return found;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems: readonly Problem[] = error.problems;
    return { problems };
  }
}

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../model/problem.ts';
import { DEFAULT_POLICIES } from '../model/repository.ts';
import { didYouMean } from '../model/suggest.ts';
import { printable } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { loadUsedPolicies, type UsedText } from '../policy/load.ts';
import { decodePolicy, MAX_POLICY_BYTES } from '../policy/source.ts';
import { isReadyName } from '../policy/use.ts';
import { belowFolder, readInput } from './files.ts';
import { repositoryOf } from './repository.ts';

/** Where the ready policies are, from the bundles in dist/ and from the source. */
const READY_FOLDERS = ['../policies', '../../policies'].map((path) => join(import.meta.dirname, path));

/** A file that is always among the ready policies. */
const SIGN = 'policy.schema.json';

/** Reads a policy that another policy uses. See `Effects.readUsed`. */
export function readUsed(reference: string, from: string): Promise<UsedText> {
  return isReadyName(reference) ? readReady(reference) : readBeside(reference, from);
}

/**
 * A report must replace none of these files, and reports are cleared before the policy is read.
 * @param named the policy as the user named it; null: the default places
 * @returns the paths of the policy and of all policies that it uses, also of those that do not exist
 */
export async function policyFiles(named: string | null): Promise<readonly string[]> {
  const files: string[] = named === null ? [...DEFAULT_POLICIES] : [named];
  for (const file of [...files]) await addUsed(file, files).catch(() => {});
  return files;
}

/** Adds each path before it is read: what is wrong with a policy is reported when the run reads it. */
async function addUsed(policy: string, files: string[]): Promise<void> {
  const text = decodePolicy(await readInput(policy, 'policy', MAX_POLICY_BYTES), policy);
  await loadUsedPolicies(text, policy, async (reference, from) => {
    if (!isReadyName(reference)) files.push(resolve(dirname(await realpath(from)), reference));
    return readUsed(reference, from);
  });
}

async function readReady(name: string): Promise<UsedText> {
  const folder = await readyFolder();
  if (folder === null) {
    const message =
      `"${printable(name)}" is a ready policy, and this program has no folder "policies" beside it: ` +
      `install the whole tool, or copy ${printable(name)}.yml into the repository and write its path, such as ` +
      `./policies/${printable(name)}.yml`;
    throw refusal('no-ready-policies', message);
  }
  const names = (await readdir(folder)).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []).sort();
  if (!names.includes(name)) {
    const guess = didYouMean(name, names) || `; there are ${names.join(', ')}`;
    throw refusal('unknown-policy', `there is no ready policy "${printable(name)}"${guess}`);
  }
  const text = await readFile(join(folder, `${name}.yml`), 'utf8');
  return { file: `${TOOL_NAME}/policies/${name}.yml`, text };
}

/** @returns null if the program was copied without its ready policies */
async function readyFolder(): Promise<string | null> {
  for (const folder of READY_FOLDERS) {
    const found = await stat(join(folder, SIGN)).catch(() => null);
    if (found?.isFile() === true) return folder;
  }
  return null;
}

/** A link must not make a policy of a pull request show what is in other files of the machine. */
async function readBeside(reference: string, from: string): Promise<UsedText> {
  const shown = `"${printable(reference)}"`;
  const { root } = await repositoryOf(from, process.env);
  const folder = dirname(await realpath(from));
  const written = resolve(folder, reference);
  const outside = `${shown} leads out of the repository: copy the policy into it`;
  if (belowFolder(root, written) === null) throw refusal('policy-outside', outside);
  const real = await realpath(written).catch(() => null);
  if (real === null) throw refusal('unknown-policy', `there is no file ${shown} beside ${printable(from)}`);
  if (belowFolder(root, real) === null) throw refusal('policy-outside', outside);
  const here = await realpath('.');
  const file = belowFolder(here, real) ?? relative(here, real);
  return { file, text: decodePolicy(await readInput(real, 'policy', MAX_POLICY_BYTES), file) };
}

function refusal(code: string, message: string): InputError {
  return new InputError([{ code, message }]);
}

import { open, readFile, stat } from 'node:fs/promises';
import { findPolicy } from '../edge/effects.ts';
import { unreadable } from '../edge/files.ts';
import { descriptorOf } from '../edge/output-places.ts';
import { clearOutputs, writeOutputs, writeStdout } from '../edge/outputs.ts';
import { policyFiles } from '../edge/used-policy.ts';
import { InputError } from '../model/problem.ts';
import type { ExitCode } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { TOOL_NAME } from '../model/version.ts';
import { readPolicy } from '../pipeline.ts';
import { EFFECTIVE_NOTICE, renderEffective } from '../report/effective.ts';
import { effectiveHosts } from '../review/effective.ts';
import { quietEffects } from './diff.ts';

export interface EffectiveOptions {
  readonly policy: string | null;
  /** The file to write or to check; null: print. */
  readonly output: string | null;
  /** Whether to compare the file and write nothing. */
  readonly check: boolean;
}

const DEFAULT_OUTPUT = 'exposure.lock.md';

/** Writes what a policy means as a text that is the same for policies that mean the same; or checks that file. */
export async function runEffective({ policy: named, output, check }: EffectiveOptions): Promise<ExitCode> {
  const policyFile = await findPolicy(named);
  const policy = await readPolicy(policyFile, quietEffects());
  const text = renderEffective(policy, effectiveHosts(policy));
  if (check) return compareWith(output ?? DEFAULT_OUTPUT, text);
  if (output === null) {
    await writeStdout(text);
    return 0;
  }
  await refuseForeign(output);
  const places = await clearOutputs([output], await policyFiles(named));
  await writeOutputs(places, [{ file: output, text: [text] }], async () => {}, false);
  return 0;
}

/** @throws InputError for a file that this command has not written: nobody could restore it */
async function refuseForeign(file: string): Promise<void> {
  if (descriptorOf(file) !== undefined) return;
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true || (await beginsWith(file, EFFECTIVE_NOTICE))) return;
  const message =
    `${printable(file, 1_000)} exists, and ${TOOL_NAME} effective did not write it: name another ` +
    'file, or remove it';
  throw new InputError([{ code: 'bad-output', message }]);
}

async function beginsWith(file: string, text: string): Promise<boolean> {
  const handle = await open(file).catch((error: unknown) => unreadable(file, error));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Buffer.byteLength(text)));
    return buffer.toString('utf8', 0, bytesRead) === text;
  } finally {
    await handle.close();
  }
}

/** A file that is missing or cannot be read is stale. */
async function compareWith(file: string, text: string): Promise<ExitCode> {
  const found = await readFile(file, 'utf8').catch(() => null);
  if (found === text) return 0;
  const what = found === null ? 'cannot be read' : 'is out of date';
  await writeStdout(
    `${printable(file, 1_000)} ${what}: run ${TOOL_NAME} effective --output ${printable(file, 1_000)} [stale-file]\n`,
  );
  return 1;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputFile } from '../model/effects.ts';
import type { Plan } from '../model/plan.ts';
import { SERVICE_PROBES, withShorterWaits } from '../nmap/service-probes.ts';
import { PROBES_FROM_INPUT } from '../nmap/version-scan.ts';
import type { ScanSetup } from './scan.ts';

/** What a scanner reads from its standard input. */
export interface ScanInput {
  /** Null: nothing. */
  readonly file: InputFile | null;
  /** The text, for a folder of kept documents; null: none, or a copy of nmap's file, which is not ours to hand on. */
  readonly kept: string | null;
  readonly argv: readonly string[];
}

/**
 * Prepares the standard input of a plan: probes or a script of the gate; or, for shorter waits, a copy of the installed
 * nmap-service-probes, which only this run can read and which is removed already. If the copy cannot be made, nmap uses
 * its own file and its own waits.
 */
export async function inputOf(
  plan: Plan,
  { data, inputFile }: Pick<ScanSetup, 'data' | 'inputFile'>,
): Promise<ScanInput> {
  const { argv, input, wait } = plan;
  if (input !== undefined) {
    // Without its input a scanner recognises nothing, or fails.
    return { file: await inputFile(input).catch(() => null), kept: input, argv };
  }
  if (wait === undefined) return { file: null, kept: null, argv };
  const file = await quickProbes(join(data, SERVICE_PROBES), wait, inputFile).catch(() => null);
  return { file, kept: null, argv: file === null ? argv : [...PROBES_FROM_INPUT, ...argv] };
}

async function quickProbes(
  installed: string,
  wait: number,
  inputFile: ScanSetup['inputFile'],
): Promise<InputFile | null> {
  const bytes = await bytesOf(installed, wait);
  return bytes === null ? null : inputFile(bytes);
}

/** The latest copy. Scanners that start together wait for the same time: each copy of its own takes 8 MB. */
let latest: { readonly of: string; readonly bytes: Promise<Buffer | null> } | null = null;

function bytesOf(installed: string, wait: number): Promise<Buffer | null> {
  const of = `${wait} ${installed}`;
  if (latest?.of !== of) latest = { of, bytes: makeBytes(installed, wait) };
  return latest.bytes;
}

async function makeBytes(installed: string, wait: number): Promise<Buffer | null> {
  // The file is in no single encoding. In Latin-1 each byte stays what it is.
  const text = withShorterWaits(await readFile(installed, 'latin1'), wait);
  return text === null ? null : Buffer.from(text, 'latin1');
}

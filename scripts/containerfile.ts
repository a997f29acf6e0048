import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One instruction of a Containerfile: its name in capitals, and the rest with its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** @returns the instructions of the project's Containerfile, in order */
export function readContainerfile(): readonly Instruction[] {
  return instructionsOf(readFileSync(join(import.meta.dirname, '..', 'Containerfile'), 'utf8'));
}

/**
 * @param text a Containerfile without heredocs and parser directives
 * @throws Error if a line is no instruction
 */
export function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => {
      const [, name, rest] = /^([A-Z]+)\s+(.+)$/.exec(line) ?? [];
      if (name === undefined || rest === undefined) throw new Error(`no instruction: ${line}`);
      return { name, rest };
    });
}

/** @returns what the instructions of one name say, in order */
export function restsOf(instructions: readonly Instruction[], name: string): readonly string[] {
  return instructions.flatMap((one) => (one.name === name ? [one.rest] : []));
}

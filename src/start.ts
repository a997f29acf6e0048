#!/usr/bin/env node

import { writeSync } from 'node:fs';
import { TOOL_NAME, TOOL_VERSION } from './model/version.ts';

/*
 * Begins the command line. It is a file of its own also in dist/: Node takes 50 ms to read the rest, and the version is
 * told without it. If the rest is not there, or only a part of it, if it does not end or cannot be written to, the
 * status is 3: Node's own would be 0 or 1, which mean a pass or a finding.
 */
const args = process.argv.slice(2);
process.exitCode = 3;
try {
  const [command, ...others] = args;
  if (others.length === 0 && (command === '--version' || command === '-V' || command === 'version')) {
    writeSync(1, `${TOOL_NAME} ${TOOL_VERSION}\n`);
    process.exitCode = 0;
  } else {
    const { run } = await import('./cli.ts');
    process.exitCode = await run(args);
  }
} catch (error) {
  process.stderr.write(`${TOOL_NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
}

#!/usr/bin/env node

import { writeSync } from 'node:fs';
import { TOOL_NAME, TOOL_VERSION } from './model/version.ts';

/*
 * Begins the command line. Its modules take some 70 ms to load, half of them for libraries: the version is told
 * without them. What cannot be loaded or written ends with 3, because Node's own status, 1, would mean a finding.
 */
const [command, ...others] = process.argv.slice(2);
try {
  if (others.length === 0 && (command === '--version' || command === '-V' || command === 'version')) {
    writeSync(1, `${TOOL_NAME} ${TOOL_VERSION}\n`);
  } else {
    await import('./cli.ts');
  }
} catch (error) {
  process.exitCode = 3;
  process.stderr.write(`${TOOL_NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
}

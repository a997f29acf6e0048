#!/usr/bin/env node

import { TOOL_NAME, TOOL_VERSION } from './model/version.ts';

/*
 * Begins the command line. Its modules take some 70 ms to load, half of them for libraries: the version is told
 * without them.
 */
const [command, ...others] = process.argv.slice(2);
if (others.length === 0 && (command === '--version' || command === '-V' || command === 'version')) {
  process.stdout.write(`${TOOL_NAME} ${TOOL_VERSION}\n`);
} else {
  await import('./cli.ts');
}

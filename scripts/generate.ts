import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, outdatedFiles, ROOT } from './generated.ts';

/** Writes the files that are made from source; with `--check` it writes nothing and fails where one differs. */
const files = generatedFiles();
const outdated = outdatedFiles(files);

if (!process.argv.includes('--check')) {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), content);
  }
  for (const path of outdated) console.log(`written: ${path}`);
} else if (outdated.length > 0) {
  for (const path of outdated) console.error(`${path} differs from its source; run "npm run generate"`);
  process.exitCode = 1;
}

import { chmodSync, writeFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'rolldown';
import { licensesOf, packageFolders } from './scripts/licenses.ts';

const modules = new Set<string>();

/** Writes the licences of all packages in the bundles written so far; after the last bundle the file is complete. */
const licenses: Plugin = {
  name: 'licenses',
  writeBundle(_, outputs) {
    for (const output of Object.values(outputs)) {
      if (output.type === 'chunk') for (const id of output.moduleIds) modules.add(id);
    }
    writeFileSync('dist/LICENSES.txt', licensesOf(packageFolders(modules)));
  },
};

/** A hook of pre-commit starts the file itself. */
const executable: Plugin = { name: 'executable', writeBundle: () => chmodSync('dist/cli.js', 0o755) };

/** The start of the command line imports the rest from the file beside it. */
const startAlone: Plugin = {
  name: 'start-alone',
  resolveId: (source) => (source === './cli.ts' ? { id: './main.js', external: true } : null),
};

/** Self-contained ESM bundles: the actions (node24), and the start and the rest of the CLI (Node 20.19 and newer). */
const bundle = (input: string, file: string, ...plugins: readonly Plugin[]) =>
  defineConfig({
    input,
    platform: 'node',
    plugins: [licenses, ...plugins],
    transform: { target: 'node20' },
    // One file, in which modules that are imported on demand are not run before.
    output: {
      file,
      codeSplitting: false,
      format: 'esm',
      minify: false,
      comments: { legal: true, annotation: false, jsdoc: false },
    },
  });

export default [
  bundle('src/start.ts', 'dist/cli.js', executable, startAlone),
  bundle('src/cli.ts', 'dist/main.js'),
  bundle('src/action.ts', 'dist/index.js'),
  bundle('src/diff-action.ts', 'dist/diff.js'),
];

import { defineConfig } from 'rolldown';

/** Two self-contained ESM bundles: the action (node24) and the CLI (Node 20.19 and newer). */
const bundle = (input, file) =>
  defineConfig({
    input,
    platform: 'node',
    transform: { target: 'node20' },
    output: { file, format: 'esm', minify: false, comments: { legal: true, annotation: false, jsdoc: false } },
  });

export default [bundle('src/cli.ts', 'dist/cli.js'), bundle('src/action.ts', 'dist/index.js')];

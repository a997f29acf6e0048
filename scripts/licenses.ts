import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { z } from 'zod';

/**
 * Licences of packages that contain none, copied from the package's repository: `NAME@VERSION.txt`, with `+` for `/`.
 */
const SUPPLIED = 'scripts/licenses';

const MODULES = `node_modules${sep}`;

/** The bundler's own helpers are part of what it writes. */
const RUNTIME = '\0rolldown/runtime.js';

const manifest = z.object({ name: z.string().min(1), version: z.string().min(1), license: z.string().min(1) });

/**
 * @param ids of the modules that were bundled
 * @returns the folder of each package that has a module among them, without the project's own modules
 * @throws Error if a module belongs neither to a package nor to the project
 */
export function packageFolders(ids: Iterable<string>, root = process.cwd()): readonly string[] {
  const ours = join(root, 'src', sep);
  const folders = [...ids].flatMap((id) => {
    if (id === RUNTIME) return [join(root, MODULES, 'rolldown')];
    if (id.startsWith(ours)) return [];
    const start = id.lastIndexOf(MODULES);
    if (id.startsWith('\0') || start === -1)
      throw new Error(`${id} is bundled and belongs to no package: its licence is unknown`);
    const [first = '', second = ''] = id.slice(start + MODULES.length).split(sep);
    return [id.slice(0, start + MODULES.length) + (first.startsWith('@') ? join(first, second) : first)];
  });
  return [...new Set(folders)];
}

/**
 * @returns the name, version and licence texts of each package, by name
 * @throws Error if a package has no licence text
 */
export function licensesOf(folders: readonly string[], supplied = SUPPLIED): string {
  const packages = folders.map((folder) => {
    const { name, version, license } = manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const title = `${name} ${version} (${license})`;
    return `${title}\n${'-'.repeat(title.length)}\n\n${textOf(folder, `${name}@${version}`, supplied)}\n`;
  });
  const head = 'What dist/ bundles, and the licence of each. The project itself is under the licence in LICENSE.\n';
  return [head, ...new Set(packages.sort())].join('\n\n');
}

function textOf(folder: string, id: string, supplied: string): string {
  const own = readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|copying|notice)(?![a-z])/i.test(name))
    .sort()
    .map((name) => join(folder, name));
  const file = `${id.replaceAll('/', '+')}.txt`;
  const files = own.length > 0 ? own : readdirSync(supplied).includes(file) ? [join(supplied, file)] : [];
  const texts = files.map((path) => readFileSync(path, 'utf8').replace(/\r\n?/g, '\n').trim());
  if (texts.some((text) => text !== '')) return texts.join('\n\n');
  throw new Error(
    `${id} is bundled and contains no licence text: save the licence from its repository as ${join(supplied, file)}`,
  );
}

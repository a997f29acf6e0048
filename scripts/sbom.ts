import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '..');

const bom = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ 'bom-ref': z.string(), name: z.string() }) }),
  components: z.array(z.looseObject({ 'bom-ref': z.string() })),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});
export type Bom = z.infer<typeof bom>;

/**
 * @param listed all packages of the lock file
 * @param licences the text of dist/LICENSES.txt, which names each bundled package and its version
 * @throws Error if a bundled package is not in the lock file
 */
export function bundledOnly(listed: Bom, licences: string): Bom {
  const bundled = [...licences.matchAll(/^(\S+) (\S+) \(.+\)\n-+$/gm)].map(([, name, version]) => `${name}@${version}`);
  const found = listed.components.map((one) => one['bom-ref']);
  const missing = bundled.filter((one) => !found.includes(one));
  if (bundled.length === 0 || missing.length > 0)
    throw new Error(`dist/LICENSES.txt names what the lock file lacks: ${missing.join(', ')}; run npm run build`);
  const own = listed.metadata.component['bom-ref'];
  return {
    ...listed,
    components: listed.components
      .filter((one) => bundled.includes(one['bom-ref']))
      .map(({ properties: _, ...one }) => ({ ...one, scope: 'required' })),
    dependencies: listed.dependencies
      .filter(({ ref }) => ref === own || bundled.includes(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => bundled.includes(one)) })),
  };
}

/** @returns what dist/ bundles, in CycloneDX: npm's list of the lock file, without what only develops the project */
export function listBundled(): Bom {
  return bundledOnly(listPackages(), readFileSync(join(ROOT, 'dist', 'LICENSES.txt'), 'utf8'));
}

/** npm names the project after its folder; the manifest has its name. */
function listPackages(): Bom {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  const listed = bom.parse(JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8' })));
  const { name } = z.object({ name: z.string() }).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  return { ...listed, metadata: { ...listed.metadata, component: { ...listed.metadata.component, name } } };
}

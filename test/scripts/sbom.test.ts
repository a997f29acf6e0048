import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bom, bundledOnly } from '../../scripts/sbom.ts';

const component = (ref: string) => ({ 'bom-ref': ref, scope: 'optional', properties: [{ name: 'development' }] });

const LISTED: Bom = {
  metadata: { component: { 'bom-ref': 'tool@1.0.0', name: 'tool' } },
  components: ['@s/a@1.0.0', 'b@2.0.0', 'b@1.0.0', 'linter@3.0.0'].map(component),
  dependencies: [
    { ref: 'tool@1.0.0', dependsOn: ['@s/a@1.0.0', 'linter@3.0.0'] },
    { ref: '@s/a@1.0.0', dependsOn: ['b@2.0.0'] },
    { ref: 'linter@3.0.0', dependsOn: ['b@1.0.0'] },
    { ref: 'b@2.0.0' },
  ],
};
const LICENCES = 'About.\n\n@s/a 1.0.0 (MIT)\n----------------\n\nFree.\n\n\nb 2.0.0 (ISC)\n-------------\n\nFree.\n';

describe('the list of what is bundled', () => {
  test('has the bundled packages in their bundled versions alone, none of them optional', () => {
    const { components } = bundledOnly(LISTED, LICENCES);
    assert.deepEqual(components, [
      { 'bom-ref': '@s/a@1.0.0', scope: 'required' },
      { 'bom-ref': 'b@2.0.0', scope: 'required' },
    ]);
  });

  test('says which of them depends on which', () => {
    assert.deepEqual(bundledOnly(LISTED, LICENCES).dependencies, [
      { ref: 'tool@1.0.0', dependsOn: ['@s/a@1.0.0'] },
      { ref: '@s/a@1.0.0', dependsOn: ['b@2.0.0'] },
      { ref: 'b@2.0.0', dependsOn: [] },
    ]);
  });

  test('is refused if the lock file lacks a bundled package, or if nothing is bundled', () => {
    assert.throws(() => bundledOnly(LISTED, LICENCES.replace('b 2.0.0', 'b 2.0.1')), /b@2\.0\.1/);
    assert.throws(() => bundledOnly(LISTED, 'About.\n'));
  });
});

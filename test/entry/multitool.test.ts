import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { RULES } from '../../src/compare/catalogue.ts';
import { renderSarif } from '../report/rendered.ts';
import { ALL, OPTIONS, UNVERIFIED } from '../report/sarif-samples.ts';
import { hasMultitool, validateWithMultitool } from '../report/validators.ts';
import { workspace } from '../support/workspace.ts';

test("the multitool finds no error and no warning in any sample's SARIF, with GitHub's rules on", {
  skip: !hasMultitool(),
}, async () => {
  const files = Object.entries(ALL).map(
    ([name, outcome]) =>
      [`${name}.sarif`, renderSarif(outcome, { ...OPTIONS, rules: RULES, includeWaived: true })] as const,
  );
  files.push(['carried.sarif', renderSarif(UNVERIFIED, { ...OPTIONS, rules: RULES, carry: true })]);
  const [, [, sample]] = files as [(typeof files)[0], (typeof files)[0]];
  const broken = sample.replaceAll('"startLine"', '"endColumn"');
  const folder = await workspace({ ...Object.fromEntries(files), 'broken.sarif': broken });
  assert.deepEqual(await validateWithMultitool(files.map(([name]) => join(folder, name))), []);
  assert.notDeepEqual(await validateWithMultitool([join(folder, 'broken.sarif')]), [], 'the multitool was not asked');
});

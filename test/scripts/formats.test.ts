import assert from 'node:assert/strict';
import { test } from 'node:test';
import { example } from '../../scripts/example-report.ts';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { READERS } from '../report/readers.ts';

for (const format of FORMAT_NAMES) {
  test(`the example of ${format} in the docs is read as a fail with one finding`, async () => {
    const { verdict, standing, standingCount } = await READERS[format](example(format));
    assert.ok(['fail', 'judged'].includes(verdict));
    assert.equal(standing?.length ?? standingCount, 1);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedFiles, type ReportValues, readReports } from '../../src/edge/report-options.ts';
import { FORMAT_NAMES } from '../../src/report/formats.ts';
import { refusalsOf } from '../support/policies.ts';

test('without any option the text goes to stdout, and no file is written', () => {
  assert.deepEqual(readReports({}), { format: 'text', reports: [] });
});

for (const format of FORMAT_NAMES) {
  test(`a file may have an option of its own, or the general form: ${format}`, () => {
    const written = { format: 'text', reports: [{ format, file: 'a=b' }] };
    assert.deepEqual(readReports({ [format]: 'a=b' }), written);
    assert.deepEqual(readReports({ output: [`${format}=a=b`] }), written);
  });

  test(`stdout takes a format by its name, or as the file "-": ${format}`, () => {
    assert.deepEqual(readReports({ format }), { format, reports: [] });
    assert.deepEqual(readReports({ output: [`${format}=-`] }), { format, reports: [] });
  });
}

test('a format may be written to several files', () => {
  const reports = ['a', 'b', 'c'].map((file) => ({ format: 'json', file }));
  assert.deepEqual(readReports({ json: 'a', output: ['json=b', 'json=c'] }).reports, reports);
});

const wrong: Readonly<Record<string, ReportValues>> = {
  'two formats for stdout': { output: ['json=-', 'sarif=-'] },
  'one format twice for stdout': { output: ['json=-', 'json=-'] },
  'a format for stdout in both forms': { format: 'json', output: ['text=-'] },
  'no format': { output: ['report.json'] },
  'a format that does not exist': { output: ['jsn=report.json'] },
  'a format of Object': { output: ['constructor=report.json'] },
  'no file': { output: ['json='] },
  'a format on stdout that does not exist': { format: 'yaml' },
};
for (const [name, values] of Object.entries(wrong)) {
  test(`is refused: ${name}`, async () => {
    assert.deepEqual(await refusalsOf(() => readReports(values)), ['-:bad-option']);
  });
}

test('every file that wrong arguments name for a report is found, whatever its format', () => {
  const values = { json: 'a', sarif: true, output: ['jsn=b', 'text=-', 'report.json', 'json='], format: 'yaml' };
  assert.deepEqual(namedFiles(values), [{ file: 'a' }, { file: 'b' }]);
  assert.deepEqual(namedFiles({ output: 'json=a', json: ['b', 'c'] }), [{ file: 'b' }, { file: 'c' }, { file: 'a' }]);
});

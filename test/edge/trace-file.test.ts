import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { clearOutputs } from '../../src/edge/outputs.ts';
import { openTrace } from '../../src/edge/trace-file.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { workspace } from '../support/workspace.ts';

const MESSAGE: RunEvent = { event: 'message', message: 'x'.repeat(300) };
const VERDICT: RunEvent = { event: 'verdict', verdict: 'fail', exitCode: 1, findings: 1, unobserved: 0 };

test('a trace grows with each event, and is cut at its limit but for the verdict', async () => {
  const file = join(await workspace(), 'trace.jsonl');
  const trace = await openTrace((await clearOutputs([file], [])).get(file), file, assert.fail, 5_000);
  trace.write(MESSAGE, 0);
  const { size } = await stat(file);
  assert.ok(size > 300, 'it is in the file at once');
  for (let index = 0; index < 1_000; index++) trace.write(MESSAGE, index);
  trace.write(VERDICT, 1_000);
  trace.settle();
  trace.close(null, 1_000);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  assert.ok((await stat(file)).size < 5_000 + 3 * size);
  assert.deepEqual(
    lines.slice(-3).map((line) => JSON.parse(line).event),
    ['message', 'cut', 'verdict'],
  );
});

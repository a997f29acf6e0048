import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fix } from '../../src/model/problem.ts';
import { problemsOf, withTarget } from './reading.ts';

/** @returns the text with the fix in its place. */
function obey(text: string, { start, end, text: written }: Fix): string {
  const offset = ({ line, column }: Fix['start']) =>
    text
      .split('\n')
      .slice(0, line - 1)
      .reduce((sum, { length }) => sum + length + 1, 0) +
    column -
    1;
  return text.slice(0, offset(start)) + written + text.slice(offset(end));
}

for (const [wrong, right] of [
  ['allow: [80]', 'allow: [80/tcp]'],
  ['allow:\n  - port: 80', 'allow:\n  - port: 80/tcp'],
  ['allow:\n  - port: 80/tcp http', 'allow:\n  - port: 80/tcp\n    service: http'],
  ['allow: [{port: 80/tcp http, reason: x}]', 'allow: [{port: 80/tcp, service: http, reason: x}]'],
  ['allow:\n  - port: 80/tcp\n    service: [http, https]', 'allow:\n  - port: 80/tcp\n    service: http'],
  ['allow: 80/tcp http', 'allow: [80/tcp http]'],
  ['ports: [80, 443]', 'ports: {tcp: [80, 443]}'],
  ['ports:\n  - 80\n  - 443', 'ports:\n  {tcp: [80, 443]}'],
  ['ports: 80', 'ports: {tcp: 80}'],
  ['ports: all', 'ports: {tcp: all}'],
  ['families: ipv4', 'families: [ipv4]'],
  ['owner: 12', 'owner: "12"'],
  ['owner: true', 'owner: "true"'],
] as const) {
  test(`the advice for ${JSON.stringify(wrong)}, obeyed, is ${JSON.stringify(right)}`, () => {
    const [problem, ...others] = problemsOf(withTarget(wrong));
    assert.deepEqual(others, []);
    assert.ok(problem?.fix !== undefined, problem?.message);
    assert.equal(obey(withTarget(wrong), problem.fix), withTarget(right));
    assert.deepEqual(problemsOf(withTarget(right)), []);
  });
}

const FOLDER = join(import.meta.dirname, 'problems');
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yml'))) {
  test(`each replacement for problems/${file} ends its problem`, () => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    for (const { code, location, fix } of problemsOf(text)) {
      if (fix === undefined) continue;
      const left = problemsOf(obey(text, fix)).filter(
        (other) =>
          other.code === code && other.location?.line === location?.line && other.location?.column === location?.column,
      );
      assert.deepEqual(left, [], fix.text);
    }
  });
}

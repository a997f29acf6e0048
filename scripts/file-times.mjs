import { relative } from 'node:path';

/**
 * A reporter of Node's test runner, which loads reporters without tsx: writes the seconds of each test file as JSON.
 * @param {AsyncIterable<import('node:test').TestEvent>} events
 */
export default async function* fileTimes(events) {
  const seconds = {};
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting !== 0 || data.file === undefined) continue;
    const file = relative('.', data.file);
    seconds[file] = (seconds[file] ?? 0) + data.details.duration_ms / 1_000;
  }
  yield JSON.stringify(seconds);
}

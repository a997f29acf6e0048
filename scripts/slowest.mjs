import { relative } from 'node:path';

/** Files that are listed. */
const LISTED = 15;

/**
 * A reporter of Node's test runner, which loads reporters without tsx: lists, at the end, the test files that took longest.
 * @param {AsyncIterable<import('node:test').TestEvent>} events
 */
export default async function* slowest(events) {
  const seconds = new Map();
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting !== 0 || data.file === undefined) continue;
    const file = relative('.', data.file);
    seconds.set(file, (seconds.get(file) ?? 0) + data.details.duration_ms / 1_000);
  }
  const sorted = [...seconds].sort(([, a], [, b]) => b - a);
  const total = sorted.reduce((sum, [, own]) => sum + own, 0);
  yield `\nThe slowest of ${sorted.length} test files (${total.toFixed(0)} s in all, two at a time):\n`;
  for (const [file, own] of sorted.slice(0, LISTED)) yield `${own.toFixed(1).padStart(8)} s  ${file}\n`;
}

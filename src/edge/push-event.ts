import type { Push } from '../diff.ts';
import { readInput } from './files.ts';
import { hashIn } from './repository.ts';

/** GitHub limits events to 25 MB. */
const LONGEST = 32 * 1024 * 1024;

/**
 * @param environment for the runner's `GITHUB_EVENT_*` variables
 * @returns the push that started the workflow; null: no push did, it made the branch, or the event cannot be read
 */
export async function readPush({
  GITHUB_EVENT_NAME,
  GITHUB_EVENT_PATH,
}: Readonly<Record<string, string | undefined>>): Promise<Push | null> {
  if (GITHUB_EVENT_NAME !== 'push' || !GITHUB_EVENT_PATH) return null;
  const bytes = await readInput(GITHUB_EVENT_PATH, 'event', LONGEST).catch(() => null);
  if (bytes === null) return null;
  const event = parseJson(Buffer.from(bytes).toString('utf8'));
  const [before, after] = [hashOf(event, 'before'), hashOf(event, 'after')];
  return before === null || after === null || /^0+$/.test(before) ? null : { before, after };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hashOf(event: unknown, key: 'before' | 'after'): string | null {
  const value = typeof event === 'object' && event !== null ? new Map(Object.entries(event)).get(key) : null;
  return typeof value === 'string' ? hashIn(value) : null;
}

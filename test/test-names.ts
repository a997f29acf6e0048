import { posix } from 'node:path';
import { BEHAVIOUR_FOLDERS } from '../scripts/suites.ts';

/** Tests of the repository itself: its imports, its pages, its words. */
const REPOSITORY_TESTS: readonly string[] = ['architecture.test.ts', 'docs.test.ts', 'words.test.ts'];

/** Folders of test/ for code outside src/. */
const BESIDE_SOURCE: readonly string[] = ['bench', 'scripts'];

/**
 * A test of `src/ROOM/X.ts` is `test/ROOM/X.test.ts`, or `test/ROOM/X.ASPECT.test.ts` if one file would be too long.
 * @param tests test files, relative to test/
 * @param sources files of the repository that may be tested, relative to its root
 * @returns the tests that are named for no file
 */
export function misnamed(tests: readonly string[], sources: ReadonlySet<string>): readonly string[] {
  return tests.filter((path) => {
    const folder = posix.dirname(path);
    const room = folder.split('/', 1)[0] as string;
    if (BEHAVIOUR_FOLDERS.includes(room) || REPOSITORY_TESTS.includes(path)) return false;
    const subject = posix.basename(path).split('.', 1)[0];
    const place = posix.join(BESIDE_SOURCE.includes(room) ? '' : 'src', folder, `${subject}.ts`);
    return !sources.has(place);
  });
}

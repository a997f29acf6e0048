/** Tests that need the same things, and that run in the same way. */
export interface Suite {
  readonly name: string;
  /** Folders of test/; null: all files that no other suite has. */
  readonly folders: readonly string[] | null;
  /** It also has the files that are named X.ASPECT.test.ts, of the folders that mirror src/. Left out: none. */
  readonly aspect?: string;
  readonly what: string;
  readonly needs: string;
  /** Processes at a time, on a machine of so many cores. */
  readonly width: (cores: number) => number;
  /** Whether several files share a process: starting one takes longer than most of these tests. */
  readonly shared: boolean;
}

/** In the order in which they run. The laboratory waits for its delays and some units for timers: see their widths. */
export const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    folders: null,
    what: 'single files of the source, and the pages: to be run after each change',
    needs: 'nothing but `npm ci`',
    width: (cores) => 2 * cores,
    shared: true,
  },
  {
    name: 'properties',
    folders: [],
    aspect: 'property',
    what: 'what holds for all policies, scans and reviews, tried on many that are drawn at random',
    needs: 'nothing but `npm ci`',
    width: (cores) => cores,
    shared: false,
  },
  {
    name: 'limits',
    folders: [],
    aspect: 'limits',
    what: 'the largest policies and reports: time, size and what is left out',
    needs: 'nothing but `npm ci`',
    width: (cores) => cores,
    shared: false,
  },
  {
    name: 'simulations',
    folders: ['simulations'],
    what: 'whole sweeps over simulated paths: hosts, firewalls, loss, narrow links',
    needs: 'nothing but `npm ci`',
    width: (cores) => cores,
    shared: false,
  },
  {
    name: 'nmap',
    folders: ['installed-nmap'],
    what: 'what the source says of nmap, held to the nmap that is installed',
    needs: 'nmap; root for a part of it',
    width: (cores) => cores,
    shared: false,
  },
  {
    name: 'programs',
    folders: ['cases', 'entry', 'fail-closed'],
    what: 'the bundles in `dist/`, started as a runner or a user starts them',
    needs: 'root on Linux; `npm run build`',
    width: (cores) => cores,
    shared: false,
  },
  {
    name: 'browser',
    folders: ['browser'],
    what: 'the HTML report in Chromium: hostile texts, accessibility, the script',
    needs: 'Debian, for Chromium',
    width: () => 1,
    shared: false,
  },
  {
    name: 'lab',
    folders: ['lab', 'zoo'],
    what: 'the bundles in `dist/` against real services, over paths of all kinds, in network namespaces',
    needs: 'root on Debian; `npm run build`',
    width: (cores) => Math.min(8, 2 * cores),
    shared: false,
  },
];

/** Folders of test/ with tests of the whole program. All other folders mirror the source. */
export const BEHAVIOUR_FOLDERS: readonly string[] = SUITES.flatMap(({ folders }) => folders ?? []);

/** @returns the suite of a file, whose path is relative to test/ */
export function suiteOf(file: string): Suite {
  const folder = file.split(/[/\\]/, 1)[0] as string;
  const suite =
    SUITES.find(({ folders }) => folders?.includes(folder)) ??
    SUITES.find(({ aspect }) => aspect !== undefined && file.endsWith(`.${aspect}.test.ts`)) ??
    SUITES.find(({ folders }) => folders === null);
  if (suite === undefined) throw new Error(`no suite takes ${file}`);
  return suite;
}

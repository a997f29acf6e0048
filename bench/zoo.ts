import { parseArgs } from 'node:util';
import { ensurePackages, TEST_PACKAGES } from '../scripts/packages.ts';
import { findingLines, judged } from '../test/lab/gate.ts';
import { askGate, askNmap, isAsGood, keyOf, type Said, saidBy } from '../test/zoo/scans.ts';
import { ALL_SERVERS, allot, packagesOf, placesOf, SERVERS, serviceOf, type Zoo } from '../test/zoo/zoo.ts';
import { startBenchLab } from './lab.ts';
import { record, today } from './measure.ts';
import { pathOf } from './trial.ts';
import { PATHS, type PathName, readZoo, ZOO, type ZooOnPath } from './zoo-results.ts';

/**
 * Real servers: which service a patient `nmap -sV` names on a plain link, which one a check names on a path, and how
 * long both take on this path. It fails if a check names less than nmap, or has a finding although its policy names
 * what is there.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    path: { type: 'string', multiple: true, default: Object.keys(PATHS) },
    light: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});
const asked = Number(values.runs);
if (!Number.isInteger(asked) || asked < 1) throw new Error('--runs: how often the check runs');
const isPath = (name: string): name is PathName => Object.hasOwn(PATHS, name);
const paths = values.path.map((name) => {
  if (isPath(name)) return name;
  throw new Error(`--path: one of ${Object.keys(PATHS).join(', ')}`);
});
const servers = values.light ? SERVERS : ALL_SERVERS;
const ADDRESSES = 8;
/** All services at once, as a check asks them; nmap waits for each as long as always. */
const AT_ONCE = ['--min-parallelism', '300'];

ensurePackages({ ...TEST_PACKAGES, ...packagesOf(servers) });
const homes = allot(servers, ADDRESSES);
const lab = await startBenchLab(homes.map((home) => ({ open: [], declared: [], services: home.map(serviceOf) })));
try {
  const places = homes.flatMap((home, index) => placesOf(home, lab.targets[index]?.ipv4 ?? ''));
  const zooAt = (scanner: string): Zoo => ({ places, scanner, folder: lab.folder, stop: lab.stop });
  console.log(`${places.length} ports of ${servers.length} servers`);
  const reference = await timed(() => askNmap(zooAt(lab.path(null).netns), AT_ONCE));
  console.log(`nmap -sV, all at once, without delay: ${reference.seconds.toFixed(1)} s`);
  for (const path of paths) await measurePath(path, zooAt, reference);
} finally {
  lab.stop();
}

interface Timed<T> {
  readonly value: T;
  readonly seconds: number;
}

async function timed<T>(run: () => T | Promise<T>): Promise<Timed<T>> {
  const started = performance.now();
  const value = await run();
  return { value, seconds: (performance.now() - started) / 1_000 };
}

/** Each check is recorded when it ends, so that a benchmark that is killed keeps its finished runs. */
async function measurePath(path: PathName, zooAt: (scanner: string) => Zoo, reference: Timed<Said>): Promise<void> {
  const { title, settings } = PATHS[path];
  const place = lab.path(settings);
  const zoo = zooAt(place.netns);
  const nmap = settings === null ? reference : await timed(() => askNmap(zoo, [...AT_ONCE, '--max-rtt-timeout', '1s']));
  const missed = namesLess(zoo, nmap.value, reference.value);
  const nmapNamesLess = missed.length;
  console.log(`${title}: nmap -sV ${nmap.seconds.toFixed(1)} s`);
  for (const one of missed) console.log(`  names less than without delay: ${one}`);
  const runs: ZooOnPath['runs'] = [];
  const said: Said[] = [];
  while (runs.length < asked) {
    place.linkEmulator?.clear();
    const check = await timed(() => askGate(zoo, ({ word }) => word));
    const cost = pathOf(place);
    const report = judged(check.value);
    said.push(saidBy(report));
    const less = namesLess(zoo, saidBy(report), reference.value);
    const { seconds } = check;
    runs.push({ seconds, verdict: report.verdict, namesLess: less.length, findings: report.findings.length });
    const late = cost === null ? '' : `, the cable was ${cost.latest} ms late`;
    console.log(`check ${runs.length} of ${asked}: ${seconds.toFixed(1)} s, ${report.verdict}${late}`);
    for (const line of [...less.map((one) => `names less: ${one}`), ...findingLines(report)]) console.log(`  ${line}`);
    if (less.length > 0 || report.verdict !== 'pass') process.exitCode = 1;
    const rows = rowsOf(zoo, reference.value, said);
    const measured = { date: today(), servers: servers.length, nmapSeconds: nmap.seconds, nmapNamesLess, asked };
    if (values.record) record(ZOO, { paths: { ...readZoo()?.paths, [path]: { ...measured, runs, rows } } });
  }
}

/** @returns the ports of which a scan says less than the reference */
function namesLess({ places }: Zoo, said: Said, reference: Said): readonly string[] {
  return places.flatMap((place) => {
    const [ours, theirs] = [said.get(keyOf(place)) ?? null, reference.get(keyOf(place)) ?? null];
    return isAsGood(ours, theirs, place.word) ? [] : [`${place.server} ${place.port}: ${ours}, not ${theirs}`];
  });
}

function rowsOf({ places }: Zoo, reference: Said, said: readonly Said[]): ZooOnPath['rows'] {
  return places.map((place) => ({
    server: place.server,
    port: place.port,
    word: place.word,
    nmap: reference.get(keyOf(place)) ?? null,
    check: [...new Set(said.map((one) => one.get(keyOf(place)) ?? null))],
  }));
}

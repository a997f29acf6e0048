import { parseArgs } from 'node:util';
import { ensurePackages, TEST_PACKAGES } from '../scripts/packages.ts';
import { findingLines, judged } from '../test/lab/gate.ts';
import { askGate, askNmap, isAsGood, keyOf, type Said, saidBy } from '../test/zoo/scans.ts';
import { ALL_SERVERS, packagesOf, SERVERS, startZoo, type Zoo } from '../test/zoo/zoo.ts';
import { median, record } from './measure.ts';
import { ZOO } from './zoo-results.ts';

/**
 * Real servers: which service a patient `nmap -sV` names, which one a check names, and how long both take. It fails if
 * a check names less than nmap, or has a finding although its policy names what is there.
 */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' }, light: { type: 'boolean' } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs: how often the check runs');
const servers = values.light === true ? SERVERS : ALL_SERVERS;

ensurePackages({ ...TEST_PACKAGES, ...packagesOf(servers) });
const zoo = await startZoo(servers, 8);
try {
  const [reference, nmapSeconds] = timed(() => askNmap(zoo));
  console.log(`${zoo.places.length} ports of ${servers.length} servers`);
  console.log(`nmap -sV, as it is: ${nmapSeconds.toFixed(1)} s`);
  const checks: { readonly seconds: number; readonly said: Said }[] = [];
  for (let run = 0; run < runs; run++) checks.push(await runCheck(zoo, reference));
  const rows = zoo.places.map((place) => ({
    server: place.server,
    port: place.port,
    word: place.word,
    nmap: reference.get(keyOf(place)) ?? null,
    check: [...new Set(checks.map(({ said }) => said.get(keyOf(place)) ?? null))],
  }));
  const seconds = checks.map((one) => one.seconds);
  record(ZOO, { servers: servers.length, nmapSeconds, checkSeconds: median(seconds), runs: seconds, rows });
} finally {
  zoo.stop();
}

async function runCheck(zoo: Zoo, reference: Said): Promise<{ readonly seconds: number; readonly said: Said }> {
  const started = performance.now();
  const report = judged(await askGate(zoo, ({ word }) => word));
  const seconds = (performance.now() - started) / 1_000;
  const said = saidBy(report);
  console.log(`check: ${seconds.toFixed(1)} s, ${report.verdict}`);
  const less = zoo.places.filter(
    (place) => !isAsGood(said.get(keyOf(place)) ?? null, reference.get(keyOf(place)) ?? null),
  );
  for (const place of less) console.log(`  names less: ${place.server} ${place.port}`);
  for (const line of findingLines(report)) console.log(`  ${line}`);
  if (less.length > 0 || report.verdict !== 'pass') process.exitCode = 1;
  return { seconds, said };
}

function timed<T>(run: () => T): readonly [T, number] {
  const started = performance.now();
  const value = run();
  return [value, (performance.now() - started) / 1_000];
}

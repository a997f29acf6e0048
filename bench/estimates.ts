import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, TEST_PACKAGES } from '../scripts/packages.ts';
import type { ProgressEvent } from '../src/model/effects.ts';
import { policyOf } from '../test/lab/policy.ts';
import type { RecordedRun } from '../test/support/recorded-runs.ts';
import { CONDITIONS } from './conditions.ts';
import { type BenchLab, startBenchLab } from './lab.ts';
import { ROOT } from './measure.ts';
import { policyFor } from './scanners.ts';
import { makeTargets } from './targets.ts';
import { runTrial } from './trial.ts';

/**
 * Records what real checks tell of their remaining time, and how long they take, for the test that holds estimates to
 * recorded runs (`test/edge/progress.recorded.test.ts`). `--only drop` records one of them.
 */
const FOLDER = join(ROOT, 'test', 'support', 'recorded');
const LIMIT = 900;

interface Case {
  readonly name: string;
  readonly condition: string;
  readonly hosts: number;
  readonly policy: (targets: BenchLab['targets']) => string;
}

const all = (targets: BenchLab['targets'], most?: number, rate?: number): string =>
  policyFor({ targets, family: 'ipv4', ...(most === undefined ? {} : { most }) }, rate);
const some = (ports: string) => (targets: BenchLab['targets']) =>
  policyOf({
    ports,
    targets: targets
      .map(({ ipv4 }, index) => `t${index + 1}:\n  hosts: [${ipv4}]\n  allow: [22/tcp ssh, 80/tcp http, 443/tcp https]`)
      .join('\n'),
    scope: targets.map(({ ipv4 }) => ipv4),
  });

const CASES: readonly Case[] = [
  { name: 'drop', condition: 'drop', hosts: 8, policy: (targets) => all(targets) },
  { name: 'drop-loss3', condition: 'drop-loss3', hosts: 8, policy: (targets) => all(targets) },
  { name: 'closed', condition: 'closed', hosts: 8, policy: (targets) => all(targets) },
  { name: 'rate', condition: 'drop', hosts: 1, policy: (targets) => all(targets, 30_000, 1_000) },
  { name: 'services', condition: 'closed', hosts: 3, policy: some('{tcp: [1-1000]}') },
  { name: 'udp', condition: 'closed', hosts: 3, policy: some('{tcp: [22, 80, 443], udp: [50-90]}') },
];

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
ensurePackages(TEST_PACKAGES);
mkdirSync(FOLDER, { recursive: true });
const lab = await startBenchLab(makeTargets(8));
try {
  for (const one of CASES) {
    if (values.only.length === 0 || values.only.includes(one.name)) await recordCase(one);
  }
} finally {
  lab.stop();
}

async function recordCase({ name, condition, hosts, policy }: Case): Promise<void> {
  const between = CONDITIONS.find(({ id }) => id === condition);
  if (between === undefined) throw new Error(`no condition ${condition}`);
  const folder = join(lab.folder, name);
  mkdirSync(folder);
  lab.firewall(between.firewall);
  writeFileSync(join(folder, 'exposure-policy.yml'), policy(lab.targets.slice(0, hosts)));
  const argv = [process.execPath, '--import', import.meta.resolve('tsx'), join(ROOT, 'bench', 'estimates-child.ts')];
  const { status } = await runTrial(argv, lab.path(between.path), folder, LIMIT);
  if (status !== 0) throw new Error(readFileSync(join(folder, 'stderr'), 'utf8'));
  const { told, ...rest } = JSON.parse(readFileSync(join(folder, 'stdout'), 'utf8'));
  const run: RecordedRun = { title: `${between.title}, ${hosts} hosts`, ...rest, told: told.map(short) };
  const lines = run.told.map((line) => JSON.stringify(line)).join(',\n');
  const head = JSON.stringify({ ...run, told: [] }, null, 1).replace(/"told": \[\]/, () => `"told": [\n${lines}\n]`);
  writeFileSync(join(FOLDER, `${name}.json`), `${head}\n`);
  console.log(`${name}: ${JSON.stringify(rest)}, ${run.told.length} events`);
}

/** Only what the remaining time depends on. */
function short([at, { step, share, etaSeconds, services }]: readonly [
  number,
  ProgressEvent,
]): RecordedRun['told'][number] {
  const rounded = share === null ? null : Math.round(share * 1e4) / 1e4;
  return { at, step, share: rounded, etaSeconds, ...(services === undefined ? {} : { services }) };
}

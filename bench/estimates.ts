import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, TEST_PACKAGES } from '../scripts/packages.ts';
import type { ProgressEvent } from '../src/model/effects.ts';
import { run } from '../test/lab/command.ts';
import { policyOf } from '../test/lab/policy.ts';
import { responder } from '../test/lab/services.ts';
import type { RecordedRun } from '../test/support/recorded-runs.ts';
import { CONDITIONS } from './conditions.ts';
import { type BenchLab, startBenchLab } from './lab.ts';
import { ROOT } from './measure.ts';
import { policyFor } from './scanners.ts';
import { makeTargets } from './targets.ts';
import { runTrial } from './trial.ts';

/**
 * Records what real checks tell of their remaining time, and how long their stages take, for the tests that hold
 * estimates to recorded runs (`test/edge/progress.recorded.test.ts`, `test/plan/estimate.recorded.test.ts`).
 * `--only drop` records one of them. A recording is of use only if nothing else runs on the machine.
 */
const FOLDER = join(ROOT, 'test', 'support', 'recorded');
const LIMIT = 900;

interface Case {
  readonly name: string;
  readonly condition: string;
  readonly hosts: number;
  readonly policy: (targets: BenchLab['targets']) => string;
}

/** The hosts of the crowd are addresses of one target: the first of a network, and the others are silent. */
const CROWD_NETWORK = '10.90.0.0/24';
const CROWD = 64;
const CROWD_PORTS = [22, 1_022, 2_022, 3_022, 4_022, 5_022, 6_022, 7_022];
const CROWD_ALLOWED = CROWD_PORTS.map((port) => `${port}/tcp`).join(', ');

const all = (targets: BenchLab['targets'], most?: number, rate?: number): string =>
  policyFor({ targets, family: 'ipv4', ...(most === undefined ? {} : { most }) }, rate);
const UNNAMED = '22/tcp, 80/tcp, 443/tcp';
const NAMED = '22/tcp ssh, 80/tcp http, 443/tcp https';
/**
 * Where a line names a service, the gate listens for it as long as scripts take.
 * @param settings of each target, one key a line
 */
const some =
  (ports: string, settings = '', allowed = NAMED) =>
  (targets: BenchLab['targets']) =>
    policyOf({
      ports,
      targets: targets
        .map(({ ipv4 }, index) => `t${index + 1}:\n  hosts: [${ipv4}]\n  allow: [${allowed}]${settings}`)
        .join('\n'),
      scope: targets.map(({ ipv4 }) => ipv4),
    });
const crowd =
  (hosts: string, settings = '') =>
  () =>
    policyOf({
      ports: `{tcp: [1-21, 23-100, ${CROWD_PORTS.join(', ')}]}`,
      targets: `crowd:\n  hosts: [${hosts}]\n  allow: [${CROWD_ALLOWED}]${settings}`,
      scope: [CROWD_NETWORK],
    });
const LOOPBACK = policyOf({ ports: '{tcp: all}', targets: 'here:\n  hosts: [127.0.0.1-8]' });
const OWN_PACE = '\n  profile: custom\n  options: [-T4]';
const POLITE = '\n  profile: custom\n  options: [-T2]';
const DEEP = '\n  profile: deep';

const CASES: readonly Case[] = [
  { name: 'drop', condition: 'drop', hosts: 8, policy: (targets) => all(targets) },
  { name: 'drop-loss3', condition: 'drop-loss3', hosts: 8, policy: (targets) => all(targets) },
  { name: 'closed', condition: 'closed', hosts: 8, policy: (targets) => all(targets) },
  { name: 'rate', condition: 'drop', hosts: 1, policy: (targets) => all(targets, 30_000, 1_000) },
  { name: 'services', condition: 'closed', hosts: 3, policy: some('{tcp: [1-1000]}') },
  { name: 'udp', condition: 'closed', hosts: 3, policy: some('{tcp: [22, 80, 443], udp: [50-90]}') },
  { name: 'udp-closed', condition: 'closed', hosts: 1, policy: some('{tcp: [22], udp: [1000-1099]}') },
  { name: 'udp-silent', condition: 'drop', hosts: 8, policy: some('{tcp: [22], udp: [1000-1099]}') },
  { name: 'udp-silent-one', condition: 'drop', hosts: 1, policy: some('{tcp: [22], udp: [1000-1299]}') },
  { name: 'own-pace', condition: 'drop', hosts: 1, policy: some('{tcp: [1-1000]}', OWN_PACE) },
  { name: 'own-pace-eight', condition: 'drop', hosts: 8, policy: some('{tcp: [1-1000]}', OWN_PACE) },
  { name: 'own-pace-slow', condition: 'drop', hosts: 1, policy: some('{tcp: [22, 80, 443, 500-529]}', POLITE) },
  { name: 'own-pace-closed', condition: 'closed', hosts: 8, policy: some('{tcp: [1-1000]}', OWN_PACE) },
  { name: 'loopback', condition: 'veth', hosts: 0, policy: () => LOOPBACK },
  { name: 'facts', condition: 'closed', hosts: 1, policy: some('{tcp: [1-100, 443]}', DEEP, UNNAMED) },
  { name: 'facts-silent', condition: 'drop', hosts: 1, policy: some('{tcp: [1-100, 443]}', DEEP) },
  { name: 'many', condition: 'drop', hosts: 0, policy: crowd('10.90.0.1-63') },
  { name: 'discover', condition: 'drop', hosts: 0, policy: crowd('10.90.0.59-254', '\n  assume: discover') },
];

const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
ensurePackages(TEST_PACKAGES);
mkdirSync(FOLDER, { recursive: true });
const settingsByAddress = CROWD_PORTS.map((port) => ({ port, greeting: 'SSH-2.0-OpenSSH_9.2p1\r\n' }));
const lab = await startBenchLab([
  ...makeTargets(8),
  { open: CROWD_PORTS, declared: CROWD_PORTS, services: [responder(settingsByAddress)] },
]);
try {
  const last = lab.targets.at(-1);
  if (last === undefined) throw new Error('the lab has no targets');
  // The target has no route to the other addresses of the network and forwards nothing: they are silent.
  run(['ip', '-n', lab.router, 'route', 'add', CROWD_NETWORK, 'via', last.ipv4]);
  for (let host = 1; host < CROWD; host++) {
    run(['ip', '-n', last.netns, 'route', 'add', 'local', `10.90.0.${host}`, 'dev', 'lo']);
  }
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
  const text = policy(lab.targets.slice(0, hosts));
  writeFileSync(join(folder, 'exposure-policy.yml'), text);
  const argv = [process.execPath, '--import', import.meta.resolve('tsx'), join(ROOT, 'bench', 'estimates-child.ts')];
  const { status } = await runTrial(argv, lab.path(between.path), folder, LIMIT);
  if (status !== 0) throw new Error(readFileSync(join(folder, 'stderr'), 'utf8'));
  const { told, ...rest } = JSON.parse(readFileSync(join(folder, 'stdout'), 'utf8'));
  const recorded: RecordedRun = { title: between.title, policy: text, ...rest, told: told.map(short) };
  const file = join(FOLDER, `${name}.json`);
  writeFileSync(file, JSON.stringify(recorded));
  run([join(ROOT, 'node_modules', '.bin', 'biome'), 'format', '--write', file]);
  console.log(`${name}: ${JSON.stringify(rest)}, ${recorded.told.length} events`);
}

/** Only what the remaining time depends on. */
function short([at, { step, share, etaSeconds, services }]: readonly [
  number,
  ProgressEvent,
]): RecordedRun['told'][number] {
  const rounded = share === null ? null : Math.round(share * 1e4) / 1e4;
  return { at, step, share: rounded, etaSeconds, ...(services === undefined ? {} : { services }) };
}

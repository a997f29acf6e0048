import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import { run } from '../test/lab/command.ts';
import { responder } from '../test/lab/services.ts';
import { startBenchLab } from './lab.ts';
import { CLI, record } from './measure.ts';
import { openOf, reportOf, USAGE, USAGE_FILE } from './scanners.ts';
import { runTrial } from './trial.ts';

/**
 * A whole check of 65,536 addresses (or `--addresses`), of which 500 (or `--hosts`) are hosts and the rest is silence:
 * which are up is asked first, then the 100 most common ports of those. Our own part must stay small beside nmap's:
 * processor time and memory.
 */
const { values: options } = parseArgs({
  options: { addresses: { type: 'string' }, hosts: { type: 'string' } },
});
const [ADDRESSES, HOSTS] = [Number(options.addresses ?? 65_536), Number(options.hosts ?? 500)];
const NETWORK = `10.90.0.0/${32 - Math.ceil(Math.log2(ADDRESSES))}`;
/** Packets a second: a discovery that nothing limits keeps to 2,000. */
const RATE = 15_000;
const PATH = { delay: 5 };
const LIMIT = 3_600;
const MOST_CPU_SHARE = 0.03;
const MOST_MEMORY = 150;

const settingsByAddress = [
  { port: 22, greeting: 'SSH-2.0-OpenSSH_9.2p1\r\n' },
  { port: 80, answer: 'HTTP/1.0 200 OK\r\nServer: lab\r\n\r\nlab' },
];
const ports = settingsByAddress.map(({ port }) => port);

ensurePackages(BENCH_PACKAGES);
const lab = await startBenchLab([{ open: ports, declared: ports, services: [responder(settingsByAddress)] }]);
try {
  // Every so many addresses one is a host. To the others the target has no route and forwards nothing: they are silent.
  const spread = Math.floor(ADDRESSES / HOSTS);
  const hosts = Array.from({ length: HOSTS }, (_, index) => (index * spread + 1) % ADDRESSES);
  const addresses = hosts.map((host) => `10.90.${host >> 8}.${host & 255}`);
  const [target] = lab.targets;
  if (target === undefined) throw new Error('the lab has no target');
  run(['ip', '-n', lab.router, 'route', 'add', NETWORK, 'via', target.ipv4]);
  run(['ip', '-n', target.netns, '-batch', '-'], addresses.map((one) => `route add local ${one} dev lo\n`).join(''));
  lab.firewall('drop');

  const folder = join(lab.folder, 'range');
  mkdirSync(folder);
  writeFileSync(join(folder, 'exposure-policy.yml'), policy());
  const argv = ['--import', USAGE, CLI, 'check', '--install', 'never', '--format', 'json', '--timeout', '1h'];
  const env = { EXPOSURE_GATE_USAGE: join(folder, USAGE_FILE) };
  const cost = await runTrial([process.execPath, ...argv], lab.path(PATH), folder, LIMIT, env);
  const report = reportOf({ folder });
  const { cpuSeconds, peakMegabytes } = JSON.parse(readFileSync(join(folder, USAGE_FILE), 'utf8'));
  const open = openOf(report);
  const planted = addresses.flatMap((address) => ports.map((port) => `${address} ${port}`));
  const found = planted.filter((port) => open.has(port)).length;
  const share = cpuSeconds / cost.wallSeconds;
  const exact = found === planted.length && open.size === found;
  console.log(`${ADDRESSES} addresses, ${HOSTS} of them hosts, ${report.verdict}, ${cost.wallSeconds.toFixed(0)} s`);
  console.log(`  ${found} of ${planted.length} open ports, ${open.size - found} others`);
  console.log(
    `  own CPU ${cpuSeconds.toFixed(1)} s, ${(share * 100).toFixed(1)} % (less than ${MOST_CPU_SHARE * 100} %)`,
  );
  console.log(`  at most ${peakMegabytes.toFixed(0)} MB (less than ${MOST_MEMORY})`);
  // A smaller range is for work on it.
  if (options.addresses === undefined)
    record('range', {
      ...{ addresses: ADDRESSES, hosts: HOSTS, rate: RATE, verdict: report.verdict, planted: planted.length, found },
      ...{ wallSeconds: cost.wallSeconds, cpuSeconds, cpuShare: share, peakMegabytes, packetsSent: cost.sent },
    });
  if (!exact || report.verdict !== 'pass' || share >= MOST_CPU_SHARE || peakMegabytes >= MOST_MEMORY)
    process.exitCode = 1;
} finally {
  lab.stop();
}

function policy(): string {
  return `version: 1
environment: lab
authorization:
  by: The lab
  reference: LAB-1
  scope: [${NETWORK}]
  expires: 2099-12-31
  max-rate: ${RATE}
  max-hosts: ${ADDRESSES}
defaults:
  profile: quick
  assume: discover
targets:
  range:
    hosts: [${NETWORK}]
    allow: [${ports.map((port) => `${port}/tcp`).join(', ')}]
`;
}

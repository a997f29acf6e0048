import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonReport } from '../src/report/json-schema.ts';
import { startLab } from '../test/lab/lab.ts';
import { policyOf } from '../test/lab/policy.ts';
import type { TcpBehaviour } from '../test/lab/responder.ts';
import { responder } from '../test/lab/services.ts';
import { measure, median, record } from './measure.ts';
import { random } from './random.ts';

/**
 * One real check of 4 hosts, all 65,535 TCP ports and 5 UDP ports each: it finds exactly the ports that were planted,
 * and costs less than 0.5 s of CPU beyond nmap's. What is counted is the kernel's own count for our process, from its
 * start to its last line (start-up, policy, XML, every report), and for its helper; what nmap used is not in it.
 */
const RUNS = 3;
const SEED = 77;
const HOSTS = ['a', 'b', 'c', 'd'];
const UDP_PORTS = [53, 123, 161, 500, 4500];
const PLANTS = { tcp: 20, udp: 2 };
const MOST_CPU = 0.5;

/** What the planted ports say to whoever connects: go away, something known twice, something nobody knows. */
const SETTINGS: readonly Omit<TcpBehaviour, 'port'>[] = [
  { hangsUp: true },
  { greeting: 'SSH-2.0-OpenSSH_9.2p1\r\n' },
  { greeting: '220 (vsFTPd 3.0.3)\r\n' },
  { answer: 'what?\n' },
];

const next = random(SEED);
const all = Array.from({ length: 65_535 }, (_, index) => index + 1);
const plants = new Map(HOSTS.map((name) => [name, { tcp: draw(all, PLANTS.tcp), udp: draw(UDP_PORTS, PLANTS.udp) }]));
const lab = await startLab({
  scanner: { number: 2 },
  ...Object.fromEntries(
    [...plants].map(([name, { tcp, udp }], index) => {
      const settingsByAddress = tcp.map((port, place) => ({ port, ...SETTINGS[place % SETTINGS.length] }));
      return [name, { number: 11 + index, services: [responder(settingsByAddress, { echoUdp: udp })] }];
    }),
  ),
});
try {
  const address = (name: string): string => lab.hosts[name as keyof typeof lab.hosts].ipv4;
  const planted = [...plants].flatMap(([name, { tcp, udp }]) => [
    ...tcp.map((port) => `${address(name)} ${port}/tcp`),
    ...udp.map((port) => `${address(name)} ${port}/udp`),
  ]);
  const policy = policyOf({
    ports: `{tcp: all, udp: [${UDP_PORTS.join(', ')}]}`,
    targets: `four:\n  hosts: [${HOSTS.map(address).join(', ')}]`,
  });
  writeFileSync(join(lab.folder, 'exposure-policy.yml'), policy);
  const reports = ['--json', 'report.json', '--sarif', 'report.sarif', '--summary', 'summary.md'];
  const runs = Array.from({ length: RUNS }, () => {
    const args = ['check', '--install', 'never', ...reports];
    const usage = measure(args, lab.folder, ['ip', 'netns', 'exec', lab.hosts.scanner.netns]);
    const report = JSON.parse(readFileSync(join(lab.folder, 'report.json'), 'utf8')) as JsonReport;
    return { ...usage, ...compare(report, planted) };
  });
  const exact = runs.filter(({ wrong }) => wrong.length === 0).length;
  const cpu = median(runs.map(({ cpuSeconds }) => cpuSeconds));
  console.log(`checking ${HOSTS.length} hosts, 65,535 TCP and ${UDP_PORTS.length} UDP ports each, closed ones answer`);
  console.log(`  exactly the ${planted.length} planted ports: ${exact} of ${RUNS} runs`);
  for (const { wrong } of runs) for (const line of wrong) console.log(`    ${line}`);
  console.log(`  ${cpu.toFixed(2)} s of CPU beyond nmap's (less than ${MOST_CPU})`);
  console.log(`  ${median(runs.map(({ wallSeconds }) => wallSeconds)).toFixed(1)} s of wall time, most of it nmap's`);
  record('check', {
    hosts: HOSTS.length,
    portsPerHost: 65_535 + UDP_PORTS.length,
    planted: planted.length,
    runsThatFoundExactlyThese: exact,
    cpuSeconds: cpu,
    runs: runs.map(({ wallSeconds, cpuSeconds, peakMegabytes }) => ({ wallSeconds, cpuSeconds, peakMegabytes })),
  });
  if (exact < RUNS || cpu >= MOST_CPU) process.exitCode = 1;
} finally {
  lab.stop();
}

/** @returns what differs from what was planted; empty where nothing does. */
function compare(
  { verdict, coverage, findings }: JsonReport,
  planted: readonly string[],
): { readonly wrong: string[] } {
  const found = findings.map(({ code, address, port, protocol }) =>
    code === 'unexpected-port' ? `${address} ${port}/${protocol}` : `${code} ${address} ${port}/${protocol}`,
  );
  const required = HOSTS.length * (65_535 + UDP_PORTS.length);
  const wrong = [
    ...planted.filter((port) => !found.includes(port)).map((port) => `not found: ${port}`),
    ...found.filter((port) => !planted.includes(port)).map((port) => `not planted: ${port}`),
    ...(coverage.required === required && coverage.answered === required
      ? []
      : [`answered: ${coverage.answered} of ${required}`]),
    ...(verdict === 'fail' ? [] : [`verdict: ${verdict}`]),
  ];
  return { wrong };
}

function draw(from: readonly number[], count: number): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(from[Math.floor(next() * from.length)] as number);
  return [...drawn].sort((a, b) => a - b);
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonReport } from '../src/report/json-schema.ts';
import { type Lab, startLab } from '../test/lab/lab.ts';
import { policyOf } from '../test/lab/policy.ts';
import { dnsmasq, nginx, redis, responder, sshd } from '../test/lab/services.ts';
import { CLI, measure, median, record } from './measure.ts';
import { SERVICES } from './services-results.ts';

/**
 * How long a whole check takes where most of the time is version detection: an estate of TCP and UDP ports on three
 * addresses, and one HTTPS port. nmap's own version scan of the same ports is measured in the same run, because the
 * machine may be busy; and the demo.
 */
const RUNS = Number(process.argv[2] ?? 3);
const MOST = { estate: 25, https: 5, demo: 8 } as const;
const TCP = '20-25,80,443,6379,8000-8010,31337';
const UDP = '53,69,123,161,1900,51820';
const NMAP_LIMIT = 300_000;

type Host = 'scanner' | 'web' | 'data' | 'bare';
const lab = await startLab<Host>({
  scanner: { number: 2 },
  web: { number: 11, services: [sshd(), nginx(), dnsmasq(), responder([{ port: 8000, answer: 'what?\n' }])] },
  data: {
    number: 12,
    services: [sshd(), redis(), responder([{ port: 31_337 }], { silentUdp: [51_820], echoUdp: [1_900] })],
  },
  bare: { number: 13, services: [sshd()] },
});
try {
  const hosts = (['web', 'data', 'bare'] as const).map((name) => lab.hosts[name].ipv4);
  const estate = policyOf({
    ports: `{tcp: [${TCP}], udp: [${UDP}]}`,
    targets:
      `estate:\n  hosts: [${hosts.join(', ')}]\n  allow: [22/tcp ssh, 80/tcp http, 443/tcp https, 53/tcp ` +
      'dns, 53/udp dns]',
  });
  const https = policyOf({
    ports: '{tcp: [443]}',
    targets: `web:\n  hosts: [${lab.hosts.web.ipv4}]\n  require: [443/tcp https]`,
  });
  const results = {
    estate: await compared(lab, 'estate', estate, ['-p', `T:${TCP},U:${UDP}`, '-sS', '-sU', ...hosts]),
    https: await compared(lab, 'https', https, ['-p', '443', '-sS', lab.hosts.web.ipv4]),
    demo: { seconds: demo(lab.folder) },
  };
  record(SERVICES, { runs: RUNS, ...results });
  for (const [name, { seconds }] of Object.entries(results)) {
    if (seconds > MOST[name as keyof typeof MOST]) process.exitCode = 1;
  }
} finally {
  lab.stop();
}

/** @returns medians: the check, where its time went, and nmap's own version scan of the same ports */
async function compared({ folder, hosts }: Lab<Host>, name: string, policy: string, nmap: readonly string[]) {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'exposure-policy.yml'), policy);
  const place = ['ip', 'netns', 'exec', hosts.scanner.netns];
  const checks = Array.from({ length: RUNS }, () => {
    const args = ['check', '--install', 'never', '--json', 'report.json'];
    const { wallSeconds } = measure(args, cwd, place);
    const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as JsonReport;
    return {
      wallSeconds,
      stages: report.stages,
      findings: report.findings.map(({ code, host, port }) => `${code} ${host} ${port}`),
    };
  });
  const seconds = median(checks.map(({ wallSeconds }) => wallSeconds));
  const began = performance.now();
  spawnSync(place[0] as string, [...place.slice(1), 'nmap', '-sV', '-n', '-Pn', '-T4', ...nmap], {
    timeout: NMAP_LIMIT,
  });
  const alone = (performance.now() - began) / 1_000;
  const run = checks.find(({ wallSeconds }) => wallSeconds === seconds);
  console.log(`${name}: ${seconds.toFixed(1)} s, nmap -sV alone ${alone.toFixed(1)} s; ${JSON.stringify(run)}`);
  return { seconds, nmapSeconds: alone, stages: run?.stages, findings: run?.findings };
}

function demo(cwd: string): number {
  const times = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, [CLI, 'demo'], { cwd });
    if (status !== 0) throw new Error(`the demo ended with ${status}`);
    return (performance.now() - began) / 1_000;
  });
  console.log(`demo: ${median(times).toFixed(1)} s`);
  return median(times);
}

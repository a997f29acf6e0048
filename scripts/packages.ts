import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/**
 * What compiles the laboratory's link emulator (test/lab/link-emulator.c). `gencat` stands for the headers: they bring
 * no program of their own.
 */
const COMPILER = { gcc: 'gcc', gencat: 'libc6-dev' } as const;

/** Debian packages that the tests scan with, and scan. */
export const TEST_PACKAGES = {
  ...COMPILER,
  nmap: 'nmap',
  nginx: 'nginx-light',
  sshd: 'openssh-server',
  'redis-server': 'redis-server',
  dnsmasq: 'dnsmasq-base',
  nft: 'nftables',
  ip: 'iproute2',
  sudo: 'sudo',
  setcap: 'libcap2-bin',
  openssl: 'openssl',
  jq: 'jq',
  fish: 'fish',
  zsh: 'zsh',
} as const satisfies Readonly<Record<string, string>>;

/** What shows the HTML report: in tests, in benchmarks and for pictures. */
export const BROWSER_PACKAGES = {
  'chromium-headless-shell': 'chromium-headless-shell',
} as const satisfies Readonly<Record<string, string>>;

/** What the benchmarks need beside them: other scanners, and what those are built with. */
export const BENCH_PACKAGES = {
  ...TEST_PACKAGES,
  masscan: 'masscan',
  'pcap-config': 'libpcap-dev',
} as const satisfies Readonly<Record<string, string>>;

/**
 * Installs the packages whose program is missing, with apt-get. Services that packages bring along are not started.
 * @throws Error where one can't be installed
 */
export function ensurePackages(packages: Readonly<Record<string, string>>): void {
  const missing = Object.keys(packages).filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const names = missing.map((program) => packages[program] as string);
  console.error(`installing ${names.join(', ')}`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  run([...sudo, 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', 'update']);
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  const install = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', 'install'];
  const refusing = process.getuid?.() === 0 && !existsSync(POLICY);
  if (refusing) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    run([...sudo, ...environment, ...install, ...names]);
  } finally {
    if (refusing) rmSync(POLICY, { force: true });
  }
}

/** Debian's packages ask this program whether they may start a service (invoke-rc.d(8)): 101 forbids it. */
const POLICY = '/usr/sbin/policy-rc.d';

function isInstalled(program: string): boolean {
  const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return folders.some((folder) => spawnSync('test', ['-x', `${folder}/${program}`]).status === 0);
}

function run([program, ...args]: readonly string[]): void {
  const { status } = spawnSync(program as string, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
}

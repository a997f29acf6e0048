import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readContainerfile, restsOf } from '../scripts/containerfile.ts';
import { ensurePackages } from '../scripts/packages.ts';
import { ROOT, record } from './measure.ts';

/**
 * The Containerfile without a container engine: its base from Debian's packages, its RUN and COPY lines in that folder,
 * and its command as its user, in namespaces of its own that have only loopback.
 */
const LIMIT = 600_000;

/** The capabilities of a container that Docker starts, and of one that Podman starts. */
const PODMAN = 'chown,dac_override,fowner,fsetid,kill,net_bind_service,setfcap,setgid,setpcap,setuid,sys_chroot';
const DOCKER = `${PODMAN},net_raw,mknod,audit_write`;

const POLICY = 'version: 1\ndefaults: {ports: {tcp: [1-1024], udp: [53]}}\ntargets: {here: {hosts: [127.0.0.1]}}\n';

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

ensurePackages({ debootstrap: 'debootstrap' });
const instructions = readContainerfile();
const one = (name: string): string => restsOf(instructions, name)[0] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-container-'));
const root = join(folder, 'root');
try {
  const started = performance.now();
  build();
  const buildSeconds = (performance.now() - started) / 1_000;
  const work = join(root, one('WORKDIR'));
  chmodSync(work, 0o777);
  writeFileSync(join(work, 'exposure-policy.yml'), POLICY);

  const versions = ['nmap --version', 'node --version'].map((line) => start(DOCKER, ['sh', '-c', line]).stdout);
  const shown = command(DOCKER, 'demo');
  const checked = command(DOCKER, 'check', '--format', 'json');
  const kept = command(DOCKER, 'effective', '--output', '/opt/exposure-gate/new.md');
  const withoutRaw = command(PODMAN, 'check');
  const rawAlone = command('net_raw', 'check', '--format', 'json');
  const noNewPrivileges = start(DOCKER, ['setpriv', '--no-new-privs', ...entryPoint(), 'check']);
  const report = checked.status === 0 ? JSON.parse(checked.stdout) : {};
  const megabytes = Number(must('du', ['-sm', root]).split('\t')[0]);
  const result = {
    base: one('FROM'),
    nmap: versions[0]?.split('\n')[0],
    node: versions[1]?.trim(),
    buildSeconds,
    megabytes,
    demo: shown.status,
    check: { status: checked.status, verdict: report.verdict, privilege: report.scanner?.privilege },
    writesOutsideItsFolder: kept.status === 0,
    withoutNetRaw: withoutRaw.status,
    netRawAlone: rawAlone.status,
    noNewPrivileges: noNewPrivileges.status,
  };
  console.log(JSON.stringify(result, null, 2));
  record('container', result);
  const right = shown.status === 0 && result.check.verdict === 'pass' && result.check.privilege === 'capabilities';
  // A container that may not send all packets must never be green.
  const red = [withoutRaw, noNewPrivileges].every(({ status }) => status === 3);
  if (!right || rawAlone.status !== 0 || !red || result.writesOutsideItsFolder) {
    for (const { stdout, stderr } of [shown, checked, kept, withoutRaw, rawAlone, noNewPrivileges])
      console.error(`${stdout}\n${stderr}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function build(): void {
  const suite = /debian:([a-z]+)-slim@/.exec(one('FROM'))?.[1];
  if (suite === undefined) throw new Error(`not a slim image of Debian: ${one('FROM')}`);
  must('debootstrap', ['--variant=minbase', suite, root]);
  rmSync(join(root, 'var', 'cache', 'apt', 'archives'), { recursive: true });
  if (existsSync('/etc/resolv.conf')) copyFileSync('/etc/resolv.conf', join(root, 'etc', 'resolv.conf'));
  for (const { name, rest } of instructions) {
    if (name === 'RUN') must('chroot', [root, '/bin/sh', '-c', rest]);
    if (name === 'WORKDIR') mkdirSync(join(root, rest), { recursive: true });
    if (name !== 'COPY') continue;
    const [target = '', ...sources] = rest.split(/\s+/).reverse();
    for (const source of sources) {
      const to = join(root, target, target.endsWith('/') ? basename(source) : '');
      cpSync(join(ROOT, source), to, { recursive: true });
    }
  }
}

/** @returns how the entry point ended with other arguments than CMD's, as `docker run IMAGE ARGS` starts it */
function command(capabilities: string, ...args: readonly string[]): Ended {
  return start(capabilities, [...entryPoint(), ...args]);
}

function entryPoint(): readonly string[] {
  return z.array(z.string()).parse(JSON.parse(one('ENTRYPOINT')));
}

function start(capabilities: string, argv: readonly string[]): Ended {
  const [uid = '', gid = ''] = one('USER').split(':');
  const bounds = `-all,${capabilities.replaceAll(/\w+/g, '+$&')}`;
  const user = ['setpriv', '--reuid', uid, '--regid', gid, '--clear-groups', '--inh-caps=-all'];
  const inside = ['chroot', root, ...user, `--bounding-set=${bounds}`, ...['env', '-C', one('WORKDIR')], ...argv];
  const script = 'ip link set lo up && exec "$@"';
  const spaces = ['--net', '--pid', '--fork', '--kill-child', `--mount-proc=${join(root, 'proc')}`];
  const { status, stdout, stderr } = spawnSync('unshare', [...spaces, 'sh', '-c', script, 'sh', ...inside], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/home/exposure-gate' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
  });
  return { status, stdout, stderr };
}

function must(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `ended with ${status}`}\n${stdout}\n${stderr}`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, until } from '../test/lab/command.ts';
import { type LinkEmulator, type PathSettings, startLinkEmulator } from '../test/lab/link-emulator.ts';
import { addNamespace, isListening, removeNamespace, setFirewall, useResolver } from '../test/lab/namespaces.ts';
import type { Service } from '../test/lab/services.ts';
import { type Firewall, rulesOf, type Target } from './targets.ts';

const KEEPALIVE = join(import.meta.dirname, 'keepalive.mjs');

/** Milliseconds until all services must be listening: so many programs start at once. */
const START_LIMIT = 60_000;

/** Frames that wait for a core; the kernel's default of 1,000 drops what a scanner sends at 100,000 a second. */
const BACKLOG = '/proc/sys/net/core/netdev_max_backlog';
const LEAST_BACKLOG = 100_000;

/** Where a scanner stands: the namespace that it runs in, and the device that it sends from. */
export interface Place {
  readonly netns: string;
  readonly device: 'eth0';
  /** What the path is made of; null: nothing is between scanner and router. */
  readonly by: 'netem' | 'cable' | null;
  /** Counts the frames; null where no cable carries them. */
  readonly linkEmulator: LinkEmulator | null;
}

export interface LabTarget {
  readonly netns: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly open: readonly number[];
  readonly declared: readonly number[];
}

export interface BenchLab {
  /** Scratch space that goes with the lab. */
  readonly folder: string;
  readonly router: string;
  readonly targets: readonly LabTarget[];
  /** Puts the same firewall before every target. */
  readonly firewall: (firewall: Firewall) => void;
  /**
   * Makes the path between scanner and router, both ways the same, and says where to scan from; null: a plain link.
   * netem is used where the kernel has it, unless it is to be the cable, which counts.
   */
  readonly path: (settings: PathSettings | null, by?: 'cable') => Place;
  /** Removes all of it. May be called twice. */
  readonly stop: () => void;
}

let labs = 0;

/**
 * Builds two scanners, one on a plain link and one behind a cable, a router, and targets with real services, in network
 * namespaces of its own. Nothing of it can reach, or be reached from, the machine's real network. It is removed when
 * the process ends, by a signal too.
 * @throws Error where it can't be built; nothing of it is left then
 */
export async function startBenchLab(planned: readonly Target[]): Promise<BenchLab> {
  const prefix = `egb-${process.pid}-${labs++}`;
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  chmodSync(folder, 0o755);
  const [near, far, router, between] = [`${prefix}-near`, `${prefix}-far`, `${prefix}-router`, `${prefix}-cable`];
  const targets = planned.map((target, index) => ({
    ...target,
    netns: `${prefix}-t${index + 1}`,
    ipv4: `10.77.1.${11 + index}`,
    ipv6: `fd77:1::${11 + index}`,
  }));
  const backlog = readFileSync(BACKLOG, 'utf8');
  const stop = (): void => {
    process.off('exit', stop);
    for (const netns of [between, near, far, ...targets.map((target) => target.netns), router]) removeNamespace(netns);
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(BACKLOG, backlog);
  };
  process.on('exit', stop);
  stopOnSignals();

  try {
    if (Number(backlog) < LEAST_BACKLOG) writeFileSync(BACKLOG, `${LEAST_BACKLOG}`);
    for (const netns of [near, far, router, ...targets.map((target) => target.netns)]) addNamespace(netns);
    set(router, 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
    const netem = hasNetem(router);
    link(near, 'eth0', router, 'near');
    const linkEmulator = await startLinkEmulator(folder, between, [
      { netns: far, device: 'eth0' },
      { netns: router, device: 'far' },
    ]);
    introduce(near, router, 'near', 77);
    introduce(far, router, 'far', 78);
    run(['ip', '-n', router, 'link', 'add', 'targets', 'type', 'bridge']);
    address(router, 'targets', '10.77.1.1/24', 'fd77:1::1/64');
    const keepalive: Service = () => ({
      argv: [process.execPath, KEEPALIVE, '10.77.0.255', '10.78.0.255'],
      listens: [],
    });
    const started = targets.flatMap((target, index) => {
      link(target.netns, 'eth0', router, `t${index + 1}`);
      run(['ip', '-n', router, 'link', 'set', `t${index + 1}`, 'master', 'targets', 'up']);
      address(target.netns, 'eth0', `${target.ipv4}/24`, `${target.ipv6}/64`);
      routeBy(target.netns, '10.77.1.1', 'fd77:1::1');
      // Nobody answers there, so that a server which looks up its client goes on at once.
      useResolver(target.netns, '127.0.0.1');
      set(target.netns, 'net.ipv4.tcp_max_syn_backlog=4096', 'net.core.somaxconn=4096');
      return target.services.map((service, place) =>
        launch(target.netns, service, join(folder, `t${index + 1}-${place}`)),
      );
    });
    started.push(launch(router, keepalive, join(folder, 'keepalive')));
    for (const ready of started) await ready();
    return {
      folder,
      router,
      targets,
      stop,
      firewall: (firewall) => {
        for (const { netns, open } of targets) setFirewall(netns, rulesOf(firewall, open));
      },
      path: (settings, by) => {
        const byNetem = netem && by !== 'cable' && settings !== null && settings.rate === undefined;
        if (netem)
          for (const [netns, device] of [
            [near, 'eth0'],
            [router, 'near'],
          ] as const)
            shape(netns, device, byNetem ? settings : null);
        if (settings === null || byNetem)
          return { netns: near, device: 'eth0', by: byNetem ? 'netem' : null, linkEmulator: null };
        linkEmulator.set(settings);
        return { netns: far, device: 'eth0', by: 'cable', linkEmulator };
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function hasNetem(netns: string): boolean {
  try {
    run(['tc', '-n', netns, 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms']);
    run(['tc', '-n', netns, 'qdisc', 'delete', 'dev', 'lo', 'root']);
    return true;
  } catch {
    return false;
  }
}

/** Puts netem (tc-netem(8)) on what a device sends, or takes it away. Its Gilbert model is the cable's. */
function shape(netns: string, device: string, settings: PathSettings | null): void {
  const { delay = 0, loss = 0, burst = 0 } = settings ?? {};
  const percent = (share: number): string => `${(share * 100).toFixed(4)}%`;
  const lost =
    loss === 0
      ? []
      : burst > 1
        ? ['loss', 'gemodel', percent(loss / (burst * (1 - loss))), percent(1 / burst)]
        : ['loss', 'random', percent(loss)];
  const netem = ['netem', 'limit', '200000', 'delay', `${delay}ms`, ...lost];
  run(['tc', '-n', netns, 'qdisc', 'replace', 'dev', device, 'root', ...(settings === null ? ['pfifo'] : netem)]);
}

function link(netns: string, device: string, router: string, port: string): void {
  const peer = ['peer', 'name', port, 'netns', router];
  run(['ip', '-n', netns, 'link', 'add', device, 'txqueuelen', '20000', 'type', 'veth', ...peer]);
}

/**
 * Gives scanner and router their addresses, and lets each know where the other is: asking could get lost on the path.
 */
function introduce(scanner: string, router: string, port: string, network: number): void {
  const ends = [
    { netns: router, device: port, number: 1 },
    { netns: scanner, device: 'eth0', number: 2 },
  ];
  for (const { netns, device, number } of ends) {
    address(netns, device, `10.${network}.0.${number}/24`, `fd${network}::${number}/64`);
  }
  for (const [index, { netns, device }] of ends.entries()) {
    const other = ends[1 - index] as (typeof ends)[number];
    const [{ address: mac }] = JSON.parse(run(['ip', '-n', other.netns, '-j', 'link', 'show', other.device]));
    for (const known of [`10.${network}.0.${other.number}`, `fd${network}::${other.number}`]) {
      run(['ip', '-n', netns, 'neighbour', 'replace', known, 'lladdr', mac, 'nud', 'permanent', 'dev', device]);
    }
  }
  routeBy(scanner, `10.${network}.0.1`, `fd${network}::1`);
}

function address(netns: string, device: string, ipv4: string, ipv6: string): void {
  run(['ip', '-n', netns, 'address', 'add', ipv4, 'dev', device]);
  run(['ip', '-n', netns, 'address', 'add', ipv6, 'dev', device, 'nodad']);
  run(['ip', '-n', netns, 'link', 'set', device, 'up']);
}

function routeBy(netns: string, ipv4: string, ipv6: string): void {
  run(['ip', '-n', netns, 'route', 'add', 'default', 'via', ipv4]);
  run(['ip', '-n', netns, '-6', 'route', 'add', 'default', 'via', ipv6]);
}

function set(netns: string, ...settings: readonly string[]): void {
  run(['ip', 'netns', 'exec', netns, 'sysctl', '-qw', ...settings]);
}

/** Starts a service; what is returned waits until it listens. */
export function launch(netns: string, service: Service, folder: string): () => Promise<void> {
  mkdirSync(folder);
  const start = service(folder);
  const file = join(folder, 'log');
  const log = openSync(file, 'w');
  const child: ChildProcess = spawn('ip', ['netns', 'exec', netns, ...start.argv], { stdio: ['ignore', log, log] });
  closeSync(log);
  child.on('error', () => {}).unref();
  return () =>
    until(start.argv[0], START_LIMIT, () => {
      if (child.exitCode !== null) throw new Error(`${start.argv[0]} ended: ${readFileSync(file, 'utf8')}`);
      return isListening(netns, start);
    });
}

let watching = false;

/**
 * What is stopped still removes its labs: `exit` listeners do not run when a signal ends the process. Nor may a second
 * one end it meanwhile: npm and tsx pass on what the terminal has sent already.
 */
function stopOnSignals(): void {
  if (watching) return;
  watching = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
}

import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, until } from './command.ts';
import {
  addNamespace,
  isListening,
  type Rules,
  readCounter,
  removeNamespace,
  setFirewall,
  useResolver,
} from './namespaces.ts';
import type { Service } from './services.ts';

/** Milliseconds until all services must be listening. */
const START_LIMIT = 20_000;

/** A machine of the lab: one that scans is one without services. */
export interface HostPlan {
  /** The last number of its addresses. */
  readonly number: number;
  readonly services?: readonly Service[];
  /** Whether it has an IPv6 address. */
  readonly ipv6?: boolean;
  /** The host of the lab that it asks for names; without it, it has no resolver that answers. */
  readonly resolver?: string;
}

export interface LabHost {
  readonly netns: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface Lab<Name extends string> {
  /** Scratch space that goes with the lab; readable by every user. */
  readonly folder: string;
  readonly hosts: Readonly<Record<Name, LabHost>>;
  /** Replaces a host's firewall. */
  readonly firewall: (host: Name, rules: Rules) => void;
  /** Packets counted by the rules of a host's firewall that say `counter name NAME`. */
  readonly counted: (host: Name, counter: string) => number;
  /** Ends every process in the lab's namespaces and removes all of it. May be called twice. */
  readonly stop: () => void;
}

/** Where the addresses are taken from. Both exist only inside the lab's own namespaces. */
export const NETWORK: Network = { ipv4: '10.77.0.', ipv4Length: 16, ipv6: 'fd77::', ipv6Length: 64 };

let labs = 0;

/**
 * Builds machines out of network namespaces, all on one bridge, with real services inside. The bridge lives in a
 * namespace of its own: nothing of the lab can reach, or be reached from, the machine's real network.
 * @throws Error where it can't be built; nothing of it is left then
 */
export async function startLab<Name extends string>(
  plans: Readonly<Record<Name, HostPlan>>,
  network: Network = NETWORK,
): Promise<Lab<Name>> {
  const prefix = `egt-${process.pid}-${labs++}`;
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  chmodSync(folder, 0o755);
  const wire = `${prefix}-wire`;
  const names = Object.keys(plans) as Name[];
  const hosts = Object.fromEntries(
    names.map((name) => {
      const { number } = plans[name];
      const host: LabHost = {
        netns: `${prefix}-${name}`,
        ipv4: `${network.ipv4}${number}`,
        ipv6: `${network.ipv6}${number}`,
      };
      return [name, host];
    }),
  ) as Record<Name, LabHost>;
  const namespaces = [wire, ...names.map((name) => hosts[name].netns)];

  const stop = (): void => {
    process.off('exit', stop);
    namespaces.forEach(removeNamespace);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', stop);
  stopOnSignals();

  try {
    addNamespace(wire);
    run(['ip', '-n', wire, 'link', 'add', 'bridge0', 'type', 'bridge']);
    run(['ip', '-n', wire, 'link', 'set', 'bridge0', 'up']);
    for (const name of names)
      connect(hosts[name], plans[name], wire, network, hosts[plans[name].resolver as Name]?.ipv4);
    const started = names.flatMap((name) =>
      (plans[name].services ?? []).map((service, index) =>
        launch(hosts[name].netns, service, join(folder, `${name}-${index}`)),
      ),
    );
    for (const ready of started) await ready();
  } catch (error) {
    stop();
    throw error;
  }
  return {
    folder,
    hosts,
    stop,
    firewall: (host, rules) => setFirewall(hosts[host].netns, rules),
    counted: (host, counter) => readCounter(hosts[host].netns, counter),
  };
}

/** Where the addresses of a lab are taken from: prefixes, and the lengths of the networks. */
interface Network {
  readonly ipv4: string;
  readonly ipv4Length: number;
  readonly ipv6: string;
  readonly ipv6Length: number;
}

function connect(host: LabHost, plan: HostPlan, wire: string, network: Network, resolver = '127.0.0.1'): void {
  const { netns, ipv4, ipv6 } = host;
  addNamespace(netns);
  useResolver(netns, resolver);
  const port = `port${plan.number}`;
  run(['ip', '-n', netns, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', port, 'netns', wire]);
  run(['ip', '-n', wire, 'link', 'set', port, 'master', 'bridge0', 'up']);
  if (plan.ipv6 === false) run(['ip', 'netns', 'exec', netns, 'sysctl', '-qw', 'net.ipv6.conf.eth0.disable_ipv6=1']);
  else run(['ip', '-n', netns, 'address', 'add', `${ipv6}/${network.ipv6Length}`, 'dev', 'eth0', 'nodad']);
  run(['ip', '-n', netns, 'address', 'add', `${ipv4}/${network.ipv4Length}`, 'dev', 'eth0']);
  run(['ip', '-n', netns, 'link', 'set', 'eth0', 'up']);
}

/** Starts a service; what is returned waits until it listens. */
function launch(netns: string, service: Service, folder: string): () => Promise<void> {
  mkdirSync(folder);
  const start = service(folder);
  const file = join(folder, 'log');
  const log = openSync(file, 'w');
  const child = spawn('ip', ['netns', 'exec', netns, ...start.argv], { stdio: ['ignore', log, log] });
  closeSync(log);
  let failed: string | null = null;
  child.on('error', (error) => {
    failed = error.message;
  });
  child.unref();
  return () =>
    until(start.argv.join(' '), START_LIMIT, () => {
      if (failed !== null || child.exitCode !== null) throw new Error(failed ?? `ended with ${child.exitCode}`);
      return isListening(netns, start);
    }).catch((error: Error) => {
      throw new Error(`${start.argv[0]} does not listen: ${error.message}\n${readFileSync(file, 'utf8')}`);
    });
}

let watching = false;

/** A test run that is stopped still removes its labs: `exit` listeners do not run when a signal ends the process. */
function stopOnSignals(): void {
  if (watching) return;
  watching = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
}

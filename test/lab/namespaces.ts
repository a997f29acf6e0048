import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Start } from './services.ts';

/** `ip netns exec` puts what stands in here over /etc (ip-netns(8)). */
const ETC = '/etc/netns';

export function addNamespace(netns: string): void {
  run(['ip', 'netns', 'add', netns]);
  run(['ip', '-n', netns, 'link', 'set', 'lo', 'up']);
}

/** Kills every process in the namespace, then removes it and what was put over its /etc. Never throws. */
export function removeNamespace(netns: string): void {
  if (!existsSync(`/var/run/netns/${netns}`)) return;
  attempt(() => {
    for (const pid of pidsIn(netns)) attempt(() => process.kill(pid, 'SIGKILL'));
  });
  attempt(() => run(['ip', 'netns', 'delete', netns]));
  attempt(() => rmSync(join(ETC, netns), { recursive: true, force: true }));
  // Only where nobody else has anything there.
  attempt(() => rmdirSync(ETC));
}

export function pidsIn(netns: string): readonly number[] {
  return run(['ip', 'netns', 'pids', netns]).split('\n').filter(Boolean).map(Number);
}

/** @returns the names of the programs that run in the namespace. */
export function programsIn(netns: string): readonly string[] {
  return pidsIn(netns).flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/comm`, 'utf8').trim()];
    } catch {
      return []; // it has ended since
    }
  });
}

/** Lets the namespace's programs ask this name server. */
export function useResolver(netns: string, address: string): void {
  mkdirSync(join(ETC, netns), { recursive: true });
  writeFileSync(join(ETC, netns, 'resolv.conf'), `nameserver ${address}\noptions timeout:1 attempts:1\n`);
}

export function isListening(netns: string, { listens }: Start): boolean {
  const sockets = run(['ip', 'netns', 'exec', netns, 'ss', '-Hlntu']);
  const found = new Set(
    [...sockets.matchAll(/^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+\S*:(\d+)\s/gm)].map(
      ([, protocol, port]) => `${protocol} ${port}`,
    ),
  );
  return listens.every((one) => found.has(one));
}

/** Chains of rules in nftables' own language, each after a policy of `accept`. */
export interface Rules {
  readonly input?: string;
  readonly output?: string;
  /** What stands beside the chains: sets that the rules fill, and chains of other hooks. */
  readonly beside?: string;
  /** Names of counters that the rules use. */
  readonly counters?: readonly string[];
}

/** Replaces the namespace's firewall. */
export function setFirewall(netns: string, { input = '', output = '', beside = '', counters = [] }: Rules): void {
  const chain = (hook: string, rules: string): string =>
    `chain ${hook} { type filter hook ${hook} priority 0; policy accept;\n${rules}\n}`;
  const named = counters.map((name) => `counter ${name} { }`).join('\n');
  const table =
    `flush ruleset\ntable inet lab {\n${named}\n${beside}\n${chain('input', input)}\n` +
    `${chain('output', output)}\n}\n`;
  run(['ip', 'netns', 'exec', netns, 'nft', '-f', '-'], table);
}

/** @returns how many packets a named counter of the namespace's firewall has seen. */
export function readCounter(netns: string, name: string): number {
  const text = run(['ip', 'netns', 'exec', netns, 'nft', 'list', 'counter', 'inet', 'lab', name]);
  const packets = /packets (\d+)/.exec(text)?.[1];
  if (packets === undefined) throw new Error(`nft does not tell of ${name}: ${text}`);
  return Number(packets);
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // What is gone already needs no removal; the rest is still to be removed.
  }
}

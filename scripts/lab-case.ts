import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '../test/lab/lab.ts';
import type { Rules } from '../test/lab/namespaces.ts';
import { type PolicyParts, policyOf } from '../test/lab/policy.ts';
import { responder, sshd } from '../test/lab/services.ts';
import { CLI } from '../test/support/bundles.ts';

/** The cases of docs/debugging.md: a host in a network namespace that makes a check difficult. Needs root and Linux. */

const OPEN = [22, 1313, 1414, 1515, 2424, 2525, 3131, 3737];
const accept = `tcp dport { ${OPEN.join(', ')} } accept\ntcp dport 1-65535 drop`;

interface Case {
  readonly firewall: Rules;
  readonly policy: Omit<PolicyParts, 'targets'>;
  readonly args: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  // An intrusion prevention system: whoever opens connections too fast is banned.
  blocked: {
    firewall: {
      beside: 'set banned { type ipv4_addr; flags dynamic,timeout; timeout 10m; }',
      input: `ip saddr @banned drop
tcp flags & (syn | ack) == syn limit rate over 500/second burst 2500 packets add @banned { ip saddr }
${accept}`,
    },
    policy: { ports: '{tcp: [1-4000]}', maxRate: 1_500 },
    args: [],
  },
  inconclusive: {
    firewall: { input: accept },
    policy: { ports: '{tcp: all}', maxRate: 1_500 },
    args: ['--timeout', '30s'],
  },
  // One packet in five is lost.
  slow: {
    firewall: { input: `numgen random mod 100 < 20 drop\n${accept}` },
    policy: { ports: '{tcp: [1-6000]}', maxRate: 2_000 },
    args: [],
  },
};

const [name = ''] = process.argv.slice(2);
const chosen = Object.hasOwn(CASES, name) ? CASES[name] : undefined;
if (chosen === undefined) throw new Error(`which case? One of ${Object.keys(CASES).join(', ')}`);
const services = [sshd(), responder(OPEN.slice(1).map((port) => ({ port, hangsUp: true })))];
const lab = await startLab({ scanner: { number: 2 }, host: { number: 11, services } });
try {
  const { scanner, host } = lab.hosts;
  lab.firewall('host', chosen.firewall);
  const cwd = mkdtempSync(join(lab.folder, 'run-'));
  const targets = `host:\n  hosts: [${host.ipv4}]\n  allow: [${OPEN.map((port) => `${port}/tcp`).join(', ')}]`;
  writeFileSync(join(cwd, 'exposure-policy.yml'), policyOf({ ...chosen.policy, targets }));
  const args = [CLI, 'check', '--debug', '--trace', 'trace.jsonl', ...chosen.args];
  const ended = spawnSync('ip', ['netns', 'exec', scanner.netns, process.execPath, ...args], { cwd, stdio: 'inherit' });
  copyFileSync(join(cwd, 'trace.jsonl'), 'trace.jsonl');
  process.exitCode = ended.status ?? 3;
} finally {
  lab.stop();
}

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { XMLParser } from 'fast-xml-parser';
import { run } from '../test/lab/command.ts';
import { startLab } from '../test/lab/lab.ts';
import { responder } from '../test/lab/services.ts';
import { CLI, record } from './measure.ts';

/**
 * Two dozen results of nmap, of one network that changes, are given in order as `--scan-xml`. What `devices` then
 * says must agree with what is computed here from the XML alone: when each hardware address was seen first and last,
 * and each address and open port of it.
 */
const SCANS = 24;
const PORTS = [8001, 8002];
const NUMBERS = [9, 10, 11, 12, 13, 14];
const RANGE = '10.77.0.8/29';

const POLICY = `version: 1
defaults:
  ports: {tcp: [${PORTS.join(', ')}]}
  assume: discover
authorization: {by: me, reference: R-1, scope: [${RANGE}], expires: 2099-12-31}
targets:
  office:
    hosts: [${RANGE}]
    allow: [${PORTS.map((port) => `${port}/tcp`).join(', ')}]
`;

/** First and last second, by `MAC what`. */
type Facts = Readonly<Record<string, readonly [first: string, last: string]>>;

const service = responder(PORTS.map((port) => ({ port, hangsUp: true })));
const lab = await startLab({
  scanner: { number: 2 },
  ...Object.fromEntries(NUMBERS.map((number) => [`d${number}`, { number, ipv6: false, services: [service] }])),
});
try {
  for (const number of NUMBERS) ip(number, 'link', 'set', 'eth0', 'address', `00:1a:2b:00:00:${hex(number)}`);
  const documents = Array.from({ length: SCANS }, (_, index) => {
    change(index);
    return scan(index);
  });
  const program = remembered(documents);
  const alone = computed(documents.map((file) => readFileSync(file, 'utf8')));
  const agrees = isDeepStrictEqual(program, alone);
  console.log(
    `${SCANS} results of nmap: ${Object.keys(alone).length} facts, the memory ${agrees ? 'agrees' : 'differs'}`,
  );
  if (!agrees) console.log(JSON.stringify({ program, alone }, null, 2));
  record('history', { scans: SCANS, facts: Object.keys(alone).length, agrees });
  if (!agrees) process.exitCode = 1;
} finally {
  lab.stop();
}

function netnsOf(name: string): string {
  return lab.hosts[name as keyof typeof lab.hosts].netns;
}

function ip(number: number, ...args: readonly string[]): void {
  run(['ip', '-n', netnsOf(`d${number}`), ...args]);
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0');
}

/** Devices come and go, one moves, another closes a port. */
function change(index: number): void {
  if (index % 4 === 1) ip(10, 'link', 'set', 'eth0', index % 8 === 1 ? 'down' : 'up');
  if (index === 6) ip(11, 'link', 'set', 'eth0', 'down');
  if (index === 9) {
    ip(12, 'address', 'del', '10.77.0.12/16', 'dev', 'eth0');
    ip(12, 'address', 'add', '10.77.0.15/16', 'dev', 'eth0');
  }
  if (index === 15)
    lab.firewall('d13' as keyof typeof lab.hosts, { input: `tcp dport ${PORTS[1]} reject with tcp reset` });
}

/** @returns the file that nmap wrote; each scan begins in a second of its own */
function scan(index: number): string {
  const file = join(lab.folder, `${String(index).padStart(2, '0')}.xml`);
  run(['ip', '-n', netnsOf('scanner'), 'neigh', 'flush', 'all']);
  run(['sleep', '1.1']);
  run([
    ...(['ip', 'netns', 'exec', netnsOf('scanner'), 'nmap', '-sS', '-n', '-v', '-p', PORTS.join(',')] as const),
    ...['-oX', file, RANGE],
  ]);
  return file;
}

/** @returns what the program remembers after all of them */
function remembered(documents: readonly string[]): Facts {
  writeFileSync(join(lab.folder, 'exposure-policy.yml'), POLICY);
  for (const file of documents) {
    const { status, stdout, stderr } = gate('check', '--scan-xml', file, '--state', 'state.jsonl');
    // Addresses without a host make the run incomplete, which changes nothing of what it saw.
    if (status !== 0 && status !== 3) throw new Error(`${file} ended with ${status}: ${stdout}${stderr}`);
  }
  const { devices } = JSON.parse(gate('devices', '--state', 'state.jsonl', '--format', 'json').stdout) as {
    devices: ({ device: string; first: string; last: string } & Record<'addresses' | 'ports', Seen[]>)[];
  };
  return sorted(
    devices.flatMap(({ device, first, last, addresses, ports }) => [
      [device, [first, last]] as const,
      ...[...addresses, ...ports].map((one) => [`${device} ${one.what}`, [one.first, one.last]] as const),
    ]),
  );
}

interface Seen {
  readonly what: string;
  readonly first: string;
  readonly last: string;
}

function gate(...args: readonly string[]) {
  return spawnSync(process.execPath, [CLI, ...args], { cwd: lab.folder, encoding: 'utf8' });
}

/** @returns the same from the XML, without anything of the program */
function computed(texts: readonly string[]): Facts {
  const lists = ['host', 'address', 'port'];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => lists.includes(name),
  });
  const facts = new Map<string, readonly [string, string]>();
  for (const text of texts) {
    const { nmaprun } = parser.parse(text);
    const at = new Date(Number(nmaprun.start) * 1_000).toISOString().replace('.000', '');
    const see = (what: string): unknown => facts.set(what, [facts.get(what)?.[0] ?? at, at]);
    for (const host of nmaprun.host) {
      const mac = host.address.find((one: Address) => one.addrtype === 'mac')?.addr.toLowerCase();
      if (host.status.state !== 'up' || mac === undefined) continue;
      see(mac);
      see(`${mac} ${host.address.find((one: Address) => one.addrtype === 'ipv4').addr}`);
      for (const port of host.ports?.port ?? [])
        if (port.state.state === 'open') see(`${mac} ${port.portid}/${port.protocol}`);
    }
  }
  return sorted([...facts]);
}

interface Address {
  readonly addr: string;
  readonly addrtype: string;
}

function sorted(facts: readonly (readonly [string, readonly [string, string]])[]): Facts {
  return Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

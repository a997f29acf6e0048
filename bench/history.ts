import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { run } from '../test/lab/command.ts';
import { startLab } from '../test/lab/lab.ts';
import { responder } from '../test/lab/services.ts';
import { type Expected, expectedOf, type Network } from './history-from-xml.ts';
import { CLI, record } from './measure.ts';

/**
 * Two dozen results of nmap, of one network that changes, are given in order as `--scan-xml`. The exit status of each
 * check, and what `devices` and `history` then say of every address and device, must agree with what is computed from
 * the XML alone. `--record` keeps the result.
 */
const SCANS = 24;
const PORTS = [8001, 8002, 8003];
const NUMBERS = [9, 10, 11, 12, 13, 14] as const;
const RANGE = '10.77.0.9-14';
const NETWORK: Network = {
  addresses: NUMBERS.map((number) => `10.77.0.${number}`),
  allowed: [8001, 8002],
  asked: '8001-8003',
  target: 'office',
};

/** Without a window, a device is gone as soon as a complete check does not see it: the benchmark takes a minute. */
const POLICY = `version: 1
defaults:
  ports: {tcp: [${NETWORK.asked}]}
  assume: discover
  noise-window: 0m
authorization: {by: me, reference: R-1, scope: [${RANGE}], expires: 2099-12-31}
targets:
  ${NETWORK.target}:
    hosts: [${RANGE}]
    allow: [${NETWORK.allowed.map((port) => `${port}/tcp`).join(', ')}]
`;

/** The first and the last scan in which a host has its unexpected port open. */
const UNEXPECTED: readonly (readonly [host: number, first: number, last: number])[] = [
  [9, 3, 12],
  [9, 15, 20],
  [10, 0, 21],
  [11, 23, 23],
  [12, 7, 15],
  [14, 5, 7],
];

const service = responder(PORTS.map((port) => ({ port, hangsUp: true })));
const lab = await startLab({
  scanner: { number: 2 },
  ...Object.fromEntries(NUMBERS.map((number) => [`d${number}`, { number, ipv6: false, services: [service] }])),
});
try {
  for (const number of NUMBERS) setMac(number, number);
  const documents = Array.from({ length: SCANS }, (_, index) => {
    change(index);
    return scan(index);
  });
  const texts = documents.map((file) => readFileSync(file, 'utf8'));
  const expected = expectedOf(texts, NETWORK);
  const subjects = subjectsOf(expected);
  const [program, alone] = [toldByProgram(documents, subjects), toldByXml(expected, subjects)];
  const agrees = isDeepStrictEqual(program, alone);
  const { complete, devices, findings } = expected;
  const periods = [...devices.map(({ sessions }) => sessions), ...findings.map((one) => one.periods)].flat().length;
  const counts = { scans: SCANS, complete, devices: devices.length, findings: findings.length, periods };
  console.log(`${JSON.stringify(counts)}: the memory ${agrees ? 'agrees' : 'differs'}`);
  if (!agrees) console.log(JSON.stringify({ program, alone }, null, 2));
  if (!agrees) process.exitCode = 1;
  if (process.argv.includes('--record')) record('history', { ...counts, agrees });
} finally {
  lab.stop();
}

function netnsOf(name: string): string {
  return lab.hosts[name as keyof typeof lab.hosts].netns;
}

function ip(number: number, ...args: readonly string[]): void {
  run(['ip', '-n', netnsOf(`d${number}`), ...args]);
}

function setMac(number: number, last: number): void {
  ip(number, 'link', 'set', 'eth0', 'address', `00:1a:2b:00:00:${last.toString(16).padStart(2, '0')}`);
}

function move(number: number, from: number, to: number): void {
  ip(number, 'address', 'del', `10.77.0.${from}/16`, 'dev', 'eth0');
  ip(number, 'address', 'add', `10.77.0.${to}/16`, 'dev', 'eth0');
}

/** Hosts come and go, two swap their addresses, one is another device for a while, and ports open and close. */
function change(index: number): void {
  if (index % 4 === 1) ip(10, 'link', 'set', 'eth0', index % 8 === 1 ? 'down' : 'up');
  if (index === 6 || index === 8) ip(11, 'link', 'set', 'eth0', index === 6 ? 'down' : 'up');
  if (index === 9) {
    move(12, 12, 13);
    move(13, 13, 12);
  }
  if (index === 14) setMac(14, 0xee);
  if (index === 22) setMac(14, 14);
  for (const number of NUMBERS) {
    const isOpen = UNEXPECTED.some(([host, first, last]) => host === number && index >= first && index <= last);
    const closed = [...(isOpen ? [] : [8003]), ...(number === 9 && index >= 15 ? [8002] : [])];
    const input = closed.map((port) => `tcp dport ${port} reject with tcp reset`).join('\n');
    lab.firewall(`d${number}` as keyof typeof lab.hosts, { input });
  }
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

/** What is compared: the exit status of each check, then the devices, and the history of each subject. */
interface Told extends Pick<Expected, 'statuses' | 'devices'> {
  readonly histories: Readonly<Record<string, Pick<Expected, 'devices' | 'findings'>>>;
}

function subjectsOf({ devices }: Pick<Expected, 'devices'>): readonly string[] {
  return [...NETWORK.addresses, ...devices.map(({ device }) => device)];
}

/** @returns what the program says of all of them */
function toldByProgram(documents: readonly string[], subjects: readonly string[]): Told {
  writeFileSync(join(lab.folder, 'exposure-policy.yml'), POLICY);
  const statuses = documents.map((file) => gate('check', '--scan-xml', file).status ?? -1);
  const { devices } = ask('devices');
  const histories = subjects.map((subject) => {
    const { devices, findings } = ask('history', subject);
    return [subject, { devices, findings: inOrder<Finding>(findings.map(withoutOwn)) }] as const;
  });
  return { statuses, devices: inOrder(devices), histories: Object.fromEntries(histories) };
}

function toldByXml({ statuses, devices, findings }: Expected, subjects: readonly string[]): Told {
  const histories = subjects.map((subject) => {
    const here = devices.filter(({ device, addresses }) =>
      [device, ...addresses.map(({ what }) => what)].includes(subject),
    );
    return [subject, { devices: here, findings: inOrder(findings.filter(({ host }) => host === subject)) }] as const;
  });
  return { statuses, devices: inOrder(devices), histories: Object.fromEntries(histories) };
}

type Finding = Expected['findings'][number];

/** The XML has neither. */
function withoutOwn({
  fingerprint,
  severity,
  ...finding
}: Finding & Readonly<Record<'fingerprint' | 'severity', unknown>>) {
  return finding;
}

function inOrder<T extends Expected['devices'][number] | Finding>(list: readonly T[]): readonly T[] {
  const key = (one: Expected['devices'][number] | Finding): string =>
    'id' in one ? one.id : `${one.code} ${one.ports} ${one.host}`;
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function ask(command: 'devices' | 'history', ...subject: readonly string[]) {
  const { status, stdout, stderr } = gate(command, ...subject, '--format', 'json');
  if (status !== 0) throw new Error(`${command} ${subject} ended with ${status}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

function gate(command: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [CLI, command, ...args, '--state', 'state.jsonl'], {
    ...{ cwd: lab.folder, encoding: 'utf8' },
  });
}

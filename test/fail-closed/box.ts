import { join } from 'node:path';
import { CLI, type Ended, type Start, spawnBundle } from '../support/bundles.ts';
import { type Answers, type FakeNmap, writeFakeNmap } from '../support/fake-nmap.ts';
import { reportOptionsBeside } from '../support/never-pass.ts';
import { nmapXml } from '../support/nmap-xml.ts';
import { workspace } from '../support/workspace.ts';

/** A policy that one honest scan of one host satisfies. Loopback alone needs no authorization. */
export const POLICY = `version: 1
environment: fail-closed

defaults:
  ports: {tcp: [22, 80, 443, 8000-8003]}

targets:
  box:
    hosts: [127.0.0.1]
    require:
      - 80/tcp http
`;

const PORTS = '22,80,443,8000-8003';
const CLOSED = { state: 'closed', ports: '22,443,8000-8003' } as const;

/** What an honest nmap says of the host that the policy is about: the gate passes on it. */
export const HONEST: Answers = {
  sweep: nmapXml({ asked: PORTS, hosts: [{ address: '127.0.0.1', folded: CLOSED, open: { 80: '' } }] }),
  identify: nmapXml({ asked: '80', versions: true, hosts: [{ address: '127.0.0.1', open: { 80: 'http' } }] }),
};

/** The same results in one file, as `nmap -sV` writes them. */
export const HONEST_FILE = nmapXml({
  asked: PORTS,
  versions: true,
  hosts: [{ address: '127.0.0.1', folded: CLOSED, open: { 80: 'http' } }],
});

export const PAIR_POLICY = POLICY.replace('[127.0.0.1]', '[127.0.0.1, 127.0.0.2]');

/** The same for two hosts. */
export const PAIR: Answers = {
  sweep: pair(PORTS, CLOSED, ''),
  identify: pair('80', undefined, 'http'),
};

function pair(asked: string, folded: typeof CLOSED | undefined, service: string): string {
  const hosts = ['127.0.0.1', '127.0.0.2'].map((address) => ({
    address,
    ...(folded === undefined ? {} : { folded }),
    open: { 80: service },
  }));
  return nmapXml({ asked, hosts, versions: service !== '' });
}

/** A check with a false nmap: what it does, and what the policy says. */
export interface Box {
  readonly fake?: FakeNmap;
  readonly answers?: Answers;
  readonly policy?: string;
  /** Options of `check` beside the policy, the scanner and the reports. */
  readonly options?: readonly string[];
  readonly start?: Partial<Start>;
}

export interface Checked extends Ended {
  /** Where the policy, the false nmap and the reports are. */
  readonly folder: string;
}

/** Runs `check` on a false nmap, with all reports. */
export async function checkBox({ fake = {}, answers = HONEST, policy = POLICY, ...rest }: Box): Promise<Checked> {
  const { options = [], start = {} } = rest;
  const folder = await workspace({ 'exposure-policy.yml': policy });
  const nmap = await writeFakeNmap(folder, fake, answers);
  const args = ['check', '--nmap', nmap, ...reportOptionsBeside(options), ...options];
  return { folder, ...(await spawnBundle(CLI, args, { cwd: folder, ...start })) };
}

/** Runs `check` on results made elsewhere, with all reports. */
export async function checkFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  { policy = POLICY, options = [] }: Pick<Box, 'policy' | 'options'> = {},
): Promise<Checked> {
  const folder = await workspace({ 'exposure-policy.yml': policy, ...files });
  const named = Object.keys(files).flatMap((file) => ['--scan-xml', join(folder, file)]);
  return {
    folder,
    ...(await spawnBundle(CLI, ['check', ...named, ...reportOptionsBeside(options), ...options], { cwd: folder })),
  };
}

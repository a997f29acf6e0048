import { foundBy } from '../../src/acquire/found.ts';
import { type GroupScan, type PortScan, UNMEASURED_PATH } from '../../src/acquire/group-scan.ts';
import { systemEffects } from '../../src/edge/effects.ts';
import { type Address, parseAddress } from '../../src/model/address.ts';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { eachPort, formatPorts, intersect, type PortSet, subtract } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS } from '../../src/model/scan-settings.ts';
import { readScan } from '../../src/observe/read.ts';
import type { ScanGroup } from '../../src/plan/plan.ts';
import type { PlanRun } from '../../src/scan/run-plan.ts';
import type { ScanSetup } from '../../src/scan/scan.ts';
import { nmapXml } from './nmap-xml.ts';

export const HOST = parseAddress('198.18.0.1') as Address;

export function port(number: number): PortSet {
  return [[number, number]];
}

const SILENT = { tcp: 'filtered', udp: 'open|filtered' } as const;

interface Rest {
  readonly closed?: PortSet;
  readonly failure?: UnobservedReason | null;
  readonly protocol?: 'tcp' | 'udp';
}

/** @returns a run in which the open ports of the host answered, its closed ports refused, and others were silent */
export async function runOf(
  asked: PortSet,
  open: PortSet,
  { closed = [], failure = null, protocol = 'tcp' }: Rest = {},
): Promise<PlanRun> {
  const answered = intersect(open, asked);
  const refused = intersect(closed, asked);
  const silent = [answered, refused].reduce(subtract, asked);
  const listed = Object.fromEntries([
    ...[...eachPort(answered)].map((number) => [number, { state: 'open', reason: 'syn-ack' }]),
    ...[...eachPort(refused)].map((number) => [number, { state: 'closed', reason: 'reset' }]),
  ]);
  const folded = silent.length === 0 ? {} : { folded: { state: SILENT[protocol], ports: formatPorts(silent) } };
  const xml = nmapXml({ asked: formatPorts(asked), protocol, hosts: [{ address: HOST, listed, ...folded }] });
  const bytes = async function* () {
    yield Buffer.from(xml);
  };
  const document = await readScan(bytes(), { wants: () => true, facts: false });
  return {
    judged: { step: 'sweep', document, failure, covers: new Map([[HOST, { [protocol]: asked }]]) },
    scan: { command: 'nmap', seconds: 1, failure: failure?.text ?? null },
    warnings: [],
  };
}

/** @returns a scan of the host's ports that runs nothing, unless a test gives it a program */
export function groupScan(
  { ports, ...group }: Partial<ScanGroup> & Pick<ScanGroup, 'ports'>,
  { setup, ...rest }: Partial<Omit<GroupScan, 'scanGroup' | 'setup'>> & { readonly setup?: Partial<ScanSetup> } = {},
): GroupScan {
  const { signal } = new AbortController();
  const { environment, inputFile, keepScan, ...effects } = systemEffects(signal, {
    emit: () => {},
    progress: () => {},
  });
  const [none, tools] = [new Map<Address, PortSet>(), { ...effects, say: () => {} }];
  return {
    scanGroup: {
      ...{ family: 'ipv4', protocol: 'tcp', addresses: [HOST], own: false, ports, way: 'paced' },
      ...{ expected: none, mentioned: none, asserted: none, settings: DEFAULT_SETTINGS, ...group },
    },
    machine: { privilege: 'root', unroutable: new Set(), own: new Set() },
    ...{ maxRate: null, tools, ...rest },
    setup: {
      ...{ program: '/nowhere/nmap', data: '/nowhere', privilege: 'root', environment, signal, inputFile, keepScan },
      ...{ remaining: () => 60_000, ...setup },
    },
  };
}

/** @returns what these runs found out, as the scan of a scan group */
export function portScanOf(runs: readonly PlanRun[], unobserved: PortSet = []): PortScan {
  const reason: UnobservedReason = { code: 'blocked', text: 'the host fell silent' };
  return {
    ...foundBy(runs),
    ...{ path: UNMEASURED_PATH, retried: [] },
    unobserved: unobserved.length === 0 ? [] : [{ address: HOST, protocol: 'tcp', ports: unobserved, reason }],
  };
}

import { parseMac } from '../../src/model/device.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { SeenDevice } from '../../src/model/memory.ts';
import type { Report } from '../../src/model/report.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { recall } from '../../src/state/recall.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { runAt } from '../state/states.ts';
import { address, finding } from './make.ts';

const FILE = { file: 'state.jsonl', bytes: 100, pruneAfter: 90, noiseWindow: 45 };

export interface Network {
  readonly devices: number;
  readonly runs: number;
  /** Whatever foreign text there is: names, vendors, services. */
  readonly text?: (usual: string) => string;
}

/**
 * @returns the report of the last of so many runs, a day apart. Of ten devices, one sleeps every week, one came in the
 *   middle, one is gone since, one had a port opened, and one had a port closed; the last device is new.
 */
export function timelineReport({ devices, runs, text = (usual) => usual }: Network): Report {
  const policy = parsePolicy(
    `version: 1\nenvironment: staging\nauthorization: {by: me, reference: R-1, scope: [10.0.0.0/8], expires: ` +
      `2099-12-31}\ntargets:\n  edge:\n    hosts: [10.0.0.0/28]\n`,
    'p.yml',
  );
  let state: State = NO_STATE;
  for (let day = 0; ; day++) {
    const seen = Array.from({ length: devices }, (_, index) => deviceOf(index, day, { devices, runs }, text)).flat();
    const report = runAt(day * 24, findingsOf(day, runs));
    const recalled = recall({ ...report, devices: seen }, state, FILE, { devices: seen, policy });
    if (day === runs - 1) return recalled;
    state = remember(state, recalled);
  }
}

function deviceOf(
  index: number,
  day: number,
  { devices, runs }: Network,
  text: (usual: string) => string,
): readonly SeenDevice[] {
  const kind = index % 10;
  const isLast = index === devices - 1;
  const middle = Math.floor(runs / 2);
  if (isLast && day < runs - 1) return [];
  if (!isLast && kind === 3 && day % 7 >= 5) return [];
  if (!isLast && kind === 4 && day < middle) return [];
  if (!isLast && kind === 7 && day > middle) return [];
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  const mac = parseMac(`00:1a:2b:${hex(index >> 16)}:${hex((index >> 8) & 255)}:${hex(index & 255)}`);
  if (mac === undefined) throw new TypeError('not a hardware address');
  const ports = [
    { what: '22/tcp', detail: text('ssh') },
    ...(kind === 0 && day > middle ? [{ what: '8080/tcp', detail: text('http') }] : []),
    ...(kind === 5 && day < middle ? [{ what: '23/tcp', detail: text('telnet') }] : []),
    ...(index === 1 && day === runs - 1 ? [{ what: '6379/tcp', detail: text('redis') }] : []),
  ];
  return [
    {
      ...{ id: `mac:staging/${mac}`, zone: 'staging', targets: ['edge'], os: null, name: null },
      addresses: [address(`10.0.${index >> 8}.${index & 255}`)],
      links: [{ mac, vendor: text('Example Devices') }],
      names: index % 3 === 0 ? [text(`host-${index}.example.com`)] : [],
      ports,
    },
  ];
}

function findingsOf(day: number, runs: number): readonly Finding[] {
  const at = (port: number, code: Finding['code'], severity: Finding['severity']): Finding =>
    finding({ code, severity, port, ports: String(port), fingerprint: `${String(port).padStart(32, '0')}:1` });
  return [
    at(443, 'wrong-service', 'medium'),
    ...(day > runs / 3 ? [at(8080, 'unexpected-port', 'high')] : []),
    ...(day % 4 < 2 ? [at(6379, 'unexpected-port', 'critical')] : []),
    ...(day < runs / 2 ? [at(23, 'forbidden-port', 'high')] : []),
  ];
}

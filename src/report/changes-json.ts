import type { Finding } from '../model/finding.ts';
import type { DeviceEvent, KnownFinding, Life } from '../model/memory.ts';
import type { Report } from '../model/report.ts';
import type { RunOrigin } from '../model/repository.ts';
import type { RunChange } from '../model/run-change.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/version.ts';
import { changeWords } from './change-words.ts';
import type { JsonChange, JsonChanges } from './changes-schema.ts';
import { plain } from './escape.ts';
import { judgedExit } from './json.ts';
import { serializeLine } from './serialize.ts';
import { isCompleteRun, portsOf } from './words.ts';

/** A variable of the environment has at most 131,072 bytes on Linux, and workflows hand outputs on in variables. */
const CHANGES_BYTES = 60_000;

/** The most characters of a text, and the most addresses of a device. */
const TEXT_LIMIT = 200;
const ADDRESSES = 16;

/** @returns the changes of a run with the shape of `changesJsonSchema`, on one line; the rest is counted */
export function renderChanges(report: Report, changes: readonly RunChange[], origin: RunOrigin): string {
  const kept: JsonChange[] = [];
  let bytes = 0;
  for (const change of changes) {
    const entry = entryOf(change);
    bytes += Buffer.byteLength(serializeLine(entry)) + 1;
    if (bytes > CHANGES_BYTES) break;
    kept.push(entry);
  }
  const whole: JsonChanges = {
    changesVersion: 1,
    generator: { name: TOOL_NAME, version: TOOL_VERSION },
    verdict: report.verdict,
    exitCode: judgedExit(report),
    complete: isCompleteRun(report),
    environment: plain(report.policy.environment, TEXT_LIMIT),
    policy: plain(report.policy.file),
    startedAt: report.startedAt.toISOString(),
    comparedWith: report.memory?.comparedWith ?? null,
    origin: { ...origin },
    count: changes.length,
    omitted: changes.length - kept.length,
    changes: kept,
  };
  return serializeLine(whole);
}

function entryOf(one: RunChange): JsonChange {
  const text = changeWords(one);
  switch (one.change) {
    case 'first-run':
      return { change: one.change, text, findings: one.findings, devices: one.devices };
    case 'new-finding':
    case 'finding-back':
    case 'finding-failing':
    case 'waiver-ending':
      return { change: one.change, text, ...findingFields(one.finding) };
    case 'finding-gone':
      return { change: one.change, text, ...fieldsOf(one.known) };
    case 'device-new':
    case 'device-back':
    case 'device-gone':
      return { change: one.change, text, ...deviceFields(one.device) };
    case 'authorization-ending':
      return { change: one.change, text, expires: one.expires };
    default:
      return one satisfies never;
  }
}

function findingFields(finding: Finding) {
  const { waived, host, address } = finding;
  const place = { host: host ?? address, ports: portsOf({ ...finding, protocol: null }) };
  return fieldsOf({ ...finding, ...place, waived: waived !== null });
}

type Fields = Omit<KnownFinding, keyof Life | 'environment' | 'failing'>;

function fieldsOf({ code, severity, target, host, protocol, ports, fingerprint, waived }: Fields) {
  const place = { target: plain(target, TEXT_LIMIT), host: short(host), protocol, ports: short(ports) };
  return { code, severity, ...place, fingerprint, waived };
}

function deviceFields({ id, vendor, name, addresses, last }: DeviceEvent) {
  const some = addresses.slice(0, ADDRESSES).map((address) => plain(address, TEXT_LIMIT));
  return { id: plain(id, TEXT_LIMIT * 2), vendor: short(vendor), name: short(name), addresses: some, last };
}

function short(text: string | null): string | null {
  return text === null ? null : plain(text, TEXT_LIMIT);
}

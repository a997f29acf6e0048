import type { Finding } from '../model/finding.ts';
import type { DeviceEvent, KnownFinding, MemoryRecord } from '../model/memory.ts';
import { counted, grouped } from '../model/quantity.ts';
import type { RestingRecord } from '../model/report.ts';
import type { Moment } from '../model/time.ts';

/** @returns `2026-11-26 02:00 UTC` */
export function momentWords(moment: Moment): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;
}

/** @returns `12 ports of 3 hosts rest on the memory of 2026-11-26 02:00 UTC` */
export function restingWords({ addresses, ports, since }: RestingRecord): string {
  const hosts = counted(addresses.length, 'host');
  const verb = ports === 1 ? 'rests' : 'rest';
  return `${counted(ports, 'port')} of ${hosts} ${verb} on the memory of ${momentWords(since)}`;
}

/** @returns since when a finding is there, in parentheses; empty if the run has no memory */
export function sinceWords({ since: memory }: Pick<Finding, 'since'>): string {
  if (memory === undefined) return '';
  const { first, since, isNew, returned, flapping } = memory;
  const when = isNew
    ? returned
      ? `back; first seen ${momentWords(first)}`
      : 'new'
    : `since ${momentWords(since)}${first === since ? '' : `; first seen ${momentWords(first)}`}`;
  return ` (${when}${flapping === null ? '' : `; came or went ${flapping} times in the last ten complete runs`})`;
}

/** @returns `unexpected-port on 192.0.2.10 6379/tcp (target edge, since 2026-11-20 02:00 UTC)` */
export function knownWords({ code, host, protocol, ports, target, spans, first }: KnownFinding): string {
  const port = ports === null ? '' : ` ${ports}${protocol === null ? '' : `/${protocol}`}`;
  const where = host === null ? port : ` on ${host}${port}`;
  return `${code}${where} (target ${target}, since ${momentWords(spans.at(-1)?.[0] ?? first)})`;
}

const EVENT_WORDS = {
  new: 'new device',
  back: 'device is back',
  moved: 'device has another address',
  gone: 'device is gone',
} as const satisfies Readonly<Record<DeviceEvent['event'], string>>;

/** @returns `new device: 00:1a:2b:3c:4d:5e (Acme) at 192.0.2.10`, and when it was seen last */
export function eventWords({ event, id, vendor, name, addresses, last }: DeviceEvent): string {
  const identity = id.slice(id.lastIndexOf('/') + 1);
  const who = name === null ? identity : `${name}, ${identity}`;
  const at = addresses.length === 0 || addresses[0] === identity ? '' : ` at ${addresses.join(', ')}`;
  const when = last === null ? '' : `, seen last ${momentWords(last)}`;
  return `${EVENT_WORDS[event]}: ${who}${vendor === null ? '' : ` (${vendor})`}${at}${when}`;
}

/** @returns what the memory of the run is and what it was compared with, as sentences */
export function memoryWords({ file, bytes, runs, devices, comparedWith, gone, unverified }: MemoryRecord): string {
  if (bytes === null || runs === null)
    return `${file} has no memory yet: this run is the first one, and later runs are compared with it.`;
  const what =
    `${file} remembers ${counted(devices, 'device')} and ${counted(runs.count, 'run')} since ` +
    `${momentWords(runs.first)} (${grouped(bytes)} bytes).`;
  if (comparedWith === null)
    return `${what} None of them is a complete run of these targets, so nothing is called new.`;
  const changes =
    unverified.length > 0
      ? `This run is incomplete: ${counted(unverified.length, 'earlier finding')} could not be verified again.`
      : gone.length === 0
        ? 'Nothing that it found is gone.'
        : `${counted(gone.length, 'finding')} of that run ${gone.length === 1 ? 'is' : 'are'} gone.`;
  return `${what} The last complete run of these targets was at ${momentWords(comparedWith)}. ${changes}`;
}

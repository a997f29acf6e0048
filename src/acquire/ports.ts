import type { Machine } from '../model/plan.ts';
import { DEFAULT_RATE, rateLimit } from '../nmap/arguments.ts';
import { estimateSweep } from '../plan/estimate.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { connectProcesses } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { scanPlainly } from './plain-ports.ts';
import type { PortScan, Tools } from './ports-result.ts';
import type { AskedAgain } from './raw-again.ts';
import { askRawAgain, NOTHING_ASKED } from './raw-again.ts';
import { askEarly, askSilentPorts, BESIDE, slotsFor } from './silent-ports.ts';
import { askSilentUdp } from './silent-udp.ts';
import { sweepGroup } from './sweep-ports.ts';
/** Finds out which ports of the scan groups answer. The groups are scanned one after the other, each in its own way. */
export async function scanPortGroups(
  scanGroups: readonly ScanGroup[],
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<PortScan> {
  const parts: PortScan[] = [];
  const early: (readonly PlanRun[])[] = [];
  const raw: AskedAgain[] = [];
  const expected = scanGroups.map((scanGroup) => estimateSweep(scanGroup, { maxRate }, machine).seconds * 1_000);
  let left = expected.reduce((sum, time) => sum + time, 0);
  for (const [index, scanGroup] of scanGroups.entries()) {
    const { family, protocol, addresses } = scanGroup;
    tools.emit({
      ...{ event: 'step', step: 'sweep', index: index + 1, count: scanGroups.length, why: null },
      ...{ addresses: addresses.length, family, protocol },
    });
    const own = expected[index] as number;
    const portScan = scanGroup.way === 'plain' ? scanPlainly : sweepGroup;
    const share = scanGroups.filter(
      ({ settings, way }) => way === scanGroup.way && settings === scanGroup.settings,
    ).length;
    const allowed = scanGroup.settings.confidence / share;
    const part = { ...scanGroup, settings: { ...scanGroup.settings, confidence: allowed } };
    const [from, to] = [index / scanGroups.length, (index + 1) / scanGroups.length];
    const progress: Tools['progress'] = (event) =>
      tools.progress({ ...event, share: event.share === null ? null : from + (to - from) * event.share });
    const limited = sharing(setup, own, left);
    const room = own <= SHORT ? roomBeside(scanGroup, machine, maxRate) : null;
    const [done, beside] = await Promise.all([
      portScan(part, machine, room ?? maxRate, limited, { ...tools, progress }),
      room === null ? [] : askEarly(scanGroup, machine, maxRate, limited, tools),
    ]);
    const { portScan: more, again } = await askRawAgain(scanGroup, done, machine, maxRate, limited, tools);
    parts.push(more);
    raw.push(again);
    early.push(beside);
    left -= own;
  }
  const slots = slotsFor(Math.min(...scanGroups.map((scanGroup) => connectProcesses(scanGroup, maxRate))));
  const slowPhase = scanGroups.map((scanGroup, index) => {
    const shared = { setup, slots, early: early[index] ?? [], raw: raw[index] ?? NOTHING_ASKED };
    const ask = scanGroup.protocol === 'udp' ? askSilentUdp : askSilentPorts;
    return ask(scanGroup, parts[index] as PortScan, machine, maxRate, shared, tools);
  });
  return joinPortScans(await Promise.all(slowPhase));
}

/** Milliseconds. Connections beside a sweep that takes no longer than this save more time than they cost. */
const SHORT = 60_000;
/** Packets per second. Connections beside a sweep at this rate or more are a small part of its traffic. */
const WIDE = 10_000;

/** @returns packets per second of the sweep if connections run beside it; null if connections wait for its end */
function roomBeside(
  { protocol, settings, way, own }: ScanGroup,
  { privilege }: Machine,
  maxRate: number | null,
): number | null {
  const limit = rateLimit(settings, maxRate) ?? DEFAULT_RATE;
  if (protocol !== 'tcp' || way !== 'paced' || own || privilege === 'unprivileged' || limit < WIDE) return null;
  return limit - BESIDE.rate;
}

/** If time is short, each scan group gets its share, so that the first group does not use up the time of the others. */
function sharing(setup: ScanSetup, own: number, left: number): ScanSetup {
  const remaining = setup.remaining();
  if (left <= remaining) return setup;
  const others = remaining * (1 - own / left);
  return { ...setup, remaining: () => setup.remaining() - others };
}

function joinPortScans(parts: readonly PortScan[]): PortScan {
  return {
    judged: parts.flatMap(({ judged }) => judged),
    scans: parts.flatMap(({ scans }) => scans),
    warnings: parts.flatMap(({ warnings }) => warnings),
    unobserved: parts.flatMap(({ unobserved }) => unobserved),
    sweeps: parts.flatMap(({ sweeps }) => sweeps),
  };
}

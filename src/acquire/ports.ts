import { isLoopback } from '../model/address.ts';
import type { Machine } from '../model/plan.ts';
import { portCount } from '../model/port.ts';
import { UNMEASURED } from '../model/timeouts.ts';
import { estimateSweep, slowPhaseSeconds } from '../plan/estimate.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { connectProcesses, FEW_SILENT } from '../plan/silent-ports.ts';
import { slotsFor } from '../scan/run-plans.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { LOSING } from '../sweep/recall/constants.ts';
import { type Found, NOTHING, withMore } from './found.ts';
import type { GroupScan, PortScan, Tools } from './group-scan.ts';
import { scanPlainly } from './plain-ports.ts';
import { connectBeside, rateBeside, retryAfterSweeps, retryRaw } from './retries.ts';
import { sweepGroup } from './sweep-ports.ts';

/** Finds out which ports of the scan groups answer. The groups are scanned one after the other, each in its own way. */
export async function scanPortGroups(
  scanGroups: readonly ScanGroup[],
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Found> {
  const expected = scanGroups.map((scanGroup) => estimateSweep(scanGroup, { maxRate }, machine).seconds * 1_000);
  let left = expected.reduce((sum, time) => sum + time, 0);
  const rooms = scanGroups.map((scanGroup, index) =>
    rateBeside({ scanGroup, machine, maxRate }, expected[index] as number),
  );
  // Connections beside a sweep end with it, and are made again if the path loses packets.
  const calm = secondsOfRetries(scanGroups, (index) => rooms[index] !== null, maxRate);
  const lossy = secondsOfRetries(scanGroups, () => false, maxRate);
  const slots = slotsFor(Math.min(...scanGroups.map((scanGroup) => connectProcesses(scanGroup, maxRate))));
  const retries: (() => Promise<PortScan>)[] = [];
  for (const [index, all] of scanGroups.entries()) {
    const { family, protocol, addresses } = all;
    tools.emit({
      ...{ event: 'step', step: 'sweep', index: index + 1, count: scanGroups.length, why: null },
      ...{ addresses: addresses.length, family, protocol },
    });
    const own = expected[index] as number;
    const scanGroup = { ...all, settings: { ...all.settings, confidence: confidenceOf(all, scanGroups) } };
    const whole: GroupScan = { scanGroup, machine, maxRate, setup, tools };
    const room = rooms[index] ?? null;
    const others = (left - own) / 1_000;
    const after = (loss: number | null): number => others + ((loss ?? 0) < LOSING ? calm : lossy);
    const progress = partOf(tools, index, scanGroups.length, after);
    const scan = { ...whole, setup: sharing(setup, own, left), tools: { ...tools, progress } };
    const [swept, beside] = await Promise.all([
      scanGroup.way === 'plain' ? scanPlainly(scan) : sweepGroup({ ...scan, maxRate: room ?? maxRate }),
      room === null ? [] : connectBeside(scan),
    ]);
    const portScan = await retryRaw(scan, swept);
    retries.push(() => retryAfterSweeps(whole, portScan, beside, slots));
    left -= own;
  }
  const portScans = await Promise.all(retries.map((retry) => retry()));
  return portScans.reduce(withMore, NOTHING);
}

/** @returns the confidence of a scan group: all groups with the same settings share that of the policy */
export function confidenceOf(
  { settings, way }: Pick<ScanGroup, 'settings' | 'way'>,
  scanGroups: readonly Pick<ScanGroup, 'settings' | 'way'>[],
): number {
  return settings.confidence / scanGroups.filter((one) => one.way === way && one.settings === settings).length;
}

/** @returns the seconds in which silent ports of all groups are probed again, side by side, after all sweeps */
function secondsOfRetries(
  scanGroups: readonly ScanGroup[],
  isBeside: (index: number) => boolean,
  maxRate: number | null,
): number {
  const seconds = scanGroups.map((scanGroup, index) => {
    const { protocol, addresses, ports } = scanGroup;
    if (protocol !== 'udp') return isBeside(index) ? 0 : slowPhaseSeconds(scanGroup, maxRate);
    const isWaiting = portCount(ports) <= FEW_SILENT && !addresses.every(isLoopback);
    return isWaiting ? UNMEASURED / 1_000 : 0;
  });
  return Math.max(0, ...seconds);
}

/** @param after seconds that are expected between the end of this part and the end of all parts, at a loss */
function partOf(
  { progress }: Tools,
  index: number,
  count: number,
  after: (loss: number | null) => number,
): Tools['progress'] {
  return ({ share, etaSeconds, ...event }) =>
    progress({
      ...event,
      share: share === null ? null : (index + share) / count,
      etaSeconds: etaSeconds === null ? null : etaSeconds + after(event.loss),
    });
}

/** If time is short, each scan group gets its share, so that the first group does not use up the time of the others. */
export function sharing<Setup extends Pick<ScanSetup, 'remaining'>>(setup: Setup, own: number, left: number): Setup {
  const remaining = setup.remaining();
  if (left <= remaining) return setup;
  const others = remaining * (1 - own / left);
  return { ...setup, remaining: () => setup.remaining() - others };
}

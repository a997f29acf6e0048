import type { Machine } from '../model/plan.ts';
import { estimateSweep } from '../plan/estimate.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { connectProcesses } from '../plan/silent-ports.ts';
import { rateBeside, slowPhaseOf } from '../plan/slow-phase.ts';
import { slotsFor } from '../scan/run-plans.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { LOSING } from '../sweep/recall/constants.ts';
import { type Found, NOTHING, withMore } from './found.ts';
import type { GroupScan, PortScan, Tools } from './group-scan.ts';
import { scanPlainly } from './plain-ports.ts';
import { connectBeside, retryAfterSweeps, retryRaw } from './retries.ts';
import { sweepGroup } from './sweep-ports.ts';

/** Finds out which ports of the scan groups answer. The groups are scanned one after the other, each in its own way. */
export async function scanPortGroups(
  scanGroups: readonly ScanGroup[],
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Found> {
  const expected = scanGroups.map((scanGroup) => estimateSweep(scanGroup, { maxRate }, machine).seconds);
  let rest = expected.reduce((sum, time) => sum + time, 0);
  const rooms = scanGroups.map((scanGroup, index) =>
    rateBeside(scanGroup, machine, maxRate, expected[index] as number),
  );
  const slow = scanGroups.map((scanGroup) => slowPhaseOf(scanGroup, maxRate));
  const calm = Math.max(0, ...slow.map((one, index) => (rooms[index] === null ? one.all : one.rest)));
  // Connections beside a sweep are made again if the path loses packets.
  const lossy = Math.max(0, ...slow.map(({ all }) => all));
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
    const others = rest - own;
    const after = (loss: number | null): number => others + ((loss ?? 0) < LOSING ? calm : lossy);
    const began = tools.now().getTime();
    const least = room === null ? 0 : (slow[index]?.beside ?? 0);
    const beside = (): number => least - (tools.now().getTime() - began) / 1_000;
    const left = (sweep: number, loss: number | null): number => Math.max(sweep, beside()) + after(loss);
    const progress = partOf(tools, index, scanGroups.length, left);
    const scan = { ...whole, setup: sharing(setup, own * 1_000, rest * 1_000), tools: { ...tools, progress } };
    const [swept, connected] = await Promise.all([
      scanGroup.way === 'plain' ? scanPlainly(scan) : sweepGroup({ ...scan, maxRate: room ?? maxRate }),
      room === null ? [] : connectBeside(scan),
    ]);
    const portScan = await retryRaw(scan, swept);
    retries.push(() => retryAfterSweeps(whole, portScan, connected, slots));
    rest -= own;
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

/** @param left the seconds until the end of all parts, if the sweep of this part takes so many more, at a loss */
function partOf(
  { progress }: Tools,
  index: number,
  count: number,
  left: (sweep: number, loss: number | null) => number,
): Tools['progress'] {
  return ({ share, etaSeconds, ...event }) =>
    progress({
      ...event,
      share: share === null ? null : (index + share) / count,
      etaSeconds: etaSeconds === null ? null : left(etaSeconds, event.loss),
    });
}

/**
 * If time is short, each scan group gets its share, so that the first group does not use up the time of the others.
 * @param own the expected milliseconds of this group
 * @param left those of this group and the groups after it
 */
export function sharing<Setup extends Pick<ScanSetup, 'remaining'>>(setup: Setup, own: number, left: number): Setup {
  const remaining = setup.remaining();
  if (left <= remaining) return setup;
  const others = remaining * (1 - own / left);
  return { ...setup, remaining: () => setup.remaining() - others };
}

import type { Machine } from '../model/plan.ts';
import { intersect, NO_PORTS, portCount, subtract } from '../model/port.ts';
import { DEFAULT_RATE, rateLimit } from '../nmap/arguments.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { FEW_SILENT, isAskedRaw, MOST_CONNECTS, type SilentPorts } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import type { PortScan, Tools } from './ports-result.ts';
import { told } from './ports-result.ts';
import { askUntilSure, canariesOf, type Questioned } from './raw-questions.ts';
import { knownOf, silentPorts, unanswered, without } from './silence.ts';

/** Packets per second if no sweep measured how many the path carries. */
export const GENTLE_RATE = 5_000;
/**
 * The largest number of seconds to spend on hosts that drop probes of closed ports. All ports of one host at the
 * default rate fit into this time.
 */
const WORTH_SENDING = 4;

/** The ports that were probed again, and the results. */
export interface AskedAgain {
  readonly asked: readonly SilentPorts[];
  readonly runs: readonly PlanRun[];
}

export const NOTHING_ASKED: AskedAgain = { asked: [], runs: [] };

/**
 * Probes silent TCP ports again with raw probes that wait 5 s. A sweep waits only as long as the other ports of the
 * host take to answer. Raw probes take seconds for thousands of ports; connections take minutes.
 * @returns the port scan of the group with the new answers. A port that should have been probed again but was not is
 * unobserved instead of silent.
 */
export async function askRawAgain(
  scanGroup: ScanGroup,
  portScan: PortScan,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<{ readonly portScan: PortScan; readonly again: AskedAgain }> {
  const limit = rateLimit(scanGroup.settings, maxRate) ?? DEFAULT_RATE;
  const asked = isAskedRaw(scanGroup, machine) ? chosen(scanGroup, portScan, limit) : [];
  if (asked.length === 0) return { portScan, again: NOTHING_ASKED };
  const count = asked.reduce((sum, { ports }) => sum + portCount(ports), 0);
  tools.say(`${count} silent ports of ${asked.length} addresses are probed again by raw probes with longer timeouts`);
  const { pace = GENTLE_RATE, loss = null } = portScan;
  const { runs, lossy } = await askUntilSure(asked, { scanGroup, machine, maxRate, limit, pace, loss, setup, tools });
  const unasked = unanswered(asked, runs, scanGroup);
  const gaps = [...unasked, ...beside(lossy, unasked)];
  const ours = told(runs);
  return {
    portScan: {
      ...portScan,
      judged: [...portScan.judged.map((judged) => without(judged, gaps)), ...ours.judged],
      scans: [...portScan.scans, ...ours.scans],
      warnings: [...portScan.warnings, ...ours.warnings],
      unobserved: [...portScan.unobserved, ...gaps],
    },
    again: { asked, runs },
  };
}

/** @returns gaps without what others have a reason for that says more */
function beside(gaps: PortScan['unobserved'], others: PortScan['unobserved']): PortScan['unobserved'] {
  return gaps.flatMap((gap) => {
    const own = others.filter(({ address }) => address === gap.address).map(({ ports }) => ports);
    const left = own.reduce(subtract, gap.ports);
    return left.length === 0 ? [] : [{ ...gap, ports: left }];
  });
}

/**
 * Chooses hosts that answered: hosts that answer for most of their ports, and hosts that drop most probes if probing
 * them again takes only seconds.
 */
function chosen(scanGroup: ScanGroup, portScan: PortScan, limit: number): readonly Questioned[] {
  const known = knownOf(portScan.judged);
  const silent = [...silentPorts(scanGroup, portScan, known)].map(([address, ports]) => {
    const { answered = NO_PORTS, open = NO_PORTS, within = null } = known.get(address) ?? {};
    const canaries = intersect(canariesOf({ open, answered }), scanGroup.ports);
    return { address, ports, within, canaries, answered: portCount(answered), count: portCount(ports) };
  });
  const dropping = silent.filter(({ answered, count }) => answered > 0 && answered < count && count > FEW_SILENT);
  const worth = dropping.reduce((sum, { count }) => sum + count, 0) / limit <= WORTH_SENDING;
  const refusing = silent.filter(({ answered, count }) => answered >= count && count > MOST_CONNECTS);
  return [...refusing, ...(worth ? dropping : [])].map(({ address, ports, within, canaries }) => {
    return { address, ports, within, canaries };
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../model/address.ts';
import type { Machine } from '../model/plan.ts';
import { firstPorts, intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../model/port.ts';
import { failureOf } from '../observe/document.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { planRawAgain, type SilentPorts } from '../plan/silent-ports.ts';
import { type PlanRun, runPlan } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { EARLY_PORTS } from '../sweep/chunk.ts';
import { chanceOfNoAnswer, MOST_REPEATS, questionRate, type Repeat, repeatsExpected } from '../sweep/recall/repeats.ts';
import type { PortScan, Tools } from './ports-result.ts';
import { type Known, narrowed } from './silence.ts';

/** Known open ports that are probed too: 16 of them show a loss of 20 % in 97 % of the questions, and cost no time. */
const MOST_CANARIES = 16;
/** The same of closed ports, if none is open: a host may limit its refusals. */
const MOST_CLOSED = 4;
/** Seconds between questions that overlap, beside the time that they are sent in: the start of a process. */
const APART = 0.3;

/** Silent ports of a host, and ports that are known to answer. */
export interface Questioned extends SilentPorts {
  readonly canaries: PortSet;
}

/** How questions are asked. */
export interface Questioning {
  readonly scanGroup: ScanGroup;
  readonly machine: Machine;
  readonly maxRate: number | null;
  /** Packets a second that nothing may exceed. */
  readonly limit: number;
  /** Packets a second that the path is thought to take. */
  readonly pace: number;
  /** Share of the probes that the path is thought to lose; null: nothing measured it. */
  readonly loss: number | null;
  readonly setup: ScanSetup;
  readonly tools: Tools;
}

/** @returns of a host's ports that answered some that are asked along: open ones, or a few closed ones */
export function canariesOf({ open, answered }: Pick<Known, 'open' | 'answered'>): PortSet {
  if (open.length === 0) return firstPorts(withoutEarly(answered), MOST_CLOSED);
  const telling = firstPorts(withoutEarly(open), MOST_CANARIES);
  return union(telling, firstPorts(subtract(open, telling), MOST_CANARIES - portCount(telling)));
}

/**
 * Repeats the question until an open port is unlikely to be missed by all of them. Each is slower than the one before,
 * because a few answers do not show what a path carries. Questions that are needed in any case overlap.
 * @returns also the ports that were not probed often enough, and why
 */
export async function askUntilSure(
  asked: readonly Questioned[],
  questioning: Questioning,
): Promise<{ readonly runs: readonly PlanRun[]; readonly lossy: PortScan['unobserved'] }> {
  const { loss, limit, pace, scanGroup, setup } = questioning;
  const { confidence } = scanGroup.settings;
  const repeats = new Map<Address, Repeat[]>(asked.map(({ address }) => [address, []]));
  const isSure = ({ address }: Questioned) => chanceOfNoAnswer(repeats.get(address) ?? [], loss) < confidence;
  const expected = repeatsExpected(loss, confidence);
  // All of them together stay below the limit, should they overlap.
  const first = Math.min(pace, limit / expected);
  const runs: PlanRun[] = [];
  let unsure = asked;
  for (let made = 0; unsure.length > 0 && made < MOST_REPEATS; ) {
    if (made > 0 && (setup.signal.aborted || setup.remaining() <= 0)) break;
    const count = made === 0 ? expected : 1;
    const packets = packetsOf(unsure);
    const rates = Array.from({ length: count }, (_, index) => questionRate(made + index, { first, expected, packets }));
    if (made > 0) sayAgain(unsure, questioning);
    for (const question of await overlapping(unsure, rates, questioning)) {
      for (const one of unsure) {
        const repeat = repeatOf(one, question);
        if (repeat !== null) repeats.get(one.address)?.push(repeat);
      }
      runs.push(...question.map((run) => ({ ...run, judged: narrowed(run.judged, unsure) })));
    }
    made += count;
    unsure = unsure.filter((one) => !isSure(one));
  }
  return { runs, lossy: unsure.flatMap((one) => tooLossy(one, repeats.get(one.address) ?? [], questioning)) };
}

function sayAgain(unsure: readonly Questioned[], { tools }: Questioning): void {
  tools.say(`silent ports of ${unsure.length} addresses are probed once more: too many known ports did not answer`);
}

function packetsOf(asked: readonly Questioned[]): number {
  return asked.reduce((sum, { ports, canaries }) => sum + portCount(ports) + portCount(canaries), 0);
}

/** Questions that each begin when the one before is sent: all of them wait together. */
async function overlapping(
  asked: readonly Questioned[],
  rates: readonly number[],
  { scanGroup, machine, maxRate, setup, tools }: Questioning,
): Promise<readonly (readonly PlanRun[])[]> {
  const both = asked.map((one) => ({ ...one, ports: union(one.ports, one.canaries) }));
  let start = 0;
  const questions = rates.map(async (rate) => {
    const wait = start;
    start += packetsOf(asked) / rate + APART;
    if (wait > 0) await sleep(wait * 1_000, undefined, { signal: setup.signal }).catch(() => {});
    const runs: PlanRun[] = [];
    for (const plan of planRawAgain(scanGroup, both, machine, maxRate, rate)) {
      runs.push(await runPlan(plan, setup, tools));
    }
    return runs;
  });
  return Promise.all(questions);
}

/**
 * @returns how many known ports of a host a question missed; null if it did not probe all silent ports. Ports that nmap
 * probes first count only if they were missed: the queues of the path are empty at that time.
 */
export function repeatOf(
  { address, ports, canaries }: Questioned,
  question: readonly Pick<PlanRun, 'judged'>[],
): Repeat | null {
  let [covered, heard] = [NO_PORTS, NO_PORTS];
  for (const { judged } of question) {
    const host = judged.document.hosts.get(address);
    if (failureOf(judged) !== null || host === undefined || host.timedOut) continue;
    const { open = NO_PORTS, closed = NO_PORTS, unfiltered = NO_PORTS } = host.protocols.tcp?.answers.states ?? {};
    covered = union(covered, judged.covers?.get(address)?.tcp ?? NO_PORTS);
    heard = union(heard, open, closed, unfiltered, host.prohibited);
  }
  if (subtract(ports, covered).length > 0) return null;
  const asked = intersect(canaries, covered);
  const missed = subtract(asked, heard);
  return { known: portCount(union(withoutEarly(asked), missed)), missed: portCount(missed) };
}

function withoutEarly(ports: PortSet): PortSet {
  return subtract(ports, EARLY);
}

const EARLY: PortSet = [...EARLY_PORTS].sort((a, b) => a - b).map((port) => [port, port] as const);

function tooLossy(
  { address, ports }: Questioned,
  repeats: readonly Repeat[],
  { scanGroup, loss }: Questioning,
): PortScan['unobserved'] {
  const [known, missed] = [sum(repeats, 'known'), sum(repeats, 'missed')];
  const lost =
    missed > 0
      ? `${missed} of ${known} answers of known ports got lost`
      : `${loss === null ? 'an unknown share' : `${(100 * loss).toFixed(1)} %`} of the answers get lost`;
  const often = `silent ports were probed again ${repeats.length} times with longer timeouts`;
  const text = `${often}, and ${lost}: set a lower max-rate`;
  return [{ address, protocol: scanGroup.protocol, ports, reason: { code: 'too-lossy', text } }];
}

function sum(repeats: readonly Repeat[], what: keyof Repeat): number {
  return repeats.reduce((all, one) => all + one[what], 0);
}

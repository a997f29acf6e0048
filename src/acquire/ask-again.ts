import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../model/address.ts';
import type { Unobserved, UnobservedReason } from '../model/observation.ts';
import { intersect, NO_PORTS, type PortSet, type Protocol, portCount, subtract, union } from '../model/port.ts';
import { UNMEASURED } from '../model/timeouts.ts';
import {
  type Answers,
  answersOf,
  byAddress,
  covering,
  goodIn,
  narrowed,
  unanswered,
  withoutPorts,
} from '../observe/answers.ts';
import type { Judged } from '../observe/document.ts';
import type { ScanGroup } from '../plan/plan.ts';
import { earlyAsked, type SilentPorts } from '../plan/silent-ports.ts';
import type { PlanRun } from '../scan/run-plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { MOST_REPEATS } from '../sweep/recall/constants.ts';
import { chanceOfNoAnswer, questionRate, type Repeat, repeatsExpected, sumOf } from '../sweep/recall/repeats.ts';
import { documentsOf, failureIn, foundBy, withMore } from './found.ts';
import { type GroupScan, limitOf, type PortScan, type Tools } from './group-scan.ts';
import { type Question, total } from './silent-ports.ts';
import type { Technique } from './techniques.ts';

/** Seconds between questions that overlap, beside the time that they are sent in: the start of a process. */
const APART = 0.3;

/**
 * Probes silent ports again, and waits 5 s for each. A sweep waits only as long as the other ports of the host take to
 * answer.
 * @returns the port scan of the group with the new answers. A port that should have been probed again but was not, or
 * was not probed often enough, is unobserved instead of silent.
 */
export async function askAgain(
  scan: GroupScan,
  portScan: PortScan,
  questions: readonly Question[],
  technique: Technique,
): Promise<PortScan> {
  const { protocol } = scan.scanGroup;
  const wanted = questions.filter(({ ports }) => ports.length > 0);
  if (wanted.length === 0) return portScan;
  const cut = beyondTime(wanted, scan, technique);
  const asked = withoutPorts(wanted, byAddress(cut));
  const what = `${total(asked)} silent ports of ${asked.length} addresses`;
  scan.tools.say(`${what} are probed again by ${technique.by}, with longer timeouts`);
  const { runs, unsure } = await askUntilSure(asked, technique, scan);
  const unasked = unanswered(asked, documentsOf(runs), protocol);
  const gaps = [...cut, ...unasked, ...withoutPorts(unsure, byAddress(unasked))];
  return withAnswers(portScan, asked, runs, gaps, protocol);
}

/** @returns the port scan with the answers of runs that probed silent ports again, and without the ports of `gaps` */
export function withAnswers(
  portScan: PortScan,
  asked: readonly SilentPorts[],
  runs: readonly PlanRun[],
  gaps: readonly Unobserved[],
  protocol: Protocol,
): PortScan {
  const found = foundBy(runs);
  const own = found.documents.map((one) => narrowed(one, asked, protocol));
  const answers = answersOf(goodIn(own), protocol);
  const settled = asked.map(({ address, ports }) => {
    return { address, ports: intersect(ports, answers.get(address)?.answered ?? NO_PORTS) };
  });
  const less = (documents: readonly Judged[], taken: ReadonlyMap<Address, PortSet>): readonly Judged[] =>
    documents.map((one) =>
      covering(one, protocol, (covered, address) => subtract(covered, taken.get(address) ?? NO_PORTS)),
    );
  // The first silence of a port that answers now is no answer: of UDP, `open|filtered` would win over `closed`.
  const documents = less(portScan.documents, byAddress([...gaps, ...settled]));
  const before = { ...portScan, documents, retried: [...portScan.retried, ...asked] };
  return withMore(before, { ...found, documents: less(own, byAddress(gaps)), unobserved: gaps });
}

/** @returns what the remaining time is not enough for: all ports but those that are asked first */
function beyondTime(
  asked: readonly Question[],
  { scanGroup, setup }: GroupScan,
  { by, packets, rate }: Technique,
): readonly Unobserved[] {
  const needed = UNMEASURED / 1_000 + (packets * total(asked)) / rate;
  const left = Math.max(0, setup.remaining() / 1_000);
  if (needed <= left) return [];
  const text =
    `${total(asked)} silent ports were to be probed again by ${by}, which takes ${Math.ceil(needed)} s, ` +
    `and ${Math.floor(left)} s were left: raise the timeout or max-rate, or write fewer ports`;
  const reason: UnobservedReason = { code: 'scan-timeout', text };
  return asked.flatMap(({ address, ports }) => {
    const cut = subtract(ports, earlyAsked(scanGroup, address, ports));
    return cut.length === 0 ? [] : [{ address, protocol: scanGroup.protocol, ports: cut, reason }];
  });
}

/** What `askUntilSure` needs of a scan. */
interface Bounds extends Pick<GroupScan, 'maxRate'> {
  readonly scanGroup: Pick<ScanGroup, 'protocol' | 'settings'>;
  readonly setup: Pick<ScanSetup, 'signal'>;
  readonly tools: Pick<Tools, 'say'>;
}

/**
 * Repeats questions until an open port is unlikely to be missed by all of them, as far as the canaries show it. Each is
 * slower than the one before, because a few answers do not show what a path carries. Questions that are needed in any
 * case overlap.
 * @returns also the ports that were not probed often enough, and why
 */
export async function askUntilSure(
  asked: readonly Question[],
  technique: Technique,
  scan: Bounds,
): Promise<{ readonly runs: readonly PlanRun[]; readonly unsure: readonly Unobserved[] }> {
  const { protocol, settings } = scan.scanGroup;
  const { loss, rate } = technique;
  const expected = repeatsExpected(loss, settings.confidence);
  // All of them together stay below the limit, should they overlap.
  const first = Math.min(rate, limitOf(scan) / expected);
  const repeats = new Map<Address, readonly Repeat[]>();
  const of = ({ address }: Question): readonly Repeat[] => repeats.get(address) ?? [];
  const runs: PlanRun[] = [];
  let unsure = asked;
  let failure: UnobservedReason | null = null;
  // If the scanner fails or the time is over, another question fails too.
  for (let made = 0; unsure.length > 0 && made < MOST_REPEATS && failure === null; ) {
    const packets = packetsOf(unsure, technique);
    const count = made === 0 ? expected : 1;
    const rates = Array.from({ length: count }, (_, index) => questionRate(made + index, { first, expected, packets }));
    if (made > 0)
      scan.tools.say(`silent ports of ${unsure.length} addresses are probed once more: known ports did not answer`);
    const questions = await overlapping(unsure, rates, technique, scan.setup.signal);
    for (const question of questions) {
      const answers = answersOf(goodIn(documentsOf(question)), protocol);
      for (const one of unsure) {
        repeats.set(one.address, [...of(one), ...repeatOf(one, answers.get(one.address), technique)]);
      }
    }
    const now = questions.flat();
    runs.push(...now);
    failure = failureIn(now);
    made += count;
    const answered = [...answersOf(goodIn(documentsOf(now)), protocol)];
    const heard = byAddress(answered.map(([address, host]) => ({ address, ports: host.answered })));
    const more = unsure.filter((one) => chanceOfNoAnswer(of(one), loss) >= settings.confidence);
    unsure = withoutPorts(more, heard);
  }
  const reasonOf = (one: Question): UnobservedReason => failure ?? tooLossy(of(one), loss);
  return {
    runs,
    unsure: unsure.map((one) => ({ address: one.address, protocol, ports: one.ports, reason: reasonOf(one) })),
  };
}

function packetsOf(asked: readonly Question[], { packets }: Technique): number {
  return packets * asked.reduce((sum, { ports, canaries }) => sum + portCount(ports) + portCount(canaries), 0);
}

/** Questions that each begin when the one before is sent: all of them wait together. */
function overlapping(
  asked: readonly Question[],
  rates: readonly number[],
  technique: Technique,
  signal: AbortSignal,
): Promise<readonly (readonly PlanRun[])[]> {
  const together = asked.map((one) => ({ ...one, ports: union(one.ports, one.canaries) }));
  let start = 0;
  const questions = rates.map(async (rate) => {
    const wait = start;
    start += packetsOf(asked, technique) / rate + APART;
    if (wait > 0) await sleep(wait * 1_000, undefined, { signal }).catch(() => {});
    return technique.probe(together, rate);
  });
  return Promise.all(questions);
}

/**
 * @returns how many known ports of a host a question missed; nothing if it did not probe all silent ports. Ports that
 * nmap probes first count only if they were missed.
 */
export function repeatOf(
  { ports, canaries }: Pick<Question, 'ports' | 'canaries'>,
  answers: Pick<Answers, 'answered' | 'accounted'> | undefined,
  { early }: Pick<Technique, 'early'>,
): readonly [] | readonly [Repeat] {
  if (answers === undefined || subtract(ports, answers.accounted).length > 0) return [];
  const asked = intersect(canaries, answers.accounted);
  const missed = subtract(asked, answers.answered);
  return [{ known: portCount(union(subtract(asked, early), missed)), missed: portCount(missed) }];
}

function tooLossy(repeats: readonly Repeat[], loss: number | null): UnobservedReason {
  const { known, missed } = sumOf(repeats);
  const lost =
    missed > 0
      ? `${missed} of ${known} answers of known ports got lost`
      : `${loss === null ? 'an unknown share' : `${(100 * loss).toFixed(1)} %`} of the answers get lost`;
  const often = `silent ports were probed again ${repeats.length} times with longer timeouts`;
  return { code: 'too-lossy', text: `${often}, and ${lost}: set a lower max-rate` };
}

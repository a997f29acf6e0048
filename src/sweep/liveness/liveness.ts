import type { LivenessReason } from '../../model/event.ts';
import { eachPort, hasPort, type PortSet, portCount, setOfPorts, union } from '../../model/port.ts';
import type { ChunkResult, HostResult } from '../chunk.ts';
import { KNOWN_KINDS, type KnownKind, type Liveness, type SweptHost, WELL } from '../host.ts';
import {
  FEWEST_REJECTIONS,
  IMPLAUSIBLE,
  LEAST_LOSS,
  MOST_DISCARDED,
  MOST_RECHECKS,
  NEARLY_EVERY,
} from './constants.ts';
import { closedAnswers, type HostRound, isIn, kindOf } from './known-answers.ts';

/** What a round means for a host, and why. `counts`: whether the answers of the round count, silence included. */
export interface Assessment {
  readonly liveness: Liveness;
  readonly reason: LivenessReason;
  readonly counts: boolean;
}

/**
 * @returns whether the host limits the rate of its answers. Then nobody can tell whether the host also drops probes, so
 * the sweep probes the host alone, as slowly as its closed ports answer.
 */
export function isRateLimited({ liveness }: SweptHost): boolean {
  return liveness.withheld >= 2;
}

/**
 * A host that limits its answers may exempt the ports that a policy allows. These ports then prove neither liveness nor
 * loss, if ports of another kind are known.
 * @returns the known ports that are evidence for the rest of the host
 */
export function telling<T extends { readonly kind: KnownKind }>(host: SweptHost, known: readonly T[]): readonly T[] {
  const others = known.filter(({ kind }) => kind !== 'declared');
  return isRateLimited(host) && others.length > 0 ? others : known;
}

/**
 * Judges whether the answers of a round are those of a host that is there and answers as before.
 * @param loss of the path, 0 to 1, as far as it was measured
 */
export function assessRound(host: SweptHost, round: HostRound, loss: number): Assessment {
  const { chunk, answer, known } = round;
  const { liveness } = host;
  if (answer?.complete !== true) {
    const isAbsent = neverAnswered(host) && liveness.discarded > 0;
    // A host that never answered keeps the state that nmap reported.
    if (isAbsent) return { liveness: { ...liveness, condition: 'absent' }, reason: 'no-result', counts: false };
    return discard(host, 'no-result', false);
  }
  const refused = refusedOpenPorts(host, round);
  if (refused !== null) return discard(host, 'open-ports-refused', true, refused);
  const asked = union(chunk.ports, chunk.canaries);
  if (hasTurned(host, asked, answer)) return discard(host, 'silent-ports-refuse', true);
  const isIncomplete = known.some(({ answered }) => !answered) || answer.replies < NEARLY_EVERY * portCount(asked);
  if (chunk.kind === 'plain' && isIncomplete) return discard(host, 'replies-missing', false);
  const overdue = overdueAfter(host, round);
  const isSilent = known.length > 0 && telling(host, known).every(({ kind }) => overdue[kind] > 0);
  const isSuspect = known.some(({ kind }) => Math.max(LEAST_LOSS, loss) ** overdue[kind] < IMPLAUSIBLE);
  if (isSilent || isSuspect) return discard(host, 'known-ports-silent', isSuspect, overdue);
  return {
    liveness: { ...liveness, discarded: 0, ...finalCheckAfter(host, round, overdue) },
    reason: 'answers',
    counts: true,
  };
}

function neverAnswered({ known, answers }: SweptHost): boolean {
  return known.open.size === 0 && answers.rounds.every((ids) => ids.length === 0);
}

/** @returns the assessment of a round that does not count */
function discard(
  { liveness, known }: SweptHost,
  reason: LivenessReason,
  isSuspect: boolean,
  overdue: Liveness['overdue'] = liveness.overdue,
): Assessment {
  const discarded = liveness.discarded + 1;
  const needsFinalCheck = known.open.size + known.closedSample.size + known.silentSample.length > 0;
  const condition = isSuspect || discarded >= 2 * MOST_DISCARDED ? 'suspect' : liveness.condition;
  return { liveness: { ...liveness, condition, overdue, discarded, needsFinalCheck }, reason, counts: false };
}

/**
 * A firewall that blocks this scanner may refuse all ports, the open ones too. This is no question of loss.
 * @returns the missing answers, if as many ports that are known to be open were refused as answered; null: fewer
 */
function refusedOpenPorts(host: SweptHost, { answer, sideAnswer }: HostRound): Liveness['overdue'] | null {
  const { overdue } = host.liveness;
  for (const kind of ['declared', 'found'] as const) {
    const open = [...host.known.open.keys()].filter((port) => kindOf(host, port) === kind);
    const refused = open.filter((port) => isIn(answer?.closed, port) || isIn(sideAnswer?.closed, port));
    const answered = open.filter((port) => isIn(answer?.open, port) || isIn(sideAnswer?.open, port));
    if (refused.length > 0 && refused.length >= answered.length)
      return { ...overdue, [kind]: overdue[kind] + refused.length };
  }
  return null;
}

/** Tests whether ports refuse that were silent while none refused. */
function hasTurned({ known }: SweptHost, asked: PortSet, { closed }: HostResult): boolean {
  const sample = known.silentSample.filter((port) => hasPort(asked, port));
  const refusing = sample.filter((port) => hasPort(closed, port));
  return refusing.length > 0 && refusing.length >= sample.length / 2;
}

function overdueAfter(host: SweptHost, { answer, known }: HostRound): Liveness['overdue'] {
  const overdue = { ...host.liveness.overdue };
  for (const kind of KNOWN_KINDS) {
    const probed = known.filter((one) => one.kind === kind);
    if (probed.length === 0) continue;
    const isAnswered =
      probed.some(({ answered }) => answered) || (kind === 'found' && hasNews(host, answer?.open ?? []));
    overdue[kind] = isAnswered ? 0 : overdue[kind] + probed.length;
  }
  return overdue;
}

/** An open port that was not known before, and that no policy mentions, proves liveness too. */
function hasNews({ known, declared }: SweptHost, open: PortSet): boolean {
  for (const port of eachPort(open)) if (!known.open.has(port) && !hasPort(declared, port)) return true;
  return false;
}

/**
 * In a round that counts, closed ports may be silent beside open ports that the sweep found. In the end they must
 * answer, if the host answered for most ports: a host without a limit does so.
 */
function finalCheckAfter(
  host: SweptHost,
  { chunk, answer, known }: HostRound,
  overdue: Liveness['overdue'],
): Pick<Liveness, 'overdue' | 'needsFinalCheck'> {
  const { open, closedSample, rejectedSample } = host.known;
  const isExempt = known.some(({ kind }) => kind === 'found') && host.answers.silentShares.size > 0;
  const closed = isExempt ? closedAnswers(host, chunk, answer) : [];
  const isClosedAnswered = closed.some(({ answered }) => answered);
  const now = closed.length === 0 ? overdue.closed : isClosedAnswered ? 0 : overdue.closed + closed.length;
  const isProven = known.some(({ kind, answered }) => answered && (kind === 'closed') === (open.size === 0));
  // A rate limit may suppress the rejections of a chunk. The final check probes slowly, so a rejection must come.
  const isRejected = rejectedSample.length > 0 || (answer?.rejected.length ?? 0) >= FEWEST_REJECTIONS;
  const isMissing = open.size + closedSample.size > 0 && (!isProven || (closed.length > 0 && now > 0));
  return { overdue: { ...overdue, closed: now }, needsFinalCheck: isMissing || isRejected };
}

/**
 * Judges a recheck of the host: of every kind of known port that is overdue, one must answer, and an open port if any
 * is known; what was silent must not refuse, and what was rejected must be so still.
 * @param isRejecting whether anything of the recheck was rejected
 * @returns the assessment; `counts`: whether the host answers as before
 */
export function assessRecheck(host: SweptHost, result: ChunkResult, isRejecting: boolean): Assessment {
  const { liveness, known, refusals } = host;
  const answer = result.failed ? undefined : result.hosts.get(host.address);
  const open = [...known.open.keys()].filter((port) => isIn(answer?.open, port)).map((port) => kindOf(host, port));
  const answered: ReadonlySet<KnownKind> = new Set([
    ...open,
    ...([...known.closedSample.keys()].some((port) => isIn(answer?.closed, port)) ? (['closed'] as const) : []),
  ]);
  const overdue = KNOWN_KINDS.filter((kind) => liveness.overdue[kind] > 0);
  const changed = changeOf(host, answer, isRejecting);
  // A host whose ports are all silent has no other way to answer.
  const isOnlySilent = known.silentSample.length + known.rejectedSample.length > 0 && answer !== undefined;
  const isAnswering =
    changed === null &&
    overdue.every((kind) => answered.has(kind)) &&
    (known.open.size > 0 ? open.length > 0 : answered.size > 0 || (known.closedSample.size === 0 && isOnlySilent));
  if (!isAnswering) {
    const rechecks = liveness.rechecks + 1;
    const condition = rechecks >= MOST_RECHECKS ? 'blocked' : 'suspect';
    return { liveness: { ...liveness, rechecks, condition }, reason: changed ?? 'known-ports-silent', counts: false };
  }
  const isWithheld = overdue.length === 1 && overdue[0] === 'closed' && !isRateLimited(host);
  const discarded = isWithheld ? 0 : liveness.discarded;
  const withheld = liveness.withheld + (isWithheld ? 1 : 0);
  // Nobody knows which of the ports that it refused before are open.
  const isWorthless = refusals.isDisproven && refusals.isSeen;
  const isDiscarded = discarded >= MOST_DISCARDED;
  return {
    liveness: { ...WELL, condition: isWorthless || isDiscarded ? 'blocked' : 'well', discarded, withheld },
    reason: isWorthless ? 'refusals-worthless' : isDiscarded ? 'discarded-too-often' : 'answers',
    counts: true,
  };
}

/** @returns how the answers to a recheck differ from those of a host that is there as before; null: they do not */
function changeOf(host: SweptHost, answer: HostResult | undefined, isRejecting: boolean): LivenessReason | null {
  if (answer === undefined) return 'no-result';
  if (hasTurned(host, setOfPorts(host.known.silentSample), answer)) return 'silent-ports-refuse';
  return host.known.rejectedSample.length > 0 && !isRejecting ? 'rejections-ended' : null;
}

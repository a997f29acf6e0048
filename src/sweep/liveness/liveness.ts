import type { LivenessReason } from '../../model/event.ts';
import { eachPort, hasPort, type PortSet, portCount, portSet, union } from '../../model/port.ts';
import { type Chunk, type ChunkResult, EARLY_PORTS, type HostResult } from '../chunk.ts';
import { isRateLimited, LIVENESS_PROBES, type LivenessProbe, type SweptHost } from '../host.ts';

/** Answers overdue whose absence can't be chance is a host that is gone: less likely than this. */
const IMPLAUSIBLE = 1e-3;
/** Loss on a path is taken to be at least this when silence is judged: a burst is no block. */
const LEAST_LOSS = 0.05;
/**
 * Rechecks in vain after which a host counts as blocked, and exposures in vain, one after the other, after which it is
 * of no use.
 */
const MOST_RECHECKS = 2;
const MOST_DISCARDED = 8;
/** Closed ports of a host that ride along. */
const CLOSED_PROBES = 4;

/** @returns closed ports that are worth asking again */
export function closedProbesOf(closed: PortSet): readonly number[] {
  const closedProbes: number[] = [];
  for (const [first, last] of closed) {
    for (let port = first; port <= last && closedProbes.length < CLOSED_PROBES; port++)
      if (!EARLY_PORTS.has(port)) closedProbes.push(port);
    if (closedProbes.length === CLOSED_PROBES) break;
  }
  return closedProbes;
}

/** Ports of a host that are known to answer, by what they prove. */
export interface Due {
  readonly port: number;
  readonly probeKind: LivenessProbe;
  readonly heard: boolean;
  /** Probed by the side probe. */
  readonly beside: boolean;
}

/**
 * The ports of a host that a chunk asked and that are known to answer. Whoever shuts a scanner out may do so behind the
 * ports that a policy allows: those that only a sweep found, or failing these those that refused, are asked to speak
 * for the rest.
 */
export function dueOf(host: SweptHost, chunk: Chunk, heard: ChunkResult): readonly Due[] {
  const answer = heard.hosts.get(host.address);
  const sideProbe = heard.sideProbe?.get(host.address);
  const asked = union(chunk.ports, chunk.canaries);
  const due: Due[] = [];
  for (const port of host.open.keys()) {
    if (EARLY_PORTS.has(port)) {
      if (!asksBeside(chunk, heard, host, port)) continue;
      due.push({ port, probeKind: probeKindOf(host, port), heard: isIn(sideProbe?.open, port), beside: true });
    } else if (hasPort(asked, port)) {
      due.push({ port, probeKind: probeKindOf(host, port), heard: isIn(answer?.open, port), beside: false });
    }
  }
  if (due.some((one) => one.probeKind === 'found')) return due;
  return [...due, ...dueClosedProbes(host, asked, answer)];
}

function dueClosedProbes({ closedProbes }: SweptHost, asked: PortSet, answer: HostResult | undefined): readonly Due[] {
  return [...closedProbes.keys()]
    .filter((port) => hasPort(asked, port))
    .map((port) => ({ port, probeKind: 'closedProbe', heard: isIn(answer?.closed, port), beside: false }));
}

function probeKindOf({ declared }: SweptHost, port: number): LivenessProbe {
  return hasPort(declared, port) ? 'declared' : 'found';
}

function asksBeside({ sideProbe }: Chunk, heard: ChunkResult, { address }: SweptHost, port: number): boolean {
  return (
    sideProbe !== null &&
    heard.sideProbe !== null &&
    sideProbe.addresses.includes(address) &&
    hasPort(sideProbe.ports, port)
  );
}

function isIn(ports: PortSet | undefined, port: number): boolean {
  return ports !== undefined && hasPort(ports, port);
}

/**
 * Whether what came back of a host is what would come back of one that is there and answers as before. Where it is not,
 * the round does not count: neither silence nor a refusal is believed, and the host may become suspect.
 * @param loss of the path, 0 to 1, as far as it was measured
 * @param slowPhase whether the sweep still looks for a rate at which the host answers
 */
export function isBelieved(
  host: SweptHost,
  chunk: Chunk,
  heard: ChunkResult,
  due: readonly Due[],
  loss: number,
  slowPhase: boolean,
): boolean {
  const answer = heard.hosts.get(host.address);
  if (answer?.complete !== true) {
    // A host that never answered keeps the state that nmap reported.
    if (host.open.size === 0 && host.rounds.every((ids) => ids.length === 0) && host.discarded > 0) {
      host.condition = 'absent';
      host.reason = 'no-result';
    }
    return host.condition === 'absent' ? false : doubt(host, false, 'no-result');
  }
  const refusing = refusingOpenPorts(host, answer, heard.sideProbe?.get(host.address));
  if (refusing !== null) {
    host.overdue[refusing.probeKind] += refusing.count;
    host.contradicted = true;
    return doubt(host, true, 'open-ports-refused');
  }
  const asked = union(chunk.ports, chunk.canaries);
  if (hasTurned(host, asked, answer)) return doubt(host, true, 'silent-ports-refuse');
  // Such a host was chosen because it answers for every port: then it has begun not to.
  if (chunk.kind === 'plain' && (due.some((one) => !one.heard) || answer.replies < 0.9 * portCount(asked))) {
    return doubt(host, false, 'replies-missing');
  }
  // What a policy allows may be spared by whoever holds back the rest: of that it says nothing.
  const telling = isRateLimited(host) && due.some(({ probeKind }) => probeKind !== 'declared');
  let silent = due.length > 0;
  let suspect = false;
  for (const probeKind of LIVENESS_PROBES) {
    const those = due.filter((one) => one.probeKind === probeKind);
    if (those.length === 0) continue;
    const spoke = those.some((one) => one.heard) || (probeKind === 'found' && hasNews(host, answer.open));
    host.overdue[probeKind] = spoke ? 0 : host.overdue[probeKind] + those.length;
    if (!telling || probeKind !== 'declared') silent &&= !spoke;
    if (slowPhase) continue;
    suspect ||= Math.max(LEAST_LOSS, loss) ** host.overdue[probeKind] < IMPLAUSIBLE;
  }
  if (silent || suspect) return doubt(host, suspect, 'known-ports-silent');
  host.discarded = 0;
  // Beside open ports that the sweep found closed ones need not speak at once. In the end they must, unless the host
  // limits them.
  const spared = due.some((one) => one.probeKind === 'found') && host.silences.size > 0;
  const closedProbes = spared ? dueClosedProbes(host, asked, answer) : [];
  if (closedProbes.length > 0)
    host.overdue.closedProbe = closedProbes.some((one) => one.heard)
      ? 0
      : host.overdue.closedProbe + closedProbes.length;
  const lives = (probeKind: LivenessProbe): boolean => (probeKind === 'closedProbe') === (host.open.size === 0);
  host.needsFinalCheck =
    host.open.size + host.closedProbes.size > 0 &&
    (!due.some((one) => one.heard && lives(one.probeKind)) ||
      (closedProbes.length > 0 && host.overdue.closedProbe > 0));
  return true;
}

/**
 * Whoever shuts a scanner out may refuse in the name of every port, the open ones too. That is no question of loss.
 * @returns how many ports that are known to be open were refused, if at least as many as answered; null: fewer
 */
function refusingOpenPorts(
  host: SweptHost,
  answer: HostResult,
  beside: Pick<HostResult, 'open' | 'closed'> | undefined,
): { readonly probeKind: 'declared' | 'found'; readonly count: number } | null {
  for (const probeKind of ['declared', 'found'] as const) {
    const known = [...host.open.keys()].filter((port) => probeKindOf(host, port) === probeKind);
    const refused = known.filter((port) => isIn(answer.closed, port) || isIn(beside?.closed, port));
    const answered = known.filter((port) => isIn(answer.open, port) || isIn(beside?.open, port));
    if (refused.length > 0 && refused.length >= answered.length) return { probeKind, count: refused.length };
  }
  return null;
}

/** Whether ports refuse that were silent while none refused. */
function hasTurned({ silentSample }: SweptHost, asked: PortSet, { closed }: HostResult): boolean {
  const those = silentSample.filter((port) => hasPort(asked, port));
  const refusing = those.filter((port) => hasPort(closed, port));
  return refusing.length > 0 && refusing.length >= those.length / 2;
}

function doubt(host: SweptHost, suspect: boolean, reason: LivenessReason): false {
  host.reason = reason;
  host.discarded++;
  host.needsFinalCheck = host.open.size + host.closedProbes.size + host.silentSample.length > 0;
  if (suspect || host.discarded >= 2 * MOST_DISCARDED) host.condition = 'suspect';
  return false;
}

/** An open port that was not known before, and that no policy speaks of, is a sign of life too. */
function hasNews({ open, declared }: SweptHost, seen: PortSet): boolean {
  for (const port of eachPort(seen)) if (!open.has(port) && !hasPort(declared, port)) return true;
  return false;
}

/**
 * Judges a recheck of the host: of every kind of known port that is overdue, one must answer, and an open port if any
 * is known; what was silent must not refuse, and what was rejected must be so still.
 * @param rejecting whether anything of the recheck was rejected
 * @returns whether it is there after all
 */
export function restart(host: SweptHost, heard: ChunkResult, rejecting: boolean): boolean {
  const answer = heard.failed ? undefined : heard.hosts.get(host.address);
  const { declared } = host;
  const open = [...host.open.keys()];
  const speaks: Readonly<Record<LivenessProbe, boolean>> = {
    declared: open.some((port) => hasPort(declared, port) && isIn(answer?.open, port)),
    found: open.some((port) => !hasPort(declared, port) && isIn(answer?.open, port)),
    closedProbe: [...host.closedProbes.keys()].some((port) => isIn(answer?.closed, port)),
  };
  const overdue = LIVENESS_PROBES.filter((probeKind) => host.overdue[probeKind] > 0);
  // Whose ports are all silent has nothing else to say.
  const quiet =
    host.open.size + host.closedProbes.size === 0 &&
    host.silentSample.length + host.rejectedSample.length > 0 &&
    answer !== undefined;
  const changed = changeOf(host, answer, rejecting);
  const there =
    changed === null &&
    overdue.every((probeKind) => speaks[probeKind]) &&
    (quiet || LIVENESS_PROBES.some((probeKind) => speaks[probeKind]));
  if (!there || (open.length > 0 && !speaks.declared && !speaks.found)) {
    host.rechecks++;
    host.reason = changed ?? 'known-ports-silent';
    host.condition = host.rechecks >= MOST_RECHECKS ? 'blocked' : 'suspect';
    return false;
  }
  if (overdue.length === 1 && overdue[0] === 'closedProbe' && !isRateLimited(host)) {
    host.heldBack++;
    host.discarded = 0;
  }
  // Of what it refused before, nobody knows what is open.
  const worthless = host.contradicted && host.refused;
  host.condition = worthless || host.discarded >= MOST_DISCARDED ? 'blocked' : 'well';
  const tooOften = host.discarded >= MOST_DISCARDED;
  host.reason = worthless ? 'refusals-worthless' : tooOften ? 'discarded-too-often' : 'answers';
  for (const probeKind of LIVENESS_PROBES) host.overdue[probeKind] = 0;
  host.rechecks = 0;
  host.needsFinalCheck = false;
  return true;
}

/** What a recheck shows that no host does which is there as before; null: nothing. */
function changeOf(host: SweptHost, answer: HostResult | undefined, rejecting: boolean): LivenessReason | null {
  if (answer === undefined) return 'no-result';
  if (hasTurned(host, portSet(host.silentSample.map((port) => [port, port])), answer)) return 'silent-ports-refuse';
  return host.rejectedSample.length > 0 && !rejecting ? 'rejections-ended' : null;
}

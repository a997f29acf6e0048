import { intersect, NO_PORTS, type PortSet, portCount, union } from '../model/port.ts';
import { type Books, voidKey } from './books.ts';
import { BLIND_PORTS, type Chunk, type Heard, type HeardHost } from './chunk.ts';
import { knownAmong, type OpenPort, type SweptHost } from './hosts.ts';
import { estimate, isEverywhere, sliceOf } from './ledger.ts';
import { learnPace } from './pace.ts';

/** Seconds of a chunk in which nothing is sent: the scanner's start, and its waiting for the last answers. */
const OVERHEAD = 0.3;
/** Answers overdue whose absence can't be chance is a host that is gone: less likely than this. */
const IMPLAUSIBLE = 1e-3;
/** Loss on a path is taken to be at least this when silence is judged: a burst is no block. */
const LEAST_LOSS = 0.05;
/** Checks in vain after which a host counts as blocked, and exposures in vain after which it is no use. */
const MOST_RECHECKS = 2;
const MOST_VOIDED = 8;

/** Takes in what a chunk brought. */
export function learn(books: Books, chunk: Chunk, heard: Heard): void {
  books.chunks++;
  const asked = union(chunk.ports, chunk.canaries);
  books.probes += chunk.addresses.length * portCount(asked);
  if (chunk.kind === 'recheck') {
    recheck(books, chunk, heard);
    return;
  }
  if (heard.failed) {
    // A plain scan that took too long is no failure of the scanner: these hosts hold their answers back.
    if (chunk.kind === 'plain') books.direct = [];
    else books.failures++;
    return;
  }
  books.failures = 0;
  if (chunk.rate !== null) {
    books.fastest = Math.max(books.fastest ?? 0, chunk.rate);
    books.pace = learnPace(books.pace, outcomeOf(books, chunk, asked, heard));
  }
  books.exposures.set(chunk.id, { id: chunk.id, retried: chunk.kind === 'plain' });
  const loss = Math.max(LEAST_LOSS, estimateLoss(books));
  for (const address of chunk.addresses) {
    const host = books.byAddress.get(address);
    const answer = heard.hosts.get(address);
    if (host === undefined || host.condition === 'blocked') continue;
    if (!isBelieved(host, chunk, asked, answer, heard, loss)) {
      books.voided.add(voidKey(chunk.id, address));
      continue;
    }
    note(books, chunk, host, answer, heard);
  }
  if (chunk.kind === 'plain') books.direct = [];
  if (books.chunks === 1) books.direct = books.hosts.filter((host) => isDirect(host, heard.hosts.get(host.address)));
}

/** How the chunk went for the path as a whole: ports that were known to be open before it, and how many answered. */
function outcomeOf(books: Books, chunk: Chunk, asked: PortSet, heard: Heard) {
  let known = 0;
  let answered = 0;
  const roundTrips: number[] = [];
  for (const address of chunk.addresses) {
    const host = books.byAddress.get(address);
    if (host === undefined || host.condition === 'blocked' || isEverywhere(host, books.slices)) continue;
    const answer = heard.hosts.get(address);
    if (answer?.roundTrip != null) roundTrips.push(answer.roundTrip);
    const canaries = knownAmong(host, asked);
    const beside = heard.companion === null ? [] : companionAsks(chunk, host);
    known += canaries.length + beside.length;
    answered += canaries.filter((port) => isIn(answer?.open, port)).length;
    answered += beside.filter((port) => isIn(heard.companion?.get(address), port)).length;
  }
  const rate = chunk.rate ?? 1;
  const probes = chunk.addresses.length * portCount(asked);
  const sending = Math.max(probes / rate, heard.seconds - OVERHEAD);
  roundTrips.sort((a, b) => a - b);
  return {
    asked: rate,
    achieved: Math.min(rate, probes / sending),
    known,
    heard: answered,
    roundTrip: roundTrips[roundTrips.length >> 1] ?? null,
  };
}

function isIn(ports: PortSet | undefined, port: number): boolean {
  return ports !== undefined && intersect(ports, [[port, port]]).length > 0;
}

/** Ports of the host that the companion asked and that were known to be open. */
function companionAsks({ companion }: Chunk, { address, open }: SweptHost): readonly number[] {
  if (companion === null || !companion.addresses.includes(address)) return [];
  return [...open.keys()].filter((port) => isIn(companion.ports, port));
}

/**
 * Whether what came back of a host is what would come back of one that is there and answers as before. Where it is not, the
 * exposure counts for nothing: neither silence nor a refusal is believed, and the host may become suspect.
 */
function isBelieved(
  host: SweptHost,
  chunk: Chunk,
  asked: PortSet,
  answer: HeardHost | undefined,
  heard: Heard,
  loss: number,
): boolean {
  const beside = heard.companion?.get(host.address) ?? NO_PORTS;
  const canaries = knownAmong(host, asked);
  const companions = heard.companion === null ? [] : companionAsks(chunk, host);
  const hits =
    canaries.filter((port) => isIn(answer?.open, port)).length + companions.filter((port) => isIn(beside, port)).length;
  const known = canaries.length + companions.length;
  const refused = canaries.filter((port) => isIn(answer?.closed, port)).length;
  const share = (answer?.replies ?? 0) / portCount(asked);
  // Whoever shuts a scanner out may refuse in the name of every port, the open ones too.
  if (refused > 0 && refused * 2 >= canaries.length) return doubt(host, true);
  if (chunk.kind === 'plain' && (hits < known || share < 0.9)) return doubt(host, false);
  const alive = known > 0 ? hits > 0 || isNew(host, answer) : share > 0;
  if (alive) {
    host.liveliness = Math.max(host.liveliness, share);
    host.overdue = 0;
    return true;
  }
  const due = known + (host.liveliness * portCount(asked) >= 20 ? 10 : 0);
  if (due === 0) return true;
  host.overdue += due;
  return doubt(host, loss ** host.overdue < IMPLAUSIBLE);
}

function doubt(host: SweptHost, suspect: boolean): false {
  host.voided++;
  if (suspect || host.voided >= MOST_VOIDED) host.condition = 'suspect';
  return false;
}

/** An open port that was not known before is a sign of life too. */
function isNew({ open }: SweptHost, answer: HeardHost | undefined): boolean {
  return (answer?.open ?? NO_PORTS).some(([first, last]) => last > first || !open.has(first));
}

/** Books what a host answered in a chunk that counts. */
function note(books: Books, chunk: Chunk, host: SweptHost, answer: HeardHost | undefined, heard: Heard): void {
  const { slices } = books;
  const open = answer?.open ?? NO_PORTS;
  const answered = union(open, answer?.closed ?? NO_PORTS);
  const asked = union(chunk.ports, chunk.canaries);
  for (const port of knownAmong(host, asked)) (host.open.get(port) as OpenPort).asked.push(chunk.id);
  if (!isEverywhere(host, slices)) {
    for (const [first, last] of open) {
      for (let port = first; port <= last; port++) hear(books, host, port, chunk.id);
    }
  }
  if (heard.companion !== null) {
    for (const port of companionAsks(chunk, host)) {
      const { asked: times, heard: hits } = host.open.get(port) as OpenPort;
      times.push(chunk.id);
      if (isIn(heard.companion.get(host.address), port)) hits.add(chunk.id);
      else hits.delete(chunk.id);
    }
  }
  for (const [index, { ports, count }] of slices.entries()) {
    const here = intersect(chunk.ports, ports);
    if (here.length === 0) continue;
    host.asks[index] = Math.min(255, (host.asks[index] as number) + 1);
    (host.exposures[index] as number[]).push(chunk.id);
    const fresh = intersect(answered, ports);
    if (fresh.length === 0) continue;
    const all = union(host.answered[index] as PortSet, fresh);
    host.answered[index] = all;
    host.unanswered[index] = count - portCount(all);
  }
}

function hear({ slices }: Books, host: SweptHost, port: number, id: number): void {
  const known = host.open.get(port);
  if (known !== undefined) {
    known.heard.add(id);
    return;
  }
  // Earlier exposures asked it too, and did not hear it.
  const earlier = BLIND_PORTS.has(port) ? [] : (host.exposures[sliceOf(slices, port)] ?? []);
  host.open.set(port, { asked: BLIND_PORTS.has(port) ? [] : [...earlier, id], heard: new Set([id]) });
}

function recheck({ byAddress }: Books, chunk: Chunk, heard: Heard): void {
  for (const address of chunk.addresses) {
    const host = byAddress.get(address);
    const answer = heard.failed ? undefined : heard.hosts.get(address);
    if (host === undefined) continue;
    if ((answer?.open.length ?? 0) > 0 || (answer?.closed.length ?? 0) > 0) {
      host.condition = host.voided >= MOST_VOIDED ? 'blocked' : 'well';
      host.overdue = 0;
      host.rechecks = 0;
    } else if (++host.rechecks >= MOST_RECHECKS) host.condition = 'blocked';
  }
}

/** Nearly every port answered, at once: there the scanner's own pace is near what can be had, and its retries are cheap. */
function isDirect(host: SweptHost, answer: HeardHost | undefined): boolean {
  if (answer === undefined || answer.roundTrip === null || answer.roundTrip > 3) return false;
  const answers = portCount(answer.closed) + portCount(answer.open);
  return answers > 0 && answers >= 0.9 * (answers + (host.unanswered[0] ?? 0));
}

function estimateLoss({ hosts, slices, exposures }: Books): number {
  return estimate(hosts, slices, exposures).loss.share ?? 0;
}

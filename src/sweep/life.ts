import { hasPort, NO_PORTS, type PortSet, portCount, union } from '../model/port.ts';
import { BLIND_PORTS, type Chunk, type Heard } from './chunk.ts';
import { knownAmong, type SweptHost } from './hosts.ts';

/** Answers overdue whose absence can't be chance is a host that is gone: less likely than this. */
const IMPLAUSIBLE = 1e-3;
/** Loss on a path is taken to be at least this when silence is judged: a burst is no block. */
const LEAST_LOSS = 0.05;
/** Rechecks in vain after which a host counts as blocked, and exposures in vain after which it is of no use. */
const MOST_RECHECKS = 2;
const MOST_VOIDED = 8;
/** Closed ports of a host that ride along where it has no open ones. */
const SIGNS = 4;

/** @returns closed ports that are worth asking again */
export function signsOf(closed: PortSet): readonly number[] {
  const signs: number[] = [];
  for (const [first, last] of closed) {
    for (let port = first; port <= last && signs.length < SIGNS; port++) if (!BLIND_PORTS.has(port)) signs.push(port);
    if (signs.length === SIGNS) break;
  }
  return signs;
}

/** Ports of a host that were known to be open when the chunk asked them, and those of them that were heard. */
export function dueOf(host: SweptHost, chunk: Chunk, heard: Heard): { readonly known: number; readonly hits: number } {
  const answer = heard.hosts.get(host.address);
  const canaries = knownAmong(host, union(chunk.ports, chunk.canaries));
  const beside = heard.companion === null ? [] : companionAsks(chunk, host);
  const hits =
    canaries.filter((port) => isIn(answer?.open, port)).length +
    beside.filter((port) => isIn(heard.companion?.get(host.address), port)).length;
  return { known: canaries.length + beside.length, hits };
}

export function isIn(ports: PortSet | undefined, port: number): boolean {
  return ports !== undefined && hasPort(ports, port);
}

/** Ports of the host that the companion asked and that were known to be open. */
export function companionAsks({ companion }: Chunk, { address, open }: SweptHost): readonly number[] {
  if (companion === null || !companion.addresses.includes(address)) return [];
  return [...open.keys()].filter((port) => isIn(companion.ports, port));
}

/**
 * Whether what came back of a host is what would come back of one that is there and answers as before. Where it is not, the
 * exposure counts for nothing: neither silence nor a refusal is believed, and the host may become suspect.
 * @param loss of the path, 0 to 1, as far as it was measured
 */
export function isBelieved(host: SweptHost, chunk: Chunk, heard: Heard, loss: number): boolean {
  const answer = heard.hosts.get(host.address);
  const asked = union(chunk.ports, chunk.canaries);
  const { known, hits } = dueOf(host, chunk, heard);
  const canaries = knownAmong(host, asked);
  const refused = canaries.filter((port) => isIn(answer?.closed, port)).length;
  // Whoever shuts a scanner out may refuse in the name of every port, the open ones too.
  if (refused > 0 && refused * 2 >= canaries.length) return doubt(host, true);
  // Such a host was chosen because it answers for every port: then it has begun not to.
  if (chunk.kind === 'plain' && (hits < known || (answer?.replies ?? 0) < 0.9 * portCount(asked))) {
    return doubt(host, false);
  }
  const signs = known > 0 || host.reticent ? [] : host.closed.filter((port) => isIn(asked, port));
  const due = known + signs.length;
  const spoke =
    known > 0 ? hits > 0 || isNew(host, answer?.open) : (answer?.closed.length ?? 0) > 0 || isNew(host, answer?.open);
  if (due === 0 || spoke) {
    host.overdue = 0;
    return true;
  }
  host.overdue += due;
  return doubt(host, Math.max(LEAST_LOSS, loss) ** host.overdue < IMPLAUSIBLE);
}

function doubt(host: SweptHost, suspect: boolean): false {
  host.voided++;
  if (suspect || host.voided >= MOST_VOIDED) host.condition = 'suspect';
  return false;
}

/** An open port that was not known before is a sign of life too. */
function isNew({ open }: SweptHost, seen: PortSet = NO_PORTS): boolean {
  return seen.some(([first, last]) => last > first || !open.has(first));
}

/**
 * Judges a recheck of the host. Of one that has open ports only these count: refusals may be somebody else's.
 * @returns whether it is there after all
 */
export function revive(host: SweptHost, heard: Heard): boolean {
  const answer = heard.failed ? undefined : heard.hosts.get(host.address);
  const said = host.open.size > 0 ? answer?.open : union(answer?.closed ?? NO_PORTS, answer?.open ?? NO_PORTS);
  if ((said?.length ?? 0) === 0) {
    host.rechecks++;
    host.condition = host.rechecks >= MOST_RECHECKS ? 'blocked' : 'suspect';
    return false;
  }
  host.saidLast = true;
  host.revivals++;
  host.reticent ||= host.open.size === 0 && host.revivals >= 2;
  host.condition = host.voided >= MOST_VOIDED ? 'blocked' : 'well';
  host.overdue = 0;
  host.rechecks = 0;
  return true;
}

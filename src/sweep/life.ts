import { eachPort, hasPort, type PortSet, portCount, portSet, union } from '../model/port.ts';
import { BLIND_PORTS, type Chunk, type Heard, type HeardHost } from './chunk.ts';
import { isShy, type SweptHost, WITNESSES, type Witness } from './hosts.ts';

/** Answers overdue whose absence can't be chance is a host that is gone: less likely than this. */
const IMPLAUSIBLE = 1e-3;
/** Loss on a path is taken to be at least this when silence is judged: a burst is no block. */
const LEAST_LOSS = 0.05;
/** Rechecks in vain after which a host counts as blocked, and exposures in vain, one after the other, after which it is of no use. */
const MOST_RECHECKS = 2;
const MOST_VOIDED = 8;
/** Closed ports of a host that ride along. */
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

/** Ports of a host that are known to answer, by what they prove. */
export interface Due {
  readonly port: number;
  readonly witness: Witness;
  readonly heard: boolean;
  /** Asked by the companion. */
  readonly beside: boolean;
}

/**
 * The ports of a host that a chunk asked and that are known to answer. Whoever shuts a scanner out may do so behind the
 * ports that a policy allows: those that only a sweep found, or failing these those that refused, are asked to speak for the rest.
 */
export function dueOf(host: SweptHost, chunk: Chunk, heard: Heard): readonly Due[] {
  const answer = heard.hosts.get(host.address);
  const companion = heard.companion?.get(host.address);
  const asked = union(chunk.ports, chunk.canaries);
  const due: Due[] = [];
  for (const port of host.open.keys()) {
    if (BLIND_PORTS.has(port)) {
      if (!asksBeside(chunk, heard, host, port)) continue;
      due.push({ port, witness: witnessOf(host, port), heard: isIn(companion?.open, port), beside: true });
    } else if (hasPort(asked, port)) {
      due.push({ port, witness: witnessOf(host, port), heard: isIn(answer?.open, port), beside: false });
    }
  }
  if (due.some((one) => one.witness === 'found')) return due;
  return [...due, ...dueSigns(host, asked, answer)];
}

function dueSigns({ signs }: SweptHost, asked: PortSet, answer: HeardHost | undefined): readonly Due[] {
  return [...signs.keys()]
    .filter((port) => hasPort(asked, port))
    .map((port) => ({ port, witness: 'sign', heard: isIn(answer?.closed, port), beside: false }));
}

function witnessOf({ declared }: SweptHost, port: number): Witness {
  return hasPort(declared, port) ? 'declared' : 'found';
}

function asksBeside({ companion }: Chunk, heard: Heard, { address }: SweptHost, port: number): boolean {
  return (
    companion !== null &&
    heard.companion !== null &&
    companion.addresses.includes(address) &&
    hasPort(companion.ports, port)
  );
}

function isIn(ports: PortSet | undefined, port: number): boolean {
  return ports !== undefined && hasPort(ports, port);
}

/**
 * Whether what came back of a host is what would come back of one that is there and answers as before. Where it is not, the
 * exposure counts for nothing: neither silence nor a refusal is believed, and the host may become suspect.
 * @param loss of the path, 0 to 1, as far as it was measured
 * @param patient whether a rate is still being looked for at which the host answers
 */
export function isBelieved(
  host: SweptHost,
  chunk: Chunk,
  heard: Heard,
  due: readonly Due[],
  loss: number,
  patient: boolean,
): boolean {
  const answer = heard.hosts.get(host.address);
  if (answer?.complete !== true) {
    // Who never was there is left to what the scanner says of it.
    if (host.open.size === 0 && host.exposures.every((ids) => ids.length === 0) && host.voided > 0) {
      host.condition = 'absent';
    }
    return host.condition === 'absent' ? false : doubt(host, false);
  }
  // Whoever shuts a scanner out may refuse in the name of every port, the open ones too. That is no question of loss.
  const beside = heard.companion?.get(host.address);
  for (const witness of ['declared', 'found'] as const) {
    const known = [...host.open.keys()].filter((port) => witnessOf(host, port) === witness);
    const refused = known.filter((port) => isIn(answer.closed, port) || isIn(beside?.closed, port));
    const spoken = known.filter((port) => isIn(answer.open, port) || isIn(beside?.open, port));
    if (refused.length === 0 || refused.length < spoken.length) continue;
    host.overdue[witness] += refused.length;
    host.contradicted = true;
    return doubt(host, true);
  }
  const asked = union(chunk.ports, chunk.canaries);
  if (hasTurned(host, asked, answer)) return doubt(host, true);
  // Such a host was chosen because it answers for every port: then it has begun not to.
  if (chunk.kind === 'plain' && (due.some((one) => !one.heard) || answer.replies < 0.9 * portCount(asked))) {
    return doubt(host, false);
  }
  // What a policy allows may be spared by whoever holds back the rest: of that it says nothing.
  const telling = isShy(host) && due.some(({ witness }) => witness !== 'declared');
  let silent = due.length > 0;
  let suspect = false;
  for (const witness of WITNESSES) {
    const those = due.filter((one) => one.witness === witness);
    if (those.length === 0) continue;
    const spoke = those.some((one) => one.heard) || (witness === 'found' && hasNews(host, answer.open));
    host.overdue[witness] = spoke ? 0 : host.overdue[witness] + those.length;
    if (!telling || witness !== 'declared') silent &&= !spoke;
    if (patient) continue;
    suspect ||= Math.max(LEAST_LOSS, loss) ** host.overdue[witness] < IMPLAUSIBLE;
  }
  if (silent || suspect) return doubt(host, suspect);
  host.voided = 0;
  // Beside open ports that the sweep found closed ones need not speak at once. In the end they must, unless the host limits them.
  const spared = due.some((one) => one.witness === 'found') && host.silences.size > 0;
  const signs = spared ? dueSigns(host, asked, answer) : [];
  if (signs.length > 0) host.overdue.sign = signs.some((one) => one.heard) ? 0 : host.overdue.sign + signs.length;
  const lives = (witness: Witness): boolean => (witness === 'sign') === (host.open.size === 0);
  host.unproven =
    host.open.size + host.signs.size > 0 &&
    (!due.some((one) => one.heard && lives(one.witness)) || (signs.length > 0 && host.overdue.sign > 0));
  return true;
}

/** Whether ports refuse that were silent while none refused. */
function hasTurned({ mutes }: SweptHost, asked: PortSet, { closed }: HeardHost): boolean {
  const those = mutes.filter((port) => hasPort(asked, port));
  const refusing = those.filter((port) => hasPort(closed, port));
  return refusing.length > 0 && refusing.length >= those.length / 2;
}

function doubt(host: SweptHost, suspect: boolean): false {
  host.voided++;
  host.unproven = host.open.size + host.signs.size + host.mutes.length > 0;
  if (suspect || host.voided >= 2 * MOST_VOIDED) host.condition = 'suspect';
  return false;
}

/** An open port that was not known before, and that no policy speaks of, is a sign of life too. */
function hasNews({ open, declared }: SweptHost, seen: PortSet): boolean {
  for (const port of eachPort(seen)) if (!open.has(port) && !hasPort(declared, port)) return true;
  return false;
}

/**
 * Judges a recheck of the host: of every kind of witness that is overdue one must speak, and an open port if any is known; what
 * was silent must not refuse, and what was rejected must be so still.
 * @param rejecting whether anything of the recheck was rejected
 * @returns whether it is there after all
 */
export function revive(host: SweptHost, heard: Heard, rejecting: boolean): boolean {
  const answer = heard.failed ? undefined : heard.hosts.get(host.address);
  const { declared } = host;
  const open = [...host.open.keys()];
  const speaks: Readonly<Record<Witness, boolean>> = {
    declared: open.some((port) => hasPort(declared, port) && isIn(answer?.open, port)),
    found: open.some((port) => !hasPort(declared, port) && isIn(answer?.open, port)),
    sign: [...host.signs.keys()].some((port) => isIn(answer?.closed, port)),
  };
  const overdue = WITNESSES.filter((witness) => host.overdue[witness] > 0);
  // Whose ports are all silent has nothing else to say.
  const quiet =
    host.open.size + host.signs.size === 0 && host.mutes.length + host.rejects.length > 0 && answer !== undefined;
  const changed =
    answer === undefined ||
    hasTurned(host, portSet(host.mutes.map((port) => [port, port])), answer) ||
    (host.rejects.length > 0 && !rejecting);
  const there =
    !changed && overdue.every((witness) => speaks[witness]) && (quiet || WITNESSES.some((witness) => speaks[witness]));
  if (!there || (open.length > 0 && !speaks.declared && !speaks.found)) {
    host.rechecks++;
    host.condition = host.rechecks >= MOST_RECHECKS ? 'blocked' : 'suspect';
    return false;
  }
  if (overdue.length === 1 && overdue[0] === 'sign' && !isShy(host)) {
    host.shyness++;
    host.voided = 0;
  }
  // Of what it refused before, nobody knows what is open.
  const worthless = host.contradicted && host.refused;
  host.condition = worthless || host.voided >= MOST_VOIDED ? 'blocked' : 'well';
  for (const witness of WITNESSES) host.overdue[witness] = 0;
  host.rechecks = 0;
  host.unproven = false;
  return true;
}

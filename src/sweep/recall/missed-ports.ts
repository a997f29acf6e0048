import { answersEverywhere, type RecallEvidence } from '../../model/observation.ts';
import { hasPort, portCount, subtract } from '../../model/port.ts';
import { EARLY_PORTS } from '../chunk.ts';
import { answeredShare, isRateLimited, type SweptHost } from '../host.ts';
import type { Slice } from '../schedule/slices.ts';
import {
  evidenceOf,
  expectedMissed,
  type Loss,
  measureLoss,
  type ProbeRound,
  recapture,
  type Sighting,
  SMALL_CATCH,
} from './loss.ts';

/** Open ports that are taken to be on every host before any is heard. */
const PRIOR_OPEN = 0.5;
/** The most that exposures are taken to have missed: above it, what was heard would stand for any number. */
const WORST = 0.95;

/** What a sweep is thought to have missed so far. */
export interface Estimate {
  readonly loss: Loss;
  /** Open ports expected to be there and unheard: the larger of both estimates. */
  readonly missed: number;
  readonly recaptured: number | null;
  /** The weakest that any host rests on, of those of which anything is in doubt. */
  readonly evidence: RecallEvidence;
  /** Open ports expected to be unheard on one host in one slice. */
  readonly missedIn: (host: SweptHost, slice: number) => number;
}

/** Works out what hosts, as far as they are still being swept, are thought to have unheard. */
export function estimate(
  hosts: readonly SweptHost[],
  slices: readonly Slice[],
  rounds: ReadonlyMap<number, ProbeRound>,
): Estimate {
  const counted = hosts.filter((host) => !isEverywhere(host, slices));
  const loss = measureLoss(counted.flatMap(sightingsOf));
  const total = slices.reduce((sum, { count }) => sum + count, 0);
  const openIn = new Map(counted.map((host) => [host, openBySlice(host, slices)]));
  const unheard = chanceUnheard(rounds, loss);
  const missedIn = (host: SweptHost, slice: number): number => {
    const unanswered = host.unanswered[slice] ?? 0;
    const open = openIn.get(host);
    if (unanswered === 0 || open === undefined) return 0;
    const { count, share } = slices[slice] as Slice;
    // Open ports cluster, and they don't: half of the evidence is the slice's own, half the whole host's.
    const there = ((open[slice] ?? 0) + host.open.size * (count / total)) / 2 + PRIOR_OPEN * share;
    const ids = host.rounds[slice] ?? [];
    // Closed ports are lost as open ones are: no larger share of these is unheard than is of all.
    const silent = Math.min(1, unanswered / Math.max(1, count - (open[slice] ?? 0)));
    // What was never asked hides all that is there.
    if (ids.length === 0) return there * silent;
    return expectedMissed(there, Math.min(unheard(host, ids) * loss.together(ids.length), WORST, silent));
  };
  let missed = 0;
  let evidence: RecallEvidence = counted.length === 0 && hosts.length > 0 ? 'none' : 'retries';
  for (const host of counted) {
    let ofHost = 0;
    for (let slice = 0; slice < slices.length; slice++) ofHost += missedIn(host, slice);
    missed += ofHost;
    if (ofHost === 0) continue;
    const retried = host.rounds.every((ids) => ids.some((id) => rounds.get(id)?.retried === true));
    const own = evidenceOf(loss, host.address, { retried, answeredShare: answeredShare(host, slices) });
    if (STRENGTH.indexOf(own) > STRENGTH.indexOf(evidence)) evidence = own;
  }
  const recaptured = recaptureOf(counted, slices, unheard);
  return { loss, missed: Math.max(missed, recaptured ?? 0), recaptured, evidence, missedIn };
}

/** The chance that an open port of a host goes unheard in all of these exposures. */
type Unheard = (host: SweptHost, ids: readonly number[]) => number;

/** The same few exposures are asked for slice by slice: what each may have missed of a host is worked out once. */
function chanceUnheard(rounds: ReadonlyMap<number, ProbeRound>, loss: Loss): Unheard {
  const known = new Map<SweptHost, Map<number, number>>();
  return (host, ids) => {
    const own = known.get(host) ?? new Map<number, number>();
    known.set(host, own);
    let product = 1;
    for (const id of ids) {
      let missed = own.get(id);
      if (missed === undefined) {
        const round = rounds.get(id);
        missed = round === undefined ? 1 : loss.missed(round, host.address);
        // Where nearly all answer, closed ports are canaries too, and many.
        missed = Math.max(missed, host.silences.get(id) ?? 0);
        own.set(id, missed);
      }
      product *= missed;
    }
    return product;
  };
}

const STRENGTH: readonly RecallEvidence[] = ['retries', 'canaries', 'resets', 'connects', 'path', 'none'];

/** A host that answers on nearly every port says nothing of what is lost. */
export function isEverywhere({ open, declared, attempts }: SweptHost, slices: readonly Slice[]): boolean {
  if (open.size < 50) return false;
  // So many are too many to keep books of, whatever they are.
  if (answersEverywhere(open.size, 0)) return true;
  let asked = 0;
  for (const [index, { ports }] of slices.entries()) {
    if ((attempts[index] ?? 0) > 0) asked += portCount(subtract(ports, declared));
  }
  const unmentioned = [...open.keys()].filter((port) => !hasPort(declared, port));
  return answersEverywhere(unmentioned.length, asked);
}

function openBySlice({ open }: SweptHost, slices: readonly Slice[]): Int32Array {
  const counts = new Int32Array(slices.length);
  for (const { slice } of open.values()) if (slice !== -1) counts[slice] = (counts[slice] as number) + 1;
  return counts;
}

export function sliceOf(slices: readonly Slice[], port: number): number {
  return slices.findIndex(({ ports }) => hasPort(ports, port));
}

/** Blind ports speak only where a companion asked them; that they are known may come from anywhere. */
function sightingsOf(host: SweptHost): readonly Sighting[] {
  const { address, open, closedProbes, declared } = host;
  const found = [...open].flatMap(([port, one]) => (hasPort(declared, port) ? [] : [one]));
  const telling = [...found, ...closedProbes.values()];
  // Of a host that holds back its answers, those that a policy allows may be spared.
  const all = isRateLimited(host) && telling.length > 0 ? telling : [...open.values(), ...closedProbes.values()];
  return all.map(({ asked, heard }) => ({ address, asked, heard }));
}

/** What two exposures caught of the ports that both asked, and how likely the later ones were to miss them too. */
interface Catches {
  readonly first: number;
  readonly second: number;
  readonly both: number;
  readonly ports: number;
  readonly later: number;
  /** How many may be unheard at most, since so few ports are. */
  readonly silent: number;
}

/**
 * Compares the first two exposures of every slice: each pair by itself, since one may have lost much and another
 * nothing (a stratified estimate, after Sekar and Deming); pairs that caught too little together with those after them.
 */
function recaptureOf(hosts: readonly SweptHost[], slices: readonly Slice[], unheard: Unheard): number | null {
  const pairs = new Map<number, Catches>();
  for (const host of hosts) {
    // As above: no more of the open ports is unheard than of all.
    const silent = expectedMissed(1, 1 - answeredShare(host, slices));
    for (const [port, { slice, heard }] of host.open) {
      if (EARLY_PORTS.has(port)) continue;
      const [first, second, ...others] = host.rounds[slice] ?? [];
      if (first === undefined || second === undefined) continue;
      const [inFirst, inSecond] = [heard.has(first), heard.has(second)];
      const one: Catches = {
        first: Number(inFirst),
        second: Number(inSecond),
        both: Number(inFirst && inSecond),
        ports: 1,
        later: unheard(host, others),
        silent,
      };
      const key = first * 2 ** 26 + second;
      pairs.set(key, together(pairs.get(key) ?? NOTHING_CAUGHT, one));
    }
  }
  const strata: Catches[] = [];
  let rest = NOTHING_CAUGHT;
  for (const [, pair] of [...pairs].sort(([a], [b]) => a - b)) {
    rest = together(rest, pair);
    if (Math.min(rest.first, rest.second) < SMALL_CATCH) continue;
    strata.push(rest);
    rest = NOTHING_CAUGHT;
  }
  const last = strata.pop();
  if (last === undefined) return null;
  return [...strata, together(last, rest)].reduce(
    (sum, { first, second, both, ports, later, silent }) =>
      sum + Math.min(silent, recapture(first, second, both, later / ports)),
    0,
  );
}

const NOTHING_CAUGHT: Catches = { first: 0, second: 0, both: 0, ports: 0, later: 0, silent: 0 };

function together(a: Catches, b: Catches): Catches {
  return {
    first: a.first + b.first,
    second: a.second + b.second,
    both: a.both + b.both,
    ports: a.ports + b.ports,
    later: a.later + b.later,
    silent: a.silent + b.silent,
  };
}

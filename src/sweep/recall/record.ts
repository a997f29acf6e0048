import { intersect, NO_PORTS, type PortSet, portCount, subtract, union } from '../../model/port.ts';
import { EARLY_PORTS, type HostResult } from '../chunk.ts';
import type { KnownPort, SweptHost } from '../host.ts';
import { FEWEST_REJECTIONS } from '../liveness/constants.ts';
import { closedSampleOf, type HostRound } from '../liveness/known-answers.ts';
import { MEASURED } from '../schedule/constants.ts';
import type { Slice } from '../schedule/slices.ts';
import { isEverywhere, sliceOf } from './missed-ports.ts';

/**
 * Adds a probe round to the answers of a host.
 * @param touched the slices from which the chunk probed ports
 * @param counts whether the silent and the closed ports of the round count too. Open ports always count.
 */
export function recordRound(
  slices: readonly Slice[],
  touched: readonly number[],
  host: SweptHost,
  round: HostRound,
  counts: boolean,
): void {
  const { chunk, answer } = round;
  if (answer?.complete === true) recordKnown(host, round, counts);
  if (counts) chooseSamples(slices, host, round);
  if (!isEverywhere(host, slices)) {
    for (const [first, last] of answer?.open ?? NO_PORTS)
      for (let port = first; port <= last; port++) recordOpen(slices, host, port, chunk.id, counts);
  }
  if (counts) recordSlices(slices, touched, host, round);
}

/**
 * Loss counts even if the round is discarded: otherwise only rounds without much loss would measure it. Closed ports of
 * discarded rounds do not count: a rate limit of the host is the usual cause of their silence.
 */
function recordKnown({ known }: SweptHost, round: HostRound, counts: boolean): void {
  for (const { port, kind, answered } of round.known) {
    if (kind === 'closed' && !counts) continue;
    const one = (kind === 'closed' ? known.closedSample : known.open).get(port) as KnownPort;
    one.rounds.push(round.chunk.id);
    if (answered) one.answered.add(round.chunk.id);
  }
}

function recordOpen(slices: readonly Slice[], host: SweptHost, port: number, id: number, counts: boolean): void {
  const known = host.known.open.get(port);
  const isEarly = EARLY_PORTS.has(port);
  if (known !== undefined) {
    // Only a side probe measures whether an early port answers under load.
    if (!isEarly) known.answered.add(id);
    return;
  }
  // Earlier probe rounds probed this port too, and it did not answer.
  const slice = sliceOf(slices, port);
  const earlier = isEarly ? [] : (host.answers.rounds[slice] ?? []);
  const rounds = isEarly || !counts ? [...earlier] : [...earlier, id];
  host.known.open.set(port, { slice, rounds, answered: new Set([id]) });
}

/** Chooses ports to probe again: closed ports; if the host has none, silent ports; ports that a message rejected. */
function chooseSamples(slices: readonly Slice[], host: SweptHost, { chunk, answer }: HostRound): void {
  if (answer === undefined) return;
  const { closedSample, silentSample, rejectedSample } = host.known;
  if (closedSample.size === 0) {
    // The probe round that found these ports does not measure its own loss.
    for (const port of closedSampleOf(answer.closed))
      closedSample.set(port, { slice: sliceOf(slices, port), rounds: [], answered: new Set([chunk.id]) });
  }
  const isEnough = portCount(chunk.ports) >= MEASURED && isAwake(host, answer);
  if (silentSample.length === 0 && !host.refusals.isSeen && isEnough)
    silentSample.push(...closedSampleOf(subtract(chunk.ports, answer.open)));
  if (rejectedSample.length === 0 && answer.rejected.length >= FEWEST_REJECTIONS)
    rejectedSample.push(...answer.rejected);
}

/** If everything is silent, the path may still be inactive. */
function isAwake({ answers }: SweptHost, { replies }: HostResult): boolean {
  return replies > 0 || answers.rounds.some((ids) => ids.length > 1);
}

function recordSlices(
  slices: readonly Slice[],
  touched: readonly number[],
  { answers }: SweptHost,
  { chunk, answer }: HostRound,
): void {
  const answered = union(answer?.open ?? NO_PORTS, answer?.closed ?? NO_PORTS);
  let [asked, silent] = [0, 0];
  for (const index of touched) {
    const { ports, count } = slices[index] as Slice;
    asked += answers.silent[index] as number;
    answers.attempts[index] = Math.min(255, (answers.attempts[index] as number) + 1);
    (answers.rounds[index] as number[]).push(chunk.id);
    const fresh = intersect(answered, ports);
    if (fresh.length > 0) {
      const all = union(answers.answered[index] as PortSet, fresh);
      answers.answered[index] = all;
      answers.silent[index] = count - portCount(all);
    }
    silent += answers.silent[index] as number;
  }
  if (chunk.kind === 'paced' && asked >= MEASURED && silent < asked / 2)
    answers.silentShares.set(chunk.id, silent / asked);
}

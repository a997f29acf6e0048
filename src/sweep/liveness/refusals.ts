import { eachPort, NO_PORTS, type PortSet, portCount, setOfPorts, subtract } from '../../model/port.ts';
import { type Chunk, EARLY_PORTS, type HostResult } from '../chunk.ts';
import type { Refusals, SweptHost } from '../host.ts';
import { FEW_PORTS, MOST_CONFIRMATIONS, SEVERAL } from './constants.ts';
import { type HostRound, isIn } from './known-answers.ts';
import type { Assessment } from './liveness.ts';

/** @returns whether the closed ports of the host prove nothing, as far as the sweep knows */
export function isUnconfirmed({ unconfirmedRate, isDisproven, isSeen }: Refusals): boolean {
  return unconfirmedRate > 0 || (isDisproven && isSeen);
}

/** Tests whether the chunk probes only ports that were probed before, at the rate of the refusals. */
export function isConfirmation({ kind, reason }: Chunk): boolean {
  return kind === 'paced' && reason === 'refusal-check';
}

/** @param ownRate packets per second that the scanner does not exceed at its own pace */
export function assessRefusals(host: SweptHost, round: HostRound, assessed: Assessment, ownRate: number): Refusals {
  const { chunk, answer, known } = round;
  const isConfirming = isConfirmation(chunk);
  const before: Refusals = {
    isSeen: host.refusals.isSeen || (assessed.counts && (answer?.closed.length ?? 0) > 0),
    isDisproven: host.refusals.isDisproven || assessed.reason === 'open-ports-refused',
    unconfirmedRate: host.refusals.unconfirmedRate,
    confirmations: host.refusals.confirmations + (isConfirming ? 1 : 0),
  };
  if (!assessed.counts && !isConfirming) return before;
  const rate = chunk.rate ?? ownRate;
  // Before the first refusal of a host, its side probe has no lead-in.
  const isConfirmed = known.some(
    ({ answered, kind, inSideProbe }) => answered && kind !== 'closed' && (!inSideProbe || host.refusals.isSeen),
  );
  if (isConfirmed || findsSeveral(host, answer?.open ?? NO_PORTS)) {
    return rate >= 0.9 * before.unconfirmedRate || isConfirming ? { ...before, unconfirmedRate: 0 } : before;
  }
  const isRefusing = (answer?.closed.length ?? 0) > 0;
  return isRefusing ? { ...before, unconfirmedRate: Math.max(before.unconfirmedRate, rate) } : before;
}

/** Several new open ports confirm refusals: ports are probed in random order, and a limit lets few of them through. */
function findsSeveral({ known }: SweptHost, open: PortSet): boolean {
  let count = 0;
  for (const port of eachPort(open))
    if (!known.open.has(port) && !EARLY_PORTS.has(port) && ++count >= SEVERAL) return true;
  return false;
}

/** @returns hosts whose refusals a chunk may still confirm, of one kind: with open ports, or without any */
export function unconfirmedOf(hosts: readonly SweptHost[]): readonly SweptHost[] {
  const some = hosts.filter(({ refusals: { unconfirmedRate, isDisproven, confirmations } }) => {
    return unconfirmedRate > 0 && !isDisproven && confirmations < MOST_CONFIRMATIONS;
  });
  const withOpen = some.filter(({ known }) => known.open.size > 0);
  return withOpen.length > 0 ? withOpen : some;
}

/** Whether a scan group has so few ports that all of them are probed slowly. */
export function hasFewPorts(ports: PortSet): boolean {
  return portCount(ports) <= FEW_PORTS;
}

/**
 * Judges slow probes. If they find an open port, it was refused before.
 * @param answer undefined: the scanner failed
 * @returns the refusals, and whether the host needs another final check because it does not answer any more
 */
export function assessSlowAnswers(
  { refusals, known }: SweptHost,
  answer: HostResult | undefined,
): { readonly refusals: Refusals; readonly isSilent: boolean } {
  const tried = { ...refusals, confirmations: refusals.confirmations + 1 };
  if (answer?.complete !== true) return { refusals: tried, isSilent: false };
  const sample = [...known.closedSample.keys()];
  if (sample.length > 0 && !sample.some((port) => isIn(answer.closed, port)))
    return { refusals: tried, isSilent: true };
  if (subtract(answer.open, setOfPorts(known.open.keys())).length > 0)
    return { refusals: { ...tried, isDisproven: true }, isSilent: false };
  // If the answer of a known open port was lost, the port is probed again.
  const isConfirmed = known.open.size === 0 || answer.open.length > 0;
  return { refusals: isConfirmed ? { ...tried, unconfirmedRate: 0 } : tried, isSilent: false };
}

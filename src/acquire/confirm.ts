import type { Comparison } from '../compare/compare.ts';
import { confirmationNotice, stillSilent, toConfirm, unconfirmed, unconfirmedNotice } from '../compare/confirm.ts';
import type { Evidence, Scanned } from '../model/evidence.ts';
import type { Severity } from '../model/finding.ts';
import type { Policy } from '../model/policy.ts';
/** Evidence, and its comparison with the policy. */
export interface Compared {
  readonly evidence: Evidence;
  readonly comparison: Comparison;
}

/** @param between a function that the judge calls between two turns of the event loop */
export type Judge = (evidence: Evidence, between?: () => void) => Promise<Comparison>;

/** The largest number of repeats of a second probe that stayed silent. */
const MOST_REPEATED = 3;

/** Probes a second time what would fail the build. */
export async function confirmFindings(
  scanned: Scanned,
  judge: Judge,
  policy: Policy,
  failOn: Severity,
): Promise<Compared> {
  const first = await judge(scanned);
  const doubts = toConfirm(first, policy, failOn);
  if (doubts.length === 0) return { evidence: scanned, comparison: first };
  let evidence = await scanned.confirm(doubts);
  // Silence contradicts an open port only if the silence lasts: on a lossy path, one silent probe proves nothing.
  for (let again = 0; again < MOST_REPEATED; again++) {
    const silent = stillSilent(doubts, evidence.observation);
    if (silent.length === 0) break;
    evidence = await evidence.confirm(silent);
  }
  const { observation, stopped } = evidence;
  const once = stopped === null ? [] : unconfirmed(await judge(evidence), policy, failOn, observation, stopped);
  const whole = { ...evidence, observation: { ...observation, unobserved: [...observation.unobserved, ...once] } };
  const comparison = await judge(whole);
  const notices = [unconfirmedNotice(once, observation), confirmationNotice(doubts, observation, comparison)];
  return {
    evidence: { ...whole, notices: [...evidence.notices, ...notices.filter((one) => one !== null)] },
    comparison,
  };
}

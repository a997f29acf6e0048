import type { Machine } from '../model/plan.ts';
import { NO_PORTS, portCount } from '../model/port.ts';
import { DEFAULT_RATE, rateLimit } from '../plan/nmap.ts';
import { FEW_SILENT, isAskedRaw, MOST_CONNECTS, planRawAgain, type SilentPorts } from '../plan/patient.ts';
import type { Field } from '../plan/plan.ts';
import type { ScanSetup } from '../scan/scan.ts';
import { type Survey, type Tools, told } from './result.ts';
import { type PlanRun, runPlan } from './run.ts';
import { knownOf, narrowed, silentPorts, unanswered, without } from './silence.ts';

/** Packets a second where nothing tells how many the path takes. */
const GENTLE_RATE = 5_000;
/** Seconds of sending that hosts are worth that drop what they do not offer: all ports of one host, at the usual rate. */
const WORTH_SENDING = 4;

/** What was asked once more, and what came of it. */
export interface AskedAgain {
  readonly asked: readonly SilentPorts[];
  readonly runs: readonly PlanRun[];
}

export const NOTHING_ASKED: AskedAgain = { asked: [], runs: [] };

/**
 * Asks silent TCP ports once more by raw probes that wait 5 s: a sweep waits only as long as the host's other ports take. Thousands
 * are asked in seconds so, as connections take minutes.
 * @returns the survey of the field with what answered, in which no port is silent that was to be asked and was not
 */
export async function askRawAgain(
  field: Field,
  survey: Survey,
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<{ readonly survey: Survey; readonly again: AskedAgain }> {
  const limit = rateLimit(field.manner, maxRate) ?? DEFAULT_RATE;
  const asked = isAskedRaw(field, machine) ? chosen(field, survey, limit) : [];
  if (asked.length === 0) return { survey, again: NOTHING_ASKED };
  const count = asked.reduce((sum, { ports }) => sum + portCount(ports), 0);
  tools.say(`${count} silent ports of ${asked.length} addresses are asked again by raw probes, with more patience`);
  const rate = Math.max(1, Math.floor(Math.min(limit, survey.pace ?? GENTLE_RATE)));
  const runs: PlanRun[] = [];
  for (const plan of planRawAgain(field, asked, machine, maxRate, rate)) {
    const run = await runPlan(plan, setup, tools);
    runs.push({ ...run, judged: narrowed(run.judged, asked) });
  }
  const gaps = unanswered(asked, runs, field);
  const ours = told(runs);
  return {
    survey: {
      judged: [...survey.judged.map((judged) => without(judged, gaps)), ...ours.judged],
      scans: [...survey.scans, ...ours.scans],
      warnings: [...survey.warnings, ...ours.warnings],
      unobserved: [...survey.unobserved, ...gaps],
      sweeps: survey.sweeps,
    },
    again: { asked, runs },
  };
}

/** Of hosts that answered: those that answer for most of their ports; those that drop them if that takes seconds. */
function chosen(field: Field, survey: Survey, limit: number): readonly SilentPorts[] {
  const known = knownOf(survey.judged);
  const silent = [...silentPorts(field, survey, known)].map(([address, ports]) => {
    const { answered = NO_PORTS, within = null } = known.get(address) ?? {};
    return { address, ports, within, answered: portCount(answered), count: portCount(ports) };
  });
  const dropping = silent.filter(({ answered, count }) => answered > 0 && answered < count && count > FEW_SILENT);
  const worth = dropping.reduce((sum, { count }) => sum + count, 0) / limit <= WORTH_SENDING;
  const refusing = silent.filter(({ answered, count }) => answered >= count && count > MOST_CONNECTS);
  return [...refusing, ...(worth ? dropping : [])].map(({ address, ports, within }) => ({ address, ports, within }));
}

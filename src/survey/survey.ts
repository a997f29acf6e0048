import type { Machine } from '../model/plan.ts';
import { estimateSweep } from '../plan/estimate.ts';
import { DEFAULT_RATE, rateLimit } from '../plan/nmap.ts';
import { patientProcesses } from '../plan/patient.ts';
import type { Field } from '../plan/plan.ts';
import type { ScanSetup } from '../scan/scan.ts';

import { sweepField } from './paced.ts';
import { askEarly, askSilentPorts, BESIDE, slotsFor } from './patient.ts';
import { askSilentUdp } from './patient-udp.ts';
import { surveyPlainly } from './plain.ts';
import { type AskedAgain, askRawAgain, NOTHING_ASKED } from './raw-again.ts';
import type { Survey, Tools } from './result.ts';
import type { PlanRun } from './run.ts';
/** Which ports of the fields answer: each field in its own way, one after the other. */
export async function surveyFields(
  fields: readonly Field[],
  machine: Machine,
  maxRate: number | null,
  setup: ScanSetup,
  tools: Tools,
): Promise<Survey> {
  const parts: Survey[] = [];
  const early: (readonly PlanRun[])[] = [];
  const raw: AskedAgain[] = [];
  const expected = fields.map((field) => estimateSweep(field, { maxRate }, machine).seconds * 1_000);
  let left = expected.reduce((sum, time) => sum + time, 0);
  for (const [index, field] of fields.entries()) {
    const some = `${field.addresses.length} ${field.family} addresses, ${field.protocol}`;
    tools.say(`sweep ${index + 1} of ${fields.length}: ${some}`);
    const own = expected[index] as number;
    const survey = field.way === 'plain' ? surveyPlainly : sweepField;
    const share = fields.filter(({ manner, way }) => way === field.way && manner === field.manner).length;
    const allowed = field.manner.confidence / share;
    const part = { ...field, manner: { ...field.manner, confidence: allowed } };
    const [from, to] = [index / fields.length, (index + 1) / fields.length];
    const progress: Tools['progress'] = (event) =>
      tools.progress({ ...event, share: event.share === null ? null : from + (to - from) * event.share });
    const limited = sharing(setup, own, left);
    const room = own <= SHORT ? roomBeside(field, machine, maxRate) : null;
    const [done, beside] = await Promise.all([
      survey(part, machine, room ?? maxRate, limited, { ...tools, progress }),
      room === null ? [] : askEarly(field, machine, maxRate, limited, tools),
    ]);
    const { survey: more, again } = await askRawAgain(field, done, machine, maxRate, limited, tools);
    parts.push(more);
    raw.push(again);
    early.push(beside);
    left -= own;
  }
  const slots = slotsFor(Math.min(...fields.map((field) => patientProcesses(field, maxRate))));
  const patient = fields.map((field, index) => {
    const shared = { setup, slots, early: early[index] ?? [], raw: raw[index] ?? NOTHING_ASKED };
    const ask = field.protocol === 'udp' ? askSilentUdp : askSilentPorts;
    return ask(field, parts[index] as Survey, machine, maxRate, shared, tools);
  });
  return joinSurveys(await Promise.all(patient));
}

/** Milliseconds: in a sweep that takes no longer, connections beside it save more time than they cost. */
const SHORT = 60_000;
/** Packets a second from which on connections beside a sweep are a small part. */
const WIDE = 10_000;

/** @returns packets a second of a sweep beside which connections are made; null: they are to wait until it is over */
function roomBeside(
  { protocol, manner, way, own }: Field,
  { privilege }: Machine,
  maxRate: number | null,
): number | null {
  const limit = rateLimit(manner, maxRate) ?? DEFAULT_RATE;
  if (protocol !== 'tcp' || way !== 'paced' || own || privilege === 'unprivileged' || limit < WIDE) return null;
  return limit - BESIDE.rate;
}

/** Where time is short each field gets its part of it, so that the first does not use up what the others need. */
function sharing(setup: ScanSetup, own: number, left: number): ScanSetup {
  const remaining = setup.remaining();
  if (left <= remaining) return setup;
  const others = remaining * (1 - own / left);
  return { ...setup, remaining: () => setup.remaining() - others };
}

function joinSurveys(parts: readonly Survey[]): Survey {
  return {
    judged: parts.flatMap(({ judged }) => judged),
    scans: parts.flatMap(({ scans }) => scans),
    warnings: parts.flatMap(({ warnings }) => warnings),
    unobserved: parts.flatMap(({ unobserved }) => unobserved),
    sweeps: parts.flatMap(({ sweeps }) => sweeps),
  };
}

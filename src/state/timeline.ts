import type { TimelineRecord } from '../model/memory.ts';
import type { Policy } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { nameOfKnown } from './devices.ts';
import { remember } from './remember.ts';
import type { State } from './state.ts';

/** A page shows no more, and the report of a large network must not hold its memory twice. */
const MOST_DEVICES = 10_000;

/** @returns what the file says after the run, of its environment and targets */
export function timelineOf(report: Report, state: State, policy: Policy): TimelineRecord {
  const { environment, targets } = report.policy;
  const own = new Set(targets);
  const isOwn = (one: { readonly environment: string; readonly targets: readonly string[] }): boolean =>
    one.environment === environment && one.targets.some((name) => own.has(name));
  const after = remember(state, report);
  const news = new Set(report.memory?.events.map(({ id }) => id));
  const all = [...after.devices.values()]
    .filter(isOwn)
    .sort((a, b) => Number(news.has(b.id)) - Number(news.has(a.id)) || compareText(b.last, a.last));
  const devices = all.slice(0, MOST_DEVICES);
  const seen = new Map((report.devices ?? []).map(({ id, name }) => [id, name]));
  const named = devices.flatMap((known) => {
    const name = seen.has(known.id) ? seen.get(known.id) : nameOfKnown(policy, known)?.name;
    return name === undefined || name === null ? [] : [[known.id, name] as const];
  });
  return {
    runs: after.runs.filter(isOwn).map(({ at, complete }) => ({ at, complete })),
    devices,
    omitted: all.length - devices.length,
    names: new Map(named),
    findings: [...after.findings.values()].filter((known) => isOwn({ ...known, targets: [known.target] })),
  };
}

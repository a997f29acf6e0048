import { authorize } from '../authorize/authorize.ts';
import { rangeEdges, withoutAddresses } from '../authorize/edges.ts';
import { unseenMacProblems, withoutOwnMacs } from '../authorize/exclude-macs.ts';
import { patternCount } from '../model/address.ts';
import type { Effects } from '../model/effects.ts';
import type { Policy, Target } from '../model/policy.ts';
import { refuse } from '../model/problem.ts';
import type { ScanRequest } from '../model/request.ts';
import { endOf, isOver } from '../model/time.ts';
import { budgetNotice } from '../plan/budget.ts';
import { estimate } from '../plan/estimate.ts';
import { findScanner } from '../scan/find-nmap.ts';
import { installationOf } from '../scan/installation.ts';
import { findLinks, findMachine, linkEdges } from '../scan/machine.ts';
import { limiter } from '../scan/run-plans.ts';
import { beginWith, type Run, recordScanner, type State } from './state.ts';

/** A run with more addresses than this saves memory. */
const MANY = 4_096;

/**
 * Resolves names, checks the authorization, finds nmap, and finds out what this machine can do.
 * Sends nothing to any target.
 * @throws InputError if the authorization refuses the scan; ToolError if there is no usable nmap
 */
export async function prepare(
  policy: Policy,
  targets: readonly Target[],
  request: ScanRequest,
  startedAt: Date,
  effects: Effects,
): Promise<{ readonly run: Run; readonly state: State }> {
  const { resolve, environment, signal, say, inputFile, keepScan } = effects;
  if (isLarge(targets)) effects.saveMemory();
  const all = await authorize(policy, targets, { resolve, now: startedAt });
  const found = await findScanner(request.nmap, request.install, environment, say, signal);
  const scanner = request.recollect === undefined ? found : { ...found, installed: await installationOf(found) };
  const machine = await findMachine(scanner, all, effects);
  const edges = rangeEdges(all, targets, linkEdges());
  const links = findLinks();
  refuse(unseenMacProblems(all, machine, links));
  const grant = withoutOwnMacs(
    withoutAddresses(
      all,
      [...edges.keys()].filter((address) => machine.unroutable.has(address)),
    ),
    machine,
    links,
  );
  const { remaining, stopped } = timeLimit(policy, request, startedAt, effects);
  const { program, version, data } = scanner;
  const { privilege } = machine;
  const setup = { program, data, privilege, environment, signal, remaining, inputFile, keepScan };
  effects.emit({ event: 'scanner', program, version, data, privilege });
  const expected = estimate(grant, machine);
  effects.emit({
    ...{ event: 'budget', addresses: grant.required.size, packets: expected.packets, maxRate: grant.maxRate },
    ...{ expected: expected.least, timeout: request.timeout / 1_000 },
  });
  const notice = budgetNotice(expected, request.timeout);
  if (notice !== null) say(notice);
  const recollect = request.recollect?.(recordScanner(scanner, machine));
  const run = {
    ...{ targets, scanner, machine, setup, effects, limited: limiter(), edges, stopped },
    ...(recollect === undefined ? {} : { recollect }),
  };
  return { run, state: beginWith(grant, notice === null ? [] : [notice]) };
}

/** @returns the milliseconds that are left, and the reason if the run is over */
function timeLimit(
  policy: Policy,
  { timeout }: ScanRequest,
  startedAt: Date,
  { now, signal }: Effects,
): { readonly remaining: () => number; readonly stopped: () => string | null } {
  const [budget, authorized] = [startedAt.getTime() + timeout, authorizedUntil(policy, startedAt)];
  const remaining = (): number => Math.min(budget, authorized) - now().getTime();
  const stopped = (): string | null => {
    if (signal.aborted) return 'the run was interrupted';
    if (remaining() > 0) return null;
    return authorized < budget ? 'the authorization ended' : 'the time budget ran out';
  };
  return { remaining, stopped };
}

/**
 * A scan ends when its authorization ends. A scan of loopback alone needs no authorization and ignores an expired one.
 */
function authorizedUntil({ authorization }: Policy, startedAt: Date): number {
  const expires = authorization?.expires.value;
  return expires === undefined || isOver(expires, startedAt) ? Number.POSITIVE_INFINITY : endOf(expires);
}

/**
 * @returns whether the targets have so many addresses, before exclusions, that a run saves memory. A
 * name counts as one address.
 */
export function isLarge(targets: readonly Target[]): boolean {
  const patterns = targets.flatMap(({ hosts }) => hosts);
  const addresses = patterns.reduce(
    (sum, { value }) => sum + (value.kind === 'name' ? 1n : patternCount(value.pattern)),
    0n,
  );
  return addresses > MANY;
}

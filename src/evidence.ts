import { authorize } from './authorize/authorize.ts';
import { edgeNotices, rangeEdges, withoutAddresses } from './authorize/edges.ts';
import { exclusionNotices } from './authorize/exclude.ts';
import { reduceGrant } from './authorize/reduce.ts';
import type { Resolver } from './authorize/resolve.ts';
import { type Address, patternCount } from './model/address.ts';
import type { Grant } from './model/grant.ts';
import type { Discovery, Observation, Owed, SweepRecord, Unobserved } from './model/observation.ts';
import type { Plan } from './model/plan.ts';
import type { Policy, Target } from './model/policy.ts';
import type { ScannerRecord, ScanRecord } from './model/report.ts';
import { printable } from './model/text.ts';
import { endOf, isOver } from './model/time.ts';
import { inTurns } from './model/turns.ts';
import { accountSteps, isFoundDown } from './observe/account.ts';
import { readDiscovery, refineDiscovery, withDownAlike, withoutDown } from './observe/discovery.ts';
import type { Judged } from './observe/document.ts';
import { unlistedPorts } from './observe/gaps.ts';
import { hearsayPorts } from './observe/hearsay.ts';
import { silentHosts } from './observe/silent.ts';
import { planDiscovery } from './plan/discovery.ts';
import { estimate } from './plan/estimate.ts';
import { planHandshakes } from './plan/handshake.ts';
import { type Doubtful, planConfirm, planFacts, planFields, planIdentify } from './plan/plan.ts';
import { budgetNotice, type ProgressEvent, taskShare } from './progress.ts';
import { findMachine, linkEdges } from './scan/machine.ts';
import { findScanner, type InstallMode } from './scan/nmap.ts';
import type { InputFile, ScanEnvironment } from './scan/process.ts';
import type { ScanSetup } from './scan/scan.ts';
import { discover, doubtDown, doubtUp } from './survey/discover.ts';
import { heldBack } from './survey/egress.ts';
import { shapedProbes } from './survey/notices.ts';
import { runPlan } from './survey/run.ts';
import { surveyFields } from './survey/survey.ts';

/** Everything that reaches outside, handed in by the edges. */
export interface Effects {
  readonly now: () => Date;
  readonly resolve: Resolver;
  /** @throws InputError where there is no such file */
  readonly readPolicy: (file: string) => Promise<Uint8Array>;
  /** @throws InputError where there is no such file */
  readonly openResults: (file: string) => Promise<AsyncIterable<Uint8Array>>;
  readonly environment: ScanEnvironment;
  /** Aborted when the run is to stop; what was learned until then is still reported. */
  readonly signal: AbortSignal;
  /** Says what is going on: one printable line. */
  readonly say: (line: string) => void;
  /** Says how far the run is; may be called as often as anything changes. */
  readonly progress: (event: ProgressEvent) => void;
  /** Makes a text a file that can be read as often as wanted, until it is closed; nothing is left of it then. */
  readonly inputFile: (text: string) => Promise<InputFile>;
  /** Called where a run has so many addresses that memory is worth more than processor time. */
  readonly saveMemory: () => void;
}

/** Addresses from which on a run is to save memory. */
const MANY = 4_096;

/** How to scan, of what the user asks. */
export interface ScanRequest {
  readonly install: InstallMode;
  /** The nmap to run; null: the one on the PATH. */
  readonly nmap: string | null;
  /** Milliseconds for the whole run. */
  readonly timeout: number;
}

/** What a run has in its hands when it compares. */
export interface Evidence {
  readonly grant: Grant;
  readonly observation: Observation;
  readonly scanner: ScannerRecord;
  readonly scans: readonly ScanRecord[];
  readonly sweeps: readonly SweepRecord[];
  readonly notices: readonly string[];
  /** Why the run ended before it was done, as a clause; null where nothing cut it short. */
  readonly stopped: string | null;
}

/** Evidence that can still be added to. */
export interface Scanned extends Evidence {
  /** Probes some ports once more, by another technique where there is one. */
  readonly confirm: (doubts: readonly Doubtful[]) => Promise<Evidence>;
}

/** Of the time that is left, what a step leaves to those after it: a share of it, and no more than so many milliseconds. */
const KEPT = { sweep: { share: 0.25, most: 300_000 }, identify: { share: 0.15, most: 60_000 } } as const;

/** How often ports that a version scan did not list are asked for their service again. */
const MOST_REIDENTIFIED = 2;

/** Where each step begins and ends in the progress of a run, 0 to 1. */
const SPANS = {
  discover: [0, 0.05],
  sweep: [0.05, 0.7],
  identify: [0.7, 0.88],
  handshake: [0.88, 0.9],
  facts: [0.9, 0.95],
  confirm: [0.95, 1],
};

/**
 * Scans the targets: authorize, discover, sweep, identify, look for facts.
 * @throws InputError for a refusal, before any packet; ToolError where there is no usable nmap
 */
export async function scanTargets(
  policy: Policy,
  targets: readonly Target[],
  request: ScanRequest,
  startedAt: Date,
  effects: Effects,
): Promise<Scanned> {
  const { now, resolve, environment, signal, say } = effects;
  if (isLarge(targets)) effects.saveMemory();
  const all = await authorize(policy, targets, { resolve, now: startedAt });
  const found = await findScanner(request.nmap, request.install, environment, say, signal);
  const { program, version, data } = found;
  const machine = await findMachine(found, all, effects);
  const edges = rangeEdges(all, targets, linkEdges());
  const granted = withoutAddresses(
    all,
    [...edges.keys()].filter((address) => machine.unroutable.has(address)),
  );
  const [budget, authorized] = [startedAt.getTime() + request.timeout, authorizedUntil(policy, startedAt)];
  const remaining = (): number => Math.min(budget, authorized) - now().getTime();
  const stopped = (): string | null => {
    if (signal.aborted) return 'the run was interrupted';
    if (remaining() > 0) return null;
    return authorized < budget ? 'the authorization ended' : 'the time budget ran out';
  };
  const setup: ScanSetup = {
    program,
    data,
    privilege: machine.privilege,
    environment,
    signal,
    remaining,
    inputFile: effects.inputFile,
  };
  const log: Log = { judged: [], scans: [], sweeps: [], known: [], notices: [] };
  const observe = (owed: Owed) => inTurns(accountSteps(owed, log.judged, log.known));
  const told = budgetNotice(estimate(granted, machine), request.timeout);
  if (told !== null) {
    say(told);
    log.notices.push(told);
  }

  const tries = await discover(granted, machine, {
    run: (plans) => runPlans(plans, setup, log, effects),
    seen: () => readDiscovery(log.judged),
  });
  const discovery = readDiscovery(log.judged);
  log.judged.splice(0, log.judged.length, ...withoutDown(log.judged));
  const { grant: reduced, sought, unknown } = reduceGrant(granted, targets, discovery);
  const { fields, unobserved } = planFields(sought, machine);
  log.known.push(...unknown, ...unobserved);

  log.notices.push(...exclusionNotices(granted.excluded), ...shapedProbes(targets));
  const survey = await surveyFields(fields, machine, granted.maxRate, leaving(setup, KEPT.sweep), {
    ...effects,
    progress: within(effects.progress, SPANS.sweep),
  });
  log.judged.push(...survey.judged);
  log.scans.push(...survey.scans);
  log.sweeps.push(...survey.sweeps);
  log.known.push(...survey.unobserved);
  log.notices.push(...survey.warnings);
  const doubted = [...doubtDown(granted, discovery, log.sweeps, tries)];
  if (machine.privilege === 'unprivileged') {
    const seen = (await observe(granted.owed)).hosts;
    const held = await heldBack(granted, seen, machine, setup);
    doubted.push(...held.unobserved);
    log.notices.push(...held.notices);
  }
  if (discovery !== null) {
    const { hosts } = await observe(reduced.owed);
    const again = async (addresses: ReadonlySet<Address>): Promise<Discovery | null> => {
      const own: Log = { ...log, judged: [] };
      await runPlans(planDiscovery(granted, machine, addresses).plans, setup, own, effects);
      return readDiscovery(own.judged);
    };
    doubted.push(...(await doubtUp(granted, discovery, hosts, again)));
  }
  log.known.push(...doubted);
  // What may be up owes all that it was granted for.
  const owing = doubted.some(({ address }) => discovery?.down.has(address)) ? granted : reduced;
  const swept = edges.size === 0 ? null : await observe(owing.owed);
  const grant = withoutAddresses(
    owing,
    [...edges.keys()].filter((address) => swept !== null && isFoundDown(address, swept)),
  );
  log.notices.push(...edgeNotices(edges, grant));

  const identify = planIdentify(sought, await observe(grant.owed), machine);
  log.known.push(...identify.unobserved);
  const identifying = leaving(setup, KEPT.identify);
  await runPlans(identify.plans, identifying, log, effects);
  let identified = await observe(grant.owed);
  // On a lossy path nmap may not find a port again of which the sweep knows that it is open: it repeats itself little there.
  for (let again = 0; again < MOST_REIDENTIFIED; again++) {
    const hosts = unlistedPorts(identified, grant.identification);
    if (hosts.size === 0 || signal.aborted) break;
    await runPlans(planIdentify(sought, { hosts }, machine).plans, identifying, log, effects);
    identified = await observe(grant.owed);
  }
  const hearsay = hearsayPorts(identified);
  if (hearsay.size > 0) {
    await runPlans(planIdentify(sought, { hosts: hearsay }, machine).plans, identifying, log, effects);
    identified = await observe(grant.owed);
  }
  const handshakes = planHandshakes(sought, identified, machine).plans;
  await runPlans(handshakes, leaving(setup, KEPT.identify), log, effects);
  const facts = planFacts(sought, identified, machine).plans;
  await runPlans(facts, leaving(setup, KEPT.identify), log, effects);

  const evidence = async (): Promise<Evidence> => {
    const seen = await observe(grant.owed);
    const observation = { ...seen, discovery: discovery === null ? null : refineDiscovery(discovery, seen.hosts) };
    const why = stopped();
    const cut = why === null ? [] : [`${why.replace(/^t/, 'T')}: ports that were not probed by then are unobserved.`];
    return {
      grant,
      observation,
      scanner: { name: 'nmap', version, privilege: machine.privilege, data: printable(data) },
      scans: [...log.scans],
      sweeps: [...log.sweeps],
      notices: [...cut, ...new Set(log.notices), ...silentHosts(observation, log.judged)],
      stopped: why,
    };
  };
  return {
    ...(await evidence()),
    confirm: async (doubts) => {
      await runPlans(planConfirm(doubts, sought, await observe(grant.owed), machine).plans, setup, log, effects);
      return evidence();
    },
  };
}

/** @returns whether the targets write so many addresses, before exclusions, that a run is to save memory; names count once */
export function isLarge(targets: readonly Target[]): boolean {
  const patterns = targets.flatMap(({ hosts }) => hosts);
  const addresses = patterns.reduce(
    (sum, { value }) => sum + (value.kind === 'name' ? 1n : patternCount(value.pattern)),
    0n,
  );
  return addresses > MANY;
}

/** What a run has collected so far. */
interface Log {
  readonly judged: Judged[];
  readonly scans: ScanRecord[];
  readonly sweeps: SweepRecord[];
  /** Known beside the documents to be unobserved. */
  readonly known: Unobserved[];
  readonly notices: string[];
}

/** A scan ends with its authorization; one of loopback alone needs none, and does not heed one that is over. */
function authorizedUntil({ authorization }: Policy, startedAt: Date): number {
  const expires = authorization?.expires.value;
  return expires === undefined || isOver(expires, startedAt) ? Number.POSITIVE_INFINITY : endOf(expires);
}

/** The same, with less time: what is left over is for the steps that follow. */
function leaving(setup: ScanSetup, { share, most }: { readonly share: number; readonly most: number }): ScanSetup {
  const kept = Math.min(most, share * setup.remaining());
  return { ...setup, remaining: () => setup.remaining() - kept };
}

function within(progress: Effects['progress'], [from = 0, to = 1]: readonly number[]): Effects['progress'] {
  return (event) =>
    progress({ ...event, share: event.share === null ? null : from + (to - from) * Math.min(1, event.share) });
}

/** One after the other: scanners side by side lose each other's answers. */
async function runPlans(plans: readonly Plan[], setup: ScanSetup, log: Log, effects: Effects): Promise<void> {
  for (const [index, plan] of plans.entries()) {
    const { step, addresses, family, protocol } = plan;
    effects.say(`${step} ${index + 1} of ${plans.length}: ${addresses.length} ${family} addresses, ${protocol}`);
    const tell = within(effects.progress, SPANS[step]);
    const { judged, scan, warnings } = await runPlan(plan, setup, effects, ({ task, percent }) => {
      const share = taskShare(step, task, percent);
      if (share === null) return;
      const hosts = { hosts: addresses.length, hostsDone: 0, open: 0, rate: null, loss: null, pass: 1 };
      tell({ step, share: (index + share) / plans.length, etaSeconds: null, ...hosts });
    });
    log.judged.push(step === 'discover' ? withDownAlike(judged) : judged);
    log.scans.push(scan);
    log.notices.push(...warnings);
  }
}

import { authorize } from './authorize/authorize.ts';
import { claim, spokenOf } from './authorize/claim.ts';
import { matchesHost } from './authorize/hosts.ts';
import type { Resolver } from './authorize/resolve.ts';
import type { Address } from './model/address.ts';
import type { Grant } from './model/grant.ts';
import type { Observation, Owed, SweepRecord, UnobservedReason } from './model/observation.ts';
import type { Machine, Plan } from './model/plan.ts';
import type { Policy, Target } from './model/policy.ts';
import { InputError } from './model/problem.ts';
import type { ScannerRecord, ScanRecord } from './model/report.ts';
import { printable } from './model/text.ts';
import { endOf, isOver } from './model/time.ts';
import { account } from './observe/account.ts';
import { failureOf, type Judged } from './observe/document.ts';
import { gunzipped } from './observe/gunzip.ts';
import { readScan } from './observe/read.ts';
import { planIdentify, planSweep } from './plan/plan.ts';
import type { ProgressEvent } from './progress.ts';
import { findPrivilege, findUnroutable } from './scan/machine.ts';
import { findScanner, type InstallMode } from './scan/nmap.ts';
import type { ScanEnvironment } from './scan/process.ts';
import { type ScanSetup, startScan } from './scan/scan.ts';

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
}

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
}

/**
 * Scans the targets: authorize, sweep, identify.
 * @throws InputError for a refusal, before any packet; ToolError where there is no usable nmap
 */
export async function scanTargets(
  policy: Policy,
  targets: readonly Target[],
  request: ScanRequest,
  startedAt: Date,
  effects: Effects,
): Promise<Evidence> {
  const { now, resolve, environment, signal, say } = effects;
  const grant = await authorize(policy, targets, { resolve, now: startedAt });
  const { program, version } = await findScanner(request.nmap, request.install, environment, say, signal);
  const machine = await findMachine(program, grant, effects);
  const end = Math.min(startedAt.getTime() + request.timeout, authorizedUntil(policy, startedAt));
  const remaining = (): number => end - now().getTime();
  const setup: ScanSetup = { program, privilege: machine.privilege, environment, signal, remaining };

  const sweep = planSweep(grant, machine);
  const sweeps = await runPlans(sweep.plans, setup, effects);
  const answered = account(grant.owed, sweeps.judged, sweep.unobserved);
  const identify = planIdentify(grant, answered, machine);
  const identifies = await runPlans(identify.plans, setup, effects);
  const judged = [...sweeps.judged, ...identifies.judged];
  const observation = account(grant.owed, judged, [...sweep.unobserved, ...identify.unobserved]);
  return {
    grant,
    observation,
    scanner: { name: 'nmap', version, privilege: machine.privilege },
    scans: [...sweeps.scans, ...identifies.scans],
    sweeps: [],
    notices: [...new Set([...sweeps.warnings, ...identifies.warnings]), ...silentHosts(observation)],
  };
}

/** A scan ends with its authorization; one of loopback alone needs none, and does not heed one that is over. */
function authorizedUntil({ authorization }: Policy, startedAt: Date): number {
  const expires = authorization?.expires.value;
  return expires === undefined || isOver(expires, startedAt) ? Number.POSITIVE_INFINITY : endOf(expires);
}

/** Hosts of which nothing at all came back: by the decision table that is "filtered", and it may be something else. */
function silentHosts({ hosts }: Observation): readonly string[] {
  const silent = [...hosts.values()].filter(({ protocols }) => {
    const states = Object.values(protocols).flatMap((answers) => Object.keys(answers.states));
    return states.length > 0 && states.every((state) => state === 'filtered' || state === 'open|filtered');
  });
  if (silent.length === 0) return [];
  const some = silent.slice(0, 5).map(({ address }) => address);
  const more = silent.length > some.length ? ` and ${silent.length - some.length} more` : '';
  return [
    `No answer at all came from ${some.join(', ')}${more}: a firewall that drops everything, a host that is down and a scanner that is shut out look the same. Require a port of a host to tell them apart.`,
  ];
}

/** What this machine can do, of what the grant needs. */
export async function findMachine(
  program: string,
  { owed }: Grant,
  { environment, signal }: Pick<Effects, 'environment' | 'signal'>,
): Promise<Machine> {
  return {
    privilege: await findPrivilege(program, environment, signal),
    unroutable: await findUnroutable(owed.keys()),
  };
}

interface PlansRun {
  readonly judged: readonly Judged[];
  readonly scans: readonly ScanRecord[];
  readonly warnings: readonly string[];
}

/** One after the other: scanners side by side lose each other's answers. */
async function runPlans(plans: readonly Plan[], setup: ScanSetup, { now, say }: Effects): Promise<PlansRun> {
  const judged: Judged[] = [];
  const scans: ScanRecord[] = [];
  const warnings: string[] = [];
  for (const [index, plan] of plans.entries()) {
    say(
      `${plan.step} ${index + 1} of ${plans.length}: ${plan.addresses.length} ${plan.family} addresses, ${plan.protocol}`,
    );
    const started = now();
    const scan = startScan(plan, setup);
    const document = await readScan(scan.output, { wants: () => true });
    const ended = await scan.ended;
    judged.push({ step: plan.step, document, failure: ended.failure, covers: planCovers(plan) });
    scans.push({
      command: printable(scan.command.join(' '), 2_000),
      seconds: (now().getTime() - started.getTime()) / 1_000,
      failure: ended.failure?.text ?? null,
    });
    warnings.push(...ended.warnings);
  }
  return { judged, scans, warnings };
}

function planCovers({ addresses, protocol, ports }: Plan): Owed {
  const covered = { [protocol]: ports };
  return new Map(addresses.map((address) => [address, covered]));
}

/**
 * Judges results made elsewhere. Nothing is sent, so nothing needs authorization.
 * @throws InputError for a file that is missing or holds no nmap results
 */
export async function judgeResults(
  policy: Policy,
  targets: readonly Target[],
  files: readonly string[],
  { now, openResults, say }: Effects,
): Promise<Evidence> {
  const wants = spokenOf(targets);
  const judged: Judged[] = [];
  const scans: ScanRecord[] = [];
  for (const file of files) {
    say(`reading ${printable(file)}`);
    const started = now();
    const { chunks, fault } = gunzipped(await openResults(file));
    const document = await readScan(chunks, { wants });
    if (document.fault?.kind === 'not-nmap') {
      const message = `${printable(file)} holds no nmap results: ${document.fault.text}; write them with nmap -oX`;
      throw new InputError([{ code: 'not-nmap-xml', message }]);
    }
    const unread = fault();
    const failure: UnobservedReason | null =
      unread === null ? null : { code: 'scan-truncated', text: `${printable(file)}: ${unread}` };
    judged.push({ step: 'sweep', document, failure, covers: null });
    const seconds = (now().getTime() - started.getTime()) / 1_000;
    scans.push({ command: printable(file), seconds, failure: unread ?? document.fault?.text ?? document.errorMessage });
  }
  const grant = claim(targets, scannedAs(judged), (address, host) =>
    (policy.authorization?.exclude ?? []).some(({ value }) => matchesHost(value, host, address)),
  );
  const versions = [...new Set(judged.map(({ document }) => document.scanner))].sort().join(', ');
  return {
    grant,
    observation: account(grant.owed, allOrNone(judged), []),
    scanner: { name: 'nmap', version: versions, privilege: 'none' },
    scans,
    sweeps: [],
    notices: [
      `Nothing was scanned: the verdict rests on ${files.length === 1 ? 'a file' : `${files.length} files`} of results made elsewhere.`,
      ...files.map((file, index) => `${printable(file)}: nmap began that scan ${beganAt(judged[index])}.`),
    ],
  };
}

/** What is missing from a file that is cut short may be what matters: then the others prove nothing either. */
function allOrNone(judged: readonly Judged[]): readonly Judged[] {
  const broken = judged.map(failureOf).find((failure) => failure !== null);
  return broken === undefined ? judged : judged.map((one) => ({ ...one, failure: one.failure ?? broken }));
}

function beganAt(judged: Judged | undefined): string {
  const started = judged?.document.started ?? null;
  return started === null ? 'at a time that it does not say' : `at ${started.toISOString()}`;
}

/** For each name that the user of nmap wrote, the addresses that were scanned under it. */
function scannedAs(judged: readonly Judged[]): ReadonlyMap<string, readonly Address[]> {
  const addresses = new Map<string, Address[]>();
  for (const { document } of judged) {
    for (const { address, userNames } of document.hosts.values()) {
      for (const name of userNames) {
        const known = addresses.get(name);
        if (known === undefined) addresses.set(name, [address]);
        else if (!known.includes(address)) known.push(address);
      }
    }
  }
  return addresses;
}

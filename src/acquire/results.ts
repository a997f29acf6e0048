import { exclusionNotices } from '../authorize/exclude.ts';
import { withoutMacs } from '../authorize/exclude-macs.ts';
import { coversHost, grantFromResults, nameNotices } from '../authorize/grant-from-results.ts';
import { unitePorts } from '../authorize/hosts.ts';
import { type Address, compareAddresses } from '../model/address.ts';
import type { Effects } from '../model/effects.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Grant } from '../model/grant.ts';
import type { Observation, ServiceEvidence, UnobservedReason } from '../model/observation.ts';
import type { Policy, Target } from '../model/policy.ts';
import { hasPort, type PortsByProtocol } from '../model/port.ts';
import { compareText, InputError, ToolError } from '../model/problem.ts';
import type { ScanRecord } from '../model/report.ts';
import type { ResultsRequest } from '../model/request.ts';
import { observedService, sameService } from '../model/service.ts';
import { printable } from '../model/text.ts';
import { inTurns } from '../model/turns.ts';
import { commandFault } from '../nmap/command-line.ts';
import { accountSteps } from '../observe/account.ts';
import { type AgeLimit, splitByAge } from '../observe/age.ts';
import { failureOf, type Judged, type ScanDocument } from '../observe/document.ts';
import { gunzipped } from '../observe/gunzip.ts';
import { seenMacs } from '../observe/host.ts';
import { readScan } from '../observe/read.ts';
import type { Compared, Judge } from './confirm.ts';
import { isLarge } from './prepare.ts';

/**
 * @returns a function that ends a run which is interrupted or has no time left, before its results are judged. The
 * function throws ToolError.
 */
function refuseWhenStopped(
  { timeout }: ResultsRequest,
  startedAt: Date,
  { now, signal }: Pick<Effects, 'now' | 'signal'>,
): () => void {
  return () => {
    if (signal.aborted) throw new ToolError('the run was interrupted before the results were judged');
    if (now().getTime() - startedAt.getTime() <= timeout) return;
    throw new ToolError('the time budget ran out before the results were judged: raise the timeout');
  };
}

/**
 * Reads results from elsewhere and compares them with the policy. Nothing is sent. Results are read as a whole or not
 * at all: a run that is stopped has no verdict.
 * @throws InputError for a file that is missing or holds no nmap results; ToolError if the run is stopped
 */
export async function compareResults(
  policy: Policy,
  targets: readonly Target[],
  request: ResultsRequest,
  startedAt: Date,
  effects: Effects,
  judge: Judge,
): Promise<Compared> {
  const goOn = refuseWhenStopped(request, startedAt, effects);
  const evidence = await judgeResults(policy, targets, request, startedAt, { ...effects, goOn });
  return { evidence, comparison: await judge(evidence, goOn) };
}

/**
 * Judges results from elsewhere. Nothing is sent, so no authorization is needed.
 * @throws InputError for a file that is missing or holds no nmap results
 */
async function judgeResults(
  policy: Policy,
  targets: readonly Target[],
  { scanXml: files, maxAge }: ResultsRequest,
  startedAt: Date,
  { now, openResults, say, emit, saveMemory, goOn }: Effects & { readonly goOn: () => void },
): Promise<Evidence> {
  if (isLarge(targets)) saveMemory();
  const { judged, scans } = await readResults(files, coversHost(targets), { now, openResults, say, emit, goOn });
  const proving = settled(judged, files, { now: startedAt, maxAge });
  const valid = proving.filter((one) => failureOf(one) === null);
  const [names, proven] = [scannedAs(judged), scannedAs(valid)];
  const refused = new Set([...names.keys()].filter((name) => !proven.has(name)));
  const { grant } = withoutMacs(
    grantFromResults(policy, targets, names, refused),
    seenMacs(proving),
    alwaysSeen(valid, proving),
  );
  const observation = await inTurns(accountSteps(grant.required, proving), goOn);
  const versions = [...new Set(judged.map(({ document }) => document.scanner))].sort().join(', ');
  return {
    grant,
    observation,
    scanner: { name: 'nmap', version: versions, privilege: 'none' },
    scans,
    sweeps: [],
    stopped: null,
    ...oldestStart(valid, grant, startedAt),
    notices: [
      ...exclusionNotices(grant.excluded),
      ...nameNotices(grant),
      `Nothing was scanned: the verdict rests on ${files.length === 1 ? 'a file' : `${files.length} files`} of ` +
        'results made elsewhere.',
      ...unprovenHttps(grant, observation),
      ...files.map((file, index) => startNotice(printable(file), judged[index])),
      ...refusals(proving, observation),
    ],
  };
}

/**
 * Another device may have had the address when a scan without a hardware address was made.
 * @returns the hardware addresses that valid results report, of addresses that are up in no results without one
 */
function alwaysSeen(valid: readonly Judged[], all: readonly Judged[]): ReturnType<typeof seenMacs> {
  const bare = new Set(
    all.flatMap(({ document }) =>
      [...document.hosts.values()]
        .filter(({ up, links = [] }) => up && links.length === 0)
        .map(({ address }) => address),
    ),
  );
  return new Map([...seenMacs(valid)].filter(([address]) => !bare.has(address)));
}

/** What files of results contain, before any policy is applied. */
export interface ResultsContent {
  /** The addresses that are up. */
  readonly hosts: readonly Address[];
  /** The ports that their scans probed. */
  readonly ports: PortsByProtocol;
}

/** @throws InputError for a file that is missing or holds no nmap results; ToolError if the run is stopped */
export async function contentOfResults(
  request: ResultsRequest,
  startedAt: Date,
  effects: Effects,
): Promise<ResultsContent> {
  const goOn = refuseWhenStopped(request, startedAt, effects);
  const { judged } = await readResults(request.scanXml, () => true, { ...effects, emit: () => {}, goOn });
  const up = judged.flatMap(({ document }) => [...document.hosts.values()].filter((host) => host.up));
  const hosts = [...new Set(up.map(({ address }) => address))].sort(compareAddresses);
  return { hosts, ports: unitePorts(judged.map(({ document }) => document.asked)) };
}

/** Reads each file as the document of one scan. */
async function readResults(
  files: readonly string[],
  wants: ReturnType<typeof coversHost>,
  { now, openResults, say, emit, goOn }: ReadEffects,
): Promise<{ readonly judged: readonly Judged[]; readonly scans: readonly ScanRecord[] }> {
  const judged: Judged[] = [];
  const scans: ScanRecord[] = [];
  for (const file of files) {
    say(`reading ${printable(file)}`);
    const started = now();
    const { chunks, fault } = gunzipped(await openResults(file));
    const document = await readScan(before(chunks, goOn), { wants });
    if (document.fault?.kind === 'not-nmap') {
      const message = `${printable(file)} holds no nmap results: ${document.fault.text}; write them with nmap -oX`;
      throw new InputError([{ code: 'not-nmap-xml', message }]);
    }
    const unread = fault();
    const failure =
      unread === null ? null : ({ code: 'scan-truncated', text: `${printable(file)}: ${unread}` } as const);
    const read: Judged = { step: 'sweep', document, failure, covers: null };
    judged.push(read);
    const seconds = (now().getTime() - started.getTime()) / 1_000;
    const why = failureOf(read) ?? refusedOptions(file, document);
    const reason = unread ?? why?.text ?? null;
    scans.push({ command: printable(file), seconds, failure: reason });
    emit({ event: 'results', file: printable(file), duration: seconds, failure: reason });
  }
  return { judged, scans };
}

type ReadEffects = Pick<Effects, 'now' | 'openResults' | 'say' | 'emit'> & { readonly goOn: () => void };

async function* before<Item>(items: AsyncIterable<Item>, each: () => void): AsyncGenerator<Item> {
  for await (const item of items) {
    each();
    yield item;
  }
}

/**
 * The missing part of a truncated file may be the part that matters, so one truncated file makes all files prove
 * nothing. A file that is old, or whose scan saw only a part, does not affect the other files.
 */
function settled(judged: readonly Judged[], files: readonly string[], limit: AgeLimit): readonly Judged[] {
  // Sorted by text, so that the order of the files does not matter.
  const [broken = null] = judged.flatMap((one) => failureOf(one) ?? []).sort((a, b) => compareText(a.text, b.text));
  const all = judged.flatMap((one, index) => {
    const file = files[index] ?? '';
    const failure = failureOf(one) ?? broken ?? refusedOptions(file, one.document);
    return failure === null ? splitByAge(one, file, limit) : [{ ...one, failure }];
  });
  return all.sort((a, b) => compareText(a.failure?.text ?? '', b.failure?.text ?? ''));
}

/** @returns why a complete document proves nothing; null if the document is valid proof */
function refusedOptions(file: string, { command }: ScanDocument): UnobservedReason | null {
  const fault = commandFault(command);
  if (fault === null) return null;
  return {
    code: 'refused-options',
    text:
      `${printable(file)} was made with ${fault}: ports that it does not show open prove nothing; scan again ` +
      'without these options',
  };
}

/**
 * @returns a notice about ports that the policy expects to be https and that nmap reports as
 * https without a certificate
 */
function unprovenHttps({ web }: Grant, { hosts }: Observation): readonly string[] {
  const places = [...web].flatMap(([address, { https }]) =>
    [...(hosts.get(address)?.protocols.tcp?.details ?? [])].flatMap(([port, { service }]) =>
      service !== null && hasPort(https, port) && isUnprovenHttps(service) ? [`${address} ${port}/tcp`] : [],
    ),
  );
  if (places.length === 0) return [];
  const more = places.length > 5 ? ` and ${places.length - 5} more` : '';
  return [
    `nmap reports https on ${places.slice(0, 5).join(', ')}${more} without a certificate as proof, and may report ` +
      'https for a redirect to https. Scan with -sC, which reads certificates, or let the gate scan.',
  ];
}

function isUnprovenHttps(service: ServiceEvidence): boolean {
  const { tunnel, method, handshake } = service;
  return tunnel === 'ssl' && method === 'probed' && !handshake && sameService('https', observedService(service));
}

/**
 * What the files show together is as old as the oldest of them. Results that prove nothing, or are about other hosts,
 * have no say: else one file could make the others younger, or date the run into the future.
 */
function oldestStart(valid: readonly Judged[], { hosts }: Grant, now: Date): Pick<Evidence, 'observedAt'> {
  const granted = new Set(hosts.map(({ address }) => address));
  let oldest: number | null = null;
  for (const { document } of valid) {
    for (const { address, started } of document.hosts.values()) {
      if (started !== null && granted.has(address)) oldest = Math.min(oldest ?? now.getTime(), started);
    }
  }
  return oldest === null ? {} : { observedAt: new Date(oldest) };
}

/** @returns notices about results that prove nothing, unless they are the reason of a gap, which reports show */
function refusals(proving: readonly Judged[], { unobserved }: Observation): readonly string[] {
  const told = new Set(unobserved.map(({ reason }) => reason.text));
  const texts = new Set(proving.flatMap((one) => failureOf(one)?.text ?? []));
  return [...texts].filter((text) => !told.has(text)).map((text) => `Results that prove nothing: ${text}.`);
}

function startNotice(file: string, judged: Judged | undefined): string {
  const started = judged?.document.started ?? null;
  if (started === null) return `${file} does not say when its scan began.`;
  return `${file}: nmap began that scan at ${started.toISOString()}.`;
}

/** @returns for each name on nmap's command line, the addresses that were scanned under this name */
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

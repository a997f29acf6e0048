import { claim, spokenOf } from './authorize/claim.ts';
import { exclusionNotices } from './authorize/exclude.ts';
import type { Effects, Evidence } from './evidence.ts';
import type { Address } from './model/address.ts';
import type { UnobservedReason } from './model/observation.ts';
import type { Policy, Target } from './model/policy.ts';
import { compareText, InputError } from './model/problem.ts';
import type { ScanRecord } from './model/report.ts';
import { printable } from './model/text.ts';
import { account } from './observe/account.ts';
import { failureOf, type Judged } from './observe/document.ts';
import { gunzipped } from './observe/gunzip.ts';
import { readScan } from './observe/read.ts';

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
    const read: Judged = { step: 'sweep', document, failure, covers: null };
    judged.push(read);
    const seconds = (now().getTime() - started.getTime()) / 1_000;
    scans.push({ command: printable(file), seconds, failure: unread ?? failureOf(read)?.text ?? null });
  }
  const grant = claim(policy, targets, scannedAs(judged));
  const versions = [...new Set(judged.map(({ document }) => document.scanner))].sort().join(', ');
  return {
    grant,
    observation: account(grant.owed, allOrNone(judged), []),
    scanner: { name: 'nmap', version: versions, privilege: 'none' },
    scans,
    sweeps: [],
    stopped: null,
    notices: [
      ...exclusionNotices(grant.excluded),
      `Nothing was scanned: the verdict rests on ${files.length === 1 ? 'a file' : `${files.length} files`} of results made elsewhere.`,
      ...files.map((file, index) => `${printable(file)}: nmap began that scan ${beganAt(judged[index])}.`),
    ],
  };
}

/** What is missing from a file that is cut short may be what matters: then the others prove nothing either. */
function allOrNone(judged: readonly Judged[]): readonly Judged[] {
  // Of several the one whose text comes first: the order of the files decides nothing.
  const [broken] = judged.flatMap((one) => failureOf(one) ?? []).sort((a, b) => compareText(a.text, b.text));
  return broken === undefined ? judged : judged.map((one) => ({ ...one, failure: failureOf(one) ?? broken }));
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

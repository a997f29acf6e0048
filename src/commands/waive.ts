import { findPolicy } from '../edge/effects.ts';
import { readInput } from '../edge/files.ts';
import { badOption, readChoice, readDay, readText } from '../edge/options.ts';
import { writeStdout } from '../edge/outputs.ts';
import { markOf, replaceFile } from '../edge/replace-file.ts';
import { readUsed } from '../edge/used-policy.ts';
import { WAIVABLE_CODES } from '../model/finding.ts';
import type { ExitCode } from '../model/report.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { parseWaivedPort } from '../policy/entries.ts';
import { faultText } from '../policy/fault.ts';
import { loadUsedPolicies } from '../policy/load.ts';
import { decodePolicy } from '../policy/parse.ts';
import { MAX_POLICY_BYTES } from '../policy/source.ts';
import type { UsedPolicies } from '../policy/use.ts';
import { pruneWaivers } from '../prune.ts';
import { addWaivers, type Rewritten, readReport, type Selection, type Terms } from '../waive.ts';

/** The options as the user wrote them. */
export interface WaiveOptions {
  readonly add?: boolean | undefined;
  readonly prune?: boolean | undefined;
  readonly 'unused-allowances'?: boolean | undefined;
  readonly policy?: string | undefined;
  readonly from?: string | undefined;
  readonly finding?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly owner?: string | undefined;
  readonly ticket?: string | undefined;
  readonly expires?: string | undefined;
}

/** A report lists every host, and may be long. */
const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/** Adds waivers to the policy, or removes waivers. The file is replaced as a whole, or not at all. */
export async function runWaive(options: WaiveOptions): Promise<ExitCode> {
  const now = new Date();
  const change = options.add === true ? adding(options, now) : pruning(options, now);
  const file = await findPolicy(options.policy ?? null);
  const bytes = await readInput(file, 'policy', MAX_POLICY_BYTES);
  const before = decodePolicy(bytes, file);
  const { text, changes, left } = await change(before, file, await loadUsedPolicies(before, file, readUsed));
  if (changes.length > 0) await replaceFile(file, bytes, `${markOf(bytes)}${text}`);
  const done = changes.length > 0 || left.length > 0 ? changes : [nothingPruned(options)];
  const lines = [...done, ...left];
  await writeStdout(lines.map((line) => withoutCommands(`${printable(file, 1_000)}: ${line}\n`)).join(''));
  return 0;
}

/** Says only what was looked at: without a report, nobody knows which waivers are unused. */
function nothingPruned(options: WaiveOptions): string {
  return options.from === undefined
    ? 'no waiver is over; to find unused waivers too, add --from report.json, written with check --json'
    : options['unused-allowances']
      ? 'no waiver is over, and the report has no unused waiver and no unused allowed line'
      : 'no waiver is over, and the report has no unused waiver';
}

type Change = (text: string, file: string, used: UsedPolicies) => Promise<Rewritten>;

function adding(options: WaiveOptions, now: Date): Change {
  const { from, reason, owner, ticket, expires } = options;
  if (options['unused-allowances'] === true) throw badOption('--unused-allowances belongs to --prune: leave it out');
  if (options.prune === true) throw badOption('--add and --prune exclude each other: leave out one');
  if (from === undefined) throw badOption('--add needs --from FILE: write the report with check --json FILE');
  if (reason === undefined || owner === undefined || expires === undefined) {
    throw badOption('--add needs --reason, --owner and --expires: add those that are missing');
  }
  const terms: Terms = {
    reason: readText('--reason', reason),
    owner: readText('--owner', owner),
    ticket: ticket === undefined ? null : readText('--ticket', ticket),
    expires: readDay('--expires', expires, now),
  };
  const selection = readSelection(options);
  return async (text, file, used) => addWaivers(text, file, await reportFrom(from, file), selection, terms, now, used);
}

function readSelection({ finding, port, host }: WaiveOptions): Selection {
  const wrong = port === undefined ? undefined : parseWaivedPort(port);
  if (wrong !== undefined && 'fault' in wrong) throw badOption(`--port: ${faultText(wrong.fault)}`);
  return {
    finding: finding === undefined ? null : readChoice('--finding', finding, WAIVABLE_CODES),
    port: port ?? null,
    hosts: host ?? [],
  };
}

function pruning(options: WaiveOptions, now: Date): Change {
  if (options.prune !== true) throw badOption('waive needs --add or --prune');
  const extra = (['finding', 'port', 'host', 'reason', 'owner', 'ticket', 'expires'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (extra !== undefined) throw badOption(`--${extra} belongs to --add: leave it out`);
  const { from } = options;
  const allowances = options['unused-allowances'] === true;
  if (allowances && from === undefined) {
    throw badOption('--unused-allowances needs --from FILE: write the report with check --state FILE --json FILE');
  }
  return async (text, file, used) =>
    pruneWaivers(
      text,
      file,
      { report: from === undefined ? null : await reportFrom(from, file), allowances },
      now,
      used,
    );
}

async function reportFrom(name: string, policyFile: string) {
  const bytes = await readInput(name, 'report', MAX_REPORT_BYTES);
  if (bytes.length > MAX_REPORT_BYTES) throw badOption(`${printable(name)} is too long for a report`);
  return readReport(new TextDecoder().decode(bytes), name, policyFile);
}

import { badOption, readChoice } from '../edge/options.ts';
import { writeStdout } from '../edge/outputs.ts';
import { readKnown } from '../edge/state-file.ts';
import { parseAddress } from '../model/address.ts';
import { parseMac } from '../model/device.ts';
import { compareText } from '../model/problem.ts';
import type { ExitCode } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { HISTORY_FORMATS, type History, type HistoryFormat } from '../report/history.ts';
import type { State } from '../state/state.ts';

/** The options as the user wrote them. */
export interface HistoryOptions {
  readonly state?: string | undefined;
  readonly format?: string | undefined;
}

/** Prints what a state file remembers of one host, device or finding. */
export async function runHistory(options: HistoryOptions, operands: readonly string[]): Promise<ExitCode> {
  const { state: file, format: named = 'text' } = options;
  const format = readChoice('--format', named, Object.keys(HISTORY_FORMATS) as HistoryFormat[]);
  const [subject, ...more] = operands;
  if (subject === undefined || more.length > 0)
    throw badOption('history takes one host, hardware address or fingerprint: history 192.0.2.10 --state FILE');
  const history = historyOf(subject, await readKnown('history', file));
  if (history.devices.length + history.findings.length === 0)
    throw badOption(`nothing is remembered of "${printable(subject)}": devices --state lists what is known`);
  await writeStdout(HISTORY_FORMATS[format](history));
  return 0;
}

/** A host is asked for by any address, name or hardware address that it ever had; a finding by its fingerprint. */
function historyOf(subject: string, { devices, findings }: State): History {
  const text = parseMac(subject) ?? parseAddress(subject) ?? subject.toLowerCase();
  const known = [...devices.values()].filter(({ addresses, macs, names }) =>
    [...addresses, ...macs, ...names].some(({ what }) => what === text),
  );
  const found = [...findings.values()].filter(
    ({ fingerprint, host }) => fingerprint === text || fingerprint === `${text}:1` || host === text,
  );
  return {
    devices: known.sort((a, b) => compareText(a.id, b.id)),
    findings: found.sort((a, b) => compareText(a.first, b.first) || compareText(a.fingerprint, b.fingerprint)),
  };
}

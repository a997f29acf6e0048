import { badOption, readChoice } from '../edge/options.ts';
import { writeStdout } from '../edge/outputs.ts';
import { readStateFile } from '../edge/state-file.ts';
import { compareText } from '../model/problem.ts';
import type { ExitCode } from '../model/report.ts';
import { printable } from '../model/text.ts';
import { DEVICE_FORMATS, type DeviceFormat } from '../report/devices.ts';
import { readState } from '../state/read.ts';

/** The options as the user wrote them. */
export interface DevicesOptions {
  readonly state: string | undefined;
  readonly format: string | undefined;
}

/** Prints the devices that a state file remembers, those that were seen last first. */
export async function runDevices({ state: file, format: named = 'text' }: DevicesOptions): Promise<ExitCode> {
  const format = readChoice('--format', named, Object.keys(DEVICE_FORMATS) as DeviceFormat[]);
  if (file === undefined) throw badOption('devices needs --state FILE: the file that check --state wrote');
  const bytes = await readStateFile(file);
  if (bytes === null) throw badOption(`there is no ${printable(file)}: write it with check --state`);
  const { devices } = readState(bytes, file, new Date());
  const known = [...devices.values()].sort((a, b) => compareText(b.last, a.last) || compareText(a.id, b.id));
  await writeStdout(DEVICE_FORMATS[format](known.map((one) => ({ known: one, name: null, owner: null }))));
  return 0;
}

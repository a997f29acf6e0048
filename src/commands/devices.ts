import { nameDevice } from '../devices.ts';
import { findPolicy } from '../edge/effects.ts';
import { readInput } from '../edge/files.ts';
import { badOption, readChoice, readText } from '../edge/options.ts';
import { writeStdout } from '../edge/outputs.ts';
import { markOf, replaceFile } from '../edge/replace-file.ts';
import { readKnown } from '../edge/state-file.ts';
import { readUsed } from '../edge/used-policy.ts';
import type { Policy } from '../model/policy.ts';
import { compareText } from '../model/problem.ts';
import type { ExitCode } from '../model/report.ts';
import { printable, withoutCommands } from '../model/text.ts';
import { loadPolicy, loadUsedPolicies } from '../policy/load.ts';
import { decodePolicy } from '../policy/parse.ts';
import { MAX_POLICY_BYTES } from '../policy/source.ts';
import { DEVICE_FORMATS, type DeviceFormat } from '../report/devices.ts';
import { nameOfKnown } from '../state/devices.ts';

/** The options as the user wrote them. */
export interface DevicesOptions {
  readonly state?: string | undefined;
  readonly format?: string | undefined;
  readonly policy?: string | undefined;
  readonly add?: boolean | undefined;
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
}

/** Lists the devices that a state file remembers, or writes one into the policy. */
export async function runDevices(options: DevicesOptions, operands: readonly string[]): Promise<ExitCode> {
  if (options.add === true) return addDevice(options, operands);
  if (operands.length > 0) throw badOption('devices takes a device only with --add: devices --add MAC --name NAME');
  const extra = (['name', 'owner'] as const).find((name) => options[name] !== undefined);
  if (extra !== undefined) throw badOption(`--${extra} belongs to --add: leave it out`);
  return listDevices(options);
}

/** Those that were seen last come first. */
async function listDevices({ state: file, format: named = 'text', policy: path }: DevicesOptions): Promise<ExitCode> {
  const format = readChoice('--format', named, Object.keys(DEVICE_FORMATS) as DeviceFormat[]);
  const policy = path === undefined ? null : await policyAt(await findPolicy(path));
  const { devices } = await readKnown('devices', file);
  const sorted = [...devices.values()].sort((a, b) => compareText(b.last, a.last) || compareText(a.id, b.id));
  const listed = sorted.map((known) => {
    const device = policy === null ? null : nameOfKnown(policy, known);
    return { known, name: device?.name ?? null, owner: device?.owner ?? null };
  });
  await writeStdout(DEVICE_FORMATS[format](listed));
  return 0;
}

async function policyAt(file: string): Promise<Policy> {
  return loadPolicy(decodePolicy(await readInput(file, 'policy', MAX_POLICY_BYTES), file), file, readUsed);
}

async function addDevice(options: DevicesOptions, operands: readonly string[]): Promise<ExitCode> {
  const [identity, ...more] = operands;
  const { name, owner, state, format } = options;
  if (identity === undefined || more.length > 0 || name === undefined)
    throw badOption('--add needs one device and its name: devices --add MAC --name NAME');
  if (state !== undefined || format !== undefined)
    throw badOption('--state and --format list devices: leave out --add');
  const file = await findPolicy(options.policy ?? null);
  const bytes = await readInput(file, 'policy', MAX_POLICY_BYTES);
  const before = decodePolicy(bytes, file);
  const device = {
    identity,
    name: readText('--name', name),
    owner: owner === undefined ? null : readText('--owner', owner),
  };
  const text = nameDevice(before, file, device, await loadUsedPolicies(before, file, readUsed));
  await replaceFile(file, bytes, `${markOf(bytes)}${text}`);
  await writeStdout(
    withoutCommands(`${printable(file, 1_000)}: added: device ${device.name}, ${printable(identity)}\n`),
  );
  return 0;
}

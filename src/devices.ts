import { parseAddress } from './model/address.ts';
import { parseMac } from './model/device.ts';
import { InputError } from './model/problem.ts';
import { printable } from './model/text.ts';
import { addDevice } from './policy/edit.ts';
import { parsePolicy } from './policy/parse.ts';
import type { UsedPolicies } from './policy/use.ts';
import { reviewPolicies } from './review/review.ts';

/** A device to write into a policy. */
export interface NewDevice {
  /** As the user wrote it: a hardware address or an address. */
  readonly identity: string;
  readonly name: string;
  readonly owner: string | null;
}

/**
 * @returns the policy with the device, if it is valid and means the same otherwise
 * @throws InputError for what is no device, for a device that the policy names already, and for a policy that cannot be
 * edited line by line
 */
export function nameDevice(text: string, file: string, device: NewDevice, used: UsedPolicies): string {
  const { identity, name, owner } = device;
  const mac = parseMac(identity);
  const address = parseAddress(identity);
  if (mac === undefined && address === undefined) {
    const message =
      `"${printable(identity)}" is no hardware address and no address: write 00:1a:2b:3c:4d:5e ` + 'or 192.0.2.10';
    throw new InputError([{ code: 'bad-option', message }]);
  }
  const place = mac === undefined ? { address: String(address) } : { mac };
  const rewritten = addDevice(text, file, { name, ...place, ...(owner === null ? {} : { owner }) });
  const [before, after] = [parsePolicy(text, file, used), parsePolicy(rewritten, file, used)];
  const side = { label: file, exists: true };
  const { changes } = reviewPolicies({ policy: before, ...side }, { policy: after, ...side });
  const others = changes.filter(({ subject }) => !subject.endsWith(`device ${printable(name)}`));
  if (others.length === 0 && after.devices.length === before.devices.length + 1) return rewritten;
  const message = 'other lines would change: edit the policy by hand';
  throw new InputError([{ code: 'cannot-edit', message }]);
}

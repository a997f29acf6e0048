import { z } from 'zod';
import type { Address } from '../model/address.ts';
import { parseAddress } from '../model/address.ts';
import { type Mac, parseMac } from '../model/device.ts';
import { type HostPattern, UNKNOWN_DEVICES } from '../model/policy.ts';
import { fault, quote } from './fault.ts';
import { parseHost } from './hosts.ts';
import { HOST } from './patterns.ts';
import { grace, list, minutes, text, word } from './schema-values.ts';

const MAC = '^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$';

const mac = word<Mac>(
  (input) => {
    const value = parseMac(input);
    if (value !== undefined) return { value };
    return fault('invalid-value', `${quote(input)} is no hardware address of a device`, {
      rule: 'write six pairs of hexadecimal digits, such as 00:1a:2b:3c:4d:5e',
    });
  },
  'A hardware address (MAC)',
  { pattern: MAC, examples: ['00:1a:2b:3c:4d:5e'] },
);

/** An item of `exclude`. Six pairs of hexadecimal digits are no IPv6 address, so the two cannot be confused. */
export const excluded = word<HostPattern | Mac>(
  (input) => {
    const value = parseMac(input);
    return value === undefined ? parseHost(input) : { value };
  },
  'An address, a range, a name, or the hardware address (MAC) of a device',
  { pattern: `${MAC}|${HOST}`, examples: ['192.0.2.66', '00:1a:2b:3c:4d:5e'] },
);

const address = word<Address>(
  (input) => {
    const value = parseAddress(input);
    if (value !== undefined) return { value };
    return fault('invalid-host', `${quote(input)} is no address`, { rule: 'write one address, such as 192.0.2.10' });
  },
  'An address',
  { pattern: '^[0-9A-Fa-f.:]{2,45}$', examples: ['192.0.2.10'] },
);

/** One value, or a list of values. */
const some = <T extends z.ZodType>(one: T, description: string) =>
  z.union([one.transform((value) => [value]), list(one, description)]).meta({ description });

/** A device that the owner knows. */
const device = z
  .strictObject({
    name: text('A name of your own', 'printer-2', 64),
    mac: some(mac, 'Its hardware addresses (MAC). One that the device chose itself counts too').optional(),
    address: some(address, 'Its addresses. With `mac`, nothing else may answer at them').optional(),
    zone: text('The zone of its targets', 'office', 64).optional(),
    owner: text('Who is responsible for the device', 'team-office').optional(),
    group: text('A word of your own', 'printers', 64).optional(),
    tags: z
      .array(text('A word of your own', 'pci', 64))
      .min(1)
      .max(50)
      .meta({ description: 'Words of your own' })
      .optional(),
    type: text('What it is', 'printer', 64).optional(),
    required: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether its absence is a finding (`missing-device`)', examples: [true] }),
  })
  .refine((one) => one.mac !== undefined || one.address !== undefined, {
    params: { code: 'missing-key' },
    error: 'the device has neither a mac nor an address',
  })
  .meta({ description: 'A device, by its hardware addresses, its addresses or both' });

export const devices = z
  .array(device)
  .min(1)
  .max(10_000)
  .superRefine((all, context) => {
    const seen = new Map<string, (typeof all)[number][]>();
    for (const [index, one] of all.entries()) {
      const identities = [...(one.mac ?? []), ...(one.address ?? [])];
      for (const [place, key] of [`name ${one.name}`, ...identities].entries()) {
        const before = seen.get(key) ?? [];
        // A device without a zone is in each of them.
        const other = before.find(({ zone }) => zone === one.zone || zone === undefined || one.zone === undefined);
        const what = place === 0 ? 'name' : key;
        if (other !== undefined) {
          const message =
            other === one
              ? `${what} is twice in ${quote(one.name)}: remove it once`
              : `${what} is in two devices, ${quote(other.name)} and ${quote(one.name)}: remove it from one`;
          context.addIssue({ code: 'custom', path: [index], message, params: { code: 'duplicate-value' } });
        }
        before.push(one);
        seen.set(key, before);
      }
    }
  })
  .meta({
    description: 'Devices that you know, by their hardware addresses or addresses',
    examples: [[{ name: 'printer-2', mac: '00:1a:2b:3c:4d:5e' }]],
  });

/** The settings about devices, for all targets. */
export const deviceSettings = {
  'unknown-devices': z
    .enum(UNKNOWN_DEVICES)
    .optional()
    .meta({
      description:
        'What a device that `devices` does not name is: an error, a warning, a note; or `learn`: a note if the ' +
        'state file does not know it either. Left out: nothing',
      examples: ['warn'],
    }),
  'max-random': z
    .int()
    .min(0)
    .max(65_536)
    .optional()
    .meta({
      description: 'How many devices of a zone may have randomised hardware addresses; left out: any number',
      examples: [20],
    }),
  grace: grace(
    'How long (`2h`), or for how many runs (`3 runs`), a required device or port may be missing since a run of the ' +
      'state file saw it; after that, the finding counts',
  ).prefault('0m'),
  'noise-window': minutes(
    'How long a device may be missing before it is gone, because it sleeps or roams',
    '45m',
  ).prefault('45m'),
};

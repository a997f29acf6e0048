import type { DeviceCode } from '../model/finding.ts';
import type { HelpText } from './help-text.ts';

const NAMED = `devices:
  - name: printer-2
    mac: 00:1a:2b:3c:4d:5e`;

/** The help of the findings about devices. */
export const DEVICE_HELP: Readonly<Record<DeviceCode, HelpText>> = {
  'unknown-device': {
    meaning:
      'A host answered, and `devices` of the policy does not name it. It is identified by the hardware address (MAC) ' +
      'that nmap reports as root for hosts on the same link; without one, by its address. Or a zone has more ' +
      'randomised hardware addresses than `max-random` permits.',
    why: 'Somebody connected a device that nobody decided on. The policy of ports may allow everything that it does.',
    fix: 'Find out whose device it is, and remove it from the network.',
    declare: 'If it belongs there, name it by its hardware address or its address:',
    policy: NAMED,
    waiver: { instead: 'It cannot be waived: name the device, or set `unknown-devices` in `defaults` to `note`.' },
  },
  'missing-device': {
    meaning:
      'The policy names a device with `required: true`, and a complete run of its targets did not see it, for longer ' +
      'than `grace` if the state file knows when it was seen last. A device that is named by its hardware address ' +
      'alone is seen only as root, on its own link.',
    why: 'It is switched off, was removed, or is cut off from the network.',
    fix: 'Find out where the device is, and connect it again.',
    declare: 'If it may be absent, leave out `required`, or give it time:',
    policy: `defaults:
  grace: 2h
${NAMED}
    required: true`,
    waiver: { instead: 'It cannot be waived: leave out `required`, or raise `grace`.' },
  },
  'address-conflict': {
    meaning:
      'Two hardware addresses answered for one address in one run; or a hardware address answered for an ' +
      'address that the policy gives to a device with another one.',
    why:
      'Two devices have the same address by mistake, or one of them pretends to be the other (ARP ' +
      'spoofing) and reads what is meant for it.',
    fix: 'Find both devices by their hardware addresses, and give one of them another address.',
    declare: 'If the device has both hardware addresses, for example of two network cards, write both:',
    policy: `devices:
  - name: server-1
    mac: [00:1a:2b:3c:4d:5e, 00:1a:2b:3c:4d:5f]
    address: 192.0.2.10`,
    waiver: { instead: 'It cannot be waived: write both hardware addresses under one device.' },
  },
};

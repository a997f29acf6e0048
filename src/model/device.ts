/** A hardware address on a link (IEEE 802): six pairs of hexadecimal digits, lower case: `00:1a:2b:3c:4d:5e`. */
export type Mac = string & { readonly __mac: unique symbol };

/** What nmap says of a hardware address, as root and on the local link (nmap.dtd, `address`). */
export interface LinkAddress {
  readonly mac: Mac;
  /** The vendor to which the first half belongs, printable; null: unknown. */
  readonly vendor: string | null;
}

/** @returns undefined unless the text is the address of one station: not of a group, and not all zeros */
export function parseMac(text: string): Mac | undefined {
  const mac = text.toLowerCase().replaceAll('-', ':');
  if (!/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(mac) || mac === '00:00:00:00:00:00') return undefined;
  return (firstOctet(mac) & 1) === 0 ? (mac as Mac) : undefined;
}

/**
 * Phones and laptops choose such an address for each network, and often a new one each day (IEEE 802, 8.4: the bit for
 * locally administered addresses). It says nothing of who made the device.
 */
export function isLocallyAdministered(mac: Mac): boolean {
  return (firstOctet(mac) & 2) !== 0;
}

function firstOctet(mac: string): number {
  return Number.parseInt(mac.slice(0, 2), 16);
}

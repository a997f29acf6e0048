import { createHash } from 'node:crypto';

/** What makes a finding the same finding in the next run. Never a line number, date, banner, version or run. */
export interface Identity {
  readonly code: string;
  readonly target: string;
  /** The host name as the policy wrote it, or the address; empty where no host is concerned. */
  readonly host: string;
  readonly protocol: string;
  /** A port, or what stands in its place: an entry's ports, a reason, a waived finding. */
  readonly port: string;
}

/**
 * @returns 32 hexadecimal digits and `:1`, in the shape of code scanning's own `primaryLocationLineHash`, which would
 * otherwise be a hash of the policy's line and so the same for every port on it.
 */
export function fingerprint({ code, target, host, protocol, port }: Identity): string {
  const digest = createHash('sha256').update(['v1', code, target, host, protocol, port].join('|')).digest('hex');
  return `${digest.slice(0, 32)}:1`;
}

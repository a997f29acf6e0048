import { createHash } from 'node:crypto';
import type { Address } from '../model/address.ts';
import { familyOf } from '../model/address.ts';
import type { GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';

/** What identifies a finding in the next run. Never a line number, date, banner, version or run. */
export interface Identity {
  readonly environment: string;
  readonly code: string;
  readonly target: string;
  /** The result of `HostIdentity`; empty if the finding concerns no host. */
  readonly host: string;
  readonly protocol: string;
  /** A port, or its substitute: an entry's ports, a reason, a waived finding. */
  readonly port: string;
}

/**
 * Without it, code scanning would hash the policy's line, which is the same for all ports of that line.
 * @returns 32 hexadecimal digits and `:1`, like code scanning's `primaryLocationLineHash`
 */
export function fingerprint({ environment, code, target, host, protocol, port }: Identity): string {
  const parts = ['v2', environment, code, target, host, protocol, port];
  const digest = createHash('sha256').update(parts.join('|')).digest('hex');
  return `${digest.slice(0, 32)}:1`;
}

/** @returns the text that identifies a host in a finding's identity */
export type HostIdentity = (place: {
  readonly target: string;
  readonly host: string;
  readonly address: Address | null;
}) => string;

/**
 * An address identifies itself. A name with one address of a family is identified by the name, so that the address may
 * change. A name with several addresses of one family is identified by each address: the same port of two addresses is
 * two findings.
 */
export function hostIdentities(hosts: readonly GrantedHost[]): HostIdentity {
  const named = hosts.filter(({ host, address }) => host !== address);
  const keyOf = (target: string, host: string, address: Address) => `${target}|${host}|${familyOf(address)}`;
  const groups = groupBy(named, ({ target, host, address }) => keyOf(target, host, address));
  return ({ target, host, address }) => {
    if (address === null || host === address) return host;
    const known = groups.get(keyOf(target, host, address)) ?? [];
    const isOnly = known.length === 1 && known[0]?.address === address;
    return `${host}/${isOnly ? familyOf(address) : address}`;
  };
}

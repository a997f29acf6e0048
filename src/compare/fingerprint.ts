import { createHash } from 'node:crypto';
import type { Address } from '../model/address.ts';
import { familyOf } from '../model/address.ts';
import type { GrantedHost } from '../model/grant.ts';
import { groupBy } from '../model/group.ts';

/** What makes a finding the same finding in the next run. Never a line number, date, banner, version or run. */
export interface Identity {
  readonly environment: string;
  readonly code: string;
  readonly target: string;
  /** As `HostIdentity` gives it; empty where no host is concerned. */
  readonly host: string;
  readonly protocol: string;
  /** A port, or what stands in its place: an entry's ports, a reason, a waived finding. */
  readonly port: string;
}

/**
 * @returns 32 hexadecimal digits and `:1`, in the shape of code scanning's own `primaryLocationLineHash`, which would
 * otherwise be a hash of the policy's line and so the same for every port on it.
 */
export function fingerprint({ environment, code, target, host, protocol, port }: Identity): string {
  const parts = ['v2', environment, code, target, host, protocol, port];
  const digest = createHash('sha256').update(parts.join('|')).digest('hex');
  return `${digest.slice(0, 32)}:1`;
}

/** @returns what stands for a host in a finding's identity. */
export type HostIdentity = (place: {
  readonly target: string;
  readonly host: string;
  readonly address: Address | null;
}) => string;

/**
 * An address stands for itself. A name stands for its only address of a family, so that the address may change; where
 * it has several of one family, each is a host of its own: the same port of two addresses is two findings.
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

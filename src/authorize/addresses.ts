import ipaddr from 'ipaddr.js';
import type { Address } from '../model/address.ts';

/**
 * Addresses at which a cloud gives credentials to every client inside it. A scan of them is refused unless the policy
 * names the address itself. Sources: AWS "Instance metadata" and "Task metadata", Google "VM metadata", Azure "Instance
 * Metadata Service" and "168.63.129.16", Alibaba Cloud "ECS metadata".
 */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
]);

export function isMetadataAddress(address: Address): boolean {
  return METADATA_ADDRESSES.has(address);
}

/** Whether a single host can have the address: it is not unspecified, multicast or broadcast. */
export function isHostAddress(address: Address): boolean {
  return (
    !['unspecified', 'multicast', 'broadcast'].includes(ipaddr.parse(address).range()) && !address.startsWith('0.')
  );
}

import { type Address, addressValue, familyOf, ipv6FromValue } from '../../model/address.ts';
import type { Finding } from '../../model/finding.ts';
import { groupBy } from '../../model/group.ts';
import { sinceWords } from '../memory-words.ts';
import { hostOf, placeOf } from '../words.ts';

/** Findings that differ only in the host. */
export interface FindingGroup {
  readonly first: Finding;
  readonly findings: readonly [Finding, ...Finding[]];
  /** The id of the group in the page. */
  readonly id: string;
}

/** Stands for the host in messages that are compared. No message contains it. */
const HOST = '\0';

/** @returns the findings in the order of the report; findings that say the same of several hosts are one group */
export function foldFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = groupBy(findings, (finding) => {
    const { code, severity, level, target, owner, tags, protocol, port, ports, waived, activation } = finding;
    const { file, line } = placeOf(finding);
    const what = [
      code,
      severity,
      level,
      target,
      owner,
      tags,
      protocol,
      port,
      ports,
      waived === null,
      activation,
      file,
      line,
    ];
    return JSON.stringify([...what, messageWithoutHost(finding), sinceWords(finding)]);
  });
  return [...groups.values()].map((group) => ({ first: group[0], findings: group, id: idOf(group[0]) }));
}

function messageWithoutHost({ message, host, address }: Finding): string {
  const names = [hostOf({ host, address }), host, address].filter((name) => name !== null && name !== '');
  return names.reduce<string>((text, name) => text.replaceAll(name ?? '', HOST), message);
}

/** @returns the id of the group that begins with the finding; it has no text of the finding in it */
function idOf({ fingerprint }: Finding): string {
  return `f-${fingerprint.replace(/[^0-9a-f]/g, '').slice(0, 16)}`;
}

/** @returns the network of an address in which a report folds hosts: 24 bits of IPv4, 64 bits of IPv6 */
export function networkOf(address: Address): string {
  if (familyOf(address) === 'ipv4') return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  return `${ipv6FromValue((addressValue(address) >> 64n) << 64n)}/64`;
}

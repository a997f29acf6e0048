import { NETWORK } from './lab.ts';

export interface PolicyParts {
  /** YAML of the targets, not indented. */
  readonly targets: string;
  /** A YAML flow of ports that are looked at, such as `{tcp: all}`. */
  readonly ports?: string;
  /** More of `defaults`, one key a line. */
  readonly defaults?: readonly string[];
  readonly scope?: readonly string[];
  /** Packets a second: makes a scan of few ports last. */
  readonly maxRate?: number;
}

const SCOPE = [`${NETWORK.ipv4}0/24`, `${NETWORK.ipv6}/64`, '*.lab.test'];

/** @returns a policy's text, with an authorization for the lab's own addresses and names. */
export function policyOf({
  targets,
  ports = '{tcp: [9]}',
  defaults = [],
  scope = SCOPE,
  maxRate = 100_000,
}: PolicyParts): string {
  return `version: 1
environment: lab
authorization:
  by: The lab
  reference: LAB-1
  scope: [${scope.map((one) => JSON.stringify(one)).join(', ')}]
  expires: 2099-12-31
  max-rate: ${maxRate}
defaults:
${[`ports: ${ports}`, ...defaults].map((line) => `  ${line}\n`).join('')}targets:
${targets.replace(/^(?=.)/gm, '  ')}
`;
}

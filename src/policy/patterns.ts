import { OPTION_NAMES } from '../nmap/options.ts';

/*
 * Regular expressions for editors (JSON Schema, `pattern`). They match all texts that the parsers of this room accept,
 * and few others. An editor must accept everything that the gate accepts. The parsers decide.
 */

const NUMBER = String.raw`(?:0|[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;
const RANGE = `${NUMBER}(?:-${NUMBER})?`;
const REFERENCE = `${RANGE}/(?:tcp|udp|sctp)`;
const TLS_PREFIX = '(?:(?:[Ss][Ss][Ll]|[Tt][Ll][Ss])/)?';
const NAME_OF_SERVICE = String.raw`(?=\S*[A-Za-z])${TLS_PREFIX}[A-Za-z\d][\w.+-]{0,62}(?:/[\w.+/-]{1,62})?`;

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const OCTETS = String.raw`(?:\*|${OCTET}|${OCTET}?-${OCTET}?)`;
const IPV4 = String.raw`${OCTETS}(?:,${OCTETS})*(?:\.${OCTETS}(?:,${OCTETS})*){3}`;
const IPV4_PREFIX = String.raw`(?:/(?:\d|[12]\d|3[0-2]))?`;
const IPV6 = String.raw`(?=[^/]*:[^/]*:)[\dA-Fa-f:.]+`;
const IPV6_PREFIX = String.raw`(?:/(?:\d|[1-9]\d|1[01]\d|12[0-8]))?`;
const LABEL = String.raw`[A-Za-z\d_](?:[\w-]{0,61}[A-Za-z\d_])?`;
const NAME = String.raw`(?!(?:.*\.)?(?:\d+|0[xX][\dA-Fa-f]*)\.?$)${LABEL}(?:\.${LABEL})*\.?`;

const LONG_OPTIONS = OPTION_NAMES.filter((name) => name.startsWith('--')).join('|');
const SHORT_OPTIONS = OPTION_NAMES.filter((name) => !name.startsWith('--')).join('|');

const whole = (pattern: string): string => `^(?:${pattern})$`;
/** The short forms of entries may have spaces around them. */
const spaced = (pattern: string): string => String.raw`^\s*(?:${pattern})\s*$`;

export const VISIBLE = String.raw`\S`;
export const DAY = whole(String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`);
export const HOST = whole(`${IPV4}${IPV4_PREFIX}|${IPV6}${IPV6_PREFIX}|${NAME}`);
export const ONE_HOST = whole(`${OCTET}(?:[.]${OCTET}){3}|${IPV6}|${NAME}`);
export const SCOPE = whole(String.raw`${IPV4}${IPV4_PREFIX}|${IPV6}${IPV6_PREFIX}|(?:\*\.)?${NAME}`);
export const SERVICE = whole(NAME_OF_SERVICE);
export const PORT = spaced(REFERENCE);
export const PORT_AND_SERVICE = spaced(String.raw`${REFERENCE}(?:\s+${NAME_OF_SERVICE})?`);
export const FORBIDDEN = spaced(`${REFERENCE}|${NAME_OF_SERVICE}`);
export const OPTION = whole(String.raw`(?:${LONG_OPTIONS})(?:=\S+)?|(?:${SHORT_OPTIONS})\S*`);
export const USE = whole(String.raw`[a-z0-9]+(?:-[a-z0-9]+)*|\.\.?/.+\.ya?ml`);
export const PORT_ITEM = {
  tcp: whole(`all|none|top-100|top-1000|${RANGE}`),
  udp: whole(`all|none|${RANGE}`),
  sctp: whole(`all|none|${RANGE}`),
};

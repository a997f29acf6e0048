import type { TcpBehaviour } from '../test/lab/responder.ts';
import { nginx, redis, responder, type Service, sshd } from '../test/lab/services.ts';
import { random } from './random.ts';

/** Open TCP ports of every target. */
const OPEN_PORTS = 40;

/**
 * Ports of the real services: nginx (80, 443), sshd, redis; and of a web server of ours, on two ports nobody expects.
 */
const REAL = [22, 80, 443, 6379];
const WEB = [31_337, 60_001];

/** Usual ports that a target has beside its random ones, and what they greet with. */
const USUAL: readonly (readonly TcpBehaviour[])[] = [
  [
    { port: 21, greeting: '220 (vsFTPd 3.0.3)\r\n' },
    { port: 25, greeting: '220 mx.lab.test ESMTP Postfix (Debian/GNU)\r\n' },
    { port: 110, greeting: '+OK Dovecot ready.\r\n' },
    { port: 143, greeting: '* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n' },
  ],
  [{ port: 3_306 }, { port: 2_222, greeting: 'SSH-2.0-OpenSSH_7.4\r\n' }],
  [
    { port: 23, greeting: '\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27' },
    { port: 5_900, greeting: 'RFB 003.008\n' },
  ],
  [{ port: 8_443 }, { port: 9_200 }],
  [{ port: 25, greeting: '220 mx.lab.test ESMTP Postfix (Debian/GNU)\r\n' }, { port: 993 }],
  [{ port: 2_375 }, { port: 10_250 }],
  [{ port: 5_432 }, { port: 8_888 }],
  [{ port: 27_017 }, { port: 11_211 }],
];

const WEB_ANSWER = 'HTTP/1.0 200 OK\r\nServer: lab\r\nContent-Type: text/html\r\n\r\n<title>lab</title>';

/** What one target offers. */
export interface Target {
  /** Open TCP ports, ascending. */
  readonly open: readonly number[];
  /**
   * The part of them that a policy would declare: the real services, and five of the random ports. A sweep is told of
   * these, as it is by a policy; the others it must find.
   */
  readonly declared: readonly number[];
  readonly services: readonly Service[];
}

/** @param index from 0; the same target for the same index on every machine */
function makeTarget(index: number): Target {
  const usual = USUAL[index % USUAL.length] as readonly TcpBehaviour[];
  const fixed = [...REAL, ...WEB, ...usual.map(({ port }) => port)];
  const next = random(1_001 + index);
  const drawn = new Set<number>();
  while (fixed.length + drawn.size < OPEN_PORTS) {
    const port = 1_024 + Math.floor(next() * (65_536 - 1_024));
    if (!fixed.includes(port)) drawn.add(port);
  }
  const spread = [...drawn].sort((a, b) => a - b);
  const settingsByAddress: TcpBehaviour[] = [
    ...usual,
    ...WEB.map((port) => ({ port, answer: WEB_ANSWER })),
    ...spread.map((port) => ({ port })),
  ];
  const declared = [...REAL, ...[3, 9, 15, 21, 27].map((place) => spread[place] as number)];
  return {
    open: [...fixed, ...spread].sort((a, b) => a - b),
    declared: declared.sort((a, b) => a - b),
    services: [nginx(), sshd(), redis(), responder(settingsByAddress)],
  };
}

/** @returns so many different targets. */
export function makeTargets(count: number): readonly Target[] {
  return Array.from({ length: count }, (_, index) => makeTarget(index));
}

/** What a target does with the TCP ports that are not open. */
export type Firewall = 'drop' | 'closed' | 'admin' | 'rstlimit';

/** Resets a second that a target behind `rstlimit` sends. */
const RST_LIMIT = 100;

/** @returns the rules of a firewall, in nftables' own language: see `setFirewall`. */
export function rulesOf(
  firewall: Firewall,
  open: readonly number[],
): { readonly input?: string; readonly output?: string } {
  const accept = `iif lo accept\nmeta l4proto ipv6-icmp accept\ntcp dport { ${open.join(', ')} } accept`;
  switch (firewall) {
    case 'drop':
      return { input: `${accept}\ndrop` };
    case 'closed':
      return {};
    case 'admin':
      return { input: `${accept}\nmeta l4proto tcp reject with icmpx admin-prohibited` };
    case 'rstlimit':
      return {
        output: `tcp flags & (rst|ack) == rst|ack limit rate over ${RST_LIMIT}/second burst 50 packets drop`,
      };
    default:
      return firewall satisfies never;
  }
}

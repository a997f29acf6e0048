import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { getServers } from 'node:dns';
import type { Family } from '../model/address.ts';

/*
 * getaddrinfo says "no such record" also where the name server answered with an error (FORMERR, NOTAUTH), with a broken
 * record, or with another one than was asked for. c-ares tells only some of these apart, so that the question is put on
 * the wire here.
 */

/** Name servers that are asked, and how often each: a datagram may be lost. */
const [MOST_SERVERS, ROUNDS] = [2, 2];
/** Milliseconds for each question. */
const PATIENCE = 1_000;

/**
 * Record types (RFC 1035, 3.2.2; RFC 3596) and, beside them, what may stand in an answer without any (CNAME, RRSIG,
 * DNAME).
 */
const RECORD = { ipv4: 1, ipv6: 28 } as const satisfies Record<Family, number>;
const BESIDE: ReadonlySet<number> = new Set([5, 39, 46]);
const INTERNET = 1;
const HEADER_BYTES = 12;

/** Response codes (RFC 1035, 4.1.1; RFC 2136, 2.2). */
const ERRORS: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  4: 'NOTIMP',
  5: 'REFUSED',
  9: 'NOTAUTH',
};

/**
 * Asks the system's name servers about a name of which the system's resolver says that it has no addresses of a family.
 * @returns why that is not certain; null: a name server says the same, or none answers, so that others told the
 * resolver
 */
export async function doubtAboutNone(name: string, family: Family): Promise<string | null> {
  const question = questionOf(name, family);
  // A name without a dot is searched for in the machine's domains, and not asked for as it is.
  if (question === null || !name.includes('.')) return null;
  const servers = getServers().slice(0, MOST_SERVERS);
  for (let round = 0; round < ROUNDS; round++) {
    const doubts: string[] = [];
    for (const server of servers) {
      const answer = await ask(server, question);
      if (answer === null) continue;
      const doubt = judgeAnswer(answer, question, family);
      if (doubt === null) return null;
      doubts.push(doubt);
    }
    if (doubts[0] !== undefined) return doubts[0];
  }
  return null;
}

/** @returns the question section and its header (RFC 1035, 4.1), or null where the name has no form on the wire */
function questionOf(name: string, family: Family): Buffer | null {
  const labels = name
    .replace(/\.$/, '')
    .split('.')
    .map((label) => Buffer.from(label, 'latin1'));
  if (labels.some(({ length }) => length === 0 || length > 63)) return null;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(randomInt(65_536), 0);
  header.writeUInt16BE(0x0100, 2);
  header.writeUInt16BE(1, 4);
  const encoded = labels.flatMap((label) => [Buffer.from([label.length]), label]);
  return Buffer.concat([header, ...encoded, Buffer.from([0, 0, RECORD[family], 0, INTERNET])]);
}

/** @returns the answer to the question, or null if none comes in time */
function ask(server: string, question: Buffer): Promise<Buffer | null> {
  const [, bracketed, plain, port = '53'] = /^(?:\[(.+)\]|([\d.]+)):(\d+)$/.exec(server) ?? [];
  const host = bracketed ?? plain ?? server;
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const end = (answer: Buffer | null): void => {
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => {});
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), PATIENCE);
    socket.on('error', () => end(null));
    socket.on('message', (answer) => {
      if (answer.length >= 2 && answer.readUInt16BE(0) === question.readUInt16BE(0)) end(answer);
    });
    socket.on('connect', () => socket.send(question));
    socket.connect(Number(port), host);
  });
}

/** @returns why an answer does not say that there is no such record; null: it says so */
export function judgeAnswer(answer: Buffer, question: Buffer, family: Family): string | null {
  if (answer.length < HEADER_BYTES) return BROKEN;
  const code = answer.readUInt8(3) & 0x0f;
  if (code === 3) return null;
  if (code !== 0) return `the name server answers ${ERRORS[code] ?? `with error ${code}`}`;
  if ((answer.readUInt8(2) & 0x02) !== 0) return 'the answer of the name server is cut off';
  const asked = question.subarray(HEADER_BYTES);
  let at = HEADER_BYTES + asked.length;
  if (answer.readUInt16BE(4) !== 1 || !sameText(answer.subarray(HEADER_BYTES, at), asked)) return BROKEN;
  for (let left = answer.readUInt16BE(6); left > 0; left--) {
    at = afterName(answer, at);
    if (at + 10 > answer.length) return BROKEN;
    const type = answer.readUInt16BE(at);
    at += 10 + answer.readUInt16BE(at + 8);
    if (at > answer.length) return BROKEN;
    if (type === RECORD[family])
      return "the name server has such records, and the system's resolver does not tell them";
    if (!BESIDE.has(type)) return 'the name server answers with records that were not asked for';
  }
  return null;
}

const BROKEN = 'the answer of the name server is broken';

function sameText(one: Buffer, other: Buffer): boolean {
  return one.toString('latin1').toLowerCase() === other.toString('latin1').toLowerCase();
}

/** @returns where the name that begins here ends (RFC 1035, 4.1.4), past the end of the answer if it does not */
function afterName(answer: Buffer, start: number): number {
  let at = start;
  while (at < answer.length) {
    const length = answer.readUInt8(at);
    if (length >= 0xc0) return at + 2;
    at += length + 1;
    if (length === 0) return at;
  }
  return answer.length + 1;
}

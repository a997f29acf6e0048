import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { getServers } from 'node:dns';
import type { Family } from '../model/address.ts';

/*
 * getaddrinfo says "no such record" also where the name server answered with an error (FORMERR, NOTAUTH), with a broken
 * record, or with another one than was asked for. c-ares tells only some of these apart, so that the question is put on
 * the wire here.
 */

/** Name servers that are asked, as many as glibc asks (resolv.conf(5)), and how often each: a datagram may be lost. */
const [MOST_SERVERS, ROUNDS] = [3, 2];
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
/** Those after which getaddrinfo asks the next server (glibc, resolv/res_send.c). */
const PASSED_ON: ReadonlySet<number> = new Set([2, 4, 5]);
const NO_SUCH_NAME = 3;

/** What one server answered to the question, and to the same about the other family; null: nothing in time. */
interface Answers {
  readonly server: string;
  readonly question: Buffer;
  readonly answer: Buffer | null;
  readonly other: Buffer | null;
}

/**
 * Asks the system's name servers about a name of which the system's resolver says that it has no addresses of a family.
 * Which of them told the resolver nobody knows (`rotate` in resolv.conf, a lost datagram, musl, which takes the first
 * answer of any), so that the doubt of one counts, whatever the others say.
 * @returns why that is not certain; null: the name servers say the same, or none answers, so that others told the
 * resolver
 */
export async function doubtAboutNone(
  name: string,
  family: Family,
  servers: readonly string[] = getServers(),
): Promise<string | null> {
  // A name without a dot is searched for in the machine's domains, and not asked for as it is.
  if (!isAskable(name)) return null;
  const all = await Promise.all(servers.slice(0, MOST_SERVERS).map((server) => askServer(server, name, family)));
  const isKnownElsewhere = all.some(({ answer, question }) => saysNoRecord(answer, question, family));
  for (const one of all) {
    const doubt = doubtOf(one, family);
    if (doubt !== null && !(isKnownElsewhere && refusesBoth(one))) return `${doubt} (${one.server})`;
  }
  return null;
}

async function askServer(server: string, name: string, family: Family): Promise<Answers> {
  const question = questionOf(name, family);
  const about = questionOf(name, family === 'ipv4' ? 'ipv6' : 'ipv4');
  const [answer, other] = await Promise.all([askTwice(server, question), askTwice(server, about)]);
  return { server, question, answer, other };
}

function doubtOf({ answer, other, question }: Answers, family: Family): string | null {
  if (answer !== null) return judgeAnswer(answer, question, family);
  return other === null ? null : 'the name server answers no such question about the name, and others about it';
}

function saysNoRecord(answer: Buffer | null, question: Buffer, family: Family): boolean {
  return answer !== null && judgeAnswer(answer, question, family) === null && codeOf(answer) !== NO_SUCH_NAME;
}

/** Whether a server does not serve the name at all, as one for internal names alone: the next one is asked instead. */
function refusesBoth({ answer, other }: Answers): boolean {
  if (answer === null || other === null) return false;
  const code = codeOf(answer);
  return code === codeOf(other) && (PASSED_ON.has(code) || (isReferral(answer) && isReferral(other)));
}

function codeOf(answer: Buffer): number {
  return answer.length < HEADER_BYTES ? -1 : answer.readUInt8(3) & 0x0f;
}

/**
 * Whether a server has no record, no authority and no recursion: it leads to others (glibc asks the next server too).
 */
function isReferral(answer: Buffer): boolean {
  if (codeOf(answer) !== 0 || answer.readUInt16BE(6) !== 0) return false;
  return (answer.readUInt8(2) & 0x04) === 0 && (answer.readUInt8(3) & 0x80) === 0;
}

function isAskable(name: string): boolean {
  return name.includes('.') && labelsOf(name).every(({ length }) => length > 0 && length <= 63);
}

function labelsOf(name: string): readonly Buffer[] {
  return name
    .replace(/\.$/, '')
    .split('.')
    .map((label) => Buffer.from(label, 'latin1'));
}

/** @returns the question section and its header (RFC 1035, 4.1) */
function questionOf(name: string, family: Family): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(randomInt(65_536), 0);
  header.writeUInt16BE(0x0100, 2);
  header.writeUInt16BE(1, 4);
  const encoded = labelsOf(name).flatMap((label) => [Buffer.from([label.length]), label]);
  return Buffer.concat([header, ...encoded, Buffer.from([0, 0, RECORD[family], 0, INTERNET])]);
}

async function askTwice(server: string, question: Buffer): Promise<Buffer | null> {
  for (let round = 0; round < ROUNDS; round++) {
    const answer = await ask(server, question);
    if (answer !== null) return answer;
  }
  return null;
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
  const code = codeOf(answer);
  if (code === NO_SUCH_NAME) return null;
  if (code !== 0) return `the name server answers ${ERRORS[code] ?? `with error ${code}`}`;
  if ((answer.readUInt8(2) & 0x02) !== 0) return 'the answer of the name server is cut off';
  if (isReferral(answer)) return 'the name server refers to others';
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

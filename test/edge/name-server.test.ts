import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { doubtAboutNone, judgeAnswer } from '../../src/edge/name-server.ts';

const NAME = Buffer.from('\x03www\x07example\x04test\x00', 'latin1');
const asked = (type: number) => Buffer.concat([NAME, Buffer.from([0, type, 0, 1])]);
const header = (flags: number, records: number, questions = 1) =>
  Buffer.from([0x12, 0x34, flags >> 8, flags & 0xff, 0, questions, 0, records, 0, 0, 0, 0]);
const record = (type: number, data: Buffer) =>
  Buffer.concat([Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
const QUESTION = Buffer.concat([header(0x0100, 0), asked(28)]);
const A = record(1, Buffer.from([192, 0, 2, 1]));
const AAAA = record(28, Buffer.alloc(16, 1));
const ALIAS = record(5, Buffer.from('\x03web\xc0\x10', 'latin1'));
const answer = (flags: number, ...records: readonly Buffer[]) =>
  Buffer.concat([header(0x8180 | flags, records.length), asked(28), ...records]);
const isNone = (text: Buffer) => judgeAnswer(text, QUESTION, 'ipv6') === null;

describe('of an answer to a question for IPv6 addresses', () => {
  test('"no such name", "no such record", and an alias of a name without one, say that there are none', () => {
    for (const text of [answer(3), answer(0), answer(0, ALIAS)]) assert.ok(isNone(text));
    const shouted = Buffer.concat([
      header(0x8180, 0),
      Buffer.from(asked(28).toString('latin1').toUpperCase(), 'latin1'),
    ]);
    assert.ok(isNone(shouted));
  });

  test('an error, a record that is cut off or of another type, and an answer to another question, do not', () => {
    for (const code of [1, 2, 4, 5, 6, 9, 15]) assert.ok(!isNone(answer(code)), `code ${code}`);
    for (const text of [answer(0, A), answer(0, ALIAS, A), answer(0, AAAA), answer(0x0200)]) assert.ok(!isNone(text));
    assert.ok(!isNone(Buffer.concat([header(0x8180, 0), asked(1)])));
    assert.ok(!isNone(header(0x8180, 0, 0)));
  });

  test('one that leads to other name servers does not', () => {
    assert.ok(!isNone(Buffer.concat([header(0x8000, 0), asked(28)])));
    assert.ok(isNone(Buffer.concat([header(0x8400, 0), asked(28)])));
  });

  test('no part of one does, however it is cut', () => {
    const whole = answer(0, ALIAS);
    for (let length = 0; length < whole.length; length++)
      assert.ok(!isNone(whole.subarray(0, length)), `${length} bytes`);
  });
});

/** What a name server answers to questions for IPv6 and for IPv4 addresses; null: nothing. */
interface Manner {
  readonly ipv6: Buffer | null;
  readonly ipv4: Buffer | null;
}

const reply = (code: number, ...records: readonly Buffer[]) =>
  Buffer.concat([header(0x8180 | code, records.length), ...records]);
const NONE = reply(0);
const manner = (ipv6: Buffer | null, ipv4: Buffer | null = reply(0, A)): Manner => ({ ipv6, ipv4 });

const KNOWS = manner(NONE);
const KNOWS_NOT = manner(reply(3), reply(3));
const [REFUSES, FAILS] = [manner(reply(5), reply(5)), manner(reply(2), reply(2))];
const REFERS = manner(header(0x8000, 0), header(0x8000, 0));
const ABSENT = manner(null, null);

/** @returns a name server on an address of its own, and its end */
async function nameServer({ ipv4, ipv6 }: Manner) {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const end = question.indexOf(0, 12) + 5;
    const text = question.readUInt16BE(end - 4) === 1 ? ipv4 : ipv6;
    if (text === null) return;
    const parts = [question.subarray(0, 2), text.subarray(2, 12), question.subarray(12, end), text.subarray(12)];
    socket.send(Buffer.concat(parts), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { server: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

/** @returns whether name servers, in the order of resolv.conf, leave a doubt that a name has no IPv6 addresses */
async function isDoubted(...manners: readonly Manner[]): Promise<boolean> {
  const servers = await Promise.all(manners.map(nameServer));
  try {
    return (
      (await doubtAboutNone(
        'www.example.test',
        'ipv6',
        servers.map(({ server }) => server),
      )) !== null
    );
  } finally {
    for (const { close } of servers) close();
  }
}

describe('of several name servers', { concurrency: true }, () => {
  test('the doubt of one counts, whatever another says, and wherever it stands', async () => {
    const doubtful = [
      reply(1),
      reply(9),
      reply(2),
      reply(5),
      reply(0, A),
      reply(0, AAAA),
      reply(0, AAAA.subarray(0, 9)),
    ];
    for (const [index, text] of doubtful.entries()) {
      for (const other of [KNOWS, KNOWS_NOT]) {
        assert.ok(await isDoubted(manner(text), other), `${index} first`);
        assert.ok(await isDoubted(other, manner(text)), `${index} last`);
      }
    }
    assert.ok(await isDoubted(KNOWS, KNOWS_NOT, manner(reply(1))));
  });

  test('one that is silent about IPv6 addresses, and knows the name, leaves a doubt', async () => {
    assert.ok(await isDoubted(manner(null), KNOWS_NOT));
  });

  test('none does where they say the same, or one of them does not know the name', async () => {
    for (const servers of [[KNOWS, KNOWS], [KNOWS, KNOWS_NOT], [KNOWS_NOT, KNOWS], [KNOWS]]) {
      assert.ok(!(await isDoubted(...servers)));
    }
  });

  test('one that answers nothing at all about the name is passed over, as the resolver does', async () => {
    const beside = [REFUSES, FAILS, REFERS, ABSENT].flatMap((one) => [isDoubted(one, KNOWS), isDoubted(KNOWS, one)]);
    const doubted = await Promise.all([...beside, isDoubted(ABSENT)]);
    assert.deepEqual(new Set(doubted), new Set([false]));
  });

  test('one that refuses the name is not passed over for one that does not know it', async () => {
    for (const one of [REFUSES, FAILS, REFERS]) assert.ok(await isDoubted(one, KNOWS_NOT));
    assert.ok(await isDoubted(manner(reply(1), reply(1)), KNOWS));
  });
});

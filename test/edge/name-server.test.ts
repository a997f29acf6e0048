import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeAnswer } from '../../src/edge/name-server.ts';

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

  test('no part of one does, however it is cut', () => {
    const whole = answer(0, ALIAS);
    for (let length = 0; length < whole.length; length++)
      assert.ok(!isNone(whole.subarray(0, length)), `${length} bytes`);
  });
});

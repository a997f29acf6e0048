import { createSocket } from 'node:dgram';

/*
 * A name server that has an IPv4 address for every name, and answers questions for IPv6 addresses as the first label of
 * the name says: `error-N`, `cut` (a record that is cut off), `other` (a record of another type), anything else: no
 * such record.
 */

const IPV4 = Buffer.from((process.argv[2] ?? '').split('.').map(Number));
const HEADER = 12;

function answerTo(question: Buffer): Buffer {
  const end = question.indexOf(0, HEADER) + 5;
  const [label = ''] = question
    .subarray(HEADER + 1, HEADER + 1 + question.readUInt8(HEADER))
    .toString()
    .split('.');
  const type = question.readUInt16BE(end - 4);
  const address = record(1, IPV4);
  const code = type === 1 ? 0 : Number(/^error-(\d+)$/.exec(label)?.[1] ?? 0);
  const behaviour: Readonly<Record<string, Buffer>> = {
    cut: record(28, Buffer.alloc(16)).subarray(0, 20),
    other: address,
  };
  const records = type === 1 ? address : (behaviour[label] ?? Buffer.alloc(0));
  const header = Buffer.from(question.subarray(0, HEADER));
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(records.length > 0 ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, question.subarray(HEADER, end), records]);
}

function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0, HEADER, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
}

const socket = createSocket('udp4');
socket.on('message', (question, { port, address }) => socket.send(answerTo(question), port, address));
socket.bind(53);

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A port that portmapper says belongs to an RPC program. */
export interface RpcProgram {
  readonly program: number;
  readonly version: number;
  readonly port: number;
}

/**
 * What a made-up server is.
 * - `http`, `https`: Node's own server, without a `Server` header
 * - `tls`: a handshake; inside it somebody who greets with `greeting`, or says nothing
 * - `hello`: answers whatever it is told with the first bytes of a TLS handshake, and goes no further
 * - `shared`: nginx for whoever asks, and OpenSSH for whoever says nothing for `after` milliseconds; inside TLS or not
 * - `portmapper`: RPC's directory of programs (RFC 1833) over TCP
 * - `rpc`: an RPC program (RFC 5531) over TCP, in version 4 alone
 */
export type OddService =
  | { readonly kind: 'http' | 'https' | 'hello'; readonly port: number }
  | { readonly kind: 'tls'; readonly port: number; readonly greeting?: string }
  | { readonly kind: 'shared'; readonly port: number; readonly tls: boolean; readonly after: number }
  | { readonly kind: 'portmapper'; readonly port: number; readonly programs: readonly RpcProgram[] }
  | { readonly kind: 'rpc'; readonly port: number; readonly program: number };

/** What one process serves, with the certificate that its TLS has. */
export interface OddServices {
  readonly services: readonly OddService[];
  readonly key: string;
  readonly certificate: string;
}

function listen({ services, key, certificate }: OddServices): void {
  const identity = { key: readFileSync(key), cert: readFileSync(certificate) };
  for (const service of services) serverOf(service, identity).listen({ port: service.port, host: '::', backlog: 256 });
}

function serverOf(service: OddService, identity: { readonly key: Buffer; readonly cert: Buffer }): Server {
  switch (service.kind) {
    case 'http':
      return createHttpServer((_, response) => response.end('ok'));
    case 'https':
      return createHttpsServer(identity, (_, response) => response.end('ok'));
    case 'tls':
      return createTlsServer(identity, (socket) => {
        socket.on('error', () => socket.destroy()).on('data', () => {});
        if (service.greeting !== undefined) socket.write(service.greeting, 'latin1');
      });
    case 'shared':
      return service.tls
        ? createTlsServer(identity, (socket) => shared(socket, service.after))
        : createServer((socket) => shared(socket, service.after));
    case 'hello':
      return createServer((socket) => socket.on('error', () => socket.destroy()).on('data', () => socket.end(HELLO)));
    case 'portmapper':
      return createServer((socket) => answerCalls(socket, PORTMAPPER, 2, dumpOf(service.programs)));
    case 'rpc':
      return createServer((socket) => answerCalls(socket, service.program, 4, []));
    default:
      return service satisfies never;
  }
}

function shared(socket: Socket, after: number): void {
  const waiting = setTimeout(() => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'), after);
  socket.on('error', () => socket.destroy()).on('close', () => clearTimeout(waiting));
  socket.on('data', () => {
    clearTimeout(waiting);
    socket.end('HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
  });
}

/** A ServerHello of TLS 1.2, without a certificate behind it. */
const HELLO = Buffer.from(`160303004a020000460303${'5f'.repeat(32)}20${'22'.repeat(32)}c02f00`, 'hex');

const PORTMAPPER = 100_000;
const DUMP = 4;
const TCP = 6;

/**
 * Answers each call in one fragment (RFC 5531), for a program that has one version: an empty result, "that version,
 * please", or that it is not this program.
 * @param dumped the result of the procedure that dumps
 */
function answerCalls(socket: Socket, own: number, only: number, dumped: readonly number[]): void {
  let pending = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    pending = Buffer.concat([pending, data]);
    while (pending.length >= 28 && pending.length >= 4 + fragmentLength(pending)) {
      const call = pending.subarray(4, 4 + fragmentLength(pending));
      pending = pending.subarray(4 + call.length);
      const [xid, program, version, procedure] = [0, 12, 16, 20].map((at) => call.readUInt32BE(at));
      const accepted = [xid ?? 0, 1, 0, 0, 0];
      if (program !== own) socket.write(reply([...accepted, 1]));
      else if (version !== only) socket.write(reply([...accepted, 2, only, only]));
      else socket.write(reply([...accepted, 0, ...(procedure === DUMP ? dumped : [])]));
    }
  });
}

function fragmentLength(fragment: Buffer): number {
  return fragment.readUInt32BE(0) & 0x7fff_ffff;
}

function dumpOf(programs: readonly RpcProgram[]): readonly number[] {
  return [...programs.flatMap(({ program, version, port }) => [1, program, version, TCP, port]), 0];
}

function reply(words: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 + 4 * words.length);
  buffer.writeUInt32BE(0x8000_0000 + 4 * words.length, 0);
  words.forEach((word, index) => {
    buffer.writeUInt32BE(word, 4 + 4 * index);
  });
  return buffer;
}

listen(JSON.parse(process.argv[2] ?? '') as OddServices);

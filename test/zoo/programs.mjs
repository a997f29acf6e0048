import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2, createSecureServer } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { createServer } from 'node:net';

/**
 * Servers of our own making for the zoo. Arguments: the files of a key and of its certificate; the port of the only
 * server to start, else all but the last.
 */
const [key, cert] = process.argv.slice(2, 4).map((file) => readFileSync(file));
const only = process.argv[4];
const ok = (_request, response) => response.end('ok');
const grpc = (_request, response) => {
  response.stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  response.stream.on('wantTrailers', () => response.stream.sendTrailers({ 'grpc-status': '12' })).end();
};

/** Speaks first, and late: the pause is in seconds. */
const greeter = (seconds, greeting, answer) => (socket) => {
  let greeted = false;
  const timer = setTimeout(() => {
    greeted = true;
    socket.write(greeting);
  }, seconds * 1_000);
  socket.on('close', () => clearTimeout(timer)).on('data', () => greeted && socket.write(answer));
};

/** Refuses every method but "no authentication", and every request (RFC 1928). */
const socks = (socket) => {
  socket.once('data', (hello) => {
    if (hello[0] !== 5) return socket.destroy();
    socket.write(Buffer.from([5, hello.subarray(2).includes(0) ? 0 : 255]));
    socket.on('data', () => socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0])));
  });
};

const servers = {
  8080: createHttp(ok),
  8443: createHttps({ key, cert }, ok),
  8444: createHttps({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, ok),
  8081: createHttp2(ok),
  8445: createSecureServer({ key, cert, allowHTTP1: false }, ok),
  50051: createHttp2(grpc),
  1081: createServer(socks),
  2525: createServer(greeter(4, '220 zoo.test ESMTP Postfix\r\n', '502 5.5.2 Error: command not recognized\r\n')),
  2121: createServer(greeter(9, '220 (vsFTPd 3.0.3)\r\n', '530 Please login with USER and PASS.\r\n')),
};
for (const [port, server] of Object.entries(servers)) {
  if (only === undefined ? port === '2121' : port !== only) continue;
  server.on('error', (error) => {
    console.error(error);
    process.exit(1);
  });
  server
    .on('tlsClientError', () => {})
    .on('sessionError', () => {})
    .on('clientError', (_error, socket) => socket.destroy());
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.listen(Number(port));
}

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from './command.ts';
import { assertComplete, type Checked, check, findingLines, judged } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { nginx, type Service, sshd } from './services.ts';

/** Web servers, true and false: Node's own with and without TLS, and sockets that answer what they like. */
const SERVERS = `
const [http, https, tls, net, fs] = ['http', 'https', 'tls', 'net', 'fs'].map((name) => require(name));
const [key, cert] = [process.argv[1], process.argv[2]].map((file) => fs.readFileSync(file));
const ok = (request, response) => response.end('ok');
const redirect = (port) => (request, response) => response.writeHead(302, { Location: 'https://' + request.headers.host + ':' + port }).end();
const raw = (answer) => (socket) => socket.on('error', () => {}).on('data', (data) => socket.end(answer(data)));
// 132 bytes, the fourth of the last ones a letter: a match line of nmap's takes that for Nagios.
const BODY = '{"error":"no such thing, ask again!"}';
const HEAD = 'HTTP/1.1 400 Bad Request\\r\\nContent-Type: application/json\\r\\nContent-Length: 37\\r\\nX: ';
const NAMED_NAGIOS = HEAD.padEnd(132 - 4 - BODY.length, 'y') + '\\r\\n\\r\\n' + BODY;
const servers = {
  80: http.createServer(ok), 443: http.createServer(ok), 8000: http.createServer(ok), 5800: http.createServer(ok),
  8443: https.createServer({ key, cert }, ok), 9001: https.createServer({ key, cert }, ok), 8080: http.createServer(redirect(8080)),
  4443: net.createServer(raw(() => 'HTTP/1.1 400 Bad Request\\r\\nServer: nginx/1.22.1\\r\\n\\r\\n<title>400 The plain HTTP request was sent to HTTPS port</title>')),
  8088: net.createServer(raw((data) => data[0] === 22 ? Buffer.from('160303004a020000460303', 'hex') : 'HTTP/1.1 200 OK\\r\\n\\r\\nok')),
  9443: tls.createServer({ key, cert }, raw(() => NAMED_NAGIOS)),
  2222: net.createServer((socket) => {
    const greeting = setTimeout(() => socket.write('SSH-2.0-OpenSSH_9.2\\r\\n'), 1500);
    socket.on('error', () => {}).on('close', () => clearTimeout(greeting)).on('data', (data) => {
      clearTimeout(greeting);
      socket.end(String(data).startsWith('GET') ? 'HTTP/1.1 200 OK\\r\\n\\r\\nok' : '');
    });
  }),
};
for (const [port, server] of Object.entries(servers)) server.on('tlsClientError', () => {}).listen(Number(port));
`;

const PORTS = [80, 443, 8000, 5800, 8443, 9001, 8080, 4443, 8088, 9443, 2222] as const;

const webServers: Service = (folder) => {
  const [key, certificate] = [join(folder, 'web-key.pem'), join(folder, 'web-certificate.pem')];
  const curve = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '9',
    '-subj',
    '/CN=web',
  ];
  run(['openssl', 'req', '-x509', ...curve, '-keyout', key, '-out', certificate]);
  return {
    argv: [process.execPath, '-e', SERVERS, key, certificate],
    listens: PORTS.map((port) => `tcp ${port}` as const),
  };
};

const PLANS = {
  scanner: { number: 2 },
  web: { number: 11, services: [webServers] },
  stock: { number: 12, services: [nginx({ http: 81, https: 12_345 }), sshd(8443)] },
} as const;

describe('what a web server is', { concurrency: 2 }, () => {
  let lab: Lab<keyof typeof PLANS>;
  before(async () => {
    lab = await startLab(PLANS);
  });
  after(() => lab?.stop());

  async function codes(host: 'web' | 'stock', lines: string): Promise<{ checked: Checked; found: readonly string[] }> {
    const ports = [...lines.matchAll(/(\d+)\/tcp/g)].map(([, port]) => port).join(', ');
    const targets = `${host}:\n  hosts: [${lab.hosts[host].ipv4}]\n  allow: [${lines}]`;
    const checked = await check(policyOf({ ports: `{tcp: [${ports}]}`, targets }), {
      folder: lab.folder,
      netns: lab.hosts.scanner.netns,
    });
    assertComplete(judged(checked));
    const found = findingLines(judged(checked)).map((line) => line.replace(/^(\S+) \S+ (\S+)\/tcp .*$/, '$2 $1'));
    return { checked, found: [...found].sort() };
  }

  test('plain HTTP is not https, whatever it says of itself, and https is not plain', async () => {
    const { found } = await codes(
      'web',
      '443/tcp https, 8080/tcp https, 4443/tcp https, 5800/tcp https, 8088/tcp https, 8443/tcp http',
    );
    assert.deepEqual(found, [
      '443 wrong-service',
      '4443 wrong-service',
      '5800 wrong-service',
      '8080 wrong-service',
      '8088 unverified-service',
      '8443 wrong-service',
    ]);
  });

  test('HTTP and HTTPS of stock servers are what they are, on ports that have other names', async () => {
    const lines =
      '80/tcp http, 443/tcp http, 8000/tcp http, 5800/tcp http, 8080/tcp http, 4443/tcp http, 8443/tcp https, ' +
      '9001/tcp https, 9443/tcp https';
    const { checked, found } = await codes('web', lines);
    assert.deepEqual([checked.status, found], [0, []]);
    assert.match(judged(checked).scanner.data ?? '', /\/nmap$/);
    const stock = await codes('stock', '81/tcp http, 12345/tcp https, 8443/tcp ssh');
    assert.deepEqual([stock.checked.status, stock.found], [0, []]);
  });

  test('SSH is no web server, although the same port answers HTTP too', async () => {
    const { found } = await codes('web', '2222/tcp http');
    assert.deepEqual(found, ['2222 unverified-service']);
    const stock = await codes('stock', '8443/tcp https');
    assert.deepEqual(stock.found, ['8443 wrong-service']);
  });
});

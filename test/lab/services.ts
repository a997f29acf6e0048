import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Behaviour, TcpBehaviour } from './responder.ts';

/** How a service is started in a host's namespace, and what must be listening before it counts as up. */
export interface Start {
  readonly argv: readonly [string, ...string[]];
  readonly listens: readonly `${'tcp' | 'udp'} ${number}`[];
}

/** @param folder the host's own scratch folder; its parent is the lab's */
export type Service = (folder: string) => Start;

/** A real OpenSSH server. */
export function sshd(port = 22): Service {
  return (folder) => {
    // Privilege separation needs it; Debian makes it when it starts its own sshd.
    mkdirSync('/run/sshd', { recursive: true });
    const key = once(join(folder, 'host-key'), (file) =>
      run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file]),
    );
    const options = ['-o', `Port=${port}`, '-o', 'PidFile=none', '-o', 'MaxStartups=200'];
    return { argv: ['/usr/sbin/sshd', '-D', '-e', '-f', '/dev/null', '-h', key, ...options], listens: [`tcp ${port}`] };
  };
}

/** A real nginx: one port without TLS and one with. */
export function nginx({ http = 80, https = 443 } = {}): Service {
  return (folder) => {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    const subject = ['-nodes', '-days', '300', '-subj', '/CN=lab.test'];
    run(['openssl', 'req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const file = join(folder, 'nginx.conf');
    writeFileSync(
      file,
      `daemon off; user root; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen ${http}; listen [::]:${http}; listen ${https} ssl; listen [::]:${https} ssl;
    ssl_certificate ${certificate}; ssl_certificate_key ${key};
    return 200 "lab";
  }
}
`,
    );
    return { argv: ['nginx', '-e', 'stderr', '-c', file], listens: [`tcp ${http}`, `tcp ${https}`] };
  };
}

/** A real Redis, without a password, as they are left behind. */
export function redis(port = 6379): Service {
  const open = ['--protected-mode', 'no', '--bind', '*', '-::*', '--save', ''];
  return (folder) => ({
    argv: ['redis-server', '--port', String(port), ...open, '--dir', folder],
    listens: [`tcp ${port}`],
  });
}

/**
 * A real dnsmasq, authoritative for lab.test.
 * @param records `name,address[,address]`, as dnsmasq's --host-record takes them
 */
export function dnsmasq(records: readonly string[] = [], port = 53): Service {
  // Not --no-daemon, with which it serves one TCP client at a time and nobody else meanwhile.
  const quiet = [
    '--keep-in-foreground',
    '--conf-file=/dev/null',
    '--no-hosts',
    '--no-resolv',
    '--pid-file=',
    '--user=root',
  ];
  return () => ({
    argv: [
      'dnsmasq',
      ...[...quiet, `--port=${port}`, '--local=/lab.test/'],
      ...records.map((record) => `--host-record=${record}`),
    ],
    listens: [`tcp ${port}`, `udp ${port}`],
  });
}

/** Services of our own making, see `Behaviour`; all of them in one process. */
export function responder(
  tcp: readonly TcpBehaviour[],
  { silentUdp = [], echoUdp = [], slowUdp = [] }: Partial<Omit<Behaviour, 'tcp'>> = {},
): Service {
  const behaviour: Behaviour = { tcp, silentUdp, echoUdp, slowUdp };
  const program = join(import.meta.dirname, 'responder.ts');
  return () => ({
    argv: [process.execPath, '--import', import.meta.resolve('tsx'), program, JSON.stringify(behaviour)],
    listens: [
      ...tcp.map(({ port }) => `tcp ${port}` as const),
      ...[...silentUdp, ...echoUdp, ...slowUdp].map((port) => `udp ${port}` as const),
    ],
  });
}

function once(file: string, make: (file: string) => void): string {
  if (!existsSync(file)) make(file);
  return file;
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lab/command.ts';
import { dnsmasq } from '../lab/services.ts';
import { keyPair, type Server, single, written } from './server.ts';

const DNS = [
  { port: '53/tcp', word: 'dns' },
  { port: '53/udp', word: 'dns' },
] as const;

/** Servers of names, time, tunnels and calls. */
export const NETWORK_SERVERS: readonly Server[] = [
  {
    name: 'bind',
    packages: { named: 'bind9' },
    serves: DNS,
    start: (folder) => {
      const options = `directory "${folder}"; pid-file none; listen-on { any; }; recursion no; session-keyfile none;`;
      return ['named', '-g', '-c', written(folder, 'named.conf', `options { ${options} };\ncontrols { };\n`)];
    },
  },
  {
    name: 'unbound',
    packages: { unbound: 'unbound' },
    serves: [...DNS, { port: '853/tcp', word: 'domain-s' }],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      const configuration = `server:
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: ""
  interface: 0.0.0.0
  interface: 0.0.0.0@853
  tls-service-key: "${key}"
  tls-service-pem: "${certificate}"
  access-control: 0.0.0.0/0 allow
remote-control:
  control-enable: no
`;
      return ['unbound', '-d', '-c', written(folder, 'unbound.conf', configuration)];
    },
  },
  {
    name: 'nsd',
    packages: { nsd: 'nsd' },
    serves: DNS,
    start: (folder) => {
      const folders = [`zonesdir: "${folder}"`, `xfrdir: "${folder}"`];
      const quiet = ['username: ""', 'pidfile: ""', 'xfrdfile: ""', 'zonelistfile: "zones"', ...folders];
      const configuration =
        `server:\n${quiet.map((line) => `  ${line}\n`).join('')}remote-control:\n  ` + `control-enable: no\n`;
      return ['nsd', '-d', '-c', written(folder, 'nsd.conf', configuration)];
    },
  },
  { name: 'dnsmasq', packages: { dnsmasq: 'dnsmasq-base' }, serves: DNS, start: (folder) => dnsmasq()(folder).argv },
  single('net-snmp', { snmpd: 'snmpd' }, '161/udp', 'snmp', (folder) => {
    const file = written(folder, 'snmpd.conf', 'agentAddress udp:161\nrocommunity public\n', 0o600);
    return ['snmpd', '-f', '-Lf', '/dev/null', '-C', '-c', file, '-p', join(folder, 'pid')];
  }),
  {
    name: 'rpcbind',
    packages: { rpcbind: 'rpcbind' },
    serves: [
      { port: '111/tcp', word: 'rpcbind' },
      { port: '111/udp', word: 'rpcbind' },
    ],
    // It locks files in /run, which the machine's own one or another zoo may hold.
    start: () => ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs none /run && exec rpcbind -f'],
  },
  {
    name: 'tor',
    packages: { tor: 'tor' },
    serves: [
      { port: '9050/tcp', word: 'tor-socks' },
      { port: '9051/tcp', word: 'tor-control' },
    ],
    start: (folder) => {
      mkdirSync(join(folder, 'tor'), { mode: 0o700 });
      const ports =
        'SocksPort 0.0.0.0:9050\nControlPort 0.0.0.0:9051\nHashedControlPassword ' +
        '16:0000000000000000000000000000000000000000000000000000000000\n';
      return [
        'tor',
        '-f',
        written(folder, 'torrc', `DataDirectory ${folder}/tor\n${ports}`),
        '--defaults-torrc',
        '/dev/null',
      ];
    },
  },
  single('microsocks', { microsocks: 'microsocks' }, '1080/tcp', 'socks5', () => [
    'microsocks',
    '-i',
    '0.0.0.0',
    '-p',
    '1080',
  ]),
  {
    name: 'openvpn',
    packages: { openvpn: 'openvpn' },
    serves: [{ port: '1194/tcp', word: 'openvpn' }],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      const tls = ['--tls-server', '--ca', certificate, '--cert', certificate, '--key', key, '--dh', 'none'];
      // Without a network for many clients it serves one connection, and is closed for a second after it.
      const server = ['--dev', 'tun', '--server', '10.99.0.0', '255.255.255.0', '--topology', 'subnet'];
      return ['openvpn', ...server, '--proto', 'tcp-server', '--port', '1194', ...tls];
    },
  },
  single('kerberos', { krb5kdc: 'krb5-kdc' }, '88/tcp', 'kerberos', (folder) => {
    const realm =
      `database_name = ${folder}/principal\n key_stash_file = ${folder}/stash\n kdc_ports = 88\n ` +
      `kdc_tcp_ports = 88\n`;
    const file = written(
      folder,
      'krb5.conf',
      `[libdefaults]\n default_realm = ZOO.TEST\n[realms]\n ZOO.TEST = {\n ${realm} }\n[kdcdefaults]\n ` +
        `kdc_tcp_ports = 88\n`,
    );
    const environment = ['env', `KRB5_CONFIG=${file}`, `KRB5_KDC_PROFILE=${file}`] as const;
    run([...environment, 'kdb5_util', '-r', 'ZOO.TEST', 'create', '-s', '-P', 'zoo']);
    return [...environment, 'krb5kdc', '-n'];
  }),
];

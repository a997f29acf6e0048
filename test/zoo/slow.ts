import { join } from 'node:path';
import { type Server, single, written } from './server.ts';

/**
 * Servers that nmap asks all its questions, for a minute and more, before it names them or gives up, and two that a
 * check does not always name: only the benchmark has them.
 */
export const SLOW: readonly Server[] = [
  single('etcd', { etcd: 'etcd-server' }, '2379/tcp', 'http', (folder) => [
    'etcd',
    '--data-dir',
    join(folder, 'data'),
    '--listen-client-urls=http://0.0.0.0:2379',
    '--advertise-client-urls=http://127.0.0.1:2379',
  ]),
  // nmap knows the answers of older versions alone. A status line proves HTTP, and nothing proves a proxy.
  single('privoxy', { privoxy: 'privoxy' }, '8118/tcp', 'http', (folder) => {
    return ['privoxy', '--no-daemon', written(folder, 'config', `listen-address 0.0.0.0:8118\nconfdir /etc/privoxy\n`)];
  }),
  single('tftpd', { 'in.tftpd': 'tftpd-hpa' }, '69/udp', 'tftp', (folder) => [
    'in.tftpd',
    '--foreground',
    '--address',
    ':69',
    '--secure',
    folder,
  ]),
  // It answers nothing but two port numbers, which nmap never asks.
  single('oidentd', { oidentd: 'oidentd' }, '113/tcp', null, (folder) => {
    return ['oidentd', '--foreground', '--config', written(folder, 'oidentd.conf', ''), '--user', '0', '--group', '0'];
  }),
  single('inspircd', { inspircd: 'inspircd' }, '6667/tcp', 'irc', (folder) => {
    const lines = [
      '<server name="irc.zoo.test" description="zoo" network="zoo">',
      '<admin name="zoo" nick="zoo" email="zoo@zoo.test">',
      '<bind address="" port="6667" type="clients">',
      // It greets only clients whose name it looks up, and answers nobody else before they register.
      '<connect allow="*" timeout="20" localmax="999" globalmax="999" resolvehostnames="yes" useident="no">',
      `<pid file="${folder}/pid">`,
      '<log method="file" level="default" target="inspircd.log" type="*">',
      `<path configdir="${folder}" datadir="${folder}" logdir="${folder}" runtimedir="${folder}">`,
    ];
    const file = written(folder, 'inspircd.conf', `${lines.join('\n')}\n`);
    return ['inspircd', '--nofork', '--runasroot', '--config', file];
  }),
  single('beanstalkd', { beanstalkd: 'beanstalkd' }, '11300/tcp', null, () => [
    'beanstalkd',
    '-l',
    '0.0.0.0',
    '-p',
    '11300',
  ]),
  // nmap knows the console of older versions alone, and not the greeting of the binary protocol.
  single('tarantool', { tarantool: 'tarantool' }, '3301/tcp', null, (folder) => {
    const script = `box.cfg{listen='0.0.0.0:3301', work_dir='${folder}', wal_mode='none'}\n`;
    return ['tarantool', written(folder, 'zoo.lua', script)];
  }),
  single('coturn', { turnserver: 'coturn' }, '3478/udp', 'stun', (folder) => {
    const quiet = ['--no-cli', '--no-auth', '--no-tls', '--no-dtls', '--log-file', 'stdout', '--simple-log'];
    return [
      'turnserver',
      '-n',
      ...quiet,
      '--listening-port',
      '3478',
      '--pidfile',
      join(folder, 'pid'),
      '-b',
      join(folder, 'db'),
    ];
  }),
  single('dictd', { dictd: 'dictd' }, '2628/tcp', 'dict', (folder) => {
    const data = written(folder, 'zoo.dict', 'zoo\n');
    const index = written(folder, 'zoo.index', 'zoo\tA\tE\n');
    const database = `database zoo { data "${data}" index "${index}" }`;
    const configuration = `global { listen_to 0.0.0.0 }\naccess { allow * }\n${database}\n`;
    const file = written(folder, 'dictd.conf', configuration);
    // It hangs up on clients if no name server answers, so it looks up their names in files alone.
    const names = `mount --bind ${written(folder, 'nsswitch.conf', 'hosts: files\n')} /etc/nsswitch.conf`;
    return ['unshare', '--mount', 'sh', '-c', `${names} && exec dictd -d nodetach --config ${file}`];
  }),
  single('kamailio', { kamailio: 'kamailio' }, '5060/udp', 'sip', (folder) => {
    const modules = '/usr/lib/x86_64-linux-gnu/kamailio/modules/';
    const configuration = `#!KAMAILIO
children=2
listen=udp:0.0.0.0:5060
disable_tcp=yes
mpath="${modules}"
loadmodule "sl.so"
request_route {
  sl_send_reply("200", "OK");
}
`;
    const file = written(folder, 'kamailio.cfg', configuration);
    return ['kamailio', '-DD', '-E', '-f', file, '-Y', folder, '-P', join(folder, 'pid')];
  }),
];

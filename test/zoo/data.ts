import { join } from 'node:path';
import { keyPair, type Server, single, written } from './server.ts';

const OPEN_REDIS = ['--protected-mode', 'no', '--bind', '*', '--save', ''];

/** Databases, caches, brokers and monitors. */
export const DATA: readonly Server[] = [
  single('redis', { 'redis-server': 'redis-server' }, '6379/tcp', 'redis', (folder) => {
    return ['redis-server', '--port', '6379', ...OPEN_REDIS, '--dir', folder];
  }),
  single('redis with a password', { 'redis-server': 'redis-server' }, '6379/tcp', 'redis', (folder) => {
    return ['redis-server', '--port', '6379', ...OPEN_REDIS, '--dir', folder, '--requirepass', 'zoo'];
  }),
  single('redis inside TLS', { 'redis-server': 'redis-server' }, '6380/tcp', 'ssl/redis', (folder) => {
    const { key, certificate } = keyPair(folder);
    const pair = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    const tls = ['--port', '0', '--tls-port', '6380', '--tls-auth-clients', 'no', ...pair];
    return ['redis-server', ...tls, ...OPEN_REDIS, '--dir', folder];
  }),
  single('memcached', { memcached: 'memcached' }, '11211/tcp', 'memcached', () => [
    'memcached',
    '-u',
    'nobody',
    '-l',
    '0.0.0.0',
    '-p',
    '11211',
  ]),
  {
    name: 'mosquitto',
    packages: { mosquitto: 'mosquitto' },
    serves: [
      { port: '1883/tcp', word: 'mqtt' },
      { port: '8883/tcp', word: 'mqtts' },
    ],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      const configuration = `user root
allow_anonymous true
listener 1883 0.0.0.0
listener 8883 0.0.0.0
certfile ${certificate}
keyfile ${key}
`;
      return ['mosquitto', '-c', written(folder, 'mosquitto.conf', configuration)];
    },
  },
  single('nats', { 'nats-server': 'nats-server' }, '4222/tcp', null, () => [
    'nats-server',
    '-a',
    '0.0.0.0',
    '-p',
    '4222',
  ]),
  single('pgbouncer', { pgbouncer: 'pgbouncer' }, '6432/tcp', null, (folder) => {
    const lines = ['[databases]', '* = host=127.0.0.1', '[pgbouncer]', 'listen_addr = 0.0.0.0', 'listen_port = 6432'];
    const more = ['auth_type = md5', `auth_file = ${written(folder, 'users', '"a" "b"\n')}`, 'unix_socket_dir =', ''];
    return ['pgbouncer', '-u', 'nobody', written(folder, 'pgbouncer.ini', [...lines, ...more].join('\n'))];
  }),
  single('zabbix', { zabbix_agentd: 'zabbix-agent' }, '10050/tcp', null, (folder) => {
    const lines = ['Server=10.0.0.0/8', 'LogType=console', `PidFile=${folder}/pid`, 'AllowRoot=1', 'ListenIP=0.0.0.0'];
    return ['zabbix_agentd', '-f', '-c', written(folder, 'zabbix.conf', `${lines.join('\n')}\n`)];
  }),
  single('nrpe', { nrpe: 'nagios-nrpe-server' }, '5666/tcp', null, (folder) => {
    const lines = ['server_port=5666', 'nrpe_user=nobody', 'nrpe_group=nogroup', 'allowed_hosts=10.0.0.0/8'];
    const file = written(folder, 'nrpe.cfg', `${[...lines, `pid_file=${folder}/pid`].join('\n')}\n`);
    return ['nrpe', '-c', file, '-f', '-n'];
  }),
  single('iperf3', { iperf3: 'iperf3' }, '5201/tcp', 'iperf3', () => ['iperf3', '-s']),
  single('nut', { upsd: 'nut-server' }, '3493/tcp', 'nut', (folder) => {
    written(folder, 'ups.conf', '[dummy]\ndriver = dummy-ups\nport = zoo.dev\n');
    written(folder, 'upsd.users', '', 0o640);
    written(folder, 'upsd.conf', `LISTEN 0.0.0.0 3493\nSTATEPATH ${folder}\n`);
    return ['env', `NUT_CONFPATH=${folder}`, `NUT_STATEPATH=${folder}`, '/lib/nut/upsd', '-F', '-u', 'root'];
  }),
  single('gpsd', { gpsd: 'gpsd' }, '2947/tcp', 'gpsd-ng', (folder) => [
    'gpsd',
    '-N',
    '-G',
    '-n',
    '-F',
    join(folder, 'gpsd.sock'),
  ]),
];

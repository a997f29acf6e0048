import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lab/command.ts';
import { VERY_LATE } from './own.ts';
import { type Server, single, written } from './server.ts';
import { SLOW } from './slow.ts';

const POSTGRESQL = '/usr/lib/postgresql';

/** Servers whose packages take too long to install for each run of the tests: only the benchmark has them. */
export const HEAVY: readonly Server[] = [
  VERY_LATE,
  ...SLOW,
  single('tigervnc', { Xtigervnc: 'tigervnc-standalone-server' }, '5900/tcp', 'vnc', () => [
    'Xtigervnc',
    ':77',
    '-rfbport',
    '5900',
    '-SecurityTypes',
    'VncAuth',
    '-PasswordFile',
    '/dev/null',
    '-nolisten',
    'unix',
    '-geometry',
    '64x64',
  ]),
  single('postgresql', { initdb: 'postgresql' }, '5432/tcp', 'postgres', (folder) => {
    const version = existsSync(POSTGRESQL) ? readdirSync(POSTGRESQL).sort().at(-1) : '15';
    const programs = join(POSTGRESQL, version ?? '15', 'bin');
    const data = join(folder, 'data');
    mkdirSync(data);
    run(['chown', 'postgres', data]);
    const as = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] as const;
    run([...as, join(programs, 'initdb'), '-D', data, '--no-sync', '--locale=C']);
    const options = ['-c', 'listen_addresses=*', '-c', `unix_socket_directories=`];
    return [...as, join(programs, 'postgres'), '-D', data, ...options];
  }),
  single('mariadb', { mariadbd: 'mariadb-server' }, '3306/tcp', 'mysql', (folder) => {
    const data = join(folder, 'data');
    run(['mariadb-install-db', '--no-defaults', `--datadir=${data}`, '--user=mysql', '--skip-test-db']);
    const quiet = ['--no-defaults', '--user=mysql', '--bind-address=*', `--socket=${data}/socket`];
    return ['mariadbd', ...quiet, `--datadir=${data}`, `--pid-file=${data}/pid`];
  }),
  {
    name: 'rabbitmq',
    packages: { 'rabbitmq-server': 'rabbitmq-server' },
    serves: [
      { port: '5672/tcp', word: 'amqp' },
      { port: '4369/tcp', word: 'epmd' },
    ],
    start: (folder) => {
      const places = [
        `MNESIA_BASE=${folder}/mnesia`,
        `LOG_BASE=${folder}/logs`,
        `ENABLED_PLUGINS_FILE=${folder}/plugins`,
      ];
      const names = ['NODENAME=zoo@localhost', 'CONFIG_FILE=/dev/null', ...places].map((one) => `RABBITMQ_${one}`);
      return ['env', `HOME=${folder}`, ...names, '/usr/lib/rabbitmq/bin/rabbitmq-server'];
    },
  },
  {
    name: 'samba',
    packages: { smbd: 'samba' },
    serves: [
      { port: '139/tcp', word: 'netbios' },
      { port: '445/tcp', word: 'smb' },
    ],
    start: (folder) => {
      const folders = ['lock', 'state', 'cache', 'pid', 'private', 'ncalrpc'].map((name) => {
        mkdirSync(join(folder, name));
        return join(folder, name);
      });
      const [lock, state, cache, pid, secret, rpc] = folders;
      const configuration = `[global]
lock directory = ${lock}
state directory = ${state}
cache directory = ${cache}
pid directory = ${pid}
private dir = ${secret}
ncalrpc dir = ${rpc}
log file = ${folder}/samba.log
disable spoolss = yes
`;
      return ['smbd', '--foreground', '--no-process-group', '-s', written(folder, 'smb.conf', configuration)];
    },
  },
];

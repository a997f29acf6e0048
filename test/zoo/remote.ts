import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lab/command.ts';
import { sshd } from '../lab/services.ts';
import { keyPair, type Server, single, written } from './server.ts';

/** Servers for shells, screens and files. */
export const REMOTE: readonly Server[] = [
  single('openssh', { sshd: 'openssh-server' }, '22/tcp', 'ssh', (folder) => sshd()(folder).argv),
  single('dropbear', { dropbear: 'dropbear-bin' }, '22/tcp', 'ssh', (folder) => {
    const key = join(folder, 'host-key');
    run(['dropbearkey', '-t', 'ed25519', '-f', key]);
    return ['dropbear', '-F', '-E', '-r', key, '-P', join(folder, 'pid'), '-p', '22'];
  }),
  single('vsftpd', { vsftpd: 'vsftpd' }, '21/tcp', 'ftp', (folder) => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const lines = [
      'listen=YES',
      'background=NO',
      `secure_chroot_dir=${empty}`,
      'anonymous_enable=NO',
      'local_enable=YES',
    ];
    return ['vsftpd', written(folder, 'vsftpd.conf', `${[...lines, 'seccomp_sandbox=NO'].join('\n')}\n`)];
  }),
  {
    name: 'xinetd',
    packages: { xinetd: 'xinetd', cvs: 'cvs' },
    serves: [
      { port: '13/tcp', word: 'daytime' },
      { port: '19/tcp', word: 'chargen' },
      { port: '37/tcp', word: 'time' },
      { port: '2401/tcp', word: 'cvspserver' },
    ],
    start: (folder) => {
      const internal = ['daytime', 'chargen', 'time'].map(
        (name) => `service ${name}
{
  type = INTERNAL
  id = ${name}-stream
  socket_type = stream
  protocol = tcp
  user = root
  wait = no
}`,
      );
      const external = ([name, port, server, args]: readonly [
        string,
        number,
        string,
        string,
      ]): string => `service ${name}
{
  type = UNLISTED
  port = ${port}
  socket_type = stream
  protocol = tcp
  user = root
  wait = no
  server = ${server}
  server_args = ${args}
}`;
      const repository = join(folder, 'cvs');
      run(['cvs', '-d', repository, 'init']);
      const others = [external(['cvs-server', 2401, '/usr/bin/cvs', `--allow-root=${repository} pserver`])];
      const limits = 'defaults\n{\n  instances = 200\n  cps = 1000 1\n}\n';
      const configuration = `${limits}${[...internal, ...others].join('\n')}\n`;
      const file = written(folder, 'xinetd.conf', configuration);
      return ['xinetd', '-dontfork', '-f', file, '-pidfile', join(folder, 'pid'), '-filelog', join(folder, 'x.log')];
    },
  },
  single('rsync', { rsync: 'rsync' }, '873/tcp', 'rsync', (folder) => {
    const configuration = `use chroot = no\n[files]\npath = ${folder}\n`;
    return ['rsync', '--daemon', '--no-detach', '--config', written(folder, 'rsyncd.conf', configuration)];
  }),
  single('git', { git: 'git' }, '9418/tcp', null, (folder) => [
    'git',
    'daemon',
    '--reuseaddr',
    '--export-all',
    `--base-path=${folder}`,
  ]),
  single('subversion', { svnserve: 'subversion' }, '3690/tcp', 'svnserve', (folder) => [
    'svnserve',
    '-d',
    '--foreground',
    '-r',
    folder,
  ]),
  single('distcc', { distccd: 'distcc' }, '3632/tcp', 'distccd', (folder) => {
    const from = ['--allow', '10.0.0.0/8', '--listen', '0.0.0.0', '--user', 'nobody'];
    return ['distccd', '--daemon', '--no-detach', ...from, '--log-file', join(folder, 'distcc.log')];
  }),
  single('nbd', { 'nbd-server': 'nbd-server' }, '10809/tcp', null, (folder) => {
    const file = written(folder, 'disk', 'x'.repeat(4_096), 0o666);
    const configuration = `[generic]\nallowlist = true\n[disk]\nexportname = ${file}\n`;
    return ['nbd-server', '-d', '-C', written(folder, 'nbd.conf', configuration)];
  }),
  single('xrdp', { xrdp: 'xrdp' }, '3389/tcp', 'rdp', (folder) => {
    const { key, certificate } = keyPair(folder);
    const configuration = `[Globals]
ini_version=1
fork=false
port=3389
security_layer=negotiate
certificate=${certificate}
key_file=${key}
[Logging]
LogFile=${folder}/xrdp.log
[Xorg]
name=Xorg
lib=libxup.so
`;
    return ['xrdp', '--nodaemon', '--config', written(folder, 'xrdp.ini', configuration)];
  }),
];

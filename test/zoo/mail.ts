import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lab/command.ts';
import { keyPair, type Server, single, written } from './server.ts';

/** Servers of mail, messages and directories. */
export const MAIL: readonly Server[] = [
  {
    name: 'postfix',
    packages: { postfix: 'postfix' },
    serves: [
      { port: '25/tcp', word: 'smtp' },
      { port: '465/tcp', word: 'smtps' },
    ],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      const [queue, data] = ['queue', 'data'].map((name) => {
        mkdirSync(join(folder, name));
        return join(folder, name);
      });
      run(['chown', 'postfix', data ?? '']);
      written(
        folder,
        'main.cf',
        `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
myhostname = zoo.test
mydestination =
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_tls_cert_file = ${certificate}
smtpd_tls_key_file = ${key}
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
alias_maps =
inet_interfaces = all
`,
      );
      written(
        folder,
        'master.cf',
        `smtp inet n - n - - smtpd
smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
`,
      );
      return ['postfix', '-c', folder, 'start-fg'];
    },
  },
  {
    name: 'dovecot',
    packages: { dovecot: 'dovecot-imapd', '../lib/dovecot/pop3': 'dovecot-pop3d' },
    serves: [
      { port: '143/tcp', word: 'imap' },
      { port: '993/tcp', word: null },
      { port: '110/tcp', word: 'pop3' },
      { port: '995/tcp', word: null },
    ],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      const configuration = `protocols = imap pop3
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${key}
mail_location = maildir:${folder}/mail
passdb {
  driver = static
  args = password=zoo
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}
}
`;
      return ['dovecot', '-F', '-c', written(folder, 'dovecot.conf', configuration)];
    },
  },
  single('prosody', { prosody: 'prosody' }, '5222/tcp', null, (folder) => {
    const configuration = `run_as_root = true
pidfile = "${folder}/pid"
data_path = "${folder}"
modules_enabled = { "saslauth", "disco" }
modules_disabled = { "s2s" }
c2s_ports = { 5222 }
c2s_require_encryption = false
authentication = "internal_plain"
log = { error = "*console" }
VirtualHost "zoo.test"
`;
    return ['prosody', '-F', '--config', written(folder, 'prosody.cfg.lua', configuration)];
  }),
  single('ngircd', { ngircd: 'ngircd' }, '6667/tcp', 'irc', (folder) => {
    const options = '[Options]\nPAM = no\nIdent = no\nDNS = no\n[Limits]\nMaxConnectionsIP = 0\n';
    const configuration = `[Global]\nName = irc.zoo.test\nInfo = zoo\nPorts = 6667\n${options}`;
    return ['ngircd', '-n', '-f', written(folder, 'ngircd.conf', configuration)];
  }),
  {
    name: 'openldap',
    packages: { slapd: 'slapd' },
    serves: [
      { port: '389/tcp', word: 'ldap' },
      { port: '636/tcp', word: 'ldaps' },
    ],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      mkdirSync(join(folder, 'ldap'));
      const configuration = `include /etc/ldap/schema/core.schema
pidfile ${folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${key}
database mdb
suffix "dc=zoo,dc=test"
rootdn "cn=admin,dc=zoo,dc=test"
directory ${folder}/ldap
`;
      const file = written(folder, 'slapd.conf', configuration);
      return ['slapd', '-d', '0', '-h', 'ldap://0.0.0.0:389/ ldaps://0.0.0.0:636/', '-f', file];
    },
  },
];

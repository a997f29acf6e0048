import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nginx } from '../lab/services.ts';
import { keyPair, type Server, single, written } from './server.ts';

const MODULES = '/usr/lib/apache2/modules';

/** Web servers, proxies, and services over HTTP. */
export const WEB: readonly Server[] = [
  {
    name: 'nginx',
    packages: { nginx: 'nginx-light' },
    serves: [
      { port: '80/tcp', word: 'http' },
      { port: '443/tcp', word: 'https' },
    ],
    start: (folder) => nginx()(folder).argv,
  },
  {
    name: 'apache',
    packages: { apache2: 'apache2-bin' },
    serves: [
      { port: '80/tcp', word: 'http' },
      { port: '443/tcp', word: 'https' },
    ],
    start: (folder) => {
      const { key, certificate } = keyPair(folder);
      const modules = ['mpm_event', 'authz_core', 'ssl'].map(
        (name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`,
      );
      const configuration = `${modules.join('\n')}
ServerName zoo.test
User www-data
Group www-data
DefaultRuntimeDir ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error
DocumentRoot ${folder}
Listen 80
Listen 443
<VirtualHost *:443>
SSLEngine on
SSLCertificateFile ${certificate}
SSLCertificateKeyFile ${key}
</VirtualHost>
`;
      return ['apache2', '-DFOREGROUND', '-f', written(folder, 'apache.conf', configuration)];
    },
  },
  single('lighttpd', { lighttpd: 'lighttpd' }, '80/tcp', 'http', (folder) => {
    const configuration = `server.document-root = "${folder}"\nserver.port = 80\n`;
    return ['lighttpd', '-D', '-f', written(folder, 'lighttpd.conf', configuration)];
  }),
  {
    name: 'haproxy',
    packages: { haproxy: 'haproxy' },
    serves: [
      { port: '80/tcp', word: 'http' },
      { port: '443/tcp', word: 'https' },
    ],
    start: (folder) => {
      const { both } = keyPair(folder);
      const configuration = `defaults
  mode http
  timeout client 9s
  timeout connect 9s
  timeout server 9s
frontend web
  bind :80
  bind :443 ssl crt ${both}
  http-request return status 200 content-type text/plain string ok
`;
      return ['haproxy', '-db', '-f', written(folder, 'haproxy.cfg', configuration)];
    },
  },
  single('squid', { squid: 'squid' }, '3128/tcp', 'http-proxy', (folder) => {
    const lines = [
      'http_port 3128',
      'http_access deny all',
      'pid_filename none',
      'access_log none',
      'netdb_filename none',
    ];
    const more = [
      `cache_log ${folder}/cache.log`,
      `coredump_dir ${folder}`,
      'visible_hostname zoo.test',
      'cache deny all',
    ];
    return ['squid', '-N', '-f', written(folder, 'squid.conf', `${[...lines, ...more].join('\n')}\n`)];
  }),
  single('tinyproxy', { tinyproxy: 'tinyproxy-bin' }, '8888/tcp', 'http-proxy', (folder) => {
    return ['tinyproxy', '-d', '-c', written(folder, 'tinyproxy.conf', 'Port 8888\nTimeout 60\nMaxClients 50\n')];
  }),
  single('icecast', { icecast2: 'icecast2' }, '8000/tcp', 'http', (folder) => {
    const configuration = `<icecast><hostname>zoo.test</hostname>
<limits><clients>50</clients><sources>2</sources></limits>
<authentication><source-password>a</source-password><admin-password>a</admin-password></authentication>
<listen-socket><port>8000</port></listen-socket>
<paths><logdir>${folder}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
<security><chroot>0</chroot><changeowner><user>nobody</user><group>nogroup</group></changeowner></security></icecast>
`;
    return ['icecast2', '-c', written(folder, 'icecast.xml', configuration)];
  }),
  single('cups', { cupsd: 'cups-daemon' }, '631/tcp', 'ipp', (folder) => {
    const folders = ['spool', 'cache', 'state', 'root'].map((name) => {
      mkdirSync(join(folder, name));
      return join(folder, name);
    });
    const [spool, cache, state, root] = folders;
    const files =
      `RequestRoot ${spool}\nCacheDir ${cache}\nStateDir ${state}\nServerRoot ${root}\nErrorLog ` +
      `stderr\nAccessLog stderr\nPageLog stderr\n`;
    const configuration = 'Listen 0.0.0.0:631\nServerAlias *\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n';
    return [
      'cupsd',
      '-f',
      '-c',
      written(folder, 'cupsd.conf', configuration),
      '-s',
      written(folder, 'files.conf', files),
    ];
  }),
  single('python', { python3: 'python3' }, '8000/tcp', 'http', (folder) => [
    '/usr/bin/python3',
    '-m',
    'http.server',
    '--directory',
    folder,
    '8000',
  ]),
  single('openssl with client certificates', { openssl: 'openssl' }, '8443/tcp', null, (folder) => {
    const { key, certificate } = keyPair(folder);
    const pair = ['-key', key, '-cert', certificate];
    return ['openssl', 's_server', '-quiet', '-accept', '8443', ...pair, '-Verify', '1', '-www'];
  }),
];

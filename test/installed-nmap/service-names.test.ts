import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXPOSURES } from '../../src/compare/exposure-table.ts';
import { isNamedBy, OVER_HTTP } from '../../src/model/http-names.ts';
import { normaliseService } from '../../src/model/service.ts';
import { ALSO_RPC_PROGRAMS, FULL_MATCHES, SOFT_MATCHES } from '../../src/nmap/match-names.ts';
import { SERVICE_NAMES } from '../../src/nmap/service-names.ts';
import { dataFolder } from './data-folder.ts';

const PROBES = readFileSync(join(dataFolder(), 'nmap-service-probes'), 'latin1');

test('every name of a match line, or of a script that names what it asked, can be proven', () => {
  for (const [, kind, name = ''] of PROBES.matchAll(/^(soft)?match (?:ssl\/)?(\S+) /gm)) {
    const known = kind === 'soft' ? SOFT_MATCHES.has(name.toLowerCase()) : true;
    assert.ok(known && (SOFT_MATCHES.has(name.toLowerCase()) || FULL_MATCHES.has(name.toLowerCase())), name);
  }
  for (const only of ['https', 'http-alt', 'https-alt', 'radan-http', 'empowerid']) {
    assert.ok(!SOFT_MATCHES.has(only) && !FULL_MATCHES.has(only), only);
  }
});

test('every name of a match line that an RPC program has too is known', () => {
  const programs = readFileSync(join(dataFolder(), 'nmap-rpc'), 'latin1').matchAll(/^([^#\s]+)\s+\d+/gm);
  const both = [...programs]
    .map(([, name = '']) => name.toLowerCase())
    .filter((name) => SOFT_MATCHES.has(name) || FULL_MATCHES.has(name));
  for (const name of both) assert.ok(name === 'rpcbind' || ALSO_RPC_PROGRAMS.has(name), name);
  for (const name of ALSO_RPC_PROGRAMS) assert.ok(both.includes(name), name);
});

test('every name that may be forbidden, and that nmap knows by HTTP answers alone, is a service over HTTP', () => {
  const lines = [...PROBES.matchAll(/^(?:soft)?match (?:ssl\/)?(\S+) m.(\^HTTP)?/gm)];
  const forbidden = SERVICE_NAMES.filter((name) => !['http', 'https'].includes(name));
  for (const name of forbidden) {
    const own = lines.filter(([, other = '']) => other.toLowerCase() === name);
    const web = own.filter(([, , answer]) => answer !== undefined);
    if (own.length > 0 && web.length === own.length) assert.ok(OVER_HTTP.has(name), name);
  }
  for (const name of OVER_HTTP) assert.ok(SERVICE_NAMES.includes(name), name);
});

/** What these words mean in nmap's products is another thing than the service of that name. */
const OTHER_MEANINGS = new Set(
  `adb backdoor bitcoin conference domain dot exec firewall ftp galaxy git gopher honeypot irc iscsi jetdirect login
  minecraft mpd mysql oracle printer radius remoting rtsp shell sip smtp snmp status svn telnet teradata time ts3
  dns zebra`.split(/\s+/),
);

test('every name that may be forbidden, and that nmap gives as a product over HTTP, reaches that product', () => {
  const lines = PROBES.matchAll(/^(?:soft)?match (?:ssl\/)?http m.*$/gm);
  const texts = [...lines].map(([line]) => {
    const parts = [...line.matchAll(/ [pi](?:\/([^/]*)\/|\|([^|]*)\|)/g)];
    return parts.map(([, slashed, piped]) => slashed ?? piped).join(' ');
  });
  const words = new Set(texts.flatMap((text) => text.toLowerCase().split(/[^a-z\d-]+/)));
  for (const written of SERVICE_NAMES) {
    const name = normaliseService(written);
    if (!words.has(written) || OVER_HTTP.has(name) || OTHER_MEANINGS.has(written)) continue;
    if (['http', 'https'].includes(name)) continue;
    assert.ok(isNamedBy(written, name) || EXPOSURES.some((row) => row.name === name), written);
  }
});

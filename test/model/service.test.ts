import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ServiceEvidence } from '../../src/model/observation.ts';
import {
  normaliseService,
  observedService,
  SERVICE_ALIASES,
  sameService,
  TLS_NAMES,
  withoutTls,
} from '../../src/model/service.ts';

function seen(name: string, tunnel: 'ssl' | null = null): string {
  const evidence: ServiceEvidence = {
    name,
    method: 'probed',
    confidence: 10,
    tunnel,
    product: null,
    version: null,
    extraInfo: null,
    cpes: [],
  };
  return observedService(evidence);
}

test('what people call a service and what nmap calls it are one name', () => {
  assert.equal(normaliseService('DNS'), 'domain');
  assert.equal(normaliseService('rdp'), 'ms-wbt-server');
  assert.equal(normaliseService('postgres'), 'postgresql');
  assert.equal(normaliseService('ssl/http'), 'https');
  assert.equal(normaliseService('tls/dns'), 'domain-s');
  assert.equal(normaliseService('ssl/https'), 'https');
  assert.equal(normaliseService('ssl/redis'), 'ssl/redis');
  assert.equal(normaliseService('constructor'), 'constructor');
});

test('a service seen inside TLS has the name of its TLS form', () => {
  assert.equal(seen('http', 'ssl'), 'https');
  assert.equal(seen('https', 'ssl'), 'https');
  assert.equal(seen('imap', 'ssl'), 'imaps');
  assert.equal(seen('ldap', 'ssl'), 'ldaps');
  assert.equal(seen('redis', 'ssl'), 'ssl/redis');
  assert.equal(seen('unknown', 'ssl'), 'ssl/unknown');
  assert.equal(seen('ssl', 'ssl'), 'ssl');
  assert.equal(seen('http'), 'http');
});

test('every service with a TLS form is the same inside TLS, however the policy writes it and nmap reports it', () => {
  for (const [plain, overTls] of Object.entries(TLS_NAMES)) {
    const aliases = Object.keys(SERVICE_ALIASES).filter((alias) => SERVICE_ALIASES[alias] === overTls);
    for (const written of [overTls, `ssl/${plain}`, `tls/${plain}`, `ssl/${overTls}`, ...aliases]) {
      const expected = normaliseService(written);
      for (const name of [plain, overTls, ...aliases]) {
        assert.ok(sameService(expected, seen(name, 'ssl')), `${written}: ${name} inside TLS`);
      }
      assert.ok(!sameService(expected, seen(plain)), `${written}: ${plain} without TLS`);
    }
    assert.equal(withoutTls(overTls), plain);
    assert.equal(withoutTls(plain), plain);
  }
  assert.equal(withoutTls('ssl/redis'), 'redis');
});

test('a normalised name stays as it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom(...Object.keys(SERVICE_ALIASES), ...Object.keys(TLS_NAMES))),
      (name) => {
        assert.equal(normaliseService(normaliseService(name)), normaliseService(name));
        assert.ok(sameService(normaliseService(name), normaliseService(name)));
      },
    ),
  );
});

test('names under which nmap reports one service satisfy each other, but no plain service satisfies a TLS one', () => {
  assert.ok(sameService('http', 'http-proxy'));
  assert.ok(!sameService('http-proxy', 'http'));
  assert.ok(sameService('smtp', 'smtp-proxy'));
  assert.ok(sameService('smtps', seen('smtp-proxy', 'ssl')));
  assert.ok(!sameService('smtp', seen('smtp-proxy', 'ssl')));
  assert.ok(!sameService('smtps', 'smtp-proxy'));
  assert.ok(!sameService('imap', 'smtp-proxy'));
  assert.ok(sameService(normaliseService('httpd'), seen('http')));
  assert.equal(normaliseService('rpc/NFS'), 'nfs');
  assert.ok(sameService('microsoft-ds', 'netbios-ssn'));
  assert.ok(sameService('ms-wbt-server', seen('ms-wbt-server', 'ssl')));
  assert.ok(!sameService('https', 'http'));
  assert.ok(!sameService('http', 'https'));
  assert.ok(!sameService('constructor', 'http'));
});

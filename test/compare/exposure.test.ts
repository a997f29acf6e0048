import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { gradeExposure } from '../../src/compare/exposure.ts';
import { EXPOSURES, type Grade } from '../../src/compare/exposure-table.ts';
import { SEVERITIES } from '../../src/model/finding.ts';
import type { ServiceEvidence } from '../../src/model/observation.ts';
import { PROTOCOLS } from '../../src/model/port.ts';

const PROBED: ServiceEvidence = {
  name: 'http',
  method: 'probed',
  confidence: 10,
  tunnel: null,
  product: null,
  version: null,
  extraInfo: null,
  cpes: [],
};

function grade(place: `${number}/${'tcp' | 'udp' | 'sctp'}`, service: Partial<ServiceEvidence> | null = null) {
  const [port, protocol] = place.split('/') as [string, 'tcp' | 'udp' | 'sctp'];
  const evidence = service === null ? null : { ...PROBED, ...service };
  return gradeExposure({ protocol, port: Number(port), service: evidence, minConfidence: 8 });
}

function rank(severity: Grade): number {
  return SEVERITIES.indexOf(severity);
}

describe('the table of exposures', () => {
  test('has no row, service name or product twice', () => {
    for (const key of ['services', 'products'] as const) {
      const all = EXPOSURES.flatMap((row) => row[key] ?? []).map((text) => text.toLowerCase());
      assert.deepEqual(
        all.filter((text, index) => all.indexOf(text) !== index),
        [],
        key,
      );
    }
    const names = EXPOSURES.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
  });

  test('writes service names as they are compared', () => {
    for (const { name, services = [], over = [] } of EXPOSURES) {
      for (const service of [...services, ...over]) assert.match(service, /^[a-z0-9][a-z0-9._-]*$/, name);
    }
  });

  test('names ports that exist, each once in a row', () => {
    for (const { name, ports = [] } of EXPOSURES) {
      assert.equal(new Set(ports).size, ports.length, name);
      for (const place of ports) {
        const match = /^(\d+)\/(tcp|udp|sctp)$/.exec(place);
        assert.ok(match !== null && Number(match[1]) >= 1 && Number(match[1]) <= 65_535, place);
      }
    }
  });

  test('can be reached row by row, and gives a sentence and a public source for each', () => {
    for (const { name, services = [], products = [], ports = [], reason, source } of EXPOSURES) {
      assert.ok(services.length + products.length + ports.length > 0, name);
      assert.match(reason, /^[\x20-\x7e]{20,160}\.$/, name);
      assert.equal(new URL(source).protocol, 'https:', name);
    }
  });
});

describe('grading by a proven service', () => {
  for (const [place, service, severity, name] of [
    ['40123/tcp', { name: 'docker', product: 'Docker remote API' }, 'critical', 'docker'],
    ['40123/tcp', { name: 'http', product: 'Elasticsearch REST API' }, 'critical', 'elasticsearch'],
    ['40123/tcp', { name: 'http', product: 'elasticsearch rest api 7' }, 'critical', 'elasticsearch'],
    ['40123/tcp', { name: 'X11' }, 'critical', 'x11'],
    ['40123/tcp', { name: 'ssl/consul-rpc' }, 'critical', 'consul'],
    ['443/tcp', { name: 'http', tunnel: 'ssl' }, 'medium', 'web'],
    ['22/tcp', { name: 'ssh', product: 'OpenSSH' }, 'medium', 'ssh'],
    ['123/udp', { name: 'ntp' }, 'low', 'ntp'],
    ['40123/tcp', { name: 'frobnicate' }, 'medium', null],
  ] as const) {
    test(`${service.name} on ${place} is ${severity}`, () => {
      const found = grade(place, service);
      assert.deepEqual([found.severity, found.name], [severity, name]);
    });
  }

  test('what speaks HTTP on a port of the Docker API is graded as the Docker API', () => {
    const found = grade('2375/tcp', { name: 'http', product: 'nginx' });
    assert.deepEqual([found.severity, found.name], ['critical', 'docker']);
  });

  test('what is proven to be something else is graded as what it is', () => {
    assert.deepEqual(grade('2375/tcp', { name: 'ssh' }).name, 'ssh');
    assert.deepEqual(grade('6379/tcp', { name: 'ntp' }).severity, 'low');
  });

  test('a worse proven service beats the port', () => {
    assert.deepEqual(grade('3000/tcp', { name: 'jdwp' }).name, 'jdwp');
  });
});

describe('grading by the port number', () => {
  for (const [label, service] of [
    ['nothing', null],
    ['a guess from the port number', { name: 'ssh', method: 'table', confidence: 3 }],
    ['a confidence below the threshold', { name: 'ssh', confidence: 7 }],
    ['an accepted connection', { name: 'tcpwrapped' }],
    ['a TLS handshake', { name: 'ssl', tunnel: 'ssl' }],
  ] as const) {
    test(`is what remains where the evidence is ${label}`, () => {
      const found = grade('2375/tcp', service);
      assert.deepEqual([found.severity, found.name], ['critical', 'docker']);
    });
  }

  test('says that it is a guess', () => {
    assert.match(grade('2375/tcp').reason, /2375\/tcp is a port usually used by docker/);
  });

  test('takes the worst of the services that share a port', () => {
    assert.equal(grade('9000/tcp').name, 'fastcgi');
  });

  test('tells protocols apart', () => {
    assert.equal(grade('6379/udp').name, null);
  });

  test('never lowers the default', () => {
    assert.equal(grade('123/udp').severity, 'medium');
  });
});

describe('grading by text that the other side chooses', () => {
  const service = fc.record({
    name: fc.oneof(fc.constantFrom(...EXPOSURES.flatMap(({ services = [] }) => services)), fc.string()),
    method: fc.constantFrom('probed' as const, 'table' as const),
    confidence: fc.integer({ min: 0, max: 10 }),
    tunnel: fc.constantFrom(null, 'ssl' as const),
    version: fc.option(fc.string()),
    extraInfo: fc.option(fc.string()),
    cpes: fc.constant([]),
  });
  const place = fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: fc.integer({ min: 0, max: 65_535 }) });
  const known = fc.constantFrom(...EXPOSURES.flatMap(({ ports = [] }) => ports)).map((text) => {
    const [port, protocol] = text.split('/') as [string, (typeof PROTOCOLS)[number]];
    return { protocol, port: Number(port) };
  });

  test('a product never lowers the grade', () => {
    const product = fc.oneof(fc.string(), fc.constantFrom(...EXPOSURES.flatMap(({ products = [] }) => products)));
    fc.assert(
      fc.property(fc.oneof(place, known), service, product, (where, evidence, text) => {
        const bare = gradeExposure({ ...where, service: { ...evidence, product: null }, minConfidence: 8 });
        const dressed = gradeExposure({ ...where, service: { ...evidence, product: text }, minConfidence: 8 });
        assert.ok(rank(dressed.severity) <= rank(bare.severity));
      }),
    );
  });

  test('what proves nothing changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(place, known), service, (where, evidence) => {
        const guess = { ...evidence, product: null, method: 'table' as const };
        assert.deepEqual(
          gradeExposure({ ...where, service: guess, minConfidence: 8 }),
          gradeExposure({ ...where, service: null, minConfidence: 8 }),
        );
      }),
    );
  });

  test('a name that does not contradict the port never lowers the grade below the port’s', () => {
    const rows = EXPOSURES.filter(({ over, ports }) => over !== undefined && ports !== undefined);
    fc.assert(
      fc.property(fc.constantFrom(...rows), service, (row, evidence) => {
        for (const text of row.ports ?? []) {
          for (const name of row.over ?? []) {
            const found = grade(text, { ...evidence, product: null, name, method: 'probed', confidence: 10 });
            assert.ok(rank(found.severity) <= rank(row.severity), `${name} on ${text}`);
          }
        }
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseService } from '../../src/model/service.ts';
import { didYouMean, nearest, typingErrors } from '../../src/model/suggest.ts';
import { PRODUCTS, SERVICE_NAMES } from '../../src/nmap/service-names.ts';
import { parseForbiddenService, parseService } from '../../src/policy/services.ts';

test('every known name is read, with and without TLS around it', () => {
  for (const name of SERVICE_NAMES) {
    assert.deepEqual(parseForbiddenService(name), { value: normaliseService(name) });
    assert.deepEqual(parseService(`ssl/${name}`), { value: normaliseService(`ssl/${name}`) });
  }
});

test('an unknown name is read where it is expected, unless it is a known one mistyped', () => {
  assert.deepEqual(parseService('Acme-Control-Plane'), { value: 'acme-control-plane' });
  assert.ok('fault' in parseService('htpp'));
  assert.ok('fault' in parseService('80'));
  assert.ok('fault' in parseService('a b'));
  assert.ok('fault' in parseService('constructor b'));
});

test('an unknown name is never read where it is forbidden: it would forbid nothing', () => {
  for (const name of ['acme-control-plane', 'htpp', 'constructor', '', 'nginx']) {
    assert.ok('fault' in parseForbiddenService(name), name);
  }
});

test('TLS is not a service: what is said instead can be written, and is no other wrapping', () => {
  for (const name of ['tls', 'SSL', 'dtls']) {
    for (const parse of [parseService, parseForbiddenService]) {
      const parsed = parse(name);
      assert.ok('fault' in parsed, name);
      const advised = /name the service, such as (.*), (.*) or (.*)$/.exec(parsed.fault.rule ?? '')?.slice(1) ?? [];
      assert.equal(advised.length, 3);
      for (const service of advised) assert.ok('value' in parse(service), service);
    }
  }
});

test('products are not services, and what is said instead is one', () => {
  for (const [product, services] of Object.entries(PRODUCTS)) {
    assert.ok(!SERVICE_NAMES.includes(product), product);
    for (const service of services.split(' or ')) assert.ok(SERVICE_NAMES.includes(service), service);
  }
});

test('the nearest candidate is suggested, and nothing that is far', () => {
  assert.equal(nearest('alow', ['forbid', 'allow']), 'allow');
  assert.equal(nearest('htps', ['ftps', 'https']), 'https');
  assert.equal(nearest('colour', ['allow', 'hosts', 'owner']), undefined);
  assert.equal(nearest('x', ['a', 'b']), undefined);
  assert.equal(didYouMean('xyz', ['allow']), '');
  assert.equal(nearest('a'.repeat(100_000), ['a'.repeat(100_000)]), undefined);
});

test('typing errors are counted as insertions, deletions, replacements and swaps of neighbours', () => {
  assert.equal(typingErrors('', 'abc'), 3);
  assert.equal(typingErrors('alow', 'allow'), 1);
  assert.equal(typingErrors('requrie', 'require'), 1);
  assert.equal(typingErrors('kitten', 'sitting'), 3);
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const errors = typingErrors(a, b);
      assert.equal(errors, typingErrors(b, a));
      assert.equal(errors === 0, a === b);
      assert.ok(errors >= Math.abs(a.length - b.length) && errors <= Math.max(a.length, b.length));
    }),
  );
});

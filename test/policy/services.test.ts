import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseService } from '../../src/model/service.ts';
import { didYouMean, nearest, typingErrors } from '../../src/model/suggest.ts';
import { PRODUCTS } from '../../src/nmap/products.ts';
import { OTHER_NAMES, SERVICE_NAMES } from '../../src/nmap/service-names.ts';
import { parseShortEntry } from '../../src/policy/entries.ts';
import { parseForbiddenService, parseService } from '../../src/policy/services.ts';

test('every known name is read, with and without TLS around it', () => {
  for (const name of SERVICE_NAMES) {
    assert.deepEqual(parseForbiddenService(name), { value: normaliseService(name) });
    assert.deepEqual(parseService(`ssl/${name}`), { value: normaliseService(`ssl/${name}`) });
  }
});

test('a name that nmap can report is read where it is expected, and any other name never', () => {
  for (const name of ['H.323/Q.931', 'RemoteMouse', 'rpc/NETlicense', 'ssl/quake2', 'rstatd']) {
    assert.deepEqual(parseService(name), { value: normaliseService(name) });
  }
  for (const name of ['htpp', '80', 'a b', 'constructor', 'Acme-Control-Plane', 'rpc/', 'unknown', 'tcpwrapped', '']) {
    assert.ok('fault' in parseService(name), name);
  }
});

test('only names of the list may be forbidden: another name may forbid nothing', () => {
  for (const name of ['acme-control-plane', 'htpp', 'constructor', '', 'nginx', 'kafka', 'unknown', ...OTHER_NAMES]) {
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
    assert.ok(!SERVICE_NAMES.includes(product) && !OTHER_NAMES.includes(product), product);
    for (const service of services) assert.ok(SERVICE_NAMES.includes(service), service);
  }
});

test('a product is replaced by the service that suits its port, and by no service if nmap reports none', () => {
  for (const [written, meant] of [
    ['8080/tcp nginx', '8080/tcp http'],
    ['443/tcp nginx', '443/tcp https'],
    ['9000/tcp ssl/nginx', '9000/tcp https'],
    ['3000/tcp express', '3000/tcp http'],
    ['3000/tcp Grafana', '3000/tcp http'],
    ['5672/tcp rabbitmq', '5672/tcp amqp'],
    ['995/tcp dovecot', '995/tcp pop3s'],
    ['8883/tcp mosquitto', '8883/tcp mqtts'],
    ['9092/tcp kafka', '9092/tcp'],
    ['9092/tcp acme-control-plane', '9092/tcp'],
    ['9092/tcp tcpwrapped', '9092/tcp'],
  ]) {
    const parsed = parseShortEntry(written ?? '', 'allow');
    assert.ok('fault' in parsed && parsed.fault.meant === meant, `${written}: ${JSON.stringify(parsed)}`);
    assert.ok('value' in parseShortEntry(meant ?? '', 'allow'), meant);
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

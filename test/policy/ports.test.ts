import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPorts, portCount } from '../../src/model/port.ts';
import { TOP_100_TCP, TOP_1000_TCP } from '../../src/model/top-ports.ts';
import { parseShortEntry, parseWaivedPort } from '../../src/policy/entries.ts';
import { parsePortItem, parsePortReference } from '../../src/policy/ports.ts';
import { placesOf, withTarget } from './reading.ts';

for (const [count, ports] of [
  [100, TOP_100_TCP],
  [1000, TOP_1000_TCP],
] as const) {
  test(`top-${count} has ${count} ports`, () => assert.equal(portCount(ports), count));
}

test('items of ports are numbers, ranges and words', () => {
  const ports = (item: string | number, protocol: 'tcp' | 'udp' = 'tcp') => {
    const parsed = parsePortItem(item, protocol);
    return 'value' in parsed ? formatPorts(parsed.value) : parsed.fault.code;
  };
  assert.equal(ports(80), '80');
  assert.equal(ports('80'), '80');
  assert.equal(ports('8000-8010'), '8000-8010');
  assert.equal(ports('all', 'udp'), '1-65535');
  assert.equal(ports('0-65535'), '0-65535');
  assert.equal(ports('none'), '');
  assert.equal(ports('top-100', 'udp'), 'invalid-port');
  for (const wrong of ['', '-', '1-', '-1', '65536', '2-1', '1,2', '01', '1 - 2', 'http', '1e3', 'some']) {
    assert.equal(ports(wrong), 'invalid-port', wrong);
  }
});

test('lists of ports say nothing twice', () => {
  assert.deepEqual(placesOf(withTarget('ports: {tcp: [80, 443, 443]}')), ['6:28 duplicate-value']);
  assert.deepEqual(placesOf(withTarget('ports: {tcp: [top-100, 80]}')), ['6:28 duplicate-value']);
  assert.deepEqual(placesOf(withTarget('ports: {tcp: [1-10, 10-20]}')), ['6:25 duplicate-value']);
  assert.deepEqual(placesOf(withTarget('ports: {tcp: [1-10, 11-20], udp: [1-10]}')), []);
});

test('the port of an entry always says its protocol', () => {
  assert.deepEqual(parsePortReference('8000-8010/sctp'), { value: { protocol: 'sctp', ports: [[8000, 8010]] } });
  const wrong = {
    '80': 'missing-protocol',
    '80/': 'missing-protocol',
    '80/TCP': 'invalid-port',
    '/tcp': 'invalid-port',
  };
  for (const [text, code] of Object.entries(wrong)) {
    const parsed = parsePortReference(text);
    assert.equal('fault' in parsed && parsed.fault.code, code, text);
  }
});

test('short entries are a port and at most a service', () => {
  assert.deepEqual(parseShortEntry('443/tcp  https', 'require'), {
    value: { kind: 'port', service: 'https', protocol: 'tcp', ports: [[443, 443]] },
  });
  assert.deepEqual(parseShortEntry('dns', 'forbid'), { value: { kind: 'service', service: 'domain' } });
  assert.deepEqual(parseShortEntry('ssl/http', 'forbid'), { value: { kind: 'service', service: 'https' } });
  for (const expectation of ['require', 'allow', 'filtered'] as const)
    assert.ok('fault' in parseShortEntry('telnet', expectation));
  for (const expectation of ['forbid', 'filtered'] as const)
    assert.ok('fault' in parseShortEntry('80/tcp http', expectation));
});

test('at most 256 ports are required by one entry, and one is waived', () => {
  assert.ok('value' in parseShortEntry('1-256/tcp', 'require'));
  assert.ok('fault' in parseShortEntry('1-257/tcp', 'require'));
  assert.ok('value' in parseShortEntry('1-257/tcp', 'allow'));
  assert.ok('value' in parseWaivedPort('1-1/tcp'));
  assert.ok('fault' in parseWaivedPort('1-2/tcp'));
});

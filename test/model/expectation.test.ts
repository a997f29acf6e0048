import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectations, governedPorts, governingEntry, identification } from '../../src/model/expectation.ts';
import { formatPorts, portCount } from '../../src/model/port.ts';
import { targetOf, withTarget } from '../policy/reading.ts';

const { entries } = targetOf(
  withTarget(
    'require: [443/tcp https, 8005/tcp http]\nallow: [8000-8010/tcp, 8001-8002/tcp ssh, 440-445/tcp, ' +
      '53/udp]\nfiltered: [5432/tcp]\nforbid: [8010-8020/tcp]',
  ),
);
const expected = expectations(entries);

test('forbid beats filtered beats require beats allow, and the narrower of two beats the wider', () => {
  const say = (port: number, protocol: 'tcp' | 'udp' = 'tcp') => {
    const entry = governingEntry(expected, protocol, port);
    return entry && `${entry.expectation} ${formatPorts(entry.ports)}`;
  };
  assert.equal(say(443), 'require 443');
  assert.equal(say(444), 'allow 440-445');
  assert.equal(say(8000), 'allow 8000-8010');
  assert.equal(say(8001), 'allow 8001-8002');
  assert.equal(say(8005), 'require 8005');
  assert.equal(say(8010), 'forbid 8010-8020');
  assert.equal(say(5432), 'filtered 5432');
  assert.equal(say(53, 'udp'), 'allow 53');
});

test('what no entry mentions is governed by none', () => {
  for (const port of [0, 1, 53, 439, 446, 8021, 65_535]) assert.equal(governingEntry(expected, 'tcp', port), null);
  assert.equal(governingEntry(expected, 'sctp', 53), null);
});

test('every governed port has one entry, and asking for it gives that entry', () => {
  const governed = governedPorts(expected, 'tcp');
  const ports = [...governed].flatMap(([entry, set]) =>
    set.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => [first + index, entry] as const),
    ),
  );
  assert.equal(new Set(ports.map(([port]) => port)).size, ports.length);
  for (const [port, entry] of ports) assert.equal(governingEntry(expected, 'tcp', port), entry);
  assert.equal(
    [...governed.values()].reduce((sum, set) => sum + portCount(set), 0),
    ports.length,
  );
  const wide = entries.find(({ ports: [range] }) => range?.[0] === 8000);
  assert.ok(wide !== undefined);
  assert.equal(formatPorts(governed.get(wide) ?? []), '8000,8003-8004,8006-8009');
});

test('a service must be identified if a line names it, a target forbids services, or no line allows the port', () => {
  const say = (...targets: readonly string[]) => {
    const { required, named } = identification(targets.map((entries) => targetOf(withTarget(entries))));
    return [required.tcp, named.tcp].map((ports) => formatPorts(ports ?? []));
  };
  const looks = 'ports: {tcp: [22, 80, 9100]}';
  assert.deepEqual(say(looks), ['22,80,9100', '']);
  assert.deepEqual(say(`${looks}\nallow: [9100/tcp, 22/tcp ssh]`), ['22,80', '22']);
  assert.deepEqual(say(`${looks}\nrequire: [9100/tcp]\nforbid: [22/tcp]`), ['22,80', '']);
  assert.deepEqual(say(`${looks}\nallow: [9100/tcp, 22/tcp ssh]\nforbid: [telnet]`), ['22,80,9100', '22']);
  // What another target of the same address allows is no unexpected port; what it names must be identified.
  assert.deepEqual(say(looks, 'ports: {tcp: [9100]}\nallow: [9100/tcp]'), ['22,80', '']);
  assert.deepEqual(say('ports: {tcp: [9100]}\nallow: [9100/tcp]', 'ports: {tcp: [9100]}\nallow: [9100/tcp http]'), [
    '9100',
    '9100',
  ]);
});

test('a service is graded where a target forbids services, or no line allows the port, whatever a line names', () => {
  const say = (...targets: readonly string[]) => {
    const { graded, services } = identification(targets.map((entries) => targetOf(withTarget(entries))));
    return [formatPorts(graded.tcp ?? []), ...services.map((one) => `${formatPorts(one.ports)} ${one.service}`)];
  };
  const looks = 'ports: {tcp: [22, 80, 9100]}';
  assert.deepEqual(say(looks), ['22,80,9100']);
  assert.deepEqual(say(`${looks}\nallow: [9100/tcp, 22/tcp ssh]`), ['80', '22 ssh']);
  assert.deepEqual(say(`${looks}\nallow: [9100/tcp, 22/tcp ssh]\nforbid: [telnet]`), ['22,80,9100', '22 ssh']);
  assert.deepEqual(say(`${looks}\nallow: [22/tcp ssh]`, `${looks}\nallow: [22-80/tcp telnet]`), [
    '9100',
    '22 ssh',
    '22-80 telnet',
  ]);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PORT_STATES, type PortDetail, type PortState, type ProtocolAnswers } from '../../src/model/observation.ts';
import { MAX_PORT, type PortRange, type PortSet, portSet } from '../../src/model/port.ts';
import { packAnswers } from '../../src/observe/pack.ts';
import { asked, cover, extra, host, observe, port, ports, scan } from './xml.ts';

const OPEN: PortDetail = { reason: 'syn-ack', service: null, identified: true, disagreeing: [] };

/** Every port in one of some states, or in none: up to as many ranges as there are ports. */
const anyAnswers = fc
  .record({
    states: fc.array(fc.tuple(fc.nat(MAX_PORT), fc.constantFrom(...PORT_STATES)), { maxLength: 400 }),
    detailed: fc.nat(3),
  })
  .map(({ states, detailed }): ProtocolAnswers => {
    const stateOf = new Map(states);
    const of = (state: PortState): PortSet =>
      portSet([...stateOf].flatMap(([one, its]): PortRange[] => (its === state ? [[one, one]] : [])));
    const known = PORT_STATES.map((state) => [state, of(state)] as const).filter(([, set]) => set.length > 0);
    const details = [...stateOf.keys()]
      .filter((one) => one % 4 < detailed)
      .map((one) => [one, { ...OPEN, reason: `${one % 5}` }] as const);
    return { states: Object.fromEntries(known), details: new Map(details) };
  });

describe('packed answers', () => {
  test('are read as they were packed, in whatever order many of them are read', () => {
    fc.assert(
      fc.property(fc.array(anyAnswers, { maxLength: 6 }), fc.infiniteStream(fc.nat(5)), (all, order) => {
        const packed = all.map(packAnswers);
        for (const place of [...packed.keys(), ...order.take(12)]) {
          const [before, after] = [all[place], packed[place]];
          assert.deepEqual(after?.states, before?.states);
          assert.deepEqual([...(after?.details ?? [])], [...(before?.details ?? [])]);
        }
      }),
    );
  });

  test('hold any port in a range of its own, open, with a detail', () => {
    const every: PortRange[] = Array.from({ length: 32_768 }, (_, index) => [2 * index, 2 * index]);
    const odd: PortRange[] = every.map(([even]) => [even + 1, even + 1]);
    const details = new Map([...every, ...odd].map(([one]) => [one, OPEN]));
    const answers: ProtocolAnswers = { states: { open: every, 'open|filtered': odd }, details };
    const { states, details: known } = packAnswers(answers);
    assert.deepEqual(states, answers.states);
    assert.deepEqual(known, details);
  });

  test('are those of a host with many ranges: each open port with its service, each closed one', async () => {
    const list = Array.from({ length: 60 }, (_, index) => 100 + 3 * index);
    const closed = list.map((one): PortRange => [one + 1, one + 2]);
    const listed = list.map((one) => port(one, 'open', `<service name="s${one}" method="probed" conf="10"/>`));
    const rest = closed.map(([first, last]) => `${first}-${last}`).join(',');
    const services = `${list[0]}-${(list.at(-1) ?? 0) + 2}`;
    const seen = await observe(
      scan(`${asked(services)}${host(`<ports>${extra('closed', rest)}${listed.join('')}</ports>`)}`),
      cover({ tcp: ports(services) }),
    );
    const [one] = seen.hosts.values();
    assert.deepEqual(seen.unobserved, []);
    assert.deepEqual(one?.protocols.tcp?.states, { open: list.map((first) => [first, first]), closed });
    assert.deepEqual(
      [...(one?.protocols.tcp?.details ?? [])].map(([at, { service }]) => [at, service?.name]),
      list.map((at) => [at, `s${at}`]),
    );
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../src/model/address.ts';
import { PORT_STATES, type PortState, type PortsByAddress } from '../../src/model/observation.ts';
import {
  formatPorts,
  isSubset,
  type PortRange,
  type PortSet,
  type Protocol,
  portCount,
  portSet,
  subtract,
  union,
} from '../../src/model/port.ts';
import { account } from '../../src/observe/account.ts';
import { runs } from '../support/property-runs.ts';
import { address, answered, asked, extra, FINISHED, host, judged, oldExtra, port, read, scan } from './xml.ts';

/** What is so: for each host up, timed out or down, each port's state; and which ports nmap lists one by one. */
interface Truth {
  readonly services: Readonly<Record<'tcp' | 'udp', PortSet>>;
  readonly hosts: readonly {
    readonly addr: string;
    readonly fate: 'up' | 'down' | 'timed-out' | 'absent';
    readonly states: ReadonlyMap<string, PortState>;
    /** States that nmap folds into `<extraports>`; never `open`. */
    readonly folded: readonly PortState[];
  }[];
}

const PORT = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 65_535 }));
const FOLDABLE = PORT_STATES.filter((state) => state !== 'open');
const TRUTH: fc.Arbitrary<Truth> = fc
  .record({
    tcp: fc.uniqueArray(PORT, { maxLength: 30 }),
    udp: fc.uniqueArray(PORT, { maxLength: 8 }),
    fates: fc.array(fc.constantFrom('up', 'up', 'up', 'down', 'timed-out', 'absent'), { minLength: 1, maxLength: 4 }),
    states: fc.infiniteStream(fc.constantFrom(...PORT_STATES)),
    folded: fc.infiniteStream(fc.subarray(FOLDABLE)),
  })
  .map(({ tcp, udp, fates, states, folded }) => ({
    services: { tcp: singles(tcp), udp: singles(udp) },
    hosts: fates.map((fate, index) => ({
      addr: `192.0.2.${index + 1}`,
      fate: fate as Truth['hosts'][number]['fate'],
      states: new Map(
        [...tcp.map((one) => `tcp/${one}`), ...udp.map((one) => `udp/${one}`)].map((key) => [key, take(states)]),
      ),
      folded: take(folded),
    })),
  }));

function take<T>(stream: Iterator<T>): T {
  const { value } = stream.next();
  return value;
}

function singles(numbers: readonly number[]): PortSet {
  return portSet(numbers.map((one): PortRange => [one, one]));
}

function inState({ states }: Truth['hosts'][number], protocol: Protocol, state: PortState): PortSet {
  return singles(
    [...states].flatMap(([key, one]) =>
      one === state && key.startsWith(`${protocol}/`) ? [Number(key.slice(4))] : [],
    ),
  );
}

/** Renders the truth in nmap's way: modern, with lists, or as before 7.92, with counts alone. */
function render({ services, hosts }: Truth, lists: boolean): string {
  const infos = (['tcp', 'udp'] as const).map((protocol) => asked(formatPorts(services[protocol]), protocol));
  return scan(`${infos.join('')}${hosts.map((one) => renderHost(one, lists)).join('')}`);
}

function renderHost(one: Truth['hosts'][number], lists: boolean): string {
  const { addr, fate, states, folded } = one;
  if (fate === 'absent') return '';
  if (fate === 'down') return host('', { addr, state: 'down' });
  if (fate === 'timed-out') return host('', { addr, attributes: ' timedout="true"' });
  const extras = folded.map((state) => {
    const [tcp, udp] = [inState(one, 'tcp', state), inState(one, 'udp', state)];
    const count = portCount(tcp) + portCount(udp);
    if (count === 0) return '';
    if (!lists) return oldExtra(state, count);
    const reasons = [
      ['tcp', tcp],
      ['udp', udp],
    ] as const;
    const inner = reasons.flatMap(([protocol, set]) =>
      set.length === 0
        ? []
        : [`<extrareasons reason="x" count="${portCount(set)}" proto="${protocol}" ports="${formatPorts(set)}"/>`],
    );
    return `<extraports state="${state}" count="${count}">${inner.join('\n')}</extraports>\n`;
  });
  const listed = [...states].flatMap(([key, state]) => {
    const [protocol, number] = key.split('/') as [Protocol, string];
    return folded.includes(state) ? [] : [port(number, state, '<service name="x" method="table" conf="3"/>', protocol)];
  });
  return host(`<ports>${extras.join('')}${listed.join('')}</ports>`, { addr });
}

function covers({ services, hosts }: Truth): PortsByAddress {
  return new Map(hosts.map(({ addr }) => [address(addr), services]));
}

/** What is truly answered: everything of the hosts that are up. */
function truly({ services, hosts }: Truth, of: Address, protocol: 'tcp' | 'udp'): PortSet {
  return hosts.some(({ addr, fate }) => addr === of && fate === 'up') ? services[protocol] : [];
}

test('what nmap writes of any hosts, ports and states is read back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(TRUTH, async (truth) => {
      const required = covers(truth);
      const { hosts, unobserved } = account(required, [judged(await read(render(truth, true)))]);
      for (const one of truth.hosts) {
        for (const protocol of ['tcp', 'udp'] as const) {
          const of = address(one.addr);
          assert.deepEqual(
            answered({ hosts, unobserved, discovery: null }, required, of, protocol),
            truly(truth, of, protocol),
          );
          if (one.fate !== 'up') continue;
          for (const state of PORT_STATES) {
            assert.deepEqual(hosts.get(of)?.protocols[protocol]?.states[state] ?? [], inState(one, protocol, state));
          }
        }
      }
      const codes = { up: null, down: 'host-down', 'timed-out': 'host-timeout', absent: 'host-absent' } as const;
      for (const gap of unobserved) {
        assert.equal(gap.reason.code, codes[truth.hosts.find(({ addr }) => addr === gap.address)?.fate ?? 'up']);
      }
    }),
    { numRuns: runs(50, 200) },
  );
});

test('counts without lists never answer for more than is so, and lose no open port', async () => {
  await fc.assert(
    fc.asyncProperty(TRUTH, async (truth) => {
      const required = covers(truth);
      const observation = account(required, [judged(await read(render(truth, false)))]);
      for (const one of truth.hosts.filter(({ fate }) => fate === 'up')) {
        const of = address(one.addr);
        for (const protocol of ['tcp', 'udp'] as const) {
          assert.deepEqual(
            observation.hosts.get(of)?.protocols[protocol]?.states.open ?? [],
            inState(one, protocol, 'open'),
          );
        }
        const vague = one.folded.filter(
          (state) => inState(one, 'tcp', state).length + inState(one, 'udp', state).length > 0,
        );
        if (vague.length <= 1)
          assert.deepEqual(
            observation.unobserved.filter((gap) => gap.address === of),
            [],
          );
      }
    }),
    { numRuns: runs(25, 100) },
  );
});

// Elements with all that is in them, start tags, end tags, attributes: whatever is missing, less is answered.
const PIECES = [
  /<(port|host|extraports|extrareasons|ports|status|address)\b[^<]*?(?:\/>|>[\s\S]*?<\/\1>)/g,
  /<(scaninfo|state|runstats|finished|hostnames)\b[^<]*?(?:\/>|>[\s\S]*?<\/\1>)/g,
  /<[^!?][^>]*>/g,
  / [a-z]+="[^"]*"/g,
];

test('whatever is deleted or cut off, no port is answered that was not', async () => {
  await fc.assert(
    fc.asyncProperty(TRUTH, fc.boolean(), fc.infiniteStream(fc.nat()), async (truth, lists, dice) => {
      const required = covers(truth);
      let xml = render(truth, lists);
      for (let deletions = take(dice) % 3; deletions >= 0; deletions--) {
        const pattern = PIECES[take(dice) % PIECES.length] as RegExp;
        const found = [...xml.matchAll(pattern)];
        const { index, 0: piece } = found[take(dice) % found.length] ?? { index: 0, 0: '' };
        xml = xml.slice(0, index) + xml.slice(index + piece.length);
      }
      if (take(dice) % 4 === 0) xml = xml.slice(0, take(dice) % (xml.length + 1));
      const observation = account(required, [judged(await read(xml))]);
      for (const { addr } of truth.hosts) {
        for (const protocol of ['tcp', 'udp'] as const) {
          const of = address(addr);
          assert.ok(isSubset(answered(observation, required, of, protocol), truly(truth, of, protocol)));
        }
      }
    }),
    { numRuns: runs(100, 500) },
  );
});

test('an error or a missing end answers nothing, whatever was scanned', async () => {
  await fc.assert(
    fc.asyncProperty(TRUTH, async (truth) => {
      const required = covers(truth);
      const failed = render(truth, true).replace(FINISHED, FINISHED.replace('exit="success"', 'exit="error"'));
      const observation = account(required, [judged(await read(failed))]);
      for (const of of required.keys()) assert.deepEqual(answered(observation, required, of, 'tcp'), []);
    }),
    { numRuns: runs(15, 50) },
  );
});

test('every required port is either answered, and then in exactly one state, or unobserved once', async () => {
  const documents = fc.array(fc.tuple(TRUTH, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(TRUTH, documents, async (wanted, made) => {
      const required = covers(wanted);
      const all = await Promise.all(
        made.map(async ([truth, lists, failed]) =>
          judged(await read(render(truth, lists)), {
            failure: failed ? { code: 'scan-timeout', text: 'out of time' } : null,
          }),
        ),
      );
      const observation = account(required, all);
      for (const of of required.keys()) {
        for (const protocol of ['tcp', 'udp'] as const) {
          const missing = observation.unobserved.filter((gap) => gap.address === of && gap.protocol === protocol);
          const sets = Object.values(observation.hosts.get(of)?.protocols[protocol]?.states ?? {});
          assert.equal(
            portCount(union(...sets)),
            sets.reduce((sum, set) => sum + portCount(set), 0),
          );
          assert.equal(
            portCount(union(...missing.map((gap) => gap.ports))),
            missing.reduce((sum, gap) => sum + portCount(gap.ports), 0),
          );
          const rest = subtract(wanted.services[protocol], union(...missing.map((gap) => gap.ports)));
          assert.ok(isSubset(rest, union(...sets)));
        }
      }
    }),
    { numRuns: runs(40, 150) },
  );
});

test('noise instead of XML is a fault and never throws', async () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(noise, fc.nat(), async (bytes, place) => {
      assert.notEqual((await read(bytes)).fault, null);
      const xml = Buffer.from(scan(asked('1-10') + host(`<ports>${extra('closed', '1-10')}</ports>`)));
      const cut = place % xml.length;
      await read(Buffer.concat([xml.subarray(0, cut), bytes, xml.subarray(cut)]));
    }),
    { numRuns: runs(75, 300) },
  );
});

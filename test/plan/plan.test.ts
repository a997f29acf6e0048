import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Address } from '../../src/model/address.ts';
import type { Grant } from '../../src/model/grant.ts';
import type {
  HostObservation,
  Observation,
  PortDetail,
  PortsByAddress,
  ProtocolAnswers,
} from '../../src/model/observation.ts';
import type { Machine, Plan, Privilege } from '../../src/model/plan.ts';
import {
  formatPorts,
  hasPort,
  type PortSet,
  PROTOCOLS,
  parsePorts,
  portCount,
  portSet,
  subtract,
  union,
} from '../../src/model/port.ts';
import { DEFAULT_SETTINGS, type Profile, type ScanSettings } from '../../src/model/scan-settings.ts';
import { FAST } from '../../src/model/timeouts.ts';
import { planConfirm } from '../../src/plan/confirm.ts';
import { planDiscovery } from '../../src/plan/discovery.ts';
import { planIdentify, type Tier } from '../../src/plan/identify.ts';
import { planChunk, planScanGroups, type Seen } from '../../src/plan/plan.ts';

const WAITS = ' --initial-rtt-timeout 500ms --min-rtt-timeout 100ms --max-rtt-timeout 10000ms';
const FIRST_WAITS = ' --initial-rtt-timeout 5000ms --min-rtt-timeout 300ms --max-rtt-timeout 10000ms';

const address = (text: string): Address => text as Address;
const ports = (text: string): PortSet => parsePorts(text) ?? assert.fail(text);

function grant(required: PortsByAddress, maxRate: number | null = null): Grant {
  const identification = new Map(
    [...required].map(([host, all]) => [host, { required: all, named: all, graded: {}, services: [] }]),
  );
  return {
    hosts: [],
    unresolved: [],
    excluded: [],
    others: [],
    unknown: [],
    expected: new Map(),
    mentioned: new Map(),
    asserted: new Map(),
    identification,
    web: new Map(),
    settingsByAddress: new Map(),
    required,
    maxRate,
  };
}

function machine(privilege: Privilege, ...unroutable: readonly string[]): Machine {
  return { privilege, unroutable: new Set(unroutable.map(address)), own: new Set() };
}

const TWO_FAMILIES: PortsByAddress = new Map([
  [address('192.0.2.1'), { tcp: ports('1-65535'), udp: ports('53,161') }],
  [address('192.0.2.2'), { tcp: ports('1-65535') }],
  [address('2001:db8::1'), { tcp: ports('22'), sctp: ports('36412') }],
]);

/** Everything once, at nmap's own pace. */
function planSweep(grant: Grant, machine: Machine) {
  const { scanGroups, unobserved } = planScanGroups(grant, machine);
  const plans = scanGroups.flatMap((scanGroup) =>
    planChunk(scanGroup, { ...scanGroup, rate: null, timeouts: FAST }, machine, grant.maxRate),
  );
  return { plans, unobserved };
}

function settings(profile: Profile, ...options: readonly string[]): ScanSettings {
  return { ...DEFAULT_SETTINGS, profile, options };
}

/** A grant in which every address requires and expects the same ports, and has the same settings. */
function oneSettings(one: ScanSettings, required: PortsByAddress, maxRate: number | null = null): Grant {
  return { ...grant(required, maxRate), settingsByAddress: new Map([...required.keys()].map((host) => [host, one])) };
}

const commands = (plans: readonly Plan[]): readonly string[] => plans.map(({ argv }) => argv.join(' '));

describe('a sweep', () => {
  test('asks each protocol and family by itself, hosts with the same required ports together', () => {
    assert.deepEqual(commands(planSweep(grant(TWO_FAMILIES), machine('root')).plans), [
      `-sS -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p 1-65535 192.0.2.1 192.0.2.2`,
      `-6 -sS -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p 22 2001:db8::1`,
      `-sU -n -Pn -T4 -v --max-hostgroup 64 --max-retries 2${WAITS} --stats-every 1s -oX - -p 53,161 192.0.2.1`,
      `-6 -sY -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p 36412 2001:db8::1`,
    ]);
  });

  test('keeps to the rate of the grant', () => {
    const [first] = planSweep(grant(TWO_FAMILIES, 2000), machine('root')).plans;
    assert.match(first?.argv.join(' ') ?? '', / --max-rate 2000 /);
  });

  test('tells nmap to use capabilities that it would not look for', () => {
    for (const { argv } of planSweep(grant(TWO_FAMILIES), machine('capabilities')).plans) {
      assert.ok(argv.includes('--privileged'));
    }
  });

  test('without privilege connects, and says what it can not ask', () => {
    const { plans, unobserved } = planSweep(grant(TWO_FAMILIES), machine('unprivileged'));
    assert.deepEqual(
      plans.map(({ protocol, argv }) => `${protocol} ${argv.filter((flag) => flag.startsWith('-s')).join(' ')}`),
      ['tcp -sT', 'tcp -sT'],
    );
    assert.deepEqual(
      unobserved.map((one) => `${one.address} ${one.protocol} ${portCount(one.ports)} ${one.reason.code}`),
      ['192.0.2.1 udp 2 no-privilege', '2001:db8::1 sctp 1 no-privilege'],
    );
  });

  test('says of an address without a route that it was not asked', () => {
    const { plans, unobserved } = planSweep(grant(TWO_FAMILIES), machine('root', '2001:db8::1'));
    assert.ok(plans.every(({ family }) => family === 'ipv4'));
    assert.deepEqual(
      unobserved.map((one) => `${one.address} ${one.protocol} ${one.reason.code}`),
      ['2001:db8::1 tcp no-route', '2001:db8::1 sctp no-route'],
    );
  });

  test('keeps every argument far below 128 KiB, whatever the ports', () => {
    const odd = portSet(Array.from({ length: 32_768 }, (_, index) => [index * 2, index * 2]));
    const { plans } = planSweep(grant(new Map([[address('192.0.2.1'), { tcp: odd }]])), machine('root'));
    assert.ok(plans.every(({ argv }) => argv.every((argument) => argument.length < 100_000)));
    assert.deepEqual(union(...plans.map((plan) => plan.ports)), odd);
  });

  test('keeps the command line short, however many hosts', () => {
    const required = new Map(
      Array.from({ length: 5_000 }, (_, index) => [address(`10.0.${index >> 8}.${index & 255}`), { tcp: ports('80') }]),
    );
    const { plans } = planSweep(grant(required), machine('root'));
    assert.ok(plans.every(({ argv }) => argv.join(' ').length < 100_000));
    assert.equal(new Set(plans.flatMap(({ addresses }) => addresses)).size, 5_000);
  });
});

describe('a field', () => {
  const waysOf = (given: Grant, privilege: Privilege = 'root') =>
    planScanGroups(given, machine(privilege)).scanGroups.map(
      ({ family, protocol, way, addresses }) => `${family} ${protocol} ${way} ${addresses.join()}`,
    );

  test('is paced for TCP and SCTP, and plain for UDP', () => {
    assert.deepEqual(waysOf(grant(TWO_FAMILIES)), [
      'ipv4 tcp paced 192.0.2.1,192.0.2.2',
      'ipv6 tcp paced 2001:db8::1',
      'ipv4 udp plain 192.0.2.1',
      'ipv6 sctp paced 2001:db8::1',
    ]);
  });

  test('of loopback is plain, and has no other addresses in it', () => {
    const required = new Map(
      ['192.0.2.1', '127.0.0.1', '192.0.2.2', '::1'].map((text) => [address(text), { tcp: ports('80') }] as const),
    );
    assert.deepEqual(waysOf(grant(required)), [
      'ipv4 tcp paced 192.0.2.1,192.0.2.2',
      'ipv4 tcp plain 127.0.0.1',
      'ipv6 tcp plain ::1',
    ]);
  });

  test('has one manner, and is plain where that sets the pace itself', () => {
    const hosts = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'].map(address);
    const required = new Map(hosts.map((host) => [host, { tcp: ports('80') }]));
    const settingsByAddress = new Map(
      [
        settings('thorough'),
        settings('stealth'),
        settings('custom', '-T3'),
        settings('custom', '--ttl=64', '--max-rate=9'),
        settings('thorough'),
      ].map((one, index) => [hosts[index] as Address, one]),
    );
    assert.deepEqual(waysOf({ ...grant(required), settingsByAddress }), [
      'ipv4 tcp paced 192.0.2.1,192.0.2.5',
      'ipv4 tcp plain 192.0.2.2',
      'ipv4 tcp plain 192.0.2.3',
      'ipv4 tcp paced 192.0.2.4',
    ]);
  });

  test('knows which of its ports may be open', () => {
    const required = new Map([[address('192.0.2.1'), { tcp: ports('1-100') }]]);
    const expected = new Map([[address('192.0.2.1'), { tcp: ports('22,443') }]]);
    const [scanGroup] = planScanGroups({ ...grant(required), expected }, machine('root')).scanGroups;
    assert.deepEqual(scanGroup?.expected, new Map([[address('192.0.2.1'), ports('22')]]));
  });

  test('says what an option can not do here, and does not ask in another way', () => {
    const { scanGroups, unobserved } = planScanGroups(
      oneSettings(settings('custom', '-sS'), TWO_FAMILIES),
      machine('unprivileged'),
    );
    assert.deepEqual(scanGroups, []);
    assert.equal(unobserved.length, 5);
    assert.ok(unobserved.every(({ reason }) => reason.code === 'no-privilege' && reason.text.startsWith('-sS needs')));
  });
});

describe('a chunk', () => {
  const scanGroup = { family: 'ipv4', protocol: 'tcp', settings: DEFAULT_SETTINGS, own: false } as const;
  const asked = { addresses: [address('192.0.2.1')], ports: ports('1-10') };
  const flags = (rate: number | null, maxRate: number | null, one: ScanSettings = DEFAULT_SETTINGS): string => {
    const [plan] = planChunk(
      { ...scanGroup, settings: one },
      { ...asked, rate, timeouts: FAST },
      machine('root'),
      maxRate,
    );
    return plan?.argv.join(' ') ?? '';
  };

  test('is one group of hosts, asked once, at exactly its rate', () => {
    assert.equal(
      flags(5_000, null),
      `-sS -n -Pn -T4 -v --min-hostgroup 256 --max-hostgroup 256 --max-retries 0${WAITS} --min-rate 5000 ` +
        '--max-rate 5000 --stats-every 1s -oX - -p 1-10 192.0.2.1',
    );
  });

  test('is never faster than the authorization allows, nor than an option does', () => {
    assert.match(flags(5_000, 2_000), / --min-rate 2000 --max-rate 2000 /);
    assert.match(flags(5_000.7, null), / --min-rate 5000 --max-rate 5000 /);
    assert.match(flags(5_000, 2_000, settings('custom', '--max-rate=300')), / --min-rate 300 --max-rate 300 /);
    assert.match(flags(null, 2_000, settings('custom', '--max-rate=3000')), / --max-rate 2000 /);
    assert.match(flags(0.2, null), / --min-rate 1 --max-rate 1 /);
  });

  test('of a stealthy target keeps to few packets', () => {
    assert.match(flags(null, null, settings('stealth')), / -T3 .*--max-retries 2 .*--min-rate 50 .*--max-rate 50 /);
    assert.match(flags(null, 10, settings('stealth')), / --min-rate 10 .*--max-rate 10 /);
  });

  test('has the options of a custom target in place of the usual ones, each once', () => {
    assert.equal(
      flags(
        null,
        null,
        settings('custom', '-T2', '--max-retries=4', '--max-hostgroup=8', '--source-port=53', '--reason'),
      ),
      `-sS --source-port=53 -n -Pn -T2 -v --max-retries=4 --max-hostgroup=8${WAITS} --reason --stats-every 1s -oX ` +
        '- -p 1-10 192.0.2.1',
    );
    assert.match(flags(null, null, settings('custom', '-sT')), /^-sT /);
  });

  test('of an address of this machine connects, whatever the privilege, at the pace that options say', () => {
    const own = (privilege: Privilege, one: ScanSettings = DEFAULT_SETTINGS): string => {
      const chunk = { ...asked, rate: null, timeouts: FAST };
      const [plan] = planChunk({ ...scanGroup, own: true, settings: one }, chunk, machine(privilege), null);
      return plan?.argv.filter((flag) => /^-s|^-T/.test(flag)).join(' ') ?? '';
    };
    assert.deepEqual([own('root'), own('unprivileged'), own('capabilities')], ['-sT -T4', '-sT -T4', '-sT -T4']);
    assert.deepEqual(
      [own('root', settings('stealth')), own('root', settings('custom', '-T2'))],
      ['-sT -T3', '-sT -T2'],
    );
    assert.equal(
      own('root', settings('custom', '--source-port=53')),
      '-sS -T4',
      'packets that connect() can not shape',
    );
  });

  test('of UDP has nothing of what options say of TCP', () => {
    const one = settings('custom', '-sT');
    const [plan] = planChunk(
      { ...scanGroup, protocol: 'udp', settings: one },
      { ...asked, rate: null, timeouts: FAST },
      machine('root'),
      null,
    );
    assert.match(plan?.argv.join(' ') ?? '', /^-sU -n/);
  });
});

const anyPorts = fc
  .array(fc.tuple(fc.nat(70), fc.nat(5)), { minLength: 1, maxLength: 4 })
  .map((pairs) => portSet(pairs.map(([first, more]) => [first, first + more])));
const anyRequired: fc.Arbitrary<PortsByAddress> = fc
  .array(
    fc.tuple(
      fc
        .oneof(
          fc.nat(5).map((n) => `192.0.2.${n}`),
          fc.nat(5).map((n) => `2001:db8::${n + 1}`),
        )
        .map(address),
      fc.record({ tcp: anyPorts, udp: anyPorts }, { requiredKeys: [] }),
    ),
    { maxLength: 6 },
  )
  .map((entries) => new Map(entries));

test('plans each required port once or reports it as unobserved, and nothing else', () => {
  fc.assert(
    fc.property(
      anyRequired,
      fc.constantFrom<Privilege>('root', 'unprivileged'),
      fc.boolean(),
      (required, privilege, cut) => {
        const unroutable = cut ? [...required.keys()].slice(0, 1) : [];
        const { plans, unobserved } = planSweep(grant(required), machine(privilege, ...unroutable));
        for (const host of new Set([...required.keys(), ...plans.flatMap(({ addresses }) => addresses)])) {
          for (const protocol of PROTOCOLS) {
            const asked = plans.filter((plan) => plan.protocol === protocol && plan.addresses.includes(host));
            const left = unobserved.filter((one) => one.protocol === protocol && one.address === host);
            const all = [...asked, ...left].map((one) => one.ports);
            assert.deepEqual(union(...all), required.get(host)?.[protocol] ?? []);
            assert.equal(
              all.reduce((sum, set) => sum + portCount(set), 0),
              portCount(union(...all)),
            );
          }
        }
      },
    ),
  );
});

function observed(
  open: ReadonlyMap<Address, PortSet>,
  details: ReadonlyMap<number, PortDetail> = new Map(),
): Pick<Observation, 'hosts'> {
  const hosts = new Map<Address, HostObservation>();
  for (const [host, set] of open) {
    hosts.set(host, {
      address: host,
      names: [],
      state: 'up',
      answersWithin: FAST.least,
      needsConnect: false,
      protocols: { tcp: { states: { open: set }, details } },
      facts: [],
    });
  }
  return { hosts };
}

const INSIDE_TLS: PortDetail = {
  reason: 'syn-ack',
  service: {
    ...{ name: 'unknown', method: 'probed', confidence: 3, tunnel: 'ssl' },
    ...{ product: null, version: null, extraInfo: null, cpes: [] },
  },
  identified: true,
  disagreeing: [],
};

const identify = (given: Grant, seen: Seen, here: Machine, tier: Tier = 'patient') =>
  planIdentify(given, seen, here, tier);
const QUICK: Tier = { quick: true, loss: null };

describe('an identification', () => {
  test('asks only ports that are open, with a version scan', () => {
    const seen = observed(
      new Map([
        [address('192.0.2.1'), ports('22')],
        [address('192.0.2.2'), ports('80,443')],
      ]),
    );
    assert.deepEqual(commands(identify(grant(TWO_FAMILIES), seen, machine('root')).plans), [
      `-sS -sV --min-parallelism 300 -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p 22 192.0.2.1`,
      `-sS -sV --min-parallelism 300 -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p ` +
        '80,443 192.0.2.2',
    ]);
  });

  test('asks nothing where nothing is open', () => {
    assert.deepEqual(identify(grant(TWO_FAMILIES), observed(new Map()), machine('root')), {
      plans: [],
      unobserved: [],
    });
  });

  test(
    'asks printer ports where a line names their service, in a scan of their own, and reports the others ' +
      'as unobserved',
    () => {
      const [one, two] = ['192.0.2.1', '192.0.2.2'].map(address) as [Address, Address];
      const all = { tcp: ports('1-65535') };
      const given = {
        ...grant(TWO_FAMILIES),
        identification: new Map([
          [one, { required: { tcp: ports('9100-9101') }, named: { tcp: ports('9101') }, graded: {}, services: [] }],
          [two, { required: {}, named: {}, graded: {}, services: [] }],
        ]),
        required: new Map([one, two].map((host) => [host, all])),
      };
      const seen = observed(new Map([one, two].map((host) => [host, ports('80,9100-9102')])));
      const { plans, unobserved } = identify(given, seen, machine('root'));
      assert.deepEqual(commands(plans), [
        `-sS -sV --min-parallelism 300 -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p 80 ` +
          '192.0.2.1 192.0.2.2',
        `-sS -sV --allports --min-parallelism 300 -n -Pn -T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p ` +
          '9101 192.0.2.1',
      ]);
      assert.deepEqual(
        unobserved.map((gap) => [gap.address, gap.ports, gap.reason.code]),
        [[one, ports('9100'), 'not-identified']],
      );
    },
  );

  test('of a host with hundreds of open ports asks those whose service decides something', () => {
    const one = address('192.0.2.1');
    const identification = new Map([
      [one, { required: { tcp: ports('22,700') }, named: {}, graded: {}, services: [] }],
    ]);
    const seen = observed(new Map([[one, ports('1-600')]]));
    const { plans, unobserved } = identify({ ...grant(TWO_FAMILIES), identification }, seen, machine('root'));
    assert.deepEqual([plans.map((plan) => plan.ports), unobserved], [[ports('22')], []]);
  });

  test('leaves a host out that answers on hundreds of ports, and says so', () => {
    const seen = observed(
      new Map([
        [address('192.0.2.1'), ports('1-65535')],
        [address('192.0.2.2'), ports('80')],
      ]),
    );
    const { plans, unobserved } = identify(grant(TWO_FAMILIES), seen, machine('root'));
    assert.deepEqual(
      plans.map(({ addresses }) => addresses.join()),
      ['192.0.2.2'],
    );
    assert.deepEqual(
      unobserved.map((one) => `${one.address} ${one.reason.code}`),
      ['192.0.2.1 not-identified'],
    );
  });

  test('never asks an address for a port that the policy does not declare for it', () => {
    fc.assert(
      fc.property(anyRequired, anyRequired, (required, seen) => {
        const open = new Map(
          [...seen].flatMap(([host, set]) => (set.tcp === undefined ? [] : [[host, set.tcp] as const])),
        );
        for (const plan of identify(grant(required), observed(open), machine('root')).plans) {
          for (const host of plan.addresses) assert.deepEqual(subtract(plan.ports, required.get(host)?.tcp ?? []), []);
        }
        const asked = identify(grant(required), observed(open), machine('root')).plans;
        for (const [host, set] of open) {
          const due = [...set].flat().filter((port) => hasPort(required.get(host)?.tcp ?? [], port));
          for (const port of due) {
            assert.ok(asked.some((plan) => plan.addresses.includes(host) && hasPort(plan.ports, port)));
          }
        }
      }),
    );
  });
});

describe('quick version detection', () => {
  const one = address('192.0.2.1');
  const required: PortsByAddress = new Map([[one, { tcp: ports('1-1000'), udp: ports('1-1000') }]]);
  const answering = (answersWithin: number | null): Seen => {
    const answers = { states: { open: ports('22') }, details: new Map() };
    return {
      hosts: new Map([[one, { protocols: { tcp: answers, udp: answers }, answersWithin, needsConnect: false }]]),
    };
  };
  const waits = (answersWithin: number | null, loss: number | null = null, tier: Tier = { quick: true, loss }) =>
    identify(oneSettings(DEFAULT_SETTINGS, required), answering(answersWithin), machine('root'), tier).plans.map(
      ({ protocol, quick = false, wait = null }) => [protocol, quick, wait],
    );

  test('waits as long as the path asks for, and never less than a second', () => {
    assert.deepEqual(waits(1), [
      ['tcp', 'light', 1_000],
      ['udp', 'light', 1_000],
    ]);
    assert.deepEqual(waits(600)[0], ['tcp', 'light', 1_500]);
    assert.deepEqual(waits(120, 0.03)[0], ['tcp', 'light', 1_530]);
  });

  test('is left out where answers come late, or nothing is measured: then nmap waits as it does', () => {
    for (const within of [3_200, null]) assert.deepEqual(waits(within)[0], ['tcp', false, null]);
    assert.deepEqual(waits(2_500, 0.02)[0], ['tcp', false, null]);
  });

  test('is left out where a policy asks for other questions, or for calm', () => {
    for (const other of [settings('stealth'), settings('custom', '--version-all'), settings('custom', '-T2')]) {
      const { plans } = identify(oneSettings(other, required), answering(100), machine('root'), QUICK);
      assert.ok(plans.every(({ quick }) => quick === undefined));
    }
  });

  test('also asks silent UDP ports for which a line names the service, if the path lets it be quick', () => {
    const silent = (tier: Tier, answersWithin: number | null = 100, named = ports('53,69,5060')) => {
      const udp = { states: { open: ports('53'), 'open|filtered': ports('1-52,54-1000,5060') }, details: new Map() };
      const given = {
        ...oneSettings(DEFAULT_SETTINGS, required),
        identification: new Map([[one, { required: {}, named: { udp: named }, graded: {}, services: [] }]]),
      };
      const seen = { hosts: new Map([[one, { protocols: { udp }, answersWithin, needsConnect: false }]]) };
      return identify(given, seen, machine('root'), tier).plans.map((plan) => [formatPorts(plan.ports), plan.quick]);
    };
    assert.deepEqual(silent(QUICK), [
      ['53', 'light'],
      ['69', 'light'],
    ]);
    assert.deepEqual(silent('patient'), [['53', undefined]]);
    assert.deepEqual(silent(QUICK, null), [['53', undefined]]);
    assert.deepEqual(silent(QUICK, 100, ports('53')), [['53', 'light']]);
    assert.deepEqual(silent(QUICK, 100, ports('100-149')), [
      ['53', 'light'],
      ['100-149', 'light'],
    ]);
    assert.deepEqual(silent(QUICK, 100, ports('100-150')), [['53', 'light']]);
  });

  test('asks silent UDP ports of hosts that answer, whatever other hosts with the same lines do', () => {
    const hosts = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(address);
    const udp = { states: { 'open|filtered': ports('5060') }, details: new Map() };
    const given = grant(new Map(hosts.map((host) => [host, { udp: ports('5060') }])));
    const seen: Seen = {
      hosts: new Map(
        hosts.map((host, index) => [
          host,
          { protocols: { udp }, answersWithin: [100, null, 200][index] ?? null, needsConnect: false },
        ]),
      ),
    };
    assert.deepEqual(
      identify(given, seen, machine('root'), QUICK).plans.map((plan) => plan.addresses),
      [['192.0.2.1', '192.0.2.3']],
    );
  });

  test('is followed by as many questions as nmap usually asks', () => {
    const { plans } = identify(oneSettings(DEFAULT_SETTINGS, required), answering(100), machine('root'), 'patient');
    assert.deepEqual(
      plans.map(({ protocol, quick = false, wait = null, argv }) => [
        protocol,
        quick,
        wait,
        argv.includes('--version-intensity'),
      ]),
      [
        ['tcp', false, null, false],
        ['udp', false, 1_000, false],
      ],
    );
  });
});

describe('an identification of several hosts', () => {
  const hosts = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(address);
  const asked = (protocol: 'tcp' | 'udp', sets: readonly string[]): readonly string[] => {
    const open = new Map(hosts.map((host, index) => [host, ports(sets[index] as string)] as const));
    const seen: Seen = {
      hosts: new Map(
        [...open].map(([host, set]) => [
          host,
          {
            protocols: { [protocol]: { states: { open: set }, details: new Map() } },
            answersWithin: 100,
            needsConnect: false,
          },
        ]),
      ),
    };
    const required: PortsByAddress = new Map(hosts.map((host) => [host, { [protocol]: ports('1-65535') }]));
    return identify(oneSettings(DEFAULT_SETTINGS, required), seen, machine('root')).plans.map(
      (plan) => `${plan.addresses.map((one) => one.slice(-1)).join('')}: ${formatPorts(plan.ports)}`,
    );
  };

  test('asks no UDP port of a host that is open on another host only, because each silent one takes a minute', () => {
    assert.deepEqual(asked('udp', ['53', '53,123', '53']), ['13: 53', '2: 53,123']);
  });

  test('asks hosts with the same ports together, and others by themselves', () => {
    assert.deepEqual(asked('tcp', ['22', '22,80', '22']), ['13: 22', '2: 22,80']);
  });

  const beside = (
    changed: Partial<Pick<HostObservation, 'answersWithin' | 'needsConnect'>>,
    [one, other]: readonly [string, string] = ['22,25', '80,81'],
  ) => {
    const [first, second] = [address('192.0.2.1'), address('192.0.2.2')];
    const host = (open: string) => ({
      protocols: {
        tcp: { states: { open: ports(open), closed: subtract(ports('1-1000'), ports(open)) }, details: new Map() },
      },
      ...{ answersWithin: FAST.least, needsConnect: false },
    });
    const seen = {
      hosts: new Map([
        [first, host(one)],
        [second, { ...host(other), ...changed }],
      ]),
    };
    const required: PortsByAddress = new Map([first, second].map((one) => [one, { tcp: ports('1-1000') }]));
    return identify(oneSettings(DEFAULT_SETTINGS, required), seen, machine('root')).plans.map(
      (plan) => `${plan.addresses.length}: ${formatPorts(plan.ports)}`,
    );
  };
  const APART = ['1: 22,25', '1: 80-81'];

  test('asks hosts together whose ports are closed on the others, because a closed port answers at once', () => {
    assert.deepEqual(beside({}), ['2: 22,25,80-81']);
  });

  test('asks a host by itself that is far, or that is probed in another way', () => {
    assert.deepEqual(beside({ answersWithin: 2_000 }), APART);
    assert.deepEqual(beside({ answersWithin: null }), APART);
    assert.deepEqual(beside({ needsConnect: true }), APART);
    assert.deepEqual(beside({ needsConnect: true }, ['22', '22,80']), ['1: 22', '1: 22,80']);
    assert.deepEqual(beside({ answersWithin: 2_000 }, ['22,80', '22']), ['1: 22', '1: 22,80']);
  });

  test('asks many hosts with different ports in few invocations, at the cost of few extra ports', () => {
    const many = Array.from({ length: 40 }, (_, index) => address(`192.0.2.${index + 1}`));
    const seen = observed(new Map(many.map((host, index) => [host, ports(`${20 + index}`)])));
    const required: PortsByAddress = new Map(many.map((host) => [host, { tcp: ports('1-1000') }]));
    const { plans } = identify(oneSettings(DEFAULT_SETTINGS, required), seen, machine('root'));
    assert.ok(plans.length <= 8, `${plans.length}`);
    assert.equal(
      plans.reduce((sum, plan) => sum + plan.addresses.length, 0),
      40,
    );
  });
});

describe('an identification within a rate', () => {
  const open = new Map(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((text) => [address(text), ports('1-5')] as const));
  const required: PortsByAddress = new Map([...open.keys()].map((host) => [host, { tcp: ports('1-1000') }]));
  const askedBy = (one: ScanSettings, maxRate: number | null, tier: Tier = 'patient', seen = observed(open)) =>
    identify(oneSettings(one, required, maxRate), seen, machine('root'), tier).plans.map(
      (plan) => `${plan.addresses.length}x${portCount(plan.ports)}`,
    );

  test('asks no more services at once than a second has packets for', () => {
    assert.deepEqual(askedBy(DEFAULT_SETTINGS, null), ['3x5']);
    assert.deepEqual(askedBy(DEFAULT_SETTINGS, 400, QUICK), ['2x5', '1x5']);
    assert.deepEqual(askedBy(DEFAULT_SETTINGS, 120, QUICK), ['1x3', '1x2', '1x3', '1x2', '1x3', '1x2']);
    assert.equal(askedBy(settings('stealth'), null).length, 15);
  });

  test('asks fewer services at once if it asks all questions, and fewer still inside TLS', () => {
    assert.deepEqual(askedBy(DEFAULT_SETTINGS, 1_600), ['2x5', '1x5']);
    assert.deepEqual(askedBy(DEFAULT_SETTINGS, 480), ['1x3', '1x2', '1x3', '1x2', '1x3', '1x2']);
    assert.deepEqual(askedBy(settings('custom', '--version-all'), 1_600, QUICK)[0], '1x3');
    assert.deepEqual(askedBy(settings('custom', '--version-light'), 400, QUICK), ['2x5', '1x5']);
    const inside = observed(open, new Map([[1, INSIDE_TLS]]));
    assert.deepEqual(askedBy(DEFAULT_SETTINGS, 1_600, 'patient', inside)[0], '1x5');
  });

  test('asks each open port once, whatever the rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), (maxRate) => {
        const { plans } = identify(oneSettings(DEFAULT_SETTINGS, required, maxRate), observed(open), machine('root'));
        const asked = plans.flatMap((plan) => plan.addresses.map((host) => [host, plan.ports] as const));
        for (const [host, set] of open) {
          const own = asked.filter(([one]) => one === host).map(([, some]) => some);
          assert.deepEqual(union(...own), set);
          assert.equal(
            own.map(portCount).reduce((sum, one) => sum + one, 0),
            portCount(set),
          );
        }
      }),
    );
  });

  test('of a stealthy target tries few probes, and of a custom one as many as it says', () => {
    const flags = (one: ScanSettings) =>
      identify(oneSettings(one, required), observed(open), machine('root'), QUICK).plans[0]?.argv.join(' ') ?? '';
    assert.match(flags(settings('stealth')), / -sV --version-light /);
    assert.match(
      flags(settings('custom', '--version-intensity=9', '--script=ssl-cert')),
      / -sV --version-intensity=9 --min-parallelism 300 --script=ssl-cert /,
    );
  });
});

describe('a second opinion', () => {
  const doubts = [
    { address: address('192.0.2.1'), protocol: 'tcp', ports: ports('22,8080') },
    { address: address('192.0.2.1'), protocol: 'udp', ports: ports('53') },
    { address: address('192.0.2.9'), protocol: 'tcp', ports: ports('22') },
    { address: address('2001:db8::1'), protocol: 'sctp', ports: ports('36412') },
  ] as const;
  const types = (privilege: Privilege, one: ScanSettings = DEFAULT_SETTINGS): readonly string[] =>
    planConfirm(doubts, oneSettings(one, TWO_FAMILIES), observed(new Map()), machine(privilege)).plans.map(
      ({ argv, ports }) => `${argv.filter((flag) => /^-s|^-T|retries|^\d$/.test(flag)).join(' ')} ${ports.join()}`,
    );

  test('is by another technique, of doubtful ports only, within the required coverage', () => {
    assert.deepEqual(types('root'), [
      '-sT -T4 22,22,8080,8080',
      '-sU -T4 --max-retries 3 53,53',
      '-sY -T4 36412,36412',
    ]);
  });

  test('of SCTP waits long, as a connection does by itself', () => {
    const plans = planConfirm(doubts, grant(TWO_FAMILIES), observed(new Map()), machine('root')).plans;
    const waits = plans.map(({ protocol, argv }) => [protocol, argv[argv.indexOf('--min-rtt-timeout') + 1]]);
    assert.deepEqual(
      waits.filter(([protocol]) => protocol === 'sctp'),
      [['sctp', '5000ms']],
    );
  });

  test('waits longer with connect() if there is no privilege', () => {
    assert.deepEqual(types('unprivileged'), ['-sT -T3 22,22,8080,8080']);
  });

  test('of UDP asks services only of ports that never answered, and keeps to the rate as the version scan does', () => {
    const one = address('192.0.2.1');
    const required: PortsByAddress = new Map([[one, { udp: ports('1-1000') }]]);
    const doubts = [{ address: one, protocol: 'udp', ports: ports('53,161,500') }] as const;
    const udp = { states: { open: ports('500'), 'open|filtered': ports('53,161') }, details: new Map() };
    const seen: Seen = { hosts: new Map([[one, { protocols: { udp }, answersWithin: 100, needsConnect: false }]]) };
    const asked = (maxRate: number | null): readonly string[] =>
      planConfirm(doubts, oneSettings(DEFAULT_SETTINGS, required, maxRate), seen, machine('root')).plans.map(
        ({ argv, ports }) => `${argv.includes('-sV') ? 'service' : 'port'} ${formatPorts(ports)}`,
      );
    assert.deepEqual(asked(null), ['port 500', 'service 53,161']);
    assert.deepEqual(asked(50), ['port 500', 'service 53', 'service 161']);
  });

  test('of a UDP port that answered only a question about its service asks it again', () => {
    const one = address('192.0.2.1');
    const required: PortsByAddress = new Map([[one, { udp: ports('1-1000') }]]);
    const doubts = [{ address: one, protocol: 'udp', ports: ports('53,500') }] as const;
    const after = (states: ProtocolAnswers['states']): Seen => ({
      hosts: new Map([
        [one, { protocols: { udp: { states, details: new Map() } }, answersWithin: 100, needsConnect: false }],
      ]),
    });
    const swept = after({ open: ports('500'), 'open|filtered': ports('53') });
    const given = oneSettings(DEFAULT_SETTINGS, required);
    const { plans } = planConfirm(doubts, given, after({ open: ports('53,500') }), machine('root'), swept);
    assert.deepEqual(
      plans.map(({ argv, ports }) => [argv.includes('-sV'), formatPorts(ports)]),
      [
        [false, '500'],
        [true, '53'],
      ],
    );
  });

  test('never asks more at once than the rate of the policy, with three packets for a connection', () => {
    const rateOf = ({ argv }: { readonly argv: readonly string[] }) => Number(argv[argv.indexOf('--max-rate') + 1]);
    for (const maxRate of [12, 100, 20_000]) {
      const { plans } = planConfirm(doubts, grant(TWO_FAMILIES, maxRate), observed(new Map()), machine('root'));
      const packets = plans.map((plan) => rateOf(plan) * (plan.protocol === 'tcp' ? 3 : 1));
      assert.ok(packets.reduce((sum, one) => sum + one, 0) <= maxRate, packets.join());
    }
  });

  test('is by raw packets where the first was not, or where packets are shaped', () => {
    assert.match(types('root', settings('custom', '-sT'))[0] ?? '', /^-sS/);
    assert.match(types('root', settings('custom', '--ttl=64'))[0] ?? '', /^-sS/);
  });

  test('asks hosts together whose ports are closed on the others, except at a low rate', () => {
    const sets = new Map([
      [address('192.0.2.1'), '22,25'],
      [address('192.0.2.2'), '80,81'],
    ]);
    const hosts = new Map(
      [...sets].map(([one, open]) => {
        const states = { open: ports(open), closed: subtract(ports('1-1000'), ports(open)) };
        return [
          one,
          { protocols: { tcp: { states, details: new Map() } }, answersWithin: FAST.least, needsConnect: false },
        ];
      }),
    );
    const required: PortsByAddress = new Map([...sets.keys()].map((one) => [one, { tcp: ports('1-1000') }]));
    const doubts = [...sets].map(([one, open]) => ({ address: one, protocol: 'tcp' as const, ports: ports(open) }));
    const asked = (maxRate: number | null): readonly string[] =>
      planConfirm(doubts, oneSettings(DEFAULT_SETTINGS, required, maxRate), { hosts }, machine('root')).plans.map(
        (plan) => `${plan.addresses.length}: ${formatPorts(plan.ports)}`,
      );
    assert.deepEqual(asked(null), ['2: 22,25,80-81']);
    assert.deepEqual(asked(40), ['2: 22,25,80-81']);
    assert.deepEqual(asked(39), ['1: 22,25', '1: 80-81']);
  });

  test('of addresses of this machine is by connect() too', () => {
    const own = [address('127.0.0.1'), address('::1'), address('192.0.2.1')];
    const required: PortsByAddress = new Map(own.map((one) => [one, { tcp: ports('22') }]));
    const doubts = own.map((one) => ({ address: one, protocol: 'tcp' as const, ports: ports('22') }));
    const here: Machine = { ...machine('root'), own: new Set(own) };
    for (const one of [DEFAULT_SETTINGS, settings('custom', '-sT')]) {
      const { plans } = planConfirm(doubts, oneSettings(one, required), observed(new Map()), here);
      assert.deepEqual(
        plans.map(({ argv }) => argv.find((flag) => flag.startsWith('-s'))),
        ['-sT', '-sT', '-sT'],
      );
    }
  });
});

describe('facts', () => {
  const seen = observed(new Map([[address('192.0.2.1'), ports('22')]]));
  const facts = (one: ScanSettings, privilege: Privilege = 'root'): readonly string[] =>
    commands(
      identify(oneSettings(one, TWO_FAMILIES), seen, machine(privilege), QUICK).plans.filter(
        (plan) => plan.facts === true,
      ),
    );

  test('ride with version detection of open ports, where the profile is deep', () => {
    assert.deepEqual(facts(settings('thorough')), []);
    assert.deepEqual(facts(settings('deep')), [
      '-sS -sV --version-intensity 2 --min-parallelism 300 -O ' +
        '--script=http-title,ssh-hostkey,ssh2-enum-algos,ssl-cert,ssl-date,tls-alpn --script-timeout 30s -n -Pn ' +
        `-T4 -v --max-hostgroup 64${WAITS} --stats-every 1s -oX - -p 22 192.0.2.1`,
    ]);
  });

  test('without privilege leave the operating system out', () => {
    assert.doesNotMatch(facts(settings('deep'), 'unprivileged')[0] ?? '', /-O/);
  });

  test('are what the options of a custom target say', () => {
    assert.deepEqual(facts(settings('custom', '-T3')), []);
    assert.match(facts(settings('custom', '--script=banner'))[0] ?? '', / --script=banner --script-timeout /);
  });
});

describe('a discovery', () => {
  const discovering = (
    one: Partial<ScanSettings>,
    required: PortsByAddress = TWO_FAMILIES,
    privilege: Privilege = 'root',
  ) =>
    planDiscovery(oneSettings({ ...DEFAULT_SETTINGS, assume: 'discover', ...one }, required), machine(privilege)).plans;

  test('is only where a policy asks for it', () => {
    assert.deepEqual(discovering({ assume: 'up' }), []);
    assert.equal(discovering({ assume: 'up', profile: 'discovery' }).length, 2);
  });

  test('asks in ways that work without ICMP, with ICMP as the family has it', () => {
    assert.deepEqual(commands(discovering({})), [
      '-sn -n -T4 -v -PS21-22,25,53,80,443,445,3389,8080,8443 -PE -PP -PA22,80,443,445,3389 ' +
        `-PU53,123,161,500,40125 --max-retries=2${FIRST_WAITS} --min-rate 2000 --max-rate 2000 --stats-every 1s ` +
        '-oX - 192.0.2.1 192.0.2.2',
      '-6 -sn -n -T4 -v -PS21-22,25,53,80,443,445,3389,8080,8443 -PE -PA22,80,443,445,3389 -PU53,123,161,500,40125 ' +
        `--max-retries=2${FIRST_WAITS} --min-rate 2000 --max-rate 2000 --stats-every 1s -oX - 2001:db8::1`,
    ]);
  });

  test('asks the ports that the policy expects, at most twenty in all', () => {
    const given = oneSettings({ ...DEFAULT_SETTINGS, assume: 'discover' }, new Map([[address('192.0.2.1'), {}]]), 100);
    const expected = new Map([[address('192.0.2.1'), { tcp: ports('6000-7000') }]]);
    const [plan] = planDiscovery({ ...given, expected }, machine('root')).plans;
    assert.match(plan?.argv.join(' ') ?? '', / -PS21-22,25,53,80,443,445,3389,6000-6009,8080,8443 .* --max-rate 100 /);
  });

  test('without privilege only connects', () => {
    assert.match(
      commands(discovering({}, undefined, 'unprivileged'))[0] ?? '',
      /^--unprivileged -sn -n -T4 -v -PS[\d,-]+ --max-retries=2 /,
    );
  });

  test('asks as the options of a custom target say', () => {
    const custom = { profile: 'custom', options: ['-PE', '-PP', '-PS2222', '--max-retries=3'] } as const;
    assert.deepEqual(
      commands(discovering(custom)).map((line) => line.slice(0, line.indexOf(' --max-rate'))),
      [
        `-sn -n -T4 -v -PE -PP -PS2222 --max-retries=3${FIRST_WAITS} --min-rate 2000`,
        `-6 -sn -n -T4 -v -PE -PS2222 --max-retries=3${FIRST_WAITS} --min-rate 2000`,
      ],
    );
    assert.deepEqual(discovering(custom, undefined, 'unprivileged'), []);
  });

  test('asks thousands of addresses in one go, and no more than 4,096', () => {
    const required = new Map(
      Array.from({ length: 5_000 }, (_, index) => [address(`10.0.${index >> 8}.${index & 255}`), {}] as const),
    );
    assert.deepEqual(
      discovering({}, required).map(({ addresses }) => addresses.length),
      [4_096, 904],
    );
  });
});

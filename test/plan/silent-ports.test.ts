import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import { ALL_PORTS, intersect, type PortSet, portCount, portSet, union } from '../../src/model/port.ts';
import { DEFAULT_SETTINGS, type ScanSettings } from '../../src/model/scan-settings.ts';
import { TOP_100_TCP } from '../../src/model/top-ports.ts';
import type { ScanGroup } from '../../src/plan/plan.ts';
import {
  alwaysAsked,
  connectProcesses,
  earlyAsked,
  isAskedRaw,
  PACKETS_A_CONNECT,
  planConnectRetry,
  planRawAgain,
} from '../../src/plan/silent-ports.ts';

const at = (number: number): Address => `192.0.2.${number}` as Address;
const scanGroup = (settings: ScanSettings = DEFAULT_SETTINGS) => ({ protocol: 'tcp', settings }) as const;
const silent = (number: number, ports: PortSet, within: number | null = null) => ({
  address: at(number),
  ports,
  within,
});
const ROOT = { privilege: 'root' } as const;

function value(argv: readonly string[], option: string): string {
  return argv[argv.indexOf(option) + 1] ?? assert.fail(`no ${option} in ${argv.join(' ')}`);
}

describe('a patient connect()', () => {
  test('waits 5 s at least, longer where the path asks for it, and leaves repetition to the kernel', () => {
    for (const [within, least] of [
      [null, '5000ms'],
      [120, '5000ms'],
      [7_500, '7500ms'],
    ] as const) {
      const [plan] = planConnectRetry(scanGroup(), [silent(1, [[80, 80]], within)], ROOT, null);
      const argv = plan?.argv ?? [];
      assert.ok(argv.includes('-sT'));
      assert.deepEqual([value(argv, '--min-rtt-timeout'), value(argv, '--max-retries')], [least, '0']);
    }
  });

  test('is paced from above alone: held to a least rate nmap polls until its last wait ends', () => {
    for (const maxRate of [null, 2, 1_000]) {
      const argv = planConnectRetry(scanGroup(), [silent(1, ALL_PORTS)], ROOT, maxRate)[0]?.argv ?? [];
      assert.ok(!argv.includes('--min-rate') && Number(value(argv, '--max-rate')) > 0);
      assert.equal(value(argv, '--min-parallelism'), '1000');
    }
  });

  test('is a connect() also where a policy asks for one, and raw where packets are shaped as connect() can not', () => {
    const flags = (...options: readonly string[]) =>
      planConnectRetry(
        scanGroup({ ...DEFAULT_SETTINGS, profile: 'custom', options }),
        [silent(1, [[80, 80]])],
        ROOT,
        null,
      )[0]?.argv[0];
    assert.deepEqual([flags('-sT'), flags('--source-port=53')], ['-sT', '-sS']);
  });

  test('keeps, all processes together and three packets a connection, to the rate of the authorization', () => {
    for (const maxRate of [1, 2, 10, 50, 1_000, 20_000]) {
      const plans = planConnectRetry(scanGroup(), [silent(1, ALL_PORTS)], ROOT, maxRate);
      const rate = Math.max(...plans.map(({ argv }) => Number(value(argv, '--max-rate'))));
      const side = Math.min(plans.length, connectProcesses(scanGroup(), maxRate));
      assert.ok(rate > 0 && rate * side * PACKETS_A_CONNECT <= maxRate * 1.02, `${rate} by ${side} at ${maxRate}`);
    }
  });

  test('asks every silent port of every host, together where that asks little twice', () => {
    const hosts = [silent(1, TOP_100_TCP), silent(2, TOP_100_TCP), silent(3, [[5_000, 6_500]]), silent(4, [[1, 1]])];
    const plans = planConnectRetry(scanGroup(), hosts, ROOT, null);
    for (const { address, ports } of hosts) {
      const own = plans.filter(({ addresses }) => addresses.includes(address));
      assert.deepEqual(intersect(union(...own.map((plan) => plan.ports)), ports), ports);
    }
    const asked = plans.reduce((sum, plan) => sum + plan.addresses.length * portCount(plan.ports), 0);
    const wanted = hosts.reduce((sum, { ports }) => sum + portCount(ports), 0);
    assert.ok(asked <= 2 * wanted + 400, `${asked} asked for ${wanted}`);
  });

  test(
    'is always made of common ports, of those that a policy speaks of, and of all that a line says to be ' +
      'silent or open',
    () => {
      const asked = (silent: PortSet, mentioned: PortSet, asserted: PortSet = []) => {
        const own = { mentioned: new Map([[at(1), mentioned]]), asserted: new Map([[at(1), asserted]]) };
        return alwaysAsked(own, at(1), silent);
      };
      assert.equal(portCount(asked(ALL_PORTS, portSet([[31_337, 31_337]]))), portCount(TOP_100_TCP) + 1);
      assert.ok(portCount(asked(ALL_PORTS, ALL_PORTS)) <= 2_100, 'a long line that allows');
      assert.deepEqual(asked([[31_337, 31_337]], []), []);
      const range: PortSet = [[30_000, 33_000]];
      assert.deepEqual(intersect(asked(ALL_PORTS, range, range), range), range);
      assert.deepEqual(asked(ALL_PORTS, ALL_PORTS, ALL_PORTS), ALL_PORTS);
    },
  );

  test('is not made of the whole of a long line while the sweep runs', () => {
    const mentioned = new Map([[at(1), ALL_PORTS]]);
    assert.ok(portCount(earlyAsked({ mentioned }, at(1), ALL_PORTS)) <= 2_100);
  });
});

describe('a patient raw probe', () => {
  test('waits 5 s at least, once, within the rate', () => {
    const [plan] = planRawAgain(scanGroup(), [silent(1, [[30_000, 36_000]], 120)], ROOT, 5_000);
    const argv = plan?.argv ?? [];
    assert.equal(argv[0], '-sS');
    const said = ['--min-rtt-timeout', '--max-retries', '--max-rate', '-p'].map((option) => value(argv, option));
    assert.deepEqual(said, ['5000ms', '0', '5000', '30000-36000']);
  });

  test('is not for addresses of this machine, without privileges, at a pace that a policy says, or with -sT', () => {
    const usual: ScanGroup = {
      ...{ ...scanGroup(), family: 'ipv4', addresses: [at(1)], own: false, ports: ALL_PORTS, way: 'paced' },
      ...{ expected: new Map(), mentioned: new Map(), asserted: new Map() },
    };
    const connecting = { ...DEFAULT_SETTINGS, profile: 'custom', options: ['-sT'] } as const;
    assert.deepEqual(
      [
        isAskedRaw(usual, ROOT),
        isAskedRaw({ ...usual, own: true }, ROOT),
        isAskedRaw(usual, { privilege: 'unprivileged' }),
        isAskedRaw({ ...usual, way: 'plain' }, ROOT),
        isAskedRaw({ ...usual, settings: connecting }, ROOT),
      ],
      [true, false, false, false, false],
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import { type Manner, USUAL_MANNER } from '../../src/model/manner.ts';
import { ALL_PORTS, intersect, type PortSet, portCount, portSet, union } from '../../src/model/port.ts';
import { alwaysAsked, PACKETS_A_CONNECT, patientProcesses, planPatient } from '../../src/plan/patient.ts';
import { TOP_100_TCP } from '../../src/policy/top-ports.ts';

const at = (number: number): Address => `192.0.2.${number}` as Address;
const field = (manner: Manner = USUAL_MANNER) => ({ protocol: 'tcp', manner }) as const;
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
  it('waits 5 s at least, longer where the path asks for it, and leaves repetition to the kernel', () => {
    for (const [within, least] of [
      [null, '5000ms'],
      [120, '5000ms'],
      [7_500, '7500ms'],
    ] as const) {
      const [plan] = planPatient(field(), [silent(1, [[80, 80]], within)], ROOT, null);
      const argv = plan?.argv ?? [];
      assert.ok(argv.includes('-sT'));
      assert.deepEqual([value(argv, '--min-rtt-timeout'), value(argv, '--max-retries')], [least, '0']);
    }
  });

  it('is paced from above alone: held to a least rate nmap polls until its last wait ends', () => {
    for (const maxRate of [null, 2, 1_000]) {
      const argv = planPatient(field(), [silent(1, ALL_PORTS)], ROOT, maxRate)[0]?.argv ?? [];
      assert.ok(!argv.includes('--min-rate') && Number(value(argv, '--max-rate')) > 0);
      assert.equal(value(argv, '--min-parallelism'), '1000');
    }
  });

  it('is a connect() also where a policy asks for one, and raw where packets are shaped as connect() can not', () => {
    const flags = (...options: readonly string[]) =>
      planPatient(field({ ...USUAL_MANNER, profile: 'custom', options }), [silent(1, [[80, 80]])], ROOT, null)[0]
        ?.argv[0];
    assert.deepEqual([flags('-sT'), flags('--source-port=53')], ['-sT', '-sS']);
  });

  it('keeps, all processes together and three packets a connection, to the rate of the authorization', () => {
    for (const maxRate of [1, 2, 10, 50, 1_000, 20_000]) {
      const plans = planPatient(field(), [silent(1, ALL_PORTS)], ROOT, maxRate);
      const rate = Math.max(...plans.map(({ argv }) => Number(value(argv, '--max-rate'))));
      const side = Math.min(plans.length, patientProcesses(field(), maxRate));
      assert.ok(rate > 0 && rate * side * PACKETS_A_CONNECT <= maxRate * 1.02, `${rate} by ${side} at ${maxRate}`);
    }
  });

  it('asks every silent port of every host, together where that asks little twice', () => {
    const hosts = [silent(1, TOP_100_TCP), silent(2, TOP_100_TCP), silent(3, [[5_000, 6_500]]), silent(4, [[1, 1]])];
    const plans = planPatient(field(), hosts, ROOT, null);
    for (const { address, ports } of hosts) {
      const own = plans.filter(({ addresses }) => addresses.includes(address));
      assert.deepEqual(intersect(union(...own.map((plan) => plan.ports)), ports), ports);
    }
    const asked = plans.reduce((sum, plan) => sum + plan.addresses.length * portCount(plan.ports), 0);
    const wanted = hosts.reduce((sum, { ports }) => sum + portCount(ports), 0);
    assert.ok(asked <= 2 * wanted + 400, `${asked} asked for ${wanted}`);
  });

  it('is always made of common ports and those that a policy speaks of, but not of each port of a long range', () => {
    const asked = alwaysAsked(ALL_PORTS, portSet([[31_337, 31_337]]));
    assert.equal(portCount(asked), portCount(TOP_100_TCP) + 1);
    assert.ok(portCount(alwaysAsked(ALL_PORTS, ALL_PORTS)) <= 2_100);
    assert.deepEqual(alwaysAsked([[31_337, 31_337]], []), []);
  });
});

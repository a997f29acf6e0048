import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Address } from '../../src/model/address.ts';
import type { UnobservedReason } from '../../src/model/observation.ts';
import { type PortSet, portSet } from '../../src/model/port.ts';
import { PERFECT } from './link.ts';
import {
  type Behaviour,
  changing,
  host,
  type SimulatedHost,
  type SweepPlan,
  type SweepRun,
  simulate,
} from './network.ts';

const PORTS: PortSet = [[1, 4_000]];
/** Ports that a policy allows, none of them popular. */
const ALLOWED = [1_100, 1_410, 1_720, 2_030, 2_340, 2_650, 2_960, 3_270];
/** An open port that no policy mentions. */
const HIDDEN = 3_777;

const setOf = (ports: readonly number[]): PortSet => portSet(ports.map((port) => [port, port]));

function sweep(one: SimulatedHost, allowed: readonly number[], more: Partial<SweepPlan> = {}): SweepRun {
  const expected = new Map<Address, PortSet>([[one.address, setOf(allowed)]]);
  return simulate({ hosts: [one], ports: PORTS, path: PERFECT, seed: 1, first: setOf(allowed), expected, ...more });
}

const inDoubt = ({ conclusion }: SweepRun, { address }: SimulatedHost): boolean =>
  conclusion.unsettled.some((gap) => gap.address === address && gap.ports.length > 0);

describe('a firewall that spares what a policy allows', () => {
  test('and lets few other connections through hides no open port from a sweep that passes', () => {
    for (const most of [30, 100, 400]) {
      const one = admitting(host(1, [...ALLOWED, HIDDEN], 'closed'), ALLOWED, most);
      const run = sweep(one, ALLOWED);
      assert.ok(run.heard.get(one.address)?.has(HIDDEN) || inDoubt(run, one), `${most} a second`);
    }
  });

  test('and begins to drop all else is noticed, also where two allowed ports are neighbours', () => {
    const allowed = [2_081, 2_082];
    for (const from of [0.5, 0.9, 1.3]) {
      const open = host(1, [...allowed, 3_000, HIDDEN]);
      const shut = changing(open, null, from);
      const one: SimulatedHost = {
        ...open,
        behaviour: () => {
          const [before, after] = [open.behaviour(), shut.behaviour()];
          return (port, time) => (allowed.includes(port) ? before : after)(port, time);
        },
      };
      // 3000 is found at once, as a common port would be.
      assert.ok(inDoubt(sweep(one, allowed, { first: setOf([...allowed, 3_000]) }), one), `from ${from} s`);
    }
  });
});

test('a host on which most ports are open because a policy allows them tells of loss, as others do', () => {
  const ports = Array.from({ length: 60 }, (_, index) => 2_001 + index);
  const allowed = ports.slice(0, 56);
  const one = host(1, allowed);
  const path = { ...PERFECT, lossOut: 0.05, lossBack: 0.05 };
  const { conclusion } = sweep(one, allowed, { ports: setOf(ports), path });
  assert.ok((conclusion.loss ?? 0) > 0);
  assert.notEqual(conclusion.evidence, 'retries');
});

test(
  'whenever a sweep is stopped after its host fell silent, or its open ports alone did, the host ' + 'is in doubt',
  () => {
    const stopped: UnobservedReason = { code: 'scan-timeout', text: 'over' };
    const closedProbes = (port: number) => (port < 30 ? 'closed' : null);
    const cases: readonly (readonly [readonly number[], (from: number) => SimulatedHost])[] = [
      [[443], (from) => changing(host(1, [443]), null, from)],
      [[], (from) => changing(host(1, [], closedProbes), null, from)],
      [[2_081], (from) => hiding(host(1, [2_081], closedProbes), from)],
      [[2_081], (from) => hiding(host(1, [2_081], 'closed'), from)],
    ];
    for (const [open, hostOf] of cases) {
      // Also shortly before the last word, where every port was asked often enough.
      for (let from = 0.5; from < 2; from += 0.1) {
        const one = hostOf(from);
        const whole = sweep(one, open);
        if (whole.begun.every((begun) => begun < from)) continue;
        assert.ok(inDoubt(whole, one), `${open} from ${from} s`);
        for (const [end, { kind }] of whole.chunks.entries()) {
          // What was asked twice before is known, whatever the host does later.
          if (kind !== 'recheck' && (whole.begun[end - 1] ?? 0) < from) continue;
          const run = sweep(one, open, { stop: (chunks) => (chunks === end ? stopped : null) });
          assert.ok(inDoubt(run, one), `${open} from ${from} s, stopped before chunk ${end} of ${whole.chunks.length}`);
        }
      }
    }
  },
);

/** The same host, whose open ports answer nothing any more from some time on. */
function hiding(before: SimulatedHost, from: number): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      return (port, time) => (time >= from && before.open.has(port) ? null : behaviour(port, time));
    },
  };
}

/**
 * The same host, behind something that lets through so many connections a second beside those to the ports that it
 * spares.
 */
function admitting(before: SimulatedHost, spared: readonly number[], most: number): SimulatedHost {
  return {
    ...before,
    behaviour: (): Behaviour => {
      const behaviour = before.behaviour();
      let [second, passed] = [-1, 0];
      return (port, time) => {
        if (spared.includes(port)) return behaviour(port, time);
        if (Math.floor(time) !== second) [second, passed] = [Math.floor(time), 0];
        return passed++ < most ? behaviour(port, time) : null;
      };
    },
  };
}

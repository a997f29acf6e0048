import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EcsFlat } from '@elastic/ecs';
import { ALL_PORTS, portSet } from '../../src/model/port.ts';
import type { Outcome } from '../../src/model/report.ts';
import { renderNdjson } from '../../src/report/ndjson.ts';
import { CONTEXT, ORIGIN } from './contexts.ts';
import { hostileReport, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';

type Fields = Readonly<Record<string, unknown>>;
type Event = { readonly event: Fields; readonly destination?: Fields; readonly labels: Fields; readonly host?: Fields };

interface EcsField {
  readonly type: string;
  readonly normalize: readonly string[];
  readonly allowed_values?: readonly { readonly name: string }[];
}
const ECS: Readonly<Record<string, EcsField>> = EcsFlat;

function eventsOf(outcome: Outcome): readonly Event[] {
  const lines = [...renderNdjson(outcome, CONTEXT)].join('').split('\n');
  assert.equal(lines.pop(), '');
  return lines.map((line) => JSON.parse(line));
}

/** Every leaf with its path; our own fields and labels are free. */
function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (['exposure_gate', 'labels'].includes(path)) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, field]) => leaves(field, path === '' ? key : `${path}.${key}`));
}

const IS_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  long: Number.isInteger,
  float: (value) => typeof value === 'number',
  date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

function assertEcs(event: Event): void {
  for (const [path, value] of leaves(event, '')) {
    const field = ECS[path];
    assert.ok(field !== undefined, `${path} is no field of ECS`);
    assert.equal(Array.isArray(value), field.normalize.includes('array'), `${path} is a list where ECS has one`);
    for (const one of [value].flat()) {
      const isType = IS_TYPE[field.type] ?? ((text: unknown) => typeof text === 'string');
      assert.ok(isType(one), `${path} is ${JSON.stringify(one)}, and ECS says ${field.type}`);
      const allowed = field.allowed_values?.map(({ name }) => name);
      if (allowed !== undefined && allowed.length > 0) assert.ok(allowed.includes(String(one)), `${path}: ${one}`);
    }
  }
  for (const [name, value] of Object.entries(event.labels)) assert.equal(typeof value, 'string', name);
}

test('every field is one of the Elastic Common Schema, with its type and its values, or our own', () => {
  for (const outcome of [...Object.values(samples.SAMPLES), samples.EVERYTHING, hostileReport(() => PAYLOADS.join(''))])
    for (const event of eventsOf(outcome)) assertEcs(event);
});

test('there is an event for the run, each finding, each host and each open port', () => {
  const datasets = eventsOf(samples.FAILED).map(({ event }) => event.dataset);
  const count = (name: string): number => datasets.filter((dataset) => dataset === `exposure_gate.${name}`).length;
  assert.deepEqual(['run', 'finding', 'host', 'port'].map(count), [1, 6, 1, 5]);
  assert.equal(datasets[0], 'exposure_gate.run');
});

test('every event names the environment, the policy, the commit and the run', () => {
  for (const { labels } of eventsOf(samples.FAILED)) {
    assert.equal(labels.environment, 'staging');
    assert.equal(labels.policy, samples.POLICY_FILE);
    assert.equal(labels.commit, ORIGIN.commit);
    assert.equal(labels.run, '4711');
  }
});

test('only a finding that fails the build is a failure, and nothing that is not known is a success', () => {
  const outcomes = (outcome: Outcome) => eventsOf(outcome).map(({ event }) => event.outcome);
  assert.equal(outcomes(samples.FAILED).filter((one) => one === 'failure').length, 1 + 4);
  for (const outcome of [samples.INCONCLUSIVE, { ...samples.INCONCLUSIVE, exitCode: 0 as const }, samples.BAD_POLICY]) {
    assert.equal(outcomes(outcome)[0], 'unknown');
    assert.ok(!outcomes(outcome).includes('success'));
  }
});

test('a host with every port open is one event, not 65,535', () => {
  const [host] = samples.PASSED.hosts;
  assert.ok(host !== undefined);
  const tcp = { states: { open: ALL_PORTS }, details: new Map() };
  const udp = { states: { open: portSet([[53, 53]]) }, details: new Map() };
  const events = eventsOf({ ...samples.PASSED, hosts: [{ ...host, protocols: { tcp, udp } }] });
  const ports = events.filter(({ event }) => event.dataset === 'exposure_gate.port');
  assert.deepEqual(
    ports.map(({ destination }) => destination?.port),
    [undefined, 53],
  );
});

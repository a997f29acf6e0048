import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { ALL_PORTS, portSet } from '../../src/model/port.ts';
import type { Outcome, Report } from '../../src/model/report.ts';
import { reportJsonSchema } from '../../src/report/json-schema.ts';
import { runs } from '../support/property-runs.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import { renderJson } from './rendered.ts';
import * as samples from './samples.ts';
import { validateWithJsonSchema } from './validators.ts';

const SCHEMA = reportJsonSchema();

/** The parts of a report that the tests look into. */
const reportShape = z.looseObject({
  verdict: z.string(),
  exitCode: z.number(),
  coverage: z.looseObject({ unobserved: z.array(z.looseObject({})) }).optional(),
  findings: z.array(z.looseObject({ code: z.string(), waived: z.looseObject({}).nullable() })).optional(),
  problems: z.array(z.looseObject({})).optional(),
  hosts: z.array(z.looseObject({ ports: z.array(z.looseObject({})), states: z.looseObject({}) })).optional(),
});

function parsed(outcome: Outcome): z.infer<typeof reportShape> {
  const data: unknown = JSON.parse(renderJson(outcome));
  assert.deepEqual(validateWithJsonSchema(SCHEMA, data), []);
  return reportShape.parse(data);
}

function withTcp(states: NonNullable<Report['hosts'][number]['protocols']['tcp']>['states']): Report {
  const hosts = samples.PASSED.hosts.map((host) => ({ ...host, protocols: { tcp: { states, details: new Map() } } }));
  return { ...samples.PASSED, hosts };
}

for (const [name, outcome] of Object.entries({ ...samples.SAMPLES, everything: samples.EVERYTHING })) {
  test(`the JSON of the sample "${name}" is valid by the published schema and ends with a newline`, () => {
    parsed(outcome);
    assert.match(renderJson(outcome), /^\{\n {2}"reportVersion": 1,\n.*\}\n$/s);
  });
}

/** The value as a later version may write it: with one more field in every object. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withMore(field)])),
    later: { a: 1 },
  };
}

test('the schema allows fields that a later version adds, wherever they are, and says so', () => {
  for (const outcome of [...Object.values(samples.SAMPLES), samples.EVERYTHING]) {
    assert.deepEqual(validateWithJsonSchema(SCHEMA, withMore(JSON.parse(renderJson(outcome)))), []);
  }
  assert.match(JSON.stringify(SCHEMA), /Fields may be added/);
});

test('the schema refuses unknown verdicts and missing fields', () => {
  const data: object = JSON.parse(renderJson(samples.PASSED));
  assert.notDeepEqual(validateWithJsonSchema(SCHEMA, { ...data, verdict: 'error' }), []);
  assert.notDeepEqual(validateWithJsonSchema(SCHEMA, { ...data, coverage: undefined }), []);
  assert.notDeepEqual(validateWithJsonSchema(SCHEMA, {}), []);
});

test('a failure is an error with its problems, and judges nothing', () => {
  const { verdict, exitCode, problems, findings, coverage } = parsed(samples.BAD_POLICY);
  assert.deepEqual([verdict, exitCode, problems?.length, findings, coverage], ['error', 2, 2, undefined, undefined]);
  assert.deepEqual(problems?.[0], {
    code: 'unknown-key',
    message: 'unknown key "alow"; did you mean "allow"?',
    location: { file: samples.POLICY_FILE, line: 12, column: 5 },
  });
  assert.equal(parsed(samples.NO_SCANNER).exitCode, 3);
});

test('a judged run that claims exit status 2 is an error of ours', () => {
  assert.throws(() => renderJson({ ...samples.PASSED, exitCode: 2 }), RangeError);
});

test('waived findings are among the findings, with their waiver', () => {
  const waived = parsed(samples.FAILED).findings?.filter((finding) => finding.waived !== null);
  assert.deepEqual(
    waived?.map((finding) => finding.waived),
    [
      {
        reason: 'legacy console, being removed',
        owner: 'team-edge',
        expires: '2026-12-31',
        ticket: 'EDGE-77',
        location: { file: samples.POLICY_FILE, line: 15, column: 9 },
      },
    ],
  );
});

test('what was not observed is listed with the code of its reason', () => {
  assert.deepEqual(parsed(samples.INCONCLUSIVE).coverage?.unobserved[1], {
    target: 'edge',
    host: 'www.staging.example.com',
    address: null,
    protocol: 'udp',
    ports: '53',
    reason: 'name-unresolved',
    detail: 'the name has no address; check the DNS record',
  });
});

test('ports that are or may be open are listed, all others counted', () => {
  const [host] = parsed(samples.PASSED).hosts ?? [];
  assert.deepEqual(
    host?.ports.map(({ protocol, port, state }) => `${port}/${protocol} ${state}`),
    ['22/tcp open', '443/tcp open', '6379/tcp open', '8080/tcp open', '8443/tcp open', '53/udp open|filtered'],
  );
  assert.deepEqual(host?.states, { tcp: { open: 5, closed: 441, filtered: 65_089 }, udp: { 'open|filtered': 1 } });
  assert.deepEqual(host?.ports[1]?.service, {
    name: 'http',
    product: 'nginx',
    version: '1.24.0',
    confidence: 10,
    method: 'probed',
    tunnel: 'ssl',
  });
});

test('ports in bulk are one line of ranges', () => {
  const portsOf = (report: Report) => parsed(report).hosts?.[0]?.ports;
  assert.deepEqual(portsOf(withTcp({ open: ALL_PORTS })), [{ protocol: 'tcp', ports: '1-65535', state: 'open' }]);
  assert.deepEqual(
    portsOf(
      withTcp({
        'open|filtered': portSet([
          [1, 99],
          [200, 201],
        ]),
        open: portSet([[150, 150]]),
      }),
    ),
    [
      { protocol: 'tcp', port: 150, state: 'open', reason: null, service: null, second: null },
      { protocol: 'tcp', ports: '1-99,200-201', state: 'open|filtered' },
    ],
  );
  assert.equal(portsOf(withTcp({ unfiltered: portSet([[1, 100]]) }))?.length, 100);
});

test('what was swept, discovered and learned beside is told', () => {
  const told = z.looseObject({ sweeps: z.array(z.unknown()), hosts: z.array(z.looseObject({ facts: z.unknown() })) });
  const { sweeps, hosts } = told.parse(parsed(samples.FAILED));
  assert.deepEqual(sweeps, samples.FAILED.sweeps);
  assert.deepEqual(hosts[0]?.facts, samples.FAILED.hosts[0]?.facts);
  const { discovery } = z.looseObject({ discovery: z.unknown() }).parse(parsed(samples.INCONCLUSIVE));
  assert.deepEqual(discovery, samples.INCONCLUSIVE.discovery);
});

test('an address that only needs an answer to host discovery has no protocol and no ports', () => {
  const reason = { code: 'host-absent', text: 'no result' } as const;
  const gap = { target: 'edge', host: '192.0.2.9', address: null, protocol: null, ports: [], reason };
  const coverage = { required: 3, answered: 2, addresses: 3, unobserved: [gap], excluded: [] };
  const [told] = parsed({ ...samples.INCONCLUSIVE, coverage }).coverage?.unobserved ?? [];
  assert.deepEqual([told?.protocol, told?.ports], [null, '']);
});

test('what a second probe found stands beside the first', () => {
  const tcp = { states: { open: portSet([[7, 7]]) }, details: new Map(), second: { closed: portSet([[7, 7]]) } };
  const hosts = samples.PASSED.hosts.map((host) => ({ ...host, protocols: { tcp } }));
  assert.equal(parsed({ ...samples.PASSED, hosts }).hosts?.[0]?.ports[0]?.second, 'closed');
});

test('6,000 findings are all in the JSON', () => {
  assert.equal(parsed(samples.manyFindings(6000)).findings?.length, 6000);
});

test('hostile text comes back as it was, on lines that say nothing to the runner, with the same bytes each time', () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const outcome of [hostileReport(inTurn(texts)), hostileFailure(inTurn(texts))]) {
        const json = renderJson(outcome);
        parsed(outcome);
        assert.deepEqual(workflowCommands(json), []);
        assert.match(json, /^[\n\x20-\x7e\p{Script=Latin}]*$/u);
        assert.equal(renderJson(structuredClone(outcome)), json);
      }
      const { notices } = z
        .looseObject({ notices: z.array(z.string()) })
        .parse(JSON.parse(renderJson({ ...samples.PASSED, notices: texts })));
      assert.deepEqual(notices, texts);
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { ALL_PORTS, portSet } from '../../src/model/port.ts';
import type { Outcome, Report } from '../../src/model/report.ts';
import { reportJsonSchema } from '../../src/report/json-schema.ts';
import { runs } from '../support/property-runs.ts';
import { ORIGIN } from './contexts.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from './hostile.ts';
import { finding } from './make.ts';
import { renderJson } from './rendered.ts';
import * as samples from './samples.ts';
import { validateWithJsonSchema } from './validators.ts';

const SCHEMA = reportJsonSchema();

/** The parts of a report that the tests look into. */
const reportShape = z.looseObject({
  verdict: z.string(),
  exitCode: z.number(),
  complete: z.boolean(),
  counts: z.looseObject({ bySeverity: z.unknown() }).optional(),
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

test('a finding says what its code means, where to read on, its score, and what the policy says', () => {
  const line = { reason: 'bastion', approvedBy: 'jo', ticket: 'SEC-1' };
  const exposure = { name: 'ssh', source: 'https://example.com/ssh' };
  const expected = { expectation: 'allow', expectedService: 'ssh' } as const;
  const one = finding({ code: 'wrong-service', severity: 'critical', line, exposure, ...expected });
  const gap = finding({ code: 'incomplete-scan', severity: null });
  const [found, incomplete] = parsed({ ...samples.FAILED, findings: [one, gap] }).findings ?? [];
  const rule = samples.RULES.find(({ code }) => code === 'wrong-service');
  assert.deepEqual([found?.title, found?.help, found?.score], [rule?.title, rule?.helpUri, 9.5]);
  assert.deepEqual([found?.line, found?.exposure, found?.expectation], [line, exposure, 'allow']);
  assert.equal(found?.expectedService, 'ssh');
  assert.deepEqual([incomplete?.score, incomplete?.line, incomplete?.exposure], [null, null, null]);
});

test('only a run whose ports were all answered for is complete', () => {
  const complete = Object.entries(samples.SAMPLES).map(([name, outcome]) => [name, parsed(outcome).complete]);
  assert.deepEqual(complete, [
    ['passed', true],
    ['failed', true],
    ['inconclusive', false],
    ['bad-policy', false],
    ['no-scanner', false],
  ]);
  assert.equal(parsed({ ...samples.INCONCLUSIVE, exitCode: 0 }).complete, false);
});

test('findings that nothing tolerates are counted by severity', () => {
  assert.deepEqual(parsed(samples.FAILED).counts?.bySeverity, { critical: 1, high: 2, medium: 0, low: 1, note: 1 });
});

test('the time of the scan is apart from the time of everything else', () => {
  const stages = { discover: 1, ports: 8, services: 2, confirm: 0.5 };
  assert.deepEqual(parsed({ ...samples.PASSED, stages }).seconds, { total: 12.3, scan: 11.5, judging: 0.8 });
  assert.deepEqual(parsed(samples.PASSED).seconds, { total: 12.3, scan: null, judging: 12.3 });
});

test('results from elsewhere were scanned when their scan began, which may be unknown', () => {
  const scanner = { ...samples.PASSED.scanner, privilege: 'none' } as const;
  const observedAt = new Date('2026-11-20T01:00:00Z');
  assert.equal(parsed(samples.PASSED).scannedAt, samples.PASSED.startedAt.toISOString());
  assert.equal(parsed({ ...samples.PASSED, scanner, observedAt }).scannedAt, observedAt.toISOString());
  assert.equal(parsed({ ...samples.PASSED, scanner }).scannedAt, null);
});

test('the commit and the run are named as far as they are known, also by a run that judged nothing', () => {
  for (const outcome of [samples.PASSED, samples.BAD_POLICY]) {
    assert.deepEqual(parsed(outcome).origin, ORIGIN);
    const nothing = { repository: null, commit: null, branch: null, run: null };
    assert.deepEqual(JSON.parse(renderJson(outcome, { rules: [], origin: nothing })).origin, nothing);
  }
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

test(
  'hostile text comes back as it was, on lines that say nothing to the runner, with the same ' + 'bytes each time',
  () => {
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
  },
);

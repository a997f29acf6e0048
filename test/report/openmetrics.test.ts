import assert from 'node:assert/strict';
import { test } from 'node:test';
import parsePrometheus from 'parse-prometheus-text-format';
import type { FindingCode } from '../../src/model/finding.ts';
import type { Outcome } from '../../src/model/report.ts';
import { renderOpenMetrics } from '../../src/report/openmetrics.ts';
import { hostileReport, inTurn, PAYLOADS } from './hostile.ts';
import * as samples from './samples.ts';

function familiesOf(outcome: Outcome) {
  const text = [...renderOpenMetrics(outcome)].join('');
  assertOpenMetrics(text);
  return new Map(parsePrometheus(text).map((family) => [family.name.replace('exposure_gate_', ''), family.metrics]));
}

/** OpenMetrics 1.0, as far as gauges go: its grammar, and that families and samples do not come twice. */
function assertOpenMetrics(text: string): void {
  const lines = text.split('\n');
  assert.deepEqual(lines.slice(-2), ['# EOF', '']);
  const samplesSeen = new Set<string>();
  const families = new Set<string>();
  let family = '';
  for (const line of lines.slice(0, -2)) {
    const help = /^# HELP (exposure_gate_[a-z_]+) [^\\\n"]+$/.exec(line)?.[1];
    if (help !== undefined) {
      assert.ok(!families.has(help), `${help} comes twice`);
      families.add(help);
      family = help;
    } else if (line.startsWith('#')) assert.equal(line, `# TYPE ${family} gauge`);
    else {
      const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,(?!\}))?)+\}) (-?\d+(?:\.\d+)?)$/.exec(line);
      assert.ok(sample !== null, line);
      assert.equal(sample[1], family, line);
      assert.ok(!samplesSeen.has(`${family}${sample[2]}`), `twice: ${line}`);
      samplesSeen.add(`${family}${sample[2]}`);
    }
  }
}

function firstValue(outcome: Outcome, name: string): number | undefined {
  const [sample] = familiesOf(outcome).get(name) ?? [];
  return sample === undefined ? undefined : Number(sample.value);
}

test('every outcome keeps the grammar of OpenMetrics and is read by a parser of the text format of Prometheus', () => {
  const report = hostileReport(inTurn(PAYLOADS));
  const waived = report.findings.filter((finding) => finding.waived !== null);
  const hostile = { ...report, findings: [...report.findings, ...waived, ...waived] };
  for (const outcome of [...Object.values(samples.SAMPLES), samples.EVERYTHING, hostile]) familiesOf(outcome);
});

test('a run that proves nothing is not complete, and has no time of a complete run', () => {
  for (const outcome of [samples.INCONCLUSIVE, { ...samples.INCONCLUSIVE, exitCode: 0 as const }, samples.BAD_POLICY]) {
    assert.equal(firstValue(outcome, 'complete'), 0);
    assert.equal(firstValue(outcome, 'last_complete_run_timestamp_seconds'), undefined);
    assert.equal(firstValue(outcome, 'last_run_timestamp_seconds'), outcome.finishedAt.getTime() / 1000);
  }
  assert.equal(firstValue(samples.PASSED, 'last_complete_run_timestamp_seconds'), 1_795_226_412.3);
});

test('a run that judged nothing has no counts: a number would say that it knows', () => {
  for (const outcome of [samples.BAD_POLICY, samples.NO_SCANNER])
    for (const name of ['open_ports', 'findings', 'unobserved_ports', 'waived_findings'])
      assert.equal(familiesOf(outcome).get(name), undefined);
});

test('ports, findings, waivers and gaps are counted for each target', () => {
  assert.equal(firstValue(samples.FAILED, 'open_ports'), 5);
  assert.equal(firstValue(samples.FAILED, 'unexpected_findings'), 3);
  assert.equal(firstValue(samples.FAILED, 'waived_findings'), 1);
  assert.equal(firstValue(samples.INCONCLUSIVE, 'unobserved_ports'), 65_536);
});

test('a host that answers everywhere and a wrong service are unexpected, a required port that is closed is not', () => {
  const counted = (code: FindingCode) =>
    firstValue({ ...samples.FAILED, findings: [samples.finding({ code })] }, 'unexpected_findings');
  const codes = ['suspicious-host', 'wrong-service', 'missing-port'] as const;
  assert.deepEqual(codes.map(counted), [1, 1, 0]);
});

test('the ends of waivers and of the authorization are times, and days from the run', () => {
  assert.equal(firstValue(samples.FAILED, 'waiver_end_timestamp_seconds'), Date.parse('2027-01-01T00:00:00Z') / 1000);
  assert.equal(firstValue(samples.FAILED, 'waiver_days_left'), 40.92);
  assert.equal(firstValue(samples.FAILED, 'authorization_days_left'), 130.92);
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { traceJsonSchema } from '../../src/report/trace-schema.ts';
import { validateWithJsonSchema } from '../report/validators.ts';
import { type Checked, check, findingLines, judged, openPorts, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { redis, responder, sshd } from './services.ts';

/** Open and allowed. */
const DECLARED = [22, 1313, 1414, 1515, 2424, 2525, 3131, 3737];

const PLANS = {
  scanner: { number: 2 },
  guarded: {
    number: 11,
    services: [sshd(), responder(DECLARED.slice(1).map((port) => ({ port, hangsUp: true })))],
  },
  open: { number: 12, services: [redis()] },
} as const;

/** Whoever asks for too much too fast is banned for the time of the test. */
const BANNING = {
  beside: 'set banned { type ipv4_addr; flags dynamic,timeout; timeout 10m; }',
  input: `
ip saddr @banned drop
tcp flags & (syn | ack) == syn limit rate over 500/second burst 2000 packets add @banned { ip saddr }
tcp dport { ${DECLARED.join(', ')} } accept
tcp dport 1-65535 drop`,
};

const SCHEMA = traceJsonSchema();

type Line = Readonly<Record<string, unknown>> & {
  readonly seconds: number;
  readonly event: string;
  readonly text: string;
};

/** @returns the trace of a run, each line held against the schema. */
function traceOf({ cwd }: Checked): readonly Line[] {
  const text = readFileSync(join(cwd, 'trace.jsonl'), 'utf8');
  assert.ok(text.endsWith('\n'));
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line): Line => JSON.parse(line));
  for (const line of lines) assert.deepEqual(validateWithJsonSchema(SCHEMA, line), [], JSON.stringify(line));
  assert.deepEqual(
    lines.map(({ seconds }) => seconds),
    lines.map(({ seconds }) => seconds).sort((a, b) => a - b),
  );
  return lines;
}

describe('what a run did is to be seen from outside', { concurrency: 1 }, () => {
  let lab: Lab<keyof typeof PLANS>;
  const place = () => ({ folder: lab.folder, netns: lab.hosts.scanner.netns });

  before(async () => {
    lab = await startLab(PLANS);
    lab.firewall('guarded', BANNING);
  });
  after(() => lab?.stop());

  test('the trace of a blocked host names the moment and the reason, and so do the lines of --debug', async () => {
    const { ipv4 } = lab.hosts.guarded;
    const allowed = DECLARED.slice(1).map((port) => `${port}/tcp`);
    const targets = `guarded:\n  hosts: [${ipv4}]\n  require: [22/tcp ssh]\n  allow: [${allowed.join(', ')}]`;
    const policy = policyOf({ ports: '{tcp: [1-4000]}', maxRate: 1_500, targets });
    const checked = await check(policy, { ...place(), args: ['--debug', '--trace', 'trace.jsonl'] });
    assert.equal(checked.status, 3, checked.stderr);
    assert.ok(reasons(judged(checked)).includes('blocked'));
    const lines = traceOf(checked);
    const moment = lines.find((line) => line.event === 'liveness' && line.to === 'blocked');
    assert.ok(moment !== undefined, lines.map(({ text }) => text).join('\n'));
    assert.deepEqual([moment.address, moment.reason, moment.from], [ipv4, 'known-ports-silent', 'suspect']);
    const doubted = lines.find((line) => line.event === 'liveness');
    assert.ok((doubted?.seconds ?? Number.POSITIVE_INFINITY) < moment.seconds, 'it was suspect before');
    const chunk = lines.findIndex((line) => line.event === 'chunk-start' && line.chunk === moment.chunk);
    assert.ok(chunk !== -1 && chunk < lines.indexOf(moment), 'the chunk that decided it was told');
    const left = lines.find((line) => line.event === 'unobserved');
    assert.deepEqual([left?.code, left?.examples], ['blocked', [ipv4]]);
    assert.deepEqual(
      [lines[0]?.event, lines.at(-1)?.event, lines.at(-1)?.verdict],
      ['start', 'verdict', 'inconclusive'],
    );
    for (const { text } of lines) assert.ok(checked.stderr.includes(`: ${text}\n`), text);
    assert.match(
      checked.stderr,
      new RegExp(`^exposure-gate: [\\d.]+ s: ${ipv4.replaceAll('.', '\\.')} is blocked, .* chunk`, 'm'),
    );
  });

  test('kept documents are judged as the run was: what is open fails again, from the documents alone', async () => {
    const { ipv4 } = lab.hosts.open;
    const policy = policyOf({ ports: '{tcp: [6000-6999]}', targets: `open:\n  hosts: [${ipv4}]` });
    const args = ['--keep-xml', 'scans', '--trace', 'trace.jsonl'];
    const checked = await check(policy, { ...place(), args });
    assert.equal(checked.status, 1, checked.stderr);
    const kept = readdirSync(join(checked.cwd, 'scans')).sort();
    const documents = kept.filter((name) => name.endsWith('.xml'));
    assert.deepEqual(
      kept,
      documents.flatMap((name) => [
        // Its script is what this scan reads.
        ...(name.includes('-listen') ? [name.replace(/xml$/, 'stdin')] : []),
        ...[name.replace(/xml$/, 'txt'), name],
      ]),
    );
    const started = traceOf(checked).filter(({ event }) => event === 'scan-start');
    assert.deepEqual(documents, started.map(({ scan, step }) => `${String(scan).padStart(3, '0')}-${step}.xml`).sort());
    for (const name of documents) {
      const notes = readFileSync(join(checked.cwd, 'scans', name.replace(/xml$/, 'txt')), 'utf8');
      assert.match(notes, /^\S*nmap --datadir \S+ .*-oX - /m);
      assert.match(notes, /^# exit status: 0$/m);
      assert.match(readFileSync(join(checked.cwd, 'scans', name), 'utf8'), /<finished [^>]*exit="success"/);
    }
    const files = documents.flatMap((name) => ['--scan-xml', join(checked.cwd, 'scans', name)]);
    const again = await check(policy, { ...place(), args: files });
    assert.equal(again.status, 1, again.stderr);
    assert.deepEqual(openPorts(judged(again), ipv4), openPorts(judged(checked), ipv4));
    const failing = (one: Checked) => findingLines(judged(one)).filter((line) => !line.startsWith('incomplete-scan'));
    assert.deepEqual(failing(again), failing(checked));
  });
});

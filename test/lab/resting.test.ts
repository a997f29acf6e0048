import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { run } from './command.ts';
import { check, findingLines, judged, reasons } from './gate.ts';
import { type Lab, startLab } from './lab.ts';
import { policyOf } from './policy.ts';
import { redis, sshd } from './services.ts';

const PLANS = {
  scanner: { number: 2 },
  clean: { number: 50, services: [sshd()] },
  open: { number: 51, services: [sshd(), redis()] },
} as const;
const CLEAN = '10.77.0.50';
const OPEN = '10.77.0.51';

/** The hardware address of the clean host, and another one. */
const MAC = '00:1a:2b:3c:50:5a';
const OTHER = '00:1a:2b:3c:50:5b';

describe('a host that a run found clean, with rescan-after', () => {
  let lab: Lab<keyof typeof PLANS>;
  let file: string;

  before(async () => {
    lab = await startLab(PLANS);
    file = join(lab.folder, 'state.jsonl');
    run(['ip', '-n', lab.hosts.clean.netns, 'link', 'set', 'eth0', 'address', MAC]);
    await scan();
  });
  after(() => lab?.stop());
  let first = '';
  beforeEach(() => {
    if (first === '') first = readFileSync(file, 'utf8');
    writeFileSync(file, first);
  });

  interface Parts {
    readonly accept?: boolean;
    readonly lines?: string;
    readonly devices?: string;
    readonly after?: string;
    readonly nmap?: string;
  }

  async function scan({
    accept = true,
    lines = 'allow: [22/tcp ssh]',
    devices = '',
    after: time = '2h',
    nmap,
  }: Parts = {}) {
    const defaults = ['assume: discover', `rescan-after: ${time}`, `accept-memory: ${accept}`];
    const targets = `one:\n  hosts: [${CLEAN}]\n  ${lines}\ntwo:\n  hosts: [${OPEN}]\n  allow: [22/tcp ssh]`;
    const policy = `${policyOf({ ports: '{tcp: [22, 6379]}', defaults, targets })}${devices}`;
    lab.firewall('clean', { input: 'meta l4proto { tcp, udp } counter name asked', counters: ['asked'] });
    const checked = await check(policy, {
      folder: lab.folder,
      netns: lab.hosts.scanner.netns,
      args: ['--state', file, ...(nmap === undefined ? [] : ['--nmap', nmap])],
    });
    return { checked, report: judged(checked), asked: lab.counted('clean', 'asked') };
  }

  const cleanLines = () => readFileSync(file, 'utf8').match(/^\{"scanned":.*"clean":.*$/gm) ?? [];

  test('is not asked again, counts as covered, and the report says so', async () => {
    assert.equal(cleanLines().length, 1, 'the host with a finding is not clean');
    const { report, asked, checked } = await scan();
    assert.equal(asked, 0);
    assert.deepEqual(findingLines(report), [`unexpected-port ${OPEN} 6379/tcp critical`]);
    assert.deepEqual(report.coverage.resting?.addresses, [CLEAN]);
    assert.deepEqual(
      [report.coverage.resting?.ports, report.coverage.required, report.coverage.unobserved],
      [2, 2, []],
    );
    assert.match(checked.stdout, /rest on the memory of/);
    assert.match(checked.summary, /rest on the memory of/);
  });

  test('does not rest longer because it rested: the moment of the scan stays', async () => {
    const before = cleanLines();
    await scan();
    assert.deepEqual(cleanLines(), before);
    assert.match(readFileSync(file, 'utf8'), /"verdict":"fail","complete":false/);
  });

  test('is unobserved unless the policy accepts memory', async () => {
    // The acceptance is part of the circumstances, so the first run of such a policy scans.
    const began = await scan({ accept: false });
    assert.ok(began.asked > 0);
    const { report, asked, checked } = await scan({ accept: false });
    assert.deepEqual([asked, reasons(report), report.coverage.resting], [0, ['not-scanned-again'], undefined]);
    assert.equal(checked.status, 1);
    assert.equal((await scan({ accept: false })).asked, 0, 'the gap is no reason to scan');
  });

  test('is asked if another policy asked it later, also if that found it clean too', async () => {
    assert.ok((await scan({ lines: 'allow: [22/tcp ssh, 6379/tcp]' })).asked > 0);
    assert.ok((await scan()).asked > 0);
    assert.equal((await scan()).asked, 0);
  });

  test('is not clean if the addresses of the scanning machine change meanwhile', async () => {
    const nmap = join(lab.folder, 'moving-nmap');
    const move = 'ip address replace 10.77.9.9/32 dev eth0';
    writeFileSync(nmap, `#!/bin/sh\ncase "$*" in *--version*) ;; *) ${move} ;; esac\nexec nmap "$@"\n`, {
      mode: 0o755,
    });
    try {
      assert.ok((await scan({ nmap, lines: 'allow: [22/tcp]' })).asked > 0);
      assert.equal(cleanLines().length, 0);
      // Moments are seconds: a scan that begins in the second in which another one ended is not newer.
      await setTimeout(1_000);
      await scan({ nmap, lines: 'allow: [22/tcp]' });
      assert.equal(cleanLines().length, 1, 'the addresses are the same');
    } finally {
      run(['ip', '-n', lab.hosts.scanner.netns, 'address', 'del', '10.77.9.9/32', 'dev', 'eth0']);
    }
  });

  test('is asked if a required port, a required device or another policy concerns it', async () => {
    assert.ok((await scan({ lines: 'require: [22/tcp ssh]' })).asked > 0);
    assert.ok((await scan({ lines: 'require: [22/tcp ssh]' })).asked > 0, 'again');
    const devices = `devices:\n  - {name: box, mac: "${MAC}", required: true}\n`;
    assert.ok((await scan({ devices })).asked > 0);
    assert.ok((await scan({ devices })).asked > 0, 'again');
    assert.ok((await scan({ lines: 'allow: [22/tcp]' })).asked > 0);
  });

  test('is asked if another hardware address answers for it', async () => {
    run(['ip', '-n', lab.hosts.clean.netns, 'link', 'set', 'eth0', 'address', OTHER]);
    try {
      assert.ok((await scan()).asked > 0);
    } finally {
      run(['ip', '-n', lab.hosts.clean.netns, 'link', 'set', 'eth0', 'address', MAC]);
    }
  });

  test('is asked if its moment is too old, or in the future', async () => {
    for (const hours of [-3, 1]) {
      const at = `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19)}Z`;
      writeFileSync(file, first.replace(/("at":")[^"]*(","clean":)/g, `$1${at}$2`));
      assert.ok((await scan()).asked > 0, `${hours} hours`);
    }
  });

  test('is asked if an open finding concerns it, and without the state file', async () => {
    const line = first.match(/^\{"finding".*unexpected-port.*$/m)?.[0] ?? '';
    const about = line.replace(/"host":"[^"]*"/, `"host":"${CLEAN}"`).replace(/[0-9a-f]{32}:1/, `${'a'.repeat(32)}:1`);
    assert.notEqual(about, line);
    writeFileSync(file, first.replace(line, `${line}\n${about}`));
    assert.ok((await scan()).asked > 0);
    writeFileSync(file, '{"format":"exposure-gate-state","version":1}\n{"end":0}\n');
    assert.ok(existsSync(file));
    assert.ok((await scan()).asked > 0);
  });
});

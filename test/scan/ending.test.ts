import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Ending, harmlessLines, judgeEnding } from '../../src/scan/ending.ts';

const GOOD: Ending = { exitCode: 0, signal: null, stopped: null, error: null, stderr: '' };

const codeOf = (part: Partial<Ending>): string | null => judgeEnding({ ...GOOD, ...part })?.code ?? null;

describe('the end of a scanner', () => {
  test('is good with exit status 0, no signal and a quiet stderr, and only then', () => {
    assert.equal(codeOf({}), null);
    assert.equal(codeOf({ exitCode: 1 }), 'scan-failed');
    assert.equal(codeOf({ exitCode: 255 }), 'scan-failed');
    assert.equal(codeOf({ exitCode: null }), 'scan-failed');
    assert.equal(codeOf({ exitCode: null, signal: 'SIGKILL' }), 'scan-failed');
    assert.equal(codeOf({ exitCode: null, error: 'spawn ENOENT' }), 'scan-failed');
  });

  test('says who stopped it, also where it then claims to have ended well', () => {
    assert.equal(codeOf({ stopped: 'timeout' }), 'scan-timeout');
    assert.equal(codeOf({ stopped: 'interrupt' }), 'scan-interrupted');
    assert.equal(codeOf({ stopped: 'interrupt', exitCode: null, signal: 'SIGTERM' }), 'scan-interrupted');
  });

  for (const line of [
    'Failed to resolve "nowhere.invalid".',
    'sendto in send_ip_packet_sd: sendto(5, packet, 44, 0, 10.77.0.2, 16) => Operation not permitted',
    'WARNING: No targets were specified, so 0 hosts scanned.',
    'WARNING: Your ports include "U:" but you haven\'t specified UDP scan with -sU.',
    'QUITTING!',
    'socket: Too many open files (24)',
    'nexthost: failed to determine route to 10.0.0.1',
  ]) {
    test(`is in doubt after: ${line}`, () =>
      assert.equal(codeOf({ stderr: `something else\n${line}\n` }), 'scan-failed'));
  }

  test('repeats what decides nothing, printable', () => {
    const stderr = 'Warning: 10.0.0.1 giving up on port because retransmission cap hit (6).\r\n::error::x\u001b[2J\n';
    assert.deepEqual(harmlessLines({ ...GOOD, stderr }), [
      'Warning: 10.0.0.1 giving up on port because retransmission cap hit (6).',
      '::error::x\\x1b[2J',
    ]);
    assert.equal(codeOf({ stderr }), null);
  });
});

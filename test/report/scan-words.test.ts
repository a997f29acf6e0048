import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoveryWords, lossWords, missedWords, sweepWords } from '../../src/report/scan-words.ts';
import { coverageWords, lookedAtWords, meaning } from '../../src/report/words.ts';
import * as samples from './samples.ts';

const [PACED] = samples.FAILED.sweeps;
assert.ok(PACED !== undefined);

test('a sweep is told in one sentence, with what it may have missed and how that is known', () => {
  assert.equal(
    sweepWords({ ...PACED, missed: 0.0003, loss: 0 }),
    'The sweep (tcp over ipv4, 8 addresses) probed 524,280 ports at least twice at up to 98,000 packets a second; ' +
      '0.0 % of the answers of known open ports were lost; it expects to have missed 0.0003 open ports, of those ' +
      'that answer in time (evidence: known open ports, probed again in every part of it).',
  );
  assert.match(
    sweepWords({ ...PACED, rate: null, loss: null, passes: 1 }),
    /once at the scanner's own pace; loss could not be/,
  );
});

test('how many were missed is told to two digits, and never as none where it is some', () => {
  const words = [0, 1e-9, 0.000_034, 0.0003, 0.4, 1.25, 17.4].map((missed) => missedWords({ ...PACED, missed }));
  assert.deepEqual(words, ['0', 'under 0.000001', '0.000034', '0.0003', '0.4', '1.3', '17']);
});

test('a loss that was not measured is not one of nothing', () => {
  assert.equal(lossWords({ ...PACED, loss: null }), 'not measured');
});

test('addresses that are down are told as ranges, and how many more there are than are listed', () => {
  const { discovery } = samples.INCONCLUSIVE;
  assert.ok(discovery !== null);
  assert.match(
    discoveryWords(discovery),
    /^Host discovery probed 14 addresses \(-PE -PS443\): 2 up; 12 down, .*: 192\.0\.2\.20-192\.0\.2\.31$/,
  );
  assert.match(discoveryWords({ ...discovery, down: 14 }), /192\.0\.2\.31 and 2 more/);
  const open = { ...discovery, asked: 15 };
  assert.match(discoveryWords(open), /; 1 without an answer$/);
});

test('a run that only needs answers to host discovery counts addresses', () => {
  const coverage = { required: 4, answered: 3, addresses: 4, unobserved: [], excluded: [] };
  assert.equal(coverageWords(coverage), '3 of 4 addresses answered');
  assert.match(meaning({ ...samples.INCONCLUSIVE, coverage }), /^1 of 4 addresses got no trustworthy answer/);
  assert.equal(coverageWords({ ...coverage, addresses: 1 }), '3 of 4 ports and addresses answered');
});

test('a pass says what was looked at', () => {
  const [all, some] = [[[1, 65_535]], [[1, 100]]] as const;
  assert.equal(lookedAtWords([{ tcp: all }]), 'all TCP ports of each host');
  assert.equal(
    lookedAtWords([{ tcp: some, udp: [[53, 53]] }]),
    '100 of 65,535 TCP ports and 1 of 65,535 UDP ports of each host',
  );
  assert.equal(
    lookedAtWords([{ tcp: some }, { tcp: all }, {}]),
    '0 to 65,535 of 65,535 TCP ports of each host, as its target says',
  );
});

test('a pass that probed no port says so, and nothing of open ports', () => {
  const addresses = { required: 4, answered: 4, addresses: 4, unobserved: [], excluded: [] };
  const words = meaning({ ...samples.PASSED, coverage: addresses });
  assert.match(words, /No port was probed/);
  assert.doesNotMatch(words, /allow/);
});

test('a sweep that was stopped before it had asked every port says so', () => {
  assert.match(sweepWords({ ...PACED, passes: 0 }), / ended before it had probed each of 524,280 ports once\.$/);
});

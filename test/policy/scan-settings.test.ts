import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requiredCoverage } from '../../src/model/policy.ts';
import { ALL_PORTS } from '../../src/model/port.ts';
import { PROFILES } from '../../src/model/scan-settings.ts';
import { COMMON_UDP, TOP_100_TCP, TOP_1000_TCP } from '../../src/model/top-ports.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { FILE, placesOf, targetOf, withTarget } from './reading.ts';

const DEFAULTS = (text: string) => `defaults: {${text}}\n`;

describe('a profile looks at', () => {
  const looked = {
    discovery: {},
    quick: { tcp: TOP_100_TCP },
    standard: { tcp: TOP_1000_TCP },
    thorough: { tcp: ALL_PORTS },
    deep: { tcp: ALL_PORTS },
    udp: { udp: COMMON_UDP },
    stealth: { tcp: ALL_PORTS },
    custom: { tcp: ALL_PORTS },
  };
  for (const profile of PROFILES) {
    test(profile, () => {
      const lines = profile === 'custom' ? 'profile: custom\noptions: [-T3]' : `profile: ${profile}`;
      const target = targetOf(withTarget(lines));
      assert.equal(target.settings.profile, profile);
      assert.deepEqual(target.ports, looked[profile]);
    });
  }
});

test('the profile udp takes the UDP ports that are said, here or in the defaults', () => {
  assert.deepEqual(targetOf(withTarget('profile: udp\nports: {udp: [53]}')).ports, { udp: [[53, 53]] });
  assert.deepEqual(targetOf(withTarget('profile: udp', DEFAULTS('ports: {udp: [161]}'))).ports, { udp: [[161, 161]] });
});

test('the profile discovery requires only the ports of entries', () => {
  const target = targetOf(withTarget('profile: discovery\nallow: [22/tcp]', DEFAULTS('ports: {udp: [53]}')));
  assert.deepEqual(requiredCoverage(target), { tcp: [[22, 22]] });
});

test('a discovery asks which hosts are up, whatever the defaults assume', () => {
  assert.equal(targetOf(withTarget('profile: discovery', DEFAULTS('assume: up'))).settings.assume, 'discover');
  assert.equal(targetOf(withTarget('profile: quick')).settings.assume, 'up');
  assert.equal(targetOf(withTarget('profile: quick', DEFAULTS('assume: discover'))).settings.assume, 'discover');
  assert.equal(targetOf(withTarget('assume: up', DEFAULTS('assume: discover'))).settings.assume, 'up');
});

test('how much may be missed is a number above 0, by default a hundredth', () => {
  assert.equal(targetOf(withTarget('tags: [x]')).settings.confidence, 0.01);
  assert.equal(targetOf(withTarget('confidence: 0.001', DEFAULTS('confidence: 0.5'))).settings.confidence, 0.001);
  assert.equal(targetOf(withTarget('tags: [x]', DEFAULTS('confidence: 1'))).settings.confidence, 1);
  for (const [text, code] of [
    ['0', 'out-of-range'],
    ['-0.1', 'out-of-range'],
    ['1.1', 'out-of-range'],
    ['0.10', 'ambiguous-scalar'],
    ['.5', 'ambiguous-scalar'],
    ['1e-3', 'ambiguous-scalar'],
    ['"0.1"', 'wrong-type'],
    ['.nan', 'ambiguous-scalar'],
  ] as const) {
    assert.deepEqual(placesOf(withTarget(`confidence: ${text}`)), [`6:17 ${code}`], text);
  }
});

test('what would fail the build is confirmed, unless the defaults say otherwise', () => {
  assert.equal(parsePolicy(withTarget('tags: [x]'), FILE).confirm, true);
  assert.equal(parsePolicy(withTarget('tags: [x]', DEFAULTS('confirm: false')), FILE).confirm, false);
});

test('the options of a custom target are kept as they were written, in their order', () => {
  const lines = 'profile: custom\nassume: discover\noptions: [-T3, --script=ssl-cert, "-PS22,80"]';
  assert.deepEqual(targetOf(withTarget(lines)).settings.options, ['-T3', '--script=ssl-cert', '-PS22,80']);
  assert.deepEqual(targetOf(withTarget('options: [-T3]', DEFAULTS('profile: custom'))).settings.options, ['-T3']);
});

test('options and the profile custom belong together', () => {
  assert.deepEqual(placesOf(withTarget('options: [-T3]')), ['6:5 useless-option']);
  assert.deepEqual(placesOf(withTarget('profile: custom')), ['4:3 missing-key']);
  assert.deepEqual(placesOf(withTarget('profile: custom\noptions: []')), ['7:5 empty-value']);
  assert.deepEqual(placesOf(withTarget('profile: custom\noptions: -T3')), ['7:14 wrong-type']);
});

test('an option is refused where it stands', () => {
  const places = placesOf(
    withTarget('profile: custom\noptions:\n  - -T3\n  - -oNfile\n  - --max-rate=5 --resume=x\n  - -T9'),
  );
  assert.deepEqual(places, ['9:9 forbidden-option', '10:9 invalid-option', '11:9 invalid-option']);
});

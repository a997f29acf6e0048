import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { offlineProblems } from '../../src/authorize/offline.ts';
import { longWaivers, termWarnings } from '../../src/authorize/terms.ts';
import { parsePolicy } from '../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T12:00:00Z');

function policyOf(expires: string, { defaults = '', authorization = '' } = {}) {
  const waiver = `{finding: unexpected-port, port: 22/tcp, reason: r, owner: o, expires: ${expires}}`;
  const target = `targets:\n  a:\n    hosts: [127.0.0.1]\n    waive:\n      - ${waiver}\n`;
  return parsePolicy(`version: 1\n${defaults}${authorization}${target}`, 'policy.yml');
}

const LIMITED = { defaults: 'defaults:\n  max-waiver-days: 30\n' };

function authorized(scope: string, expires: string) {
  return { authorization: `authorization: {by: b, reference: r, scope: [${scope}], expires: ${expires}}\n` };
}

const placesOf = (all: readonly { code: string; location?: { line: number } }[]) =>
  all.map(({ code, location }) => `${location?.line}:${code}`);

describe('max-waiver-days', () => {
  test('refuses a waiver that ends later than so many days from today, at its line', async () => {
    assert.deepEqual(placesOf(longWaivers(policyOf('2026-12-21', LIMITED), NOW)), []);
    assert.deepEqual(placesOf(longWaivers(policyOf('2026-12-22', LIMITED), NOW)), ['8:waiver-too-long']);
    assert.deepEqual(placesOf(await offlineProblems(policyOf('2026-12-22', LIMITED), NOW)), ['8:waiver-too-long']);
  });

  test('is no limit if it is left out, and then a waiver of more than 366 days is a warning', () => {
    assert.deepEqual(longWaivers(policyOf('2099-01-01'), NOW), []);
    assert.deepEqual(placesOf(termWarnings(policyOf('2027-11-22'), NOW)), []);
    assert.deepEqual(placesOf(termWarnings(policyOf('2027-11-23'), NOW)), ['6:long-waiver']);
    assert.deepEqual(placesOf(termWarnings(policyOf('2027-11-23', LIMITED), NOW)), []);
  });
});

describe('a day of activation', () => {
  const withActivation = (activation: string, { defaults = '' } = {}) =>
    parsePolicy(
      `version: 1\n${defaults}targets:\n  a:\n    hosts: [127.0.0.1]\n    activation: ${activation}\n`,
      'policy.yml',
    );

  test('in more than 30 days is a warning, and one that is over is a note', () => {
    assert.deepEqual(placesOf(termWarnings(withActivation('2026-12-21'), NOW)), []);
    assert.deepEqual(placesOf(termWarnings(withActivation('2026-12-22'), NOW)), ['5:late-activation']);
    assert.deepEqual(placesOf(termWarnings(withActivation('2026-11-21'), NOW)), []);
    const [over, ...others] = termWarnings(withActivation('2026-11-20'), NOW);
    assert.deepEqual([over?.code, over?.level, others], ['past-activation', 'note', []]);
  });

  test('is refused if it tolerates findings longer than max-waiver-days allows', async () => {
    assert.deepEqual(placesOf(longWaivers(withActivation('2026-12-21', LIMITED), NOW)), []);
    assert.deepEqual(placesOf(longWaivers(withActivation('2026-12-22', LIMITED), NOW)), ['7:activation-too-late']);
    assert.deepEqual(placesOf(await offlineProblems(withActivation('2026-12-22', LIMITED), NOW)), [
      '7:activation-too-late',
    ]);
  });
});

describe('an authorization', () => {
  test('of more than 400 days is a warning', () => {
    assert.deepEqual(placesOf(termWarnings(policyOf('2026-12-01', authorized('192.0.2.1', '2027-12-26')), NOW)), []);
    assert.deepEqual(placesOf(termWarnings(policyOf('2026-12-01', authorized('192.0.2.1', '2027-12-27')), NOW)), [
      '2:long-authorization',
    ]);
  });

  test('with a scope wider than /16 or /64 is a warning for each item', () => {
    const wide = authorized(
      '10.0.0.0/15, 172.16.0.0/16, 2001:db8::/63, 2001:db8:9::/64, "*.example.com"',
      '2027-01-01',
    );
    assert.deepEqual(placesOf(termWarnings(policyOf('2026-12-01', wide), NOW)), ['2:wide-scope', '2:wide-scope']);
  });
});

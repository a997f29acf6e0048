import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SIGHTINGS } from '../../src/model/memory.ts';
import { InputError } from '../../src/model/problem.ts';
import type { Moment } from '../../src/model/time.ts';
import { StateDraft } from '../../src/state/merge.ts';
import { readState } from '../../src/state/read.ts';
import { remember } from '../../src/state/remember.ts';
import { NO_STATE, type State } from '../../src/state/state.ts';
import { finding } from '../report/make.ts';
import { runs } from '../support/property-runs.ts';
import { anyState, bytesOf, hour, NOW, reread, runAt } from './states.ts';

const STATE = remember(remember(NO_STATE, runAt(0, [finding({ code: 'unexpected-port' })])), runAt(24, []));
const TEXT = bytesOf(STATE).toString();
const LINES = TEXT.split(/(?<=\n)/);

/** @returns `line:code` of the refusal */
function refusal(text: string, now = NOW): string {
  try {
    readState([Buffer.from(text)], 'state.jsonl', now);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [{ code, location }] = error.problems;
    assert.equal(location?.file, 'state.jsonl');
    return `${location.line}:${code}`;
  }
  return 'valid';
}

function joinedState(...states: readonly State[]): State {
  const draft = new StateDraft();
  for (const state of states) {
    for (const run of state.runs) draft.addRun(run);
    for (const known of state.devices.values()) draft.addDevice(known);
    for (const known of state.findings.values()) draft.addFinding(known);
    for (const known of state.allowances.values()) draft.addAllowance(known);
  }
  return draft.finish();
}

test('a state that was written is read as it was', () => {
  fc.assert(
    fc.property(anyState, (state) => assert.deepEqual(reread(state), state)),
    { numRuns: runs(100, 1_000) },
  );
});

test('a file is read the same in pieces of any size', () => {
  const bytes = bytesOf(STATE);
  for (let size = 1; size < bytes.length; size += 7) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    assert.deepEqual(readState(pieces, 'state.jsonl', NOW), STATE);
  }
});

test('equal states are equal files, in whatever order things were remembered', () => {
  fc.assert(
    fc.property(anyState, anyState, (a, b) => {
      assert.ok(bytesOf(joinedState(a, b)).equals(bytesOf(joinedState(b, a))));
      assert.ok(bytesOf(joinedState(a, a)).equals(bytesOf(a)));
    }),
    { numRuns: runs(100, 1_000) },
  );
});

test('joining three states is the same in every order', () => {
  fc.assert(
    fc.property(anyState, anyState, anyState, (a, b, c) => {
      const left = joinedState(joinedState(a, b), c);
      assert.deepEqual(bytesOf(left), bytesOf(joinedState(a, joinedState(b, c))));
    }),
    { numRuns: runs(100, 1_000) },
  );
});

test('the lines of both sides, as a union merge of Git leaves them, are what both remember', () => {
  fc.assert(
    fc.property(anyState, anyState, (a, b) => {
      const [header, ...rest] = `${bytesOf(a)}`.split(/(?<=\n)/);
      const [, ...theirs] = `${bytesOf(b)}`.split(/(?<=\n)/);
      const merged = readState([Buffer.from([header, ...rest, ...theirs].join(''))], 'state.jsonl', NOW);
      assert.deepEqual(bytesOf(merged), bytesOf(joinedState(a, b)));
    }),
    { numRuns: runs(100, 1_000) },
  );
});

describe('a file that was cut', () => {
  test('is refused at every line', () => {
    for (let kept = 1; kept < LINES.length; kept++) {
      assert.equal(refusal(LINES.slice(0, kept).join('')), `${kept}:damaged-state`);
    }
  });

  test('is refused at every byte', () => {
    for (let kept = 0; kept < TEXT.length; kept++) {
      assert.match(refusal(TEXT.slice(0, kept)), /^\d+:damaged-state$/, `${kept} bytes`);
    }
  });

  test('is refused if a line in the middle is missing', () => {
    for (let gone = 0; gone < LINES.length; gone++) {
      assert.match(refusal(LINES.filter((_, index) => index !== gone).join('')), /:damaged-state$/);
    }
  });
});

describe('a line is refused', () => {
  const [header = '', run = '', known = '', , end = ''] = [LINES[0], LINES[1], LINES[3], '', LINES.at(-1)];
  const changed = (line: string, change: object): string => `${JSON.stringify({ ...JSON.parse(line), ...change })}\n`;
  const cases: Readonly<Record<string, readonly [text: string, refused: string]>> = {
    'that is no JSON': [`${header}{\n${end}`, '2:damaged-state'],
    'that is a list': [`${header}[]\n${end}`, '2:damaged-state'],
    'of an unknown kind': [`${header}{"device":1}\n${end}`, '2:damaged-state'],
    'with an unknown key': [`${header}${changed(run, { more: 1 })}${end}`, '2:damaged-state'],
    'that is a conflict of Git': [`${header}<<<<<<< HEAD\n${run}${end}`, '2:damaged-state'],
    'with control characters': [`${header}${changed(run, { environment: '\u001b[31m' })}${end}`, '2:damaged-state'],
    'with a text that is too long': [
      `${header}${changed(run, { environment: 'x'.repeat(300) })}${end}`,
      '2:damaged-state',
    ],
    'with a day that is none': [`${header}${changed(run, { run: '2026-02-30T00:00:00Z' })}${end}`, '2:damaged-state'],
    'whose spans are not in order': [
      `${header}${changed(known, {
        first: hour(0),
        last: hour(1),
        spans: [
          [hour(1), hour(1)],
          [hour(0), hour(1)],
        ],
      })}${end}`,
      '2:damaged-state',
    ],
    'without its targets': [`${header}${changed(run, { targets: undefined })}${end}`, '2:damaged-state'],
    'with a verdict that is none': [`${header}${changed(run, { verdict: 'green' })}${end}`, '2:damaged-state'],
    'with a word for a truth': [`${header}${changed(run, { complete: 'true' })}${end}`, '2:damaged-state'],
    'with a span of one moment': [`${header}${changed(known, { spans: [[hour(0)]] })}${end}`, '2:damaged-state'],
    'with a span of three moments': [
      `${header}${changed(known, { spans: [[hour(0), hour(0), hour(0)]] })}${end}`,
      '2:damaged-state',
    ],
    'without spans': [`${header}${changed(known, { spans: [] })}${end}`, '2:damaged-state'],
    'that is longer than a megabyte': [`${header}${run.trimEnd()}${' '.repeat(1 << 20)}\n${end}`, '2:damaged-state'],
    'whose spans end elsewhere': [`${header}${changed(known, { last: hour(1) })}${end}`, '2:damaged-state'],
    'of a later version': [`${changed(header, { version: 2 })}${run}${end}`, '1:newer-state'],
    'of another format': [`${changed(header, { format: 'other' })}${run}${end}`, '1:damaged-state'],
    'that is a header with a key more': [`${changed(header, { needs: 'x' })}${run}${end}`, '1:damaged-state'],
    'that is a second header with a key more': [`${header}${changed(header, { needs: 'x' })}${end}`, '2:damaged-state'],
    'that is a later header with a key more': [`${changed(header, { version: 2, more: 1 })}${end}`, '1:newer-state'],
    'whose spans begin before it': [
      `${header}${changed(known, { first: hour(0), last: hour(0), spans: [[hour(-1), hour(0)]] })}${end}`,
      '2:damaged-state',
    ],
    'before the header': [`${run}${header}${end}`, '1:damaged-state'],
  };
  for (const [name, [text, refused]] of Object.entries(cases)) {
    test(name, () => assert.equal(refusal(text), refused));
  }

  for (const key of SIGHTINGS) {
    const seen = (first: Moment, last: Moment): string => {
      const line = {
        ...{ device: 'mac:home/00:1a:2b:3c:4d:5e', zone: 'home', environment: 'staging', targets: ['edge'] },
        ...{ [key]: [[first, last, 'x']], first: hour(1), last: hour(3), spans: [[hour(1), hour(3)]] },
      };
      return refusal(`${header}${JSON.stringify(line)}\n{"end":1}\n`);
    };
    test(`of a device that was not there at a moment of its ${key}`, () => {
      assert.equal(seen(hour(1), hour(3)), 'valid');
      assert.equal(seen(hour(2), hour(2)), 'valid');
      assert.equal(seen(hour(0), hour(3)), '2:damaged-state');
      assert.equal(seen(hour(1), hour(4)), '2:damaged-state');
      assert.equal(seen(hour(1), '9999-01-01T00:00:00Z' as Moment), '2:damaged-state');
      assert.equal(seen(hour(3), hour(2)), '2:damaged-state');
    });
  }

  test('that is about the future, except for a clock that is a day wrong', () => {
    const before = (days: number) => new Date(Date.parse(hour(24)) - days * 86_400_000);
    assert.equal(refusal(TEXT, before(0.9)), 'valid');
    assert.equal(refusal(TEXT, before(1.1)), '3:state-from-future');
  });
});

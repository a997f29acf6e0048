import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Clock, showProgress } from '../../src/edge/lifecycle.ts';
import { advance, NO_PROGRESS, type ProgressState, progressLine, stateLine } from '../../src/edge/progress.ts';
import type { ProgressEvent } from '../../src/model/effects.ts';
import { STEPS } from '../../src/model/plan.ts';
import { taskShare } from '../../src/nmap/tasks.ts';
import { budgetNotice } from '../../src/plan/budget.ts';

const EVENT: ProgressEvent = {
  step: 'sweep',
  share: 0.638,
  etaSeconds: 6.2,
  hosts: 8,
  hostsDone: 0,
  open: 320,
  rate: 98_123.4,
  loss: 0.0191,
  pass: 2,
};

describe('the line of progress', () => {
  const LINES: readonly (readonly [Partial<ProgressEvent>, string])[] = [
    [{ step: 'identify', pass: 1, open: 0, rate: null, loss: null }, 'identify: 63 % · 8 hosts · about 6 s left'],
    [{}, 'sweep, pass 2: 63 % · 8 hosts · 320 open · 98,000 packets/s · loss 1.9 % · about 6 s left, then services'],
    [{ step: 'identify', services: { count: 6, most: 12 } }, 'identify: 6 services · up to 12 s'],
    [{ step: 'identify', services: { count: 1, most: 125 } }, 'identify: 1 service · up to 3 min'],
    [{ pass: 1, rate: null, loss: null, etaSeconds: null }, 'sweep: 63 % · 8 hosts · 320 open · 3 min so far'],
    [
      { step: 'identify', pass: 1, share: null, hosts: 1, open: 1_234, rate: 87.6, loss: 0, etaSeconds: 0 },
      'identify: 1 host · 1,234 open · 88 packets/s · loss 0.0 % · about 1 s left',
    ],
    [
      { hosts: 65_536, hostsDone: 1_024, share: 1, etaSeconds: 8_000 },
      'sweep, pass 2: 99 % · 1,024 of 65,536 hosts · 320 open · 98,000 packets/s · loss 1.9 % · about 2 h 10 min ' +
        'left, then services',
    ],
    [
      { share: Number.NaN, loss: 7, rate: 0, etaSeconds: 47 },
      'sweep, pass 2: 0 % · 8 hosts · 320 open · 0 packets/s · loss 100.0 % · about 45 s left, then services',
    ],
  ];
  for (const [part, line] of LINES) {
    test(line, () => assert.equal(progressLine({ ...EVENT, ...part }, 200), line));
  }

  test('tells times more coarsely the longer they are, and never backwards', () => {
    const told = (etaSeconds: number) =>
      / · about (.*) left, then services$/.exec(progressLine({ ...EVENT, etaSeconds }, 0))?.[1];
    assert.deepEqual([3, 12, 54, 55, 100, 3_569, 3_570, 7_100, 359_999].map(told), [
      '3 s',
      '10 s',
      '55 s',
      '1 min',
      '2 min',
      '59 min',
      '1 h',
      '2 h',
      '100 h',
    ]);
  });
});

describe('the line of progress on a narrow terminal', () => {
  test('keeps the share, the open ports and the time that is left', () => {
    const rest = 'about 6 s left, then services';
    assert.equal(progressLine(EVENT, 200, 95), `sweep, pass 2: 63 % · 8 hosts · 320 open · 98,000 packets/s · ${rest}`);
    assert.equal(progressLine(EVENT, 200, 79), `sweep, pass 2: 63 % · 8 hosts · 320 open · ${rest}`);
    assert.equal(progressLine(EVENT, 200, 20), `sweep, pass 2: 63 % · 320 open · ${rest}`);
  });
});

describe('the time that is left', () => {
  const after = (events: readonly (readonly [at: number, part: Partial<ProgressEvent>])[]): ProgressState =>
    events.reduce((state, [at, part]) => advance(state, { ...EVENT, ...part }, at), NO_PROGRESS);
  const etaOf = (state: ProgressState): number => state.event?.etaSeconds ?? assert.fail('no time');

  test('is not known before anything is', () => {
    assert.equal(stateLine(NO_PROGRESS, 5), null);
    assert.match(stateLine(after([[1, { share: 0.5, etaSeconds: null }]]), 1) ?? '', /· 1 s so far$/);
  });

  test('is not guessed from the share where nobody says it', () => {
    assert.match(stateLine(after([[30, { share: 0.25, etaSeconds: null }]]), 30) ?? '', /· 30 s so far$/);
  });

  test('counts down between two events, to no less than nothing', () => {
    const state = after([[10, { etaSeconds: 40 }]]);
    assert.match(stateLine(state, 30) ?? '', /about 20 s left, then services$/);
    assert.match(stateLine(state, 500) ?? '', /about 1 s left, then services$/);
  });

  test('follows a new estimate within seconds, not at once', () => {
    const jump = etaOf(
      after([
        [10, { etaSeconds: 10 }],
        [11, { etaSeconds: 1_000 }],
      ]),
    );
    assert.ok(jump > 10 && jump < 30, String(jump));
    const settled = etaOf(
      after([
        [10, { etaSeconds: 10 }],
        ...Array.from({ length: 40 }, (_, n) => [11 + n, { etaSeconds: 1_000 }] as const),
      ]),
    );
    assert.ok(settled > 900, String(settled));
  });

  test('does not follow faster because it is told more often', () => {
    const every = (step: number) =>
      etaOf(
        after([
          [0, { etaSeconds: 10 }],
          ...Array.from({ length: 2 / step }, (_, n) => [(n + 1) * step, { etaSeconds: 100 }] as const),
        ]),
      );
    assert.ok(Math.abs(every(0.01) - every(1)) < 0.15 * every(1), `${every(0.01)} ${every(1)}`);
  });

  test('never jumps: within a second it changes by no more than its share of what is new, whatever is told', () => {
    const estimates = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1e6 })), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(estimates, (steps) => {
        let state = after([[0, { etaSeconds: 60 }]]);
        let now = 0;
        for (const [wait, etaSeconds] of steps) {
          const before = Math.max(1, etaOf(state) - wait);
          now += wait;
          state = advance(state, { ...EVENT, etaSeconds }, now);
          const factor = Math.max(1, etaOf(state)) / before;
          // A million seconds against one, in one second: 10^6 to the power of 1 - e^(-1/5).
          assert.ok(factor < 12.5 && factor > 0.08, `${factor}`);
          assert.match(stateLine(state, now) ?? '', /about [\d,]+ (?:s|min|h)(?: \d+ min)? left, then services$/);
        }
      }),
    );
  });

  test('is not guessed while services are asked, nor kept from before', () => {
    const asking = { step: 'identify', share: 0.9, etaSeconds: 2, services: { count: 6, most: 12 } } as const;
    const state = advance(after([[1, { etaSeconds: 2 }]]), { ...EVENT, ...asking }, 2);
    assert.equal(stateLine(state, 30), 'identify: 6 services · up to 12 s');
    const confirming = advance(state, { ...EVENT, step: 'confirm', share: null, etaSeconds: null }, 31);
    assert.match(stateLine(confirming, 40) ?? '', /^confirm, pass 2: 8 hosts .* 40 s so far$/);
  });

  test('is not shaken by nonsense, and the share never goes back', () => {
    const state = after([
      [1, { share: 0.5, etaSeconds: 100 }],
      [2, { share: 0.2, etaSeconds: Number.NaN }],
      [3, { share: null, etaSeconds: Number.POSITIVE_INFINITY }],
      [4, { share: -7, etaSeconds: null }],
    ]);
    assert.equal(etaOf(state) > 90 && etaOf(state) < 100, true);
    assert.match(
      stateLine(
        after([
          [1, { share: 0.5 }],
          [2, { share: 0.2 }],
        ]),
        2,
      ) ?? '',
      /: 50 % ·/,
    );
  });
});

describe("nmap's own progress", () => {
  test('is a part of the invocation that the task belongs to', () => {
    assert.equal(taskShare('sweep', 'SYN Stealth Scan', 50), 0.5);
    for (const task of ['Connect Scan', 'UDP Scan', 'SCTP INIT Scan']) assert.equal(taskShare('sweep', task, 100), 1);
    assert.equal(taskShare('discover', 'Ping Scan', 25), 0.25);
    assert.equal(taskShare('identify', 'SYN Stealth Scan', 100), taskShare('identify', 'Service scan', 0));
    assert.equal(taskShare('identify', 'NSE', 100), 1);
  });

  test('is nothing for a task that says nothing about it', () => {
    assert.equal(taskShare('sweep', 'ARP Ping Scan', 100), null);
    assert.equal(taskShare('sweep', 'Parallel DNS resolution of 1 host.', 100), null);
    for (const step of STEPS) assert.equal(taskShare(step, 'anything', 50), null);
  });
});

describe('a scan that does not fit into its time budget', () => {
  const steps = [
    { step: 'discover', probes: 10, seconds: 60 },
    { step: 'sweep', probes: 1_000_000, seconds: 9_000 },
    { step: 'identify', probes: 100, seconds: 600 },
  ] as const;
  const sure = steps.map((step) => ({ ...step, isMost: false }));
  const notice = (minutes: number) => budgetNotice({ steps: sure }, minutes * 60_000);

  test('is said before it begins, with how much will be missing and what can be done', () => {
    assert.equal(
      notice(60),
      'This scan is expected to take about 2 h 40 min, and its time budget is 1 h 00 min: about 61 % of the ports ' +
        'will be unobserved, so the scan cannot pass. Raise the timeout or max-rate, or scan fewer ports or hosts.',
    );
  });

  test('is said too where only the services do not fit', () => {
    assert.match(notice(155) ?? '', /version detection of open ports may not end in time/);
  });

  test('is not said of one that fits', () => assert.equal(notice(161), null));

  test('counts only what it takes in any case, as long as nobody knows which addresses are up', () => {
    const unknown = steps.map((step) => ({ ...step, isMost: step.step !== 'discover' }));
    assert.equal(budgetNotice({ steps: unknown }, 60_000), null);
    assert.match(
      budgetNotice({ steps: unknown }, 59_000) ?? '',
      /^This scan is expected to take at least about 1 min, .*: host discovery may not end in time\./,
    );
  });

  test('is said of what is left after host discovery', () => {
    assert.match(
      budgetNotice({ steps: sure.slice(1) }, 3_600_000, 'rest of the scan') ?? '',
      /^The rest of the scan is expected to take about 2 h 40 min, and 1 h 00 min .* are left: about 60 %/,
    );
  });
});

/** A clock that stands still until it is moved, and a screen that keeps what is written. */
function stage(screen: {
  isTTY?: boolean;
  columns?: number;
  debug?: (line: string) => void;
  environment?: Readonly<Record<string, string>>;
  quiet?: boolean;
}) {
  let now = 0;
  const timers: { every: number; next: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    every: (every, run) => {
      const timer = { every, next: now + every, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const written: string[] = [];
  const shown = showProgress(
    {
      isTTY: screen.isTTY === true,
      columns: screen.columns ?? 0,
      on: () => {},
      write: (text: string) => written.push(text) > 0,
    },
    { debug: screen.debug ?? null, environment: screen.environment ?? {}, quiet: screen.quiet === true, clock },
  );
  const say = (message: string): void => shown.emit({ event: 'message', message });
  const move = (milliseconds: number): void => {
    for (const end = now + milliseconds; now < end; now++) {
      for (const timer of [...timers]) {
        if (timer.next > now) continue;
        timer.next += timer.every;
        timer.run();
      }
    }
  };
  return { ...shown, say, written, move, timers };
}

describe('progress on a terminal', () => {
  test('is one line, drawn at most five times a second, however often there is news', () => {
    const { progress, written, move } = stage({ isTTY: true, columns: 200 });
    for (let times = 0; times < 2_000; times++) {
      progress({ ...EVENT, open: times });
      move(1);
    }
    assert.ok(written.length >= 9 && written.length <= 11, String(written.length));
    move(200);
    assert.match(written.at(-1) ?? '', / 1,999 open /);
    for (const text of written) {
      assert.ok(text.startsWith('\r\u001b[2Ksweep, pass 2: '), text);
      assert.doesNotMatch(text, /\n/);
    }
  });

  test('is cut to the width of the terminal, of 80 columns where it does not tell', () => {
    for (const [columns, longest] of [
      [40, 39],
      [0, 79],
      [1, 1],
    ] as const) {
      const { progress, say, written, move } = stage({ isTTY: true, columns });
      say('x'.repeat(500));
      move(1_000);
      progress(EVENT);
      move(1_000);
      for (const text of written) assert.ok(text.length - '\r\u001b[2K'.length <= longest, text);
    }
  });

  test('shows what is said until there is news, and goes on counting without any', () => {
    const { progress, say, written, move } = stage({ isTTY: true, columns: 200 });
    say('looking up names');
    move(1_500);
    assert.match(written.at(-1) ?? '', /looking up names \(1 s\)$/);
    progress({ ...EVENT, etaSeconds: 40 });
    move(10_500);
    assert.match(written.at(-1) ?? '', /about 30 s left, then services$/);
    say('writing reports');
    move(500);
    assert.match(written.at(-1) ?? '', /writing reports \(\d+ s\)$/);
  });

  test('is not drawn again where nothing has changed', () => {
    const { progress, written, move } = stage({ isTTY: true, columns: 200 });
    progress({ ...EVENT, etaSeconds: 7_000 });
    move(60_000);
    assert.ok(written.length <= 2, String(written.length));
  });

  test('leaves an empty line and no timer behind', () => {
    const { progress, end, written, move, timers } = stage({ isTTY: true, columns: 200 });
    progress(EVENT);
    end();
    assert.deepEqual([written.at(-1), timers], ['\r\u001b[2K', []]);
    const { length } = written;
    move(60_000);
    assert.equal(written.length, length);
  });
});

describe('progress in a log', () => {
  const TERMINALS = [{ TERM: 'dumb' }, { CI: 'true' }, { GITHUB_ACTIONS: 'true' }];
  for (const environment of TERMINALS) {
    test(`is plain lines on a terminal too with ${JSON.stringify(environment)}`, () => {
      const { say, end, written } = stage({ isTTY: true, environment });
      say('looking up names');
      end();
      assert.deepEqual(written, ['exposure-gate: looking up names\n']);
    });
  }

  test('is nothing if nobody wants it, on a terminal neither', () => {
    for (const isTTY of [false, true]) {
      const { say, progress, end, move, written, timers } = stage({ isTTY, quiet: true });
      say('looking up names');
      progress(EVENT);
      move(60_000);
      end();
      assert.deepEqual([written, timers], [[], []]);
    }
  });

  test('is a line every 30 seconds, and not more', () => {
    const { progress, end, written, move, timers } = stage({});
    for (let times = 0; times < 950; times++) {
      progress(EVENT);
      move(100);
    }
    end();
    assert.equal(written.length, 3);
    for (const text of written) assert.match(text, /^exposure-gate: after \d+ s: sweep, pass 2: 63 % · .*\n$/);
    assert.deepEqual(timers, []);
  });

  test('has what is said once, at once, without escape sequences', () => {
    const { say, written } = stage({ columns: 20 });
    say('nmap is not installed: running apt-get');
    assert.deepEqual(written, ['exposure-gate: nmap is not installed: running apt-get\n']);
  });

  test('has every event as a line where somebody debugs, with the time, also on a terminal', () => {
    const debugged: string[] = [];
    const { emit, say, written, move } = stage({ isTTY: true, debug: (line) => debugged.push(line) });
    move(1_500);
    emit({ event: 'liveness-more', chunk: 3, hosts: 12 });
    say('nmap is not installed: running apt-get');
    assert.deepEqual(debugged, ['1.500 s: chunk 3: 12 further hosts as well']);
    assert.deepEqual(written, ['exposure-gate: 1.500 s: nmap is not installed: running apt-get\n']);
  });

  test('has no event that is for debugging where nobody debugs', () => {
    const { emit, written } = stage({});
    emit({ event: 'liveness-more', chunk: 3, hosts: 12 });
    assert.deepEqual(written, []);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { account } from '../../src/observe/account.ts';
import { splitByAge } from '../../src/observe/age.ts';
import { address, asked, cover, extra, gaps, host, judged, port, ports, read, scan, stateSet } from './xml.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600;
const DAY = 24 * HOUR;
const [FIRST, SECOND] = [address('192.0.2.10'), address('192.0.2.11')];
const REQUIRED = cover({ tcp: ports('1-10') }, FIRST, SECOND);

/** Seconds before now, as nmap writes the time. */
const ago = (seconds: number): string => String(Math.floor(NOW.getTime() / 1_000) - seconds);

interface Times {
  readonly run: string | null;
  readonly first: string;
  readonly second: string;
}

/** Two hosts, each with 10/tcp open; `first` and `second` are the attributes of their times. */
async function observe({ run, first, second }: Times, maxAge = DAY) {
  const body = (addr: string) => host(`<ports>${extra('closed', '1-9')}${port(10, 'open')}</ports>`, { addr });
  const hosts = [
    body(FIRST).replace(/starttime="1" endtime="2"/, first),
    body(SECOND).replace(/starttime="1" endtime="2"/, second),
  ];
  const xml = scan(asked('1-10') + hosts.join('')).replace(/ start="\d+"/, run === null ? '' : ` start="${run}"`);
  const document = judged(await read(xml));
  return account(REQUIRED, splitByAge(document, 'scan.xml', { now: NOW, maxAge: maxAge * 1_000 }));
}

const own = (start: string, end = start): string => `starttime="${start}" endtime="${end}"`;

const BELIEVED: readonly (readonly [why: string, times: Times])[] = [
  ['it began now', { run: ago(0), first: own(ago(0)), second: own(ago(0)) }],
  ['it began a day ago to the second', { run: ago(DAY), first: own(ago(DAY)), second: own(ago(0)) }],
  ['the clock that made it is a little ahead', { run: ago(-200), first: own(ago(-200)), second: own(ago(-299)) }],
  ['its hosts have no times of their own, and the run is young', { run: ago(60), first: '', second: '' }],
];

const NOT: readonly (readonly [why: string, times: Times, gaps: string, text: RegExp])[] = [
  [
    'it began a day and a second ago',
    { run: ago(DAY + 1), first: own(ago(DAY + 1)), second: own(ago(DAY + 1), ago(0)) },
    'both',
    /24 hours old.*--max-age 25h/,
  ],
  ['it began years ago', { run: ago(4_750 * DAY), first: '', second: '' }, 'both', /13 years old.*--max-age 4751d/],
  [
    'the run is old, and its hosts are young',
    { run: ago(5 * DAY), first: own(ago(60)), second: own(ago(60)) },
    'both',
    /5 days old/,
  ],
  [
    'one host began before the run',
    { run: ago(60), first: own(ago(3 * DAY), ago(60)), second: own(ago(60)) },
    'first',
    /contradicts itself/,
  ],
  [
    'it ended before it began',
    { run: ago(60), first: own(ago(60), ago(3 * DAY)), second: own(ago(60)) },
    'first',
    /contradicts itself/,
  ],
  ['it is of the future', { run: ago(-301), first: own(ago(-301)), second: own(ago(-DAY)) }, 'both', /from now/],
  ['no time is told', { run: null, first: '', second: '' }, 'both', /does not say when/],
  [
    'times are told that can not be read',
    { run: 'now', first: 'starttime="-1"', second: 'starttime="1e9" endtime=""' },
    'both',
    /does not say when/,
  ],
  ['the time of the beginning is 0', { run: '0', first: '', second: '' }, 'both', /years old/],
];

describe('a host is believed', () => {
  for (const [why, times] of BELIEVED) {
    test(why, async () => assert.deepEqual((await observe(times)).unobserved, []));
  }
});

describe('a host answers nothing, and what it has open is seen', () => {
  for (const [why, times, which, text] of NOT) {
    test(why, async () => {
      const observation = await observe(times);
      const missing = which === 'both' ? [FIRST, SECOND] : [FIRST];
      assert.deepEqual(
        gaps(observation),
        missing.map((one) => `${one} tcp 1-10 results-age`),
      );
      for (const { reason } of observation.unobserved) assert.match(reason.text, text);
      for (const one of [FIRST, SECOND]) assert.deepEqual(stateSet(observation, 'open', 'tcp', one), ports('10'));
    });
  }
});

test('an accepted age ends the complaint', async () => {
  for (const age of [90, 59 * 60, 2 * HOUR + 7, DAY + 1, 47 * HOUR + 1, 3 * DAY, 400 * DAY]) {
    const times = { run: ago(age), first: '', second: '' };
    const [gap] = (await observe(times, 60)).unobserved;
    const [, number = '', unit = ''] = /--max-age (\d+)([mhd]) /.exec(gap?.reason.text ?? '') ?? [];
    const seconds = Number(number) * ({ m: 60, h: HOUR, d: DAY }[unit] ?? Number.NaN);
    assert.deepEqual((await observe(times, seconds)).unobserved, [], `${age} s: ${number}${unit}`);
    assert.ok(seconds < 2 * age + HOUR, 'and is hardly longer than needed');
  }
});

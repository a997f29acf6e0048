import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_SETTINGS } from '../../src/model/scan-settings.ts';
import { anyOf } from '../../src/model/text.ts';
import { OPTION_NAMES, optionConflicts, optionsOf, readOption } from '../../src/nmap/options.ts';
import { runs } from '../support/property-runs.ts';
import { EXAMPLES } from './option-examples.ts';

/** Options that do harm, or let a gate pass wrongly; each with a piece of the reason. */
const FORBIDDEN: readonly (readonly [option: string, reason: RegExp])[] = [
  // What writes files
  ...['-oN', '-oNfile', '-oX', '-oX-', '-oG=f', '-oA', '-oAx', '-oS', '-oM', '-oH'].map(
    (option) => [option, /writes files/] as const,
  ),
  ...['--append-output', '--stylesheet=x', '--webxml', '--no-stylesheet', '--script-updatedb', '--log-errors'].map(
    (option) => [option, /writes files/] as const,
  ),
  ['-oN-', /writes files/],
  ['--oN=f', /writes files/],
  // What reads files
  ...['-iL', '-iLtargets', '--iL=x', '--resume=x', '--excludefile=x', '--datadir=/tmp'].map(
    (option) => [option, /reads a file/] as const,
  ),
  ...['--servicedb=x', '--versiondb=x', '--script-args-file=x', '--script-args-f=x', '-script-args-file=x'].map(
    (option) => [option, /reads a file/] as const,
  ),
  // What changes the targets and the ports
  ...['-iR', '-iR5', '--exclude=10.0.0.1', '--resolve-all', '--unique', '10.0.0.1', 'example.com', '2001:db8::1'].map(
    (option) => [option, /hosts and exclude/] as const,
  ),
  ...['-p1', '-p-', '-p', '-F', '-r', '--top-ports=10', '--exclude-ports=22', '--port-ratio=0.1', '--top=5'].map(
    (option) => [option, /ports and the entries/] as const,
  ),
  ...['-', '--'].map((option) => [option, /would be targets/] as const),
  ['-6', /family/],
  // What hides or spoofs
  ...['-D10.0.0.1', '-D', '-S10.0.0.1', '-S', '-e', '-eeth0', '-f', '-ff', '--mtu=8', '--spoof-mac=0'].map(
    (option) => [option, /hides/] as const,
  ),
  ...['--ip-options=R', '--badsum', '--proxies=http://x', '--data=0x00', '--data-string=x', '--adler32'].map(
    (option) => [option, /hides/] as const,
  ),
  // What sends elsewhere
  ...['-sI10.0.0.1', '-sI', '-b', '-bftp', '--traceroute', '--dns-servers=192.0.2.1', '--route-dst=x'].map(
    (option) => [option, /not authorized|proves nothing/] as const,
  ),
  // What proves nothing, or less
  ...['-sF', '-sN', '-sX', '-sA', '-sW', '-sM', '-sO', '-sZ', '--scanflags=URG', '--open'].map(
    (option) => [option, /proves nothing/] as const,
  ),
  ...['-sn', '-sP', '-sL'].map((option) => [option, /proves nothing about ports/] as const),
  ...['-sSU', '-sST', '-sTV'].map((option) => [option, /one scan type/] as const),
  ...['-sU', '-sY'].map((option) => [option, /protocols/] as const),
  ['-sV', /version detection/],
  ['--host-timeout=1s', /drops the results/],
  ['--min-rate=100000', /look filtered/],
  ['--defeat-icmp-ratelimit', /closed/],
  ['--osscan-guess', /guess/],
  // Scripts
  ...['-sC', '--script-args=x=y', '--script-help=x', '--script-trace', '--script-timeout=1s'].map(
    (option) => [option, /safe scripts/] as const,
  ),
  ['-A', /not safe/],
  // What the gate decides
  ...['-Pn', '-PN', '-P0', '-PD'].map((option) => [option, /assume/] as const),
  ...['-n', '-R', '--system-dns'].map((option) => [option, /resolved/] as const),
  ...['--privileged', '--unprivileged', '--send-eth', '--send-ip', '--disable-arp-ping'].map(
    (option) => [option, /scanning machine/] as const,
  ),
  ...['-d', '-d9', '-v', '-vv', '-h', '-V', '--packet-trace', '--version-trace', '--iflist', '--help'].map(
    (option) => [option, /readable/] as const,
  ),
  ...['--interactive', '--noninteractive', '--version', '--verbose', '--debug=9'].map(
    (option) => [option, /readable/] as const,
  ),
];

describe('an option is refused by name, with the reason', () => {
  for (const [option, reason] of FORBIDDEN) {
    test(option, () => {
      const read = readOption(option);
      assert.ok('fault' in read);
      assert.equal(read.fault.kind, 'forbidden');
      assert.match(read.fault.message, reason);
    });
  }
});

describe('an option that nmap would take is refused where it is not written as it should be', () => {
  for (const option of [
    '--max-rate',
    '--max-rate=',
    '--max-rate=0',
    '--max-rate=05',
    '--max-rate=-5',
    '--max-rate=5.5',
    '--max-rate=1e3',
    '--max-rate=5,6',
    '--max-rate 5',
    '--max-rate\t5',
    '--max-rate=5\n-oN x',
    '--max-rate=5\0',
    '--max_rate=5',
    '-max-rate=5',
    '--max-rat=5',
    '--MAX-RATE=5',
    '--max-retries=0',
    '--max-retries=1',
    '--max-retries=11',
    '-T',
    '-T5',
    '-T 3',
    '-Tinsane',
    '-T=3',
    '--scan-delay=5',
    '--scan-delay=1h',
    '--max-rtt-timeout=100ms',
    '--initial-rtt-timeout=1ms',
    '--max-scan-delay=1ms',
    '-PS0x50',
    '-PST:80',
    '-PS-80',
    '-PS1-100',
    '-PE80',
    '-PO',
    '-PR',
    '-sSx',
    '-sS=1',
    '-O2',
    '-g0',
    '--source-port=65536',
    '--ttl=1',
    '--version-intensity=10',
    '--version-light=1',
    '--reason=1',
    '--script=',
    '--script=all',
    '--script=safe',
    '--script=default',
    '--script=vuln',
    '--script=+ssl-cert',
    '--script=ssl-*',
    '--script=ssl-cert,',
    '--script=ssl-cert,ssl-cert',
    '--script=not intrusive',
    '--script=./ssl-cert',
    '--script=/tmp/x.nse',
    '--script=ssl-cert.nse',
    '--script=http-fetch',
    '–sS',
    '—max-rate=5',
    '\u2212T3',
    ' -T3',
    '-T3 ',
    '',
    '-T\u200b3',
    '--ｍax-rate=5',
    '--frobnicate',
  ]) {
    test(JSON.stringify(option), () => assert.ok('fault' in readOption(option)));
  }
});

test('each option of the grammar has an example that is read as it stands', () => {
  const names = EXAMPLES.map((text) => {
    const read = readOption(text);
    assert.ok('option' in read, text);
    assert.equal(read.option.argument, text);
    return read.option.name;
  });
  assert.deepEqual([...new Set(names)].sort(), [...OPTION_NAMES].sort());
});

const anyText = fc.oneof(
  fc.constantFrom(...EXAMPLES, ...FORBIDDEN.map(([option]) => option)),
  fc.tuple(fc.constantFrom(...EXAMPLES), fc.string({ maxLength: 4 })).map(([option, more]) => option + more),
  fc.tuple(fc.constantFrom(...OPTION_NAMES), fc.string({ maxLength: 6 })).map(([name, value]) => `${name}=${value}`),
  fc.tuple(fc.constantFrom(...OPTION_NAMES), fc.nat(99_999)).map(([name, value]) => `${name}${value}`),
  fc.string({ maxLength: 12 }).map((text) => `-${text}`),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** The grammar once more, in one expression, and blunter: what may stand on a command line at all. */
const HARMLESS = anyOf([
  /^(?:-T[0-4]|--max-retries=(?:[2-9]|10)|--(?:max-)?scan-delay=\d+(?:ms|s|m))$/,
  /^(?:--(?:initial|min|max)-rtt-timeout=\d+(?:ms|s|m)|--(?:min|max)-(?:parallelism|hostgroup)=\d+)$/,
  /^(?:--max-rate=\d+|-P[SAUY][\d,-]*|-P[EPM]|-s[ST]|--source-port=\d+|-g\d+|--ttl=\d+|--defeat-rst-ratelimit)$/,
  /^(?:--version-intensity=\d|--version-(?:light|all)|-O|--osscan-limit|--script=[a-z0-9.,-]+|--reason)$/,
]);

test('nothing outside the grammar is ever accepted', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const read = readOption(text);
      if ('fault' in read) assert.ok(read.fault.message.length > 0);
      else assert.match(read.option.argument, HARMLESS);
    }),
    { numRuns: runs(4_000, 20_000) },
  );
});

test('a manner that did not come from a policy is read again before anything is written', () => {
  const settings = { ...DEFAULT_SETTINGS, profile: 'custom', options: ['-oN/etc/passwd'] } as const;
  assert.throws(() => optionsOf(settings), TypeError);
  assert.deepEqual(optionsOf({ ...settings, profile: 'thorough' }), []);
});

describe('options that do not go together are told', () => {
  const conflicts = (...texts: readonly string[]): readonly number[] =>
    optionConflicts(
      texts.map((text) => {
        const read = readOption(text);
        assert.ok('option' in read);
        return read.option;
      }),
    ).map(({ index }) => index);

  for (const [texts, places] of [
    [['-T3', '--max-retries=3'], []],
    [['-T3', '-T4'], [1]],
    [['-sS', '-sT'], [1]],
    [['-g53', '--source-port=53'], [1]],
    [['--version-light', '--version-all'], [1]],
    [['--osscan-limit'], [0]],
    [['--osscan-limit', '-O'], []],
    [['--ttl=64', '-sT'], [0]],
    [['--max-parallelism=2', '--min-parallelism=3'], [1]],
    [['--min-rtt-timeout=2s', '--max-rtt-timeout=1500ms'], [1]],
    [['--initial-rtt-timeout=2s', '--max-rtt-timeout=2s'], []],
    [['--scan-delay=1s', '--max-scan-delay=10ms'], [1]],
    [['--scan-delay=1s', '--max-parallelism=2'], [1]],
    [['--min-parallelism=2', '-T2'], [1]],
    [['--min-parallelism=2', '-T3', '--max-scan-delay=1s'], []],
  ] as const) {
    test(texts.join(' '), () => assert.deepEqual(conflicts(...texts), places));
  }
});

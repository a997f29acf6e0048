import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { commandFault } from '../../src/nmap/command-line.ts';
import { readOption } from '../../src/nmap/options.ts';
import { REFUSED_NAMES, refusedInResults } from '../../src/nmap/refused-options.ts';
import { splitArguments } from '../../src/nmap/result-arguments.ts';
import { isShipped } from '../../src/nmap/shipped-scripts.ts';

const fault = (args: string): string | null => commandFault(splitArguments(`nmap ${args}`));

/** Command lines whose results prove nothing, and what the reason names. */
const REFUSED: readonly (readonly [args: string, names: RegExp])[] = [
  // Scripts that nmap does not bring along
  ['-sS --script /tmp/hide.nse 192.0.2.1', /--script \/tmp\/hide\.nse \(a script/],
  ['-sS --script=./hide.nse 192.0.2.1', /--script/],
  ['-sS --script=hide 192.0.2.1', /--script/],
  ['-sS -script=hide.nse 192.0.2.1', /--script/],
  ['-sS --script http-title,scripts/ 192.0.2.1', /--script/],
  ['-sS --script "default or +/tmp/hide.nse" 192.0.2.1', /--script/],
  ['-sS --script "../*" 192.0.2.1', /--script/],
  // What the packets are
  ['-sS --scanflags RST 192.0.2.1', /--scanflags RST \(.*proves nothing/],
  ['-sS --scanflags=RST 192.0.2.1', /--scanflags RST/],
  ['-sS --badsum 192.0.2.1', /--badsum/],
  ['-sS -badsum 192.0.2.1', /--badsum/],
  ['-sS --bad 192.0.2.1', /--badsum/],
  ['-sS --data-length 25 192.0.2.1', /--data-length 25 \(.*filtered/],
  ['-sS --data_length 25 192.0.2.1', /--data-length 25/],
  ['-sS --data 0xdead 192.0.2.1', /--data 0xdead/],
  ['-sS --data-string hello 192.0.2.1', /--data-string/],
  ['-sS -f 192.0.2.1', /^-f \(/],
  ['-sS -ff 192.0.2.1', /--ff/],
  ['-sS -nf 192.0.2.1', /^-f \(/],
  ['-sS --mtu 8 192.0.2.1', /--mtu 8/],
  ['-sS --ip-options R 192.0.2.1', /--ip-options/],
  ['-sS --ttl 1 192.0.2.1', /--ttl takes/],
  ['-sS --adler32 192.0.2.1', /--adler32/],
  // Whose they are, and which way they go
  ['-sS -D 192.0.2.2,ME 192.0.2.1', /-D 192\.0\.2\.2,ME/],
  ['-sS -DRND:10 192.0.2.1', /-D RND:10/],
  ['-sS -S 192.0.2.2 -e eth0 192.0.2.1', /-S 192\.0\.2\.2 \(.*hides/],
  ['-sS -e lo 192.0.2.1', /-e lo/],
  ['-sS --spoof-mac 0 192.0.2.1', /--spoof-mac/],
  ['-sT --proxies socks4://192.0.2.9:1080 192.0.2.1', /--proxies/],
  ['-sT --proxy=http://192.0.2.9 192.0.2.1', /--proxy/],
  ['-b ftp.example.com 192.0.2.1', /^-b ftp/],
  ['-sI 192.0.2.9 192.0.2.1', /--sI 192\.0\.2\.9/],
  // Scan types that infer
  ...['F', 'N', 'X', 'A', 'W', 'M', 'O', 'Z', 'Q'].map((type) => [`-s${type} 192.0.2.1`, /proves nothing/] as const),
  ['-sSF 192.0.2.1', /^-sF \(/],
  ['-nsF 192.0.2.1', /^-sF \(/],
  // Haste
  ['-sS --max-retries 0 192.0.2.1', /--max-retries takes a whole number from 2/],
  ['-sS --max-retries=0 192.0.2.1', /--max-retries takes/],
  ['-sS --max-ret 0 192.0.2.1', /--max-retries takes/],
  ['-sS -max-retries 1 192.0.2.1', /--max-retries takes/],
  ['-sS --max_retries 1 192.0.2.1', /--max-retries takes/],
  ['-sS --max-retries 5 --max-retries 0 192.0.2.1', /--max-retries takes/],
  ['-sS --max-retries 0x5 192.0.2.1', /--max-retries takes/],
  ['-sS --max-retries', /--max-retries takes/],
  ['192.0.2.1 -sS --max-retries 0', /--max-retries takes/],
  ['-sS -T5 192.0.2.1', /-T takes/],
  ['-sS -T 5 192.0.2.1', /-T takes/],
  ['-sS -Tinsane 192.0.2.1', /-T takes/],
  ['-sS -nT5 192.0.2.1', /-T takes/],
  ['-sS --timing 5 192.0.2.1', /-T takes/],
  ['-sS --tim=5 192.0.2.1', /-T takes/],
  ['-sS --min-rate 1000000 192.0.2.1', /--min-rate 1000000 \(.*filtered/],
  ['-sS --min-rate=300 192.0.2.1', /--min-rate 300/],
  ['-sS --nogcc 192.0.2.1', /--nogcc \(packets that are faster/],
  ['-sS --max-rtt-timeout 100ms 192.0.2.1', /--max-rtt-timeout takes/],
  ['-sS --max-rtt-timeout 1 192.0.2.1', /--max-rtt-timeout takes/],
  ['-sS --max-rtt-timeout 100 192.0.2.1', /--max-rtt-timeout takes/],
  ['-sS --initial-rtt-timeout .1 192.0.2.1', /--initial-rtt-timeout takes/],
  ['-sS --initial-rtt 200MS 192.0.2.1', /--initial-rtt-timeout takes/],
  ['-sS --min-rtt-timeout 5ms 192.0.2.1', /--min-rtt-timeout takes/],
  ['-sS --max-scan-delay 0 192.0.2.1', /--max-scan-delay takes/],
  ['-sS --min-parallelism 100 192.0.2.1', /--min-parallelism takes/],
  ['-sS --host-timeout 1s 192.0.2.1', /--host-timeout/],
  ['-sU --defeat-icmp-ratelimit 192.0.2.1', /closed/],
  ['-sS --open 192.0.2.1', /--open/],
  // nmap's own data, replaced
  ['-sV --versiondb probes 192.0.2.1', /--versiondb/],
  ['-sV --datadir /usr/share/nmap/../../../tmp 192.0.2.1', /--datadir/],
  ['-sV --datadir=share/nmap 192.0.2.1', /--datadir/],
  ['-sV --datadir "/home/me/my data" 192.0.2.1', /--datadir \/home\/me\/my data/],
  ['--servicedb services 192.0.2.1', /--servicedb/],
  ['--resume scan.log', /--resume/],
  // What hides behind another argument
  ['-oX "my scan.xml" --badsum 192.0.2.1', /--badsum/],
  ['-oX "a \\"b\\\\" --badsum 192.0.2.1', /--badsum/],
  ['-oX C:\\scans\\ --badsum 192.0.2.1', /--badsum/],
  ['--stylesheet  --badsum 192.0.2.1', /--badsum/],
  ['-e  --badsum 192.0.2.1', /^-e \(/],
  ['-p 1-100 --badsum 192.0.2.1', /--badsum/],
  ['-v --badsum 192.0.2.1', /--badsum/],
  ['-d --badsum 192.0.2.1', /--badsum/],
  ['-PS --badsum 192.0.2.1', /--badsum/],
  // What nobody knows
  ['-sS --new-option 192.0.2.1', /--new-option \(unknown option/],
  ['-sS -\u00fc 192.0.2.1', /unknown/],
  ['-sS -= 192.0.2.1', /./],
  ['-oX "scan.xml 192.0.2.1', /cannot be parsed/],
];

/** Command lines of honest scans, as people write them. */
const BELIEVED: readonly string[] = [
  '-oX - 192.0.2.1',
  // As the gate's own scans begin.
  '--datadir /usr/share/nmap -sS -n -Pn -T4 -v -oX - -p 1-1000 192.0.2.1',
  '-sS -sV -n -Pn -v -oX scan.xml -p 1-65535 192.0.2.0/24',
  '-sSV -A -T4 -F --reason -oA "my scan" www.example.com 2001:db8::1',
  '-nvv -sTUV -pT:1-100,U:53 --top-ports 10 -iL hosts.txt --exclude 192.0.2.9 --excludefile not.txt',
  '-v -d -d2 -vv -d9 --stats-every 10s --packet-trace -R --system-dns --dns-servers 192.0.2.53 192.0.2.1',
  '-PE -PS22,80 -PA -PU53 -PO -PR -Pn -PN -P0 -sn 192.0.2.1',
  '-T3 --max-retries 2 --max-retries=20 --max-rtt-timeout 1250ms --initial-rtt-timeout 1 --scan-delay 2s 192.0.2.1',
  '-T Aggressive --max-rtt-timeout 60s --max-rtt-timeout 3000 --min-rtt-timeout 0.1s --max-rate 5000 192.0.2.1',
  '-T0 --min-hostgroup 512 --max-hostgroup 64 --max-parallelism 500 -M 10 --min-parallelism 10 192.0.2.1',
  '-sC --script "default and safe" --script-args user=x --script-timeout 1m -O --osscan-guess --fuzzy 192.0.2.1',
  '--script=http-title,ssl-cert.nse,+banner,vuln --script "(default or http-*) and not (intrusive or ' +
    'http-vuln-cve2017-5638)" 192.0.2.1',
  '--privileged --send-ip --disable-arp-ping -6 -r --source-port 53 -g53 -g 53 --ttl 64 --traceroute 2001:db8::1',
  '-sS --exclude-ports 9100 --allports --version-intensity 0 --version-light --noninteractive 192.0.2.1',
  '-oX x.xml -- 192.0.2.1 --badsum',
  '-oN --badsum -oX --scanflags 192.0.2.1',
  '',
];

describe('results prove nothing where nmap was given', () => {
  for (const [args, names] of REFUSED) test(args, () => assert.match(fault(args) ?? 'nothing', names));

  test('options that the file does not tell', () => {
    for (const words of [null, [], [''], ['-sS', '192.0.2.1']]) assert.match(commandFault(words) ?? '', /options that/);
  });

  test('several options: each is told, once', () => {
    const told = fault('-T5 --max-retries 0 --max-retries 0 192.0.2.1') ?? '';
    assert.match(told, /^-T 5 \(.*\) and --max-retries 0 \([^)]*\)$/);
  });

  test('an option with foreign text, which is told printable', () => {
    assert.doesNotMatch(fault('--datadir "::error::\n##[x]" 192.0.2.1') ?? '::', /\n/);
  });
});

describe('results are believed where nmap was given', () => {
  for (const args of BELIEVED) test(args, () => assert.equal(fault(args), null));
});

test('every script of the nmap that is installed is one that nmap brings along', () => {
  const folder = ['/usr/share/nmap', '/usr/local/share/nmap'].map((one) => join(one, 'scripts')).find(existsSync);
  if (folder === undefined) return;
  const scripts = readdirSync(folder).filter((file) => file.endsWith('.nse'));
  for (const script of scripts) assert.ok(isShipped(script), script);
});

test(
  'whatever takes away the proof and is refused in a policy is refused in a file, in every spelling ' + 'of its name',
  () => {
    const names = REFUSED_NAMES.filter((name) => refusedInResults(name) !== null);
    assert.ok(names.length > 20);
    for (const name of names) {
      assert.ok('fault' in readOption(name), `${name} is refused in a policy`);
      for (const written of [name, name.slice(1), name.replaceAll(/(?<=\w)-/g, '_'), name.slice(0, -1)]) {
        // `-s` and `--s` mean more than one thing.
        if (written.length > 4) assert.notEqual(fault(`${written}=0 192.0.2.1`), null, written);
      }
    }
  },
);

test('a command line comes back as the arguments that it was made of', () => {
  const argument = fc.string({ unit: fc.constantFrom(...'ab- "\\=\t'), maxLength: 8 });
  const quoted = (text: string) => {
    const escaped = text.replace(/["\\]/g, (character) => `\\${character}`);
    return /\s/.test(text) ? `"${escaped}"` : escaped;
  };
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1 }), (all) => {
      assert.deepEqual(splitArguments(all.map(quoted).join(' ')), all);
    }),
  );
});

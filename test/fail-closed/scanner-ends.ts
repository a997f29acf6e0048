import type { FakeNmap } from '../support/fake-nmap.ts';

export interface Row {
  readonly name: string;
  readonly fake: FakeNmap;
  readonly status?: 1 | 2 | 3;
  readonly options?: readonly string[];
  /** Codes of the reasons for which ports are unobserved; not given: the run is a failure without a report. */
  readonly reasons?: readonly string[];
  /** A reason that may be there too. */
  readonly perhaps?: string;
}

const half = 'await say(SWEEP.slice(0, SWEEP.length / 2));';
const stubborn = "process.on('SIGTERM', () => {});";
// It escapes its group, so it is to end by itself.
const holder = "'setTimeout(() => {}, 10_000)'";
const grandchild = (options: string) =>
  `spawn(process.execPath, ['-e', ${holder}], { stdio: ['ignore', 'inherit', 'inherit'], ${options} }).unref();`;

const failed = ['scan-failed'];
const late = { reasons: ['scan-timeout'], options: ['--timeout', '2s'] };
/** Whether there was time left to identify what had been seen depends on the machine. */
const lateWithResults = { ...late, perhaps: 'not-identified' };

/** How a scanner process can end badly, whatever it wrote. */
export const ENDINGS: readonly Row[] = [
  { name: 'is killed by SIGKILL in mid-output', fake: { sweep: `${half} await die('SIGKILL')` }, reasons: failed },
  { name: 'crashes with SIGSEGV in mid-output', fake: { sweep: `${half} await die('SIGSEGV')` }, reasons: failed },
  {
    name: 'is killed by SIGKILL after its last line',
    fake: { sweep: "await say(SWEEP); await die('SIGKILL')" },
    reasons: failed,
  },
  {
    name: 'ends with status 1 after complete results',
    fake: { sweep: 'await say(SWEEP); process.exitCode = 1' },
    reasons: failed,
  },
  {
    name: 'ends with status 255 after complete results',
    fake: { sweep: 'await say(SWEEP); process.exitCode = 255' },
    reasons: failed,
  },
  { name: 'ends with status 1 and says nothing', fake: { sweep: 'process.exitCode = 1' }, reasons: failed },
  { name: 'hangs without a word', fake: { sweep: 'await hang()' }, ...late },
  { name: 'hangs in mid-output', fake: { sweep: `${half} await hang()` }, ...late },
  { name: 'hangs after its last line', fake: { sweep: 'await say(SWEEP); await hang()' }, ...lateWithResults },
  {
    name: 'hangs, ignores SIGTERM and leaves a grandchild holding its output open',
    fake: { sweep: `${stubborn} ${grandchild('')} ${half} await hang()` },
    ...late,
  },
  {
    name: 'ends well, but a grandchild in a session of its own holds its output open',
    fake: { sweep: `${grandchild('detached: true')} await say(SWEEP); process.exit(0)` },
    ...lateWithResults,
  },
  {
    name: 'writes XML without end',
    fake: {
      sweep: `await say(SWEEP.split('<host')[0]);
        for (;;) await say('<taskprogress task="SYN Stealth Scan" time="1" percent="1.00" remaining="9" etc="9"/>\\n'.repeat(100));`,
    },
    reasons: ['scan-timeout'],
    options: ['--timeout', '3s'],
  },
  {
    name: 'writes a text without end',
    fake: { sweep: `await say(SWEEP.split('<host')[0]); for (;;) await say('x'.repeat(65536));` },
    reasons: failed,
    options: ['--timeout', '3s'],
  },
  {
    name: 'says among 200 MB on stderr that packets were never sent',
    fake: {
      sweep: `await say(SWEEP); const noise = 'RTTVAR has grown to over 2.3 seconds, decreasing to 2.0\\n'.repeat(18000);
        for (let i = 0; i < 200; i++) {
          await complain(noise);
          if (i === 100) await complain('sendto in send_ip_packet_sd: sendto(4, packet, 44, 0, 127.0.0.1, 16) => Operation not permitted\\n');
        }`,
    },
    reasons: failed,
  },
  {
    name: 'says that it could not resolve a target',
    fake: { sweep: `await say(SWEEP); await complain('Failed to resolve "127.0.0.1".\\n')` },
    reasons: failed,
  },
  {
    name: 'fails when it is asked for services, after a good sweep',
    fake: { identify: 'process.exitCode = 1' },
    reasons: ['not-identified'],
  },
  {
    name: 'is killed while it is asked for services',
    fake: { identify: "await say(IDENTIFY); await die('SIGKILL')" },
    reasons: ['not-identified'],
  },
  {
    name: 'hangs while it is asked for services',
    fake: { identify: 'await hang()' },
    ...late,
    reasons: ['not-identified'],
  },
  {
    name: 'is nmap 7.40, which is too old',
    fake: { version: "await say('Nmap version 7.40 ( https://nmap.org )\\n')" },
  },
  { name: 'does not tell its version', fake: { version: '' } },
  { name: "tells another program's version", fake: { version: "await say('Masscan version 1.3.2\\n')" } },
  {
    name: 'fails when asked for its version',
    fake: { version: "await say('Nmap version 7.93\\n'); process.exitCode = 1" },
  },
  {
    name: 'is killed when asked for its version',
    fake: { version: "await say('Nmap version 7.93\\n'); await die('SIGKILL')" },
  },
];

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertGolden } from '../report/golden.ts';
import { CLI, spawnBundle } from '../support/bundles.ts';
import { nmapXml, type ScannedHost } from '../support/nmap-xml.ts';
import { textOf, workspace } from '../support/workspace.ts';

const RUNS = 40;
const MINUTES = 10;
const POLICY = `version: 1
defaults:
  ports: {tcp: [22]}
devices:
  - name: printer
    mac: ${mac(8)}
    address: 192.0.2.108
authorization: {by: me, reference: R-1, scope: [192.0.2.0/24], expires: 2099-12-31}
targets:
  home:
    hosts: [192.0.2.0/24]
    allow: [22/tcp]
`;

/** One of the 30 devices: what it does, and where it answers in a run. */
interface Actor {
  /** By the number of the run in which it begins. */
  readonly does?: Readonly<Record<number, string>>;
  /** The last numbers of the addresses at which it answers; left out: at its usual one, always. */
  readonly answers?: (run: number, usual: number) => readonly number[];
  /** Its hardware address in a run, if it chooses one. */
  readonly chooses?: (run: number) => string;
}

const ACTORS: Readonly<Record<number, Actor>> = {
  1: {
    does: { 3: 'sleeps for 20 of 50 minutes, from now on' },
    answers: (run, usual) => (run % 5 > 2 ? [] : [usual]),
  },
  2: {
    does: { 10: 'is switched off', 14: 'is missing for 50 minutes', 20: 'is switched on' },
    answers: (run, usual) => (run >= 10 && run < 20 ? [] : [usual]),
  },
  3: { does: { 15: 'gets 192.0.2.203' }, answers: (run, usual) => [run < 15 ? usual : 203] },
  4: { does: { 12: 'is bought' }, answers: (run, usual) => (run < 12 ? [] : [usual]) },
  5: {
    does: { 30: 'is removed', 34: 'is missing for 50 minutes' },
    answers: (run, usual) => (run < 30 ? [usual] : []),
  },
  6: {
    does: { 1: 'chooses another hardware address and gets another address, in each run' },
    answers: (run) => [60 + run],
    chooses: (run) => `02:AA:00:00:00:${hex(run)}`,
  },
  7: { does: { 25: 'takes 192.0.2.108 of the printer' }, answers: (run, usual) => [run < 25 ? usual : 108] },
  8: { does: { 25: 'is the printer, and gets 192.0.2.208' }, answers: (run, usual) => [run < 25 ? usual : 208] },
  9: {
    does: { 5: 'is a repeater, and answers for 10, 11 and 12', 8: 'answers for itself alone' },
    answers: (run, usual) => (isBehind(run) ? [usual, 110, 111, 112] : [usual]),
  },
  10: { does: { 5: 'is behind the repeater' }, answers: (run, usual) => (isBehind(run) ? [] : [usual]) },
  11: { does: { 5: 'is behind the repeater' }, answers: (run, usual) => (isBehind(run) ? [] : [usual]) },
  12: { does: { 5: 'is behind the repeater' }, answers: (run, usual) => (isBehind(run) ? [] : [usual]) },
  13: {
    does: { 7: 'roams to another access point', 17: 'roams back' },
    answers: (run, usual) => (run === 7 || run === 17 ? [] : [usual]),
  },
  14: {
    does: { 22: 'gets 192.0.2.214', 24: 'gets 192.0.2.114 again' },
    answers: (run, usual) => [run === 22 || run === 23 ? 214 : usual],
  },
  15: {
    does: {
      2: 'is switched off',
      6: 'is missing for 50 minutes',
      9: 'is switched on',
      26: 'is switched off',
      30: 'is missing for 50 minutes',
      35: 'is switched on',
    },
    answers: (run, usual) => ((run >= 2 && run < 9) || (run >= 26 && run < 35) ? [] : [usual]),
  },
  16: { does: { 31: 'answers so slowly that the scan is incomplete' } },
  17: { does: { 33: 'has 192.0.2.217 too' }, answers: (run, usual) => (run < 33 ? [usual] : [usual, 217]) },
};

function isBehind(run: number): boolean {
  return run >= 5 && run < 8;
}

function hex(number: number): string {
  return number.toString(16).padStart(2, '0');
}

function mac(number: number): string {
  return `00:1a:2b:00:00:${hex(number)}`;
}

/** @returns all addresses as a scan of nmap lists them: those at which nothing answers are silent */
function hostsIn(run: number): readonly ScannedHost[] {
  const there = new Map<number, ScannedHost>();
  for (let number = 1; number <= 30; number++) {
    const { answers = (_: number, usual: number) => [usual], chooses, does = {} } = ACTORS[number] ?? {};
    const link = chooses?.(run) ?? mac(number).toUpperCase();
    const timedOut = does[run]?.includes('so slowly') === true;
    for (const last of answers(run, 100 + number)) {
      const address = `192.0.2.${last}`;
      there.set(last, timedOut ? { address, mac: link, timedOut } : { address, mac: link, open: { 22: 'ssh' } });
    }
  }
  return Array.from({ length: 256 }, (_, last): ScannedHost => {
    return there.get(last) ?? { address: `192.0.2.${last}`, folded: { state: 'filtered', ports: '22' } };
  });
}

interface Said {
  readonly memory: { readonly events: readonly { readonly event: string; readonly id: string }[] };
  readonly findings: readonly { readonly code: string; readonly since: { readonly new: boolean } }[];
}

/** @returns for each device what the report says; its conflicts are of the printer, and the incomplete scan of 16 */
function saidOf({ memory, findings }: Said): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, readonly string[]>();
  const add = (who: string, what: string): unknown => said.set(who, [...(said.get(who) ?? []), what]);
  for (const { event, id } of memory.events) add(`${Number.parseInt(id.slice(-2), 16)}`, event);
  for (const { code, since } of findings) if (since.new) add(code === 'address-conflict' ? '8' : '16', code);
  return said;
}

function rowsOf(run: number, said: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const time = `${Math.floor((run * MINUTES) / 60)}:${String((run * MINUTES) % 60).padStart(2, '0')}`;
  return Array.from({ length: 30 }, (_, index) => index + 1).flatMap((number) => {
    const [does, says] = [ACTORS[number]?.does?.[run], said.get(`${number}`)];
    if (does === undefined && says === undefined) return [];
    return [`| ${run} | ${time} | ${number} | ${does ?? ''} | ${says?.join(', ') ?? ''} |`];
  });
}

const HEAD = [
  '# The life of a network',
  '',
  `${RUNS} runs of 30 devices, ${MINUTES} minutes apart, with a window of 45 minutes. life.test.ts writes the table.`,
  '',
  '| run | time | device | what happens | what the report says |',
  '|---|---|---|---|---|',
];

test('40 runs of 30 devices say each change once, and nothing of what sleeps or roams', async () => {
  const cwd = await workspace({ 'exposure-policy.yml': POLICY });
  const rows: string[] = [];
  for (let run = 0; run < RUNS; run++) {
    const at = new Date(Date.now() - (RUNS - run) * MINUTES * 60_000);
    await writeFile(join(cwd, 'scan.xml'), nmapXml({ asked: '22', versions: true, at, hosts: hostsIn(run) }));
    const args = ['check', '--scan-xml', 'scan.xml', '--state', 'state.jsonl', '--json', 'report.json'];
    const ended = await spawnBundle(CLI, args, { cwd });
    const report: Said = JSON.parse((await textOf(join(cwd, 'report.json'))) ?? assert.fail(ended.stdout));
    rows.push(...rowsOf(run, saidOf(report)));
  }
  const text = `${[...HEAD, ...rows].join('\n')}\n`;
  assertGolden('life.md', text);
});

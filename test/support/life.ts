import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The life of a network: what 30 devices do over 40 runs. `life.test.ts` makes results of nmap of it, and
 * `bench/life.ts` makes real devices do it. Both get the same table, which is kept in `test/report/golden/life.md`.
 */
export const RUNS = 40;
export const DEVICES = 30;
export const MINUTES = 10;
export const GOLDEN = 'life.md';

/** @returns the policy for addresses that begin so, such as `192.0.2.`; @param defaults more keys, one a line */
export function policyOfLife(network: string, defaults: readonly string[] = []): string {
  return `version: 1
defaults:
${['ports: {tcp: [22]}', ...defaults].map((line) => `  ${line}\n`).join('')}devices:
  - name: printer
    mac: ${mac(8)}
    address: ${network}108
authorization: {by: me, reference: R-1, scope: [${network}0/24], expires: 2099-12-31}
targets:
  home:
    hosts: [${network}0/24]
    allow: [22/tcp]
`;
}

/** One of the 30 devices: what it does, and where it answers in a run. */
interface Actor {
  /** By the number of the run in which it begins. */
  readonly does?: Readonly<Record<number, string>>;
  /** The last numbers of the addresses at which it answers; left out: at its usual one, always. */
  readonly answers?: (run: number, usual: number) => readonly number[];
  /** Its hardware address in a run, if it chooses one. */
  readonly chooses?: (run: number) => string;
  /** Whether it stops answering during the scan of a run. */
  readonly isLost?: (run: number) => boolean;
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
  3: { does: { 15: 'gets address .203' }, answers: (run, usual) => [run < 15 ? usual : 203] },
  4: { does: { 12: 'is bought' }, answers: (run, usual) => (run < 12 ? [] : [usual]) },
  5: {
    does: { 30: 'is removed', 34: 'is missing for 50 minutes' },
    answers: (run, usual) => (run < 30 ? [usual] : []),
  },
  6: {
    does: { 1: 'chooses another hardware address and gets another address, in each run' },
    answers: (run) => [60 + run],
    chooses: (run) => `02:aa:00:00:00:${hex(run)}`,
  },
  7: { does: { 25: 'takes address .108 of the printer' }, answers: (run, usual) => [run < 25 ? usual : 108] },
  8: { does: { 25: 'is the printer, and gets address .208' }, answers: (run, usual) => [run < 25 ? usual : 208] },
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
    does: { 22: 'gets address .214', 24: 'gets address .114 again' },
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
  16: { does: { 31: 'stops answering during the scan, which is incomplete' }, isLost: (run) => run === 31 },
  17: { does: { 33: 'has address .217 too' }, answers: (run, usual) => (run < 33 ? [usual] : [usual, 217]) },
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

/** How a device is in a run. */
export interface DeviceState {
  readonly number: number;
  /** The last numbers of the addresses at which it answers; none: it is not there. */
  readonly answers: readonly number[];
  readonly mac: string;
  readonly isLost: boolean;
}

export function devicesIn(run: number): readonly DeviceState[] {
  return Array.from({ length: DEVICES }, (_, index) => {
    const number = index + 1;
    const { answers, chooses, isLost } = ACTORS[number] ?? {};
    const usual = 100 + number;
    return {
      number,
      answers: answers?.(run, usual) ?? [usual],
      mac: chooses?.(run) ?? mac(number),
      isLost: isLost?.(run) ?? false,
    };
  });
}

/** What the story needs of a JSON report. */
export interface LifeReport {
  readonly memory?: { readonly events: readonly { readonly event: string; readonly id: string }[] } | undefined;
  readonly findings: readonly {
    readonly code: string;
    readonly address: string | null;
    readonly since?: { readonly new: boolean } | undefined;
  }[];
}

/** @returns the rows of a run: for each device what happens, and what the report says of it, and what else it says */
export function rowsOf(run: number, report: LifeReport): readonly string[] {
  const said = saidOf(report);
  const time = `${Math.floor((run * MINUTES) / 60)}:${String((run * MINUTES) % 60).padStart(2, '0')}`;
  const devices = Array.from({ length: DEVICES }, (_, index) => `${index + 1}`);
  return [...new Set([...devices, ...said.keys()])].flatMap((who) => {
    const [does, says] = [ACTORS[Number(who)]?.does?.[run], said.get(who)];
    if (does === undefined && says === undefined) return [];
    return [`| ${run} | ${time} | ${who} | ${does ?? ''} | ${says?.join(', ') ?? ''} |`];
  });
}

/** Events are of the device with the hardware address, findings of the device whose usual address it is. */
function saidOf({ memory, findings }: LifeReport): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, readonly string[]>();
  const add = (who: string, what: string): unknown => said.set(who, [...(said.get(who) ?? []), what]);
  const numbers = new Map(Array.from({ length: DEVICES }, (_, index) => [mac(index + 1), `${index + 1}`]));
  for (const { event, id } of memory?.events ?? []) add(numbers.get(id.slice(-17)) ?? id, event);
  for (const { code, address, since } of findings)
    if (since?.new !== false) add(`${Number(address?.split('.').at(-1)) - 100}`, code);
  return said;
}

/** @returns the whole table, from the rows of all runs */
export function tableOf(rows: readonly string[]): string {
  const head = [
    '# The life of a network',
    '',
    `${RUNS} runs of ${DEVICES} devices, ${MINUTES} minutes apart, with a window of 45 minutes. ` +
      '`life.test.ts` writes the table.',
    '',
    '| run | time | device | what happens | what the report says |',
    '|---|---|---|---|---|',
  ];
  return `${[...head, ...rows].join('\n')}\n`;
}

export function expectedTable(): string {
  return readFileSync(join(import.meta.dirname, '..', 'report', 'golden', GOLDEN), 'utf8');
}

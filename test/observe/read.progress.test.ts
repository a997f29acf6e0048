import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskProgress } from '../../src/observe/draft.ts';
import { readScan } from '../../src/observe/read.ts';
import { asked, chunked, extra, host, ports, read, scan } from './xml.ts';

const HOSTS = `${asked('20-30')}${host(`<ports>${extra('closed', '20-30')}</ports>`)}`;

/** @returns what a document tells of its progress, and the document. */
async function follow(xml: string, size?: number) {
  const told: TaskProgress[] = [];
  const document = await readScan(chunked(Buffer.from(xml), size), {
    wants: () => true,
    progress: (progress) => told.push(progress),
  });
  return { told, document };
}

const TASKS = `<taskbegin task="SYN Stealth Scan" time="1795239385"/>
<taskprogress task="SYN Stealth Scan" time="1795239386" percent="12.34" remaining="57" etc="1795239443"/>
<taskprogress task="SYN Stealth Scan" time="1795239387" percent="50.00" remaining="2" etc="1795239389"/>
<taskend task="SYN Stealth Scan" time="1795239389" extrainfo="11 total ports"/>
`;

test("nmap's progress is told as it comes, and changes nothing of what is read", async () => {
  for (const size of [1, 7, 65_536]) {
    const { told, document } = await follow(scan(TASKS + HOSTS), size);
    assert.deepEqual(told, [
      { task: 'SYN Stealth Scan', percent: 0, remaining: null },
      { task: 'SYN Stealth Scan', percent: 12.34, remaining: 57 },
      { task: 'SYN Stealth Scan', percent: 50, remaining: 2 },
      { task: 'SYN Stealth Scan', percent: 100, remaining: 0 },
    ]);
    assert.deepEqual(document, await read(scan(TASKS + HOSTS)));
    assert.deepEqual(document.asked, { tcp: ports('20-30') });
  }
});

test('progress is told before the document ends', async () => {
  const told: TaskProgress[] = [];
  async function* slow() {
    yield Buffer.from(scan(TASKS, { end: '' }));
    assert.equal(told.length, 4);
    throw new Error('cut off');
  }
  const reading = readScan(slow(), { wants: () => true, progress: (progress) => told.push(progress) });
  await assert.rejects(reading, /cut off/);
});

const LIES: readonly (readonly [element: string, told: readonly Partial<TaskProgress>[]])[] = [
  ['<taskprogress task="a" percent="250.5" remaining="1"/>', [{ percent: 100, remaining: 1 }]],
  ['<taskprogress task="a" percent="-3" remaining="1"/>', []],
  ['<taskprogress task="a" percent="NaN" remaining="1"/>', []],
  ['<taskprogress task="a" percent="1e9" remaining="1"/>', []],
  ['<taskprogress task="a" percent="Infinity"/>', []],
  ['<taskprogress task="a"/>', []],
  ['<taskprogress task="a" percent="5" remaining="-7"/>', [{ percent: 5, remaining: null }]],
  ['<taskprogress task="a" percent="5" remaining="99999999999999999999"/>', [{ percent: 5, remaining: null }]],
  ['<taskprogress percent="5"/>', [{ task: '', percent: 5 }]],
  ['<taskbegin task="a" percent="77" remaining="5"/>', [{ percent: 0, remaining: 5 }]],
  ['<hosthint><taskprogress task="a" percent="5"/></hosthint>', []],
];
for (const [element, expected] of LIES) {
  test(`what can not be is not told: ${element}`, async () => {
    const { told, document } = await follow(scan(element + HOSTS));
    assert.equal(document.fault, null);
    assert.deepEqual(
      told,
      expected.map((one) => ({ task: 'a', remaining: null, ...one })),
    );
  });
}

test('the name of a task is printable, short, and can not start a line', async () => {
  const name = `&#xa;::error::x&#x1b;[2J##[group]\u202e${'a'.repeat(10_000)}`;
  const { told } = await follow(scan(`<taskbegin task="${name}"/>${HOSTS}`));
  const [{ task } = assert.fail('nothing was told')] = told;
  assert.ok(task.length < 120, String(task.length));
  assert.doesNotMatch(task, /[^\x20-\x7e]/);
});

test('progress without end is not told without end, and is no fault', async () => {
  async function* endless() {
    yield Buffer.from(scan('', { end: '' }));
    for (let times = 0; times < 150; times++) {
      yield Buffer.from('<taskprogress task="a" percent="5"/>'.repeat(1_000));
    }
    yield Buffer.from(`${HOSTS}<runstats><finished exit="success"/></runstats></nmaprun>`);
  }
  let told = 0;
  const document = await readScan(endless(), { wants: () => true, progress: () => told++ });
  assert.equal(told, 100_000);
  assert.equal(document.fault, null);
  assert.equal(document.hosts.size, 1);
});

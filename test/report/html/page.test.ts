import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { RULES as CATALOGUE } from '../../../src/compare/catalogue.ts';
import { portSet } from '../../../src/model/port.ts';
import type { Outcome, Report } from '../../../src/model/report.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import { runs } from '../../support/property-runs.ts';
import { assertGolden } from '../golden.ts';
import { hostileFailure, hostileReport, hostileTexts, inTurn, PAYLOADS, workflowCommands } from '../hostile.ts';
import { address, finding } from '../make.ts';
import * as samples from '../samples.ts';

const render = (outcome: Outcome, rules = samples.RULES): string => [...renderHtml(outcome, { rules })].join('');
const SHEETS = /<(style|script)>.*?<\/\1>/gs;

/** Every element with its attributes, but without the numbers, ids and addresses that texts decide. */
function skeleton(page: string): readonly string[] {
  const tags = page.replace(SHEETS, '').match(/<[^>]*>/g) ?? [];
  return tags.map((tag) =>
    tag.replace(/(id|href|datetime)="[^"]*"/g, '$1').replace(/aria-label="[^"]*"/, 'aria-label'),
  );
}

for (const [name, outcome] of Object.entries(samples.SAMPLES)) {
  test(`the page of the sample "${name}" is its golden file, without style and script`, () => {
    assertGolden(
      `${name}.html`,
      render(outcome)
        .replace(SHEETS, '')
        .replace(/content="default-src[^"]*"/, ''),
    );
  });
}

test('the title and the first heading are the verdict', () => {
  const headings = Object.values(samples.SAMPLES).map((outcome) => {
    const page = render(outcome);
    const heading = /<h1>(.*?)<\/h1>/.exec(page)?.[1]?.replace(/<[^>]*>/g, '');
    assert.ok(page.includes(`<title>${heading}`));
    return [/<body class="(\w+)">/.exec(page)?.[1], heading];
  });
  assert.deepEqual(headings, [
    ['pass', 'Pass: no findings'],
    ['fail', 'Fail: 5 findings, 1 waived, 1 waived but gone'],
    ['inconclusive', 'Inconclusive: 65,536 of 131,072 ports without an answer'],
    ['error', 'Error: 2 problems, nothing was probed'],
    ['error', 'Error: 1 problem, the tool could not work'],
  ]);
});

test('no word of success stands in the page of a run that was none', () => {
  for (const outcome of [samples.FAILED, samples.INCONCLUSIVE, samples.BAD_POLICY, samples.NO_SCANNER]) {
    assert.doesNotMatch(render(outcome).replace(SHEETS, ''), /\bpass(?:ed)?\b|&#10003;|Nothing needs to be done/i);
  }
  assert.doesNotMatch(render({ ...samples.INCONCLUSIVE, exitCode: 0 }).replace(SHEETS, ''), /class="pass"|&#10003;/);
});

test('what is not known is said before the findings', () => {
  const both = render({ ...samples.FAILED, coverage: samples.INCONCLUSIVE.coverage });
  assert.ok(both.indexOf('<b>65,536</b> of 131,072 ports') < both.indexOf('id="findings"'));
  assert.ok(both.indexOf('<h1>') < both.indexOf('id="glance-open"'));
});

test('hostile text changes nothing of the markup, and says nothing to the runner', () => {
  // Texts that are equal are folded, so each text has a number.
  const numbered = (texts: readonly string[]) => {
    const next = inTurn(texts);
    let count = 0;
    return () => `${++count} ${next()}`;
  };
  const benign = skeleton(render(hostileReport(numbered(['x y']))));
  const benignFailure = skeleton(render(hostileFailure(() => 'x')));
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const some = texts.map((text) => `x ${text}`);
      const page = render(hostileReport(inTurn(texts)));
      assert.deepEqual(skeleton(render(hostileReport(numbered(texts)))), benign);
      assert.deepEqual(skeleton(render(hostileFailure(inTurn(some)))), benignFailure);
      assert.deepEqual(workflowCommands(page.replace(SHEETS, '')), []);
    }),
    { numRuns: runs(10, 50), examples: [[[...PAYLOADS]]] },
  );
});

test('the policy of the page lets its own style and script run, and nothing else', () => {
  for (const outcome of Object.values(samples.SAMPLES)) {
    const page = render(outcome);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
    for (const [, name, content = ''] of page.matchAll(/<(style|script)>(.*?)<\/\1>/gs)) {
      const hash = createHash('sha256').update(content).digest('base64');
      assert.ok(policy.includes(`${name}-src 'sha256-${hash}'`));
    }
    assert.match(policy, /^default-src 'none'; /);
    assert.doesNotMatch(policy, /unsafe|https?:|data:|\*/);
    assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<style>'), 'the policy comes first');
  }
});

test('each id is there once, and each link within the page has its id', () => {
  for (const outcome of [...Object.values(samples.SAMPLES), samples.EVERYTHING, samples.manyFindings(3000)]) {
    const page = render(outcome, CATALOGUE).replace(SHEETS, '');
    const ids = [...page.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, to] of page.matchAll(/href="#([^"]*)"|aria-labelledby="([^"]*)"/g))
      if (to !== undefined) assert.ok(ids.includes(to), `#${to} is nowhere`);
  }
});

test('each kind of finding has its fix, however many findings come first', () => {
  const many = samples.manyFindings(1000);
  const last = finding({ code: 'missing-port', severity: 'low', port: 5000, message: 'the last one' });
  const page = render({ ...many, findings: [...many.findings, last] }, CATALOGUE);
  assert.match(page.slice(page.indexOf('the last one')), /How to fix it/);
});

test('a page of many findings on many hosts says what it leaves out, and stays small', () => {
  const message = 'nine chars'.repeat(60);
  const page = render(samples.manyFindings(12_000, { message }), CATALOGUE);
  assert.ok(Buffer.byteLength(page) < 8_000_000, `${Buffer.byteLength(page)} bytes`);
  const shown = page.match(/<article class="finding /g)?.length ?? 0;
  const left = /<strong>([\d,]+) more entries left out<\/strong>/.exec(page)?.[1]?.replaceAll(',', '');
  assert.equal(shown + Number(left), 12_000);
});

test('hundreds of equal hosts are one row', () => {
  const [host] = samples.PASSED.hosts;
  assert.ok(host !== undefined);
  const equal = { ...host, hosts: [], names: [], facts: [] };
  const hosts = Array.from({ length: 500 }, (_, index) => ({
    ...equal,
    address: address(`10.0.${index >> 8}.${index & 255}`),
  }));
  const page = render({ ...samples.PASSED, hosts });
  assert.equal(page.match(/10\.0\.0\.0-10\.0\.0\.255/g)?.length, 2);
});

test('a network says "none open" only of hosts that answered for the port, and counts them', () => {
  const [host] = samples.PASSED.hosts;
  assert.ok(host !== undefined);
  const at443 = (state: string) => ({ [state]: portSet([[443, 443]]) });
  const sumOf = (first: object, others: object) => {
    const hostAt = (text: string, tcp: object, unclear: number) => ({
      ...{ ...host, address: address(text) },
      protocols: {
        tcp: { states: tcp, details: new Map() },
        // Unlike rows, so that the networks come first.
        udp: { states: { 'open|filtered': portSet([[1, unclear]]) }, details: new Map() },
      },
    });
    const hosts = Array.from({ length: 45 }, (_, index) =>
      hostAt(`192.0.2.${index + 1}`, index === 0 ? first : others, index + 1),
    );
    const page = render({
      ...samples.PASSED,
      hosts: [...hosts, hostAt('198.51.100.1', at443('open'), 1)],
      findings: [],
    });
    const [, row = ''] = /<tr><th scope="row">192\.0\.2\.0\/24([\s\S]*?)<\/tr>/.exec(page) ?? [];
    return [...row.matchAll(/<td[^>]*>(?:<span[^>]*>)?([^<]*)/g)].map(([, text]) => text);
  };
  const others = '1,035 unclear';
  assert.deepEqual(sumOf({}, {}), ['not asked', others]);
  assert.deepEqual(sumOf(at443('closed'), at443('filtered')), ['none open', others]);
  assert.deepEqual(sumOf(at443('closed'), {}), ['none open of 1', others]);
  assert.deepEqual(sumOf(at443('closed'), at443('open|filtered')), ['44 open|filtered', others]);
});

test('the page stays below its limit however long, hostile and different everything is', () => {
  const nasty = hostileReport(() => '<"\u2028'.repeat(400));
  const [first] = nasty.findings;
  const [gap] = nasty.coverage.unobserved;
  const [host] = nasty.hosts;
  assert.ok(first !== undefined && gap !== undefined && host !== undefined);
  const many = <T>(make: (index: number) => T): T[] => Array.from({ length: 400 }, (_, index) => make(index));
  const report: Report = {
    ...nasty,
    findings: nasty.findings.flatMap((one) => many((index) => ({ ...one, port: index, fingerprint: `${index}:1` }))),
    hosts: many((index) => ({ ...host, address: address(`10.${index >> 8}.${index & 255}.1`) })),
    coverage: { ...nasty.coverage, unobserved: many((index) => ({ ...gap, ports: portSet([[index, index]]) })) },
    scans: many((index) => ({ command: `${index} ${nasty.notices[0]}`, seconds: 0, failure: nasty.notices[0] ?? '' })),
    notices: many((index) => `${index} ${nasty.notices[0]}`),
  };
  const bytes = Buffer.byteLength(render(report, CATALOGUE));
  assert.ok(bytes < 20_000_000, `${bytes} bytes`);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { RULES } from '../../src/compare/catalogue.ts';
import type { Outcome, Report } from '../../src/model/report.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { hostileFailure, hostileReport, inTurn, PAYLOADS } from '../report/hostile.ts';
import { address, finding } from '../report/make.ts';
import * as samples from '../report/samples.ts';
import { timelineReport } from '../report/timeline-sample.ts';
import { launchChromium, POLICIES, type PolicyName, servePages, WITH_SCRIPT, watch } from './chromium.ts';

/** Texts that run as a script if one place escapes too little, whatever the place is. */
const SCRIPTS = [
  ...PAYLOADS,
  '<script>alert(1)</script>',
  '</title><script>alert(2)</script>',
  '</style></script><script>alert(3)</script>',
  '"><img src=x onerror=alert(4)>',
  "' onmouseover='alert(5)' autofocus onfocus='alert(6)",
  '<svg/onload=alert(7)>',
  '<iframe srcdoc="<script>alert(8)</script>">',
  'javascript:alert(9)',
  '<a href="javascript:alert(10)">x</a>',
  '--><img src=x onerror=alert(11)>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(12)>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example/">',
  '<form action="https://evil.example"><button>x',
  '{{constructor.constructor("alert(13)")()}}',
  '<plaintext>',
  '<details open ontoggle=alert(15)>',
  '&lt;img src=x onerror=alert(16)&gt;',
  '\u003cimg src=x onerror=alert(17)\u003e',
  'CN=<img src=x onerror=alert(18)>, O="><script>alert(19)</script>',
];

/** A report with every section. */
const RICH: Report = {
  ...samples.FAILED,
  coverage: {
    ...samples.INCONCLUSIVE.coverage,
    excluded: [
      {
        target: 'edge',
        exclude: '192.0.2.12',
        location: { file: samples.POLICY_FILE, line: 10, column: 5 },
        count: 1,
        addresses: [address('192.0.2.12')],
      },
    ],
  },
  findings: [...samples.FAILED.findings, ...samples.INCONCLUSIVE.findings],
  discovery: samples.INCONCLUSIVE.discovery,
  scans: samples.INCONCLUSIVE.scans,
};

/** Findings and hosts in ranges and in several networks. */
const WIDE: Report = {
  ...samples.PASSED,
  verdict: 'fail',
  exitCode: 1,
  hosts: Array.from({ length: 120 }, (_, index) => ({
    ...samples.PASSED.hosts[0],
    ...{
      hosts: [],
      names: [],
      facts: [],
      targets: ['edge'],
      state: 'up' as const,
      answersWithin: 1,
      needsConnect: false,
    },
    protocols: samples.PASSED.hosts[0]?.protocols ?? {},
    address: address(`10.0.${index >> 6}.${index & 63}`),
  })),
  findings: [
    ...Array.from({ length: 60 }, (_, index) => {
      const host = `10.0.0.${index}`;
      return finding({ code: 'unexpected-port', host, address: address(host), message: `8080/tcp is open on ${host}` });
    }),
    finding({
      code: 'unexpected-port',
      severity: 'low',
      port: 443,
      host: '10.0.1.7',
      address: address('10.0.1.7'),
      message: 'tls',
    }),
    finding({
      code: 'unexpected-port',
      severity: 'critical',
      port: 22,
      host: '10.0.1.9',
      address: address('10.0.1.9'),
      message: 'ssh',
    }),
  ],
};

/** More findings than the page shows at once: one for each port, on hosts of eight networks. */
const LONG: Report = {
  ...WIDE,
  hosts: Array.from({ length: 320 }, (_, index) => ({
    ...samples.PASSED.hosts[0],
    ...{ hosts: [], names: [], facts: [], targets: [`team-${index}`], state: 'up' as const },
    ...{ answersWithin: 1, needsConnect: false, protocols: samples.PASSED.hosts[0]?.protocols ?? {} },
    address: address(`10.1.${index >> 6}.${index & 63}`),
  })),
  findings: Array.from({ length: 700 }, (_, index) => {
    const host = `10.1.${index & 7}.${index >> 3}`;
    const message = `port ${index} is ${index % 2 === 0 ? 'even' : 'odd'}`;
    return finding({ code: 'unexpected-port', port: 1_000 + index, host, address: address(host), message });
  }),
};

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  rich: RICH,
  wide: WIDE,
  long: LONG,
  timeline: timelineReport({ devices: 12, runs: 30 }),
  'hostile-timeline': timelineReport({ devices: 40, runs: 3, text: inTurn(SCRIPTS) }),
  hostile: hostileReport(inTurn(SCRIPTS)),
  'hostile-failure': hostileFailure(inTurn(SCRIPTS)),
  ...samples.SAMPLES,
};
const PAGES = new Map(
  Object.entries(OUTCOMES).map(([name, one]) => [name, [...renderHtml(one, { rules: RULES })].join('')]),
);

let browser: Browser;
let server: Awaited<ReturnType<typeof servePages>>;
let folder: string;
before(async () => {
  [browser, server, folder] = await Promise.all([
    launchChromium(),
    servePages(PAGES),
    mkdtemp(join(tmpdir(), 'exposure-gate-html-')),
  ]);
  for (const [name, text] of PAGES) await writeFile(join(folder, `${name}.html`), text);
});
after(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const fileOf = (name: string, hash = ''): string => `${pathToFileURL(join(folder, `${name}.html`)).href}${hash}`;

async function withPage(
  url: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const seen = watch(page);
    await page.goto(url);
    await use(page);
    assert.deepEqual(seen, []);
  } finally {
    await context.close();
  }
}

/** Evaluates beside the page: its policies and a switched-off script do not matter. */
async function evaluate<T>(page: Page, expression: string): Promise<T> {
  const session = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    ...{ expression, awaitPromise: true, returnByValue: true },
  });
  assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
  return result.value as T;
}

/** The elements that a report has. */
const ELEMENTS = [
  ...'html head meta title style body header main nav section article figure figcaption svg rect path h1'.split(' '),
  ...'h2 h3 p div span ul ol li dl dt dd table caption thead tbody tr th td b strong small code pre a br'.split(' '),
  ...'time details summary script input select option label button output'.split(' '),
];

/** Elements, attributes and addresses that no report has. */
const FOREIGN = `[...document.querySelectorAll('*')].flatMap((element) => [
  ...(${JSON.stringify(ELEMENTS)}.includes(element.localName) ? [] : [element.localName]),
  ...[...element.attributes].map(({ name }) => name).filter((name) => /^on|^style$|^src/.test(name)),
  ...(element.localName === 'a' &&
  !/^(#|https:\\/\\/github\\.com\\/exposure-gate\\/)/.test(element.getAttribute('href'))
    ? [element.outerHTML]
    : []),
])`;

for (const name of ['hostile', 'hostile-failure', 'hostile-timeline']) {
  const places: readonly (readonly [string, () => string, boolean])[] = [
    ['a file', () => fileOf(name), true],
    ['a file, without scripts', () => fileOf(name), false],
    ...(Object.keys(POLICIES) as PolicyName[]).map(
      (policy) => [`the policy ${policy}`, () => server.urlOf(name, policy), true] as const,
    ),
  ];
  for (const [place, url, javaScriptEnabled] of places) {
    test(`no text of the page ${name} runs or makes an element: ${place}`, async () => {
      await withPage(url(), { javaScriptEnabled }, async (page) => {
        assert.deepEqual(await evaluate(page, FOREIGN), []);
        assert.equal(await evaluate(page, "document.querySelectorAll('script').length"), 1);
      });
    });
  }
}

test('no link into a page runs or makes an element', async () => {
  await withPage(fileOf('rich'), {}, async (page) => {
    for (const text of SCRIPTS) {
      const hash = `#?${new URLSearchParams({ host: text, port: text, text, severity: text, order: text })}`;
      await evaluate(page, `location.hash = ${JSON.stringify(hash)}; dispatchEvent(new HashChangeEvent('hashchange'))`);
    }
    assert.deepEqual(await evaluate(page, FOREIGN), []);
  });
});

test('a page says the same with and without script and style', async () => {
  const texts = new Map<string, string>();
  for (const policy of Object.keys(POLICIES) as PolicyName[]) {
    await withPage(server.urlOf('rich', policy), {}, async (page) => {
      const hasTools = await evaluate<boolean>(page, "document.getElementById('tools') !== null");
      assert.equal(hasTools, WITH_SCRIPT.includes(policy), policy);
      const text = await evaluate<string>(
        page,
        "document.querySelectorAll('#tools, button').forEach((one) => one.localName === 'button' && " +
          "one.closest('th') ? one.replaceWith(...one.childNodes) : one.remove()), document.body.textContent",
      );
      texts.set(policy, text.replace(/\s+/g, ' '));
      // Where the style is not applied, the page is black on white, and all of it can be read.
      assert.equal(await page.getByRole('heading', { level: 1 }).isVisible(), true);
    });
  }
  assert.equal(new Set(texts.values()).size, 1);
});

for (const width of [390, 1280, 1920]) {
  for (const [name, colorScheme, policy] of [
    ['rich', 'light', 'none'],
    ['rich', 'dark', 'azure'],
    ['wide', 'dark', 'none'],
    ['timeline', 'light', 'none'],
    ['timeline', 'dark', 'azure'],
    ['passed', 'light', 'none'],
    ['bad-policy', 'dark', 'none'],
  ] as const) {
    test(`axe finds nothing in the page ${name}, ${width} pixels wide, ${colorScheme}, policy ${policy}`, async () => {
      await withPage(server.urlOf(name, policy), { viewport: { width, height: 900 }, colorScheme }, async (page) => {
        await evaluate(page, "document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        await evaluate(page, `${axe.source}; undefined`);
        const found = await evaluate<
          readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
        >(
          page,
          'axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ ' +
            'id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))',
        );
        assert.deepEqual(found, []);
        const wide = await evaluate<number>(page, 'document.documentElement.scrollWidth');
        assert.ok(wide <= width, `the page scrolls sideways: ${wide} of ${width} pixels`);
      });
    });
  }
}

const shown = (page: Page) =>
  evaluate<readonly string[]>(
    page,
    "[...document.querySelectorAll('#finding-list > .finding:not([hidden]) h3')].map((one) => " +
      "one.textContent.replace(/\\s+/g, ' '))",
  );

test('the filter finds words, one port, and a host in a range', async () => {
  await withPage(fileOf('wide'), {}, async (page) => {
    const all = await shown(page);
    assert.deepEqual(all, [
      'high 8080/tcp http on 60 hosts',
      'low 443/tcp http on 10.0.1.7',
      'critical 22/tcp http on 10.0.1.9',
    ]);
    const found = async (text: string) => {
      await page.getByLabel('Filter').fill(text);
      return (await shown(page)).map((one) => /\d+\/tcp/.exec(one)?.[0]);
    };
    assert.deepEqual(await found('host:10.0.0.5'), ['8080/tcp']);
    assert.deepEqual(await found('10.0.0.59'), ['8080/tcp']);
    assert.deepEqual(await found('host:10.0.0.60'), []);
    assert.deepEqual(await found('10.0.1.7'), ['443/tcp']);
    assert.deepEqual(await found('port:80'), []);
    assert.deepEqual(await found('port:8080'), ['8080/tcp']);
    assert.deepEqual(await found('TLS'), ['443/tcp']);
    assert.equal(await page.getByRole('status').textContent(), '1 of 3 findings shown');
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.deepEqual(await shown(page), all);
    await page.getByLabel('Severity').selectOption('high');
    assert.equal((await shown(page)).length, 2);
  });
});

/** Types texts into the filter, one right after the other. */
const type = (...texts: readonly string[]): string =>
  texts
    .map(
      (text) =>
        `document.getElementById('filter').value = ${JSON.stringify(text)}; ` +
        "document.getElementById('filter').dispatchEvent(new Event('input'));",
    )
    .join(' ');
const COUNT = "document.querySelectorAll('#finding-list > .finding:not([hidden])').length";
/** The number of findings shown once it has not changed for ten frames. */
const SETTLED = `(async () => {
  for (let count = -1, frames = 0; frames < 10; frames = count === (count = ${COUNT}) ? frames + 1 : 0)
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return ${COUNT};
})()`;

test('a filter that shows many findings shows the first ones in the next frame, and soon all', async () => {
  await withPage(fileOf('long'), {}, async (page) => {
    assert.equal(await evaluate(page, `${type('nothing like this')} ${COUNT}`), 0);
    assert.deepEqual(await evaluate(page, `${type('odd')} [${COUNT}, document.querySelector('output').textContent]`), [
      100,
      '350 of 700 findings shown',
    ]);
    assert.deepEqual((await shown(page))[0], 'high 1001/tcp http on 10.1.1.0');
    assert.equal(await evaluate(page, SETTLED), 350);
    // A filter that is typed meanwhile is obeyed alone, and in the order that was chosen.
    await page.locator('#order').selectOption('port');
    assert.equal(await evaluate(page, `${type('nothing like this', '', 'even', 'port:1008')} ${SETTLED}`), 1);
    assert.equal(await evaluate(page, `${type('nothing like this', 'even')} ${COUNT}`), 100);
    assert.deepEqual((await shown(page))[99], 'high 1198/tcp http on 10.1.6.24');
    assert.equal(await evaluate(page, `${type('')} ${SETTLED}`), 700);
  });
});

test('a link and a printer do not wait for findings that the filter is about to show', async () => {
  await withPage(fileOf('long'), {}, async (page) => {
    const last = await evaluate<string>(page, "document.querySelector('#finding-list > .finding:last-of-type').id");
    await evaluate(page, `${type('nothing like this', '')} location.hash = ${JSON.stringify(`#${last}`)}`);
    await page.locator(`[id="${last}"]`).waitFor();
    assert.equal(
      await evaluate(page, `document.querySelector(':target').getBoundingClientRect().top < innerHeight`),
      true,
    );
    assert.equal(
      await evaluate(page, `${type('nothing like this', '')} dispatchEvent(new Event('beforeprint')); ${COUNT}`),
      700,
    );
  });
});

test('the filter opens networks for few rows only, and closes what it opened once there are many', async () => {
  await withPage(fileOf('long'), {}, async (page) => {
    const open = () =>
      evaluate<number>(page, "document.querySelectorAll('.net[open] .rows tbody > tr:not([hidden])').length");
    const opened = async (text: string) => {
      await evaluate(page, type(text));
      return open();
    };
    assert.equal(await open(), 0);
    assert.equal(await opened('host:10.1.3.9'), 1);
    // The third of the networks has too many of these.
    assert.equal(await opened('team-1'), 11 + 28 + 8);
    assert.equal(await opened('10.1'), 0);
    assert.equal(await opened(''), 0);
    // What the reader opened stays open.
    await page.locator('.net > summary').first().click();
    const own = await open();
    assert.ok(own > 50, `${own} rows`);
    assert.equal(await opened('10.1'), own);
    assert.equal(await opened(''), own);
  });
});

test('findings and tables are put in order', async () => {
  await withPage(fileOf('wide'), {}, async (page) => {
    await page.locator('#order').selectOption('port');
    assert.deepEqual(
      (await shown(page)).map((one) => /\d+\/tcp/.exec(one)?.[0]),
      ['22/tcp', '443/tcp', '8080/tcp'],
    );
    await page.getByRole('button', { name: 'Expand all' }).click();
    const head = page.locator('#hosts ~ details').first().getByRole('columnheader', { name: 'Host' });
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    await head.getByRole('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
  });
});

test('a link leads to one host and port, and the filter becomes such a link', async () => {
  for (const policy of WITH_SCRIPT) {
    await withPage(`${server.urlOf('wide', policy)}#?host=10.0.0.5&port=8080`, {}, async (page) => {
      assert.deepEqual(await shown(page), ['high 8080/tcp http on 60 hosts']);
      assert.equal(await page.getByLabel('Filter').inputValue(), 'host:10.0.0.5 port:8080');
      await page.getByLabel('Filter').fill('host:10.0.1.9');
      assert.deepEqual(await shown(page), ['critical 22/tcp http on 10.0.1.9']);
      assert.ok(page.url().endsWith('#?host=10.0.1.9'), page.url());
    });
  }
});

test('a cell of the picture leads to its finding, also if a filter hides it', async () => {
  await withPage(fileOf('rich', '#?text=redis'), {}, async (page) => {
    assert.equal((await shown(page)).length, 1);
    await page.goto(fileOf('rich', '#findings'));
    await page.getByLabel('Filter').fill('');
    await page.locator('.matrix').getByRole('link', { name: 'unverified' }).click();
    assert.equal(await page.locator('.finding:target h3').textContent(), 'low 443/tcp on 192.0.2.10');
  });
});

test('lines for the policy are copied', async () => {
  await withPage(fileOf('rich'), { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.evaluate('navigator.clipboard.readText()'), /^targets:\n {2}edge:\n {4}allow:\n/);
  });
});

test('every control is reached and used by keys alone', async () => {
  await withPage(fileOf('rich'), {}, async (page) => {
    const reached = new Set<string>();
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab');
      reached.add(await evaluate<string>(page, 'document.activeElement.id || document.activeElement.localName'));
    }
    for (const one of ['filter', 'grade', 'order', 'button', 'summary', 'a', 'pre', 'div'])
      assert.ok(reached.has(one), one);
    await page.locator('summary').first().focus();
    const open = await evaluate<boolean>(page, 'document.activeElement.parentElement.open');
    await page.keyboard.press('Enter');
    assert.equal(await evaluate(page, 'document.activeElement.parentElement.open'), !open);
  });
});

test('a page of a run that did not pass has nothing green in it', async () => {
  for (const name of ['rich', 'inconclusive', 'bad-policy', 'no-scanner', 'wide'])
    await withPage(fileOf(name), {}, async (page) => {
      const green = await evaluate<readonly string[]>(
        page,
        `[...document.querySelectorAll('body, body *')].filter((element) => {
          const style = getComputedStyle(element);
          return [style.color, style.backgroundColor, style.borderLeftColor, style.fill].some((color) => {
            const [red, green, blue, alpha = 1] = (color.match(/[\\d.]+/g) ?? [0, 0, 0]).map(Number);
            return alpha > 0 && green > red + 15 && green > blue + 15;
          });
        }).map((element) => element.outerHTML.slice(0, 80))`,
      );
      assert.deepEqual(green, []);
    });
});

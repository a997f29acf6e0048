import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { BROWSER_PACKAGES, ensurePackages } from '../scripts/packages.ts';
import { launchChromium } from '../test/browser/chromium.ts';
import { measure, record } from './measure.ts';
import { type ListedPort, makeScanXml, openPorts } from './xml.ts';

/**
 * HTML reports of many findings and of many hosts, as Chromium opens them from a disk: their size, the time to the
 * first paint, the time from a key press in the filter to the next frame, which has the first findings, and the time
 * to all findings.
 */
interface Case {
  readonly name: string;
  readonly hosts: number;
  /** Whether the policy allows everything. */
  readonly allowed: boolean;
  readonly portsOf: (host: number) => readonly ListedPort[];
  readonly most: { readonly megabytes: number; readonly paint: number; readonly filter: number };
}

const SERVICE = '<service name="redis" product="Redis key-value store" version="7.0.15" method="probed" conf="10"/>';
const listed = (port: number): ListedPort => ({ port, state: 'open', service: SERVICE });
/** Five of forty ports. */
const five = (host: number) => Array.from({ length: 5 }, (_, index) => listed(1_000 + ((host * 7 + index * 8) % 40)));

/** Ports that hardly another host has. */
const own = (host: number, count: number) => openPorts(host, KNOWN + count).slice(KNOWN);
/** The well-known services, which `openPorts` lists first. */
const KNOWN = 12;

const FINDINGS = { megabytes: 5, paint: 1, filter: 0.1 };
const HOSTS = { megabytes: 20, paint: 5, filter: 1 };
const CASES: readonly Case[] = [
  { name: '10,000 findings of 40 kinds', hosts: 2_000, allowed: false, portsOf: five, most: FINDINGS },
  {
    name: '10,000 different findings',
    hosts: 2_000,
    allowed: false,
    portsOf: (host) => own(host, 5),
    most: FINDINGS,
  },
  { name: '65,536 equal hosts', hosts: 65_536, allowed: true, portsOf: () => [22, 80, 443].map(listed), most: HOSTS },
  { name: '65,536 different hosts', hosts: 65_536, allowed: true, portsOf: (host) => own(host, 3), most: HOSTS },
];

ensurePackages(BROWSER_PACKAGES);
const browser = await launchChromium();
const results: Readonly<Record<string, string | number>>[] = [];
const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-bench-'));
try {
  for (const one of CASES) results.push(await run(one));
  record('html', { cases: results });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

async function run({ name, hosts, allowed, portsOf, most }: Case) {
  await makeScanXml(join(folder, 'scan.xml'), { hosts }, portsOf);
  writeFileSync(join(folder, 'policy.yml'), policy(hosts, allowed));
  const report = join(folder, 'report.html');
  const usage = measure(['check', '--policy', 'policy.yml', '--scan-xml', 'scan.xml', '--html', report], folder);
  if (usage.status !== (allowed ? 0 : 1)) throw new Error(`misjudged: ${usage.status}: ${usage.stdout}${usage.stderr}`);
  const megabytes = statSync(report).size / 1e6;
  const shown = await open(browser, report);
  console.log(
    `${name}: ${megabytes.toFixed(1)} MB (less than ${most.megabytes}), first paint ${shown.paint.toFixed(2)} s (` +
      `${most.paint}), filter ${shown.filter.toFixed(3)} s (${most.filter}), all findings after ` +
      `${shown.filtered.toFixed(3)} s, loaded ${shown.loaded.toFixed(1)} s`,
  );
  if (megabytes >= most.megabytes || shown.paint >= most.paint || shown.filter >= most.filter) process.exitCode = 1;
  const { peakMegabytes, wallSeconds } = usage;
  return { name, hosts, megabytes, ...shown, writtenSeconds: wallSeconds, peakMegabytes };
}

/**
 * @returns seconds until the first paint and until the page was loaded; and for the slowest of some filters, until the
 * next frame and until all its findings are shown
 */
async function open(chromium: Browser, report: string) {
  const page = await chromium.newPage();
  await page.goto(pathToFileURL(report).href, { timeout: 120_000 });
  const [paint, loaded] = await page.evaluate<readonly [number, number]>(
    "[performance.getEntriesByName('first-contentful-paint')[0].startTime, " +
      "performance.getEntriesByType('navigation')[0].loadEventEnd]",
  );
  const times: (readonly [next: number, all: number])[] = [];
  for (const text of ['redis', '10.0.3.7', 'port:1004', 'nothing', '']) {
    times.push(
      await page.evaluate<readonly [number, number]>(`new Promise((done) => {
        const findings = [...document.querySelectorAll('.finding')];
        const shown = () => findings.reduce((sum, one) => sum + (one.hidden ? 0 : 1), 0);
        const frame = (then) => requestAnimationFrame(() => setTimeout(then));
        const input = document.getElementById('filter');
        const started = performance.now();
        input.value = ${JSON.stringify(text)};
        input.dispatchEvent(new Event('input'));
        frame(() => {
          const next = performance.now() - started;
          const wanted = Number(/^\\d+/.exec(document.querySelector('output').textContent)?.[0] ?? findings.length);
          const wait = () => (shown() < wanted ? frame(wait) : done([next, performance.now() - started]));
          wait();
        });
      })`),
    );
  }
  await page.close();
  const [filter, filtered] = ([0, 1] as const).map((which) => Math.max(...times.map((time) => time[which])) / 1e3);
  return { paint: paint / 1e3, loaded: loaded / 1e3, filter: filter ?? Number.NaN, filtered: filtered ?? Number.NaN };
}

function policy(hosts: number, allowed: boolean): string {
  return `version: 1
environment: bench
targets:
  all:
    hosts: [10.0.0-${Math.ceil(hosts / 256) - 1}.0-255]
${allowed ? '    allow: [1-65535/tcp]\n' : ''}`;
}

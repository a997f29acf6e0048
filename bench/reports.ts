import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, record } from './measure.ts';
import { HTTPS_SCRIPTS } from './scripts.ts';
import { type ListedPort, makeScanXml, openPorts } from './xml.ts';

/**
 * Results of many hosts, all of it allowed, with every report at once: the observation and the reports are large, and
 * the program must hold only the observation in memory.
 */
const SIZES = [
  { hosts: 32_768, openPerHost: 63, scripts: '' },
  { hosts: 65_536, openPerHost: 3, scripts: '' },
  // As dense as results with many scripts: most of the document is none of the report.
  { hosts: 65_536, openPerHost: 3, scripts: HTTPS_SCRIPTS },
];
const MOST_MEMORY = 300;
const REPORTS = { sarif: 'out.sarif', json: 'out.json', summary: 'out.md' };

const results: Readonly<Record<string, number>>[] = [];
for (const { hosts, openPerHost, scripts } of SIZES) {
  const folder = mkdtempSync(join(tmpdir(), 'exposure-gate-bench-'));
  try {
    const portsOf = (host: number): readonly ListedPort[] =>
      openPorts(host, openPerHost).map((port) => ({ ...port, service: `${port.service}${scripts}` }));
    const made = await makeScanXml(join(folder, 'scan.xml'), { hosts }, portsOf);
    writeFileSync(join(folder, 'policy.yml'), policy(hosts));
    const files = Object.entries(REPORTS).flatMap(([option, file]) => [`--${option}`, file]);
    const usage = measure(['check', '--policy', 'policy.yml', '--scan-xml', 'scan.xml', ...files], folder);
    // Small and wrong is no result.
    const expected = `PASS  no findings, ${(hosts * 65_535).toLocaleString('en')} of`;
    if (usage.status !== 0 || !usage.stdout.includes(expected))
      throw new Error(`misjudged: status ${usage.status}: ${usage.stdout}${usage.stderr}`);
    const megabytesOf = (file: string): number => statSync(join(folder, file)).size / 1e6;
    const { peakMegabytes, wallSeconds, cpuSeconds } = usage;
    const sizes = { megabytes: megabytesOf('scan.xml'), jsonMegabytes: megabytesOf(REPORTS.json) };
    console.log(`${hosts} hosts, ${made.open} open ports, ${sizes.megabytes.toFixed(0)} MB`);
    console.log(
      `  ${peakMegabytes.toFixed(0)} MB at the peak (less than ${MOST_MEMORY}), ${wallSeconds.toFixed(1)} s, ` +
        `${cpuSeconds.toFixed(1)} s of CPU`,
    );
    console.log(`  JSON report: ${sizes.jsonMegabytes.toFixed(0)} MB`);
    results.push({ hosts, openPorts: made.open, ...sizes, peakMegabytes, wallSeconds, cpuSeconds });
    if (peakMegabytes >= MOST_MEMORY) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
record('reports', { sizes: results });

function policy(hosts: number): string {
  return `version: 1
environment: bench
targets:
  all:
    hosts: [10.0.0-${(hosts >> 8) - 1}.0-255]
    allow: [1-65535/tcp]
`;
}
